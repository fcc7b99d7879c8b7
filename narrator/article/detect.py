"""The language of a text, by its script and its commonest words."""

from __future__ import annotations

import functools
import re
from collections import Counter

from narrator import language
from narrator.article.text import fold

_SAMPLE = 3_000
_STRIDE = 3
_BLOCK = 7  # scripts of India stand in blocks of 128
_WORDS_IN = 1_500
_LOOKED_AT = 200
_SHARE = 0.35
"""Of the signs that another script than Latin needs; a Hindi story holds many English names."""
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_BEYOND = re.compile(r"[\u0370-\u1fff\u2e80-\ud7ff]")


def detect(text: str, declared: str = "", fallback: str = "en") -> str:
    """The BCP 47 code of the language that a text is written in.

    Args:
        text: Of the article; the first 3,000 code points count.
        declared: What the page says (``lang``); it decides only where script and words do not.
        fallback: For a text without letters.
    """
    sample = text[:_SAMPLE]
    signs = sample[::_STRIDE]
    latin = len(_LATIN.findall(signs))
    beyond = _BEYOND.findall(signs)
    said = language.base(declared) if declared else ""
    if beyond and len(beyond) >= _SHARE * (len(beyond) + latin):
        return _by_script(sample, beyond, said) or said or fallback
    if latin:
        return _latin(sample, said)
    return said or fallback


def _by_script(sample: str, signs: list[str], said: str) -> str | None:
    """The language of the most frequent script; None for a script that no table names."""
    looked_at = signs[:: len(signs) // _LOOKED_AT + 1]
    counts: Counter[tuple[int, int] | None] = Counter()
    for block, count in Counter(ord(sign) >> _BLOCK for sign in looked_at).items():
        counts[_range_of(block)] += count
    script, most = counts.most_common(1)[0]
    if script is None or most * 2 < len(looked_at):
        return None
    return _by_words(sample, [code for code, held in _scripts().items() if held == script], said)


@functools.lru_cache(maxsize=1024)
def _range_of(block: int) -> tuple[int, int] | None:
    """The range of a script that a block of code points lies in."""
    place = block << _BLOCK
    return next((held for held in _ranges() if held[0] <= place <= held[1]), None)


def _by_words(sample: str, codes: list[str], said: str) -> str:
    """Among languages of one script, the one whose small words are the most."""
    if len(codes) == 1:
        return codes[0]
    found = Counter(sample[:_WORDS_IN].split())  # as written: small words differ little when folded
    scores = {code: sum(found[word] for word in _words(code)) for code in codes}
    return max(codes, key=lambda code: (scores[code], code == said))


def _latin(sample: str, said: str) -> str:
    """English, unless the page names another language of the script and the words do not say otherwise."""
    parts = fold(sample).split()
    known = _words("en")
    share = sum(1 for part in parts if part in known) / max(1, len(parts))
    if share >= 0.12 or not said or said in _scripts():
        return "en"
    return said


@functools.cache
def _scripts() -> dict[str, tuple[int, int]]:
    """Code of each language to the Unicode block of its script."""
    found = {}
    for code in language.available():
        script = language.table(code, "detection").get("script")
        if script:
            found[code] = (int(script[0]), int(script[1]))
    return found


@functools.cache
def _ranges() -> frozenset[tuple[int, int]]:
    return frozenset(_scripts().values())


@functools.cache
def _words(code: str) -> frozenset[str]:
    return frozenset(fold(word) for word in language.table(code, "detection").get("words", ()))
