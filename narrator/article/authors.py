"""Who wrote an article: names as the page declares them, else as its byline shows them.

A name comes out without "By", without the writer's post and without the site's name beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from narrator.article import jsonld
from narrator.article.jsonld import Node
from narrator.article.markup import names as words_of
from narrator.article.markup import ordered
from narrator.article.page import BREAK, Block, Page
from narrator.article.phrases import phrases
from narrator.article.text import ends_sentence, fold, tidy

_ADDRESS = re.compile(r"^(?:https?:)?//|^www\.|@\w", re.IGNORECASE)
_AND = re.compile(r"\s+(?:and|और|एवं|तथा|এবং|ও|आणि|व)\s+|\s*&\s+", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,;/]\s+")
_BAR = re.compile(r"\s*[|•·]\s*|\s[–—-]\s")
_BRACKETS = re.compile(r"\s*\(([^()]*)\)$")
_STOP = re.compile("[।!?]")
_LENGTH = 120
_NAMES_LENGTH = 60
_NAME_WORDS = range(1, 5)
_LINE = 150
_DESK_WORDS = 4
_TOP = 4


def find_author(page: Page, nodes: list[Node], article: Node, sites: frozenset[str]) -> str | None:
    """The names of the authors, joined by commas; None where the page names nobody.

    Args:
        page: As walked.
        nodes: All of its JSON-LD.
        article: The object that is this page's article.
        sites: The site's names, folded.
    """
    generic: list[str] = []
    for found in _sources(page, nodes, article, sites):
        names = [name for name in found if not _is_nobody(fold(name), sites)]
        if names:
            return ", ".join(dict.fromkeys(names))
        generic = generic or [name for name in found if fold(name) not in words_of("metadata", "nameless")]
    return ", ".join(generic) or None


def _is_nobody(folded: str, sites: frozenset[str]) -> bool:
    """Whether a name is of an account or of the site, which a byline that names a person is preferred to."""
    named = folded in sites or any(site and folded.endswith(f" {site}") for site in sites)
    return named or folded in words_of("metadata", "nobody")


def _sources(page: Page, nodes: list[Node], article: Node, sites: frozenset[str]) -> Iterator[list[str]]:
    """The names by source, the most trusted first."""
    yield names_of(article.get("author"), nodes, sites)
    yield names_of(article.get("creator"), nodes, sites)
    for key in ordered("metadata", "author"):
        yield cleaned((tidy(jsonld.unescaped(value)) for value in page.metas.get(key, [])), sites)
    yield cleaned(page.authors, sites)
    yield cleaned(_after_by(page.bylines) or _after_by(_top_lines(page)), sites)
    yield next((found for line in page.signed if (found := _signed(line, sites))), [])
    yield next((found for line in _top_lines(page) if (found := _desk(line, sites))), [])


def _desk(line: str, sites: frozenset[str]) -> list[str]:
    """The desk that a line begins with, before a place or a date: ``न्यूज डेस्क, पटना``."""
    first = _until_date(_COMMA.split(_BAR.split(line)[0])[0])
    parts = fold(first).split()
    if not 1 < len(parts) <= _DESK_WORDS or len(line) > _NAMES_LENGTH * 2 or fold(first) in sites:
        return []
    return [first] if parts[-1] in phrases().desks and not ends_sentence(line) else []


def names_of(value: object, nodes: list[Node], sites: frozenset[str] = frozenset()) -> list[str]:
    """The names in a value of JSON-LD: a text, an object, a reference to one, or a list of them."""
    names: list[str] = []
    for item in _writers(jsonld.listed(value)):
        if isinstance(item, dict) and "name" not in item and "@id" in item:
            item = next((node for node in nodes if node.get("@id") == item["@id"] and node.get("name")), item)
        found = item.get("name") if isinstance(item, dict) else item
        whole = (tidy(jsonld.unescaped(name)) for name in jsonld.listed(found))
        if isinstance(item, dict) and "person" not in jsonld.types(item) and jsonld.types(item):
            names.extend(name for name in whole if name)  # an organization's name may hold an "and"
        else:
            names.extend(cleaned(whole, sites))
    return names


def _writers(items: Sequence[object]) -> Sequence[object]:
    """The items that do not say of themselves that they name an editor, unless all do."""
    others = [item for item in items if not _is_edited(item.get("name") if isinstance(item, dict) else item)]
    return others or items


def _is_edited(name: object) -> bool:
    """Whether a declared name begins with what stands before those who are not its author: ``Edited by``."""
    parts = fold(name).split() if isinstance(name, str) else []
    starts = phrases().bylines - phrases().authors
    return len(parts) > 2 and " ".join(parts[:2]) in starts


def cleaned(names: Iterable[str], sites: frozenset[str]) -> list[str]:
    """Each name without what stands beside it; two names in one text apart."""
    found: list[str] = []
    for name in names:
        plain = _without_by(name, declared=True).strip(" ,;|-–")
        if plain and len(plain) <= _LENGTH and not _ADDRESS.search(plain):
            found.extend(_persons(plain, sites))
    return found


def _persons(text: str, sites: frozenset[str]) -> list[str]:
    first = next((part for part in _BAR.split(text) if part and not _is_beside(part, sites)), text)
    found: list[str] = []
    if _is_beside(_without_post(_COMMA.split(first)[0], sites), sites):
        return [first]  # nobody by name: "Correspondent, Ratnagiri"
    for part in _COMMA.split(first):
        both = _AND.split(part)
        pieces = both if all(len(piece.split()) > 1 for piece in both) else [part]
        found.extend(bare for piece in pieces if not _is_beside(bare := _without_post(piece, sites), sites))
    return [name for name in found if name] or [text]


def _without_post(name: str, sites: frozenset[str]) -> str:
    bracketed = _BRACKETS.search(name)
    if bracketed and _is_beside(bracketed[1], sites):
        return name[: bracketed.start()]
    return name.strip()


def _is_beside(text: str, sites: frozenset[str]) -> bool:
    """Whether a text is the site's name or a post, as "Senior Correspondent" is."""
    folded = fold(text)
    return folded in sites or not phrases().posts.isdisjoint(folded.split())


