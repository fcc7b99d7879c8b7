"""The newsroom under fire: killed processes, full disks, a second run, signals."""

import json
import os
import resource
import shutil
import signal
import subprocess
import time

import pytest
from newsroom import (
    NARRATE,
    TEXT,
    Command,
    Watcher,
    assert_whole,
    correct,
    enclosures,
    episodes,
    install_moody,
    kill_often,
    published,
    timeless,
    workers_of,
    write_page,
)

BASE = ("--base-url", "https://audio.example")


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "pages"
    for number in range(6):
        text = " ".join(f"{TEXT} घर {number} में {count} लोग हैं।" for count in range(1, 5))
        write_page(folder, f"{number}", text=text, date=f"2026-03-1{number}")
    return folder


@pytest.fixture
def public(tmp_path):
    return tmp_path / "public"


@pytest.fixture
def moody(tmp_path):
    """The command, with an engine that does what a text says."""
    return Command(tmp_path / "own", **install_moody(tmp_path / "moody"))


def wait_for(condition, process, timeout_s=20):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_command_narrates_prints_counts_and_does_nothing_twice(tmp_path, pages, public):
    command = Command(tmp_path / "own")
    words = ("batch", pages, "--to", public, *BASE, "--voice", "tone", "-j", 2)
    code, out, err = command.run(*words)
    assert (code, out) == (0, "6 new, 0 corrected, 0 withdrawn, 0 unchanged\n")
    assert len(err.splitlines()) == 6
    spoken = command.spoken()
    code, out, _ = command.run(*words, "--json")
    report = json.loads(out)
    assert (code, report["new"], report["unchanged"], report["exit_code"]) == (0, 0, 6, 0)
    assert command.spoken() == spoken
    code, out, _ = command.run("status", "--to", public)
    assert out.startswith("6 published, 0 waiting, 0 set aside, 0 withdrawn\n")
    assert command.run("check", "--deep", "--to", public)[0] == 0
    story = next(iter(episodes(public).values()))["id"]
    assert command.run("unpublish", story, "--to", public)[0] == 0
    assert len(enclosures(public)) == 5
    assert_whole(public)
    assert not [name for name in published(public) if story in name]
    assert command.leftovers(public) == []


def test_worker_that_dies_costs_its_story_and_no_other(tmp_path, moody, public):
    pages = tmp_path / "pages"
    write_page(pages, "bad", text=TEXT + " आगे खाई है।", date="2026-03-15")
    for name in "abc":
        write_page(pages, name, text=f"{TEXT} {name}")
    words = ("batch", pages, "--to", public, *BASE, "--voice", "moody", "-j", 2)
    code, out, err = moody.run(*words)
    assert code == 69
    assert out.startswith("3 new")
    assert "bad.html: the process that worked on it ended with status 9" in err
    assert moody.leftovers(public) == []
    assert_whole(public)
    code, out, _ = moody.run(*words)  # it died three times, so it is set aside
    assert (code, out) == (0, "0 new, 0 corrected, 0 withdrawn, 3 unchanged, 1 set aside\n")
    _, out, _ = moody.run("status", "--failed", "--to", public)
    assert "bad.html: the process" in out
    assert "(3 attempts, set aside)" in out


@pytest.mark.slow
def test_workers_end_with_their_driver(tmp_path, moody, public):
    write_page(tmp_path / "pages", "a", text="धीरे " + TEXT)
    process = moody.start("batch", tmp_path / "pages", "--to", public, *BASE, "--voice", "moody", "-j", 1)
    wait_for(lambda: workers_of(process), process)
    (worker,) = workers_of(process)
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 5
    while os.path.exists(f"/proc/{worker}") and time.monotonic() < deadline:  # noqa: PTH110  # /proc is no folder of files
        time.sleep(0.02)
    assert not os.path.exists(f"/proc/{worker}")  # noqa: PTH110


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signal_lets_stories_in_hand_finish(tmp_path, moody, public, number, code):
    for name in "abcd":
        write_page(tmp_path / "pages", name, text="धीरे " + TEXT + name)
    words = ("batch", tmp_path / "pages", "--to", public, *BASE, "--voice", "moody", "-j", 1)
    process = moody.start(*words, start_new_session=True)
    wait_for(lambda: list(public.glob("*.mp3")), process)
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == code, err
    assert "finishing" in err
    assert 1 <= len(episodes(public)) < 4
    assert "left for later" in out
    assert_whole(public)
    assert moody.leftovers(public) == []
    assert moody.run(*words)[0] == 0
    assert len(episodes(public)) == 4


