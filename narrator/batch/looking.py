"""Pages brought to this machine's disk: those that there is work for, and those that may have changed."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from narrator.addresses import host
from narrator.batch.jobs import Body, Failure
from narrator.batch.listing import digest, is_remote
from narrator.batch.newsroom import Newsroom, now
from narrator.batch.todo import Todo
from narrator.batch.web import GONE, NOT_FOUND, NOT_MODIFIED, Answer, Web
from narrator.catalogue.pages import PageRecord
from narrator.errors import NarratorError, NoSuchPage

THREADS = 4
"""Questions asked at a time."""
RECHECKS = 200
"""Pages of narrated stories that one run asks about, those first that were not asked about for longest."""
GONE_RUNS = 3
"""Runs in a row in which a page must be gone for its story to be withdrawn."""
CHUNK = 200
"""Pages of the web that are fetched before their stories are narrated."""


class Looker:
    """Looks at pages.

    Args:
        newsroom: Keeps fetched pages in its folder for the length of a run.
        web: Where pages are asked for.
        stop: Set by whoever wants the run to end early: no more pages are asked for.
    """

    def __init__(self, newsroom: Newsroom, web: Web, stop: threading.Event) -> None:
        state = newsroom.folder
        self._folder = (
            state / "pages" if state.is_dir() else Path(tempfile.gettempdir()) / f"narrator-{os.getpid()}"
        )
        self._settings = newsroom.settings.batch
        self._web = web
        self._stop = stop
        self._well: set[str] = set()

    def clear(self) -> None:
        """Delete fetched pages."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def chunks(self, found: Iterable[PageRecord]) -> Iterator[list[PageRecord]]:
        """The pages that there is work for, newest first: all files, then pages of the web, some at a time."""
        wanted = [page for page in found if not page.done and not page.set_aside]
        local = [page for page in wanted if not is_remote(page.locator)]
        remote = [page for page in wanted if is_remote(page.locator)]
        remote.sort(key=lambda page: page.listed_date or page.first_seen, reverse=True)
        yield [*local, *remote[:CHUNK]]
        for start in range(CHUNK, len(remote), CHUNK):
            yield remote[start : start + CHUNK]

    def fetch(self, wanted: Iterable[PageRecord]) -> Iterator[tuple[PageRecord, Todo | Failure | None]]:
        """Each page on the disk, or why it is not there, in their order; None for one not asked for."""
        with ThreadPoolExecutor(THREADS, "fetch") as threads:
            wanted = list(wanted)
            yield from zip(wanted, threads.map(self._fetch, wanted), strict=True)

    def recheck(self, records: Iterable[PageRecord]) -> Iterator[tuple[PageRecord, Todo | None]]:
        """Pages of narrated stories that the web was asked about again, and those among them that changed.

        A page that its server says is gone has one run more in ``gone_runs``, where something else of that
        server was well in this run: a site that is down withdraws nothing.
        """
        limit = (datetime.now(UTC) - timedelta(days=self._settings.recheck_days)).isoformat()
        recent = [
            page for page in records if page.done and is_remote(page.locator) and page.first_seen >= limit
        ]
        recent.sort(key=lambda page: page.looked_at or "")
        with ThreadPoolExecutor(THREADS, "recheck") as threads:
            answers = list(threads.map(self._ask, recent[:RECHECKS]))
        for page, answer in zip(recent, answers, strict=False):
            if answer is None:
                continue
            looked = replace(page, looked_at=now(), etag=answer.etag, modified=answer.modified)
            if answer.status in (NOT_FOUND, GONE):
                more = 1 if host(page.locator) in self._well else 0
                yield replace(page, looked_at=now(), gone_runs=page.gone_runs + more), None
            elif answer.status == NOT_MODIFIED:
                yield replace(page, looked_at=now(), gone_runs=0), None
            elif hashlib.sha256(answer.body).hexdigest() == page.digest:
                yield replace(looked, gone_runs=0), None
            else:
                again = replace(looked, done=False, gone_runs=0, attempts=0, failure=None)
                yield again, self._keep(again, answer)

    def note_well(self, url: str) -> None:
        """Note that a server answered as it should."""
        self._well.add(host(url))

    def _fetch(self, page: PageRecord) -> Todo | Failure | None:
        if self._stop.is_set():
            return None
        if not is_remote(page.locator):
            path = Path(page.locator)
            return Todo(page, Body(path, page.name), digest(path))
        try:
            answer = self._web.get(page.locator)
            if answer.status in (NOT_FOUND, GONE):
                raise NoSuchPage(f"{page.locator} is not there: status {answer.status}", "Look at its source.")
        except NarratorError as error:
            is_own = not error.transient
            return Failure(error.exit_code, error.message, error.hint, is_own=is_own)
        self.note_well(page.locator)
        looked = replace(page, looked_at=now(), etag=answer.etag, modified=answer.modified)
        return self._keep(looked, answer)

    def _ask(self, page: PageRecord) -> Answer | None:
        """What the server says of a page; None where it says nothing: next time, then."""
        if self._stop.is_set():
            return None
        try:
            answer = self._web.get(page.locator, page.etag, page.modified)
        except NarratorError:
            return None
        if answer.status not in (NOT_FOUND, GONE):
            self.note_well(page.locator)
        return answer

    def _keep(self, page: PageRecord, answer: Answer) -> Todo:
        """A page that was fetched, on the disk for the length of the run."""
        name = hashlib.sha256(answer.body).hexdigest()
        path = self._folder / f"{name}.html"
        self._folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answer.body)
        url = answer.url or page.locator
        return Todo(page, Body(path, page.name, url, answer.charset), name)
