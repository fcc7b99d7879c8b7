"""What went wrong in a run, and what the catalogue keeps of it: attempts, and pages that are set aside."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterable
from dataclasses import replace

from narrator.batch.jobs import Failure
from narrator.batch.newsroom import Newsroom, now
from narrator.batch.report import Report, Trouble
from narrator.batch.settle import release
from narrator.batch.todo import Todo
from narrator.catalogue import pages
from narrator.catalogue.pages import PageRecord

TRIES = 3
"""Tries of a story in one run, where its failure may be transient."""
FIRST_WAIT_S = 2.0
"""Longest wait before the second try, a random part of it; twice as long before the third."""


class Attempts:
    """Counts attempts of pages.

    Args:
        newsroom: Its catalogue keeps them, but for a dry run.
        report: Takes what failed for good.
    """

    def __init__(self, newsroom: Newsroom, report: Report) -> None:
        self.pages: dict[str, PageRecord] = {}
        """The run's pages as they stand."""
        self.halted = False
        """Whether no story of the run would fare better than one that failed."""
        self._newsroom = newsroom
        self._report = report

    def fail(self, todo: Todo, failure: Failure, *, ending: bool = False) -> Todo | None:
        """Note that a story failed; the task again, where it is to be tried once more in this run.

        Args:
            todo: The task.
            failure: What went wrong.
            ending: Whether the run is to end, so that nothing is tried again.
        """
        self.halted = self.halted or failure.ends_run
        is_over = not failure.transient or todo.tries + 1 >= TRIES or ending or self.halted
        page = self.pages[todo.locator]
        if failure.died or (is_over and failure.is_own and not failure.ends_run):
            page = self._count(todo, failure)
        if not is_over and not page.set_aside:
            wait_s = FIRST_WAIT_S * 2**todo.tries * random.random()  # noqa: S311  # spreads load, hides nothing
            return replace(todo, tries=todo.tries + 1, due_s=time.monotonic() + wait_s)
        if todo.story and not self._report.dry_run:
            release(self._newsroom, todo.story)
        if not failure.is_own or failure.ends_run:
            self._report.left += 1
        said = (failure.code, failure.message, failure.hint)
        self.tell(Trouble(page.name, *said, page.attempts, page.set_aside))
        return None

    def tell(self, trouble: Trouble) -> None:
        """Report trouble."""
        self._report.failed.append(trouble)

    def forgive(self, locators: Iterable[str]) -> None:
        """Take back attempts that failed by an engine's fault."""
        for locator in locators:
            page = self.pages[locator]
            if page.attempts:
                self.save(replace(page, attempts=page.attempts - 1, set_aside=False))

    def save(self, page: PageRecord) -> None:
        """Keep a page as it stands now."""
        self.pages[page.locator] = page
        if not self._report.dry_run:
            with self._newsroom.catalogue.begin() as db:
                pages.save(db, [page])

    def _count(self, todo: Todo, failure: Failure) -> PageRecord:
        """Count an attempt of a story in the catalogue; after too many it is set aside."""
        page = self.pages[todo.locator]
        attempts = page.attempts + 1
        about = {"code": failure.code, "message": failure.message, "hint": failure.hint, "at": now()}
        page = replace(
            page,
            digest=todo.digest,
            attempts=attempts,
            set_aside=attempts >= self._newsroom.settings.batch.attempts,
            failure=json.dumps(about),
        )
        self.save(page)
        return page
