"""Sources as a real server on this machine gives them."""

import gzip
import io
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from loopback_site import HOST, loopback_site
from newsroom import PAGE, TEXT, episodes, published

from narrator.article import fetch
from narrator.article.sources import read_list
from narrator.batch import jobs
from narrator.batch.listing import list_source
from narrator.batch.web import Discreet, RealWeb
from narrator.batch.work import work
from narrator.errors import ArticleError, NoSuchPage
from narrator.settings import ArticleSettings, BatchSettings, Settings, SpeechSettings, StoreSettings

SITEMAP = "<urlset><url><loc>/{}</loc></url></urlset>"


@pytest.fixture
def site():
    with loopback_site() as found:
        yield found


@pytest.fixture
def web():
    return Discreet(RealWeb(ArticleSettings(allow_hosts=(HOST,), max_bytes=100_000)))


def paths(listing, site):
    return [page.locator.removeprefix(site.url) for page in listing.pages]


def test_gzip_files_of_a_sitemap_index_are_read_and_one_that_is_broken_is_told(site, web):
    names = ("a", "b", "cut", "bomb")
    index = "".join(f"<sitemap><loc>/{name}.xml.gz</loc></sitemap>" for name in names)
    site.answers["/index.xml.gz"] = gzip.compress(f"<sitemapindex>{index}</sitemapindex>".encode())
    for name in "ab":
        data = gzip.compress(SITEMAP.format(name).encode())
        site.answers[f"/{name}.xml.gz"] = (200, {"Content-Type": "application/gzip"}, data)
    site.answers["/cut.xml.gz"] = gzip.compress(SITEMAP.encode())[:-9]
    site.answers["/bomb.xml.gz"] = gzip.compress(bytes(100_001))
    found = list_source(web, f"{site.url}/index.xml.gz")
    assert paths(found, site) == ["/a", "/b"]
    assert [warning.rpartition("/")[2].partition(" ")[0] for warning in found.warnings] == [
        "cut.xml.gz",
        "bomb.xml.gz",
    ]


def test_sitemap_in_a_gzip_file_of_this_machine_is_read_and_an_index_there_is_told(web, tmp_path):
    path = tmp_path / "sitemap.xml.gz"
    path.write_bytes(gzip.compress(b"<urlset><url><loc>https://news.example/a</loc></url></urlset>"))
    assert [page.locator for page in list_source(web, str(path)).pages] == ["https://news.example/a"]
    path.write_bytes(b"<sitemapindex><sitemap><loc>https://news.example/x.xml</loc></sitemap></sitemapindex>")
    assert "index in a file" in list_source(web, str(path)).warnings[0]


LIST_FILE = """# stories
https://news.example/a
https://news.example/a?x=1
pages/one.html
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("one.html", "two.htm", "deep/three.xhtml", ".hidden/four.html", "five.txt"):
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("<p>")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("pages", ["deep/three.xhtml", "one.html", "two.htm"]),
        ("pages/*.htm*", ["one.html", "two.htm"]),
        ("pages/**/*.*html", ["deep/three.xhtml", "one.html"]),
        ("pages/one.html", ["one.html"]),
        ("list.txt", ["https://news.example/a", "https://news.example/a?x=1", "one.html"]),
        ("-", ["https://news.example/a", "https://news.example/a?x=1", "one.html"]),
        ("wide.txt", ["https://news.example/a", "https://news.example/a?x=1", "one.html"]),
    ],
)
def test_folder_pattern_list_and_standard_input_list_pages(web, folder, monkeypatch, source, names):
    (folder / "list.txt").write_text(LIST_FILE)
    (folder / "wide.txt").write_bytes(LIST_FILE.encode("utf-16"))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LIST_FILE.encode())))
    pages = list_source(web, source).pages
    assert [page.name for page in pages] == names
    assert all(Path(page.locator).is_absolute() or page.locator == page.name for page in pages)


def test_list_without_end_is_not_read_to_it(web, folder, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.FileIO("/dev/zero"))))
    (folder / "list.txt").write_bytes(b"#" * 2001)
    for source in ("-", "list.txt"):
        with pytest.raises(ArticleError, match="larger than 2000 bytes"):
            list_source(web, source, max_bytes=2000)


def test_line_of_a_list_that_names_no_file_costs_only_itself(web, folder):
    (folder / "list.txt").write_text("pages/one.html\nabsent.html\nlist.txt\n" + "nothing\n" * 5)
    listing = list_source(web, "list.txt")
    assert [page.name for page in listing.pages] == ["one.html"]
    assert listing.warnings[0] == "no such source: absent.html: left out"
    assert listing.warnings[-1] == "3 more lines name no file: left out"
    (folder / "list.txt").write_text("once upon a time\nthere was a text\n")
    with pytest.raises(NoSuchPage):
        list_source(web, "list.txt")


@pytest.fixture
def public(tmp_path):
    return tmp_path / "public"


@pytest.fixture
def run(site, public):
    """A batch over the site's feed, in this process."""
    jobs._engines.cache_clear()
    settings = Settings(
        article=ArticleSettings(allow_hosts=(HOST,), max_bytes=100_000),
        speech=SpeechSettings(voice="tone"),
        store=StoreSettings(url=str(public), base_url="https://audio.example"),
        batch=BatchSettings(workers=2),
    )

    def call():
        site.asked.clear()
        with ThreadPoolExecutor(2) as executor:
            return work(settings, (f"{site.url}/feed",), executor=executor)

    return call


