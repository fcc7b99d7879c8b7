"""What the sources list, as rows of the catalogue."""

from __future__ import annotations

import glob
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from narrator.article.sources import MOST_BYTES, SHOWN, read_list
from narrator.batch.newsroom import Newsroom, now
from narrator.batch.report import Report, Trouble
from narrator.batch.web import Discreet, Listed, Listing, hides_key
from narrator.catalogue import pages
from narrator.catalogue.pages import PageRecord
from narrator.errors import ArticleError, NarratorError, NoSuchPage
from narrator.masking import discreet, masked

SUFFIXES = (".html", ".htm", ".xhtml", ".md")


def list_pages(
    newsroom: Newsroom, web: Discreet, sources: Iterable[str], report: Report
) -> dict[str, PageRecord]:
    """The pages of all sources by locator, as the catalogue knows them; new and changed ones are not done.

    Pages of the web that wait since an earlier run are among them. A source that cannot be read goes into the
    report, and costs no other. A source's validators are kept together with what it listed: whatever happens
    afterwards, no page is forgotten because its source has not changed.
    """
    with newsroom.catalogue.begin() as db:
        known = pages.load(db)
        validators = pages.load_sources(db)
    found = {page.locator: page for page in known.values() if _waits(page)}
    for address in sources:
        source = _as_kept(address)
        try:
            known_as = validators.get(source, (None, None))
            listing = list_source(web, address, *known_as, newsroom.settings.article.max_bytes)
            _refuse_page(source, address, listing, known.values())
        except NarratorError as error:
            report.failed.append(Trouble(masked(address), error.exit_code, error.message, error.hint))
            continue
        nothing = ("it lists no pages",) if listing.pages == () else ()
        report.warnings += [f"{masked(address)}: {warning}" for warning in (*listing.warnings, *nothing)]
        if listing.pages is None:
            found |= {page.locator: page for page in known.values() if page.source == source}
            continue
        met = [_meet(known.get(listed.locator), listed, source) for listed in listing.pages]
        found |= {record.locator: record for record in met}
        if not report.dry_run:
            with newsroom.catalogue.begin() as db:
                pages.save(db, [record for record in met if known.get(record.locator) != record])
                pages.save_source(db, source, listing.etag, listing.modified)
                if not is_remote(address):
                    mine = (page for page in known.values() if page.source == source and not page.done)
                    pages.forget(db, (page.locator for page in mine if page.locator not in found))
    return found


def _refuse_page(source: str, address: str, listing: Listing, known: Iterable[PageRecord]) -> None:
    """A feed in whose place a server gives a page, which says that it is down: that is no story.

    Raises:
        ArticleError: A source that listed other pages is a page now.
    """
    if [page.locator for page in listing.pages or ()] != [address]:
        return
    if any(page.source == source and page.locator != address for page in known):
        raise ArticleError(f"{address} was a list, and is a page now", "Look at it in a browser.")


def _waits(page: PageRecord) -> bool:
    """Whether a page of the web waits since an earlier run, and can be asked for without being listed again."""
    return is_remote(page.locator) and not page.done and not hides_key(page.locator)


def _as_kept(source: str) -> str:
    """A source as the catalogue knows it: where it holds a key, masked and with a mark of its own."""
    shown = discreet(source)
    return source if shown == source else f"{shown} {hashlib.sha256(source.encode()).hexdigest()[:8]}"


def list_source(
    web: Discreet,
    source: str,
    etag: str | None = None,
    modified: str | None = None,
    max_bytes: int = MOST_BYTES,
) -> Listing:
    """The pages of one source.

    Raises:
        NoSuchPage: There is no such source.
        NarratorError: It cannot be fetched or read.
    """
    if is_remote(source):
        return web.list(source, etag, modified)
    files = _Files(max_bytes)
    pages = tuple(web.know(page) for page in files.list(source))
    return Listing(pages, warnings=tuple(files.warnings))


def is_remote(locator: str) -> bool:
    """Whether a page or source is an address rather than a file."""
    return "://" in locator


