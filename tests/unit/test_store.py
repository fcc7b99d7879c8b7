import os
import subprocess
import sys

import pytest

from narrator import store as stores
from narrator.errors import NotInStore, SettingsError, StoreError
from narrator.store import TEMPORARY, media_type, open_store


@pytest.fixture(params=["path", "file", "memory"])
def store(request, tmp_path):
    urls = {
        "path": str(tmp_path / "public"),
        "file": f"file://{tmp_path}/public",
        "memory": f"memory://{tmp_path.name}/public",
    }
    return open_store(urls[request.param])


def test_file_that_was_put_is_got_back_whole(store):
    store.put("a.mp3", b"sound")
    assert store.get("a.mp3") == b"sound"
    assert store.exists("a.mp3")
    assert store.size("a.mp3") == 5


def test_file_is_replaced_copied_and_deleted(store):
    store.put("a.mp3", b"one")
    store.put("a.mp3", b"other")
    store.copy("a.mp3", "b.mp3")
    store.delete("a.mp3")
    store.delete("a.mp3")
    assert not store.exists("a.mp3")
    assert store.size("a.mp3") is None
    assert store.get("b.mp3") == b"other"


def test_missing_file_is_an_error_that_names_it(store):
    with pytest.raises(NotInStore, match=r"absent\.mp3"):
        store.get("absent.mp3")


def test_temporary_file_is_used_up_and_never_listed(store):
    temporary = store.temporary()
    temporary.write_bytes(b"large")
    store.put("a.b1.mp3", temporary)
    store.put("a.b1.vtt", b"")
    store.put("b.mp3", b"")
    assert not temporary.exists()
    assert store.names() == ["a.b1.mp3", "a.b1.vtt", "b.mp3"]
    assert store.names("a.") == ["a.b1.mp3", "a.b1.vtt"]
    assert store.get("a.b1.mp3") == b"large"


def test_store_that_holds_nothing_yet_lists_nothing(store):
    assert store.names() == []
    assert store.sweep() == 0


def test_folder_is_written_beside_then_flushed_then_renamed_then_flushed(tmp_path, monkeypatch):
    store = open_store(str(tmp_path))
    calls = []
    flush, replace = stores._flush, stores.Path.replace

    def note_flush(path):
        calls.append(("flush", path.name if path != tmp_path else "folder"))
        flush(path)

    def note_replace(path, target):
        calls.append(("rename", path.name))
        return replace(path, target)

    monkeypatch.setattr(stores, "_flush", note_flush)
    monkeypatch.setattr(stores.Path, "replace", note_replace)
    store.put("a.mp3", b"sound")
    (_, temporary), *_ = calls
    assert temporary.startswith(TEMPORARY)
    assert calls == [("flush", temporary), ("rename", temporary), ("flush", "folder")]


def test_sweep_deletes_what_a_dead_run_left_and_nothing_else(tmp_path):
    store = open_store(str(tmp_path))
    left = store.temporary()
    store.put("a.mp3", b"sound")
    assert store.sweep() == 1
    assert not left.exists()
    assert store.names() == ["a.mp3"]


def test_full_disk_leaves_the_old_file_and_no_temporary_one(tmp_path):
    script = (
        "import resource, signal, sys\n"
        "from narrator.errors import StoreError\n"
        "from narrator.store import open_store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "store = open_store(sys.argv[1])\n"
        "store.put('a.mp3', b'old')\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "try:\n    store.put('a.mp3', bytes(5000))\n"
        "except StoreError as error:\n    print(error.exit_code)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout == "74\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp3"]
    assert (tmp_path / "a.mp3").read_bytes() == b"old"


def test_file_is_as_readable_as_the_mask_says(tmp_path):
    before = os.umask(0o027)
    try:
        open_store(str(tmp_path)).put("a.mp3", b"sound")
    finally:
        os.umask(before)
    assert (tmp_path / "a.mp3").stat().st_mode & 0o777 == 0o640


def test_place_that_takes_no_folder_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="file"):
        open_store(str(tmp_path / "file" / "public")).put("a.mp3", b"sound")


def test_unknown_kind_of_store_is_a_wrong_setting():
    with pytest.raises(SettingsError, match="gopher"):
        open_store("gopher://example.org/news")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.1.mp3", "audio/mpeg"),
        ("a.1.chapters.json", "application/json+chapters"),
        ("a.json", "application/json"),
        ("feed.xml", "application/rss+xml; charset=utf-8"),
        ("strange", "application/octet-stream"),
    ],
)
def test_media_types_are_those_that_podcast_clients_want(name, wanted):
    assert media_type(name) == wanted
