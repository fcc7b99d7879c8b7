"""The ledger: what speaking cost, and notes of one line each."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from narrator.catalogue import schema


@dataclass(frozen=True, slots=True)
class Spend:
    """What one narration cost."""

    at: str
    """When it was made."""
    story: str
    """Id of the story."""
    voice: str
    """Id of the voice."""
    characters: int
    """Spoken text of all utterances, as the voice was given it."""
    audio_ms: int
    """Sound that came of it."""
    cost: float
    """At the price on the voice's card."""
    currency: str
    """ISO 4217."""


@dataclass(frozen=True, slots=True)
class Total:
    """What one voice's narrations came to."""

    voice: str
    """Id of the voice."""
    stories: int
    """Narrations, corrections among them."""
    characters: int
    """Of their spoken texts."""
    audio_ms: int
    """Of their sound."""
    cost: float
    """Sum."""
    currency: str
    """ISO 4217."""


def record(db: Connection, spend: Spend) -> None:
    """Write down what a narration cost."""
    db.execute(sa.insert(schema.spend), asdict(spend))


def totals(db: Connection, since: str = "") -> list[Total]:
    """Sums by voice and currency from a moment on."""
    columns = schema.spend.c
    rows = db.execute(
        sa.select(
            columns.voice,
            columns.currency,
            sa.func.count().label("stories"),
            sa.func.sum(columns.characters).label("characters"),
            sa.func.sum(columns.audio_ms).label("audio_ms"),
            sa.func.sum(columns.cost).label("cost"),
        )
        .where(columns.at >= since)
        .group_by(columns.voice, columns.currency)
        .order_by(columns.voice)
    )
    return [
        Total(row.voice, row.stories, int(row.characters), int(row.audio_ms), row.cost, row.currency)
        for row in rows
    ]


def read_note(db: Connection, name: str) -> str | None:
    """A note by its name."""
    return db.scalar(sa.select(schema.notes.c.value).where(schema.notes.c.name == name))


def write_note(db: Connection, name: str, value: str) -> None:
    """Keep a note."""
    db.execute(sa.delete(schema.notes).where(schema.notes.c.name == name))
    db.execute(sa.insert(schema.notes), {"name": name, "value": value})
