"""What one walk over a page finds: blocks of text in their boxes, and what the head says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from narrator.article.classes import NEUTRAL, Mute, Verdict

BREAK = "\ue000"
"""Stands for a line break inside a block until its lines are looked at; not a character of any text."""

Role = Literal["text", "heading", "item", "term", "question", "quote", "time", "table"]


@dataclass(slots=True, eq=False)
class Box:
    """An element that holds blocks."""

    name: str
    """Of the element."""
    parent: Box | None
    """None for the page itself."""
    role: Role = "text"
    """Of the text directly inside."""
    level: int = 0
    """Of a heading, 1 to 6."""
    mute: Mute = ""
    """Whether its text is left unread, before the page as a whole is known."""
    verdict: Verdict = NEUTRAL
    """What its class and id say."""
    byline: bool = False
    """Whether its names or its microdata say that it names people or times."""
    itemtype: str = ""
    """Last part of the microdata type, lower case."""
    start: int = 0
    """Index of its first block."""
    end: int = 0
    """Index after its last block."""
    is_small: bool = False
    """Whether its text is set in smaller type, or centered."""
    controls: int = 0
    """Buttons and fields right inside it that are not read."""
    folded: bool = False
    """Whether it, or a box around it, opens and closes at a click: a question, an accordion."""


@dataclass(slots=True, eq=False)
class Block:
    """A run of text between two edges of block elements."""

    text: str
    """Tidied; ``BREAK`` stands where the page breaks a line."""
    role: Role
    """What kind of element holds it."""
    box: Box
    """Lowest element around it."""
    at: int = 0
    """Place among the page's blocks."""
    level: int = 0
    """Of a heading, 1 to 6; 7 for a paragraph in bold that stands as one."""
    linked: int = 0
    """Code points inside links; in headings and questions, which open at a click, only links to pages."""
    bold: int = 0
    """Code points inside bold type."""
    italic: int = 0
    """Code points inside italics."""
    is_small: bool = False
    """Whether it is set in smaller type than the text, or centered."""
    beckons: int = 0
    """Links to channels, apps and accounts to follow."""
    parts: int = 0
    """Links to whole parts of the site, not to one page of it."""
    asked: bool = False
    """Whether a field to fill in stands in it, or nothing but buttons below it."""
    ordinal: str = ""
    """Number of the item in a numbered list."""
    pieces: tuple[str, ...] = ()
    """Its texts by inline elements, as written, where it is a short line near the top of the page."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Cells of a table, the header row first."""
    headed: bool = False
    """Whether the table has a header row."""
    caption: str = ""
    """Of the table."""
    under_image: bool = False
    """Whether it is the first text after a picture."""
    beside_image: bool = False
    """Whether the picture before it stands in the same element, alone with it."""
    first: bool = True
    """Whether it is the first block of its list item."""

    @property
    def plain(self) -> str:
        """Its text in one line."""
        return self.text.replace(BREAK, " ") if BREAK in self.text else self.text

    @property
    def is_linked(self) -> bool:
        """Whether most of it is links."""
        return self.linked > 0.6 * len(self.text)


@dataclass(slots=True, eq=False)
class Page:
    """The whole page."""

    blocks: list[Block] = field(default_factory=list)
    """In document order, those of muted boxes among them."""
    boxes: list[Box] = field(default_factory=list)
    """In document order; the first is the page itself."""
    metas: dict[str, list[str]] = field(default_factory=dict)
    """Contents of ``meta`` elements by name, property or itemprop, lower case."""
    scripts: list[str] = field(default_factory=list)
    """JSON-LD."""
    title: str = ""
    """Of the head."""
    canonical: str = ""
    """As written."""
    language: str = ""
    """The ``lang`` of the page, as written."""
    times: list[tuple[str, Box]] = field(default_factory=list)
    """``datetime`` of each ``time`` element, and its box."""
    authors: list[str] = field(default_factory=list)
    """Texts of elements marked as the author."""
    signed: list[str] = field(default_factory=list)
    """Texts of boxes whose names say that they name the author."""
    bylines: list[str] = field(default_factory=list)
    """Texts of boxes that name people or times."""
    skips: list[tuple[str, int]] = field(default_factory=list)
    """Target of each link into the page itself, and the place among the blocks where it stands."""
    targets: dict[str, int] = field(default_factory=dict)
    """Place of each such target that comes after its link."""
    images: list[tuple[str, Box]] = field(default_factory=list)
    """Address of each picture, and its box."""


AMONG = 3
"""Paragraphs that a box holds at least where another stands among them."""
LEAST_PARAGRAPH = 40
"""Code points of the shortest paragraph that counts as one."""


def enclosing(box: Box) -> Iterator[Box]:
    """A box and those around it, the innermost first."""
    found: Box | None = box
    while found is not None:
        yield found
        found = found.parent


def count_paragraphs(blocks: Iterable[Block], *names: str) -> Counter[Box]:
    """For each box how many of the blocks are paragraphs of it, right inside or alone in a box, by element."""
    found: Counter[Box] = Counter()
    for block in blocks:
        box, around = block.box, block.box.parent
        if box.name not in names or around is None or len(block.text) < LEAST_PARAGRAPH:
            continue
        if box.end - box.start == 1:
            found[around] += 1
            if around.end - around.start == 1 and around.parent is not None:
                found[around.parent] += 1
    return found