def _without_by(name: str, *, declared: bool = False) -> str:
    """The name without ``By`` or ``लेखक:`` before it; a declared one without ``Edited by`` too."""
    known = phrases().authors | phrases().bylines if declared else phrases().authors
    head, colon, rest = name.partition(":")
    if colon and fold(head) in known:
        return rest.strip()
    parts = name.split()
    for count in (4, 3, 2, 1):
        if len(parts) > count and not parts[count - 1].endswith(",") and fold(" ".join(parts[:count])) in known:
            return " ".join(parts[count:])
    return name


def _after_by(lines: Sequence[str]) -> list[str]:
    """Names out of visible bylines: what follows ``By`` or ``लेखक:``, up to a date, a bar or another mark."""
    for line in lines:
        for part in _BAR.split(line):
            text = tidy(part)
            named = _without_by(text)
            plain = _until_date(named) if named != text else ""
            if 0 < len(plain) <= _NAMES_LENGTH and not _STOP.search(plain):
                pieces = [piece for both in _AND.split(plain) for piece in _COMMA.split(both) if piece]
                if not plain.isascii() and not phrases().composing.isdisjoint(fold(" ".join(pieces)).split()):
                    continue  # a heading such as "रिपोर्ट की बड़ी बातें"
                if pieces and _is_beside(pieces[0], frozenset()):
                    return pieces[:1]  # nobody by name: "Correspondent, Ratnagiri"
                return [piece for piece in pieces if not _is_beside(piece, frozenset())]
    return []


def _until_date(names: str) -> str:
    """The words before the first that is a number, or that stands before a date."""
    parts = names.split()
    both = [f"{part} {after}" for part, after in zip(parts, [*parts[1:], ""], strict=False)]
    ends = (at for at, part in enumerate(parts) if _ends_names(part, at) or fold(both[at]) in phrases().bylines)
    end = next(ends, len(parts))
    return " ".join(parts[:end]).strip(" ,;:-–")


def _ends_names(part: str, at: int) -> bool:
    folded = fold(part)
    if any(map(str.isdecimal, part)) or folded in phrases().bylines:
        return True
    return at > 0 and folded in phrases().before_date


def _signed(line: str, sites: frozenset[str]) -> list[str]:
    """Names alone in a box that says by its class that it names the author."""
    known = phrases().authors | phrases().bylines
    parts = [part for part in _BAR.split(line) if fold(part) and fold(part) not in known]
    whole = len(parts[0].split()) > 1 if parts else True  # else one name, its words in elements of their own
    first = _until_date(" ".join(parts[:1] if whole else parts))
    if not first or _without_by(first, declared=True) != first:
        return []
    pieces = [piece for both in _AND.split(first) for piece in _COMMA.split(both)]
    names = [piece for piece in pieces if not _is_beside(piece, sites)]
    if not names and fold(pieces[0]) not in sites:
        names = pieces[:1]  # a desk
    plain = all(len(name.split()) in _NAME_WORDS and fold(name) not in phrases().lines for name in names)
    return names if plain else []


def _top_lines(page: Page) -> list[str]:
    """Short lines near the headline; a label such as ``लेखक`` with the line below it."""
    top = next((block.at + 1 for block in page.blocks if block.level == 1), None)
    if top is None:
        titled = (block.at for block in page.blocks if len(_first_line(block)) > _NAMES_LENGTH // 2)
        top = next((at for at in titled if _first_line(page.blocks[at]) in page.title), 0)
    lines = [line for block in page.blocks[top : top + 11] for line in _lines(block)]
    labelled = (f"{line}: {after}" for line, after in pairwise(lines) if fold(line) in phrases().authors)
    return [*labelled, *lines]


def _lines(block: Block) -> list[str]:
    """A short block; of a long one whose lines are parted by line breaks alone, the short lines at its top."""
    if len(block.text) <= _LINE:
        return [_parted(block)]
    return (
        [line for line in block.text.split(BREAK)[:_TOP] if len(line) <= _NAMES_LENGTH]
        if BREAK in block.text
        else []
    )


def _first_line(block: Block) -> str:
    return block.text.partition(BREAK)[0]


def _parted(block: Block) -> str:
    """A line with a bar where two of its elements meet without a space: ``लेखक: …</span><span>3 घंटे पहले``."""
    if not block.pieces:
        return block.plain
    line = block.pieces[0]
    for piece in block.pieces[1:]:
        line += f" | {piece}" if fold(line[-1:]) and fold(piece[:1]) else piece
    return tidy(line.replace(BREAK, " | "))
