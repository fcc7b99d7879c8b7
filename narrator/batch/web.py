"""What a batch wants of the web: pages and lists of pages, each with what tells whether it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from narrator.errors import NoSuchPage
from narrator.settings import Settings

OK, NOT_MODIFIED, NOT_FOUND, GONE = 200, 304, 404, 410


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


@dataclass(frozen=True, slots=True)
class Listing:
    """What a source lists."""

    pages: tuple[Listed, ...] | None
    """In the source's order; None where it has not changed since the validators that were sent."""
    etag: str | None = None
    """Validator, to be sent with the next question."""
    modified: str | None = None
    """Validator, to be sent with the next question."""


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


class NoWeb:
    """Files only."""

    def get(self, url: str, etag: str | None = None, modified: str | None = None) -> Answer:
        """Refused."""
        raise NoSuchPage(f"{url} is an address, not a file", "Save the page and name its file.")

    def list(self, source: str, etag: str | None = None, modified: str | None = None) -> Listing:
        """Refused."""
        raise NoSuchPage(f"{source} is an address, not a file", "Save its pages and name their folder.")


def open_web(settings: Settings) -> Web:
    """The web as the settings allow it."""
    return NoWeb()
