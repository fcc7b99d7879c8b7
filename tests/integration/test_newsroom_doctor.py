import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
from newsroom import write_page

from narrator.batch.newsroom import locked, open_newsroom
from narrator.batch.work import LAST_RUN, work
from narrator.catalogue import ledger
from narrator.doctor.newsroom import examine_newsroom
from narrator.settings import Settings, SpeechSettings, StoreSettings


@pytest.fixture
def settings(tmp_path):
    return Settings(
        speech=SpeechSettings(voice="tone"),
        store=StoreSettings(url=str(tmp_path / "public"), base_url="https://audio.example"),
    )


@pytest.fixture
def newsroom(settings, tmp_path):
    """A newsroom with a story."""
    write_page(tmp_path / "pages", "a")
    with ThreadPoolExecutor(1) as executor:
        work(settings, (str(tmp_path / "pages"),), executor=executor)
    with open_newsroom(settings) as opened:
        yield opened


def look(settings):
    return {finding.subject: finding for finding in examine_newsroom(settings)}


def test_newsroom_that_works_is_ok_throughout(settings, newsroom):
    found = look(settings)
    assert {finding.state for finding in found.values()} == {"ok"}
    assert set(found) == {"store", "public address", "catalogue", "permissions", "lock", "clock"}
    assert "1 published" in found["catalogue"].found
    assert newsroom.store.names("narrator-doctor") == []


def test_nothing_is_made_where_no_run_was(settings, tmp_path):
    assert look(settings)["store"].state == "ok"
    assert not (tmp_path / "public").exists()


def test_store_that_takes_nothing_fails_with_the_line_that_mends_it(settings, tmp_path):
    (tmp_path / "public").write_bytes(b"")
    found = look(settings)["store"]
    assert found.state == "fail"
    assert found.mend


def test_missing_or_plain_address_is_noted(settings):
    for base_url in ("", "http://audio.example"):
        store = dataclasses.replace(settings.store, base_url=base_url)
        found = look(dataclasses.replace(settings, store=store))["public address"]
        assert found.state == "note"
        assert "base_url" in found.mend


def test_state_that_others_may_read_fails(settings, newsroom):
    newsroom.folder.chmod(0o755)
    found = look(settings)["permissions"]
    assert found.state == "fail"
    assert found.mend == f"chmod 700 '{newsroom.folder}'"


def test_clock_behind_the_last_run_fails(settings, newsroom):
    with newsroom.catalogue.begin() as db:
        ledger.write_note(db, LAST_RUN, '{"at": "2999-01-01T00:00:00+00:00"}')
    assert look(settings)["clock"].state == "fail"


def test_run_at_work_is_no_fault(settings, newsroom):
    with locked(newsroom):
        assert look(settings)["lock"].found == "a run is at work"


def test_damaged_catalogue_fails(settings, newsroom):
    newsroom.catalogue.close()
    (newsroom.folder / "catalogue.sqlite").write_bytes(b"no database" * 1000)
    assert look(settings)["catalogue"].state == "fail"
