"""Tables of cases under tests/cases: tab-separated rows that an editor can write, ``#`` before a remark.

A row that is not as it must be fails the run, with file and line: a case that is skipped proves nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"
_ESCAPES = {r"\n": "\n", r"\r": "\r", r"\t": "\t", r"\\": "\\"}


def read_rows(path: Path, columns: int) -> list[tuple[str, ...]]:
    """The rows of a table, each with this many columns and none of them empty, with their escapes undone.

    Escapes are those of Python: a line break is backslash n, any character backslash u and four digits.

    Raises:
        ValueError: A row has another number of columns, an empty one, white space around one, or stands twice.
    """
    rows: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        cells = tuple(line.split("\t"))
        if len(cells) != columns or any(not cell or cell != cell.strip() for cell in cells):
            raise ValueError(f"{path.name}:{number}: not {columns} columns")
        if cells in rows:
            raise ValueError(f"{path.name}:{number}: stands in line {rows[cells]} already")
        rows[cells] = number
    return [tuple(_unescape(cell) for cell in cells) for cells in rows]


def _unescape(cell: str) -> str:
    return re.sub(
        r"\\(?:u([0-9a-f]{4})|.)",
        lambda found: chr(int(found[1], 16)) if found[1] else _ESCAPES[found[0]],
        cell,
    )


@dataclass(frozen=True, slots=True)
class Sentences:
    """A text and where its sentences end."""

    group: str
    """The habit of writing that it shows."""
    text: str
    """As it is given to the splitter."""
    sentences: tuple[str, ...]
    """As they must come out, without the white space around them."""


def read_sentences(path: Path) -> list[Sentences]:
    """The cases of a table of two columns: a group, and a text in which ‖ stands between sentences.

    Raises:
        ValueError: As for ``read_rows``; or a sentence is empty.
    """
    cases = []
    for group, marked in read_rows(path, 2):
        sentences = tuple(sentence.strip() for sentence in marked.split("‖"))
        if not all(sentences):
            raise ValueError(f"{path.name}: an empty sentence in: {marked}")
        cases.append(Sentences(group, marked.replace("‖", ""), sentences))
    return cases


def boundaries(sentences: tuple[str, ...]) -> set[int]:
    """Where sentences end inside a text, in characters that are not white space."""
    ends, at = set(), 0
    for sentence in sentences[:-1]:
        at += len("".join(sentence.split()))
        ends.add(at)
    return ends


def _sounds(text: str) -> str:
    """One spelling for signs that sound the same, no stops."""
    text = unicodedata.normalize("NFD", text)
    text = unicodedata.normalize("NFC", re.sub("([कखगजफ])\u093c", r"\1", text))
    text = re.sub("[\u200c\u200d]", "", text).replace("ँ", "ं")
    return " ".join(re.sub(r"[।,.;:!?()“”‘’\"'–—-]", " ", _NASALS.sub("ं", text)).split())


_NASALS = re.compile("ङ्(?=[क-ङ])|ञ्(?=[च-ञ])|ण्(?=[ट-ण])|न्(?=[त-नस])|म्(?=[प-म])")
_ORDINAL = re.compile("(?<=.)(व[ाीे]ं)$")
# Ways of writing one Hindi word; the house's stands last.
_VARIANTS = {
    _sounds(variant): _sounds(words.split()[-1])
    for words in (
        "छः छ छह", "रुपए रूपए रूपये रुपये", "डालर डॉलर", "सतत्तर सतहत्तर", "उनासी उन्नासी उन्यासी",
        "इक्यानबे इक्यानवे", "बानबे बानवे", "तिरानबे तिरानवे", "चौरानबे चौरानवे", "पचानबे पंचानबे पंचानवे पचानवे",
        "छियानबे छियानवे", "सत्तानबे सत्तानवे", "अट्ठानबे अठानवे अट्ठानवे", "निन्यानबे निन्यानवे", "अठासी अट्ठासी",
        "अठाईस अट्ठाईस", "अठावन अट्ठावन", "चवालीस चौवालीस", "चौअन चौवन", "तिरपन तिरेपन", "तिरसठ तिरेसठ",
        "छयासठ छियासठ", "सतासी सत्तासी", "अड़तालिस अड़तालीस", "फुट फीट", "सेकेंड सेकंड",
    )
    for variant in words.split()
}  # fmt: skip


def heard(text: str) -> str:
    """A reading as readings are compared.

    A nukta on क ख ग ज फ, the sign of nasal vowels, the letter for a nasal before its own row, joiners, hyphens,
    stops, capitals and the spellings in the table of variants make no difference.
    """
    words = (_ORDINAL.split(word) for word in re.sub(r"वा(?=\s|$)", "वां", _sounds(text.lower())).split())
    return " ".join(_VARIANTS.get(stem, stem) + "".join(ending) for stem, *ending in words)
