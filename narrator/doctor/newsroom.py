"""The newsroom: its store, its catalogue, who may write there, and the clock."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from narrator.batch.desk import status
from narrator.batch.newsroom import Newsroom, locked, now, open_newsroom
from narrator.batch.work import LAST_RUN
from narrator.catalogue import ledger
from narrator.doctor.finding import Finding
from narrator.errors import Locked, NarratorError, NotInStore
from narrator.settings import Settings
from narrator.store import local_folder, open_store

PROBE = "narrator-doctor.txt"
RETRY = "narrate status --failed says why; narrate retry ID tries again"


def examine_newsroom(settings: Settings) -> Iterator[Finding]:
    """Findings on store, public address, catalogue, lock, permissions and clock."""
    yield _examine_store(settings.store.url)
    try:
        with open_newsroom(settings, create=False) as newsroom:
            yield _examine_address(newsroom.base_url)
            yield _examine_catalogue(newsroom)
            yield from _examine_state(newsroom)
            yield _examine_clock(newsroom)
    except NarratorError as error:
        yield Finding("catalogue", "fail", error.message, error.hint)


def _examine_store(url: str) -> Finding:
    """Whether a file can be put, read and deleted; a folder that is not there yet is left to the first run."""
    folder = local_folder(url)
    if folder is not None and not folder.exists():
        above = next(path for path in folder.absolute().parents if path.exists())
        if not (above.is_dir() and os.access(above, os.W_OK)):
            return Finding("store", "fail", f"{url} cannot be made in {above}", f"chown $USER '{above}'")
        return Finding("store", "ok", f"{url}: not there yet; the first run makes it")
    try:
        store = open_store(url)
        store.put(PROBE, b"narrator")
        same = store.get(PROBE) == b"narrator"
        store.delete(PROBE)
    except NotInStore:
        return Finding("store", "fail", f"{url}: a file that was put is not there", "Choose another store.")
    except NarratorError as error:
        mend = f"chown -R $USER '{folder}'" if folder else error.hint
        return Finding("store", "fail", error.message, mend)
    if not same:
        return Finding("store", "fail", f"{url}: a file comes back changed", "Choose another store.")
    return Finding("store", "ok", f"{url}: takes files, gives them back and deletes them")


def _examine_address(base_url: str) -> Finding:
    mend = 'set base_url in [store]: "https://audio.news.example"'
    if not base_url:
        return Finding("public address", "note", "none is set, so there is no feed", mend)
    if urlsplit(base_url).scheme != "https":
        return Finding("public address", "note", f"{base_url}: podcast directories want https", mend)
    return Finding("public address", "ok", base_url)


def _examine_catalogue(newsroom: Newsroom) -> Finding:
    found = status(newsroom)
    counts = f"{newsroom.catalogue.name}: {found['published']} published, {found['set_aside']} set aside"
    return Finding(
        "catalogue", "note" if found["set_aside"] else "ok", counts, RETRY if found["set_aside"] else None
    )


def _examine_state(newsroom: Newsroom) -> Iterator[Finding]:
    """Who may enter the folder of lock and catalogue, and whether its lock works."""
    folder = newsroom.folder
    if not folder.is_dir():
        return
    mode = folder.stat().st_mode & 0o777
    if mode & 0o077:
        yield Finding("permissions", "fail", f"{folder} is open to others ({mode:o})", f"chmod 700 '{folder}'")
    else:
        foreign = [path for path in (folder, *folder.iterdir()) if not _is_writable(path)]
        mend = f"chown -R $USER '{folder}'"
        found = f"{foreign[0]} is not yours to write" if foreign else f"{folder} is its owner's alone"
        yield Finding("permissions", "fail" if foreign else "ok", found, mend if foreign else None)
    try:
        with locked(newsroom):
            yield Finding("lock", "ok", "free")
    except Locked:
        yield Finding("lock", "ok", "a run is at work")
    except OSError as error:
        mend = "set catalogue in [store] to a file on a disk of this machine"
        yield Finding("lock", "fail", f"{folder} takes no lock: {error.strerror}", mend)


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK)


def _examine_clock(newsroom: Newsroom) -> Finding:
    """Whether time has gone on since the last run, and since narrator was installed."""
    moment = now()
    with newsroom.catalogue.begin() as db:
        note = ledger.read_note(db, LAST_RUN)
    last = json.loads(note)["at"] if note else ""
    if moment < last:
        return Finding("clock", "fail", f"it is {moment}, and the last run was at {last}", _SET_CLOCK)
    installed = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if moment < (installed - timedelta(days=1)).isoformat():
        return Finding("clock", "fail", f"it is {moment}, before narrator was installed", _SET_CLOCK)
    return Finding("clock", "ok", moment)


_SET_CLOCK = "timedatectl set-ntp true"
