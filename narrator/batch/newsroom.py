"""A newsroom: the store and the catalogue that belong together, and the lock that keeps runs apart."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from narrator.catalogue import Catalogue, ledger
from narrator.catalogue.database import sqlite_url
from narrator.episode.moments import moment, parse_zone
from narrator.errors import Locked, SettingsError, StoreError, UsageError
from narrator.settings import Settings
from narrator.store import Store, local_folder, open_store

STATE_FOLDER = ".narrator"
"""In the store's folder; never served."""
ADDRESS_NOTE = "public address"
"""Note: under which address the feeds were written last."""
POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class Newsroom:
    """What a run works on."""

    settings: Settings
    """Of the run."""
    store: Store
    """Where published files are."""
    catalogue: Catalogue
    """What was narrated."""
    folder: Path
    """On this machine: the lock, fetched pages, and the catalogue where it has no URL of its own."""

    @property
    def base_url(self) -> str:
        """Public address of the store, without a slash at its end; empty where there is none."""
        return self.settings.store.base_url.rstrip("/")

    @property
    def site(self) -> str:
        """Host of the public address."""
        return urlsplit(self.base_url).hostname or ""


def with_store(settings: Settings, to: str | None, base_url: str | None) -> Settings:
    """The settings with a command's own store and address."""
    store = settings.store
    return replace(
        settings,
        store=replace(store, url=to or store.url, base_url=base_url or store.base_url),
    )


@contextlib.contextmanager
def open_newsroom(settings: Settings, *, create: bool = True, must_exist: bool = False) -> Iterator[Newsroom]:
    """The newsroom of the settings' store; its catalogue is closed afterwards.

    Where the settings name no public address, it is the one under which the feeds were written last.

    Args:
        settings: Of the run.
        create: Whether what is not there is made; else an empty catalogue in memory stands in for it.
        must_exist: Whether a catalogue must be there already.

    Raises:
        SettingsError: No store is named, or one on no disk of this machine without a catalogue's URL.
        StoreError: The folder for its state cannot be made.
        CatalogueError: The catalogue cannot be opened.
    """
    url = settings.store.url
    if not url:
        raise SettingsError("no store is named", "Give a folder with --to DIR, or set url in [store].")
    local = local_folder(url)
    if local is None and not settings.store.catalogue:
        raise SettingsError(
            f"the store {url} is no folder, and no catalogue is named",
            'Set catalogue in [store]: "sqlite:////srv/news/catalogue.sqlite".',
        )
    folder = local / STATE_FOLDER if local else _state_folder(url)
    path = folder / "catalogue.sqlite"
    if must_exist and not settings.store.catalogue and not path.exists():
        raise UsageError(f"no newsroom in {url}", "Name its folder with --to DIR; narrate batch makes one.")
    if create:
        _make_private(folder)
    in_memory = not create and not path.exists()
    catalogue = Catalogue(settings.store.catalogue or ("sqlite://" if in_memory else sqlite_url(path)))
    try:
        with catalogue.begin() as db:
            settings = with_store(settings, url, settings.store.base_url or ledger.read_note(db, ADDRESS_NOTE))
        yield Newsroom(settings, open_store(url), catalogue, folder)
    finally:
        catalogue.close()


@contextlib.contextmanager
def locked(newsroom: Newsroom, *, wait: bool = False) -> Iterator[None]:
    """The right to change a newsroom; the system takes it back from a process that dies.

    Raises:
        Locked: Another run has it, and ``wait`` is not set.
        StoreError: The disk takes no lock: it is read-only, or a network's that has none.
    """
    path = newsroom.folder / "lock"
    with _reporting(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while not _take(descriptor, path):
            if not wait:
                raise Locked(f"another run is at work on {newsroom.store.url}", "Wait for it with --wait.")
            time.sleep(POLL_S)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, path: Path) -> bool:
    """Whether the lock of a file could be taken."""
    with _reporting(path):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@contextlib.contextmanager
def _reporting(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path} cannot be locked: {error.strerror}", "narrate doctor tries it.") from error


def now() -> str:
    """The moment in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def in_utc(written: str | None, zone: str = "+00:00") -> str:
    """A date or time of an article in UTC, so that texts sort as times do; empty where it is neither."""
    found = moment(written, parse_zone(zone))
    return found.astimezone(UTC).isoformat() if found else ""


def _state_folder(url: str) -> Path:
    """A folder of this machine for a store elsewhere."""
    digest = hashlib.sha256(url.encode()).hexdigest()[:16]
    return platformdirs.user_state_path("narrator") / digest


def _make_private(folder: Path) -> None:
    """A folder that only its owner may enter."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise StoreError(
            f"{folder} cannot be made: {error.strerror}", "Mend the folder's permissions."
        ) from error
