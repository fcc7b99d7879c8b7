"""Pages and feeds of a newsroom that a fake web answers for."""

import dataclasses
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from newsroom import PAGE, TEXT, episodes, published

from narrator.article.fetch import Fetched
from narrator.batch import jobs
from narrator.batch.looking import THREADS
from narrator.batch.newsroom import open_newsroom
from narrator.batch.web import MOST_SITEMAPS, Answer, Listed, Listing, RealWeb
from narrator.batch.work import work
from narrator.errors import EngineUnavailable, NoSuchPage, SiteUnavailable
from narrator.settings import ArticleSettings, BatchSettings

FEED = "https://news.example/feed.xml"


class FakeWeb:
    """Pages by address; asks are noted as (address, whether a validator was sent)."""

    def __init__(self):
        self.pages, self.listed, self.asked = {}, [], []
        self.down = False

    def put(self, name, text=TEXT, date="2026-03-12", mark=None, title=None):
        url = f"https://news.example/{name}"
        html = PAGE.format(title=title or f"नदी उतरी {name}", canonical="", date=date, text=text)
        self.pages[url] = html.encode()
        self.listed = [item for item in self.listed if item.locator != url] + [Listed(url, url, date, mark)]
        return url

    def get(self, url, etag=None, modified=None):
        self.asked.append((url, etag is not None))
        if self.down:
            raise EngineUnavailable("the site does not answer")
        if url not in self.pages:
            return Answer(410)
        fresh = str(hash(self.pages[url]))
        return Answer(304) if fresh == etag else Answer(200, self.pages[url], fresh)

    def list(self, source, etag=None, modified=None):
        self.asked.append((source, etag is not None))
        if source != FEED:
            raise NoSuchPage(f"no {source}")
        fresh = str(hash(tuple(self.listed)))
        return Listing(None if fresh == etag else tuple(self.listed), fresh)

    def asks(self):
        found, self.asked = self.asked, []
        return found


@pytest.fixture
def web():
    return FakeWeb()


@pytest.fixture
def run(settings, web):
    jobs._engines.cache_clear()

    def call(*sources, settings=settings, **options):
        with ThreadPoolExecutor(2) as executor:
            return work(settings, sources or (FEED,), web=web, executor=executor, **options)

    return call


def test_feed_becomes_episodes_with_the_addresses_of_their_pages(run, web, public):
    urls = {web.put("a"), web.put("b")}
    report = run()
    assert (report.new, report.exit_code) == (2, 0)
    assert {episode["url"] for episode in episodes(public).values()} == urls
    assert not list((public / ".narrator").glob("pages/*"))


def test_second_run_asks_with_validators_only_and_changes_nothing(run, web, public, monkeypatch, tmp_path):
    for name in "abc":
        web.put(name)
    run()
    before, _ = published(public), web.asks()
    monkeypatch.setenv("NARRATOR_SPEAK_LOG", str(tmp_path / "log"))
    report = run()
    assert report.unchanged == 3
    assert {validated for _, validated in web.asks()} == {True}
    assert published(public) == before
    assert not (tmp_path / "log").exists()


def test_page_that_waits_is_not_forgotten_when_the_feed_is_unchanged(run, web, public):
    for day in ("10", "11", "12"):
        web.put(day, date=f"2026-03-{day}")
    assert run(limit=1).new == 1
    assert next(iter(episodes(public).values()))["url"].endswith("/12")
    assert run().new == 2


def test_correction_is_found_though_no_source_tells_of_it(run, web, public):
    web.put("a")
    run()
    web.pages["https://news.example/a"] = web.pages["https://news.example/a"].replace(
        "सोमवार".encode(), "मंगलवार".encode()
    )
    assert run().corrected == 1
    assert len([name for name in published(public) if name.endswith(".mp3")]) == 2


def test_correction_that_the_feed_tells_of_is_found_however_old_the_story(run, settings, web):
    old = dataclasses.replace(settings, batch=BatchSettings(workers=2, recheck_days=0))
    web.put("a", mark="1")
    run(settings=old)
    web.put("a", text=TEXT.replace("सोमवार", "मंगलवार"), mark="2")
    assert run(settings=old).corrected == 1


def test_story_whose_page_is_gone_in_three_runs_is_withdrawn(run, web, public):
    url = web.put("a")
    web.put("b")
    run()
    del web.pages[url]
    assert [run().withdrawn for _ in range(4)] == [0, 0, 1, 0]
    assert [episode["url"] for episode in episodes(public).values()] == ["https://news.example/b"]
    web.put("a")
    assert run().new == 0


def test_page_that_comes_back_is_not_withdrawn(run, web, public):
    url = web.put("a")
    run()
    html = web.pages.pop(url)
    for _ in range(2):
        run()
    web.pages[url] = html
    run()
    del web.pages[url]
    assert run().withdrawn == 0
    assert len(episodes(public)) == 1


def test_feed_that_rolls_over_withdraws_nothing(run, web, public):
    web.put("a")
    run()
    web.listed = []
    web.put("b")
    for _ in range(4):
        assert run().withdrawn == 0
    assert len(episodes(public)) == 2


