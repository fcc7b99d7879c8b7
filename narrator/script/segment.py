"""Sentences of a text, without losing a character of it.

A line break always ends a sentence. Danda, question mark and their like do, unless they stand inside quotes or
parentheses that go on, or the words after a closing quote go on with the sentence (``quotation.py``). A full
stop (``full_stop.py``), a bar and an ellipsis need evidence. In doubt two sentences stay joined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from narrator import language as languages
from narrator.enclosures import Cover, Pair, find_pairs
from narrator.script.endings import Endings, endings
from narrator.script.full_stop import ends_at_stop
from narrator.script.quotation import ends_after_quote
from narrator.script.text import CLOSERS, INDIC, LATIN, OPENERS, WORD, fold, fold_digits

_STRONG = "।॥?!؟۔。！？"
_RUN = re.compile(
    r"(?:॥|।।|\|\|)\s*\d{1,4}\s*(?:॥|।।|\|\|)"  # the number of a verse
    r"|\.(?:\s\.)+"  # an ellipsis with blanks
    rf"|[{_STRONG}|.…]+(?:\s+[।॥?!|]+)*"
)
_NEXT = re.compile(
    rf"[\s\u200b\u2060\ufeff]*([-–—]*)\s*([{re.escape(OPENERS)}„‚\"'`]*)\s*([{WORD}]+|.)?", re.DOTALL
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s।॥|<>“”\"]*[^\s।॥|<>“”\".,;:?!…'’)\]]")
_FOOTNOTE = re.compile(r"\[\d{1,3}\]")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_BLANKS = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace()) + _INVISIBLE
_BLANK = re.compile(rf"[\s{_INVISIBLE}]*")
_ENDING = frozenset(_STRONG + CLOSERS + ".|…")
_FAR = 64
"""No more than this many characters before a mark are looked at."""


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence's place in a text."""

    start: int
    """Offset of the first code point; white space before the sentence belongs to the span before it."""
    end: int
    """Offset after the last; the next span begins here."""


def segment(text: str, *, language: str = "hi") -> tuple[Span, ...]:
    """Spans that follow each other without a gap and cover the whole text; none for an empty text."""
    rules = endings(languages.base(language))
    folded = fold_digits(text)
    uses_danda = "।" in text or "॥" in text
    ends: list[int] = []
    position = 0
    for line in folded.splitlines(keepends=True):
        ends += [position + end for end in _Line(line, rules, uses_danda).ends()]
        position += len(line)
        ends.append(position)
    spans: list[Span] = []
    start = 0
    for end in ends:
        if not _is_blank(text, start, end) or (end == len(text) and not spans):
            spans.append(Span(start, end))
            start = end
        elif spans and end > start:
            spans[-1] = Span(spans[-1].start, end)
            start = end
    return tuple(spans)


def sentences(text: str, *, language: str = "hi") -> tuple[str, ...]:
    """The sentences as written, without the white space around them."""
    found = (trim(text, span) for span in segment(text, language=language))
    return tuple(text[start:end] for start, end in found if start < end)


def trim(text: str, span: Span) -> tuple[int, int]:
    """Where a sentence begins and ends without the white space around it, nor lines of invisible signs."""
    sentence = text[span.start : span.end]
    start, end = len(sentence) - len(sentence.lstrip(_BLANKS)), len(sentence.rstrip(_BLANKS))
    if start >= end:
        return span.start, span.start
    while start and sentence[start - 1] in _INVISIBLE:
        start -= 1
    while end < len(sentence) and sentence[end] in _INVISIBLE:
        end += 1
    return span.start + start, span.start + end


def _is_blank(text: str, start: int, end: int) -> bool:
    found = _BLANK.match(text, start, end)
    return found is not None and found.end() == end


