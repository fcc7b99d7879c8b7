import time

import pytest
from loopback_site import HOST, loopback_site

from narrator.article import fetch
from narrator.article.fetch import Fetcher
from narrator.errors import SiteBusy, SiteUnavailable
from narrator.settings import ArticleSettings


@pytest.fixture
def site():
    with loopback_site() as found:
        yield found


@pytest.fixture
def fetcher():
    return Fetcher(ArticleSettings(allow_hosts=(HOST, "localhost")))


def busy(site, *answers):
    """A page that first gives these answers, then itself."""
    waiting = list(answers)

    def answer(handler):
        status, headers = waiting.pop(0) if waiting else (200, {})
        handler.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()

    site.answers["/page"] = answer
    return f"{site.url}/page"


@pytest.mark.parametrize("status", [429, 503])
def test_site_is_asked_again_when_it_wants_to_be(site, fetcher, status):
    url = busy(site, (status, {"Retry-After": "0"}), (status, {"Retry-After": "1"}))
    begun_s = time.monotonic()
    assert fetcher.get(url).status == 200
    assert time.monotonic() - begun_s >= 1
    assert site.paths() == ["/page"] * 3


def test_site_that_does_not_say_when_is_asked_again_a_little_later(site, fetcher, monkeypatch):
    monkeypatch.setattr("narrator.article.manners.FIRST_WAIT_S", 0.02)
    assert fetcher.get(busy(site, (429, {}))).status == 200


def test_site_that_wants_a_longer_wait_than_a_fetch_has_is_tried_later_and_left_alone(site, fetcher):
    url = busy(site, (429, {"Retry-After": "3600"}))
    for _ in range(2):
        with pytest.raises(SiteBusy, match="fewer requests") as caught:
            fetcher.get(url)
        assert (caught.value.exit_code, caught.value.transient) == (75, True)
        assert "s." in caught.value.hint
        assert 3_590 < caught.value.retry_after_s <= 3_600
    assert site.paths() == ["/page"]
    assert fetcher.get(url.replace(HOST, "localhost")).status == 200


def test_site_that_stays_busy_is_asked_three_times_then_left_alone(site, fetcher):
    url = busy(site, *[(503, {"Retry-After": "0"})] * 9)
    for _ in range(3):
        with pytest.raises(SiteBusy):
            fetcher.get(url)
    assert len(site.asked) == 3


def test_site_that_is_down_and_does_not_say_for_how_long_is_not_asked_again(site, fetcher):
    with pytest.raises(SiteUnavailable, match="status 503") as caught:
        fetcher.get(busy(site, (503, {})))
    assert caught.value.exit_code == 69
    assert len(site.asked) == 1


def test_time_limit_holds_with_the_waits(site, fetcher, monkeypatch):
    monkeypatch.setattr(fetch, "TIMEOUT_S", 2.5)
    begun_s = time.monotonic()
    with pytest.raises(SiteBusy):
        fetcher.get(busy(site, (429, {"Retry-After": "1"})))
    assert time.monotonic() - begun_s < 1


def test_site_that_does_not_answer_three_times_is_left_alone_and_no_other(site, fetcher, monkeypatch):
    monkeypatch.setattr("narrator.article.manners.REST_S", 0.3)
    site.answers["/down"] = lambda handler: handler.connection.close()
    site.answers["/page"] = b"<html>"
    for _ in range(2):
        with pytest.raises(SiteUnavailable, match="does not answer"):
            fetcher.get(f"{site.url}/down")
    assert fetcher.get(f"{site.url}/page").status == 200
    for _ in range(3):
        with pytest.raises(SiteUnavailable, match="does not answer"):
            fetcher.get(f"{site.url}/down")
    with pytest.raises(SiteUnavailable, match="left alone"):
        fetcher.get(f"{site.url}/page")
    assert site.paths() == ["/down"] * 2 + ["/page"] + ["/down"] * 3
    assert fetcher.get(f"{site.url}/page".replace(HOST, "localhost")).status == 200
    time.sleep(0.3)
    assert fetcher.get(f"{site.url}/page").status == 200


def test_connection_is_kept_from_question_to_question(site, fetcher):
    ports = []

    def answer(handler):
        ports.append(handler.client_address[1])
        handler.protocol_version = "HTTP/1.1"
        handler.close_connection = False
        is_known = handler.headers.get("If-None-Match") is not None
        handler.send_response(304 if is_known else 200)
        handler.send_header("Content-Length", "0" if is_known else "6")
        handler.end_headers()
        handler.wfile.write(b"" if is_known else b"<html>")

    site.answers["/page"] = answer
    for etag in (None, '"1"', '"1"', None):
        fetcher.get(f"{site.url}/page", etag=etag)
    assert len(ports) == 4
    assert len(set(ports)) == 1
