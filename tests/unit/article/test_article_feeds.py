"""Feeds as they are met: broken, old, in every encoding."""

import codecs
import time

import pytest

from narrator.article.sources import read_list
from narrator.errors import ArticleError

URL = "https://news.example/desk/feed.xml"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'
A, B = "<item><title>पुल</title><link>https://news.example/a</link></item>", "<item><link>/b</link></item>"


def rss(items, encoding="utf-8", head='<?xml version="1.0" encoding="{}"?>'):
    return f"{head.format(encoding)}<rss version='2.0'><channel><title>नदी</title>{items}</channel></rss>"


def links(data):
    data = data if isinstance(data, bytes) else data.encode()
    return [item.url.removeprefix("https://news.example") for item in read_list(data, URL).items]


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + rss(A).encode(),
        b"\n  " + rss(A).encode(),
        b"<br />\n<b>Warning</b>: it is late<br />\n" + rss(A).encode(),
        b"Warning: it is late\n" + rss(A).encode(),
        rss(A, "utf-16").encode("utf-16"),
        codecs.BOM_UTF16_BE + rss(A, "utf-16").encode("utf-16-be"),
        rss(A, "utf-16").encode("utf-16-le"),
        rss(A, "utf-8").encode("utf-16"),
        rss(A, "utf-16").encode("utf-8"),
        rss(A, "x-unheard-of").encode(),
        rss(A, "iso-8859-1").replace("पुल", "é").replace("नदी", "é").encode("latin-1"),
        rss(A).encode().replace("पुल".encode(), b"\xe0\xa4\xff\xfe"),
        rss(A.replace("पुल", "a\0b\x0bc\x08&#0;&#11;")).encode(),
    ],
)
def test_feed_is_read_in_every_encoding_and_with_signs_that_are_none(data):
    assert links(data) == ["/a"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (rss(f"<item><title>a&nbsp;b&mdash;&copy;</title><link>/x?y=1</link></item>{B}"), ["/x?y=1", "/b"]),
        (rss("<item><link>/a?x=1&y=2</link></item>"), ["/a?x=1&y=2"]),
        (rss("<item><link><![CDATA[ /a?x=1&y=2 ]]></link></item>"), ["/a?x=1&y=2"]),
        (
            rss(f"<item><media:thing x='1'/><atom:link rel='self' href='/s'/><link>/a</link></item>{B}"),
            ["/a", "/b"],
        ),
        (rss(f"<item><title>a <b>bold<br> x</title><link>/a</link></item>{B}"), ["/a", "/b"]),
        (rss("<item><link href='/a'/></item>"), ["/a"]),
        (rss("<item><link></link><guid>https://news.example/a</guid></item>"), ["/a"]),
        (rss("<item><guid>https://news.example/a</guid></item>"), ["/a"]),
        (rss("<item><guid isPermaLink='false'>https://news.example/a</guid></item>"), []),
        (rss("<item><guid isPermaLink='true'> https://news.example/a </guid></item>"), ["/a"]),
        (rss(A + B)[:-20], ["/a", "/b"]),
        (rss(A + B)[: -len("</item></channel></rss>") - 12], ["/a"]),
        ("<RSS><CHANNEL><ITEM><LINK>/a</LINK></ITEM></CHANNEL></RSS>", ["/a"]),
        ("<rss version='0.91'><channel><link>/</link></channel><item><link>/a</link></item></rss>", ["/a"]),
        (f'<!DOCTYPE rss SYSTEM "http://news.example/rss.dtd">{rss(A, head="")}', ["/a"]),
        (f"<?xml-stylesheet href='x.xsl'?><!-- नदी -->{rss(A, head='')}", ["/a"]),
        (
            "<rss xml:base='https://news.example/x/'><channel><item><link>a</link></item></channel></rss>",
            ["/x/a"],
        ),
        (rss("<a>" * 5000 + "</a>" * 5000 + A), ["/a"]),
    ],
)
def test_rss_is_read_as_its_publishers_write_it(data, found):
    assert links(data) == found


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        (
            '<entry xml:base="/x/y/"><link href="a"/></entry><entry><link href="b"/></entry>',
            ["/x/y/a", "/desk/b"],
        ),
        (
            "<entry><id>https://news.example/a</id></entry><entry><id>tag:news.example,2026:1</id></entry>",
            ["/a"],
        ),
        ('<entry><source><link href="/s"/></source><link href="/a"/></entry>', ["/a"]),
        (
            '<entry><link rel="enclosure" href="/a.mp3"/><link rel="self" href="/s"/><link href="/a"/></entry>',
            ["/a"],
        ),
        (
            '<entry><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><link href="/c"/></div>'
            '</content><link href="/a"/></entry>',
            ["/a"],
        ),
    ],
)
def test_atom_names_the_page_of_an_entry(entries, found):
    assert links(ATOM.format(entries)) == found


