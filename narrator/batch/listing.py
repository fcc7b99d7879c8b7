"""What the sources list, as rows of the catalogue."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from narrator.batch.jobs import Body
from narrator.batch.newsroom import Newsroom, now
from narrator.batch.report import Report, Trouble
from narrator.batch.todo import Todo
from narrator.catalogue import pages
from narrator.catalogue.pages import PageRecord
from narrator.errors import NarratorError, NoSuchPage

SUFFIXES = (".html", ".htm", ".xhtml", ".md")


@dataclass(frozen=True, slots=True)
class Listed:
    """A page that a source lists."""

    locator: str
    """Its URL, or the absolute path of its file."""
    name: str
    """Its URL, or its path under the source in POSIX form."""
    date: str | None = None
    """ISO 8601, where the source says."""
    mark: str | None = None
    """What the source says of its last change."""


def list_pages(newsroom: Newsroom, sources: Iterable[str], report: Report) -> dict[str, PageRecord]:
    """The pages of all sources by locator, as the catalogue knows them; new and changed ones are not done.

    A source that cannot be read goes into the report, and costs no other.
    """
    with newsroom.catalogue.begin() as db:
        known = pages.load(db)
    found: dict[str, PageRecord] = {}
    for source in sources:
        try:
            for listed in list_source(source):
                found[listed.locator] = _meet(known.get(listed.locator), listed)
        except NarratorError as error:
            report.failed.append(Trouble(source, error.exit_code, error.message, error.hint))
    fresh = [record for locator, record in found.items() if known.get(locator) != record]
    if not report.dry_run:
        with newsroom.catalogue.begin() as db:
            pages.save(db, fresh)
    return found


def find_bodies(newsroom: Newsroom, found: dict[str, PageRecord], report: Report) -> list[Todo]:
    """The pages that there is something to do for, each on this machine's disk."""
    todos = []
    for page in found.values():
        if page.done:
            report.unchanged += 1
        elif not page.set_aside:
            path = Path(page.locator)
            todos.append(Todo(page, Body(path, page.name), digest(path)))
    return todos


def list_source(source: str) -> Iterator[Listed]:
    """The pages of one source, in order.

    Raises:
        NoSuchPage: There is no such source.
    """
    path = Path(source)
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            if file.suffix.lower() in SUFFIXES and file.is_file() and not hidden:
                yield Listed(str(file.absolute()), file.relative_to(path).as_posix())
    elif path.is_file():
        yield Listed(str(path.absolute()), path.name)
    elif glob.has_magic(source):
        root = _root(source)
        for name in sorted(glob.glob(source, recursive=True)):  # noqa: PTH207  # the pattern may be absolute
            yield Listed(str(Path(name).absolute()), Path(name).relative_to(root).as_posix())
    else:
        raise NoSuchPage(f"no such source: {source}", "Name a feed, a folder, a page or a pattern.")


def _root(pattern: str) -> Path:
    """The part of a pattern's path before its first sign."""
    parts = []
    for part in Path(pattern).parts:
        if glob.has_magic(part):
            break
        parts.append(part)
    return Path(*parts)


def _meet(known: PageRecord | None, listed: Listed) -> PageRecord:
    """The row of a page that was listed: as it is known, but not done where it has changed."""
    if known is None:
        record = PageRecord(listed.locator, listed.name, now(), listed.date, listed.mark)
        return replace(record, digest=None)
    changed = known.mark != listed.mark
    if "://" not in listed.locator and known.digest is not None:
        changed = digest(Path(listed.locator)) != known.digest
    if not changed:
        return known
    return replace(
        known, mark=listed.mark, listed_date=listed.date, done=False, attempts=0, set_aside=False, failure=None
    )


def digest(path: Path) -> str | None:
    """sha256 of a file; None where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
