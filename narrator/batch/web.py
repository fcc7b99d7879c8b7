"""What a batch wants of the web: pages and lists of pages, each with what tells whether it has changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Protocol

from narrator.article import sources
from narrator.article.fetch import Fetched, Fetcher
from narrator.article.sources import read_list
from narrator.errors import ArticleError, NarratorError, SiteUnavailable
from narrator.masking import MASK, with_hidden_keys, without_keys
from narrator.settings import ArticleSettings

OK, NOT_MODIFIED, NOT_FOUND, GONE = 200, 304, 404, 410
OWN = "sha256:"
"""Begins a validator of our own, which no server is told."""
MOST_SITEMAPS = 50
"""Of an index, the newest first as publishers list them."""


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to a question for a page."""

    status: int
    """200, 304, 404 or 410; whatever else a server says is an error."""
    body: bytes = b""
    """Of a 200: the page, whole."""
    etag: str | None = None
    """Validator, to be sent with the next question."""
    modified: str | None = None
    """Validator, to be sent with the next question."""
    charset: str | None = None
    """What the server says about the bytes."""
    url: str | None = None
    """Where the page was, after redirects."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source lists."""

    pages: tuple[Listed, ...] | None
    """In the source's order; None where it has not changed since the validators that were sent."""
    etag: str | None = None
    """Validator, to be sent with the next question."""
    modified: str | None = None
    """Validator, to be sent with the next question."""
    warnings: tuple[str, ...] = ()
    """What was left out, a line each."""


class Web(Protocol):
    """Asks servers."""

    def get(self, url: str, etag: str | None = None, modified: str | None = None) -> Answer:
        """A page, or word that it has not changed or is gone.

        Raises:
            NarratorError: The server cannot be reached, refuses, or sends what is no page.
        """
        ...

    def list(self, source: str, etag: str | None = None, modified: str | None = None) -> Listing:
        """The pages of a feed, a sitemap or a list at an address.

        Raises:
            NarratorError: As ``get``.
        """
        ...


class Discreet:
    """A web whose pages are known by addresses that show no keys: so they come into catalogue and episodes.

    The real addresses are kept for the length of a run. A source that lists such pages is asked without
    validators, so that each run knows them.

    Args:
        web: The web itself.
    """

    def __init__(self, web: Web) -> None:
        self._web = web
        self._real: dict[str, str] = {}

    def get(self, url: str, etag: str | None = None, modified: str | None = None) -> Answer:
        """See Web."""
        if hides_key(url) and url not in self._real:
            raise SiteUnavailable(f"{url}: no source of this run lists it with its key", "List it again.")
        answer = self._web.get(self._real.get(url, url), etag, modified)
        return replace(answer, url=without_keys(answer.url) if answer.url else None)

    def list(self, source: str, etag: str | None = None, modified: str | None = None) -> Listing:
        """See Web."""
        listing = self._web.list(source, etag, modified)
        pages = tuple(self.know(page) for page in listing.pages or ())
        if not any(hides_key(page.locator) for page in pages):
            return listing
        return replace(listing, pages=pages, etag=None, modified=None)

    def know(self, page: Listed) -> Listed:
        """A page as it is known; its real address is remembered."""
        shown = with_hidden_keys(page.locator) if "://" in page.locator else page.locator
        if shown == page.locator:
            return page
        self._real[shown] = page.locator
        return replace(page, locator=shown, name=without_keys(page.locator))


def hides_key(locator: str) -> bool:
    """Whether a page's locator is not its whole address."""
    return f"={MASK}" in locator


class RealWeb:
    """The web, as the settings of ``[article]`` allow it.

    Args:
        settings: Of the article stage.
    """

    def __init__(self, settings: ArticleSettings) -> None:
        self._fetcher = Fetcher(settings)
        self._max_bytes = settings.max_bytes

    def get(self, url: str, etag: str | None = None, modified: str | None = None) -> Answer:
        """See Web."""
        found = self._fetcher.get(url, etag, modified)
        return Answer(found.status, found.body, found.etag, found.modified, found.charset, found.url)

    def list(self, source: str, etag: str | None = None, modified: str | None = None) -> Listing:
        """See Web; an address of a page is a list of one.

        Where a server gives no validator, the digest of what it sent is one of our own.
        """
        is_ours = (etag or "").startswith(OWN)
        found = self._fetcher.get(source, None if is_ours else etag, modified)
        digest = f"{OWN}{hashlib.sha256(found.body).hexdigest()}"
        if found.status == NOT_MODIFIED or (found.status == OK and etag == digest):
            return Listing(None, etag, modified)
        listing = self._read(found)
        if listing is None:
            return Listing((Listed(source, source),))
        if listing.others and not listing.items:
            raise ArticleError(f"{source} is no feed, sitemap or list of addresses", "Look at it in a browser.")
        items, warnings = [*listing.items], [*listing.warnings]
        for sitemap in listing.sitemaps[:MOST_SITEMAPS]:
            try:
                inner = self._read_sitemap(sitemap)
            except NarratorError as error:
                warnings.append(f"{error.message}: left out")
                continue
            items += inner.items
            warnings += inner.warnings
        if len(listing.sitemaps) > MOST_SITEMAPS:
            warnings.append(f"only the first {MOST_SITEMAPS} of {len(listing.sitemaps)} sitemaps are read")
        listed = {item.url: Listed(item.url, item.url, item.date, item.mark) for item in items}
        # The index of sitemaps may stay the same while its sitemaps change.
        own = (found.etag or (None if found.modified else digest), found.modified)
        validators = (None, None) if listing.sitemaps else own
        return Listing(tuple(listed.values()), *validators, tuple(warnings))

    def _read(self, found: Fetched) -> sources.Listing | None:
        whole = found.whole()
        return read_list(whole.body, whole.url, self._max_bytes, whole.charset)

    def _read_sitemap(self, url: str) -> sources.Listing:
        """A sitemap of an index."""
        listing = self._read(self._fetcher.get(url))
        if listing is None or listing.sitemaps:
            raise ArticleError(f"{url} is no sitemap of pages", "Look at it in a browser.")
        return listing