def conditional(body):
    """An answer with a validator, which is not given again to who has it."""

    def answer(handler):
        known = handler.headers.get("If-None-Match") == '"1"'
        handler.send_response(304 if known else 200)
        handler.send_header("ETag", '"1"')
        handler.send_header("Content-Length", "0" if known else str(len(body)))
        handler.end_headers()
        handler.wfile.write(b"" if known else body)

    return answer


def serve_well(site):
    links = "".join(f"<item><link>/{name}</link></item>" for name in "ab")
    site.answers["/feed"] = conditional(f"<rss><channel>{links}</channel></rss>".encode())
    for name in "ab":
        html = PAGE.format(title=f"नदी उतरी {name}", canonical="", date="2026-03-12", text=TEXT)
        site.answers[f"/{name}"] = conditional(html.encode())


def hang(handler):
    time.sleep(1.5)


def drip(handler):
    """Headers without an end."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
    for _ in range(30):
        handler.wfile.write(b"X-More: 1\r\n")
        time.sleep(0.05)


def reset(handler):
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    handler.connection.close()


ENTITIES = "".join(f'<!ENTITY x{n + 1} "{f"&x{n};" * 10}">' for n in range(9))
FAULTS = {
    "hangs": (hang, 69, "not whole after"),
    "drips headers": (drip, 69, "not whole after"),
    "breaks off": (reset, 69, "does not answer"),
    "is shorter than it says": ((200, {"Content-Length": "9999"}, b"<rss><channel>"), 69, "breaks off"),
    "is longer than it says": ((200, {"Content-Length": "14"}, b"<rss><channel><item>"), 0, "lists no pages"),
    "is down": ((500, {}, b""), 69, "status 500"),
    "is busy": ((429, {"Retry-After": "3600"}, b""), 75, "fewer requests"),
    "refuses": ((403, {}, b""), 69, "refuses"),
    "is gone": ((404, {}, b""), 65, "status 404"),
    "redirects to a private address": ((302, {"Location": "http://10.0.0.5/feed"}, b""), 69, "private"),
    "redirects to metadata": ((302, {"Location": "http://169.254.169.254/x"}, b""), 69, "private"),
    "redirects to a file": ((302, {"Location": "file:///etc/passwd"}, b""), 69, "only http"),
    "redirects to a strange port": ((302, {"Location": "http://93.184.216.34:22/"}, b""), 69, "port 22"),
    "redirects in a circle": ((302, {"Location": "/feed"}, b""), 65, "redirects"),
    "sends a bomb": ((200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(9_000_000))), 65, "larger than"),
    "sends a bomb in a file": (gzip.compress(bytes(9_000_000)), 65, "larger than"),
    "sends without end": (bytes(100_001), 65, "larger than"),
    "sends what is not gzip": ((200, {"Content-Encoding": "gzip"}, b"<rss>"), 69, "breaks off"),
    "sends entities": (f'<!DOCTYPE rss [<!ENTITY x0 "a">{ENTITIES}]><rss>&x9;</rss>'.encode(), 65, "entities"),
    "sends a picture": (b"\x89PNG\r\n\x1a\n" + bytes(99), 65, "picture"),
    "sends JSON": (b'{"items": []}', 65, "no feed"),
    "sends a page": (b"<!DOCTYPE html><html><p>We are back soon.", 65, "page now"),
    "sends nothing": (b"", 0, "lists no pages"),
}


@pytest.mark.parametrize(("answer", "code", "words"), FAULTS.values(), ids=FAULTS)
def test_source_that_misbehaves_has_a_clear_outcome_and_nothing_is_lost(
    site, run, public, monkeypatch, answer, code, words
):
    monkeypatch.setattr(fetch, "TIMEOUT_S", 0.6)
    serve_well(site)
    assert (run().new, len(episodes(public))) == (2, 2)
    before = published(public)
    site.answers["/feed"] = answer
    begun_s = time.monotonic()
    report = run()
    assert time.monotonic() - begun_s < 10
    assert report.exit_code == code
    said = [trouble.message for trouble in report.failed] or report.warnings
    assert len(said) == 1
    assert words in said[0]
    assert published(public) == before
    serve_well(site)
    report = run()
    assert (report.exit_code, report.unchanged, report.new) == (0, 2, 0)
    assert published(public) == before
    assert sorted(site.paths()) == ["/a", "/b", "/feed"]
    asked = [headers.get("If-None-Match") for path, headers in site.asked if code or path != "/feed"]
    assert set(asked) == {'"1"'}


def test_feed_without_validators_is_read_again_only_when_it_changes(site, run, monkeypatch):
    serve_well(site)
    feed = f"<rss><channel><item><link>{site.url}/a</link></item></channel></rss>".encode()
    site.answers["/feed"] = feed
    read = []
    monkeypatch.setattr("narrator.batch.web.read_list", lambda *words: read.append(words) or read_list(*words))
    assert [run().new for _ in range(3)] == [1, 0, 0]
    assert len(read) == 1
    assert site.asked[0][0] == "/feed"
    assert "If-None-Match" not in site.asked[0][1]
    site.answers["/feed"] = feed.replace(b"</channel>", b"<item><link>/b</link></item></channel>")
    assert (run().new, len(read)) == (1, 2)
