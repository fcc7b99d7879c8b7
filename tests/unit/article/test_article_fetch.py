import contextlib
import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from narrator.article import fetch, guard
from narrator.article.fetch import Fetcher
from narrator.article.guard import Watch
from narrator.errors import ArticleError, FetchRefused, NoSuchPage, SettingsError, SiteUnavailable
from narrator.settings import ArticleSettings

HOST = "127.0.0.1"


class Site(BaseHTTPRequestHandler):
    """A server that behaves, and one that does not, by path."""

    asked: list[tuple[str, dict[str, str]]] = []  # noqa: RUF012  # each test makes a class of its own

    def do_GET(self):
        self.asked.append((self.path, dict(self.headers)))
        name = self.path.strip("/").replace("-", "_").partition("?")[0]
        getattr(self, name, self.missing)()

    def send(self, status=200, body=b"", **headers):
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def page(self):
        if self.headers.get("If-None-Match") == '"1"':
            self.send(304)
        else:
            self.send(body=b"<html>page", ETag='"1"', Content_Type="text/html; charset=windows-1252")

    def missing(self):
        self.send(404)

    def gone(self):
        self.send(410)

    def teapot(self):
        self.send(418)

    def refuse(self):
        self.send(403)

    def busy(self):
        self.send(503)

    def moved(self):
        self.send(302, Location="/page")

    def loop(self):
        self.send(302, Location="/loop")

    def to_private(self):
        self.send(302, Location="http://10.0.0.5/x")

    def to_file(self):
        self.send(302, Location="file:///etc/passwd")

    def to_nowhere(self):
        self.send(302, Location="http://[::1/")

    def to_hindi(self):
        self.send(302, Location="/पुल".encode().decode("latin-1"))

    def bomb(self):
        self.send(body=gzip.compress(bytes(30_000_000)), Content_Encoding="gzip")

    def lying(self):
        self.send(body=b"<html>half", Content_Length="1000")

    def broken(self):
        self.send(body=b"no gzip at all", Content_Encoding="gzip")

    def cut(self):
        """Packed, cut off, and without a length that would tell."""
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(gzip.compress(b"<html>page" * 999)[:-9])

    def bad_chunk(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"-5\r\nx\r\n0\r\n\r\n")

    def no_place(self):
        self.send(302)

    def hanging(self):
        time.sleep(5)

    def dripping(self):
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            time.sleep(0.05)

    def dripping_headers(self):
        self.send_response(200)
        self.flush_headers()
        with contextlib.suppress(BrokenPipeError):
            for _ in range(100):
                self.wfile.write(b"X-More: 1\r\n")
                time.sleep(0.05)

    def half_headers(self):
        self.wfile.write(b"HTTP/1.0 410 Gone\r\nX-More: ")
        time.sleep(5)

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    handler = type("OwnSite", (Site,), {"asked": []})
    server = ThreadingHTTPServer((HOST, 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    handler.url = f"http://{HOST}:{server.server_port}"
    yield handler
    server.shutdown()
    server.server_close()


@pytest.fixture
def fetcher():
    return Fetcher(ArticleSettings(allow_hosts=(HOST,)))


def test_page_comes_with_what_the_server_says_of_it(site, fetcher):
    found = fetcher.get(f"{site.url}/page")
    assert (found.status, found.body, found.charset, found.etag) == (200, b"<html>page", "windows-1252", '"1"')


def test_validators_are_sent_and_an_unchanged_page_is_not_read(site, fetcher):
    found = fetcher.get(f"{site.url}/page", etag='"1"', modified="Thu, 12 Mar 2026 08:00:00 GMT")
    assert (found.status, found.body) == (304, b"")
    assert site.asked[-1][1]["If-Modified-Since"] == "Thu, 12 Mar 2026 08:00:00 GMT"


def test_redirect_is_followed_and_the_last_address_told(site, fetcher):
    assert fetcher.get(f"{site.url}/moved").url == f"{site.url}/page"


@pytest.mark.parametrize("path", ["missing", "gone"])
def test_page_that_is_not_there_is_an_answer(site, fetcher, path):
    assert fetcher.get(f"{site.url}/{path}").status in (404, 410)


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("refuse", FetchRefused),
        ("busy", SiteUnavailable),
        ("teapot", NoSuchPage),
        ("loop", NoSuchPage),
        ("to-private", FetchRefused),
        ("to-file", FetchRefused),
        ("to-nowhere", NoSuchPage),
        ("bomb", ArticleError),
        ("lying", SiteUnavailable),
        ("broken", SiteUnavailable),
        ("cut", SiteUnavailable),
        ("bad-chunk", SiteUnavailable),
        ("no-place", NoSuchPage),
    ],
)
def test_what_is_wrong_with_a_server_is_one_clear_error(site, fetcher, path, error):
    with pytest.raises(ArticleError) as caught:
        fetcher.get(f"{site.url}/{path}")
    assert type(caught.value) is error
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("path", ["hanging", "dripping", "dripping-headers", "half-headers"])
def test_server_that_takes_its_time_is_cut_off(site, fetcher, path, monkeypatch):
    monkeypatch.setattr(fetch, "TIMEOUT_S", 0.5)
    begun_s = time.monotonic()
    with pytest.raises(SiteUnavailable, match=r"not whole after 0\.5 s"):
        fetcher.get(f"{site.url}/{path}")
    assert time.monotonic() - begun_s < 2