class _Line:
    """A line whose digits are ASCII, and the places in it where a sentence may end."""

    def __init__(self, line: str, rules: Endings, uses_danda: bool) -> None:
        self._line = line
        self._rules = rules
        pairs = find_pairs(line)
        self._closing = {pair.close: pair for pair in pairs}
        self._opening = {pair.start for pair in pairs}
        self._enclosed = Cover((pair.start, pair.end) for pair in pairs)
        addresses = [found.span() for found in _ADDRESS.finditer(line)]
        self._addresses = Cover(addresses)
        self._address_ends = {end for _, end in addresses}
        self._words: dict[int, int] = {}
        stripped = line.strip()
        self._stops_are_rare = uses_danda or stripped[-1:] not in _ENDING
        self._bars_are_dandas = stripped.endswith("|") and not stripped.startswith("|")

    def ends(self) -> list[int]:
        """Offsets after which a sentence ends, the white space after it included; the line's end may lack."""
        found: list[int] = []
        reach = 0
        for run in _RUN.finditer(self._line):
            begin = found[-1] if found else 0
            if run.start() < reach or self._addresses.holds(run.start(), run.start() + 1):
                continue
            end, pair = self._take_closers(run.end())
            reach = end
            if self._enclosed.holds(run.start(), end + 1):
                continue
            if self._is_end(begin, run, end, pair):
                found.append(self._skip_blanks(end))
        if found and not _has_word(self._line, found[-1], len(self._line)):
            found.pop()
        return found

    def _first_word(self, begin: int) -> int:
        """Offset of the first letter or digit of the sentence that begins at an offset; the length if none."""
        if begin not in self._words:
            found = _WORD_SIGN.search(self._line, begin)
            self._words[begin] = found.start() if found else len(self._line)
        return self._words[begin]

    def _skip_blanks(self, at: int) -> int:
        found = _BLANK.match(self._line, at)
        return found.end() if found else at

    def _take_closers(self, at: int) -> tuple[int, Pair | None]:
        """Offset after the closing signs and further marks that belong to what ends; the pair closed last."""
        line, closed = self._line, None
        while at < len(line):
            if at in self._closing:
                closed = self._closing[at]
                at = closed.end
                continue
            sign = line[at]
            footnote = _FOOTNOTE.match(line, at)
            if footnote:
                at = footnote.end()
            elif at in self._opening:
                break
            elif sign in _STRONG or sign in ".…" or self._is_stray_closer(at):
                at += 1
            elif sign.isspace() and self._skip_blanks(at) in self._closing:
                at = self._skip_blanks(at)
            else:
                break
        return at, closed

    def _is_stray_closer(self, at: int) -> bool:
        """Whether a sign without a partner closes: it follows a mark, and a straight one ends a word."""
        sign = self._line[at]
        return sign in CLOSERS and (sign not in "\"'" or not _has_word(self._line, at + 1, at + 2))

    def _is_end(self, begin: int, run: re.Match[str], end: int, pair: Pair | None) -> bool:
        line = self._line
        following = _NEXT.match(line, end)
        dash, opener, word = following.groups() if following else ("", "", None)
        word = word or ""
        if not word and not opener:
            return True
        if self._first_word(begin) >= run.start() or (not opener and word and word in ",;:%/"):
            return False
        marks = "".join(sign for sign in line[run.start() : end] if sign in _STRONG or sign in "|.…")
        last = line[end - 1]
        if pair is not None and (last in CLOSERS or last in "'`“"):
            if not pair.quote:
                return self._first_word(begin) >= pair.start and self._is_finished(
                    begin, run, marks, word, opener, end
                )
            if dash and not opener:
                return False
            return ends_after_quote(
                line, begin, pair, end, marks, (opener, word), self._rules, self._stops_are_rare
            )
        if dash and not opener and "।" not in marks and not re.match(r"\s*[-–—]", line[begin : begin + 9]):
            return False
        return self._is_finished(begin, run, marks, word, opener, end)

    def _is_finished(
        self, begin: int, run: re.Match[str], marks: str, word: str, opener: str, end: int
    ) -> bool:
        """Whether marks that no quote encloses end a sentence."""
        line = self._line
        touching = end < len(line) and not line[end].isspace()
        before = line[max(begin, run.start() - _FAR) : run.start()]
        strong = [mark for mark in marks if mark in _STRONG]
        if strong and set(strong) <= set("?!"):
            if run.start() in self._address_ends:
                return False
            latin = re.search(rf"[{LATIN}0-9]$", before[-1:])
            if latin and (re.match("[a-z]", word) or (touching and re.match("[a-z0-9=&]", line[end]))):
                return False
            return bool(opener) or fold(word) not in self._rules.postpositions
        if strong:
            return True
        if "|" in marks:
            return self._is_bar_end(before, marks)
        if marks.startswith("..") or "…" in marks:
            return False
        if run.start() in self._address_ends and not touching:
            return True
        return ends_at_stop(
            line,
            begin,
            run.start(),
            (opener, word),
            self._rules,
            touching=touching,
            stops_are_rare=self._stops_are_rare,
        )

    def _is_bar_end(self, before: str, marks: str) -> bool:
        """Whether a bar stands for a danda.

        So it does right after a word, after a verb that ends sentences, and where the line ends with a bar.
        """
        if not re.search(rf"[{INDIC}0-9{re.escape(CLOSERS)}]\s*$", before):
            return False
        if not before[-1].isspace() or "||" in marks or self._bars_are_dandas:
            return True
        return self._rules.is_final(fold(before.split()[-1]))


def _has_word(line: str, start: int, end: int) -> bool:
    """Whether there is a letter or digit in a part of a line."""
    return _WORD_SIGN.search(line, start, end) is not None


_WORD_SIGN = re.compile(rf"[\w{WORD}]")
