"""Whether a sentence tells of something, or asks the reader for something.

A story about channels and apps uses the words that a page uses to ask for a subscription. A sentence that
quotes somebody is the story's; so is one that ends as a statement does, or begins no clause with an imperative,
and speaks to nobody. A request is linked, unfinished, an imperative, or says "you" and "us".
"""

from __future__ import annotations

import re

from narrator.article.page import Block
from narrator.article.phrases import marks_of, phrases, unquoted
from narrator.article.text import ends_sentence, fold

_CLAUSE = re.compile(r"[.,;:!?।–—|]\s|\s-\s")
_SENTENCE_END = re.compile(r"[।!?:|–—]")
_CAPITALS = re.compile(r"\bUS\b")
_NUMBER = re.compile(r"\d{5}")
_VERB_ENDING = 2
_INITIALS = 3
_SENTENCES = 2
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
    plain = unquoted(text)
    if not phrases().addressed.isdisjoint(fold(plain).split()):
        return False
    if plain != text and fold(plain):
        return True  # says what somebody says
    latin = folded[:1].isascii() and folded.rpartition(" ")[2].isascii()
    return _begins_no_request(text) if latin else _ends_in_verb(folded)


def states(text: str) -> bool:
    """Whether the first of a text's sentences ends as a statement does and speaks to nobody."""
    first = fold(text.partition("। ")[0] if "। " in text else text.partition(". ")[0])
    return phrases().addressed.isdisjoint(first.split()) and _ends_in_verb(first)


def states_much(text: str) -> bool:
    """Whether a text tells, by its first sentence or in three that speak to nobody."""
    several = max(text.count("। "), text.count(". ")) >= _SENTENCES
    return states(text) or (several and phrases().addressed.isdisjoint(fold(text).split()))


def is_addressed(block: Block) -> bool:
    """Whether a block speaks to the reader or of the site, or leads elsewhere."""
    return block.linked > 0 or not phrases().addressed.isdisjoint(fold(block.text).split())


def is_asked(text: str) -> bool:
    """Whether a sentence speaks to the reader, quotes nobody, and tells of nothing."""
    folded = fold(text)
    if "reports" in marks_of(folded) or phrases().addressed.isdisjoint(folded.split()):
        return False
    return not _ends_in_verb(folded)


def invites(text: str, own: frozenset[str]) -> bool:
    """Whether the site speaks of itself: "our" or its name, and a request or, in no sentence, a channel of it.

    Args:
        text: Of a block.
        own: The site's names, folded.
    """
    folded = fold(text)
    known = phrases()
    spoken = folded.split()
    ours = not known.ours.isdisjoint(spoken)
    us = not known.us.isdisjoint(spoken) and not _CAPITALS.search(text)
    itself = ours or us or names_any(folded, own)
    if not itself and known.news.isdisjoint(spoken):
        return False
    within = f" {folded} "
    channel = any(word in within for word in known.channels)
    if not itself and not channel:
        return False
    if text[:1] in _QUOTES or text.endswith("?") or "reports" in marks_of(folded) or _begins_told(text, own):
        return False
    if us and _requests(text, known.tells):
        return True
    if _requests(text, known.requests):
        return channel or not known.matters.isdisjoint(spoken) or _NUMBER.search(text) is not None
    return ours and channel and not is_statement(text)


def _begins_told(text: str, own: frozenset[str]) -> bool:
    """Whether the first of several sentences states something, neither of the site nor to the reader."""
    stop = "। " if "। " in text else ". "
    first, _, rest = text.partition(stop)
    folded = fold(first)
    known = phrases()
    speaks = not (known.addressed | known.ours | known.matters).isdisjoint(folded.split())
    return bool(rest) and not speaks and not names_any(folded, own) and _ends_in_verb(folded)


def names_any(folded: str, own: frozenset[str]) -> bool:
    """Whether a folded text holds one of these names; one of three letters, as a word."""
    within = f" {folded} "
    return any(
        name in folded and (f" {name}" if len(name) > _INITIALS else f" {name} ") in within
        for name in own
        if len(name) > _INITIALS or (len(name) == _INITIALS and name.isascii())
    )


def _requests(text: str, asked: tuple[str, ...]) -> bool:
    """Whether a sentence ends in one of these; of a Latin script, whether a clause of it begins so."""
    folded = fold(text)
    if folded[:1].isascii() and folded[-1:].isascii():
        return any(f" {fold(clause)} ".startswith(asked) for clause in _CLAUSE.split(text))
    return any(f" {fold(sentence)} ".endswith(asked) for sentence in _SENTENCE_END.split(text))


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
