"""The tables, and the numbered steps by which a database comes to have them.

A step that was released is never changed; what comes later is a new step. Plain SQL that SQLite and PostgreSQL
both take. Times are ISO 8601 in UTC; a flag is 0 or 1.
"""

from __future__ import annotations

import sqlalchemy as sa

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE sources (
            address TEXT PRIMARY KEY,
            etag TEXT,
            modified TEXT
        )""",
        """CREATE TABLE pages (
            locator TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            first_seen TEXT NOT NULL,
            source TEXT,
            listed_date TEXT,
            mark TEXT,
            story TEXT,
            digest TEXT,
            etag TEXT,
            modified TEXT,
            looked_at TEXT,
            done INTEGER NOT NULL DEFAULT 0,
            gone_runs INTEGER NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0,
            set_aside INTEGER NOT NULL DEFAULT 0,
            failure TEXT
        )""",
        """CREATE TABLE stories (
            id TEXT PRIMARY KEY,
            locator TEXT NOT NULL,
            first_seen TEXT NOT NULL,
            text_hash TEXT,
            stem TEXT,
            published TEXT,
            episode TEXT,
            settled INTEGER NOT NULL DEFAULT 1,
            withdrawn_at TEXT,
            withdrawn_why TEXT
        )""",
        "CREATE INDEX stories_by_date ON stories (published)",
        "CREATE INDEX stories_unsettled ON stories (settled)",
        """CREATE TABLE superseded (
            stem TEXT PRIMARY KEY,
            story TEXT NOT NULL,
            since TEXT NOT NULL
        )""",
        "CREATE INDEX superseded_by_date ON superseded (since)",
        "CREATE TABLE claims (story TEXT PRIMARY KEY)",
        """CREATE TABLE spend (
            at TEXT NOT NULL,
            story TEXT NOT NULL,
            voice TEXT NOT NULL,
            characters BIGINT NOT NULL,
            audio_ms BIGINT NOT NULL,
            cost REAL NOT NULL,
            currency TEXT NOT NULL
        )""",
        "CREATE INDEX spend_by_date ON spend (at)",
        "CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    ),
)
"""Step 1 stands first."""


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns))


sources = _table("sources", "address", "etag", "modified")
pages = _table(
    "pages",
    *("locator", "name", "first_seen", "source", "listed_date", "mark", "story", "digest", "etag", "modified"),
    *("looked_at", "done", "gone_runs", "attempts", "set_aside", "failure"),
)
stories = _table(
    "stories",
    *("id", "locator", "first_seen", "text_hash", "stem", "published", "episode", "settled"),
    *("withdrawn_at", "withdrawn_why"),
)
superseded = _table("superseded", "stem", "story", "since")
claims = _table("claims", "story")
spend = _table("spend", "at", "story", "voice", "characters", "audio_ms", "cost", "currency")
notes = _table("notes", "name", "value")
