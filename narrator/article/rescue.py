"""The story that a page's own names hid: its text stands in a box called an advertisement, a form, or unseen.

Names decide what is muted, and names lie: a page builder's ``popup``, a text that a script shows later. What
is evident then is that more paragraphs stand together unread than are read, and that they speak of what the
headline speaks of.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence

from narrator.article.page import Block, Box, Page, enclosing
from narrator.article.text import words
from narrator.article.told import is_statement

_SHARE = 1.5
_MOST = 0.6
_LEAST = 150
_PARAGRAPH = 60
_LIKENESS = 1 / 3
_STEM = 4
_LEVELS = 3
_TRIED = 8
_NOT_STORIES = frozenset(
    {"comments", "comment", "commentlist", "disqus", "respond", "cookie", "cookies", "consent"}
)


def find_story(page: Page, read: Sequence[Block], headline: Block | None, titles: Sequence[str]) -> Box | None:
    """The box of the story's paragraphs, where they are not read; None where what is read will do.

    Args:
        page: As walked.
        read: The blocks that are read.
        headline: The block that shows the headline.
        titles: The headline as the page's metadata gives it.
    """
    shown = _shown_before(page, read)
    total = sum(len(block.text) for block in read if _is_paragraph(block))
    groups: defaultdict[Box, int] = defaultdict(int)
    for block in page.blocks:
        if shown[block.at] == shown[block.at + 1] and _is_paragraph(block):
            for box in _groups(block, shown):
                groups[box] += len(block.text)
    least = max(_LEAST, _SHARE * total, _MOST * max(groups.values(), default=0))
    unread = [box for box, letters in groups.items() if letters >= least]
    if not unread:
        return None
    wanted = [*titles, headline.text if headline else ""]
    for box in sorted(unread, key=lambda box: box.end - box.start)[:_TRIED]:
        inside = page.blocks[box.start : box.end]
        if not _is_foreign(inside, box, headline) and speaks_of((block.text for block in inside), wanted):
            return box
    return None


def speaks_of(texts: Iterable[str], titles: Iterable[str]) -> bool:
    """Whether a third of a headline's words stand in a text, whatever their endings."""
    wanted = _stems(titles)
    return len(_stems(texts) & wanted) >= _LIKENESS * len(wanted)


def _stems(texts: Iterable[str]) -> set[str]:
    return {word[:_STEM] for text in texts for word in words(text) if len(word) >= _STEM}


def is_of(block: Block, story: Box) -> bool:
    """Whether a block stands right inside a box: as its text, or as a paragraph or heading of it."""
    return block.box is story or block.box.parent is story


def _is_paragraph(block: Block) -> bool:
    return (
        block.role in ("text", "quote")
        and len(block.text) >= _PARAGRAPH
        and 3 * block.linked < len(block.text)
        and is_statement(block.text)
    )


def _shown_before(page: Page, read: Sequence[Block]) -> list[int]:
    """For each place among the page's blocks, and the one after the last, how many before it are read."""
    shown = [0] * (len(page.blocks) + 1)
    for block in read:
        shown[block.at + 1] = 1
    return list(itertools.accumulate(shown))


def _groups(block: Block, shown: list[int]) -> list[Box]:
    """The boxes whose paragraphs stand together with this one: its own and two around it, all unread."""
    own = block.box.parent if block.box.name in ("p", "blockquote") else None
    boxes = itertools.islice(enclosing(own or block.box), _LEVELS)
    return [box for box in boxes if box.parent is not None and shown[box.start] == shown[box.end]]


def _is_foreign(inside: Sequence[Block], story: Box, headline: Block | None) -> bool:
    """Whether a box is a list of teasers, stands among comments or notices, or has a headline of its own."""
    teasers = sum(block.role == "heading" and block.is_linked for block in inside)
    if teasers > 1 or 3 * sum(block.linked for block in inside) > sum(len(block.text) for block in inside):
        return True
    if headline is not None and any(block.level == 1 and block is not headline for block in inside):
        return True
    for box in enclosing(story):
        if headline is not None and box.start <= headline.at < box.end:
            return False
        if not box.verdict.tokens.isdisjoint(_NOT_STORIES) or box.name == "dialog":
            return True
    return False