def test_site_that_is_down_withdraws_nothing_and_blames_no_story(run, settings, web):
    web.put("a")
    run()
    web.put("b")
    web.down = True
    for _ in range(4):
        report = run()
        assert (report.withdrawn, report.exit_code, report.left) == (0, 69, 1)
    web.down = False
    assert run().new == 1


def test_new_page_that_is_gone_is_set_aside(run, web):
    del web.pages[web.put("a")]
    assert [run().exit_code for _ in range(4)] == [65, 65, 65, 0]


def test_one_article_at_two_addresses_is_one_story(run, web, public):
    web.put("a")
    url = "https://news.example/a?from=feed"
    canonical = '<link rel="canonical" href="https://news.example/a">'
    for address in ("https://news.example/a", url):
        html = PAGE.format(title="नदी", canonical=canonical, date="2026-03-12", text=TEXT)
        web.pages[address] = html.encode()
    web.listed.append(Listed(url, url, "2026-03-12"))
    report = run()
    assert (report.new, report.exit_code) == (1, 0)
    assert run().exit_code == 0
    assert len(episodes(public)) == 1


def test_dry_run_leaves_no_page_behind(run, web, public):
    web.put("a")
    report = run(dry=True)
    assert (report.new, public.exists()) == (1, False)


def test_many_pages_are_fetched_some_at_a_time(run, web, monkeypatch, settings):
    monkeypatch.setattr("narrator.batch.looking.CHUNK", 2)
    for day in range(10, 15):
        web.put(str(day), date=f"2026-03-{day}")
    assert run(limit=3).new == 3
    assert len([url for url, _ in web.asks() if url != FEED]) == 4
    assert run().new == 2
    with open_newsroom(settings) as newsroom, newsroom.catalogue.begin() as db:
        assert db.exec_driver_sql("SELECT COUNT(*) FROM pages WHERE done").scalar() == 5


def test_stop_asks_for_no_more_pages_and_blames_none(run, web):
    for name in range(40):
        web.put(str(name))
    stop, ask = threading.Event(), web.get

    def get(url, *validators):
        stop.set()
        return ask(url, *validators)

    web.get = get
    report = run(FEED, "https://news.example/later.xml", stop=stop)
    asked = [url for url, _ in web.asks()]
    assert asked.count(FEED) == 1
    assert "https://news.example/later.xml" in asked  # before the stop
    assert len(asked) <= 2 + THREADS
    assert (report.new, report.left) == (0, 40)
    assert [trouble.page for trouble in report.failed] == ["https://news.example/later.xml"]
    web.get = ask
    assert run().new == 40


def test_stop_lists_no_more_sources(run, web):
    stop, known = threading.Event(), web.list

    def list_one(source, *validators):
        stop.set()
        return known(source, *validators)

    web.put("a")
    web.list = list_one
    report = run(FEED, "https://news.example/later.xml", stop=stop)
    assert [url for url, _ in web.asks()] == [FEED]
    assert (report.new, report.left, report.failed) == (0, 1, [])


class FakeFetcher:
    """Bodies by address."""

    def __init__(self, **bodies):
        self.bodies = {f"https://news.example/{name}": body for name, body in bodies.items()}

    def get(self, url, etag=None, modified=None):
        body = self.bodies.get(url, 404)
        if body == "down":
            raise SiteUnavailable("news.example does not answer")
        return Fetched(body, url) if isinstance(body, int) else Fetched(200, url, body.encode())


def listing_of(**bodies):
    web = RealWeb(ArticleSettings())
    web._fetcher = FakeFetcher(**bodies)
    return web.list("https://news.example/feed")


def test_broken_link_in_a_feed_is_a_warning_of_the_run(run, web):
    web.put("a")
    listed = web.list
    web.list = lambda *words: dataclasses.replace(listed(*words), warnings=("1 link left out",))
    report = run()
    assert (report.new, report.exit_code) == (1, 0)
    assert f"{FEED}: 1 link left out" in report.warnings


def test_sitemap_of_an_index_that_cannot_be_read_costs_no_other():
    places = "".join(
        f"<sitemap><loc>{name}</loc></sitemap>" for name in ("gone", "down", "page", "nested", "good")
    )
    index = f"<sitemapindex>{places}<sitemap><loc>http://[x</loc></sitemap></sitemapindex>"
    good = "<urlset><url><loc>/a</loc></url><url><loc>http://[x</loc></url></urlset>"
    found = listing_of(feed=index, down="down", page="<html>", nested=index, good=good)
    assert [page.locator for page in found.pages] == ["https://news.example/a"]
    assert len(found.warnings) == 6
    assert sum("left out" in warning for warning in found.warnings) == 6


def test_index_with_too_many_sitemaps_is_told():
    places = "".join(f"<sitemap><loc>/{number}</loc></sitemap>" for number in range(MOST_SITEMAPS + 1))
    found = listing_of(feed=f"<sitemapindex>{places}</sitemapindex>")
    assert f"only the first {MOST_SITEMAPS} of {MOST_SITEMAPS + 1} sitemaps are read" in found.warnings
