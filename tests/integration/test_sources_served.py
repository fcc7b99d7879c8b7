"""Sources as a real server on this machine gives them."""

import gzip

import pytest
from loopback_site import HOST, loopback_site

from narrator.batch.listing import list_source
from narrator.batch.web import Discreet, RealWeb
from narrator.settings import ArticleSettings

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
