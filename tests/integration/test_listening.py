"""``narrate page`` and ``narrate serve``, as a person runs them."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from narrator.api import extract

SAMPLES = Path(__file__).parents[2] / "samples"
BRIDGE = SAMPLES / "river-bridge.html"
NARRATE = Path(sys.executable).with_name("narrate")
FILES = {
    *("index.html", "episode.mp3", "captions.vtt", "captions.srt", "chapters.json", "timeline.json"),
    *("narrator.js", "narrator.css", "cover.png"),
}


@pytest.fixture
def run(tmp_path):
    def call(*args, code=0, **options):
        done = subprocess.run(
            [NARRATE, *map(str, args)], cwd=tmp_path, capture_output=True, timeout=120, **options
        )
        assert done.returncode == code, done.stderr.decode()
        return done

    return call


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_page_stands_in_its_folder_with_all_it_needs(run, tmp_path):
    done = run("page", BRIDGE, "--to", "out/bridge", "--voice", "tone")
    assert done.stdout.decode() == "out/bridge/index.html\n"
    assert set(contents(tmp_path / "out/bridge")) == FILES
    page = (tmp_path / "out/bridge/index.html").read_text(encoding="utf-8")
    for name in re.findall(r' (?:src|href|data-timeline|data-image)="([^"?]*)', page):
        assert "://" in name or (tmp_path / "out/bridge" / name).is_file()
    assert extract(page.encode()).title == extract(BRIDGE.read_bytes()).title


def test_second_run_speaks_nothing_and_changes_nothing(run, tmp_path):
    run("page", BRIDGE, "--to", "out", "--voice", "tone")
    before = contents(tmp_path / "out")
    times = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()}
    done = run("page", BRIDGE, "--to", "out", "--voice", "tone")
    assert "unchanged" in done.stderr.decode()
    assert contents(tmp_path / "out") == before
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").iterdir()} == times


def test_timeline_that_is_lost_or_of_another_sound_is_made_again(run, tmp_path):
    run("page", BRIDGE, "--to", "out", "--voice", "tone")
    before = contents(tmp_path / "out")
    (tmp_path / "out/timeline.json").unlink()
    run("page", BRIDGE, "--to", "out", "--voice", "tone")
    assert contents(tmp_path / "out") == before
    (tmp_path / "out/timeline.json").write_text('{"audio_sha256": "other"}')
    run("page", BRIDGE, "--to", "out", "--voice", "tone")
    assert contents(tmp_path / "out") == before


def test_timeline_names_the_bytes_of_its_sound(run, tmp_path):
    import hashlib

    run("page", BRIDGE, "--to", "out", "--voice", "tone")
    timeline = json.loads((tmp_path / "out/timeline.json").read_text(encoding="utf-8"))
    assert timeline["audio"] == "episode.mp3"
    assert timeline["audio_sha256"] == hashlib.sha256((tmp_path / "out/episode.mp3").read_bytes()).hexdigest()


def test_injected_page_is_the_publishers_own_and_twice_is_once(run, tmp_path):
    once = run("page", BRIDGE, "--to", "out", "--voice", "tone", "--inject", "--base", "/sound/").stdout
    assert b"Click to start listening" not in once
    assert once.count(b"<narrator-player") == 1
    assert b'src="/sound/episode.mp3?v=' in once
    (tmp_path / "own.html").write_bytes(once)
    assert extract(once).to_dict() == extract(BRIDGE.read_bytes()).to_dict()
    done = run("page", "own.html", "--to", "out", "--voice", "tone", "--inject", "--base", "/sound/")
    assert done.stdout == once
    assert b"unchanged" in done.stderr


def test_injected_page_can_be_written_beside_the_sound_and_again(run, tmp_path):
    options = (
        "--to",
        "site/sound",
        "--voice",
        "tone",
        "--inject",
        "-o",
        "site/story.html",
        "--feed",
        "https://news.example/f.xml",
    )
    assert run("page", BRIDGE, *options).stdout == b"site/story.html\n"
    text = (tmp_path / "site/story.html").read_text(encoding="utf-8")
    assert 'href="sound/narrator.css"' in text
    assert 'type="application/rss+xml" href="https://news.example/f.xml"' in text
    run("page", BRIDGE, *options)
    (tmp_path / "site/story.html").write_text("mine")
    assert b"there already" in run("page", BRIDGE, *options, code=73).stderr


def test_page_of_a_newsroom_names_its_feed(run, tmp_path):
    run("page", BRIDGE, "--to", "out", "--voice", "tone", "--set", "store.base_url=https://news.example/audio/")
    assert 'rss+xml" href="https://news.example/audio/feed.xml"' in (tmp_path / "out/index.html").read_text(
        encoding="utf-8"
    )


def test_snippet_is_what_a_template_needs(run):
    text = run(
        "page", BRIDGE, "--to", "out", "--voice", "tone", "--snippet", "--base", "https://cdn.example/a/"
    ).stdout.decode()
    assert '<script src="https://cdn.example/a/narrator.js" defer' in text
    assert "<narrator-player" in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--inject", "--snippet"), "standard output"),
        (("-o", "x"), "--inject"),
        (("--inject", "--at", "p", "--after", "p"), "--at and --after"),
    ],
)
def test_options_that_do_not_fit_are_refused_before_anything_is_spoken(run, tmp_path, options, said):
    done = run("page", BRIDGE, "--to", "out", "--voice", "tone", *options, code=2)
    assert said in done.stderr.decode()
    assert not (tmp_path / "out").exists()


def test_page_that_is_not_ours_is_not_overwritten(run, tmp_path):
    (tmp_path / "index.html").write_text("<h1>mine</h1>")
    assert b"not a listening page" in run("page", BRIDGE, "--to", ".", "--voice", "tone", code=73).stderr
    assert (tmp_path / "index.html").read_text() == "<h1>mine</h1>"
    assert not (tmp_path / "episode.mp3").exists()


def test_page_of_standard_input_works_too(run, tmp_path):
    run("page", "-", "--to", "out", "--voice", "tone", input=BRIDGE.read_bytes())
    assert (tmp_path / "out/index.html").is_file()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_server_answers_until_it_is_told_to_stop(tmp_path, number, code):
    (tmp_path / "a.vtt").write_text("WEBVTT\n")
    process = subprocess.Popen(
        [NARRATE, "serve", tmp_path, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        url = process.stdout.readline().decode().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", url)
        with urllib.request.urlopen(f"{url}a.vtt", timeout=10) as answer:
            assert answer.read() == b"WEBVTT\n"
        process.send_signal(number)
        assert process.wait(10) == code
        assert b"Traceback" not in process.stderr.read()
    finally:
        process.kill()
        process.communicate()


def test_server_of_no_folder_is_a_clear_error(run):
    assert b"no folder" in run("serve", "none", code=66).stderr


@pytest.mark.slow
def test_wheel_holds_the_player_and_its_words(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, SAMPLES.parent], check=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "episode/player/narrator.js",
        "episode/player/narrator.css",
        "languages/hi/player.toml",
        "languages/en/player.toml",
    ):
        assert f"narrator/{name}" in names