def test_name_that_is_not_found_in_time_is_not_waited_for(site, monkeypatch):
    monkeypatch.setattr(fetch, "TIMEOUT_S", 0.3)
    monkeypatch.setattr(guard.socket, "getaddrinfo", lambda *_, **__: time.sleep(3))
    begun_s = time.monotonic()
    with pytest.raises(SiteUnavailable, match=r"not whole after 0\.3 s"):
        Fetcher(ArticleSettings(allow_hosts=("news.example",))).get("http://news.example/")
    assert time.monotonic() - begun_s < 1.5


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_server_that_never_says_a_word_is_cut_off_in_the_handshake_too(scheme, fetcher, monkeypatch):
    monkeypatch.setattr(fetch, "TIMEOUT_S", 0.3)
    with socket.create_server((HOST, 0)) as silent:
        begun_s = time.monotonic()
        with pytest.raises(SiteUnavailable, match=r"not whole after 0\.3 s"):
            fetcher.get(f"{scheme}://{HOST}:{silent.getsockname()[1]}/")
        assert time.monotonic() - begun_s < 1.5


def test_connection_that_is_opened_after_the_time_is_cut_at_once():
    watch, (ours, theirs) = Watch(), socket.socketpair()
    with ours, theirs, watch.limit(0.01):
        time.sleep(0.2)
        ours.settimeout(2)
        watch.note(ours)
        assert (ours.recv(1), watch.is_over, watch.left_s) == (b"", True, 0.0)


def test_private_server_is_not_fetched_unless_it_is_allowed_by_name(site):
    with pytest.raises(FetchRefused, match="private") as caught:
        Fetcher(ArticleSettings()).get(f"{site.url}/page")
    assert caught.value.exit_code == 77
    assert "allow_hosts" in caught.value.hint
    assert site.asked == []


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "[::ffff:7f00:1]", "[::]"]
)
def test_private_address_in_disguise_is_not_fetched(site, host):
    port = site.url.rpartition(":")[2]
    with pytest.raises(FetchRefused, match="private"):
        Fetcher(ArticleSettings()).get(f"http://{host}:{port}/page")
    assert site.asked == []


def test_name_that_points_to_a_private_address_is_not_fetched(site, monkeypatch):
    """Also where only one of its addresses is private, and where it changes after the check."""
    port = int(site.url.rpartition(":")[2])
    answers = iter([["93.184.216.34", HOST], [HOST]])

    def resolve(host, _port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(answers)]

    monkeypatch.setattr(guard.socket, "getaddrinfo", resolve)
    for _ in range(2):
        with pytest.raises(FetchRefused, match=r"news\.example \(127\.0\.0\.1\)"):
            Fetcher(ArticleSettings()).get("http://news.example/")
    assert site.asked == []


