"""Headers of paywalled sites go to these alone."""

import ssl

import pytest
import trustme
from loopback_site import HOST, loopback_site

from narrator.article.fetch import Fetcher
from narrator.errors import SiteUnavailable
from narrator.settings import ArticleSettings

SECRET = "cookie-of-the-desk-42"


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def fetcher(authority, monkeypatch, tmp_path):
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    monkeypatch.setenv("NEWS_COOKIE", SECRET)
    headers = {HOST: {"Cookie": "env:NEWS_COOKIE"}}
    return Fetcher(ArticleSettings(allow_hosts=(HOST, "localhost"), headers=headers))


@pytest.fixture
def site():
    with loopback_site() as found:
        yield found


@pytest.fixture
def other():
    with loopback_site() as found:
        yield found


@pytest.fixture
def secure(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST, "localhost").configure_cert(context)
    with loopback_site(context) as found:
        yield found


def redirect(site, to):
    site.answers["/moved"] = (302, {"Location": to}, b"")
    return f"{site.url}/moved"


def cookies(site):
    return [headers.get("Cookie") for _, headers in site.asked]


def test_header_goes_along_a_redirect_within_its_site(site, fetcher):
    fetcher.get(redirect(site, "/page"))
    assert cookies(site) == [SECRET, SECRET]


def test_header_goes_to_no_other_host(site, other, fetcher):
    named = other.url.replace(HOST, "localhost")
    fetcher.get(redirect(site, f"{named}/page"))
    assert (cookies(site), cookies(other)) == ([SECRET], [None])


def test_header_goes_to_no_other_port_of_its_host(site, other, fetcher):
    fetcher.get(redirect(site, f"{other.url}/page"))
    assert (cookies(site), cookies(other)) == ([SECRET], [None])


def test_header_does_not_leave_encryption(secure, site, fetcher):
    """Also where the first of the hosts has no headers of its own."""
    fetcher.get(redirect(secure, f"{site.url}/page"))
    fetcher.get(redirect(secure, f"{site.url}/page").replace(HOST, "localhost"))
    assert (cookies(secure), cookies(site)) == ([SECRET, None], [None, None])


def test_header_goes_along_to_encryption(secure, site, fetcher):
    fetcher.get(redirect(site, f"{secure.url}/page"))
    assert (cookies(site), cookies(secure)) == ([SECRET], [SECRET])


def test_certificate_of_an_unknown_authority_is_not_trusted(secure):
    fetcher = Fetcher(ArticleSettings(allow_hosts=(HOST,), headers={HOST: {"Cookie": SECRET}}))
    with pytest.raises(SiteUnavailable, match="certificate verify failed"):
        fetcher.get(f"{secure.url}/page")
    assert secure.asked == []
