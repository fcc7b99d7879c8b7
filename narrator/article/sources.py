"""Lists of pages: RSS, Atom, sitemaps and plain lists of addresses, as their publishers write them.

Entities are refused and nothing is fetched that a list's own text names but pages and sitemaps. Read by lxml,
which mends what feeds break; an entry that cannot be mended costs only itself.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

from narrator.addresses import join
from narrator.errors import ArticleError
from narrator.masking import masked
from narrator.settings import ArticleSettings

MOST_ITEMS = 50_000
"""As many as a sitemap may have, by its standard."""
GZIP = b"\x1f\x8b"
MOST_BYTES = ArticleSettings().max_bytes
"""Inflated, where no setting says otherwise."""
SHOWN = 3
"""Bad links that a warning shows."""


@dataclass(frozen=True, slots=True)
class Item:
    """A page that is listed."""

    url: str
    """Absolute."""
    date: str | None = None
    """ISO 8601 in UTC, where the list says when it was published."""
    mark: str | None = None
    """What the list says of its last change."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list holds."""

    items: tuple[Item, ...] = ()
    """Pages, in the list's order."""
    sitemaps: tuple[str, ...] = ()
    """Further sitemaps of a sitemap index."""
    warnings: tuple[str, ...] = ()
    """What was left out, a line each."""


def read_list(data: bytes, url: str, max_bytes: int = MOST_BYTES) -> Listing | None:
    """What a document lists; None where it is no list, but a page.

    Args:
        data: RSS, Atom, a sitemap, an index of sitemaps, or one address a line; also as a gzip file.
        url: Where it was found; its addresses count from there.
        max_bytes: Largest document, inflated.

    Raises:
        ArticleError: It is too large, declares entities, or is broken beyond mending.
    """
    data = _inflate(data, url, max_bytes)
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if re.match(rb"<!doctype html|<html", head):
        return None
    if not head.startswith(b"<"):
        items, warnings = _resolve(_read_lines(data), url)
        return Listing(items, warnings=warnings)
    root = _parse(data, url)
    name = etree.QName(root).localname.lower()
    readers = {"rss": _read_rss, "rdf": _read_rss, "feed": _read_atom, "urlset": _read_sitemap}
    if name == "sitemapindex":
        places = [Item(place) for place in _texts(root, "loc")]
        items, warnings = _resolve(places, url)
        return Listing(sitemaps=tuple(item.url for item in items), warnings=warnings)
    if name not in readers:
        return None
    items, warnings = _resolve(readers[name](root), url)
    return Listing(items, warnings=warnings)


def _inflate(data: bytes, url: str, max_bytes: int) -> bytes:
    """A document out of its gzip file, as sitemaps are often served; one that is in none stays as it is."""
    if not data.startswith(GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            found = file.read(max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        what = str(error).rstrip(".") or type(error).__name__
        raise ArticleError(f"{url} cannot be inflated: {what}", "Ask its publisher for a whole one.") from error
    if len(found) > max_bytes:
        raise ArticleError(f"{url} is larger than {max_bytes} bytes, inflated", "Raise max_bytes in [article].")
    return found


def _resolve(entries: Iterable[Item], url: str) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """The entries whose links are addresses, absolute and each once; and what is to be said of the others."""
    found: dict[str, Item] = {}
    bad: list[str] = []
    for entry in entries:
        address = join(url, entry.url)
        if address is None:
            bad.append(entry.url)
        else:
            found[address] = replace(entry, url=address)
    warnings = [f"{_counted(bad)} left out"] if bad else []
    if len(found) > MOST_ITEMS:
        warnings.append(f"only the first {MOST_ITEMS} of {len(found)} entries are read")
    return tuple(found.values())[:MOST_ITEMS], tuple(warnings)


def _counted(bad: list[str]) -> str:
    """How many links are no addresses, and the first of them."""
    shown = ", ".join(repr(masked(link)) for link in bad[:SHOWN])
    more = ", …" if len(bad) > SHOWN else ""
    what = "1 link that is no address" if len(bad) == 1 else f"{len(bad)} links that are no addresses"
    return f"{what} ({shown}{more})"


def _parse(data: bytes, url: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    if re.search(rb"<!ENTITY", data[:100_000], re.IGNORECASE):
        raise ArticleError(f"{url} declares entities, which are refused", "Ask its publisher for a plain feed.")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError(f"{url} is no feed: {error}", "Name a feed, a sitemap or a list.") from error
    if root is None:
        raise ArticleError(f"{url} is no feed", "Name a feed, a sitemap or a list.")
    return root


def _read_lines(data: bytes) -> Iterator[Item]:
    for line in data.decode("utf-8-sig", "replace").splitlines():
        address = line.partition("#")[0].strip() if line.startswith("#") else line.strip()
        if address.startswith(("http://", "https://")):
            yield Item(address)


def _read_rss(root: Any) -> Iterator[Item]:
    for item in _all(root, "item"):
        guid = _child(item, "guid")
        permalink = _text(guid) if guid is not None and guid.get("isPermaLink", "true") != "false" else ""
        link = _text(_child(item, "link")) or permalink
        date = _date(_text(_child(item, "pubDate")) or _text(_child(item, "date")))
        changed = _text(_child(item, "updated")) or _text(_child(item, "modified"))
        if link:
            yield Item(link, date, changed or date)


def _read_atom(root: Any) -> Iterator[Item]:
    for entry in _all(root, "entry"):
        links = [link for link in _all(entry, "link") if link.get("rel", "alternate") == "alternate"]
        if links and links[0].get("href"):
            published, updated = _text(_child(entry, "published")), _text(_child(entry, "updated"))
            yield Item(links[0].get("href"), _date(published or updated), updated or None)


def _read_sitemap(root: Any) -> Iterator[Item]:
    for place in _all(root, "url"):
        changed = next(iter(_texts(place, "lastmod")), None)
        published = next(iter(_texts(place, "publication_date")), None)
        address = next(iter(_texts(place, "loc")), None)
        if address:
            yield Item(address, _date(published or changed or ""), changed)


def _all(parent: Any, name: str) -> list[Any]:
    """Descendants by their name, whatever its namespace."""
    return list(parent.iter(f"{{*}}{name}"))


def _child(parent: Any, name: str) -> Any:
    """The first child by its name; one without a namespace before others, as atom:link in RSS."""
    found = parent.find(name)
    return found if found is not None else parent.find(f"{{*}}{name}")


def _texts(parent: Any, name: str) -> list[str]:
    return [text for found in _all(parent, name) if (text := _text(found))]


def _text(element: Any) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def _date(text: str) -> str | None:
    """A date of RSS or Atom in UTC, ISO 8601; None where it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
