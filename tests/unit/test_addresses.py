import pytest

from narrator.addresses import host, in_ascii, is_web, join

BROKEN = [
    "http://[x",
    "http://[::1/",
    "http://news.example:99999/",
    "http://news.example:x/",
    "http://😀.example/",
]


@pytest.mark.parametrize("address", [*BROKEN, "", "http://", "file:///etc/passwd", "javascript:alert(1)", "/a"])
def test_what_cannot_be_fetched_is_no_address_of_the_web(address):
    assert not is_web(address)


@pytest.mark.parametrize("link", [*BROKEN, "javascript:alert(1)", "mailto:desk@news.example"])
def test_link_that_leads_nowhere_is_none_and_no_error(link):
    assert join("https://news.example/feed.xml", link) is None


def test_link_counts_from_where_it_stands():
    assert join("https://news.example/a/feed.xml", " ../b?x=1 ") == "https://news.example/b?x=1"
    assert join("http://[x", "https://news.example/b") is None


def test_host_of_another_script_is_in_punycode_and_the_rest_in_percent_signs():
    assert in_ascii("https://समाचार.भारत:80/ख़बर?q=a b%20c") == (
        "https://xn--61b3bh3a5ab.xn--h2brj9c:80/%E0%A4%96%E0%A4%BC%E0%A4%AC%E0%A4%B0?q=a%20b%20c"
    )
    assert in_ascii("https://news.example/a%20b") == "https://news.example/a%20b"
    assert (
        host("https://समाचार.भारत/")
        == host("https://XN--61b3bh3a5ab.xn--h2brj9c/x")
        == "xn--61b3bh3a5ab.xn--h2brj9c"
    )


def test_address_that_is_none_becomes_ascii_all_the_same():
    for address in BROKEN:
        assert in_ascii(address).isascii()
        assert host(address) in ("", "news.example")