class _Files:
    """Sources on this machine's disk.

    Args:
        max_bytes: Largest list, inflated.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._read: set[Path] = set()
        self.warnings: list[str] = []

    def list(self, source: str) -> Iterator[Listed]:
        """The pages of a folder, a pattern, or a file alone, by name."""
        path = Path(source)
        if not _is_utf8(source):
            raise NoSuchPage(f"{_shown(source)}: its name is not UTF-8", "Rename it.")
        if source == "-":
            yield from self._list_lines(self._read_whole(sys.stdin.buffer, "standard input"), "standard input")
        elif path.is_dir():
            for file in sorted(path.rglob("*")):
                hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
                if file.suffix.lower() in SUFFIXES and file.is_file() and not hidden:
                    yield from self._list_page(file, file.relative_to(path))
        elif path.is_file() and path.suffix.lower() not in SUFFIXES:
            yield from self._list_file(path)
        elif path.is_file():
            yield from self._list_page(path, Path(path.name))
        elif glob.has_magic(source):
            root = _root(source)
            for name in sorted(glob.glob(source, recursive=True)):  # noqa: PTH207  # may be absolute
                yield from self._list_page(Path(name), Path(name).relative_to(root))
        else:
            raise NoSuchPage(f"no such source: {source}", "Name a feed, a folder, a page or a pattern.")

    def _list_page(self, path: Path, name: Path) -> Iterator[Listed]:
        """A page, where the catalogue and the web can name it."""
        if _is_utf8(str(path)):
            yield Listed(str(path.absolute()), name.as_posix())
        else:
            self.warnings.append(f"{_shown(str(name))}: its name is not UTF-8: left out")

    def _read_whole(self, file: IO[bytes], name: str) -> bytes:
        """All of a list."""
        data = file.read(self._max_bytes + 1)
        if len(data) > self._max_bytes:
            raise ArticleError(
                f"{name} is larger than {self._max_bytes} bytes", "Raise max_bytes in [article]."
            )
        return data

    def _list_file(self, path: Path) -> Iterator[Listed]:
        """The pages of a feed, a sitemap or a list in a file; none of one that was read before."""
        if path.resolve() in self._read:  # a list may name itself
            return
        self._read.add(path.resolve())
        try:
            with path.open("rb") as file:
                data = self._read_whole(file, str(path))
        except OSError as error:
            raise NoSuchPage(f"{path} cannot be read: {error.strerror}", "Check its permissions.") from error
        yield from self._list_lines(data, path.absolute().as_uri())

    def _list_lines(self, data: bytes, name: str) -> Iterator[Listed]:
        """The addresses of a feed, a sitemap or a list; in a plain list also files, from the working folder."""
        listing = read_list(data, name, self._max_bytes)
        for item in listing.items if listing else ():
            yield Listed(item.url, item.url, item.date, item.mark)
        self.warnings += listing.warnings if listing else ()
        if listing and listing.sitemaps:
            self.warnings.append("the sitemaps of an index in a file are not read: name them, or its address")
        others = [line for line in (listing.others if listing else ()) if not is_remote(line)]
        missing: list[NoSuchPage] = []
        for line in others:
            try:
                yield from self.list(line)
            except NoSuchPage as error:
                missing.append(error)
        if missing and listing and len(missing) == len(others) + len(listing.items):
            raise missing[0]  # it is no list at all
        self.warnings += [f"{error.message}: left out" for error in missing[:SHOWN]]
        if more := missing[SHOWN:]:
            self.warnings.append(f"{len(more)} more lines name no file: left out")


def _is_utf8(name: str) -> bool:
    """Whether a name of the system, which may be any bytes, is a text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(name: str) -> str:
    """A name with what is no text escaped."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _root(pattern: str) -> Path:
    """The part of a pattern's path before its first sign."""
    parts = []
    for part in Path(pattern).parts:
        if glob.has_magic(part):
            break
        parts.append(part)
    return Path(*parts)


def _meet(known: PageRecord | None, listed: Listed, source: str) -> PageRecord:
    """The row of a page that was listed: as it is known, but not done where it has changed."""
    if known is None:
        return PageRecord(listed.locator, listed.name, now(), source, listed.date, listed.mark)
    if is_remote(listed.locator):
        changed = known.mark != listed.mark
    else:
        changed = known.digest is not None and digest(Path(listed.locator)) != known.digest
    record = replace(known, source=source, listed_date=listed.date, mark=listed.mark)
    return replace(record, done=False, attempts=0, set_aside=False, failure=None) if changed else record


def digest(path: Path) -> str | None:
    """sha256 of a file; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