def test_rss_1_and_atom_0_3_are_read():
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="/"><link>/</link></channel>'
        '<item rdf:about="https://news.example/a"><link>/a</link><dc:date>2026-03-12T08:00:00+05:30</dc:date></item>'
        '<item rdf:about="https://news.example/b"><title>b</title></item></rdf:RDF>'
    )
    first, second = read_list(rdf.encode(), URL).items
    assert (first.url, first.date) == ("https://news.example/a", "2026-03-12T02:30:00+00:00")
    assert second.url == "https://news.example/b"
    old = '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><link href="/a"/>{}</entry></feed>'
    dates = "<issued>2026-03-12T08:00:00Z</issued><modified>2026-03-13T08:00:00Z</modified>"
    (item,) = read_list(old.format(dates).encode(), URL).items
    assert (item.date, item.mark) == ("2026-03-12T08:00:00+00:00", "2026-03-13T08:00:00Z")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("Thu, 12 Mar 2026 08:00:00 +0530", "2026-03-12T02:30:00+00:00"),
        ("Thu, 12 March 2026 08:00:00 +0530", "2026-03-12T02:30:00+00:00"),
        ("Thu, 12 Mar 2026&nbsp;08:00:00 +0530", "2026-03-12T02:30:00+00:00"),
        ("12 Mar 26 08:00 GMT", "2026-03-12T08:00:00+00:00"),
        ("Thu, 12 Mar 2026 08:00:00 IST", "2026-03-12T02:30:00+00:00"),
        ("Thu, 12 Mar 2026 08:30 PM IST", "2026-03-12T15:00:00+00:00"),
        ("Thu, 12 Mar 2026 08:00:00 +05:30", "2026-03-12T02:30:00+00:00"),
        ("Thu, 12 Mar 2026 08:00:00 GMT+5:30", "2026-03-12T02:30:00+00:00"),
        ("2026-03-12T08:00:00 IST", "2026-03-12T02:30:00+00:00"),
        ("गुरुवार, 12 मार्च 2026 08:00 IST", "2026-03-12T02:30:00+00:00"),
        ("2026-03-12 08:00:00", "2026-03-12T08:00:00+00:00"),
        ("2026-03-12", "2026-03-12T00:00:00+00:00"),
        *(
            (wrong, None)
            for wrong in ("गुरुवार", "Thu, 32 Mar 2026 08:00:00 GMT", "0000-00-00", "9999-12-31T23:59:59-14:00")
        ),
    ],
)
def test_dates_are_read_in_all_forms_and_what_is_none_is_none(written, date):
    (item,) = read_list(rss(f"<item><link>/a</link><pubDate>{written}</pubDate></item>").encode(), URL).items
    assert item.date == date


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-7"])
@pytest.mark.parametrize(
    "declared", ['<!ENTITY a "aa">', '<!entity a "aa">', '<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;']
)
def test_entities_are_refused_in_every_encoding(encoding, declared):
    data = rss(A, encoding).replace("?>", f"?><!DOCTYPE rss [{declared}]>", 1).encode(encoding)
    with pytest.raises(ArticleError, match="declares entities"):
        read_list(data, URL)


def test_entities_are_refused_behind_a_long_remark_and_what_begins_too_late_is_no_feed():
    head = "<!-- {} --><!DOCTYPE rss [<!ENTITY a 'aa'>]>"
    with pytest.raises(ArticleError, match="declares entities"):
        read_list(rss(A, head=head.replace("{}", "x" * 15_000)).encode(), URL)
    assert read_list(rss(A, head=head.replace("{}", "x" * 150_000)).encode(), URL) is None


def test_entry_without_an_address_is_told_by_its_title():
    bad = "<item><title>घाट</title><link>http://[x</link></item><item><title>नाव</title></item>"
    found = read_list(rss(A + bad).encode(), URL)
    assert len(found.items) == 1
    assert found.warnings == ("2 entries without an address ('घाट', 'नाव') left out",)
    found = read_list(rss(A + "<item><link>javascript:alert(1)</link></item>").encode(), URL)
    assert found.warnings == ("1 link that is no address ('javascript:alert(1)') left out",)


@pytest.mark.parametrize("piece", ["<a>", "<", "<a b='", "<![CDATA[", "<!--", "<a " + "b='c' " * 9, "<item/>"])
def test_feed_that_is_made_to_be_slow_is_refused_at_once(piece):
    begun_s = time.monotonic()
    with pytest.raises(ArticleError, match="500000 tags"):
        links("<rss><channel>" + piece * (7_900_000 // len(piece)))
    assert time.monotonic() - begun_s < 5


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"\x89PNG\r\n\x1a\n\0", b"PK\x03\x04", bytes(range(256)) * 9])
def test_file_that_is_no_text_is_no_list(data):
    with pytest.raises(ArticleError, match="is no list"):
        read_list(data, URL)


def test_picture_of_a_page_in_a_sitemap_is_not_taken_for_the_page():
    image = "<image:image><image:loc>https://cdn.example/x.jpg</image:loc></image:image>"
    assert links(f"<urlset><url>{image}<loc>/a?x=1&y=2&amp;z=3</loc></url></urlset>") == ["/a?x=1&y=2&z=3"]
    assert links("<urlset><url><loc><![CDATA[/a?x=1&y=2]]></loc></url></urlset>") == ["/a?x=1&y=2"]


def test_sitemaps_that_changed_last_come_first():
    places = [("old", "2020-01-01"), ("new", "2026-03-01"), ("never", "")]
    index = "".join(f"<sitemap><loc>/{name}</loc><lastmod>{day}</lastmod></sitemap>" for name, day in places)
    found = read_list(f"<sitemapindex>{index}</sitemapindex>".encode(), URL).sitemaps
    assert [address.rpartition("/")[2] for address in found] == ["new", "old", "never"]
