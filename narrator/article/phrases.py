"""What lines of a page say about themselves: headings of typed sections, leads elsewhere, bylines.

The words are data in ``languages/``; all languages are asked at once, since Hindi pages carry English
headings and the language of a page is known only when its text is.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from narrator import language
from narrator.article.text import fold
from narrator.model import SectionKind

CALL_LIMIT = 220
"""A longer block is prose that happens to mention a newsletter or an app; code points."""
BYLINE_LIMIT = 120
CAPTION_LIMIT = 160
PAYWALL_LIMIT = 300
CREDIT_LIMIT = 60
"""Of a credit, a label, or what leads to a title."""
_COMPOSED = 8
_QUOTED = re.compile('“[^”]{8,}”|"[^"]{8,}"')
_INITIALS = 4
Mark = Literal["calls", "remarks", "weak_calls", "paywall", "reports"]
"""What a phrase tells of its block: a call asks something of the reader, unless the block tells of something;
a remark is what a page says of its own text, unless the block quotes somebody; a weak call counts beside a link
or without a sentence; what is sold is replaced by a paywall; a report quotes somebody."""
_TYPED: tuple[SectionKind, ...] = ("summary", "takeaways", "point_of_view", "faq", "live")


@dataclass(frozen=True, slots=True)
class Words:
    """What headings of one kind are made of."""

    nouns: frozenset[str]
    """One at least is needed."""
    beside: frozenset[str]
    """What may stand with them."""

    def make(self, parts: Sequence[str], *, least: int = 2) -> bool:
        """Whether a heading of these words, initials aside, is of the kind; one word alone is not."""
        named = False
        for part in parts:
            if part in self.nouns:
                named = True
            elif not (part in self.beside or part.isdecimal() or _is_short(part)):
                return False
        return named and least <= len(parts) <= _COMPOSED


@dataclass(frozen=True, slots=True)
class Phrases:
    """The tables of all languages, folded."""

    headings: Mapping[str, SectionKind]
    """Whole heading to the kind of its section."""
    composed: Mapping[SectionKind, Words]
    """By kind: words that its headings are made of."""
    composing: frozenset[str]
    """All of these words."""
    unread: tuple[Words, ...]
    """The same of sections that are not read."""
    glances: tuple[str, ...]
    """Ends of headings of summaries that are key points where several short lines stand below."""
    labels: tuple[str, ...]
    """Words after a heading that are a label on it: Beta."""
    faq_first: tuple[str, ...]
    """A heading that begins so is an FAQ."""
    faq_last: tuple[str, ...]
    """A heading that ends so is an FAQ."""
    sections: frozenset[str]
    """Headings of sections that are not read."""
    weak_sections: frozenset[str]
    """The same, unless much prose follows."""
    lines: frozenset[str]
    """Blocks that are exactly this are not read."""
    counts: frozenset[str]
    """The same, with a number: 3 updates."""
    framed: Mapping[str, tuple[str, ...]]
    """First word to the ends of a short line that leads past an insert: ``Skip … and continue reading``."""
    read_also: Mapping[str, tuple[str, ...]]
    """Leads to other stories by their first word, longest first."""
    read_verbs: frozenset[str]
    """Verbs that end a lead to another story: ``इससे जुड़ी यह रिपोर्ट भी पढ़ें``."""
    also: frozenset[str]
    """Words of such a lead that say "also"."""
    read_on: tuple[str, ...]
    """What the link at the end of a teaser says."""
    notes: frozenset[str]
    """Labels of paragraphs that are no text of the article, whatever their length: disclaimers."""
    marks: Mapping[str, tuple[tuple[str, Mark], ...]]
    """By first word: phrases that tell what a sentence is, and what they tell."""
    addressed: frozenset[str]
    """You, us: a sentence with one of these speaks to the reader or of the site."""
    imperatives: frozenset[str]
    """What a request begins with."""
    here: frozenset[str]
    """Here, below: beside a word that bids to read or to watch."""
    desk: frozenset[str]
    """What a desk does to a text, as a note in brackets says."""
    ads: frozenset[str]
    """A few words with one of these, and no sentence, say that an advertisement stands there."""
    ours: frozenset[str]
    """Words by which a site speaks of itself: our."""
    channels: tuple[str, ...]
    """Where a site can be followed, as words begin: an app, a newsletter, a service that carries it."""
    itself: frozenset[str]
    """What a remark of a page is about: its text, its writer."""
    us: frozenset[str]
    """Words by which a site names itself as the one to be told or sent something."""
    news: frozenset[str]
    """What a site is followed for: beside a channel of it and a request, its name need not stand."""
    matters: frozenset[str]
    """What a site asks its readers for, or offers them: news, comments, complaints."""
    tells: tuple[str, ...]
    """How a request to tell the site something ends; of a Latin script, how it begins."""
    requests: tuple[str, ...]
    """How a request to the readers of a site ends; of a Latin script, how it begins."""
    bylines: frozenset[str]
    """A short line that begins so names people or times."""
    authors: frozenset[str]
    """What stands before the names of authors."""
    posts: frozenset[str]
    """Words of what a writer is: editor, correspondent."""
    desks: frozenset[str]
    """What the name of a desk ends with."""
    writers: frozenset[str]
    """How a note on the writer, or on the text itself, begins below it."""
    verbs: frozenset[str]
    """What a statement ends with: a line that ends so is a sentence, if its stop was forgotten."""
    verb_endings: tuple[str, ...]
    """The same, as ends of words."""
    before_date: frozenset[str]
    """Words that stand between a name and a date."""
    captions: frozenset[str]
    """A short line that begins so, then a colon, stands under a picture."""
    live_words: frozenset[str]
    """A headline with one of these is that of a live blog."""
    question_marks: frozenset[str]
    """Words before the number or colon of a question."""
    answer_marks: frozenset[str]
    """Words before the colon of an answer."""


@functools.cache
def phrases() -> Phrases:
    """The phrases of every language, read once."""
    headings: dict[str, SectionKind] = {}
    for table in _tables("headings"):
        for kind in _TYPED:
            for heading in table.get(kind, ()):
                headings.setdefault(fold(heading), kind)
    composed = {kind: found for kind in _TYPED if (found := _words("headings", kind)).nouns}
    return Phrases(
        headings=headings,
        composed=composed,
        composing=frozenset().union(*(found.nouns | found.beside for found in composed.values())),
        unread=tuple(_words("boilerplate", name) for name in ("stories", "comments", "feedback")),
        glances=tuple(f" {phrase}" for phrase in _folded("headings", "glances")),
        labels=tuple(f" {label}" for label in _folded("headings", "labels")),
        faq_first=tuple(f"{phrase} " for phrase in _folded("headings", "faq_within")),
        faq_last=tuple(f" {phrase}" for phrase in _folded("headings", "faq_within")),
        sections=frozenset(_folded("boilerplate", "sections")),
        weak_sections=frozenset(_folded("boilerplate", "weak_sections")),
        lines=frozenset(_folded("boilerplate", "lines")),
        counts=frozenset(_folded("boilerplate", "counts")),
        framed=_framed(),
        read_also=_by_first_word(_folded("boilerplate", "read_also")),
        read_verbs=frozenset(_folded("boilerplate", "read_verbs")),
        also=frozenset(_folded("boilerplate", "also")),
        read_on=tuple(_folded("boilerplate", "read_on")),
        notes=frozenset(_folded("boilerplate", "notes")),
        marks=_marks(),
        addressed=frozenset(_folded("boilerplate", "addressed")),
        imperatives=frozenset(_folded("boilerplate", "imperatives")),
        here=frozenset(_folded("boilerplate", "here")),
        desk=frozenset(_folded("boilerplate", "desk")),
        ads=frozenset(_folded("boilerplate", "ads")),
        ours=frozenset(_folded("boilerplate", "ours")),
        itself=frozenset(_folded("boilerplate", "itself")),
        us=frozenset(_folded("boilerplate", "us")),
        news=frozenset(_folded("boilerplate", "news")),
        matters=frozenset(_folded("boilerplate", "matters")),
        channels=tuple(f" {word}" for word in _folded("boilerplate", "channels")),
        tells=tuple(f" {phrase} " for phrase in _folded("boilerplate", "tells")),
        requests=tuple(f" {phrase} " for phrase in _folded("boilerplate", "requests")),
        bylines=frozenset(_folded("boilerplate", "bylines")),
        authors=frozenset(_folded("boilerplate", "authors")),
        posts=frozenset(_folded("boilerplate", "posts")),
        desks=frozenset(_folded("boilerplate", "desks")),
        writers=frozenset(_folded("boilerplate", "writers")),
        verbs=frozenset(_folded("boilerplate", "verbs")),
        verb_endings=tuple(_folded("boilerplate", "verb_endings")),
        before_date=frozenset(_folded("boilerplate", "before_date")),
        captions=frozenset(_folded("boilerplate", "captions")),
        live_words=frozenset(_folded("headings", "live_words")),
        question_marks=frozenset(_folded("headings", "question_marks")),
        answer_marks=frozenset(_folded("headings", "answer_marks")),
    )


def marks_in(text: str) -> frozenset[Mark]:
    """What the phrases in a text tell of it; those in quotation marks are somebody's."""
    return marks_of(fold(unquoted(text)))


