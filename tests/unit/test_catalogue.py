import json
import sqlite3

import pytest
import sqlalchemy as sa

from narrator.catalogue import Catalogue, ledger, pages, schema, stories
from narrator.catalogue.database import sqlite_url
from narrator.catalogue.ledger import Spend
from narrator.catalogue.pages import PageRecord
from narrator.catalogue.stories import StoryRecord
from narrator.errors import CatalogueError, SettingsError
from narrator.model import Chapter, Enclosure, Published

NOW = "2026-03-12T06:00:00+00:00"


@pytest.fixture
def catalogue(tmp_path):
    opened = Catalogue(sqlite_url(tmp_path / "catalogue.sqlite"))
    yield opened
    opened.close()


def episode(story="a" * 36, url="https://news.example/a"):
    return Published(
        id=story,
        guid=story,
        title="पुल तैयार",
        url=url,
        audio=Enclosure("https://cdn.example/a.mp3", 10, 2000, "ab" * 32),
        captions="https://cdn.example/a.vtt",
        chapters=None,
        timeline=None,
        language="hi",
        voice="tone",
        published="2026-03-12",
        chapter_list=(Chapter("पुल", 0, 2000),),
    )


def test_migrations_make_the_columns_that_queries_name(catalogue, tmp_path):
    database = sqlite3.connect(tmp_path / "catalogue.sqlite")
    for table in ("sources", "pages", "stories", "superseded", "claims", "spend", "notes"):
        made = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        assert made == [column.name for column in getattr(schema, table).c]


def test_opening_again_applies_no_migration_twice(tmp_path):
    url = sqlite_url(tmp_path / "catalogue.sqlite")
    for _ in range(2):
        opened = Catalogue(url)
        with opened.begin() as db:
            assert db.execute(sa.text("SELECT number FROM migrations")).scalars().all() == [1]
        opened.close()


def test_catalogue_of_a_newer_narrator_is_refused(catalogue, tmp_path):
    with catalogue.begin() as db:
        db.execute(sa.text("INSERT INTO migrations VALUES (999)"))
    with pytest.raises(CatalogueError, match="newer"):
        Catalogue(sqlite_url(tmp_path / "catalogue.sqlite"))


def test_commits_are_on_the_disk_and_readers_never_wait(catalogue):
    with catalogue.begin() as db:
        assert db.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
        assert db.execute(sa.text("PRAGMA synchronous")).scalar() == 2  # FULL


def test_error_inside_a_transaction_undoes_it(catalogue):
    def fail():
        with catalogue.begin() as db:
            pages.save(db, [PageRecord("/a.html", "a.html", NOW)])
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with catalogue.begin() as db:
        assert pages.load(db) == {}


def test_pages_are_kept_and_replaced(catalogue):
    first = PageRecord("/a.html", "a.html", NOW, mark="1", story="id", done=True)
    second = PageRecord("/a.html", "a.html", NOW, mark="2", attempts=2, set_aside=True, failure="{}")
    with catalogue.begin() as db:
        pages.save(db, [first, PageRecord("/b.html", "b.html", NOW)])
        assert pages.load(db)["/a.html"] == first
        pages.save(db, [second])
        assert pages.load(db)["/a.html"] == second
        assert len(pages.load(db)) == 2
        assert pages.failed(db) == [second]
        assert pages.find(db, "a.html") == [second]


def test_story_is_found_by_id_its_beginning_page_and_address(catalogue):
    story = "3f0a1c52-0000-5000-8000-000000000000"
    kept = json.dumps(episode(story).to_dict())
    record = StoryRecord(story, "/a.html", NOW, published=NOW, episode=kept)
    with catalogue.begin() as db:
        stories.save(db, record)
        pages.save(db, [PageRecord("/other.html", "other.html", NOW, story=story)])
        for word in (story, story[:8], "/a.html", "/other.html", "https://news.example/a"):
            assert [found.id for found in stories.find(db, word)] == [story], word
        assert stories.find(db, "3f0") == []
        assert stories.find(db, "%%%%%%%%") == []


def test_episode_comes_back_as_it_was(catalogue):
    with catalogue.begin() as db:
        stories.save(db, StoryRecord("id", "/a", NOW, episode=json.dumps(episode().to_dict())))
        assert stories.get(db, "id").to_published() == episode()


def test_withdrawn_stories_are_counted_but_not_live(catalogue):
    with catalogue.begin() as db:
        stories.save(db, StoryRecord("old", "/a", NOW, published="2026-01-01", episode="{}"))
        stories.save(db, StoryRecord("new", "/b", NOW, published="2026-03-01", episode="{}"))
        stories.save(db, StoryRecord("gone", "/c", NOW, withdrawn_at=NOW, settled=False))
        assert [record.id for record in stories.live(db)] == ["new", "old"]
        assert [record.id for record in stories.unsettled(db)] == ["gone"]
        assert stories.count(db) == {"published": 2, "withdrawn": 1}


def test_claims_and_superseded_names_are_kept_until_they_are_settled(catalogue):
    with catalogue.begin() as db:
        stories.claim(db, "id")
        stories.claim(db, "id")
        assert stories.claimed(db) == ["id"]
        stories.release(db, "id")
        assert stories.claimed(db) == []
        stories.supersede(db, "id", "id.1", "2026-01-01")
        stories.supersede(db, "id", "id.2", "2026-03-01")
        assert stories.superseded_stems(db, "id") == ["id.1", "id.2"]
        assert stories.superseded_before(db, "2026-02-01") == ["id.1"]
        stories.forget_stem(db, "id.1")
        assert stories.superseded_stems(db, "id") == ["id.2"]


def test_ledger_sums_by_voice_from_a_moment_on(catalogue):
    with catalogue.begin() as db:
        for at, voice in (("2026-02-28", "paid"), ("2026-03-01", "paid"), ("2026-03-02", "paid")):
            ledger.record(db, Spend(at, "id", voice, 100, 7000, 0.25, "USD"))
        ledger.record(db, Spend("2026-03-02", "id", "tone", 10, 700, 0.0, ""))
        paid, tone = ledger.totals(db, "2026-03-01")
        assert (paid.stories, paid.characters, paid.audio_ms, paid.cost, paid.currency) == (
            2,
            200,
            14_000,
            0.5,
            "USD",
        )
        assert tone.voice == "tone"


def test_notes_and_validators_are_replaced(catalogue):
    with catalogue.begin() as db:
        assert ledger.read_note(db, "feed") is None
        for value in ("a", "b"):
            ledger.write_note(db, "feed", value)
            pages.save_source(db, "https://news.example/feed", value, None)
        assert ledger.read_note(db, "feed") == "b"
        assert pages.load_sources(db) == {"https://news.example/feed": ("b", None)}


def test_damaged_database_is_one_clear_error(tmp_path):
    (tmp_path / "catalogue.sqlite").write_bytes(b"no database at all, but long enough to look like one" * 20)
    with pytest.raises(CatalogueError, match=r"catalogue\.sqlite"):
        Catalogue(sqlite_url(tmp_path / "catalogue.sqlite"))


def test_wrong_database_url_is_a_wrong_setting():
    with pytest.raises(SettingsError, match="nosuch"):
        Catalogue("nosuch://host/database")
