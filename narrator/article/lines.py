"""Which lines of a page are not text of the article: calls to follow, labels, notes of the desk."""

from __future__ import annotations

import re

from narrator.article.captions import is_alone, is_caption
from narrator.article.leads import bids, ends_in_lead, is_labelled_link, leads_elsewhere
from narrator.article.page import Block
from narrator.article.phrases import (
    BYLINE_LIMIT,
    CALL_LIMIT,
    CREDIT_LIMIT,
    PAYWALL_LIMIT,
    marks_in,
    marks_of,
    phrases,
)
from narrator.article.signatures import begins_byline
from narrator.article.text import before_separator, ends_sentence, fold, is_bracketed
from narrator.article.told import invites, is_addressed, is_reported, is_statement, is_told

_AD_WORDS = 5
_LABEL_WORDS = 5
_NOTE_LIMIT = 700
_FIELD_LIMIT = 100
_COMPOSED_LIMIT = 80
_DIGIT = re.compile(r"\d")
_SLIDE = re.compile(r"^\d{1,3}\s*(?:/|of)\s*\d{1,3}$")


def is_boilerplate(block: Block, own: frozenset[str]) -> bool:
    """Whether a block is not text of the article.

    Args:
        block: Outside of muted boxes.
        own: The site's name and the authors', folded.
    """
    text = block.text
    if leads_elsewhere(text, block.linked) or ends_in_lead(block) or is_labelled_link(block):
        return True
    if len(text) <= _NOTE_LIMIT and (_is_noted(block) or is_of_desk(text) or _is_reserved(block)):
        return True
    if len(text) > CALL_LIMIT:
        return False
    if (block.asked and len(text) <= _FIELD_LIMIT) or (
        block.beckons and block.role == "text" and not is_told(block)
    ):
        return True
    folded = fold(text)
    if _is_label(block, folded, own):
        return True
    known = phrases()
    if block.role in ("question", "term", "heading"):
        return block.role == "heading" and is_alone(block) and fold(before_separator(text)) in known.captions
    if bids(text) or _is_all_labels(block) or _is_ad_label(block) or invites(text, own):
        return True
    if _is_asked_or_remarked(block):
        return block.role != "item" or is_addressed(block)  # a step, a key point
    if block.role == "item":
        return False
    return begins_byline(text, folded, known.bylines, own) or is_caption(block, known.captions)


def _is_label(block: Block, folded: str, own: frozenset[str]) -> bool:
    """Whether a line is a label of the page: of a button or a count, of its site, of what scripts add later."""
    text = block.text
    known = phrases()
    counted = folded
    if _DIGIT.search(folded):
        counted = " ".join([word for word in folded.split() if not word.isdecimal()])
    if not folded or folded in known.lines or counted in known.counts or folded in own or "©" in text[:15]:
        return True
    if _SLIDE.match(text) or _is_row_of_tags(text):
        return True
    if block.role == "text" and (_is_framed(text, folded) or counted in known.sections):
        return True
    named = fold(text[: -block.linked]) if block.linked else ""
    if named and (named in known.sections or named in known.lines):
        return True
    if len(text) > CREDIT_LIMIT:
        return False
    bracketed = text[-1] == ")" and fold(text.partition("(")[0]) in known.lines
    return bracketed or _is_made_of_labels(counted.split(), known.lines)


def _is_asked_or_remarked(block: Block) -> bool:
    """Whether the phrases in a block ask the reader for something, or say something of the page's own text."""
    text = block.text
    marks = marks_in(text)
    if len(block.pieces) > 1 and len(text) <= BYLINE_LIMIT:
        marks |= marks_of(fold(" ".join(block.pieces)))  # words of two elements that style alone parts
    if ("calls" in marks and not is_told(block)) or ("remarks" in marks and _is_of_itself(block)):
        return True
    led = text.endswith(":") and not is_addressed(block)  # steps stand below it
    unfinished = (block.linked or not ends_sentence(text)) and not led
    return bool(unfinished) and "weak_calls" in marks and not is_told(block)


