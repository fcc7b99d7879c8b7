import gzip
import tracemalloc

import pytest

from narrator.article.sources import Item, read_list
from narrator.errors import ArticleError

URL = "https://news.example/feed.xml"


def test_rss_lists_links_with_their_dates():
    data = """<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
    <link>https://news.example/</link>
    <item><atom:link href="x"/><link>/a?x=1&amp;y=2</link>
    <pubDate>Thu, 12 Mar 2026 08:00:00 +0530</pubDate></item>
    <item><guid>https://news.example/b</guid></item>
    <item><guid isPermaLink="false">81</guid></item>
    <item><link>javascript:alert(1)</link></item>
    </channel></rss>"""
    first, second = read_list(data.encode(), URL).items
    assert first == Item(
        "https://news.example/a?x=1&y=2", "2026-03-12T02:30:00+00:00", "2026-03-12T02:30:00+00:00"
    )
    assert second == Item("https://news.example/b")


def test_atom_lists_alternate_links_and_when_they_changed():
    data = """<feed xmlns="http://www.w3.org/2005/Atom"><entry>
    <link rel="self" href="https://news.example/self"/><link href="https://news.example/a"/>
    <published>2026-03-12T08:00:00+05:30</published><updated>2026-03-13T08:00:00+05:30</updated>
    </entry></feed>"""
    (item,) = read_list(data.encode(), URL).items
    assert item == Item("https://news.example/a", "2026-03-12T02:30:00+00:00", "2026-03-13T08:00:00+05:30")


def test_sitemap_and_its_index_are_read():
    data = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
    <url><loc> https://news.example/a </loc><lastmod>2026-03-13</lastmod>
    <news:news><news:publication_date>2026-03-12T00:00:00Z</news:publication_date></news:news></url></urlset>"""
    (item,) = read_list(data.encode(), URL).items
    assert item == Item("https://news.example/a", "2026-03-12T00:00:00+00:00", "2026-03-13")
    index = "<sitemapindex><sitemap><loc>/one.xml</loc></sitemap></sitemapindex>"
    assert read_list(index.encode(), URL).sitemaps == ("https://news.example/one.xml",)


def test_plain_list_is_one_address_a_line():
    data = "\ufeff# pages\nhttps://news.example/a\n\n  https://news.example/b  \nHTTPS://NEWS.EXAMPLE/c\nnothing\n".encode()
    found = read_list(data, URL)
    assert [item.url for item in found.items] == [
        "https://news.example/a",
        "https://news.example/b",
        "https://NEWS.EXAMPLE/c",
    ]
    assert found.others == ("nothing",)


@pytest.mark.parametrize(
    "reference", ["&#xD800;", "&#xdfff;", "&#55296;", "&#0;", "&#1114112;", f"&#{'9' * 5000};"]
)
def test_reference_to_what_is_no_character_costs_no_entry(reference):
    for data in (
        f"<rss><channel><item><link>/a{reference}</link><pubDate>{reference}</pubDate></item>"
        "<item><link>/b</link></item></channel></rss>",
        f"<urlset><url><loc>/a{reference}</loc></url><url><loc>/b</loc></url></urlset>",
    ):
        found = [item.url for item in read_list(data.encode(), URL).items]
        assert found[-1] == "https://news.example/b"
        assert found[0].encode()


def test_page_is_no_list():
    assert read_list(b"<!DOCTYPE html><html><body>", URL) is None
    assert read_list(b"  <html lang='hi'>", URL) is None


def test_page_that_is_listed_twice_is_one():
    data = "https://news.example/a\n" * 3
    feed = "".join(f"<item><link>{line}</link></item>" for line in data.split())
    assert len(read_list(f"<rss><channel>{feed}</channel></rss>".encode(), URL).items) == 1


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE rss [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss><item><link>&b;</link></item></rss>',
        b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>',
    ],
)
def test_entities_are_refused(data):
    with pytest.raises(ArticleError, match="entities"):
        read_list(data, URL)


def test_broken_feed_gives_what_can_be_read():
    data = "<rss><channel><item><title>पुल & सड़क</title><link>https://news.example/a</link></item>"
    assert [item.url for item in read_list(data.encode(), URL).items] == ["https://news.example/a"]


@pytest.mark.parametrize("data", [b"<", b"<<<>>>", b"<\x00\x01", b"<html", b"<opml></opml>"])
def test_what_is_no_list_lists_nothing(data):
    try:
        found = read_list(data, URL)
    except ArticleError:
        found = None
    assert found is None


@pytest.mark.parametrize(
    "data",
    [
        "<urlset><url><loc>http://[x?token=abc1</loc></url><url><loc>/a</loc></url></urlset>",
        "http://[x\nhttps://news.example/a",
    ],
)
def test_broken_link_costs_only_itself_and_is_told(data):
    found = read_list(data.encode(), URL)
    assert [item.url for item in found.items] == ["https://news.example/a"]
    (warning,) = found.warnings
    assert warning.startswith("1 link that is no address ('http://[")
    assert "abc1" not in warning


def test_many_broken_links_are_counted_on_one_line():
    links = "".join(f"<sitemap><loc>http://[{number}</loc></sitemap>" for number in range(9))
    found = read_list(f"<sitemapindex>{links}<sitemap><loc>/b.xml</loc></sitemap></sitemapindex>".encode(), URL)
    assert found.sitemaps == ("https://news.example/b.xml",)
    assert found.warnings[0].startswith("9 links that are no addresses (")
    assert found.warnings[0].count("http") == 3


SITEMAP = b"<urlset><url><loc>https://news.example/a</loc></url></urlset>"


def test_sitemap_in_a_gzip_file_is_read():
    assert [item.url for item in read_list(gzip.compress(SITEMAP), URL).items] == ["https://news.example/a"]
    two_members = gzip.compress(SITEMAP[:20]) + gzip.compress(SITEMAP[20:])
    assert len(read_list(two_members, URL).items) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (gzip.compress(SITEMAP)[:-12], "cannot be inflated"),
        (gzip.compress(SITEMAP)[:5], "cannot be inflated"),
        (b"\x1f\x8b no gzip at all", "cannot be inflated"),
        (gzip.compress(SITEMAP) + b"rubbish", "cannot be inflated"),
        (gzip.compress(bytes(10_000_001)), "larger than 8000000 bytes, inflated"),
    ],
)
def test_gzip_file_that_cannot_be_read_is_an_error_that_says_so(data, words):
    with pytest.raises(ArticleError, match=words):
        read_list(data, URL)


def test_bomb_in_a_gzip_file_is_never_inflated_as_a_whole():
    bomb = gzip.compress(bytes(200_000_000), 1)
    tracemalloc.start()
    with pytest.raises(ArticleError, match="larger"):
        read_list(bomb, URL, 1_000_000)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
