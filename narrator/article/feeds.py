"""Entries of RSS and Atom, in every version, as feedparser reads them."""

from __future__ import annotations

import calendar
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from narrator.addresses import is_web
from narrator.article.dates import iso
from narrator.errors import ArticleError

MOST_TAGS = 500_000
"""Tags, or attributes: a feed that is made to be slow to read takes 14 s with so many, and grows with them."""


@dataclass(frozen=True, slots=True)
class Item:
    """A page that is listed."""

    url: str
    """Absolute."""
    date: str | None = None
    """ISO 8601 in UTC, where the list says when it was published."""
    mark: str | None = None
    """What the list says of its last change."""


def read_feed(text: str, url: str) -> tuple[list[Item], list[str]]:
    """The entries of a feed, and the titles of those that name no page.

    Args:
        text: The document, which declares no entities.
        url: Where it was found; its addresses count from there, or from its own xml:base.

    Raises:
        ArticleError: It is no feed, or has too many tags.
    """
    import feedparser

    if max(text.count("<"), text.count("=")) > MOST_TAGS:
        raise ArticleError(
            f"{url} has more than {MOST_TAGS} tags or attributes", "Ask its publisher for a shorter feed."
        )
    try:
        found = feedparser.parse(
            io.BytesIO(text.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except Exception as error:  # whatever breaks it, is in what a stranger wrote
        raise ArticleError(
            f"{url} cannot be read: {type(error).__name__}", "Ask its publisher for a plain feed."
        ) from error
    if not found.version and not found.entries:
        raise ArticleError(f"{url} is no feed that can be read", "Name a feed, a sitemap or a list.")
    items: list[Item] = []
    nameless: list[str] = []
    for entry in found.entries:
        link = _link(entry)
        if link:
            date = _moment(entry, "published") or _moment(entry, "updated")
            items.append(Item(link, date, dict.get(entry, "updated") or date))
        else:
            nameless.append(str(entry.get("title") or "untitled"))
    return items, nameless


def read_date(text: str) -> str | None:
    """A date of a feed or sitemap in UTC, ISO 8601; None where it is none."""
    written = iso(text) or ""
    if "T" in written:  # with an offset, whichever way it is written: IST, GMT+5:30
        text = written
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError):
            return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except OverflowError:
        return None


def _link(entry: Any) -> str:
    """The page of an entry: its link, else an id that stands for one."""
    link, name = entry.get("link"), str(entry.get("id", ""))
    if link or not is_web(name):
        return str(link or "")
    # An id is marked as no link also where there is a link, be it empty.
    return name if link is not None or dict.get(entry, "guidislink", True) else ""


def _moment(entry: Any, name: str) -> str | None:
    """A date of an entry; ``dict.get``, because feedparser gives one date for another."""
    date = read_date(str(dict.get(entry, name) or "").strip())
    parsed = dict.get(entry, f"{name}_parsed")
    if date or not parsed:
        return date
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
    except (ValueError, OverflowError):
        return None