def is_call(block: Block, own: frozenset[str]) -> bool:
    """Whether a block asks the reader to follow, to join or to write."""
    text = block.text
    if len(text) > CALL_LIMIT:
        return False
    marks = marks_in(text)
    weak = "weak_calls" in marks and (block.linked > 0 or not ends_sentence(text))
    return (("calls" in marks or weak) and not is_told(block)) or invites(text, own)


def _is_ad_label(block: Block) -> bool:
    """Whether a few words among the text only say that an advertisement stands there."""
    parts = fold(block.text).split()
    if block.role != "text" or block.bold or len(parts) > _AD_WORDS or phrases().ads.isdisjoint(parts):
        return False
    plain = before_separator(block.text) == block.text and not any(map(str.isdecimal, block.text))
    return plain and not is_statement(block.text)


def _is_all_labels(block: Block) -> bool:
    """Whether a line is nothing but labels, in an element each: ``<b>Listen</b><b>Share</b>``."""
    known = phrases()
    named = False
    for piece in block.pieces:
        label = " ".join(word for word in fold(piece).split() if not word.isdecimal())
        if label and label not in known.lines and label not in known.counts:
            return False
        named = named or bool(label)
    return named and len(block.pieces) > 1


def _is_framed(text: str, folded: str) -> bool:
    """Whether a line offers to skip an insert, or says that it ends: ``छोड़कर … आगे बढ़ें``."""
    ends = phrases().framed.get(folded.partition(" ")[0], ())
    return bool(ends) and len(text) <= _COMPOSED_LIMIT and folded.endswith(ends) and not ends_sentence(text)


def _is_noted(block: Block) -> bool:
    """Whether a paragraph is opened by a label such as "Disclaimer:"."""
    if block.role not in ("text", "item"):
        return False
    label = before_separator(block.text[:CREDIT_LIMIT].lstrip("([*⚠ "))
    return len(label) < len(block.text) and fold(label) in phrases().notes


def _is_made_of_labels(words: list[str], labels: frozenset[str]) -> bool:
    """Whether the words of a line are one label after the other: ``Live Newest first Oldest first``."""
    at = 0
    while at < len(words):
        counts = range(min(_LABEL_WORDS, len(words) - at), 0, -1)
        step = next((count for count in counts if " ".join(words[at : at + count]) in labels), 0)
        if not step:
            return False
        at += step
    return True


def _is_row_of_tags(text: str) -> bool:
    """Whether a line is nothing but hashtags."""
    return text[0] == "#" and all(word[0] == "#" and word[1:2].isalpha() for word in text.split())


def _is_of_itself(block: Block) -> bool:
    """Whether a remark is about the page's text: it tells of nothing, stands in brackets, or names it."""
    text = block.text
    if is_reported(text):
        return False
    return is_bracketed(text) or not is_told(block) or not phrases().itself.isdisjoint(fold(text).split())


def is_of_desk(text: str) -> bool:
    """Whether a line in brackets says what was done to the text: ``(यह बातचीत संपादित की गई है।)``."""
    if not is_bracketed(text):
        return False
    parts = fold(text).split()
    return not phrases().desk.isdisjoint(parts) and (
        not is_statement(text) or not phrases().itself.isdisjoint(parts)
    )


def _is_reserved(block: Block) -> bool:
    """Whether a short first sentence is a remark of the page: ``All rights reserved. This material …``."""
    first, stop, rest = block.text.partition(". ")
    remark = bool(stop and rest) and len(first) <= CREDIT_LIMIT and block.role == "text"
    return remark and "remarks" in marks_of(fold(first))


def is_label(folded: str) -> bool:
    """Whether a folded line is a label of the page itself, as "Listen" or "Share" is."""
    return folded in phrases().lines


def is_remark(text: str) -> bool:
    """Whether a text is what a page says of its own text."""
    return "remarks" in marks_in(text)


def is_paywall(text: str) -> bool:
    """Whether a block stands in place of text that is sold."""
    if len(text) >= PAYWALL_LIMIT or "paywall" not in marks_in(text) or is_reported(text):
        return False
    return not is_statement(text) or not phrases().itself.isdisjoint(fold(text).split())