@pytest.mark.slow
def test_second_signal_ends_the_run_at_once(tmp_path, public):
    command = Command(tmp_path / "own", **install_moody(tmp_path / "moody"), MOODY_S="60")
    write_page(tmp_path / "pages", "a", text="धीरे " + TEXT)
    process = command.start("batch", tmp_path / "pages", "--to", public, *BASE, "--voice", "moody", "-j", 1)
    wait_for(command.spoken, process)  # the headline; the text takes a minute
    for _ in range(2):
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
    process.communicate(timeout=10)
    assert process.returncode == 143
    assert published(public) == {}


@pytest.mark.slow
def test_second_run_ends_at_once_or_waits(tmp_path, moody, public):
    write_page(tmp_path / "pages", "a", text="धीरे " + TEXT)
    words = ("batch", tmp_path / "pages", "--to", public, *BASE, "--voice", "moody", "-j", 1)
    process = moody.start(*words)
    wait_for(lambda: workers_of(process), process)
    code, _, err = moody.run(*words)
    assert code == 75
    assert "--wait" in err
    assert process.poll() is None
    code, out, _ = moody.run(*words, "--wait")
    assert (code, out) == (0, "0 new, 0 corrected, 0 withdrawn, 1 unchanged\n")
    process.communicate()
    assert process.returncode == 0


@pytest.mark.slow
def test_full_disk_ends_the_run_and_keeps_what_is_published(tmp_path, pages, public):
    command = Command(tmp_path / "own")
    words = ("batch", pages, "--to", public, *BASE, "--voice", "tone", "-j", 1)
    assert command.run(*words, "--limit", 2)[0] == 0
    before = published(public)

    def fill():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

    code, _, err = command.run(*words, preexec_fn=fill)
    assert code == 74, err
    assert "Traceback" not in err
    assert published(public) == before
    assert command.leftovers(public) == []
    code, out, _ = command.run(*words)
    assert (code, out) == (0, "4 new, 0 corrected, 0 withdrawn, 2 unchanged\n")


READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
FULL = """
mount -t tmpfs -o size="$SIZE" tmpfs "$0" && cp -a "$OLD/." "$0" || exit 99
"$@"; code=$?
cp -a "$0" "$AFTER" && exit $code
"""


def in_a_mount(command, script, folder, *words):
    """The command in a mount namespace of its own, where a script prepares a folder first."""
    process = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script, folder, NARRATE, *map(str, words)],
        env=command.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return process.returncode, process.stdout, process.stderr


@pytest.fixture
def mounts():
    """Skips where the system lets nobody mount."""
    tried = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    if not shutil.which("unshare") or subprocess.run(tried, capture_output=True, check=False).returncode:
        pytest.skip("no mounts here")


@pytest.mark.slow
@pytest.mark.usefixtures("mounts")
@pytest.mark.parametrize("elsewhere", [False, True])
def test_read_only_store_is_one_clear_error_and_stays_as_it_was(tmp_path, pages, public, elsewhere):
    command = Command(tmp_path / "own")
    words = ("batch", pages, "--to", public, *BASE, "--voice", "tone", "-j", 1)
    assert command.run(*words, "--limit", 2)[0] == 0
    before = published(public)
    if elsewhere:
        shutil.copy(public / ".narrator" / "catalogue.sqlite", tmp_path)
        words += ("--set", f"store.catalogue=sqlite:///{tmp_path}/catalogue.sqlite")
    code, out, err = in_a_mount(command, READ_ONLY, public, *words)
    assert (code, out) == (74, ""), err
    assert len(err.splitlines()) == 2
    assert str(public) in err
    assert published(public) == before
    assert command.leftovers(public) == []
    assert command.run(*words)[1] == "4 new, 0 corrected, 0 withdrawn, 2 unchanged\n"


