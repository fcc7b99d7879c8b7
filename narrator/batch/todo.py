"""A story on its way through a run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from narrator.batch.jobs import Body, Failure, Reading
from narrator.batch.newsroom import in_utc
from narrator.catalogue.pages import PageRecord
from narrator.catalogue.stories import StoryRecord


@dataclass(frozen=True, slots=True)
class Todo:
    """A page that there is something to do for."""

    page: PageRecord
    """As the catalogue knows it."""
    body: Body
    """On this machine's disk."""
    digest: str | None
    """Of the body."""
    tries: int = 0
    """How often it was tried in this run."""
    due_s: float = 0.0
    """When it may be tried again, on the monotonic clock."""
    reading: Reading | None = None
    """What is known of its story once it was read."""
    story: str = ""
    """Id of its story, once it was read."""

    @property
    def locator(self) -> str:
        """Of its page."""
        return self.page.locator

    @property
    def read(self) -> Reading:
        """What is known of its story, which was read."""
        if self.reading is None:
            raise ValueError(f"{self.locator} was not read")
        return self.reading

    @property
    def date(self) -> str:
        """By which stories are sorted: the article's, else the source's, else when it was first seen."""
        dates = (self.read.date, self.page.listed_date, self.page.first_seen)
        return next(filter(None, map(in_utc, dates)), "")

    @property
    def done(self) -> PageRecord:
        """Its page's row when nothing is left to do."""
        return replace(
            self.page,
            story=self.story,
            digest=self.digest,
            done=True,
            attempts=0,
            set_aside=False,
            failure=None,
        )


def find_rival(todo: Todo, record: StoryRecord | None, other: Todo | None) -> str | None:
    """Another page that claims to be the same story; None if there is none.

    A file that was moved or is named by another path is no rival of itself, nor is an address at which the same
    text stands.

    Args:
        todo: A page that was read.
        record: The story in the catalogue.
        other: A page of the same run that has the same story.
    """
    rival = other.locator if other else record.locator if record else todo.locator
    if rival == todo.locator:
        return None
    if "://" in rival and "://" in todo.locator:
        text_hash = other.read.text_hash if other else record.text_hash if record else None
        return None if text_hash == todo.read.text_hash else rival
    if "://" in rival:
        return rival
    return None if _is_same(rival, todo.locator) else rival if other or Path(rival).exists() else None


def _is_same(one: str, other: str) -> bool:
    """Whether two paths lead to one file."""
    try:
        return Path(one).samefile(other)
    except OSError:
        return False


def same_story(todo: Todo, rival: str) -> Failure:
    """Why a page with a rival is not narrated."""
    address = f"the address {todo.read.address}" if todo.read.address else f"the path {todo.body.name}"
    return Failure(
        65,
        f"{todo.locator} and {rival} are one story by {address}",
        "Give each page a canonical URL of its own, or keep them under different paths.",
    )
