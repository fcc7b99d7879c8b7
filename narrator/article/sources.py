"""Lists of pages: RSS, Atom, sitemaps and plain lists of addresses, as their publishers write them.

Entities are refused and nothing is fetched that a list's own text names but pages and sitemaps. Feeds are read
by feedparser, sitemaps by lxml; both mend what is broken, and an entry that cannot be mended costs only itself.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from narrator.addresses import join, looks_web
from narrator.article.decode import decode
from narrator.article.feeds import Item, read_date, read_feed
from narrator.article.inflate import GZIP
from narrator.errors import ArticleError, NoArticleText
from narrator.masking import masked
from narrator.settings import ArticleSettings

MOST_ITEMS = 50_000
"""As many as a sitemap may have, by its standard."""
MOST_BYTES = ArticleSettings().max_bytes
"""Inflated, where no setting says otherwise."""
SHOWN = 3
"""Bad links, or titles of entries without one, that a warning shows."""
LETTERS = 60
"""Of a title, in a warning."""
PROLOG = 20_000
"""Letters in which the root of a document is looked for."""
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?(rss|rdf|feed|urlset|sitemapindex|html)(?=[\s/>])", re.IGNORECASE)
_REFERENCE = re.compile(r"&#(?:x([\da-f]+)|(\d+));", re.IGNORECASE | re.ASCII)
_BARE = re.compile(r"&(?!#?\w{1,31};)")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list holds."""

    items: tuple[Item, ...] = ()
    """Pages, in the list's order."""
    sitemaps: tuple[str, ...] = ()
    """Further sitemaps of a sitemap index."""
    warnings: tuple[str, ...] = ()
    """What was left out, a line each."""
    others: tuple[str, ...] = ()
    """Lines of a plain list that are no addresses of the web."""


def read_list(data: bytes, url: str, max_bytes: int = MOST_BYTES, charset: str | None = None) -> Listing | None:
    """What a document lists; None where it is no list, but a page.

    Args:
        data: RSS, Atom, a sitemap, an index of sitemaps, or one address a line; also as a gzip file.
        url: Where it was found; its addresses count from there.
        max_bytes: Largest document, inflated.
        charset: What its server says about the bytes.

    Raises:
        ArticleError: It is too large, declares entities, or is broken beyond mending.
    """
    text = _REFERENCE.sub(_mend_reference, _as_text(_inflate(data, url, max_bytes), url, charset))
    root = _ROOT.search(text, 0, PROLOG)
    kind = root[1].lower() if root else ""
    if kind == "html":
        return None
    if not kind and not text.lstrip().startswith("<"):
        lines, others = _read_lines(text)
        items, warnings = _resolve(lines, url)
        return Listing(items, warnings=warnings, others=others)
    if not kind:
        return None
    _refuse_entities(text, url)
    if kind in ("rss", "rdf", "feed"):
        entries, nameless = read_feed(text, url)
        items, warnings = _resolve(entries, url)
        return Listing(items, warnings=(*warnings, *_told(nameless)))
    tree = _parse(text[root.start() :] if root else text, url)
    if kind == "sitemapindex":
        items, warnings = _resolve(_read_index(tree), url)
        return Listing(sitemaps=tuple(item.url for item in items), warnings=warnings)
    items, warnings = _resolve(_read_sitemap(tree), url)
    return Listing(items, warnings=warnings)


def _as_text(data: bytes, url: str, charset: str | None) -> str:
    """The text of a document; none of one without a word."""
    try:
        return decode(data, charset)[0]
    except NoArticleText:
        return ""
    except ArticleError as error:
        raise ArticleError(f"{url} is no list: {error.message}", "Name a feed, a sitemap or a list.") from error


def _mend_reference(found: re.Match[str]) -> str:
    """A reference to a character as it is; to what is none, such as half of a pair, a sign for that."""
    digits = (found[1] or found[2]).lstrip("0")[:9]
    code = int(digits or "0", 16 if found[1] else 10)
    return found[0] if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"


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


def _told(nameless: list[str]) -> list[str]:
    """What is to be said of entries that name no page."""
    if not nameless:
        return []
    shown = ", ".join(repr(title[:LETTERS]) for title in nameless[:SHOWN])
    more = ", …" if len(nameless) > SHOWN else ""
    what = "1 entry without an address" if len(nameless) == 1 else f"{len(nameless)} entries without an address"
    return [f"{what} ({shown}{more}) left out"]


def _counted(bad: list[str]) -> str:
    """How many links are no addresses, and the first of them."""
    shown = ", ".join(repr(masked(link)) for link in bad[:SHOWN])
    more = ", …" if len(bad) > SHOWN else ""
    what = "1 link that is no address" if len(bad) == 1 else f"{len(bad)} links that are no addresses"
    return f"{what} ({shown}{more})"


def _refuse_entities(text: str, url: str) -> None:
    """Wherever they stand: what a reader of broken XML takes for a declaration is hard to foresee."""
    if re.search("<!ENTITY", text, re.IGNORECASE):
        raise ArticleError(f"{url} declares entities, which are refused", "Ask its publisher for a plain feed.")


def _read_lines(text: str) -> tuple[list[Item], tuple[str, ...]]:
    """The addresses of a plain list, and its other lines but for remarks."""
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    found = [Item(line) for line in lines if looks_web(line)]
    return found, tuple(line for line in lines if not looks_web(line))


def _read_sitemap(root: Any) -> Iterator[Item]:
    for place in root.iter("{*}url"):
        changed = _text(place.find("{*}lastmod")) or None
        published = _text(next(place.iter("{*}publication_date"), None))
        if address := _text(place.find("{*}loc")):
            yield Item(address, read_date(published or changed or ""), changed)


def _read_index(root: Any) -> list[Item]:
    """The sitemaps of an index, those that changed last first: not all may be read."""
    places = [
        (_text(place.find("{*}lastmod")), _text(place.find("{*}loc"))) for place in root.iter("{*}sitemap")
    ]
    places.sort(key=lambda place: place[0], reverse=True)
    return [Item(address) for _, address in places if address]


def _parse(text: str, url: str) -> Any:
    """The root of a sitemap; what is broken is mended."""
    text = re.sub(r"^\s*<\?xml[^>]*>", "", text)
    if "<![CDATA[" not in text:
        text = _BARE.sub("&amp;", text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError(f"{url} is no sitemap: {error}", "Name a feed, a sitemap or a list.") from error
    if root is None:
        raise ArticleError(f"{url} is no sitemap", "Name a feed, a sitemap or a list.")
    return root


def _text(element: Any) -> str:
    return "" if element is None else "".join(element.itertext()).strip()
