"""Names that a page writes in two scripts side by side, "हुआवेई (Huawei)": a newsreader says them once."""

from __future__ import annotations

import re
import unicodedata

from narrator.model import Token

_LATIN = re.compile("[A-Za-z]")
# Vowels that writers mix up, and signs that make no difference to who hears them.
_ALIKE = str.maketrans("ीूॉँ", "िुों", "\u093c\u200c\u200d ")
_MOST_WORDS = 8


def unsay(tokens: list[Token], text: str) -> list[Token]:
    """Tokens in which brackets that only repeat the words before them in another script are silent."""
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        close = _closing(tokens, at)
        inner = tokens[at + 1 : close]
        if close and _repeats(kept, inner):
            start, end = tokens[at].start, tokens[close].end
            kept.append(Token(text[start:end], "", inner[0].kind, "gloss", start, end))
            at = close + 1
        else:
            kept.append(tokens[at])
            at += 1
    return kept


def _closing(tokens: list[Token], at: int) -> int:
    """Index of the bracket that closes one opened at a place, only words between; 0 for none."""
    if tokens[at].written != "(":
        return 0
    for index in range(at + 1, min(len(tokens), at + _MOST_WORDS + 2)):
        if tokens[index].kind == "punctuation":
            return index if tokens[index].written == ")" and index > at + 1 else 0
    return 0


def _repeats(before: list[Token], inner: list[Token]) -> bool:
    wanted, heard, scripts = _sound(inner), "", set()
    for token in reversed(before[-_MOST_WORDS:]):
        if token.kind == "punctuation" or len(heard) >= len(wanted):
            break
        heard = _sound([token]) + heard
        scripts.add(bool(_LATIN.search(token.written)))
    other = {bool(_LATIN.search(token.written)) for token in inner}
    return bool(wanted) and heard == wanted and len(scripts) == len(other) == 1 and scripts != other


def _sound(tokens: list[Token]) -> str:
    return "".join(unicodedata.normalize("NFD", token.spoken) for token in tokens).translate(_ALIKE)
