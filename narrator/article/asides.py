"""Boxes that are named as asides and hold text of the article all the same: names lie."""

from __future__ import annotations

from collections import Counter

from narrator.article.headings import heading_kind
from narrator.article.markup import names
from narrator.article.page import AMONG, Block, Box, Page
from narrator.article.phrases import marks_in
from narrator.article.prose import Prose
from narrator.article.text import ends_sentence
from narrator.article.told import states_much

_FAINT_LINKS = 0.3
_WEAK_PROSE = 300
_RESCUED_SHARE = 0.3
_STRONG_PROSE = 800
# A menu that was never closed swallows what follows.
_SWALLOWERS = ("nav", "footer", "menu")
_SWALLOWED = 150
_TOLD = 2
_PARAGRAPH = 60
_COMMENTS = frozenset({"comments", "comment", "commentlist", "disqus", "respond"})


def muted_prose(page: Page, prose: Prose) -> int:
    """Code points of prose in boxes that their names mute, before any is rescued."""
    total = until = 0
    for box in page.boxes:
        if box.mute and box.start >= until:
            total += prose.of(box)
            until = max(until, box.end)
    return total


def is_rescued(box: Box, prose: Prose, open_prose: int, at_headline: int) -> bool:
    """A box whose names are those of an aside, but which holds the text."""
    own = prose.of(box)
    holds_headline = box.start <= at_headline < box.end
    if box.mute == "faint":
        return own > _WEAK_PROSE and prose.share_linked(box) < _FAINT_LINKS
    if box.mute == "weak":
        most = own >= open_prose and own >= _RESCUED_SHARE * prose.total
        return own > 0 and (most or (holds_headline and own > 0.3 * open_prose))
    if not _COMMENTS.isdisjoint(box.verdict.tokens) and not holds_headline:
        return False
    enough = _SWALLOWED if box.name in _SWALLOWERS else _STRONG_PROSE
    return own > enough and (own >= 4 * open_prose or (holds_headline and own > 0.5 * open_prose))


def lowest_around_text(page: Page, prose: Prose, open_prose: int, at_headline: int) -> Box | None:
    """The lowest box that holds the text though its class is that of an aside, as page builders make them."""
    found = None
    for box in page.boxes:
        if box.mute == "weak" == box.verdict.mute and prose.of(box) >= _RESCUED_SHARE * prose.total > 0:
            found = box if is_rescued(box, prose, open_prose, at_headline) else found
    return found


def is_named_as(box: Box, around: Box | None) -> bool:
    """Whether a box beside the text is called an aside by no other word than the text's own box is."""
    if around is None or not box.mute == "weak" == box.verdict.mute or around.start <= box.start < around.end:
        return False
    weak = names("classes", "weak")
    return box.verdict.tokens & weak <= around.verdict.tokens


def tells_the_story(box: Box, blocks: list[Block], paragraphs: Counter[Box]) -> bool:
    """Whether a box among paragraphs is called an aside, and says what the story says: sentences, no link."""
    around = box.parent
    itself = box.end - box.start == 1
    if (
        box.mute not in ("weak", "faint")
        or box.controls
        or around is None
        or paragraphs[around] - itself < AMONG
    ):
        return False
    inside = blocks[box.start : box.end]
    if any(block.linked or block.asked or block.beckons for block in inside):
        return False
    if not box.verdict.tokens.isdisjoint(names("classes", "never")):
        return False
    told = [
        block
        for block in inside
        if ends_sentence(block.text) and marks_in(block.text).isdisjoint(("calls", "remarks", "paywall"))
    ]
    return len(told) >= _TOLD or any(
        len(block.text) >= _PARAGRAPH and states_much(block.text) for block in told
    )


def is_typed(box: Box, blocks: list[Block]) -> bool:
    """An aside that is a summary, key points, an opinion or questions is part of the article."""
    if box.mute == "strong" and box.name in ("nav", "footer", "figcaption"):
        return False
    if (
        box.verdict.hint in ("summary", "takeaways", "point_of_view", "faq", "standfirst", "live")
        and box.mute != "strong"
    ):
        return True
    first = blocks[box.start]
    return heading_kind(first.text) not in (None, "live") and len(first.text) < 80
