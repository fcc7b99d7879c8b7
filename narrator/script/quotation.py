"""Whether a sentence ends with the quotation that it holds, or goes on after it.

Hindi sets the danda inside the quotes: किम ने कहा, “जल्द मिलेंगे।” इस पर … are two sentences, “कौन है?” राजा ने पूछा।
is one. What stands before the quotation and what follows it tell which.
"""

from __future__ import annotations

import itertools
import re

from narrator.enclosures import Pair
from narrator.script.endings import Endings
from narrator.script.text import WORD, fold

_WORDS = re.compile(rf"[{WORD}.]+")
_CLAUSE = re.compile('[^।॥?!|“”‘«»"…\n]{0,300}')
_FAR = 48
_AUXILIARIES = 3
"""A verb of saying is one of the last so many words of its clause, or of the first five."""


def ends_after_quote(
    line: str,
    begin: int,
    pair: Pair,
    end: int,
    marks: str,
    following: tuple[str, str],
    rules: Endings,
    stops_are_rare: bool,
) -> bool:
    """Whether the sentence ends with the closing quote of ``pair``, inside which its last marks stand.

    Args:
        line: With ASCII digits.
        begin: Offset of the sentence.
        pair: The quotes.
        end: Offset after all closing signs.
        marks: The marks inside the quotes, before their end.
        following: The opening signs and the word after the quotes, either may be empty.
        rules: Of the language.
        stops_are_rare: Whether the text ends sentences with other marks than full stops.
    """
    opener, word = following
    if not opener and fold(word) in rules.continues:
        return False
    if not opener and re.match("[a-z]", word):
        return False
    lead = line[max(begin, pair.start - _FAR) : pair.start].strip()
    if not _WORDS.search(line, begin, pair.start):
        return bool(opener) or not _is_attributed(line, end, rules, stops_are_rare=stops_are_rare)
    if _is_speech(lead, rules):
        return True
    if "।" not in marks and "." not in marks.replace("...", ""):
        return bool(opener) and opener[0] not in "(["  # a title, or what somebody calls out
    return bool(opener) or fold(word) not in rules.continues_title


def _is_speech(lead: str, rules: Endings) -> bool:
    """Whether the words before a quotation say that somebody speaks."""
    if lead[-1:] in ",:;–—-":
        return lead[-2:-1] not in "”’\"'»"
    words = _WORDS.findall(lead)
    last = fold(words[-1]) if words else ""
    return last in rules.speech or last in rules.introduces or last in rules.finals


def _is_attributed(line: str, at: int, rules: Endings, *, stops_are_rare: bool) -> bool:
    """Whether the words after a quotation that begins its sentence say who spoke."""
    clause = _CLAUSE.match(line, at)
    words: list[str] = []
    for word in clause.group().split() if clause else ():
        plain = fold(word.strip(".,:;–—-()"))
        words.append(plain)
        if word.endswith(".") and not stops_are_rare and (len(plain) > 4 or plain in rules.finals):
            break
    words = [word for word in words if word]
    pointed = itertools.pairwise(words[:5])
    if any(word in rules.demonstratives and next_ in rules.said_things for word, next_ in pointed):
        return True
    if not rules.quotatives.isdisjoint(words[1:3]):
        return True
    if not words or words[0] in rules.starters:
        return False
    near = words[:5] if rules.attribution_first else words[-_AUXILIARIES:]
    return not rules.speech.isdisjoint(near)
