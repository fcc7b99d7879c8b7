"""The language of a text, by its script and its commonest words."""

from __future__ import annotations

import functools
import re
from collections import Counter

from narrator import language
from narrator.article.text import fold

_SAMPLE = 20_000
_SHARE = 0.35
"""Of the signs that another script than Latin needs; a Hindi story holds many English names."""


def detect(text: str, declared: str = "", fallback: str = "en") -> str:
    """The BCP 47 code of the language that a text is written in.

    Args:
        text: Of the article; the first 20,000 code points count.
        declared: What the page says (``lang``); it decides only where script and words do not.
        fallback: For a text without letters.
    """
    sample = text[:_SAMPLE]
    counts = {script: len(pattern.findall(sample)) for script, pattern in _scripts().items()}
    latin = len(re.findall(r"[A-Za-z\u00c0-\u024f]", sample))
    script, most = max(counts.items(), key=lambda item: item[1])
    said = language.base(declared) if declared else ""
    if most and most >= _SHARE * (most + latin):
        return _by_words(sample, [code for code, block in _blocks().items() if block == script], said)
    if latin:
        return _latin(sample, said)
    return said or fallback


def _by_words(sample: str, codes: list[str], said: str) -> str:
    """Among languages of one script, the one whose small words are the most."""
    if len(codes) == 1:
        return codes[0]
    found = Counter(fold(sample).split())
    scores = {code: sum(found[word] for word in _words(code)) for code in codes}
    return max(codes, key=lambda code: (scores[code], code == said))


def _latin(sample: str, said: str) -> str:
    """English, unless the page names another language of the script and the words do not say otherwise."""
    parts = fold(sample).split()
    known = _words("en")
    share = sum(1 for part in parts if part in known) / max(1, len(parts))
    if share >= 0.12 or not said or said in _blocks():
        return "en"
    return said


@functools.cache
def _blocks() -> dict[str, tuple[int, int]]:
    """Code of each language to the Unicode block of its script."""
    found = {}
    for code in language.available():
        script = language.table(code, "detection").get("script")
        if script:
            found[code] = (int(script[0]), int(script[1]))
    return found


@functools.cache
def _scripts() -> dict[tuple[int, int], re.Pattern[str]]:
    blocks = {block for block in _blocks().values() if block[0] > 0x024F}
    return {block: re.compile(f"[{chr(block[0])}-{chr(block[1])}]") for block in sorted(blocks)}


@functools.cache
def _words(code: str) -> frozenset[str]:
    return frozenset(fold(word) for word in language.table(code, "detection").get("words", ()))
