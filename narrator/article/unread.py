"""Sections that are named by their heading and left unread: related stories, comments, the author."""

from __future__ import annotations

from collections import Counter

from narrator.article.headings import opens_unread
from narrator.article.page import AMONG, Block, Box
from narrator.article.prose import HALF, PROSE_LENGTH, Prose
from narrator.article.text import ends_sentence
from narrator.article.told import is_told, states

_WEAK_PROSE = 300
_LABEL = 50
_LABELLED = 12
_TAIL_SHARE = 0.3


def mute_unread_sections(
    blocks: list[Block], prose: Prose, muted: list[bool], at_headline: int, paragraphs: Counter[Box]
) -> None:
    """Related stories, comments and the like, named by their heading."""
    for at, block in enumerate(blocks):
        if muted[at] or at <= at_headline or not _may_open(blocks, at):
            continue
        opens = opens_unread(block.text)
        if not opens:
            continue
        end = _section_end(blocks, prose, at)
        prosaic = opens == "weak" and prose.between(at, end) > _WEAK_PROSE
        if prosaic or (opens == "weak" and _is_of_text(blocks, at, paragraphs)):
            continue
        muted[at:end] = [True] * (end - at)


def _is_of_text(blocks: list[Block], at: int, paragraphs: Counter[Box]) -> bool:
    """Whether a heading stands among the paragraphs of the text, with a sentence of it right below."""
    around = blocks[at].box.parent
    if blocks[at].role != "heading" or around is None or at + 1 >= len(blocks):
        return False
    below = [block for block in blocks[at + 1 : at + 3] if block.box.parent is around]
    if not any(_goes_on(block) and (is_told(block) or states(block.text)) for block in below):
        return False
    if paragraphs[around] >= AMONG:
        return True
    # Each part of the text in a box like the one before it is among paragraphs too.
    before, outer = blocks[at - 1].box.parent, around.parent
    alike = before is not None and before.parent is outer and before.name == around.name
    if alike and before is not None and before.verdict.tokens == around.verdict.tokens:
        return True
    return not around.verdict.tokens and outer is not None and paragraphs[outer] >= AMONG


def _may_open(blocks: list[Block], at: int) -> bool:
    """Whether a block stands as a heading does: by its element, over links, or first in a small box."""
    block = blocks[at]
    if block.role == "heading":
        return True
    if block.role not in ("text", "question", "term") or len(block.text) >= _LABEL:
        return False
    parent = block.box.parent
    leads = at + 1 < len(blocks) and blocks[at + 1].is_linked
    boxes = (block.box, parent)
    heads = any(box is not None and box.start == at and 1 < box.end - at <= _LABELLED for box in boxes)
    return leads or heads


def _section_end(blocks: list[Block], prose: Prose, at: int) -> int:
    """Where the section that a heading opens ends: with its box, at the next heading like it, or at prose."""
    box = blocks[at].box
    while box.parent is not None and box.end - box.start < 2:
        box = box.parent
    own_box = box.start == at and box.parent is not None
    if own_box and prose.of(box) < HALF * prose.total:
        return box.end
    end = _next_heading(blocks, at, box.end)
    links = at + 1 < end and blocks[at + 1].is_linked
    if links or blocks[at].role != "heading" or prose.between(at, end) > _TAIL_SHARE * prose.total:
        return next((later for later in range(at + 1, end) if _goes_on(blocks[later])), end)
    return end


def _next_heading(blocks: list[Block], at: int, limit: int) -> int:
    level = blocks[at].level or 7
    for later in range(at + 1, limit):
        if blocks[later].role == "heading" and blocks[later].level <= level:
            return later
    return limit


def _goes_on(block: Block) -> bool:
    """Whether a block after a list of links is text of the article again: a sentence without a link."""
    if block.linked or block.role in ("item", "heading"):
        return False
    return len(block.text) > PROSE_LENGTH and ends_sentence(block.text)
