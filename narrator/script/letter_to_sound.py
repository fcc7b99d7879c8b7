"""Letter to sound: how an unknown word in Latin letters is likely to be said, in the voice's own script.

Two steps, both driven by the language's tables. Rules turn letters into sounds: independent vowels and bare
consonants. Then the sounds are written down as an Indic script does it: vowel signs after consonants, the
inherent vowel unwritten, a nasal before its own stop as a dot, and a virama only between consonants that
readers join.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from narrator import language as languages
from narrator.errors import ScriptError

_CONSONANT, _VOWEL = "[b-df-hj-np-tv-xz]", "[aeiouy]"


@dataclass(frozen=True, slots=True)
class Spelling:
    """Rules of one spelling, by first letter and by whether a vowel letter stands before."""

    rules: Mapping[tuple[str, bool], tuple[re.Pattern[str], tuple[str, ...]]]
    """Letter and "is later" to one pattern of all its rules, a group each, and their sounds."""

    def sounds(self, word: str) -> str:
        """The sounds of a lower-case word in the letters a to z."""
        sounds, at, later = "", 0, False
        while at < len(word):
            pattern, spoken = self.rules[word[at], later]
            found = pattern.match(word, at)
            if not found or found.end() == at:
                at += 1
                continue
            sounds += spoken[(found.lastindex or 1) - 1]
            later = later or any(letter in "aeiouy" for letter in word[at : found.end()])
            at = found.end()
        return sounds


@dataclass(frozen=True, slots=True)
class Orthography:
    """How a script writes sounds down."""

    signs: Mapping[str, str]
    """Independent vowel to vowel sign; the inherent vowel's is empty."""
    inherent: str
    """The inherent vowel."""
    virama: str
    """Sign that joins two consonants."""
    nukta: str
    """Dot that makes another consonant of one."""
    nasals: Mapping[str, str]
    """Consonants before which a nasal is written as a dot, by nasal."""
    dot: str
    """The dot of a nasal."""
    undotted: frozenset[str]
    """Vowels after which a nasal keeps its letter."""
    joined: frozenset[str]
    """Pairs of consonants that are joined between vowels."""
    apart: frozenset[str]
    """Pairs of consonants that are not even joined at the end of a word."""
    glides: Mapping[str, str]
    """Pair of vowels to what is written between them."""


def spell_out(word: str, spelling: str, language: str) -> str:
    """A lower-case word in the letters a to z as the rules of ``spelling`` have it, in the voice's script."""
    sounds = _spelling(languages.base(language), spelling).sounds(word)
    return write_down(sounds, orthography(languages.base(language)))


def write_down(sounds: str, script: Orthography) -> str:
    """Independent vowels and bare consonants as a word of the script."""
    written, before = "", ""
    run: list[str] = []
    for sound in _units(sounds, script):
        if sound in script.signs:
            written += _consonants(run, script, before, last=False)
            if run:
                written += script.signs[sound]
            elif sound != script.inherent or not before:
                written += script.glides.get(before + sound, sound)
            elif before + sound in script.glides:
                written += script.glides[before + sound]
            run, before = [], sound
        else:
            run.append(sound)
    return written + _consonants(run, script, before, last=True)


def _units(sounds: str, script: Orthography) -> Iterator[str]:
    """Sounds one by one, a nukta with its consonant."""
    for found in re.finditer(f".{script.nukta}?", sounds):
        yield found[0]


def _consonants(run: Sequence[str], script: Orthography, before: str, *, last: bool) -> str:
    """Consonants in a row after a vowel, if any: joined at a word's ends, and where readers join them."""
    written, first = "", not before
    for index, sound in enumerate(run):
        following = run[index + 1] if index + 1 < len(run) else ""
        if sound == script.dot and first and index == 0:
            sound = next((nasal for nasal, own in script.nasals.items() if following[:1] in own), sound)
        pair = sound[0] + following[:1]
        if following and following[0] in script.nasals.get(sound, "") and index == 0 and not first:
            written += sound + script.virama if before in script.undotted else script.dot
        elif not following or sound in (script.dot, script.virama) or following in (script.dot, script.virama):
            written += sound
        elif first or (pair not in script.apart if last else pair in script.joined):
            written += sound + script.virama
        else:
            written += sound
    return written


@functools.cache
def _spelling(language: str, name: str) -> Spelling:
    path = languages.words(language, f"{name}_spelling")
    rows = list(_rules(path))
    rules = {}
    for letter in "abcdefghijklmnopqrstuvwxyz":
        for later in (False, True):
            wanted = ("-", "later") if later else ("-", "first")
            mine = [row for row in rows if row[0] in wanted and _head(row[1]) == letter]
            pattern = "|".join(f"({row[1]})" for row in mine)
            rules[letter, later] = re.compile(pattern or "(?!)"), tuple(row[2] for row in mine)
    return Spelling(rules)


def _head(letters: str) -> str:
    """The letter that a rule reads first."""
    found = re.match(r"(?:\(\?<[^)]*\))*\^?([a-z])", letters)
    return found[1] if found else ""


def _rules(path: Path) -> Iterator[tuple[str, str, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 3 or columns[0] not in ("-", "first", "later") or not _head(columns[1]):
            raise ScriptError(f"{path.name}:{number}: not a rule of three columns", None)
        place, letters, sounds = columns
        yield place, letters.replace("{C}", _CONSONANT).replace("{V}", _VOWEL), sounds


@functools.cache
def orthography(language: str) -> Orthography:
    """How the script of a language writes sounds down."""
    found = languages.table(language, "latin")["script"]
    return Orthography(
        signs=found["vowel_signs"],
        inherent=found["inherent"],
        virama=found["virama"],
        nukta=found["nukta"],
        nasals=found["nasals"],
        dot=found["dot"],
        undotted=frozenset(found["undotted"].split()),
        joined=frozenset(found["joined"].split()),
        apart=frozenset(found["apart"].split()),
        glides=found["glides"],
    )
