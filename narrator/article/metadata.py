"""What a page says about its article: headline, authors, date, site, picture, address.

Each comes from the first source that has it: JSON-LD, OpenGraph and ``article:*``, microdata and other
``meta`` names, then what a reader sees: byline, ``time``, a date in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from narrator.addresses import looks_web, parse
from narrator.article import jsonld
from narrator.article.authors import find_author, names_of
from narrator.article.classes import judge
from narrator.article.dates import in_text, is_moment, iso
from narrator.article.jsonld import Node
from narrator.article.markup import ordered as names_in_order
from narrator.article.page import BREAK, Block, Page
from narrator.article.phrases import phrases
from narrator.article.text import fold, tidy, words
from narrator.masking import without_keys

_SUFFIX = re.compile(r"^(.*\S)\s+(?:[|–—»·•]|-{1,2}|::)\s+(.*)$")
_BAR = re.compile(r"\s+(?:[|–—»·•]|-{1,2}|::)\s")
_COLON = re.compile(r"\s*:\s")
_SITE_WORDS = 4
_CATEGORY_LENGTH = 60
_DATED = 60
_HEADLINE = 25
_NAME = re.compile(r"^[.#][A-Za-z0-9_-]{3,}$")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about the article besides its text."""

    titles: tuple[str, ...]
    """Headlines by source, the most trusted first; at least one unless the page names none."""
    headline: str
    """The one of JSON-LD; empty without one."""
    author: str | None
    published: str | None
    site_name: str | None
    sites: frozenset[str]
    """Names of site and publisher, folded."""
    image: str | None
    url: str | None
    category: str | None
    """The site's own section of news."""
    body: str
    """``articleBody`` of JSON-LD; empty without one."""
    is_live: bool
    """Whether the page calls itself a live blog."""
    questions: tuple[tuple[str, str], ...]
    """Questions and answers of a FAQPage."""
    speakable: tuple[frozenset[str], ...]
    """Words of the classes and ids that the page says are to be spoken."""


def read_metadata(page: Page, url: str | None = None) -> Metadata:
    """The page's metadata.

    Args:
        page: As walked.
        url: Where the page was found; relative addresses count from it.
    """
    nodes = jsonld.read(page.scripts)
    article = _article_of(nodes, page)
    address = _address(page, article, url)
    site = _site_name(page, nodes, article) or _site_in_title(page)
    sites = frozenset(fold(name) for name in (site, *_publishers(nodes, article)))
    return Metadata(
        titles=_titles(page, article),
        headline=tidy(jsonld.unescaped(article.get("headline") or "")),
        author=find_author(page, nodes, article, sites),
        published=_published(page, nodes, article),
        site_name=site or None,
        sites=sites,
        image=_image(page, nodes, article, url, address),
        url=address,
        category=_category(page, article),
        body=jsonld.text(article.get("articleBody")),
        is_live=any("liveblogposting" in jsonld.types(node) for node in nodes),
        questions=_questions(nodes),
        speakable=_speakable(nodes),
    )


def _article_of(nodes: list[Node], page: Page) -> Node:
    """The object that is this page's article: typed so, and nearest to the page's own headline."""
    shown = {word for title in (_meta(page, "og:title"), page.title) for word in words(title)}
    best: Node = {}
    best_score = -1.0
    for node in [node for node in nodes if jsonld.is_article(node)] or _headed(nodes):
        own = set(words(jsonld.unescaped(node.get("headline") or node.get("name"))))
        score = len(own & shown) / len(own) if own else 0.0
        score += 0.2 * bool(node.get("articleBody")) + 0.1 * bool(node.get("datePublished"))
        if score > best_score:
            best, best_score = node, score
    return best


def _headed(nodes: list[Node]) -> list[Node]:
    """Objects of other types that have what an article has: galleries, recipes, videos with a text."""
    return [
        node for node in nodes if node.get("headline") and (node.get("author") or node.get("datePublished"))
    ]


def _titles(page: Page, article: Node) -> tuple[str, ...]:
    headings = (block for block in page.blocks if block.role == "heading" and block.level == 1)
    h1 = next((block.plain for block in headings if not block.is_linked), "")
    titled = _stands_in_title(h1, page.title)
    sites = frozenset(
        fold(name) for name in (_meta(page, "og:site_name"), jsonld.text(article.get("publisher")))
    )
    found = [
        without_site(tidy(jsonld.unescaped(article.get("headline") or "")), sites),
        without_site(_meta(page, "og:title"), sites),
        without_site(_meta(page, "headline"), sites),
        without_site(_meta(page, "twitter:title"), sites),
        h1 if titled else _shown_part(page) or without_site(page.title, sites, short=True),
    ]
    return tuple(dict.fromkeys(title for title in found if title))


