"""Whether a full stop ends a sentence, or belongs to an abbreviation, an initial, a number or an address."""

from __future__ import annotations

import re
import unicodedata

from narrator.script.endings import Endings
from narrator.script.text import LATIN, LETTER, WORD, fold

_FAR = 64
_BACK = re.compile(rf"[{WORD}.]+")
_LIST_NUMBER = re.compile(rf"[\s•*–—-]*[(\[]?(?:\d{{1,3}}|[{LETTER}]{{1,2}}|[ivx]{{1,4}})")
_NUMBERED = re.compile(r"\s*[(\[]?\d{1,3}[.)\]]")
# A consonant or a vowel of Devanagari with its signs; a lone one with a short vowel is hardly ever a word.
_CLUSTER = re.compile(
    "[\u0904-\u0939\u0958-\u0961\u0972-\u097f]\u093c?(?:\u094d\u200d?[\u0915-\u0939\u0958-\u095f]\u093c?)*"
    "(?P<vowel>[\u093a\u093b\u093e-\u094c\u0962\u0963]?)(?P<sign>[\u0900-\u0903]?)"
)
_SHORT_VOWELS = ("", "\u093f", "\u0941", "\u0943")
_LONG_ALONE = "आईऊएऐओऔऑ"
_LONG = (" AA", " II", " UU", " E", " AI", " O", " AU", "CANDRABINDU", "ANUSVARA")
WORDS = 2
"""A sentence that a doubtful stop ends has at least so many words before its last."""


def ends_at_stop(
    line: str,
    begin: int,
    at: int,
    following: tuple[str, str],
    rules: Endings,
    *,
    touching: bool,
    stops_are_rare: bool,
) -> bool:
    """Whether the sentence that begins at ``begin`` ends with the full stop at ``at``.

    Args:
        line: With ASCII digits.
        begin: Offset.
        at: Offset.
        following: The opening signs and the word after the stop, either may be empty.
        rules: Of the language.
        touching: Whether no white space follows the stop.
        stops_are_rare: Whether the text ends sentences with other marks: then a doubtful stop ends none.
    """
    opener, word = following
    name, before = _last_word(line, begin, at)
    if at - begin <= 12 and _is_list_number(line[begin:at], rules, stops_are_rare=stops_are_rare):
        return False
    if not name:
        return not touching or bool(opener)
    if touching and word and not opener:
        chained = line[at + 1 + len(word) : at + 2 + len(word)] == "."
        if _is_joined(name, word, rules) or (chained and _is_lone_consonant(fold(word), rules)):
            return False
    if fold(name) in rules.doubtful and not stops_are_rare:
        return fold(word) not in rules.ranks
    if is_abbreviation(name, rules, stops_are_rare=stops_are_rare):
        return _may_end(name, rules) and fold(word) in rules.starters
    if fold(name) in rules.before_number and word[:1].isdecimal():
        return False
    if fold(name) in rules.after_number and before.rstrip()[-1:].isdecimal():
        return False
    if _is_initial(name, before, word, rules, stops_are_rare=stops_are_rare):
        return fold(word) in rules.starters
    if name.isdecimal() and len(name) <= 2 and _NUMBERED.match(line, begin):
        return False  # 1. water 2. power 3. roads
    if not opener and fold(word) in rules.postpositions:
        return False
    if re.match("[a-z]", word) and re.match(f"[{LATIN}]", name[-1]):
        return False
    return not stops_are_rare or re.match(f"[{LATIN}]", name[-1]) is not None or _is_verb(name, before, rules)


def is_abbreviation(name: str, rules: Endings, *, stops_are_rare: bool) -> bool:
    """Whether a word before a full stop is short for another: by the tables, or by its look.

    A chain of pieces (कि.मी, U.S, B.Tech) is one if its first piece is no word; so is a single consonant.
    """
    folded = fold(name)
    pieces = folded.split(".")
    if folded in rules.abbreviations or (len(pieces) > 1 and pieces[-1] in rules.abbreviations):
        return True
    if len(pieces) > 1:
        return _is_piece(pieces[0], rules) or _is_lone_consonant(pieces[-1], rules)
    return _is_lone_consonant(folded, rules, any_vowel=stops_are_rare)


def _last_word(line: str, begin: int, at: int) -> tuple[str, str]:
    """The word before an offset, with stops inside it, and what stands before that; neither is ever long."""
    before = line[max(begin, at - _FAR) : at]
    found = _BACK.match(before.rstrip()[::-1])
    name = found.group()[::-1].lstrip(".") if found else ""
    return name, before.rstrip()[: len(before.rstrip()) - len(name)]


def _is_list_number(text: str, rules: Endings, *, stops_are_rare: bool) -> bool:
    """Whether a sentence so far is but a number of a list, or an abbreviation and a number."""
    found = _LIST_NUMBER.fullmatch(text)
    if found:
        return fold(text.strip(" \t([•*–—-")) not in rules.finals | rules.short_words
    head, _, number = text.rpartition(".")
    head = head.strip()
    if not head or not number.strip().isdecimal():
        return False
    return is_abbreviation(head, rules, stops_are_rare=stops_are_rare)


def _is_joined(name: str, word: str, rules: Endings) -> bool:
    """Whether a stop without white space joins two parts of an address, a number or a file's name."""
    if fold(word) in rules.domains:
        return True
    latin = re.match(rf"[{LATIN}0-9]", word)
    if re.match(rf"[{LATIN}0-9]", name[-1]):
        return bool(latin) and not (name[-1].islower() and fold(word) in rules.starters)
    return bool(re.match("[a-z]", word)) or (name[-1].isdecimal() and word[0].isdecimal())


def _may_end(name: str, rules: Endings) -> bool:
    return fold(name) in rules.may_end or (name.isascii() and "." in name)


def _is_piece(piece: str, rules: Endings) -> bool:
    """Whether the first piece of a chain shows that the chain is an abbreviation."""
    if piece.isascii():
        return piece.isalpha() and len(piece) <= 2
    if piece in rules.letters:
        return True
    return bool(_CLUSTER.fullmatch(piece)) and piece not in rules.finals


def _is_lone_consonant(word: str, rules: Endings, *, any_vowel: bool = False) -> bool:
    """Whether a word is one letter of Devanagari that cannot stand alone, or with any vowel."""
    found = _CLUSTER.fullmatch(word)
    if not found or word in rules.finals or word in rules.short_words or not rules.short_words:
        return False
    is_short = found["vowel"] in _SHORT_VOWELS and word[0] not in _LONG_ALONE and found["sign"] != "ः"
    return is_short or any_vowel


def _is_verb(name: str, before: str, rules: Endings) -> bool:
    """Whether a word is likely to end a sentence: a verb, or with a long vowel after some other words."""
    if rules.is_final(fold(name)):
        return True
    return len(before.split()) >= WORDS and unicodedata.name(name[-1], "").endswith(_LONG)


def _is_initial(name: str, before: str, word: str, rules: Endings, *, stops_are_rare: bool) -> bool:
    """Whether a word before a full stop is a letter of somebody's name."""
    letter = fold(name.rpartition(".")[2])
    if len(letter) == 1 and re.match(f"[{LATIN}]", letter):
        return True
    if letter not in rules.letters:
        return False
    if letter not in rules.also_words or "." in name or fold(word) in rules.letters:
        return True
    if not re.search(rf"[{WORD}]$", before.rstrip()):
        return letter not in rules.honorifics or not before.rstrip()
    if letter in rules.honorifics:
        return False
    return stops_are_rare or fold(before.split()[-1]) in rules.posts
