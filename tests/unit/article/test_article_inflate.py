import gzip
import tracemalloc
import zlib

import pytest

from narrator.article.inflate import inflate

PAGE = "नदी पर पुल ".encode() * 20_000


def bare(data):
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(data) + engine.flush()


def unpack(data, encodings, size=1000):
    return b"".join(inflate((data[at : at + size] for at in range(0, len(data), size)), encodings))


@pytest.mark.parametrize("size", [1, 1000, 10**9])
@pytest.mark.parametrize(
    ("data", "encodings"),
    [
        (PAGE, ""),
        (PAGE, "identity"),
        (PAGE, "UTF-8"),
        (gzip.compress(PAGE), "gzip"),
        (gzip.compress(PAGE), "X-GZip"),
        (gzip.compress(PAGE[:999]) + gzip.compress(PAGE[999:]), "gzip"),
        (gzip.compress(PAGE) + bytes(9), "gzip"),
        (gzip.compress(PAGE) + b"rubbish", "gzip"),
        (zlib.compress(PAGE), "deflate"),
        (bare(PAGE), "deflate"),
        (gzip.compress(zlib.compress(PAGE)), "deflate, gzip"),
    ],
)
def test_body_comes_out_as_it_went_in(data, encodings, size):
    assert unpack(data[:3000] if size == 1 and not encodings else data, encodings, size) in (PAGE, PAGE[:3000])


@pytest.mark.parametrize("encodings", ["gzip", "deflate"])
def test_body_of_nothing_is_nothing(encodings):
    assert unpack(b"", encodings) == b""


@pytest.mark.parametrize("kept", [1, 5, 12, 100, -9, -1])
@pytest.mark.parametrize(
    ("pack", "name"), [(gzip.compress, "gzip"), (zlib.compress, "deflate"), (bare, "deflate")]
)
def test_body_that_is_cut_off_is_no_body(pack, name, kept):
    with pytest.raises(ValueError, match=r"too early|cannot be inflated"):
        unpack(pack(PAGE)[:kept], name)


@pytest.mark.parametrize(
    ("data", "encodings", "words"),
    [
        (b"hello", "gzip", "cannot be inflated"),
        (b"hello", "deflate", "cannot be inflated"),
        (b"hello", "br", "nobody asked"),
        (b"hello", "zstd", "nobody asked"),
        (b"hello", ", ".join(["gzip"] * 3), "3 times"),
    ],
)
def test_body_that_cannot_be_inflated_is_told(data, encodings, words):
    with pytest.raises(ValueError, match=words):
        unpack(data, encodings)


@pytest.mark.parametrize("encodings", ["gzip", "gzip, gzip"])
def test_bomb_is_never_whole_in_memory(encodings):
    bomb = gzip.compress(bytes(300_000_000), 1)
    for _ in encodings.split(", ")[1:]:
        bomb = gzip.compress(bomb)
    tracemalloc.start()
    pieces = inflate([bomb], encodings)
    assert sum(len(next(pieces)) for _ in range(100)) > 1_000_000
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
