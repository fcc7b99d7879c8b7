"""What stands on a page beside its article and is left unread: menus, teasers, comments, bylines."""

from __future__ import annotations

from itertools import accumulate

from narrator.article.asides import (
    is_named_as,
    is_rescued,
    is_typed,
    lowest_around_text,
    muted_prose,
    tells_the_story,
)
from narrator.article.dates import is_moment
from narrator.article.headings import heading_kind
from narrator.article.page import Block, Box, Page, count_paragraphs, enclosing
from narrator.article.prose import HALF, Prose, weight_of
from narrator.article.text import ends_sentence
from narrator.article.told import is_statement, states
from narrator.article.unread import mute_unread_sections

_LINK_SHARE = 0.6
_LINK_LIST_PROSE = 250
_CARD = 6
_LABELLED = 12
_STANDFIRST = 60
_PANEL = 150
_INSERT = 160
_HEADLINED = 4
_STORY = 150
_HEADLINE = 25


def find_muted(page: Page, headline: Block | None) -> tuple[list[bool], Prose]:
    """For each block, whether it is left unread; and the prose that is read."""
    blocks = page.blocks
    prose = Prose(blocks)
    muted = [False] * len(blocks)
    at_headline = headline.at if headline is not None else -1
    open_prose = prose.total - muted_prose(page, prose)
    around = lowest_around_text(page, prose, open_prose, at_headline)
    paragraphs = count_paragraphs(blocks, "p", "div")
    until = 0
    for box in page.boxes:
        if box.start >= box.end or (box.start < until and box.end <= until):
            continue
        if (
            (
                box.mute
                and not is_rescued(box, prose, open_prose, at_headline)
                and not is_typed(box, blocks)
                and not is_named_as(box, around)
                and not tells_the_story(box, blocks, paragraphs)
            )
            or _is_byline(box, blocks, at_headline)
            or _is_link_list(box, prose, blocks, at_headline)
            or _is_panel(box, blocks, at_headline)
        ):
            _fill(muted, box)
            until = box.end
    _mute_other_stories(page, prose, muted, headline)
    _mute_skipped(page, prose, muted)
    _mute_cards(blocks, muted, at_headline)
    mute_unread_sections(blocks, prose, muted, at_headline, paragraphs)
    prose.leave_out(muted)
    _mute_teasers(page, prose, muted, at_headline)
    prose.leave_out(muted)
    return muted, prose


def _mute_teasers(page: Page, prose: Prose, muted: list[bool], at_headline: int) -> None:
    """Lists of other stories beside the main text: links or dates by the prose, in step with it."""
    blocks = page.blocks
    total = prose.of(page.boxes[0])
    main = max(
        (box for box in page.boxes if prose.of(box) >= HALF * total),
        key=lambda box: (box.start, -box.end),
        default=page.boxes[0],
    )
    until = 0
    links: list[int] = []  # made where a box is looked into; nested boxes are many
    for box in page.boxes:
        if box.end - box.start < 4 or box.start < until or (box.start < main.end and box.end > main.start):
            continue
        if box.start <= at_headline < box.end or box.folded or box.verdict.hint == "live":
            continue
        links = links or [0, *accumulate(block.is_linked or is_moment(block.text) for block in blocks)]
        found = links[box.end] - links[box.start]
        if found >= 2 and found * 2 >= prose.texts(box) and not is_typed(box, blocks):
            _fill(muted, box)
            until = box.end


def _fill(muted: list[bool], box: Box) -> None:
    muted[box.start : box.end] = [True] * (box.end - box.start)


def _is_byline(box: Box, blocks: list[Block], at_headline: int) -> bool:
    if not box.byline or box.end - box.start > 6 or box.start <= at_headline < box.end:
        return False
    inside = blocks[box.start : box.end]
    if any(block.role == "heading" and len(block.text) >= _STANDFIRST for block in inside):
        return False
    return sum(len(block.text) for block in inside) <= 300 and not all(
        is_moment(block.text) for block in inside
    )


