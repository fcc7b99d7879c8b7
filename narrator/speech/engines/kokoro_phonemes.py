"""Text as Kokoro reads it: eSpeak NG's phonemes between the stops of the text, and their numbers.

eSpeak NG drops stops and, for a word of another language, writes where it changes its voice, "(en)…(hi)"; the
model would speak these letters. So the text is cut at its stops, each chunk is spelled by itself, and the stops
go back between the phonemes. A danda is a stop: without one, the voice does not fall.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from narrator.errors import SpeechError

Spell = Callable[[Sequence[str]], list[str]]
"""The phonemes of chunks of text, in IPA with stress."""

_RUNS = {
    1: ";:,.!?",
    9: '\u2014\u2026"()\u201c\u201d \u0303\u02a3\u02a5\u02a6\u02a8\u1d5d\uab67AI',
    31: "O",
    33: "Q",
    35: "ST",
    39: "W",
    41: "Yᵊabcdef",
    50: "hijklmnopqrstuvwxyzɑɐɒæ",
    75: "βɔɕç",
    80: "ɖðʤə",
    85: "ɚɛɜ",
    90: "ɟ",
    92: "ɡ",
    99: "ɥ",
    101: "ɨɪʝ",
    110: "ɯɰŋɳɲɴø",
    118: "ɸθœ",
    123: "ɹ",
    125: "ɾɻ",
    128: "ʁɽʂʃʈʧ",
    135: "ʊʋ",
    138: "ʌɣɤ",
    142: "χʎ",
    147: "ʒʔ",
    156: "ˈˌː",
    162: "ʰ",
    164: "ʲ",
    169: "↓",
    171: "→↗↘",
    177: "ᵻ",
}
NUMBERS = {sign: first + at for first, signs in _RUNS.items() for at, sign in enumerate(signs)}
"""Number of each phoneme and stop. Source: config.json of Kokoro-82M v1.0, hexgrad."""
SIGNS = {at: sign for sign, at in NUMBERS.items()}

_STOPS = {
    **dict.fromkeys("।॥|", "."),
    **dict.fromkeys("–―", "—"),
    **dict.fromkeys("[{", "("),
    **dict.fromkeys("]}", ")"),
    **dict.fromkeys("«„", "“"),
    "»": "”",
    **{sign: sign for sign in ';:,.!?—…"()“”'},
}
"""Every sign that the model gets as a stop, and which of its own it becomes."""
_STOP = f"[{re.escape(''.join(_STOPS))}]"
_BETWEEN = re.compile(rf"(\s*(?:(?<!\d){_STOP}|{_STOP}(?!\d))(?:\s*{_STOP})*\s*)")
_SWITCH = re.compile(r"\([a-z]{2,3}(?:-[a-z0-9]+)*\)")
_UNHEARD = frozenset("-_'‖|")
"""Signs of eSpeak's own notation that stand for no sound."""


def number(phonemes: str, text: str) -> tuple[int, ...]:
    """The model's numbers for the phonemes of a text, without those that begin and end a sentence.

    Raises:
        SpeechError: There is nothing to say, or a sound that the model does not know.
    """
    if not is_said(phonemes):
        raise SpeechError(f"Kokoro has nothing to say for: {text}", "Leave it out, or write it in words.")
    unknown = {sign for sign in phonemes if sign not in NUMBERS and unicodedata.category(sign)[0] != "M"}
    if unknown - _UNHEARD:
        raise SpeechError(
            f"Kokoro has no sound for {' '.join(sorted(unknown))} in: {text}",
            "Write it in the voice's own script.",
        )
    return tuple(NUMBERS[sign] for sign in phonemes if sign in NUMBERS)


def is_said(phonemes: str) -> bool:
    """Whether there is more than stops."""
    return any(sign not in _STOPS and sign in NUMBERS and sign != " " for sign in phonemes)


def transcribe(text: str, spell: Spell) -> str:
    """The phonemes of a text with its stops, one space between words."""
    pieces = _BETWEEN.split(text.replace("\0", " "))
    spelled = spell([chunk.strip() for chunk in pieces[::2]])
    between = [*map(_normalize_stops, pieces[1::2]), ""]
    joined = "".join(_SWITCH.sub("", chunk) + stops for chunk, stops in zip(spelled, between, strict=True))
    return unicodedata.normalize("NFD", " ".join(joined.split())).replace("c\u0327", "ç")


def _normalize_stops(stops: str) -> str:
    """The stops between two chunks as the model knows them, each once, with the spaces around them."""
    known = "".join(_STOPS.get(sign, sign) for sign in stops)
    once = re.sub(r"([;:,.!?—…])(?:\s*\1)+", r"\1", known)
    return re.sub(r"\s+(?=[;:,.!?…)”])", "", once)
