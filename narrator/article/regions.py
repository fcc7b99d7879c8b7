"""Which part of a page is the article: the headline, the root around it, and the blocks that are read.

The root is the lowest element that holds the headline and most of the prose, not the densest container: a
summary box, key points and questions often stand beside the text. Source: measured mistakes of the peers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from narrator.article.lines import heading_kind, opens_unread
from narrator.article.page import Block, Box, Page
from narrator.article.text import words

ROOT_SHARE = 0.8
"""Of the page's prose that the root holds at least. Source: research on page layouts."""
_ARTICLE_SHARE = 0.4
_PROSE_LENGTH = 40
_LINK_SHARE = 0.6
_COMMENTS = frozenset({"comments", "comment", "commentlist", "disqus", "respond"})
_BODY_TOKENS = frozenset({"article", "story", "post", "entry", "news"})
_CONTENT_TOKENS = frozenset(
    {"body", "content", "detail", "details", "main", "text", "full", "container", "wrapper", "page", "area"}
)


@dataclass(frozen=True, slots=True)
class Region:
    """What is read of a page."""

    headline: Block | None
    """The block that is the headline."""
    root: Box
    """The element that holds the article."""
    blocks: tuple[Block, ...]
    """In document order, without the headline."""


class Prose:
    """Sums over blocks: how much prose and how many links stand in any box, in constant time."""

    def __init__(self, blocks: list[Block], muted: list[bool] | None = None) -> None:
        kept = [not gone for gone in muted] if muted else [True] * len(blocks)
        self.prose = [0, *accumulate(_prose(block) * keep for block, keep in zip(blocks, kept, strict=True))]
        self.letters = [
            0,
            *accumulate(len(block.text) * keep for block, keep in zip(blocks, kept, strict=True)),
        ]
        self.linked = [0, *accumulate(block.linked * keep for block, keep in zip(blocks, kept, strict=True))]

    def of(self, box: Box) -> int:
        """Code points of prose in a box."""
        return self.prose[box.end] - self.prose[box.start]

    def share_linked(self, box: Box) -> float:
        """Share of a box's text that is links."""
        letters = self.letters[box.end] - self.letters[box.start]
        return (self.linked[box.end] - self.linked[box.start]) / letters if letters else 0.0


def _prose(block: Block) -> int:
    if block.role in ("heading", "table", "time") or len(block.text) < _PROSE_LENGTH or block.is_linked:
        return 0
    return len(block.text)


def find_region(page: Page, titles: Iterable[str]) -> Region:
    """The part of the page that is its article.

    Args:
        page: As walked.
        titles: The headline as the page's metadata gives it, best first.
    """
    headline = find_headline(page.blocks, list(titles))
    muted = _mute(page, headline)
    prose = Prose(page.blocks, muted)
    root = _root(page, prose, headline)
    start = root.start
    if headline is not None and root.start <= headline.at < root.end:
        start = headline.at + 1
    typed = _typed_outside(page, root, muted)
    chosen = []
    for at, block in enumerate(page.blocks):
        if muted[at] or block is headline:
            continue
        if start <= at < root.end or at in typed:
            chosen.append(block)
    return Region(headline, root, tuple(chosen))


def find_headline(blocks: list[Block], titles: list[str]) -> Block | None:
    """The block that shows the headline: the h1 most like the known titles, or another heading so alike."""
    wanted = [set(words(title)) for title in titles if title]
    best, best_score = None, 0.0
    first_h1 = None
    for block in blocks:
        if block.role != "heading":
            continue
        own = set(words(block.text))
        score = max((_likeness(own, title) for title in wanted), default=0.0)
        if block.level == 1:
            first_h1 = first_h1 or (block if len(own) > 2 else None)
            score *= 1.25
        if score > best_score:
            best, best_score = block, score
    if best is not None and best_score >= (0.4 if best.level == 1 else 0.75):
        return best
    return first_h1


def _likeness(one: set[str], other: set[str]) -> float:
    if not one or not other:
        return 0.0
    shared = len(one & other)
    return shared / max(len(one), min(len(other), len(one) + 4))


def _mute(page: Page, headline: Block | None) -> list[bool]:
    """For each block, whether the box that it stands in is left unread."""
    blocks = page.blocks
    prose = Prose(blocks)
    muted = [False] * len(blocks)
    at_headline = headline.at if headline is not None else -1
    open_prose = prose.of(page.boxes[0]) - _outer_muted(page, prose)
    until = 0
    for box in page.boxes:
        if box.start >= box.end or (box.start < until and box.end <= until):
            continue
        if (
            (box.mute and not _is_rescued(box, prose, open_prose, at_headline) and not _is_typed(box, blocks))
            or _is_byline(box, blocks, at_headline)
            or _is_link_list(box, prose, blocks, at_headline)
        ):
            _fill(muted, box)
            until = box.end
    _mute_cards(blocks, muted, at_headline)
    _mute_unread_sections(blocks, muted, at_headline)
    return muted


def _fill(muted: list[bool], box: Box) -> None:
    muted[box.start : box.end] = [True] * (box.end - box.start)


def _outer_muted(page: Page, prose: Prose) -> int:
    total = until = 0
    for box in page.boxes:
        if box.mute and box.start >= until:
            total += prose.of(box)
            until = max(until, box.end)
    return total