def _is_link_list(box: Box, prose: Prose, blocks: list[Block], at_headline: int) -> bool:
    """A list, or a box, that is mostly links and holds no prose of its own."""
    if box.parent is None or box.name in ("html", "body") or box.start <= at_headline < box.end:
        return False
    if prose.share_linked(box) <= _LINK_SHARE or box.folded:
        return False
    if prose.of(box) > _LINK_LIST_PROSE or _is_introduced(box, blocks):
        return False
    return not (box.role == "heading" and box.level == 1)


def _is_introduced(box: Box, blocks: list[Block]) -> bool:
    """Whether a sentence right before a list, or an item's, says what it holds: documents, not stories."""
    rows = box.parent if box.name == "li" and box.parent is not None else box
    before = blocks[rows.start - 1] if rows.start else None
    if before is None or rows.name not in ("ul", "ol") or before.box.parent is not rows.parent:
        return False
    return before.text.endswith(":") and states(before.text.rstrip(":"))


def _is_panel(box: Box, blocks: list[Block], at_headline: int) -> bool:
    """A small box with buttons or fields, and a few words to them: a poll, a form, a request."""
    if not box.controls or box.folded or box.end - box.start > _CARD or box.start <= at_headline < box.end:
        return False
    inside = blocks[box.start : box.end]
    if sum(len(block.text) for block in inside) > _PANEL:
        return False
    if any(block.role in ("heading", "question") and heading_kind(block.text) for block in inside):
        return False
    # A dated sentence is an update of a live blog, with a button to pass it on.
    dated = any(is_moment(block.plain) for block in inside)
    return not (dated and any(weight_of(block) and ends_sentence(block.text) for block in inside))


def _mute_other_stories(page: Page, prose: Prose, muted: list[bool], headline: Block | None) -> None:
    """Stories loaded below this one: boxes like the one around its headline, with a headline of their own."""
    if headline is None:
        return
    around = {
        box.parent: box for box in enclosing(headline.box) if box.verdict.tokens and prose.of(box) >= _STORY
    }
    for box in page.boxes:
        first = around.get(box.parent)
        if first is None or box.start < first.end or box.name != first.name:
            continue
        heads = page.blocks[box.start : min(box.end, box.start + _HEADLINED)]
        other = any(
            block.role == "heading" and block.level <= headline.level + 1 and len(block.text) > _HEADLINE
            for block in heads
        )
        if other and box.verdict.tokens == first.verdict.tokens:
            _fill(muted, box)


def _mute_skipped(page: Page, prose: Prose, muted: list[bool]) -> None:
    """What a link lets a reader skip, as broadcasters offer before a podcast put into the text."""
    for target, start in page.skips:
        end = page.targets.get(target, -1)
        if start < end <= start + _LABELLED and prose.between(start, end) <= _INSERT:
            muted[start:end] = [True] * (end - start)
            if end < len(muted) and not is_statement(page.blocks[end].text):
                muted[end] = True  # says that the insert ends


def _mute_cards(blocks: list[Block], muted: list[bool], at_headline: int) -> None:
    """Teasers: a heading that is one link, and what stands in its box."""
    for at, block in enumerate(blocks):
        if block.role != "heading" or not block.is_linked or at == at_headline or block.box.folded:
            continue
        muted[at] = True
        box = block.box.parent
        while box is not None and box.end - box.start < 2:
            box = box.parent
        if box is not None and box.end - box.start <= _CARD and not box.start <= at_headline < box.end:
            _fill(muted, box)
        else:
            _mute_teaser(blocks, muted, at)


def _mute_teaser(blocks: list[Block], muted: list[bool], at: int) -> None:
    """The lines between one linked heading and the next of its kind, in a list of teasers without boxes."""
    for after in range(at + 1, min(len(blocks), at + _CARD)):
        if blocks[after].role == "heading":
            if blocks[after].is_linked and blocks[after].level == blocks[at].level:
                muted[at:after] = [True] * (after - at)
            return