@pytest.mark.parametrize(
    "url", ["ftp://news.example/", "file:///etc/passwd", "gopher://x", "http://", "http:///x"]
)
def test_other_schemes_are_not_fetched(fetcher, url):
    with pytest.raises(FetchRefused):
        fetcher.get(url)


@pytest.mark.parametrize("url", ["http://[::1/", "http://[x", "http://news.example:x/", "http://😀.example/"])
def test_address_that_is_none_is_no_such_page_with_what_to_write(fetcher, url):
    with pytest.raises(NoSuchPage) as caught:
        fetcher.get(url)
    assert caught.value.exit_code == 66
    assert "https://" in caught.value.hint


def test_strange_port_is_not_fetched(monkeypatch):
    place = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 22))
    monkeypatch.setattr(guard.socket, "getaddrinfo", lambda *_, **__: [place])
    with pytest.raises(FetchRefused, match="port 22"):
        Fetcher(ArticleSettings()).get("http://news.example:22/")


def test_headers_of_a_site_go_to_it_alone_and_stand_in_no_error(site, monkeypatch):
    monkeypatch.setenv("NEWS_COOKIE", "secret-42")
    headers = {HOST: {"Cookie": "env:NEWS_COOKIE"}, "other.example": {"Authorization": "wrong"}}
    fetcher = Fetcher(ArticleSettings(allow_hosts=(HOST, "localhost"), headers=headers))
    fetcher.get(f"{site.url}/page")
    assert site.asked[-1][1]["Cookie"] == "secret-42"
    assert "Authorization" not in site.asked[-1][1]
    fetcher.get(f"{site.url}/page".replace(HOST, "localhost"))
    assert "Cookie" not in site.asked[-1][1]
    with pytest.raises(FetchRefused) as caught:
        fetcher.get(f"{site.url}/refuse")
    assert "secret-42" not in f"{caught.value.message}{caught.value.hint}"


def test_secret_that_is_missing_or_no_header_is_a_wrong_setting(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("from-a-file\n")
    assert fetch.read_secret(f"file:{tmp_path}/secret", "Cookie") == "from-a-file"
    monkeypatch.setenv("BAD", "a\r\nX-Evil: 1")
    for value in ("env:NO_SUCH_NAME", "file:/no/such/file", "env:BAD"):
        with pytest.raises(SettingsError):
            fetch.read_secret(value, "Cookie")


def test_address_in_hindi_goes_out_in_ascii_and_its_host_is_known_in_both_forms(site, monkeypatch):
    port = int(site.url.rpartition(":")[2])
    asked = []

    def resolve(host, _port, **_):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (HOST, port))]

    monkeypatch.setattr(guard.socket, "getaddrinfo", resolve)
    settings = ArticleSettings(
        allow_hosts=("उदाहरण.भारत",), headers={"xn--p1b6ci4b4b3a.xn--h2brj9c": {"Cookie": "a=1"}}
    )
    assert Fetcher(settings).get("http://उदाहरण.भारत/पुल?q=नदी%20तट").status == 404
    path, headers = site.asked[-1]
    assert asked == ["xn--p1b6ci4b4b3a.xn--h2brj9c"]
    assert path == "/%E0%A4%AA%E0%A5%81%E0%A4%B2?q=%E0%A4%A8%E0%A4%A6%E0%A5%80%20%E0%A4%A4%E0%A4%9F"
    assert (headers["Host"], headers["Cookie"]) == ("xn--p1b6ci4b4b3a.xn--h2brj9c", "a=1")


def test_redirect_to_an_address_in_plain_hindi_is_followed(site, fetcher):
    fetcher.get(f"{site.url}/to-hindi")
    assert site.asked[-1][0] == "/%E0%A4%AA%E0%A5%81%E0%A4%B2"
