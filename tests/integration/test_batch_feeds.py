"""Feeds as a newsroom writes them: more stories than a feed holds, shows by filter, feeds that were lost."""

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor

from feed_rules import faults
from lxml import etree
from newsroom import Command, assert_whole, episodes, published, write_page

from narrator.batch import desk
from narrator.batch.newsroom import open_newsroom
from narrator.batch.settle import settle
from narrator.batch.work import work
from narrator.catalogue import stories
from narrator.settings import FeedSettings

BASE = "https://audio.example"


def narrate(settings, folder):
    with ThreadPoolExecutor(2) as executor:
        return work(settings, (str(folder),), executor=executor)


def titles(path):
    return [item.findtext("title") for item in etree.parse(path).find("channel").findall("item")]


def add_copies(newsroom, numbers):
    """Rows and sounds of more stories like the one that was narrated, each a minute newer."""
    with newsroom.catalogue.begin() as db:
        model = next(record for record in stories.live(db) if "-0000-" not in record.id)
        for number in numbers:
            story = f"{number:08}-0000-5000-8000-000000000000"
            episode = json.loads(model.episode.replace(model.id, story))
            date = f"2026-04-{number // 1440 + 1:02}T{number // 60 % 24:02}:{number % 60:02}:00+00:00"
            episode |= {"title": f"खबर {number}", "published": date}
            about = {"id": story, "stem": model.stem.replace(model.id, story), "published": date}
            stories.save(db, dataclasses.replace(model, **about, episode=json.dumps(episode)))
            data = newsroom.store.get(f"{model.stem}.mp3")
            newsroom.store.put(f"{about['stem']}.mp3", data)


def test_older_stories_stand_in_archives_that_stay_as_they_are(settings, tmp_path, public):
    write_page(tmp_path / "pages", "a")
    narrate(settings, tmp_path / "pages")
    with open_newsroom(settings) as newsroom:
        add_copies(newsroom, range(1, 701))
        settle(newsroom, rebuild=True)
        assert [len(titles(public / f"{name}.xml")) for name in ("feed", "feed-1", "feed-2")] == [300] * 3
        listed = {title for name in ("feed", "feed-1", "feed-2") for title in titles(public / f"{name}.xml")}
        assert len(listed) == 701
        assert titles(public / "feed.xml")[0] == "खबर 700"
        assert titles(public / "feed-1.xml")[-1] == "नदी उतरी a"
        for name in ("feed", "feed-1", "feed-2"):
            assert faults((public / f"{name}.xml").read_bytes()) == {}
        assert_whole(public)
        before = published(public)
        add_copies(newsroom, range(701, 705))
        settle(newsroom, rebuild=True)
        after = published(public)
        assert [before[name] == after[name] for name in ("feed-1.xml", "feed-2.xml", "feed.xml")] == [
            *(True, True, False)
        ]


def test_story_that_is_taken_back_is_in_no_archive_that_is_left_over(settings, tmp_path, public):
    write_page(tmp_path / "pages", "a")
    narrate(settings, tmp_path / "pages")
    with open_newsroom(settings) as newsroom:
        add_copies(newsroom, range(1, 301))
        settle(newsroom, rebuild=True)
        assert (public / "feed-1.xml").exists()
        (story,) = (episode["id"] for episode in episodes(public).values())
        desk.unpublish(newsroom, story)
    assert not (public / "feed-1.xml").exists()
    assert not [name for name, data in published(public).items() if story.encode() in data]


def test_lost_feed_is_written_anew_with_the_same_bytes(settings, tmp_path, public):
    write_page(tmp_path / "pages", "a")
    narrate(settings, tmp_path / "pages")
    before = published(public)
    for name in ("feed.xml", "index.html", "cover.png"):
        (public / name).unlink()
    code, out, _ = Command(tmp_path / "own").run("feed", "--to", public)
    assert (code, out.split()) == (0, ["feed.xml", "cover.png", "index.html"])
    assert published(public) == before


def test_shows_by_author_and_by_site_hold_their_stories_alone(settings, tmp_path, public):
    own = '<meta name="author" content="मीरा सेन">'
    for name, old, new in (
        ("a", "<head>", f"<head>{own}"),
        ("b", "सोनपुर समाचार", "उत्तर संदेश"),
        ("c", "<head>", "<head>"),
    ):
        page = write_page(tmp_path / "pages", name)
        page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    shows = {"meera": {"author": "मीरा सेन"}, "north": {"site": "उत्तर संदेश"}}
    narrate(dataclasses.replace(settings, feed=FeedSettings(shows=shows)), tmp_path / "pages")
    assert titles(public / "meera.xml") == ["नदी उतरी a"]
    assert titles(public / "north.xml") == ["नदी उतरी b"]
    assert len(titles(public / "feed.xml")) == 3
