"""What the voice is given for a sentence: words and stops, and which words stand for which written form.

Classify first (``rules.py``), then read (``read.py``); the user's lexicon comes before both. A language without
a table of numbers is passed on as it is written, English has its own reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from narrator import language as languages
from narrator.model import Token
from narrator.script import english
from narrator.script.endings import endings
from narrator.script.gloss import unsay
from narrator.script.lexicon import Lexicon
from narrator.script.read import reader
from narrator.script.rules import grammar
from narrator.script.text import WORD, fold, fold_digits

# What a stop sounds like: a comma's pause, or one of three endings. All else is silent.
_PAUSES = dict.fromkeys(",;:…–—()[]{}॥।.|", ",")
_ENDS = {"।": "।", "॥": "।", ".": "।", "|": "।", "?": "?", "!": "!", "؟": "?", "۔": "।"}
_UNSPEAKABLE = re.compile(r"[^\u0900-\u097f\s,।?!]|[\u0964-\u0970]")


def normalize(
    text: str, *, language: str = "hi", lexicon: Lexicon | None = None
) -> tuple[tuple[Token, ...], str]:
    """The tokens of a text, and what the voice is given.

    Args:
        text: A sentence, heading or list item; also several.
        language: BCP 47.
        lexicon: Words that go before all rules.

    Returns:
        Tokens in order; and their spoken forms in order, separated by blanks, with stops (comma, danda or full
        stop, question and exclamation mark) after words, and one at the end. Empty for a text without words.
    """
    code = languages.base(language)
    if languages.table(code, "numbers"):
        tokens = list(_read_indic(text, code))
        end = "।"
    else:
        tokens = list(english.read(text) if code == "en" else english.pass_on(text))
        end = "."
    if lexicon is not None:
        tokens = list(_apply(lexicon, tokens, text, end))
    return _join(unsay(tokens, text), text, end)


def _read_indic(text: str, language: str) -> Iterator[Token]:
    """Tokens with the readings of the language's rules; stops still as written."""
    folded = fold_digits(text)
    voice = reader(language)
    short, before = endings(language).abbreviations, ""
    for rule, match in grammar(language).find(folded):
        start, end = match.span()
        written = text[start:end]
        if rule.kind == "punctuation":
            if written == "." and before in short:
                yield Token(written, "", "abbreviation", None, start, end)
                continue
            yield Token(written, written, "punctuation", None, start, end)
            continue
        read = voice.read(rule.name, match)
        spoken = " ".join(_UNSPEAKABLE.sub(" ", read).split())
        if spoken != read and spoken != written:
            spoken = " ".join(
                token.spoken for token in _read_indic(spoken, language) if token.spoken
            )  # "डॉя" is "डॉ" now
        plain = spoken == written
        before = fold(written)
        yield Token(written, spoken, rule.kind, None if plain else rule.name, start, end)


def _apply(lexicon: Lexicon, tokens: list[Token], text: str, end: str) -> Iterator[Token]:
    """Tokens with the lexicon's entries in the place of the words they cover."""
    words = [token.written for token in tokens]
    at = 0
    while at < len(tokens):
        found = lexicon.match(words, at) if tokens[at].kind != "punctuation" else None
        if found is None:
            yield tokens[at]
            at += 1
            continue
        count, spoken = found
        if end == "।":
            spoken = " ".join(_UNSPEAKABLE.sub(" ", spoken).split())
        first, last = tokens[at], tokens[at + count - 1]
        yield Token(text[first.start : last.end], spoken, "word", "lexicon", first.start, last.end)
        at += count


def _join(tokens: list[Token], text: str, end: str) -> tuple[tuple[Token, ...], str]:
    """Tokens whose stops are what the voice gets, and the whole: one stop between words, none at the start."""
    spoken = ""
    kept: list[Token] = []
    waiting: tuple[int, str] | None = None
    for token in tokens:
        if token.kind == "punctuation":
            stop = _stop(token, text, end)
            if stop and spoken and (waiting is None or (waiting[1] == "," and stop != ",")):
                waiting = (len(kept), stop)
            kept.append(replace(token, spoken=""))
            continue
        if token.spoken:
            if waiting:
                spoken += waiting[1]
                kept[waiting[0]] = replace(kept[waiting[0]], spoken=waiting[1])
            spoken += (" " if spoken else "") + token.spoken
            waiting = None
        kept.append(token)
    if not spoken:
        return tuple(kept), ""
    final = waiting[1] if waiting and waiting[1] != "," else end
    if waiting and waiting[1] != ",":
        kept[waiting[0]] = replace(kept[waiting[0]], spoken=final)
    return tuple(kept), spoken if spoken[-1] in "।.?!" else spoken + final


def _stop(token: Token, text: str, end: str) -> str:
    """What a sign of punctuation sounds like where it stands."""
    sign = token.written
    if sign in ("-", "‑"):
        spaced = text[token.end : token.end + 1].isspace()
        return "," if spaced else ""
    if sign == "." and re.match(rf"[{WORD}]", text[token.end : token.end + 1]):
        return ""
    ending = _ENDS.get(sign)
    if ending:
        return end if ending == "।" else ending
    return _PAUSES.get(sign, "")
