import dataclasses
import html
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from feed_rules import NS, faults
from lxml import etree
from newsroom import TEXT, assert_whole, enclosures, episodes, published, write_page

from narrator.batch import desk, jobs
from narrator.batch.attempts import FIRST_WAIT_S, Attempts
from narrator.batch.jobs import Body, Failure
from narrator.batch.newsroom import locked, open_newsroom
from narrator.batch.report import Report
from narrator.batch.todo import Todo
from narrator.batch.work import work
from narrator.catalogue import pages
from narrator.catalogue.pages import PageRecord
from narrator.episode.shelve import Identity
from narrator.episode.show import default_cover
from narrator.errors import (
    CatalogueError,
    EngineRefused,
    EngineUnavailable,
    Locked,
    SettingsError,
    UsageError,
)
from narrator.settings import BatchSettings, Settings, SpeechSettings, StoreSettings, VoicesSettings
from narrator.speech import engine as engines
from narrator.speech.engines.tone import ToneEngine
from narrator.store import open_store

BASE = "https://audio.example"


@pytest.fixture
def folder(tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    return pages


@pytest.fixture
def log(tmp_path, monkeypatch):
    """What was really spoken, a line an utterance."""
    path = tmp_path / "speak.log"
    monkeypatch.setenv("NARRATOR_SPEAK_LOG", str(path))

    def read():
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines

    return read


@pytest.fixture
def run(settings, folder, monkeypatch):
    """A run in threads of this process over the folder of pages."""
    monkeypatch.setattr("narrator.batch.attempts.FIRST_WAIT_S", 0.01)
    jobs._engines.cache_clear()

    def call(*sources, settings=settings, **options):
        with ThreadPoolExecutor(2) as executor:
            return work(settings, sources or (str(folder),), executor=executor, **options)

    yield call
    jobs._engines.cache_clear()


@pytest.fixture
def engine(monkeypatch):
    """Makes the tone engine do what a function says before it speaks."""

    def install(before):
        class Engine(ToneEngine):
            def speak(self, text, voice):
                before(text)
                yield from super().speak(text, voice)

        monkeypatch.setattr(engines, "load_engine", lambda name, options=None: Engine())
        jobs._engines.cache_clear()

    return install


def only(folder):
    (episode,) = episodes(folder).values()
    return episode


def test_folder_of_pages_becomes_episodes_that_are_whole(run, folder, public):
    for name in "abc":
        write_page(folder, name)
    report = run()
    assert (report.new, report.exit_code) == (3, 0)
    assert len(episodes(public)) == 3
    assert_whole(public)
    episode = next(iter(episodes(public).values()))
    assert episode["audio"]["url"] == f"{BASE}/{episode['id']}.{episode['audio']['sha256'][:8]}.mp3"
    assert episode["guid"] == episode["id"]
    assert (public / episode["captions"].rpartition("/")[2]).read_text(encoding="utf-8").startswith("WEBVTT")
    page = (public / episode["page"].rpartition("/")[2]).read_text(encoding="utf-8")
    assert episode["audio"]["url"].rpartition("/")[2] in page
    assert (public / "narrator.js").exists()


def test_second_run_speaks_nothing_and_changes_no_byte(run, folder, public, log):
    for name in "abc":
        write_page(folder, name)
    run()
    before = {path: path.stat() for path in public.iterdir() if path.is_file()}
    log()
    report = run()
    assert (report.new, report.unchanged, report.exit_code) == (0, 3, 0)
    assert log() == []
    after = {path: path.stat() for path in public.iterdir() if path.is_file()}
    assert {path: (stat.st_ino, stat.st_mtime_ns) for path, stat in before.items()} == {
        path: (stat.st_ino, stat.st_mtime_ns) for path, stat in after.items()
    }


def test_two_newsrooms_publish_the_same_bytes(run, settings, folder, public, tmp_path):
    for name in "ab":
        write_page(folder, name)
    run()
    store = dataclasses.replace(settings.store, url=str(tmp_path / "other"))
    run(settings=dataclasses.replace(settings, store=store))
    assert published(public) == published(tmp_path / "other")


def test_corrected_story_keeps_its_guid_and_speaks_one_sentence(run, folder, public, log):
    write_page(folder, "a")
    run()
    old = only(public)
    log()
    write_page(folder, "a", text=TEXT.replace("सोमवार", "मंगलवार"))
    report = run()
    new = only(public)
    assert report.corrected == 1
    assert len(log()) == 1
    assert new["guid"] == old["guid"]
    assert new["audio"]["url"] != old["audio"]["url"]
    assert new["published"] == old["published"]
    assert new["updated"]
    assert_whole(public)


def test_client_that_kept_the_old_name_hears_the_correction(run, folder, public):
    write_page(folder, "a")
    run()
    old = only(public)["audio"]["url"].rpartition("/")[2]
    write_page(folder, "a", text=TEXT.replace("सोमवार", "मंगलवार"))
    run()
    new = only(public)["audio"]["url"].rpartition("/")[2]
    assert old != new
    assert (public / old).read_bytes() == (public / new).read_bytes()


def test_superseded_names_go_when_their_time_is_over(run, settings, folder, public):
    write_page(folder, "a")
    run()
    old = only(public)["audio"]["url"].rpartition("/")[2]
    write_page(folder, "a", text=TEXT.replace("सोमवार", "मंगलवार"))
    run()
    run()
    assert (public / old).exists()
    with open_newsroom(settings) as newsroom, newsroom.catalogue.begin() as db:
        db.exec_driver_sql("UPDATE superseded SET since = '2020-01-01T00:00:00+00:00'")
    run()
    assert not (public / old).exists()
    assert len(published(public)) == 12
    assert_whole(public)


def test_text_that_is_corrected_back_gets_its_first_name_again(run, folder, public):
    write_page(folder, "a")
    run()
    first = published(public)
    write_page(folder, "a", text=TEXT.replace("सोमवार", "मंगलवार"))
    run()
    write_page(folder, "a")
    run()
    name = only(public)["audio"]["url"].rpartition("/")[2]
    assert published(public)[name] == first[name]
    assert_whole(public)


def test_markup_that_changes_without_the_text_is_not_narrated_again(run, folder, log):
    path = write_page(folder, "a")
    run()
    log()
    path.write_text(
        path.read_text(encoding="utf-8").replace("<article>", "<article class='x'>"), encoding="utf-8"
    )
    report = run()
    assert (report.corrected, report.unchanged) == (0, 1)
    assert log() == []


def test_newest_stories_come_first_and_a_limit_leaves_the_rest(run, folder, public):
    for day in ("11", "13", "12"):
        write_page(folder, day, date=f"2026-03-{day}")
    report = run(limit=1)
    assert (report.new, report.left) == (1, 2)
    assert only(public)["published"] == "2026-03-13"
    assert run().new == 2


def test_id_is_made_of_the_address_or_of_the_path_under_the_source(run, folder, public, tmp_path):
    write_page(folder, "deep/a", title="पहली")
    write_page(folder, "b", title="दूसरी", url="https://news.example/b")
    run()
    first = {title: episode["id"] for title, episode in episodes(public).items()}
    elsewhere = tmp_path / "moved"
    folder.rename(elsewhere)
    report = run(str(elsewhere))
    assert (report.new, report.unchanged) == (0, 2)
    assert {title: episode["id"] for title, episode in episodes(public).items()} == first


def test_id_is_given_once_whatever_address_the_page_names_later(run, folder, public):
    write_page(folder, "a")
    run()
    first = only(public)["guid"]
    write_page(folder, "a", url="https://news.example/a", text=TEXT.replace("सोमवार", "मंगलवार"))
    report = run()
    assert (report.new, report.corrected) == (0, 1)
    assert (only(public)["guid"], only(public)["url"]) == (first, "https://news.example/a")


def test_file_that_is_named_by_another_path_is_the_same_page(run, folder, public, tmp_path, monkeypatch):
    write_page(folder, "a", url="https://news.example/a")
    write_page(folder, "b")
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.chdir(folder)
    assert run(f"../{folder.name}").new == 2
    for source in (str(folder), str(tmp_path / "link"), "."):
        report = run(source)
        assert (report.new, report.unchanged, report.failed) == (0, 2, [])
    assert (run(str(folder), str(tmp_path / "link"), "../" + folder.name).failed, len(enclosures(public))) == (
        [],
        2,
    )


def test_two_pages_with_one_address_are_an_error_that_names_both(run, folder, public):
    for name in ("a", "b"):
        write_page(folder, name, url="https://news.example/same")
    report = run()
    assert (report.new, report.exit_code) == (1, 65)
    (trouble,) = report.failed
    assert str(folder / "a.html") in trouble.message
    assert str(folder / "b.html") in trouble.message
    assert run().exit_code == 65


def test_same_path_under_two_sources_is_one_story_and_an_error(run, tmp_path):
    for source in ("one", "two"):
        write_page(tmp_path / source, "a", title=source)
    report = run(str(tmp_path / "one"), str(tmp_path / "two"))
    assert report.exit_code == 65
    assert "one/a.html" in report.failed[0].message
    assert "two/a.html" in report.failed[0].message


def test_names_of_pages_may_be_odd_and_one_that_is_no_text_costs_only_itself(run, folder, public):
    for name in ("a\nb", 'it\'s "q"', "-rf", "x" * 250, "%41", "[a]", "esc\x1b[31m", "ख़बर १"):
        write_page(folder, name)
    nameless = os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.html")
    Path(nameless).write_text("<p>", encoding="utf-8")
    report = run()
    assert (report.new, report.exit_code) == (8, 0)
    assert report.warnings == [f"{folder}: \\xff\\xfe.html: its name is not UTF-8: left out"]
    assert all(name.isascii() for name in published(public))
    assert run(nameless).exit_code == 65
    assert run().unchanged == 8


def test_story_without_a_date_keeps_its_first_seen_time(run, folder, public):
    path = write_page(folder, "a", date="")
    run()
    first = only(public)["published"]
    path.write_text(path.read_text(encoding="utf-8").replace("सोमवार", "मंगलवार"), encoding="utf-8")
    run()
    assert first.startswith("20")
    assert only(public)["published"] == first


def test_page_without_text_is_set_aside_after_three_runs_until_it_changes(run, folder, public):
    (folder / "empty.html").write_text("<html><body></body></html>", encoding="utf-8")
    write_page(folder, "a")
    codes = [(report.exit_code, len(report.failed)) for report in (run(), run(), run(), run())]
    assert codes == [(65, 1), (65, 1), (65, 1), (0, 0)]
    assert len(episodes(public)) == 1
    write_page(folder, "empty")
    assert run().new == 1


def test_file_that_is_gone_before_it_was_narrated_waits_no_longer(run, settings, folder):
    (folder / "empty.html").write_text("<html></html>", encoding="utf-8")
    run()
    (folder / "empty.html").unlink()
    assert run().exit_code == 0
    with open_newsroom(settings) as newsroom:
        found = desk.status(newsroom)
    assert (found["waiting"], found["failed"]) == (0, [])


def test_retry_takes_a_page_that_was_set_aside_again(run, settings, folder):
    (folder / "empty.html").write_text("<html><body></body></html>", encoding="utf-8")
    for _ in range(3):
        report = run()
    assert report.failed[0].set_aside
    with open_newsroom(settings) as newsroom:
        assert desk.status(newsroom)["set_aside"] == 1
        assert desk.retry(newsroom, ("empty.html",)) == 1
        assert desk.status(newsroom)["set_aside"] == 0
    assert run().exit_code == 65


def test_failing_story_costs_no_other(run, folder, public, engine):
    def refuse(text):
        if "मना" in text:
            raise EngineRefused("the service refuses this text")

    engine(refuse)
    write_page(folder, "a")
    write_page(folder, "b", text=TEXT + " यह मना है।")
    write_page(folder, "c")
    report = run()
    assert (report.new, len(report.failed), report.exit_code) == (2, 1, 69)
    assert_whole(public)
    assert len(published(public)) == 19


def test_worker_speaks_with_one_espeak_process_so_that_each_has_a_core(settings, folder, public):
    settings = dataclasses.replace(settings, speech=SpeechSettings(voice="hi-espeak"))
    jobs._engines.cache_clear()
    engine = jobs._engines().load("espeak")
    for name in "ab":
        body = jobs.Body(write_page(folder, name, text=f"{TEXT} {name} " * 5), name)
        made = jobs.narrate(body, settings, Identity(name * 32, "2026-03-12"), str(public), frozenset())
        assert made.engine == "espeak"
    assert len(engine._idle) == 1
    jobs._engines().close()
    jobs._engines.cache_clear()


def test_worker_loads_its_voice_once(settings, folder, public, monkeypatch):
    loaded = []

    def load(name, options=None):
        loaded.append(name)
        return ToneEngine()

    monkeypatch.setattr(engines, "load_engine", load)
    jobs._engines.cache_clear()
    for name in "abc":
        write_page(folder, name)
    with ThreadPoolExecutor(1) as executor:
        assert work(settings, (str(folder),), executor=executor).new == 3
    jobs._engines.cache_clear()
    assert loaded == ["tone"]


def test_waits_between_tries_grow_and_differ(settings, folder, monkeypatch):
    page = PageRecord(str(write_page(folder, "a")), "a.html", "2026-03-12T00:00:00+00:00")
    stumble = Failure(69, "the service stumbles", transient=True)
    monkeypatch.setattr("narrator.batch.attempts.time.monotonic", lambda: 0.0)
    waits = {0: set(), 1: set()}
    with open_newsroom(settings) as newsroom:
        for _ in range(50):
            attempts = Attempts(newsroom, Report())
            attempts.pages = {page.locator: page}
            todo = Todo(page, Body(folder / "a.html", "a.html"), None)
            for tries in waits:
                todo = attempts.fail(todo, stumble)
                waits[tries].add(todo.due_s)
            assert attempts.fail(todo, stumble) is None
            assert attempts.pages[page.locator].attempts == 1
    assert max(waits[0]) <= FIRST_WAIT_S < max(waits[1]) <= 2 * FIRST_WAIT_S
    assert len(waits[0]) == len(waits[1]) == 50


def test_transient_failure_is_tried_again_in_the_same_run(run, folder, engine):
    fails = iter([True] * 3)

    def stumble(text):
        if next(fails, False):
            raise EngineUnavailable("the service stumbles")

    engine(stumble)
    write_page(folder, "a")
    report = run()
    assert (report.new, report.exit_code) == (1, 0)


def test_engine_that_fails_five_times_in_a_row_is_off_and_no_story_is_blamed(run, settings, folder, engine):
    asked = []

    def fail(text):
        asked.append(text)
        raise EngineUnavailable("the service is down")

    engine(fail)
    for number in range(12):
        write_page(folder, f"{number:02}", text=f"{TEXT} {number}")
    report = run()
    assert report.exit_code == 69
    assert report.engines_off == ["tone"]
    assert (report.new, report.left > 0) == (0, True)
    assert len({text for text in asked if "नदी उतरी" in text}) <= 7
    with open_newsroom(settings) as newsroom:
        assert desk.status(newsroom)["waiting"] == 12
        assert all(page["attempts"] == 0 for page in desk.status(newsroom)["failed"])


def test_fallback_speaks_the_whole_story(run, settings, folder, public, monkeypatch):
    class Broken(ToneEngine):
        def speak(self, text, voice):
            if "सोमवार" in text:
                raise EngineRefused("the service refuses this text")
            yield from super().speak(text, voice)

    monkeypatch.setattr(
        engines, "load_engine", lambda name, options=None: Broken() if name == "espeak" else ToneEngine()
    )
    settings = dataclasses.replace(
        settings, speech=SpeechSettings(voice="hi-espeak"), voices=VoicesSettings(fallback=("tone",))
    )
    write_page(folder, "a")
    report = run(settings=settings)
    assert (report.new, report.exit_code) == (1, 0)
    assert only(public)["voice"] == "tone"


def test_dry_run_counts_and_prices_and_writes_nothing(run, settings, folder, public, log, tmp_path):
    (tmp_path / "cards").mkdir()
    card = 'engine = "tone"\nname = "Paid"\nlanguage = "mul"\ngender = "none"\nlicense = "x"\nsource = "x"\n'
    card += 'terms = "x"\nsends_text_to = ""\nrank = 0\nprice_per_million = 16.0\ncurrency = "USD"\n'
    (tmp_path / "cards" / "paid.toml").write_text(card)
    settings = dataclasses.replace(
        settings,
        speech=SpeechSettings(voice="paid"),
        voices=VoicesSettings(folder=str(tmp_path / "cards")),
    )
    write_page(folder, "a")
    report = run(settings=settings, dry=True)
    assert (report.new, report.exit_code) == (1, 0)
    assert report.characters > 60
    assert report.cost == {"USD": pytest.approx(report.characters * 16 / 1e6)}
    assert report.audio_ms == report.characters * 67
    assert log() == []
    assert not public.exists()
    done = run(settings=settings)
    assert (done.characters, done.cost) == (report.characters, report.cost)
    limited = dataclasses.replace(settings, batch=BatchSettings(budget=report.cost["USD"] * 1.5))
    write_page(folder, "b")
    poor = run(settings=limited)
    assert (poor.new, poor.left, poor.exit_code) == (0, 1, 75)


def test_unpublished_story_is_gone_under_every_name_and_stays_gone(run, settings, folder, public):
    write_page(folder, "a", title="पहली")
    write_page(folder, "b", title="दूसरी")
    run()
    write_page(folder, "a", title="पहली", text=TEXT.replace("सोमवार", "मंगलवार"))
    run()
    story = episodes(public)["पहली"]["id"]
    with open_newsroom(settings) as newsroom:
        desk.unpublish(newsroom, story[:8])
        assert not [name for name in published(public) if story in name]
        assert desk.check(newsroom) == []
    write_page(folder, "a", title="पहली", text=TEXT.replace("सोमवार", "बुधवार"))
    assert run().new == 0
    assert list(episodes(public)) == ["दूसरी"]
    with open_newsroom(settings) as newsroom, pytest.raises(UsageError, match="withdrawn"):
        desk.retry(newsroom, (story,))


def test_story_is_unpublished_without_naming_the_address_again(run, settings, folder, public):
    for name in "ab":
        write_page(folder, name)
    run()
    story = min(episode["id"] for episode in episodes(public).values())
    with open_newsroom(Settings(store=StoreSettings(url=str(public)))) as newsroom:
        assert newsroom.base_url == BASE
        desk.unpublish(newsroom, story)
        assert desk.check(newsroom) == []
    assert len(enclosures(public)) == 1
    assert_whole(public)


def test_run_without_the_address_of_the_earlier_ones_keeps_it(run, settings, folder, public):
    write_page(folder, "a", url=None)
    run()
    write_page(folder, "b")
    report = run(settings=dataclasses.replace(settings, store=StoreSettings(url=str(public))))
    assert report.warnings == []
    assert len(enclosures(public)) == 2
    assert all(episode["audio"]["url"].startswith(BASE) for episode in episodes(public).values())
    assert_whole(public)


def test_check_finds_what_is_missing_wrong_or_strange(run, settings, folder, public):
    for name in "ab":
        write_page(folder, name)
    run()
    first, second = (episode["audio"]["url"].rpartition("/")[2] for episode in episodes(public).values())
    with open_newsroom(settings) as newsroom:
        assert desk.check(newsroom, deep=True) == []
        (public / first).unlink()
        data = bytearray((public / second).read_bytes())
        data[-1] ^= 1
        (public / second).write_bytes(data)
        (public / f"{'0' * 8}-0000-0000-0000-{'0' * 12}.mp3").write_bytes(b"")
        (public / "feed.xml").unlink()
        assert {fault.found for fault in desk.check(newsroom)} == {
            "is missing",
            "belongs to no published story",
        }
        found = desk.check(newsroom, deep=True)
        assert "has other bytes than were published" in {fault.found for fault in found}
        assert ("feed.xml", "narrate feed") in {(fault.name, fault.mend) for fault in found}


def test_file_is_named_from_wherever_one_stands(run, settings, folder, public, monkeypatch):
    write_page(folder, "a")
    run()
    monkeypatch.chdir(folder.parent)
    with open_newsroom(settings) as newsroom:
        assert desk.retry(newsroom, (f"{folder.name}/a.html",)) == 1
        assert desk.unpublish(newsroom, f"{folder.name}/a.html").id
    assert episodes(public) == {}


def test_retry_narrates_a_published_story_again(run, settings, folder, public):
    write_page(folder, "a")
    run()
    name = only(public)["audio"]["url"].rpartition("/")[2]
    whole = published(public)
    (public / name).unlink()
    with open_newsroom(settings) as newsroom:
        desk.retry(newsroom, (only(public)["id"],))
    assert run().exit_code == 0
    assert published(public)[name] == whole[name]


def test_second_run_at_the_same_time_is_told_to_come_back(run, settings, folder):
    write_page(folder, "a")
    with open_newsroom(settings) as newsroom, locked(newsroom):
        with pytest.raises(Locked) as caught:
            run()
        assert caught.value.exit_code == 75
    assert run().new == 1


def test_stop_finishes_the_stories_in_hand_and_leaves_the_others(run, settings, folder, public, engine):
    stop = threading.Event()
    engine(lambda text: stop.set())
    for name in "abcdef":
        write_page(folder, name, text=f"{TEXT} {name}")
    report = run(stop=stop)
    assert 1 <= report.new <= 2
    assert report.new + report.left == 6
    assert len(episodes(public)) == report.new
    assert_whole(public)
    assert run().new == 6 - report.new


def test_files_of_a_run_that_died_are_swept(run, settings, folder, public):
    write_page(folder, "a")
    run()
    story = only(public)["id"]
    with open_newsroom(settings) as newsroom:
        newsroom.store.temporary().write_bytes(b"half")
        newsroom.store.put(f"{story}.ffffffff.mp3", b"of a run that died")
        with newsroom.catalogue.begin() as db:
            from narrator.catalogue import stories

            stories.claim(db, story)
    run()
    assert len(published(public)) == 12
    assert_whole(public)


def test_run_that_breaks_off_leaves_no_file_that_was_being_written(
    run, settings, folder, public, engine, monkeypatch
):
    write_page(folder, "a")

    def speak(text):
        open_store(str(public)).temporary().write_bytes(b"half")
        raise EngineRefused("the service refuses", None)

    def refuse(*_):
        raise CatalogueError("the disk is full", None)

    engine(speak)
    monkeypatch.setattr("narrator.batch.attempts.release", refuse)
    assert run().exit_code == 74
    assert published(public) == {}


def test_interrupted_replacement_is_completed_by_the_next_run(run, settings, folder, public, monkeypatch):
    write_page(folder, "a")
    run()
    old = only(public)["audio"]["url"].rpartition("/")[2]
    write_page(folder, "a", text=TEXT.replace("सोमवार", "मंगलवार"))
    monkeypatch.setattr("narrator.batch.feeds.put_if_other", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run()
    assert_whole(public)
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    assert run().exit_code == 0
    new = only(public)["audio"]["url"].rpartition("/")[2]
    assert old != new
    assert (public / old).read_bytes() == (public / new).read_bytes()


def test_memory_store_holds_the_same_as_a_folder(run, settings, folder, public, tmp_path):
    write_page(folder, "a")
    run()
    store = StoreSettings(f"memory://{tmp_path.name}", BASE, f"sqlite:///{tmp_path}/catalogue.sqlite")
    elsewhere = dataclasses.replace(settings, store=store)
    assert run(settings=elsewhere).new == 1
    with open_newsroom(elsewhere) as newsroom:
        names = newsroom.store.names()
        assert {name: newsroom.store.get(name) for name in names} == published(public)
        assert desk.check(newsroom, deep=True) == []


def test_store_on_no_disk_needs_a_catalogue(settings):
    elsewhere = dataclasses.replace(settings, store=StoreSettings("memory://x", BASE))
    with pytest.raises(SettingsError, match="catalogue"):
        work(elsewhere, ("pages",))


def test_state_is_for_its_owner_alone(run, folder, public):
    write_page(folder, "a")
    run()
    assert (public / ".narrator").stat().st_mode & 0o777 == 0o700


def test_wrong_setting_ends_the_run_and_blames_no_story(run, settings, folder):
    for name in "abc":
        write_page(folder, name)
    wrong = dataclasses.replace(settings, speech=SpeechSettings(voice="nobody"))
    assert run(settings=wrong).exit_code == 78
    assert run().new == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": "News > Sport"},
        {"cover": "absent.png"},
        {"zone": "Indien"},
        {"medium": "radio"},
        {"update_rule": "daily"},
        {"txt": {"verify": 5}},
        {"shows": {"khel": {"category": "Cricket"}}},
        {"shows": {"khel": {"sektion": "खेल"}}},
        {"shows": {"khel": {"section": 5}}},
        {"shows": {"khel": {"title": 5}}},
        {"shows": {"khel": {"explicit": "yes"}}},
        {"shows": {"khel": {"txt": "verify"}}},
    ],
)
def test_feed_that_could_not_be_written_is_refused_before_anything_is_spoken(run, settings, folder, log, wrong):
    write_page(folder, "a")
    report = run(settings=dataclasses.replace(settings, feed=dataclasses.replace(settings.feed, **wrong)))
    assert (report.exit_code, report.new, log()) == (78, 0, [])