def unquoted(text: str) -> str:
    """A text without what stands in quotation marks."""
    return _QUOTED.sub(" ", text) if "“" in text or '"' in text else text


@functools.lru_cache(maxsize=1024)
def marks_of(folded: str) -> frozenset[Mark]:
    """What the phrases in a folded text, each beginning at a word, tell of it."""
    known = phrases().marks
    held = known.keys() & set(folded.split())
    found = f"{folded} "
    return frozenset(mark for word in held for phrase, mark in known[word] if phrase in found)


def _marks() -> dict[str, tuple[tuple[str, Mark], ...]]:
    grouped: dict[str, list[tuple[str, Mark]]] = {}
    verbs = {
        phrase.rsplit(" ", 1)[-1] for key in ("requests", "tells") for phrase in _folded("boilerplate", key)
    }
    for mark in get_args(Mark):
        for phrase in _folded("boilerplate", mark):
            # A noun may take an ending; a word of a request is whole: "डाउनलोड करा", not "डाउनलोड कराते".
            sought = f"{phrase} " if phrase.rsplit(" ", 1)[-1] in verbs else phrase
            grouped.setdefault(phrase.split(" ", 1)[0], []).append((sought, mark))
    return {word: tuple(found) for word, found in grouped.items()}


def _framed() -> dict[str, tuple[str, ...]]:
    grouped: dict[str, tuple[str, ...]] = {}
    for table in _tables("boilerplate"):
        for start, end in table.get("framed", ()):
            grouped[fold(start)] = (*grouped.get(fold(start), ()), f" {fold(end)}")
    return grouped


def _is_short(part: str) -> bool:
    return len(part) < _INITIALS and part.isascii() and part.isalpha()


def _by_first_word(found: Iterable[str]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for phrase in sorted(found, key=len, reverse=True):
        grouped.setdefault(phrase.split(" ", 1)[0], []).append(phrase)
    return {word: tuple(phrases) for word, phrases in grouped.items()}


def _words(subject: str, name: str) -> Words:
    tables = [table.get("composed", {}).get(name, {}) for table in _tables(subject)]
    nouns, beside = (
        frozenset(part for table in tables for word in table.get(key, ()) for part in fold(word).split())
        for key in ("nouns", "beside")
    )
    return Words(nouns, beside - nouns)


def _tables(subject: str) -> list[Mapping[str, Any]]:
    return [language.table(code, subject) for code in language.available()]


def _folded(subject: str, key: str) -> dict[str, None]:
    found = (fold(phrase) for table in _tables(subject) for phrase in table.get(key, ()))
    return {phrase: None for phrase in found if phrase}
