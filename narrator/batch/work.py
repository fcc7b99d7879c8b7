"""``narrate batch`` for programs: a whole run, from the lock to the heartbeat."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor

from narrator.batch.newsroom import Newsroom, locked, now, open_newsroom
from narrator.batch.notify import LAST_SUCCESS, beat, write_textfile
from narrator.batch.report import Report
from narrator.batch.run import Run, summarize
from narrator.batch.web import RealWeb, Web
from narrator.batch.workers import Workers
from narrator.catalogue import ledger
from narrator.errors import NarratorError, UsageError
from narrator.settings import Settings

LAST_RUN = "last run"
"""Name of the note that keeps how the last run went."""


def work(
    settings: Settings,
    sources: Iterable[str] = (),
    *,
    web: Web | None = None,
    executor: Executor | None = None,
    limit: int | None = None,
    dry: bool = False,
    wait: bool = False,
    stop: threading.Event | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> Report:
    """Narrate what is new or changed, publish it, and bring the feeds up to date.

    Args:
        settings: Store, sources, voices, …
        sources: Instead of the settings' own.
        web: Where pages and lists of pages are asked for; None for the web, as [article] allows.
        executor: Where stories are narrated; None for processes of this machine. Whoever brings one says with
            ``[batch] workers`` how many jobs it takes at a time.
        limit: Most stories narrated; None for the settings' limit.
        dry: Speak and write nothing; the report says what would be done, and what it would cost.
        wait: Wait for another run to end.
        stop: Set to end early; stories in hand are finished.
        say: Called with a line for each story.

    Raises:
        Locked: Another run is on.
        NarratorError: The store or the catalogue cannot be opened.
    """
    sources = tuple(sources) or settings.batch.sources
    if not sources:
        raise UsageError("no source is named", "Name feeds or folders, or set sources in [batch].")
    limit = settings.batch.limit if limit is None else limit
    width = settings.batch.workers or os.cpu_count() or 1
    with contextlib.ExitStack() as stack:
        newsroom = stack.enter_context(open_newsroom(settings, create=not dry))
        if not dry:
            stack.enter_context(locked(newsroom, wait=wait))
        executor = executor or stack.enter_context(_workers(width))
        run = Run(newsroom, web or RealWeb(settings.article), executor, width, stop=stop, say=say, dry=dry)
        if dry:
            return run.go(sources, limit)
        return _notified(newsroom, lambda: run.go(sources, limit))


@contextlib.contextmanager
def _workers(count: int) -> Iterator[Workers]:
    """Processes that end with the run."""
    workers = Workers(count)
    try:
        yield workers
    except BaseException:
        workers.kill()
        raise
    finally:
        workers.shutdown()


def _notified(newsroom: Newsroom, go: Callable[[], Report]) -> Report:
    """A run whose begin and end are told to whom the settings name."""
    url, begun_s = newsroom.settings.notify.heartbeat, time.monotonic()
    deaf = beat(url, "/start")
    report = go()
    with contextlib.suppress(NarratorError), newsroom.catalogue.begin() as db:
        ledger.write_note(db, LAST_RUN, json.dumps(summarize(report)))
        if not report.exit_code:
            ledger.write_note(db, LAST_SUCCESS, now())
    deaf = beat(url, f"/{report.exit_code}" if report.exit_code else "") or deaf
    unwritten = write_textfile(newsroom, report, time.monotonic() - begun_s)
    nowhere = None if newsroom.base_url else "no feed: name the store's public address, base_url in [store]"
    report.warnings += [warning for warning in (nowhere, deaf, unwritten) if warning]
    return report