def test_source_that_is_missing_costs_no_other(run, folder, tmp_path):
    write_page(folder, "a")
    report = run(str(tmp_path / "absent"), str(folder))
    assert (report.new, report.exit_code) == (1, 65)
    assert "absent" in report.failed[0].message


def test_figures_for_prometheus_and_the_heartbeat_tell_how_it_went(run, settings, folder, tmp_path):
    from http.server import BaseHTTPRequestHandler, HTTPServer

    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (folder / "empty.html").write_text("<html></html>")
    write_page(folder, "a")
    notify = dataclasses.replace(
        settings.notify,
        heartbeat=f"http://127.0.0.1:{server.server_port}/beat",
        textfile=str(tmp_path / "narrator.prom"),
    )
    report = run(settings=dataclasses.replace(settings, notify=notify))
    assert asked == ["/beat/start", "/beat/65"]
    assert report.warnings == []
    figures = (tmp_path / "narrator.prom").read_text()
    assert "narrator_last_run_exit_code 65" in figures
    assert 'narrator_stories{outcome="new"} 1' in figures
    assert 'narrator_failures{code="65"} 1' in figures
    assert "narrator_pages_waiting 1" in figures
    assert "narrator_last_success_timestamp_seconds 0" in figures
    (folder / "empty.html").unlink()
    with open_newsroom(settings) as newsroom:
        desk.retry(newsroom, ("a.html",))
    run(settings=dataclasses.replace(settings, notify=notify))
    assert "narrator_last_success_timestamp_seconds 0" not in (tmp_path / "narrator.prom").read_text()
    server.shutdown()


