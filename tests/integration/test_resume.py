import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

NARRATE = Path(sys.executable).with_name("narrate")


def wait_for(condition, process, limit_s=30):
    deadline = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < deadline
        assert process.poll() is None, "the story was done before it could be killed"
        time.sleep(0.005)


@pytest.mark.slow
def test_killed_run_goes_on_where_it_was_and_gives_the_same_bytes(tmp_path):
    page = tmp_path / "page.html"
    prose = "".join(f"<p>यह वाक्य क्रमांक {number} है और इसे पढ़ने में समय लगता है।</p>" for number in range(800))
    page.write_text(f"<html lang=hi><body><article><h1>लंबी ख़बर</h1>{prose}</article>", encoding="utf-8")

    def start(name, cache):
        env = {
            **os.environ,
            "XDG_CACHE_HOME": str(tmp_path / cache),
            "NARRATOR_SPEAK_LOG": str(tmp_path / f"{name}.log"),
        }
        return subprocess.Popen(
            [NARRATE, page, "--voice", "tone", "-q", "-o", f"{name}.mp3"], cwd=tmp_path, env=env
        )

    def spoken(name):
        log = tmp_path / f"{name}.log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    killed = start("a", "cache")
    wait_for(lambda: len(spoken("a")) > 200, killed)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not (tmp_path / "a.mp3").exists()
    before = spoken("a")
    assert start("a", "cache").wait() == 0
    again = spoken("a")[len(before) :]
    assert start("b", "other").wait() == 0
    assert len(before) + len(again) <= len(spoken("b")) + 1
    assert set(before) | set(again) == set(spoken("b"))
    assert (tmp_path / "a.mp3").read_bytes() == (tmp_path / "b.mp3").read_bytes()
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"page.html", "cache", "other", "a.mp3", "b.mp3", "a.log", "b.log"}
