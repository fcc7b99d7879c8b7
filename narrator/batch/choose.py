"""Which of the pages that were read are narrated: new stories, corrected ones, and none twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace

from narrator.batch.attempts import Attempts
from narrator.batch.listing import is_remote
from narrator.batch.newsroom import Newsroom
from narrator.batch.report import Report
from narrator.batch.todo import Todo, find_rival, same_story
from narrator.catalogue import pages, stories
from narrator.catalogue.stories import StoryRecord


def choose(
    newsroom: Newsroom, todos: Iterable[Todo], limit: int, attempts: Attempts, report: Report
) -> deque[Todo]:
    """The stories to narrate, newest first, each with its id; the others are noted as done or failed.

    Args:
        newsroom: Its catalogue knows what was narrated.
        todos: Pages that were read, in the order of their sources.
        limit: Most stories; 0 for all.
        attempts: Takes pages that claim another's story.
        report: Takes counts.
    """
    with newsroom.catalogue.begin() as db:
        known = stories.load(db)
    taken: dict[str, Todo] = {}
    for todo in todos:
        kept = todo.page.story  # an id is given once, whatever the page says later
        story = kept if kept in known else todo.read.id
        todo = replace(todo, story=story)
        record = known.get(story)
        rival = find_rival(todo, record, taken.get(story))
        if rival:
            attempts.fail(todo, same_story(todo, rival))
        elif story in taken:
            report.unchanged += 1
        elif record and (record.withdrawn_at or record.text_hash == todo.read.text_hash):
            report.unchanged += 1
            if not report.dry_run:
                _finish(newsroom, todo, record)
        else:
            taken[story] = todo
    chosen = sorted(taken.values(), key=lambda todo: todo.date, reverse=True)
    if limit:
        report.left += len(chosen[limit:])
    return deque(chosen[: limit or None])


def _finish(newsroom: Newsroom, todo: Todo, record: StoryRecord) -> None:
    """Note that a page needs nothing more: its story says what it said before, or was withdrawn."""
    with newsroom.catalogue.begin() as db:
        pages.save(db, [todo.done])
        whole = stories.get(db, record.id)
        if whole and not is_remote(todo.locator):  # the file may have been moved
            stories.save(db, replace(whole, locator=todo.locator))