def _shown_part(page: Page) -> str:
    """The part of the page's title, between bars, that a heading of the page shows; the longest such."""
    parts = [part.strip() for part in _BAR.split(page.title)]
    parts = parts[1 if len(parts) < 2 else 0 :]
    parts += [part for part in map(str.strip, _COLON.split(page.title)) if 2 * len(part) > len(page.title)]
    shown = {block.plain for block in page.blocks if block.role == "heading" and not block.is_linked}
    shown |= {line for line in _lines_shown(page) if len(line) > _HEADLINE}
    return max((part for part in parts if part in shown), key=len, default="")


def _stands_in_title(h1: str, title: str) -> bool:
    """Whether the page's title is this heading with the site's name before or after it."""
    own, whole = fold(h1), fold(title)
    if not own or not (whole.startswith(own) or whole.endswith(own)):
        return False
    cut = title.startswith(h1) and _BAR.match(title, len(h1)) is not None
    return 2 * len(own) > len(whole) or (cut and len(own.split()) > 2)


def without_site(title: str, sites: frozenset[str], *, short: bool = False) -> str:
    """A title less the site's name after a bar or a dash.

    Args:
        title: As written.
        sites: Known names, folded.
        short: A last part of up to four words is taken for the site's name too, once.
    """
    while parted := _SUFFIX.match(title):
        last = parted[2]
        if fold(last) not in sites and not (short and len(words(last)) <= _SITE_WORDS):
            break
        short = False
        title = parted[1]
    return title.strip()


def _category(page: Page, article: Node) -> str | None:
    """The section of news; the first where the page names several."""
    found = [jsonld.text(held) for held in jsonld.listed(article.get("articleSection"))]
    found.append(_meta(page, "article:section"))
    return next((name for name in map(tidy, found) if name and len(name) <= _CATEGORY_LENGTH), None)


def _published(page: Page, nodes: list[Node], article: Node) -> str | None:
    candidates: list[str] = [
        jsonld.text(article.get(key)) for key in ("datePublished", "dateCreated", "uploadDate")
    ]
    candidates += [jsonld.text(node.get("datePublished")) for node in nodes if "webpage" in jsonld.types(node)]
    for key in names_in_order("metadata", "published"):
        candidates += page.metas.get(key, [])
    for candidate in candidates:
        if candidate and (found := iso(candidate)):
            return found
    for written, _ in page.times:
        if found := iso(written):
            return found
    return next((found for line in page.bylines if (found := in_text(line))), None) or _first_dated_line(page)


def _first_dated_line(page: Page) -> str | None:
    """The date of a short line near the headline: of one that says "posted on", else of one below it."""
    top = next((block.at for block in page.blocks if block.level == 1), 0)
    near = [block for block in page.blocks[:_DATED] if block.role != "heading" or is_moment(block.plain)]
    lines = [(block, line) for block in near for line in block.text.split(BREAK) if len(line) <= 120]
    dated = [(block, found) for block, line in lines if (found := in_text(line))]
    for wanted in (_says_published, lambda block: block.at > top, lambda block: True):
        for block, found in dated:
            if wanted(block):
                return found
    return None


def _says_published(block: Block) -> bool:
    known, parts = phrases().bylines, words(block.plain[:40])
    return any(" ".join(parts[:count]) in known for count in (1, 2, 3))


def _site_name(page: Page, nodes: list[Node], article: Node) -> str:
    # og:site_name first: JSON-LD's publisher is the company, which is not always the site's name.
    names = [_meta(page, "og:site_name"), *_publishers(nodes, article)]
    names += [
        _meta(page, "application-name"),
        _meta(page, "apple-mobile-web-app-title"),
        _meta(page, "al:android:app_name"),
    ]
    return next((name for name in names if name), "")


def _site_in_title(page: Page) -> str:
    """What stands in the page's title after a headline that the page shows, if it is a name by its length."""
    shown = _lines_shown(page)
    for headline, name in _parted_titles(page.title):
        if 0 < len(words(name)) <= _SITE_WORDS < len(words(headline)) and headline in shown:
            return name
    return ""


def _lines_shown(page: Page) -> set[str]:
    """The first blocks of a page, and the first line of each."""
    return {line for block in page.blocks[:_DATED] for line in (block.plain, block.text.partition(BREAK)[0])}


