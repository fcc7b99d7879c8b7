"""What headings say: the kind of section that they open, or that it is not read."""

from __future__ import annotations

import functools
import re
from typing import Literal

from narrator.article.phrases import phrases
from narrator.article.text import before_separator, fold
from narrator.model import SectionKind

_COUNTED = re.compile(r"\((?!(?:1[5-9]|20)\d\d\))\d{1,5}\)$")  # comments, not a year
_COMPOSED_LIMIT = 80


@functools.lru_cache(maxsize=2048)
def heading_kind(text: str) -> SectionKind | None:
    """The kind of section that a heading opens by its words; None for a heading of the body."""
    if len(text) > 120:
        return None
    known = phrases()
    folded = fold(text)
    if kind := known.headings.get(folded):
        return kind
    if folded.endswith(known.labels) and (kind := known.headings.get(folded.rsplit(" ", 1)[0])):
        return kind
    if folded.startswith(known.faq_first) or folded.endswith(known.faq_last):
        return "faq"
    return None


def composed_kind(text: str, names: frozenset[str] = frozenset()) -> SectionKind | None:
    """The kind of section that a heading opens if all its words are those of the kind; what follows decides.

    Args:
        text: Of the heading.
        names: Words of the site's name, which may stand in the heading of its opinion.
    """
    parts = fold(text).split() if len(text) <= _COMPOSED_LIMIT else []
    known = phrases()
    unnamed = [part for part in parts if part not in names]
    if not any(part in known.composing for part in unnamed[:2]):
        return None
    if 0 < len(unnamed) < len(parts) and known.composed["point_of_view"].make(unnamed, least=1):
        return "point_of_view"
    return next((kind for kind, words in known.composed.items() if words.make(parts)), None)


def ends_in_points(text: str) -> bool:
    """Whether a heading ends in words that name key points: ``बजट की बड़ी बातें``."""
    parts = fold(text).split() if len(text) <= _COMPOSED_LIMIT else []
    return len(parts) > 2 and phrases().composed["takeaways"].make(parts[-2:])


def opens_unread(text: str) -> Literal["", "weak", "strong"]:
    """Whether a heading opens a section that is not read: related stories, comments, about the author.

    Returns:
        strong; weak where the section is read after all if it is prose; empty for a heading of the text.
    """
    if len(text) > 80:
        return ""
    known = phrases()
    counted = " ".join(word for word in fold(text).split() if not word.isdecimal())
    before = fold(before_separator(text)) if len(text) < 60 else counted
    if counted in known.sections or before in known.sections:
        return "strong"
    parts = counted.split()
    if any(words.make(parts) for words in known.unread):
        return "strong"
    return "weak" if counted in known.weak_sections or _COUNTED.search(text) else ""
