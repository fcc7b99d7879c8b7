"""Lines that name people, places and times: bylines above a text, sign-offs below it."""

from __future__ import annotations

import re

from narrator.article.dates import in_text, is_moment
from narrator.article.page import Block
from narrator.article.phrases import BYLINE_LIMIT, CALL_LIMIT, CAPTION_LIMIT, CREDIT_LIMIT, phrases
from narrator.article.text import before_separator, ends_sentence, fold
from narrator.article.told import states

_LABEL_WORDS = 5
_HEAD_END = re.compile(r"[,:|–—-]")
_GLUED = re.compile(r"(?<=[^\s\d])(?=\d)|(?<=\d)(?=[^\s\d])")
_SIGN_OFF = re.compile(r"^[^\s/]{1,10}\s*/(?:\s*[^\s/]{1,10}/?){0,3}$")
_SIGN_OFF_LIMIT = 60


def is_sign_off(block: Block) -> bool:
    """Whether a block at the end of the text only says who sent it: ``(एजेंसी)``, ``--आईएएनएस``, ``पीएम/एएस``."""
    text = block.text
    if block.role != "text" or len(text) > _SIGN_OFF_LIMIT or ends_sentence(text.rstrip(")]")):
        return False
    if text[0] in "-–—":
        return len(text.split()) <= 4
    return bool(block.linked) or _SIGN_OFF.match(text) is not None


def is_byline(text: str) -> bool:
    """Whether a line begins as a byline does, whatever element it is: ``Author, …``, ``पदनाम: …``."""
    head = _HEAD_END.split(text, maxsplit=1)[0]
    return len(text) <= BYLINE_LIMIT and len(head) < len(text) and fold(head) in phrases().bylines


def names_source(text: str) -> bool:
    """Whether words in brackets at the end of a text say where it comes from: ``एजेंसी इनपुट के साथ``."""
    parts = fold(text).split()
    starts = phrases().bylines
    return len(text) <= CREDIT_LIMIT and any(" ".join(parts[:count]) in starts for count in (1, 2, 3))


def names_people(text: str) -> bool:
    """Whether a line is a byline, as it stands below a headline: ``By Asha Rao, Staff Writer``."""
    folded = fold(text)
    return bool(folded) and begins_byline(text, folded, phrases().bylines, frozenset())


def starts_byline(text: str) -> bool:
    """Whether a text begins with two or three words that only a byline begins with: ``Edited by …``."""
    parts = fold(text[:CAPTION_LIMIT]).split()
    starts = phrases().bylines
    return len(text) <= CALL_LIMIT and any(" ".join(parts[:count]) in starts for count in (2, 3))


def begins_byline(text: str, folded: str, starts: frozenset[str], own: frozenset[str]) -> bool:
    """A byline: a known word and a separator, or "By" and names, without a sentence's end."""
    if len(text) > BYLINE_LIMIT:
        return False
    label = fold(before_separator(text.lstrip("([ ")))
    if label in starts or (
        label.endswith(" by") and len(label) < len(folded) and label.count(" ") < _LABEL_WORDS
    ):
        return (not ends_sentence(text) or len(text) < 60) and not states(text)
    parts = folded.split()
    if " ".join(parts[:3]) in starts and len(text) < 60:
        return True
    if ends_sentence(text) or len(parts) > 20:
        return False
    if any(" ".join(parts[:count]) in starts for count in (2, 3)):
        return True
    if _is_names_and_dates(folded, own):
        return True
    if parts[0] == "by":
        return text[0] == "B" and not "".join(parts[1:2]).isdecimal()
    if parts[0] not in phrases().authors or not phrases().composing.isdisjoint(parts[1:]):
        return False  # names hold no "of" or "in", as a heading such as "रिपोर्ट की बड़ी बातें" does
    return len(parts) <= 5 or in_text(text) is not None


def _is_names_and_dates(folded: str, own: frozenset[str]) -> bool:
    """Whether nothing is left of a line without the names of authors and site, and dates."""
    rest = f" {_GLUED.sub(' ', folded)} "
    for name in own:
        rest = rest.replace(f" {name} ", " ")
    plain = rest.strip()
    if plain == folded or plain == _GLUED.sub(" ", folded):
        return False
    return not plain or is_moment(plain) or plain in phrases().bylines
