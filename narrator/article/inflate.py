"""Bodies out of what they were packed in for the way, piece by piece, so that no bomb is ever whole in memory.

urllib3 would do it, and takes a body that was cut off for one that had ended: half a story.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

PIECE_BYTES = 65_536
MOST_LAYERS = 2
GZIP = b"\x1f\x8b"
_PLAIN = ("", "identity")
_PACKED = ("br", "zstd", "compress", "x-compress")


def inflate(pieces: Iterable[bytes], encodings: str) -> Iterator[bytes]:
    """The pieces of a body, inflated, each of 64 KiB at most where it was packed.

    Args:
        pieces: As they came.
        encodings: The header Content-Encoding; a word that names no packing is not heeded.

    Raises:
        ValueError: It is packed in ways that were not asked for, is damaged, or does not end.
    """
    names = [name.strip().lower() for name in encodings.split(",")]
    names = [name for name in names if name not in _PLAIN]
    if len(names) > MOST_LAYERS:
        raise ValueError(f"it is packed {len(names)} times")
    for name in reversed(names):
        if name in _PACKED:
            raise ValueError(f"it is packed as {name}, which nobody asked for")
        if name in ("gzip", "x-gzip", "deflate"):
            pieces = _unpack(pieces, is_gzip=name != "deflate")
    yield from pieces


def _unpack(pieces: Iterable[bytes], *, is_gzip: bool) -> Iterator[bytes]:
    engine: Any = None
    rest = b""
    for piece in pieces:
        rest += piece
        while rest:
            if engine is None or engine.eof:
                if len(rest) < 2:
                    break  # two bytes tell what begins
                if engine is not None and not (is_gzip and rest.startswith(GZIP)):
                    rest = b""  # what stands behind the end is not heeded, as browsers do not
                    break
                engine = zlib.decompressobj(_window(rest, is_gzip=is_gzip))
            found = _inflated(engine, rest)
            rest = engine.unused_data if engine.eof else engine.unconsumed_tail
            yield found
    if engine is None and rest:
        raise ValueError("it ends too early")
    while engine is not None and not engine.eof:
        found = _inflated(engine, b"")
        if not found:
            raise ValueError("it ends too early")
        yield found


def _window(begin: bytes, *, is_gzip: bool) -> int:
    """What zlib is told of a stream; deflate has zlib's header (RFC 1950, 2.2) or, from some servers, none."""
    if is_gzip:
        return 31
    has_header = begin[0] & 0x0F == 8 and (begin[0] << 8 | begin[1]) % 31 == 0
    return 15 if has_header else -15


def _inflated(engine: Any, data: bytes) -> bytes:
    try:
        return bytes(engine.decompress(data, PIECE_BYTES))
    except zlib.error as error:
        raise ValueError("it cannot be inflated") from error