def test_feed_lists_the_newest_first_and_its_show_comes_from_the_stories(run, folder, public):
    for day in ("11", "13", "12"):
        write_page(folder, day, date=f"2026-03-{day}")
    run()
    channel = etree.parse(public / "feed.xml").find("channel")
    dates = [item.findtext("pubDate")[5:7] for item in channel.iter("item")]
    assert dates == ["13", "12", "11"]
    assert channel.findtext("title") == "सोनपुर समाचार"
    assert channel.findtext("language") == "hi"
    assert (public / "cover.png").stat().st_size < 512_000
    assert "नदी उतरी" in (public / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("written", ["", "कल शाम", "2026-02-30", "2099-01-01T00:00:00+05:30"])
def test_story_without_a_date_that_has_come_is_dated_when_it_was_first_seen_for_good(
    run, settings, folder, public, written
):
    write_page(folder, "a", date=written)
    run()
    with open_newsroom(settings) as newsroom, newsroom.catalogue.begin() as db:
        (seen,) = (page.first_seen for page in pages.load(db).values())
    assert only(public)["published"] == seen
    time.sleep(1.1)  # a moment is told to the second
    write_page(folder, "a", date=written, text=TEXT.replace("सोमवार", "मंगलवार"))
    assert run().corrected == 1
    assert only(public)["published"] == seen
    told = etree.parse(public / "feed.xml").findtext("channel/item/pubDate")
    assert parsedate_to_datetime(told).isoformat() == seen


def test_date_without_a_time_is_of_the_zone_of_the_settings(run, settings, folder, public):
    write_page(folder, "a", date="2026-03-12")
    run()
    assert only(public)["published"] == "2026-03-12"
    path = "channel/item/pubDate"
    assert etree.parse(public / "feed.xml").findtext(path) == "Thu, 12 Mar 2026 00:00:00 +0530"
    run(settings=dataclasses.replace(settings, feed=dataclasses.replace(settings.feed, zone="-03:00")))
    assert etree.parse(public / "feed.xml").findtext(path) == "Thu, 12 Mar 2026 00:00:00 -0300"


def test_show_without_settings_says_what_most_stories_say(run, folder, public):
    for name, site, lang in (("a", "उत्तर संदेश", "hi"), ("b", "उत्तर संदेश", "en"), ("c", "दक्षिण", "hi")):
        page = write_page(folder, name)
        text = page.read_text(encoding="utf-8").replace("सोनपुर समाचार", site)
        page.write_text(text.replace('lang="hi"', f'lang="{lang}"'), encoding="utf-8")
    run()
    channel = etree.parse(public / "feed.xml").find("channel")

    def said(path):
        return channel.findtext(path, None, NS)

    assert [said(path) for path in ("title", "description", "itunes:author")] == [
        "उत्तर संदेश",
        "उत्तर संदेश\n\nयह आवाज़ कंप्यूटर से बनाई गई है।",
        "उत्तर संदेश",
    ]
    assert (said("link"), said("language"), said("itunes:explicit")) == (f"{BASE}/", "hi", "false")
    assert channel.find("itunes:category", NS).get("text") == "News"
    assert channel.find("itunes:category/itunes:category", NS).get("text") == "Daily News"
    assert channel.find("itunes:image", NS).get("href") == f"{BASE}/cover.png"
    assert (public / "cover.png").read_bytes() == default_cover()
    assert channel.find("itunes:owner", NS) is None
    assert (public / ".narrator" / "catalogue.sqlite").exists()
    assert {item.findtext("itunes:explicit", None, NS) for item in channel.iter("item")} == {"false"}


def test_show_of_stories_without_a_site_name_has_that_of_the_public_address(run, folder, public):
    page = write_page(folder, "a")
    page.write_text(page.read_text(encoding="utf-8").replace("सोनपुर समाचार", ""), encoding="utf-8")
    run()
    channel = etree.parse(public / "feed.xml").find("channel")
    assert channel.findtext("title") == channel.findtext("itunes:author", None, NS) == "audio.example"


def test_shows_of_the_settings_have_feeds_of_their_own(run, settings, folder, public):
    feed = dataclasses.replace(
        settings.feed,
        title="सब",
        shows={"english": {"language": "en", "title": "English"}, "none": {"author": "कोई नहीं"}},
    )
    write_page(folder, "a")
    english = write_page(
        folder,
        "b",
        title="Rain",
        text="The river fell this morning. People went back home. Schools open again on Monday, the town says.",
    )
    english.write_text(english.read_text(encoding="utf-8").replace('lang="hi"', 'lang="en"'), encoding="utf-8")
    report = run(settings=dataclasses.replace(settings, feed=feed))
    assert report.failed == []
    found = {name: etree.parse(public / f"{name}.xml").find("channel") for name in ("feed", "english", "none")}
    assert {name: len(channel.findall("item")) for name, channel in found.items()} == {
        "feed": 2,
        "english": 1,
        "none": 0,
    }
    assert found["english"].findtext("title") == "English"
    guids = {channel.findtext("{https://podcastindex.org/namespace/1.0}guid") for channel in found.values()}
    assert len(guids) == 3


def test_section_of_the_site_has_a_feed_of_its_own_with_a_readable_name(run, settings, folder, public):
    feed = dataclasses.replace(settings.feed, shows={"खेल": {"section": "खेल"}})
    write_page(folder, "a")
    sport = write_page(folder, "b", title="टीम जीती")
    section = '<head><meta property="article:section" content="खेल">'
    sport.write_text(sport.read_text(encoding="utf-8").replace("<head>", section), encoding="utf-8")
    run(settings=dataclasses.replace(settings, feed=feed))
    channel = etree.parse(public / "khel.xml").find("channel")
    assert [item.findtext("title") for item in channel.findall("item")] == ["टीम जीती"]
    assert channel.find("{http://www.w3.org/2005/Atom}link").get("href") == f"{BASE}/khel.xml"
    assert all(name.isascii() for name in published(public))


def test_feed_of_a_run_keeps_the_rules_of_those_who_judge_it_whatever_the_titles(run, folder, public):
    titles = ("<b>&amp; ]]></b> <script>alert(1)</script>", "नदी «₹» 'उतरी' \"आज\"", "A" * 600, "😀" * 50)
    for number, title in enumerate(titles):
        write_page(folder, str(number), title=html.escape(title), text=f"{TEXT} {number}" * 40)
    assert run().new == len(titles)
    data = (public / "feed.xml").read_bytes()
    assert faults(data) == {}
    said = [item.text for item in etree.fromstring(data).iterfind("channel/item/title")]
    assert sorted(said) == sorted(titles)
    for name, length in enclosures(public).items():
        assert name.isascii()
        assert (public / name).stat().st_size == length


def test_feed_keeps_its_guid_when_it_moves_and_is_written_anew(run, settings, folder, public):
    write_page(folder, "a")
    run()
    path = "channel/{https://podcastindex.org/namespace/1.0}guid"
    before = etree.parse(public / "feed.xml").findtext(path)
    moved = dataclasses.replace(
        settings, store=dataclasses.replace(settings.store, base_url="https://new.example")
    )
    run(settings=moved)
    after = etree.parse(public / "feed.xml")
    assert after.findtext(path) == before
    assert after.find("channel/{http://www.w3.org/2005/Atom}link").get("href") == "https://new.example/feed.xml"


@pytest.mark.parametrize("first", ["", "https://old.example/news"])
def test_address_that_is_given_later_or_changed_is_that_of_every_story(
    run, settings, folder, public, first, log
):
    write_page(folder, "a", url="https://old.example/news/a")
    before = dataclasses.replace(settings, store=dataclasses.replace(settings.store, base_url=first))
    assert run(settings=before).exit_code == 0
    log()
    report = run()
    assert (report.exit_code, report.new, report.corrected, log()) == (0, 0, 0, [])
    assert faults((public / "feed.xml").read_bytes()) == {}
    feed = etree.parse(public / "feed.xml")
    assert feed.findtext("channel/item/link") == "https://old.example/news/a"
    episode = only(public)
    files = [episode["audio"]["url"], *(episode[name] for name in ("captions", "chapters", "timeline", "page"))]
    assert {url.rpartition("/")[0] for url in files} == {BASE}
    assert feed.find("channel/item/enclosure").get("url") == files[0]
    text = (public / f"{episode['id']}.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://old.example/news/a">' in text
    if first:
        assert f'content="{files[0]}"' in text
        assert f'href="{BASE}/feed.xml"' in text
    assert_whole(public)
    whole = published(public)
    run()
    assert published(public) == whole


def test_listening_page_says_where_sound_and_captions_are_published(run, folder, public):
    write_page(folder, "a", url="https://news.example/city/a")
    run()
    episode = only(public)
    text = (public / f"{episode['id']}.html").read_text(encoding="utf-8")
    assert f'<meta property="og:audio" content="{episode["audio"]["url"]}"' in text
    assert f'"contentUrl": "{episode["captions"]}"' in text


def test_without_an_address_there_are_episodes_and_no_feed(run, settings, folder, public):
    write_page(folder, "a")
    report = run(settings=dataclasses.replace(settings, store=StoreSettings(url=str(public))))
    assert (report.exit_code, len(episodes(public))) == (0, 1)
    assert not (public / "feed.xml").exists()
    assert "base_url" in report.warnings[0]
