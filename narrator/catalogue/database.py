"""A catalogue behind a database URL: opened, brought to today's tables, asked in transactions."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from narrator.catalogue.schema import MIGRATIONS
from narrator.errors import CatalogueError, SettingsError

__all__ = ["Catalogue", "Connection", "sqlite_url"]

BUSY_S = 30.0
"""How long one transaction waits for another."""


def sqlite_url(path: Path) -> str:
    """The database URL of a file."""
    return f"sqlite:///{path.absolute().as_posix()}"


class Catalogue:
    """The database of a newsroom; what is committed survives a crash and a power cut.

    Args:
        url: As SQLAlchemy writes it, ``sqlite:////srv/news/catalogue.sqlite``; the file is made on first use.

    Raises:
        SettingsError: The URL is none, or its driver is not installed.
        CatalogueError: The database cannot be opened, is damaged, or was written by a newer narrator.
    """

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
            is_sqlite = parsed.get_backend_name() == "sqlite"
            options: dict[str, Any] = {"connect_args": {"timeout": BUSY_S}} if is_sqlite else {}
            self._engine = sa.create_engine(parsed, **options)
        except (NoSuchModuleError, ImportError) as error:
            raise SettingsError(f"no catalogue under {url}: {error}", "Mend catalogue in [store].") from error
        except ArgumentError:
            raise SettingsError(
                "catalogue in [store] is no database URL", "As SQLAlchemy has them: sqlite:////srv/news.sqlite"
            ) from None  # it may hold a password
        self.name = parsed.render_as_string(hide_password=True)
        if is_sqlite:
            sa.event.listen(self._engine, "connect", _set_up_sqlite)
            sa.event.listen(self._engine, "begin", _begin_sqlite)
        self._migrate()

    @contextlib.contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: committed at the end, undone by an error.

        Raises:
            CatalogueError: The database cannot be read or written, for example on a full disk.
        """
        with self._reporting(), self._engine.begin() as db:
            yield db

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _migrate(self) -> None:
        """Apply the migrations that this database has not had, each in a transaction of its own."""
        with self.begin() as db:
            db.execute(sa.text("CREATE TABLE IF NOT EXISTS migrations (number INTEGER PRIMARY KEY)"))
            done = db.scalar(sa.text("SELECT MAX(number) FROM migrations")) or 0
        if done > len(MIGRATIONS):
            raise CatalogueError(
                f"{self.name} was written by a newer narrator (migration {done}, here {len(MIGRATIONS)})",
                "Install that narrator again.",
            )
        for number in range(done + 1, len(MIGRATIONS) + 1):
            with self.begin() as db:
                for statement in MIGRATIONS[number - 1]:
                    db.execute(sa.text(statement))
                db.execute(sa.text("INSERT INTO migrations (number) VALUES (:number)"), {"number": number})

    @contextlib.contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            said = getattr(error, "orig", None) or error
            raise CatalogueError(f"catalogue {self.name}: {said}", "narrate doctor looks at it.") from error


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Write-ahead log, so that ``status`` reads while a run writes; every commit is on the disk."""
    connection.isolation_level = None  # transactions begin where we say, see _begin_sqlite
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(db: Connection) -> None:
    """Take the right to write at once: a transaction that asks for it late may be refused."""
    db.exec_driver_sql("BEGIN IMMEDIATE")
