"""The small news site under samples/newsroom becomes episodes by the commands that the README shows."""

import functools
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from newsroom import Command, assert_whole, enclosures, episodes

import narrator
from narrator.errors import FetchRefused
from narrator.settings import ArticleSettings, Settings

SAMPLE = Path(__file__).parents[2] / "samples" / "newsroom"


class Quiet(SimpleHTTPRequestHandler):
    """The site, which notes what it is asked."""

    asked: list[tuple[str, int]] = []  # noqa: RUF012  # each test makes a class of its own

    def log_request(self, code="-", size="-"):
        self.asked.append((self.path, int(code)))


@pytest.fixture
def site(tmp_path):
    """The sample's news site on loopback, with its own address in its pages."""
    folder = tmp_path / "site"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("public"))
    handler = type("Site", (Quiet,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=folder))
    handler.url = f"http://localhost:{server.server_port}"
    handler.folder = folder
    for path in (folder / "feed.xml", folder / "narrator.toml", *folder.glob("pages/*.html")):
        text = path.read_text(encoding="utf-8").replace("http://localhost:8700", handler.url)
        path.write_text(text, encoding="utf-8")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield handler
    server.shutdown()
    server.server_close()


def test_feed_on_a_server_becomes_a_podcast_and_a_second_run_only_asks(tmp_path, site):
    command, public = Command(tmp_path / "own"), tmp_path / "public"
    words = ("batch", f"{site.url}/feed.xml", "--to", public, "--base-url", "https://audio.example")
    words += ("--voice", "tone", "--allow-host", "localhost")
    code, out, err = command.run(*words)
    assert (code, out) == (0, "4 new, 0 corrected, 0 withdrawn, 0 unchanged\n"), err
    assert len(enclosures(public)) == 4
    assert {episode["url"] for episode in episodes(public).values()} == {
        f"{site.url}/pages/{path.name}" for path in site.folder.glob("pages/*.html")
    }
    assert_whole(public)
    site.asked.clear()
    spoken = command.spoken()
    assert command.run(*words)[1] == "0 new, 0 corrected, 0 withdrawn, 4 unchanged\n"
    assert {status for _, status in site.asked} == {304}
    assert command.spoken() == spoken


def test_private_site_is_refused_until_it_is_allowed(tmp_path, site):
    command = Command(tmp_path / "own")
    code, _, err = command.run("batch", f"{site.url}/feed.xml", "--to", tmp_path / "public")
    assert code == 69
    assert "private" in err
    assert "allow_hosts" in err
    assert site.asked == []


@pytest.mark.parametrize(
    "words",
    [
        ("-o", "story.mp3", "--voice", "tone", "--json"),
        ("make", "-o", "story.mp3", "--voice", "tone", "--json"),
        ("extract",),
        ("script",),
        ("page", "--to", "story", "--voice", "tone"),
    ],
)
def test_page_may_be_an_address_in_every_command(tmp_path, site, words):
    command = Command(tmp_path / "own")
    url = f"{site.url}/pages/raat-ki-bus.html"
    shouted = url.replace("http://localhost", "HTTP://LOCALHOST")
    code, out, err = command.run(*words, shouted, "--allow-host", "localhost", cwd=tmp_path)
    assert code == 0, err
    assert out
    if "story" in out:
        assert any((tmp_path / name).exists() for name in ("story.mp3", "story/index.html"))
    code, out, err = command.run(*words, url, cwd=tmp_path)
    assert (code, out) == (77, "")
    assert len(err.splitlines()) == 2


def test_page_may_be_an_address_in_a_program(site):
    settings = Settings(article=ArticleSettings(allow_hosts=("localhost",)))
    url = f"{site.url}/pages/raat-ki-bus.html"
    narration = narrator.narrate(url, voice="tone", settings=settings)
    assert narration.article.url == url
    with pytest.raises(FetchRefused):
        narrator.narrate(url, voice="tone")


def test_sample_newsroom_becomes_a_show_in_two_languages(tmp_path, site):
    command = Command(tmp_path / "own")
    words = ("batch", "--config", site.folder / "narrator.toml", "--set", "speech.voice=tone")
    code, out, err = command.run(*words)
    assert (code, out) == (0, "4 new, 0 corrected, 0 withdrawn, 0 unchanged\n"), err
    public = site.folder / "public"
    found = episodes(public)
    assert sorted(episode["language"] for episode in found.values()) == ["en", "hi", "hi", "hi"]
    assert {episode["site_name"] for episode in found.values()} == {"सोनपुर संदेश"}
    assert all(episode["author"] and episode["summary"] for episode in found.values())
    assert_whole(public)
    assert command.run(*words)[1] == "0 new, 0 corrected, 0 withdrawn, 4 unchanged\n"