def _parted_titles(title: str) -> Iterator[tuple[str, str]]:
    """A title's headline and site, as it may part into them: after the last bar, or before the first colon."""
    if parted := _SUFFIX.match(title):
        yield parted[1].strip(), parted[2].strip()
    for mark in (" : ", " - ", " | ", ": "):
        name, found, headline = title.partition(mark)
        if found:
            yield headline.strip(), name.strip(" :")


def _publishers(nodes: list[Node], article: Node) -> list[str]:
    """The names of the publisher and of the site in JSON-LD."""
    sites = (node.get("name") for node in nodes if "website" in jsonld.types(node))
    return [*names_of(article.get("publisher"), nodes), *(tidy(jsonld.unescaped(name)) for name in sites)]


def _image(page: Page, nodes: list[Node], article: Node, url: str | None, address: str | None) -> str | None:
    candidates = [_address_of_image(item, nodes) for item in jsonld.listed(article.get("image"))]
    candidates += [_address_of_image(item, nodes) for item in jsonld.listed(article.get("thumbnailUrl"))]
    candidates += [
        _meta(page, key)
        for key in (
            "og:image",
            "og:image:url",
            "og:image:secure_url",
            "twitter:image",
            "twitter:image:src",
            "image",
            "thumbnail",
        )
    ]
    found = next((candidate for candidate in candidates if candidate), None)
    if not found:
        return None
    return _resolved(found, url, address)


def _address_of_image(item: object, nodes: list[Node]) -> str:
    if isinstance(item, dict):
        if "url" not in item and "contentUrl" not in item and "@id" in item:
            item = next(
                (
                    node
                    for node in nodes
                    if node.get("@id") == item["@id"] and ("url" in node or "contentUrl" in node)
                ),
                item,
            )
        value = tidy(jsonld.text(item.get("url") or item.get("contentUrl") or item.get("@id")))
        return "" if "#" in value else value  # names an object that the page does not hold
    return tidy(jsonld.text(item))


def _resolved(found: str, url: str | None, address: str | None) -> str:
    """Absolute where the page's own address is known; a path beside the page stays as it is without one."""
    try:
        if url:
            return urljoin(url, found)
        if address and found.startswith("/"):
            return urljoin(address, found)
    except ValueError:
        return found
    return found


def _address(page: Page, article: Node, url: str | None) -> str | None:
    entity = article.get("mainEntityOfPage")
    named = (
        jsonld.text(entity.get("@id") or entity.get("url")) if isinstance(entity, dict) else jsonld.text(entity)
    )
    for candidate in (page.canonical, _meta(page, "og:url"), named, jsonld.text(article.get("url"))):
        plain = tidy(candidate)
        if not plain:
            continue
        try:
            full = urljoin(url, plain) if url else plain
            parse(full)
        except ValueError:
            continue
        if looks_web(full) or full.startswith("//"):
            return without_keys(full)
    return url


def _questions(nodes: list[Node]) -> tuple[tuple[str, str], ...]:
    found = []
    for node in nodes:
        if "question" not in jsonld.types(node):
            continue
        question = plain_text(jsonld.unescaped(node.get("name") or node.get("text")))
        accepted = next(iter(jsonld.listed(node.get("acceptedAnswer"))), None)
        answer = plain_text(jsonld.unescaped(accepted.get("text"))) if isinstance(accepted, dict) else ""
        if question and answer:
            found.append((question, answer))
    return tuple(dict.fromkeys(found))


def _speakable(nodes: list[Node]) -> tuple[frozenset[str], ...]:
    """The plain class and id selectors of schema.org's ``speakable``, a hint against leaving a box out."""
    found = []
    for node in nodes:
        for held in jsonld.listed(node.get("speakable")):
            selectors = jsonld.listed(held.get("cssSelector")) if isinstance(held, dict) else []
            found += [part for selector in selectors for part in jsonld.text(selector).split(",")]
    plain = (selector.strip() for selector in found)
    return tuple(judge(selector[1:]).tokens for selector in plain if _NAME.match(selector))


def plain_text(marked_up: str) -> str:
    """One line of text out of a string that may hold HTML."""
    return tidy(re.sub(r"<[^<>]{0,500}>", " ", marked_up)) if "<" in marked_up else tidy(marked_up)


def _meta(page: Page, key: str) -> str:
    return next((tidy(value) for value in page.metas.get(key, []) if value.strip()), "")
