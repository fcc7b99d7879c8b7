"""Which part of a page is the article: the headline, the root around it, and the blocks that are read.

The root is the lowest element that holds the headline and most of the prose, not the densest container: a
summary box, key points and questions often stand beside the text. Source: measured mistakes of the peers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from narrator.article.headings import heading_kind
from narrator.article.inserts import find_above, find_below, find_inserts
from narrator.article.muting import find_muted
from narrator.article.page import Block, Box, Page, enclosing
from narrator.article.prose import Prose
from narrator.article.rescue import find_story, is_of
from narrator.article.text import words

ROOT_SHARE = 0.8
"""Of the page's prose that the root holds at least. Source: research on page layouts."""
_ARTICLE_SHARE = 0.4
_LINK_SHARE = 0.6
_LINKED = 0.2
_OUTSIDE = frozenset({"faq", "point_of_view"})
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


def find_region(page: Page, titles: Iterable[str]) -> Region:
    """The part of the page that is its article.

    Args:
        page: As walked.
        titles: The headline as the page's metadata gives it, best first.
    """
    known = list(titles)
    headline = find_headline(page.blocks, known)
    region = _region(page, headline)
    story = find_story(page, region.blocks, headline, known)
    if story is None:
        return region
    for box in enclosing(story):
        box.mute, box.byline = "", False
    if headline is not None and headline.at >= story.end:
        headline = None
    return _region(page, headline, story)


def _region(page: Page, headline: Block | None, story: Box | None = None) -> Region:
    muted, prose = find_muted(page, headline)
    root = _root(page, prose, headline)
    start = root.start
    if headline is not None and root.start <= headline.at < root.end:
        start = headline.at + 1
    typed = _typed_outside(page, prose, root, muted)
    after = headline.at if headline is not None else -1
    below = find_below(page, prose, root, muted) | find_inserts(page, root, muted)
    below |= find_above(page, prose, root, muted, after)
    chosen = []
    for at, block in enumerate(page.blocks):
        told = story is not None and is_of(block, story)
        if (not told and (muted[at] or at in below)) or block is headline:
            continue
        if told or start <= at < root.end or at in typed:
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


def _root(page: Page, prose: Prose, headline: Block | None) -> Box:
    total = prose.total
    if not total:
        return page.boxes[0]
    if headline is None:
        return _lowest(page, prose, total)
    box: Box | None = headline.box
    while box is not None and box.parent is not None:
        own = prose.of(box)
        if own >= ROOT_SHARE * total or (own >= _ARTICLE_SHARE * total and _is_article(box)):
            return _with_rest(page, prose, box)
        box = box.parent
    return page.boxes[0]


def _with_rest(page: Page, prose: Prose, root: Box) -> Box:
    """The root, or the box around it where the text goes on, right after it, in a box like the one before."""
    before: defaultdict[Box | None, list[Box]] = defaultdict(list)
    for box in page.boxes:
        if box.end == root.end and box.start < box.end:
            before[box.parent].append(box)
    for after in page.boxes:
        if after.start != root.end or after.parent is None or not prose.of(after):
            continue
        if not any(box.name == after.name and _share_names(box, after) for box in before[after.parent]):
            continue
        headed = any(block.role == "heading" for block in page.blocks[after.start : after.end])
        if not headed and prose.share_linked(after) <= _LINKED:
            return after.parent
    return root


def _share_names(one: Box, other: Box) -> bool:
    """Whether two elements have most of the words in their names in common."""
    both = one.verdict.tokens | other.verdict.tokens
    return bool(both) and 3 * len(one.verdict.tokens & other.verdict.tokens) >= 2 * len(both)


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


def _typed_outside(page: Page, prose: Prose, root: Box, muted: list[bool]) -> set[int]:
    """Blocks of typed sections that stand outside of the root: questions below the article element."""
    found: set[int] = set()
    for box in page.boxes:
        if box.start >= box.end or root.start <= box.start < root.end or muted[box.start]:
            continue
        first = page.blocks[box.start]
        inside_heading = first.box is box
        if inside_heading or box.end - box.start < 2 or (box.start <= root.start and box.end >= root.end):
            continue
        named = heading_kind(first.text) not in (None, "live") or box.verdict.hint in _OUTSIDE
        if named and prose.share_linked(box) < _LINK_SHARE:
            found.update(range(box.start, box.end))
    return found
