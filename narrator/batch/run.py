"""One run: what is listed is looked at, what is new or changed is narrated, and the feeds follow."""

from __future__ import annotations

import contextlib
import itertools
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from narrator.batch import feeds, jobs
from narrator.batch.attempts import Attempts
from narrator.batch.breaker import Breaker
from narrator.batch.budget import Budget
from narrator.batch.choose import choose
from narrator.batch.dispatch import dispatch
from narrator.batch.jobs import Body, Failure, Made
from narrator.batch.listing import list_pages
from narrator.batch.looking import GONE_RUNS, Looker
from narrator.batch.newsroom import Newsroom, in_utc, now
from narrator.batch.report import MS_PER_CHARACTER, Report, Trouble
from narrator.batch.settle import expire, put_episode, recover, settle, sweep, withdraw
from narrator.batch.todo import Todo
from narrator.batch.web import Discreet, Web
from narrator.catalogue import ledger, pages, stories
from narrator.catalogue.ledger import Spend
from narrator.catalogue.pages import PageRecord
from narrator.catalogue.stories import StoryRecord
from narrator.episode.shelve import Identity
from narrator.errors import BudgetSpent, NarratorError
from narrator.masking import masked

SETTLE_S = 60.0
"""How often the feeds follow during a long run."""


class Run:
    """A run over a newsroom that is locked.

    Args:
        newsroom: What is worked on.
        web: Where pages and lists of pages are asked for.
        executor: Where pages are read and stories are narrated.
        width: Most jobs given out at a time.
        stop: Set by whoever wants the run to end early: stories in hand are finished.
        say: Called with a line for each story.
        dry: Whether nothing is spoken or written.
    """

    def __init__(
        self,
        newsroom: Newsroom,
        web: Web,
        executor: Executor,
        width: int,
        *,
        stop: threading.Event | None = None,
        say: Callable[[str], None] = lambda line: None,
        dry: bool = False,
    ) -> None:
        self.newsroom = newsroom
        self.report = Report(dry_run=dry)
        self._web = Discreet(web)
        self._stop = stop or threading.Event()
        self._looker = Looker(newsroom, self._web, self._stop)
        self._executor, self._width = executor, width
        self._say = say
        self._breaker = Breaker()
        self._attempts = Attempts(newsroom, self.report)

    def go(self, sources: Iterable[str], limit: int = 0) -> Report:
        """Do all that is to be done, as far as it goes.

        Args:
            sources: Feeds, folders, lists, …
            limit: Most stories narrated; 0 for all.
        """
        try:
            feeds.check(self.newsroom)
            if not self.report.dry_run:
                recover(self.newsroom)
            self._looker.clear()
            wanted = itertools.takewhile(lambda source: not self._stop.is_set(), sources)
            self._attempts.pages = list_pages(self.newsroom, self._web, wanted, self.report)
            self._work_through(limit)
            if not self.report.dry_run:
                settle(self.newsroom)
                expire(self.newsroom)
        except NarratorError as error:
            self._attempts.tell(
                Trouble(masked(self.newsroom.store.url), error.exit_code, error.message, error.hint)
            )
        finally:
            self._looker.clear()
            if not self.report.dry_run:
                with contextlib.suppress(NarratorError, OSError):  # on a disk that is full, or away
                    sweep(self.newsroom)
        self.report.engines_off = sorted(self._breaker.off)
        return self.report

    def _work_through(self, limit: int) -> None:
        """Look at pages and narrate their stories, some at a time, newest first."""
        changed = {todo.locator: todo for todo in self._recheck()}
        self.report.unchanged += sum(page.done for page in self._attempts.pages.values())
        self.report.aside = sum(page.set_aside for page in self._attempts.pages.values())
        for chunk in self._looker.chunks(list(self._attempts.pages.values())):
            if self._ending or (limit and self.report.narrated >= limit):
                self.report.left += len(chunk)
                continue
            fetched = self._fetch([page for page in chunk if page.locator not in changed])
            todos = [*(changed[page.locator] for page in chunk if page.locator in changed), *fetched]
            most = limit - self.report.narrated if limit else 0
            chosen = choose(self.newsroom, self._read(todos), most, self._attempts, self.report)
            if self.report.dry_run:
                self._estimate(chosen)
            else:
                self._narrate(chosen)

    def _recheck(self) -> Iterator[Todo]:
        """Pages of narrated stories that have changed though no source says so; those that are gone, go."""
        if self._stop.is_set():
            return
        if not self.report.failed:
            for source in {page.source for page in self._attempts.pages.values() if page.source}:
                self._looker.note_well(source)
        with self.newsroom.catalogue.begin() as db:
            known = pages.load(db)
        for page, todo in self._looker.recheck((known | self._attempts.pages).values()):
            self._attempts.save(page)
            if todo:
                yield todo
            elif page.gone_runs >= GONE_RUNS and page.story:
                self._withdraw(page)

    def _withdraw(self, page: PageRecord) -> None:
        """Take back the story of a page that is gone."""
        with self.newsroom.catalogue.begin() as db:
            record = stories.get(db, page.story or "")
        if record and not record.withdrawn_at and record.locator == page.locator:
            self.report.withdrawn += 1
            self._say(f"{page.name}: withdrawn")
            if not self.report.dry_run:
                withdraw(self.newsroom, record, f"the page was gone in {page.gone_runs} runs")

    def _fetch(self, wanted: Iterable[PageRecord]) -> Iterator[Todo]:
        """Pages on this machine's disk."""
        for page, outcome in self._looker.fetch(wanted):
            if isinstance(outcome, Failure):
                self._attempts.pages[page.locator] = page
                self._attempts.fail(Todo(page, Body(Path(page.locator), page.name), page.digest), outcome)
            elif outcome is None:
                self.report.left += 1
            else:
                self._attempts.pages[page.locator] = outcome.page
                yield outcome

    def _read(self, todos: list[Todo]) -> list[Todo]:
        """The stories of pages, in the order of the pages."""
        settings, site = self.newsroom.settings, self.newsroom.site
        read = {
            todo.locator: replace(todo, reading=reading)
            for todo, reading in self._give_out(
                deque(todos), lambda todo: (jobs.read, todo.body, settings, site), lambda todo: True
            )
        }
        return [read[todo.locator] for todo in todos if todo.locator in read]

    def _estimate(self, todos: Iterable[Todo]) -> None:
        """What narrating stories would take."""
        for todo in todos:
            reading = todo.read
            self._count(todo.story)
            audio_ms = reading.characters * MS_PER_CHARACTER
            self.report.spend(reading.characters, audio_ms, reading.cost, reading.currency)
            self._say(f"{reading.title}: {reading.characters} characters · {reading.voice}")

    def _narrate(self, chosen: deque[Todo]) -> None:
        """Narrate stories, and publish each as it is done."""
        settled_s = time.monotonic()
        budget = Budget(self.newsroom)
        for todo, made in self._give_out(chosen, self._job, budget.affords):
            self._publish(todo, made)
            if time.monotonic() - settled_s > SETTLE_S:
                settle(self.newsroom)
                settled_s = time.monotonic()
        if budget.is_spent and not self.report.later:
            self.report.later = True
            message = f"{budget.spent:.2f} of this month's {budget.most:.2f} are spent"
            self._attempts.tell(Trouble("budget", BudgetSpent.exit_code, message, "Raise budget in [batch]."))

    def _give_out(
        self,
        rest: deque[Todo],
        job: Callable[[Todo], tuple[Any, ...]],
        affords: Callable[[Todo], bool],
    ) -> Iterator[tuple[Todo, Any]]:
        """Tasks that went well, with their results; the others are tried again or noted as failed."""
        later: list[Todo] = []

        def take() -> Todo | None:
            if self._ending:
                return None
            for todo in later:
                if todo.due_s <= time.monotonic():
                    later.remove(todo)
                    return todo
            return rest.popleft() if rest and affords(rest[0]) else None

        waiting: Callable[[], bool] = lambda: bool(later) and not self._ending  # noqa: E731  # one expression
        for todo, outcome in dispatch(self._executor, self._width, take, job, waiting):
            spoke = outcome.engine if isinstance(outcome, Made) else None
            ill = self._breaker.note(todo.locator, getattr(outcome, "engines", ()), spoke)
            if not isinstance(outcome, Failure):
                yield todo, outcome
            elif again := self._attempts.fail(todo, outcome, ending=self._ending):
                later.append(again)
            self._attempts.forgive(ill)
        self.report.left += len(rest) + len(later)

    @property
    def _ending(self) -> bool:
        return self._attempts.halted or self._stop.is_set()

    def _job(self, todo: Todo) -> tuple[Any, ...]:
        """The call that narrates a story; whatever it writes is claimed first."""
        with self.newsroom.catalogue.begin() as db:
            stories.claim(db, todo.story)
            record = stories.get(db, todo.story)
        first_seen = record.first_seen if record else todo.page.first_seen
        updated = now() if record and record.stem else None
        identity = Identity(
            todo.story, first_seen, self.newsroom.base_url, updated, self.newsroom.settings.feed.zone
        )
        off = frozenset(self._breaker.off)
        return jobs.narrate, todo.body, self.newsroom.settings, identity, self.newsroom.store.url, off

    def _publish(self, todo: Todo, made: Made) -> None:
        """Note that a story is published; feeds and old names follow from the note."""
        moment, published = now(), made.published
        audio_ms = published.audio.duration_ms
        spend = (made.characters, audio_ms, made.cost, made.currency)
        with self.newsroom.catalogue.begin() as db:
            old = stories.get(db, todo.story)
            if old and old.stem and old.stem != made.stem:
                stories.supersede(db, todo.story, old.stem, moment)
            stories.forget_stem(db, made.stem)
            record = StoryRecord(
                id=todo.story,
                locator=todo.locator,
                first_seen=old.first_seen if old else todo.page.first_seen,
                text_hash=made.text_hash,
                stem=made.stem,
                published=in_utc(published.published, self.newsroom.settings.feed.zone),
                episode=json.dumps(published.to_dict()),
                settled=False,
            )
            stories.save(db, record)
            stories.release(db, todo.story)
            pages.save(db, [todo.done])
            ledger.record(db, Spend(moment, todo.story, published.voice, *spend))
        put_episode(self.newsroom.store, record)  # now, while others are narrated, rather than all at the end
        if old and old.stem:
            self.report.corrected += 1
        else:
            self.report.new += 1
        self.report.spend(*spend)
        self.report.warnings += [f"{published.title}: {warning}" for warning in made.warnings]
        self._say(f"{published.title}  {audio_ms // 60_000} min {audio_ms // 1000 % 60} s · {published.voice}")

    def _count(self, story: str) -> None:
        """Count a story that would be narrated."""
        with self.newsroom.catalogue.begin() as db:
            record = stories.get(db, story)
        if record and record.stem:
            self.report.corrected += 1
        else:
            self.report.new += 1


def summarize(report: Report) -> dict[str, Any]:
    """What the catalogue keeps of a run."""
    return {"at": now(), "exit_code": report.exit_code, **asdict(report)}
