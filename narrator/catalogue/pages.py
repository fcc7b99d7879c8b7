"""Pages: what the sources listed, and how looking at each went."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from narrator.catalogue import schema


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A page that a source listed."""

    locator: str
    """Its URL, or the absolute path of its file."""
    name: str
    """What a story's id is made of where the page names no address: the URL, or the path under the source."""
    first_seen: str
    """When a source first listed it."""
    source: str | None = None
    """What listed it last."""
    listed_date: str | None = None
    """The date that the source gives it."""
    mark: str | None = None
    """What the source says of its last change; another one means: look again."""
    story: str | None = None
    """Id of its story; None until it was read."""
    digest: str | None = None
    """sha256 of the page when it was last looked at."""
    etag: str | None = None
    """Validator of the server."""
    modified: str | None = None
    """Validator of the server."""
    looked_at: str | None = None
    """When it was last asked for."""
    done: bool = False
    """Whether its text, as last seen, needs no more work."""
    gone_runs: int = 0
    """Runs in a row in which the server said that it is gone."""
    attempts: int = 0
    """Runs in which it failed since it last changed or went through."""
    set_aside: bool = False
    """Whether it is left alone until it changes, or someone asks for it."""
    failure: str | None = None
    """What went wrong last, as JSON."""


def load(db: Connection) -> dict[str, PageRecord]:
    """All pages by locator, in the order in which they were first seen."""
    rows = db.execute(sa.select(schema.pages).order_by(sa.literal_column("first_seen")))
    return {row.locator: _record(row) for row in rows}


def save(db: Connection, records: Iterable[PageRecord]) -> None:
    """Put pages in place of what stood there for them."""
    values = [dataclasses.asdict(record) for record in records]
    if not values:
        return
    for value in values:
        value["done"], value["set_aside"] = int(value["done"]), int(value["set_aside"])
    locators = [{"old": value["locator"]} for value in values]
    db.execute(sa.delete(schema.pages).where(schema.pages.c.locator == sa.bindparam("old")), locators)
    db.execute(sa.insert(schema.pages), values)


def forget(db: Connection, locators: Iterable[str]) -> None:
    """Drop pages: files that are gone before they were narrated."""
    for locator in locators:
        db.execute(sa.delete(schema.pages).where(schema.pages.c.locator == locator))


def find(db: Connection, word: str) -> list[PageRecord]:
    """The pages that a person means: by locator, name, or id of the story."""
    columns = schema.pages.c
    wanted = sa.or_(columns.locator == word, columns.name == word, columns.story == word)
    return [_record(row) for row in db.execute(sa.select(schema.pages).where(wanted))]


def failed(db: Connection) -> list[PageRecord]:
    """The pages that failed last, those that were set aside first."""
    columns = schema.pages.c
    rows = db.execute(
        sa.select(schema.pages)
        .where(columns.failure.is_not(None))
        .order_by(columns.set_aside.desc(), columns.locator)
    )
    return [_record(row) for row in rows]


def load_sources(db: Connection) -> dict[str, tuple[str | None, str | None]]:
    """ETag and Last-Modified of each source."""
    return {row.address: (row.etag, row.modified) for row in db.execute(sa.select(schema.sources))}


def save_source(db: Connection, address: str, etag: str | None, modified: str | None) -> None:
    """Keep a source's validators, in the transaction that keeps what it listed."""
    db.execute(sa.delete(schema.sources).where(schema.sources.c.address == address))
    db.execute(sa.insert(schema.sources), {"address": address, "etag": etag, "modified": modified})


def _record(row: Any) -> PageRecord:
    values = dict(row._mapping)
    values["done"], values["set_aside"] = bool(values["done"]), bool(values["set_aside"])
    return PageRecord(**values)