def _is_rescued(box: Box, prose: Prose, open_prose: int, at_headline: int) -> bool:
    """A box whose names are those of an aside, but which holds the text."""
    own = prose.of(box)
    holds_headline = box.start <= at_headline < box.end
    if box.mute == "weak":
        return own > 0 and (own >= open_prose or (holds_headline and own > 0.3 * open_prose))
    if not _COMMENTS.isdisjoint(box.verdict.tokens) and not holds_headline:
        return False
    return own > 400 and (own >= 4 * open_prose or (holds_headline and own > 0.5 * open_prose))


def _is_typed(box: Box, blocks: list[Block]) -> bool:
    """An aside that is a summary, key points, an opinion or questions is part of the article."""
    if box.mute == "strong" and box.name in ("nav", "footer", "figcaption"):
        return False
    if (
        box.verdict.hint in ("summary", "takeaways", "point_of_view", "faq", "standfirst", "live")
        and box.mute == "weak"
    ):
        return True
    first = blocks[box.start]
    return heading_kind(first.text) not in (None, "live") and len(first.text) < 80


def _is_byline(box: Box, blocks: list[Block], at_headline: int) -> bool:
    if not box.verdict.byline or box.end - box.start > 6 or box.start <= at_headline < box.end:
        return False
    return sum(len(block.text) for block in blocks[box.start : box.end]) <= 300


def _is_link_list(box: Box, prose: Prose, blocks: list[Block], at_headline: int) -> bool:
    """A list, or a box, that is mostly links and holds no prose of its own."""
    if box.parent is None or box.name in ("html", "body") or box.start <= at_headline < box.end:
        return False
    if prose.share_linked(box) <= _LINK_SHARE or box.folded:
        return False
    if prose.of(box) > 250:
        return False
    return not (box.role == "heading" and box.level == 1)


def _mute_cards(blocks: list[Block], muted: list[bool], at_headline: int) -> None:
    """Teasers: a heading that is one link, and what stands in its box."""
    for at, block in enumerate(blocks):
        if (
            block.role != "heading"
            or muted[at]
            or not block.is_linked
            or at == at_headline
            or block.box.folded
        ):
            continue
        box = block.box.parent
        muted[at] = True
        while box is not None and box.end - box.start < 2:
            box = box.parent
        if box is not None and box.end - box.start <= 6 and not box.start <= at_headline < box.end:
            _fill(muted, box)


def _mute_unread_sections(blocks: list[Block], muted: list[bool], at_headline: int) -> None:
    """Related stories, comments and the like, named by their heading."""
    for at, block in enumerate(blocks):
        if muted[at] or at <= at_headline or not _may_open(block) or not opens_unread(block.text):
            continue
        end = _section_end(blocks, at)
        for inside in range(at, end):
            muted[inside] = True


def _may_open(block: Block) -> bool:
    if block.role == "heading":
        return True
    alone = block.role in ("text", "question", "term") and len(block.text) < 50
    return alone and (block.bold * 2 > len(block.text) or not _parent_has_prose(block))


def _parent_has_prose(block: Block) -> bool:
    """Whether the line stands among paragraphs, not at the head of a box of its own."""
    parent = block.box.parent
    return parent is None or parent.end - parent.start > 12 or block.box.end - block.box.start > 1


def _section_end(blocks: list[Block], at: int) -> int:
    """Where the section that a heading opens ends: with its box, or at the next heading of its level."""
    heading = blocks[at]
    box = heading.box
    while box.parent is not None and box.end - box.start < 2:
        box = box.parent
    if box.start == at and box.parent is not None:
        return box.end
    level = heading.level or 7
    limit = box.end
    for later in range(at + 1, limit):
        block = blocks[later]
        if block.role == "heading" and block.level <= level:
            return later
        if (
            heading.role != "heading"
            and block.role == "text"
            and len(block.text) > 120
            and not block.is_linked
        ):
            return later
    return limit


def _root(page: Page, prose: Prose, headline: Block | None) -> Box:
    total = prose.of(page.boxes[0])
    if headline is None:
        return _lowest(page, prose, total)
    box: Box | None = headline.box
    while box is not None and box.parent is not None:
        own = prose.of(box)
        if own >= ROOT_SHARE * total or (own >= _ARTICLE_SHARE * total and _is_article(box)):
            return box
        box = box.parent
    return page.boxes[0]


def _lowest(page: Page, prose: Prose, total: int) -> Box:
    found = page.boxes[0]
    for box in page.boxes:
        if total and prose.of(box) >= ROOT_SHARE * total and box.role != "heading":
            found = box
    return found


def _is_article(box: Box) -> bool:
    tokens = box.verdict.tokens
    return (
        box.name == "article"
        or box.itemtype.endswith("article")
        or (not tokens.isdisjoint(_BODY_TOKENS) and not tokens.isdisjoint(_CONTENT_TOKENS))
    )


def _typed_outside(page: Page, root: Box, muted: list[bool]) -> set[int]:
    """Blocks of typed sections that stand outside of the root: questions below the article element."""
    found: set[int] = set()
    for box in page.boxes:
        if box.start >= box.end or root.start <= box.start < root.end or muted[box.start]:
            continue
        first = page.blocks[box.start]
        inside_heading = first.box is box
        if inside_heading or box.end - box.start < 2 or (box.start <= root.start and box.end >= root.end):
            continue
        if heading_kind(first.text) not in (None, "live") and first.role != "text":
            found.update(range(box.start, box.end))
    return found