@pytest.mark.slow
@pytest.mark.usefixtures("mounts")
def test_disk_that_fills_up_at_any_point_keeps_the_old_feed_whole(tmp_path, pages, public):
    command = Command(tmp_path / "own")
    words = ("batch", pages, *BASE, "--voice", "tone", "-j", 2)
    assert command.run(*words, "--to", public, "--limit", 2)[0] == 0
    old = sum(-(-path.stat().st_size // 4096) * 4 for path in public.rglob("*") if path.is_file())
    (tmp_path / "disk").mkdir()
    seen = set()
    for number, more_kb in enumerate((40, 80, 160, 320, 640, 960, 1280, 2560)):
        after = tmp_path / f"after-{number}"
        command.environment |= {"SIZE": f"{old + more_kb}k", "OLD": str(public), "AFTER": str(after)}
        code, _, err = in_a_mount(command, FULL, tmp_path / "disk", *words, "--to", tmp_path / "disk")
        assert code in (0, 74), err
        assert "Traceback" not in err
        assert "bug" not in err
        assert_whole(after)
        assert 2 <= len(enclosures(after)) <= 6
        assert code == 74 or len(enclosures(after)) == 6
        assert [name for name in published(after) if name.endswith(".part")] == []
        seen.add(code)
    assert seen == {0, 74}


def test_store_that_takes_nothing_is_one_clear_error(tmp_path, pages):
    command = Command(tmp_path / "own")
    (tmp_path / "file").write_bytes(b"")
    code, out, err = command.run("batch", pages, "--to", tmp_path / "file" / "public", *BASE)
    assert (code, out) == (74, "")
    assert len(err.splitlines()) == 2
    for words in (("status",), ("check",), ("feed",), ("retry", "--all"), ("unpublish", "x")):
        code, _, err = command.run(*words, "--to", tmp_path / "nowhere")
        assert (code, "no newsroom in" in err) == (2, True)
    assert not (tmp_path / "nowhere").exists()
    code, _, err = command.run("batch", pages, "--to", "memory://x", *BASE)
    assert code == 78
    assert "catalogue" in err


def test_dry_run_prices_what_would_be_spoken_and_leaves_no_trace(tmp_path, moody, public):
    write_page(tmp_path / "pages", "a")
    words = ("batch", tmp_path / "pages", "--to", public, *BASE, "--voice", "moody", "-n", "--json")
    code, out, _ = moody.run(*words)
    report = json.loads(out)
    assert (code, report["new"]) == (0, 1)
    assert report["cost"]["USD"] == pytest.approx(report["characters"] * 20 / 1e6)
    assert not public.exists()


def test_watcher_sees_a_feed_that_promises_what_is_not_there(tmp_path):
    feed = '<rss><channel><item><enclosure url="https://a.example/1.mp3" length="3"/></item></channel></rss>'
    (tmp_path / "feed.xml").write_text(feed)
    for sound, fault in ((None, ("1.mp3", 3, None)), (b"12", ("1.mp3", 3, 2)), (b"123", None)):
        if sound:
            (tmp_path / "1.mp3").write_bytes(sound)
        with Watcher(tmp_path) as watcher:
            deadline = time.monotonic() + 5
            while not watcher.looks and time.monotonic() < deadline:
                time.sleep(0.01)
        assert set(watcher.faults) == ({fault} if fault else set())
        assert watcher.looks


@pytest.mark.slow
def test_run_that_is_killed_anywhere_ends_where_an_undisturbed_one_does(tmp_path, public):
    pages = tmp_path / "pages"
    for number in range(100):
        write_page(pages, f"{number}", text=f"{TEXT} घर {number} में {number} लोग हैं।", date="2026-03-12")
    words = ("batch", pages, *BASE, "--voice", "tone", "-j", 2, "--to")
    calm, command = Command(tmp_path / "calm"), Command(tmp_path / "own")
    killed = 0
    for part in range(2):  # new stories, then a correction of each
        if part:
            correct(pages)
        assert calm.run(*words, tmp_path / "undisturbed")[0] == 0
        with Watcher(public) as watcher:
            killed += kill_often(command, (*words, public), public, 4, 100 * part)
            assert command.run(*words, public)[0] == 0
        assert watcher.faults == []
        assert watcher.looks > 5
    assert killed == 8
    assert timeless(published(public)) == timeless(published(tmp_path / "undisturbed"))
    assert command.leftovers(public) == []
    assert command.spoken() <= calm.spoken() + 2 * killed
