"""Lines that lead to another story: ``यह भी पढ़ें: …``, ``यहां देखें …``, teasers that end in a link."""

from __future__ import annotations

import functools
import itertools
import re

from narrator.article.page import Block
from narrator.article.phrases import CALL_LIMIT, CAPTION_LIMIT, CREDIT_LIMIT, phrases
from narrator.article.text import before_separator, ends_sentence, fold
from narrator.article.told import is_reported, is_statement

_HEAD_WORDS = 7
_TITLE_WORDS = 4
_TEASER_LIMIT = 500
_FIELD_LIMIT = 100
_SEPARATORS = ":-–—|»>：›→"
_VISARGA = re.compile(r"[ःঃ](?=\s|$)")


def leads_elsewhere(text: str, linked: int) -> bool:
    """Whether a line only leads to another story: ``यह भी पढ़ें: …``.

    Args:
        text: The line.
        linked: Code points of it that are links.
    """
    text = text[:CALL_LIMIT]
    if "ः" in text or "ঃ" in text:
        text = _VISARGA.sub(":", text)  # written in place of a colon
    folded = fold(text)
    for phrase in phrases().read_also.get(folded.split(" ", 1)[0], ()):
        if not folded.startswith(phrase) or (len(folded) > len(phrase) and folded[len(phrase)] != " "):
            continue
        if folded == phrase:
            return True
        rest = _after(text, phrase)
        several = " " in phrase
        separated = rest[:1] != "" and rest[0] in _SEPARATORS
        if linked > 0.3 * len(text) or (separated and several):
            return True
        if several and len(text) < 160 and not ends_sentence(text) and rest[:1] in ("", " ", "!", "."):
            return len(phrase) > 9 and linked > 0
    return _asks_to_read(text, folded, linked)


def _asks_to_read(text: str, folded: str, linked: int) -> bool:
    """Whether a few words that end in "read" or "see", with "also" or a link, stand before a title or alone."""
    known = phrases()
    if known.read_verbs.isdisjoint(folded.split()):
        return False
    head = fold(before_separator(text)).split()
    separated = len(" ".join(head)) < len(folded)
    if not 2 <= len(head) <= _HEAD_WORDS or head[-1] not in known.read_verbs:
        return False
    also = not known.also.isdisjoint(head)
    if not separated:
        return also and len(head) <= _HEAD_WORDS - 1
    return (also or linked > 0.3 * len(text)) and (linked > 0 or not ends_sentence(text))


@functools.cache
def _bidding() -> frozenset[str]:
    """The words of the verbs that bid to read or to watch."""
    return frozenset(word for verb in phrases().read_verbs for word in verb.split())


def bids(text: str) -> bool:
    """Whether a line bids to watch or to read something: ``देखिए: …``, ``यहां देखें …``, ``अब पढ़िए …``."""
    if len(text) > CAPTION_LIMIT:
        return False
    known = phrases()
    parts = fold(text).split()
    if _bidding().isdisjoint(parts):
        return False
    head = before_separator(text)
    if len(head) < len(text) and fold(head) in known.read_verbs and not is_statement(text):
        return True
    if not ends_sentence(text):
        led = text[-1] in _SEPARATORS and len(parts) > _HEAD_WORDS
        if led or "। " in text or ". " in text:
            return False  # says what stands below it
        return any(one in known.here and other in known.read_verbs for one, other in itertools.pairwise(parts))
    trails = text.endswith(("…", "...")) and len(text) <= _FIELD_LIMIT and text[0] not in "\"'“‘"
    trails = trails and "," not in text.split(" ", 1)[0]  # "देखिए, …" begins an answer
    return trails and not known.read_verbs.isdisjoint((*parts[:2], *parts[-1:])) and not is_reported(text)


def ends_in_lead(block: Block) -> bool:
    """Whether a block ends in a link to the whole of another story, as its teaser does: ``… (पूरी खबर पढ़ें)``."""
    if not block.linked or len(block.text) > _TEASER_LIMIT:
        return False
    end = fold(block.text[-CREDIT_LIMIT:])
    return any(end.endswith(phrase) and block.linked <= 2 * len(phrase) + 4 for phrase in phrases().read_on)


def is_bare_lead(text: str) -> bool:
    """Whether a line only announces other stories: ``ये खबर भी पढ़ें…``."""
    return (
        len(text) < CREDIT_LIMIT
        and leads_elsewhere(text, 0)
        and len(before_separator(text).strip()) >= len(text.rstrip(" :-–—.…>»")) - 1
    )


def is_labelled_link(block: Block) -> bool:
    """Whether a few bold words and a colon stand before a title that is all link."""
    text = block.text
    if block.role != "text" or not block.linked or not block.bold or ends_sentence(text):
        return False
    label, colon, title = text.partition(":")
    title = title.strip()
    bold = abs(block.bold - len(label) - 1) <= 2
    return bool(colon) and bold and len(title.split()) >= _TITLE_WORDS and block.linked >= len(title) - 1


def _after(text: str, phrase: str) -> str:
    """What follows a phrase in the unfolded text, from its first sign on."""
    wanted = len(phrase.replace(" ", ""))
    for at in range(len(phrase) - 1, min(len(text), len(phrase) * 2 + 12) + 1):
        if len(fold(text[:at]).replace(" ", "")) >= wanted:
            while at < len(text) and fold(text[at - 1 : at + 1]) and text[at] in "\u093c\u200c\u200d":
                at += 1
            return text[at:].lstrip(" *_”\"'’")
    return ""
