"""Whether a sentence tells of something, or asks the reader for something.

A story about channels and apps uses the words that a page uses to ask for a subscription. A sentence that
quotes somebody is the story's; so is one that ends as a statement does, or begins no clause with an imperative,
and speaks to nobody. A request is linked, unfinished, an imperative, or says "you" and "us".
"""

from __future__ import annotations

import re

from narrator.article.page import Block
from narrator.article.phrases import marks_of, phrases
from narrator.article.text import ends_sentence, fold

_CLAUSE = re.compile(r"[.,;:!?–—]\s|\s-\s")
_VERB_ENDING = 2
_INITIALS = 3
_QUOTES = frozenset("\"“‘'«")


def is_statement(text: str) -> bool:
    """Whether a text is a sentence: by its stop or, where that was forgotten, by the verb that ends it."""
    return ends_sentence(text) or _ends_in_verb(fold(text))


def is_told(block: Block) -> bool:
    """Whether a block is a sentence that tells of something."""
    text = block.text
    if block.asked or 2 * block.linked > len(text) or not ends_sentence(text):
        return False
    folded = fold(text)
    if "reports" in marks_of(folded):
        return True
    if not phrases().addressed.isdisjoint(folded.split()):
        return False
    latin = folded[:1].isascii() and folded.rpartition(" ")[2].isascii()
    return _begins_no_request(text) if latin else _ends_in_verb(folded)


def is_asked(text: str) -> bool:
    """Whether a sentence speaks to the reader, quotes nobody, and tells of nothing."""
    folded = fold(text)
    if "reports" in marks_of(folded) or phrases().addressed.isdisjoint(folded.split()):
        return False
    return not _ends_in_verb(folded)


def invites(text: str, own: frozenset[str]) -> bool:
    """Whether a text asks the reader to follow the site: "our" or its name, a channel of it, and a request.

    Args:
        text: Of a block.
        own: The site's names, folded.
    """
    folded = fold(text)
    known = phrases()
    within = f" {folded} "
    latin = folded[:1].isascii() and folded.rpartition(" ")[2].isascii()
    if not (within.startswith(known.requests) if latin else within.endswith(known.requests)):
        return False
    if not any(channel in within for channel in known.channels):
        return False
    named = any(len(name) > _INITIALS and f" {name}" in within for name in own)
    told = text[:1] in _QUOTES or text.endswith("?") or "reports" in marks_of(folded)
    return (named or not known.ours.isdisjoint(folded.split())) and not told


def is_question_to_reader(text: str) -> bool:
    """Whether a text is one question to the reader: ``क्या यह आपके काम आया?``."""
    plain = text.strip("👍👎 ")
    return plain.endswith("?") and not phrases().addressed.isdisjoint(fold(plain).split())


def is_reported(text: str) -> bool:
    """Whether a sentence quotes somebody."""
    return ends_sentence(text) and "reports" in marks_of(fold(text))


def _ends_in_verb(folded: str) -> bool:
    last = folded.rpartition(" ")[2]
    return last in phrases().verbs or (len(last) > _VERB_ENDING and last.endswith(phrases().verb_endings))


def _begins_no_request(text: str) -> bool:
    first = (fold(clause).partition(" ")[0] for clause in _CLAUSE.split(text))
    return phrases().imperatives.isdisjoint(first)
