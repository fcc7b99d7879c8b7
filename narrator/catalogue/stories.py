"""Stories: what stands in the store under each id, and what stood there before."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from narrator.catalogue import schema
from narrator.model import Published


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """A story that has an id."""

    id: str
    """UUID, given once."""
    locator: str
    """The page that it was read from."""
    first_seen: str
    """When a source first listed it; its date where it has none."""
    text_hash: str | None = None
    """Of what is spoken in the published narration; None before there is one, or to have it made again."""
    stem: str | None = None
    """Of its file names: id, dot, 8 hexadecimal digits; None while nothing is published."""
    published: str | None = None
    """Its date in UTC, to sort by."""
    episode: str | None = None
    """What episode.json says."""
    settled: bool = True
    """Whether episode.json, feed and superseded names agree with this row."""
    withdrawn_at: str | None = None
    """When it was withdrawn; the row stays as its tombstone."""
    withdrawn_why: str | None = None
    """Who asked for it, or which status the page gave."""

    def to_published(self) -> Published | None:
        """The episode; None while there is none."""
        return Published.from_dict(json.loads(self.episode)) if self.episode else None


def get(db: Connection, story: str) -> StoryRecord | None:
    """A story by its id."""
    row = db.execute(sa.select(schema.stories).where(schema.stories.c.id == story)).first()
    return _record(row) if row else None


def load(db: Connection) -> dict[str, StoryRecord]:
    """All stories by id, without their episodes' JSON: a newsroom has many."""
    columns = [column for column in schema.stories.c if column.name != "episode"]
    return {row.id: _record(row) for row in db.execute(sa.select(*columns))}


def save(db: Connection, record: StoryRecord) -> None:
    """Put a story in place of what stood there for it."""
    values = dataclasses.asdict(record)
    values["settled"] = int(record.settled)
    db.execute(sa.delete(schema.stories).where(schema.stories.c.id == record.id))
    db.execute(sa.insert(schema.stories), values)


def live(db: Connection) -> Iterator[StoryRecord]:
    """Stories that are published, newest first."""
    columns = schema.stories.c
    wanted = sa.and_(columns.episode.is_not(None), columns.withdrawn_at.is_(None))
    order = (columns.published.desc(), columns.id)
    for row in db.execute(sa.select(schema.stories).where(wanted).order_by(*order)):
        yield _record(row)


def unsettled(db: Connection) -> list[StoryRecord]:
    """Stories whose publication or withdrawal is not complete."""
    rows = db.execute(sa.select(schema.stories).where(schema.stories.c.settled == 0))
    return [_record(row) for row in rows]


def find(db: Connection, word: str) -> list[StoryRecord]:
    """The stories that a person means: by id, beginning of an id of at least 8 letters, locator or address."""
    columns = schema.stories.c
    pages = sa.select(schema.pages.c.story).where(
        sa.or_(schema.pages.c.locator == word, schema.pages.c.name == word)
    )
    wanted = sa.or_(columns.id == word, columns.locator == word, columns.id.in_(pages))
    if len(word) >= 8:
        wanted = sa.or_(wanted, columns.id.startswith(word, autoescape=True))
    found = [_record(row) for row in db.execute(sa.select(schema.stories).where(wanted))]
    if found or "://" not in word:
        return found
    return [record for record in live(db) if _address(record) == word]


def _address(record: StoryRecord) -> str | None:
    episode = record.to_published()
    return episode.url if episode else None


def claim(db: Connection, story: str) -> None:
    """Note that files of a story may appear in the store before this catalogue knows their names."""
    release(db, story)
    db.execute(sa.insert(schema.claims), {"story": story})


def release(db: Connection, story: str) -> None:
    """The story's files are those that this catalogue knows."""
    db.execute(sa.delete(schema.claims).where(schema.claims.c.story == story))


def claimed(db: Connection) -> list[str]:
    """Stories whose claim was not released."""
    return [row.story for row in db.execute(sa.select(schema.claims))]


def supersede(db: Connection, story: str, stem: str, since: str) -> None:
    """Note that a stem was published and is not any more."""
    forget_stem(db, stem)
    db.execute(sa.insert(schema.superseded), {"stem": stem, "story": story, "since": since})


def forget_stem(db: Connection, stem: str) -> None:
    """A superseded stem's files are gone, or the stem is published again."""
    db.execute(sa.delete(schema.superseded).where(schema.superseded.c.stem == stem))


def superseded_stems(db: Connection, story: str) -> list[str]:
    """Stems that a story had before, oldest first."""
    columns = schema.superseded.c
    rows = db.execute(
        sa.select(columns.stem).where(columns.story == story).order_by(columns.since, columns.stem)
    )
    return [row.stem for row in rows]


def superseded_before(db: Connection, moment: str) -> list[str]:
    """Stems that were superseded before a moment."""
    columns = schema.superseded.c
    return [row.stem for row in db.execute(sa.select(columns.stem).where(columns.since < moment))]


def count(db: Connection) -> dict[str, int]:
    """How many stories are published, and how many withdrawn."""
    columns = schema.stories.c
    published = sa.and_(columns.episode.is_not(None), columns.withdrawn_at.is_(None))
    wanted: Iterable[tuple[str, Any]] = (
        ("published", published),
        ("withdrawn", columns.withdrawn_at.is_not(None)),
    )
    return {
        name: db.scalar(sa.select(sa.func.count()).select_from(schema.stories).where(condition)) or 0
        for name, condition in wanted
    }


def _record(row: Any) -> StoryRecord:
    values = dict(row._mapping)
    values["settled"] = bool(values["settled"])
    return StoryRecord(**values)
