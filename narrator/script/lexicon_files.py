"""Lexicons as files: a table of two columns for editors, and W3C PLS 1.0 for exchange.

Source of the XML: Pronunciation Lexicon Specification 1.0, https://www.w3.org/TR/pronunciation-lexicon/.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrator import language
from narrator.errors import ScriptError

NAMESPACE = "http://www.w3.org/2005/01/pronunciation-lexicon"

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What a spoken form may hold besides letters and their marks: joiners, and the stops that shape a phrase.
_STOPS = frozenset(" '’-–,;.।?!\u200c\u200d")
# An editor's list has thousands of rows; a file beyond this is not one.
_MAX_BYTES = 16_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a lexicon."""

    written: str
    """As the page writes it: one word or several."""
    spoken: str
    """What is said for it; empty where only a phoneme string is given."""
    phoneme: str | None = None
    """Phoneme string, for engines that take one."""
    alphabet: str | None = None
    """Alphabet of the phoneme string: ``ipa`` or ``x-…``."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot be used."""

    path: Path
    """The lexicon."""
    line: int
    """Counted from 1; 0 where the file as a whole is meant."""
    message: str
    """What is wrong with it."""

    def __str__(self) -> str:
        """``file:line: message``, as editors and compilers print it."""
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


def parse(path: Path, code: str | None = None) -> tuple[list[tuple[int, Entry]], list[Problem]]:
    """The good rows of a lexicon with their lines, and what is wrong with the others.

    Args:
        path: ``.tsv``, ``.pls`` or ``.xml``.
        code: Language of a file that does not say it, by name (``hi.tsv``) or by ``xml:lang``.
    """
    if path.suffix.lower() not in (".tsv", ".pls", ".xml"):
        return [], [Problem(path, 0, "not a lexicon by its name: .tsv, .pls or .xml")]
    try:
        data = _read(path)
        if path.suffix.lower() == ".tsv":
            return _check(path, _rows(data), code or _language_of(path))
        return _check_xml(path, data, code)
    except OSError as error:
        return [], [Problem(path, 0, f"cannot be read: {error.strerror or error}")]
    except _BadFile as error:
        return [], [Problem(path, error.line, str(error))]


def to_tsv(entries: Iterable[Entry]) -> str:
    """Entries as a table for editors; what has only a phoneme string stands in it as a comment."""
    rows = ["# written\tspoken"]
    for entry in entries:
        if entry.spoken:
            rows.append(f"{entry.written}\t{entry.spoken}")
        else:
            rows.append(f"# {entry.written}\t{entry.alphabet or 'ipa'}: {entry.phoneme}")
    return "\n".join(rows) + "\n"


def to_pls(entries: Iterable[Entry], code: str) -> bytes:
    """Entries as a PLS 1.0 document in UTF-8.

    Args:
        entries: In order of preference.
        code: BCP 47 tag of the language they are spoken in.

    Raises:
        ScriptError: A character that XML cannot hold.
    """
    from lxml import etree  # opened only for XML

    root = etree.Element(f"{{{NAMESPACE}}}lexicon", nsmap={None: NAMESPACE})
    root.set("version", "1.0")
    root.set("alphabet", "ipa")
    root.set(_XML_LANG, code)
    for entry in entries:
        lexeme = etree.SubElement(root, f"{{{NAMESPACE}}}lexeme")
        try:
            etree.SubElement(lexeme, f"{{{NAMESPACE}}}grapheme").text = entry.written
            if entry.spoken:
                etree.SubElement(lexeme, f"{{{NAMESPACE}}}alias").text = entry.spoken
            if entry.phoneme:
                phoneme = etree.SubElement(lexeme, f"{{{NAMESPACE}}}phoneme")
                phoneme.text = entry.phoneme
                phoneme.set("alphabet", entry.alphabet or "ipa")
        except ValueError as error:
            raise ScriptError(f"{entry.written!r} cannot stand in XML", "Remove control characters.") from error
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


class _BadFile(Exception):
    """A file that is no lexicon at all."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise _BadFile(0, f"larger than {_MAX_BYTES} bytes")
    return data


def _language_of(path: Path) -> str | None:
    """``hi`` for hi.tsv and hi-IN.tsv; None for names that are no language of ours."""
    code = language.base(path.stem)
    return code if code in language.available() else None


def _rows(data: bytes) -> Iterator[tuple[int, Entry | str]]:
    """Lines of a table as entries, or as what is wrong with them."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _BadFile(data[: error.start].count(b"\n") + 1, "not UTF-8") from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        columns = [column.strip() for column in line.rstrip("\r").split("\t")]
        while len(columns) > 2 and not columns[-1]:
            columns.pop()
        if len(columns) != 2:
            yield number, f"{len(columns)} columns, not 2: written, a tab, spoken"
        else:
            yield number, Entry(columns[0], columns[1])


def _check_xml(path: Path, data: bytes, code: str | None) -> tuple[list[tuple[int, Entry]], list[Problem]]:
    root = _root(data)
    code = root.get(_XML_LANG) or code or _language_of(path)
    return _check(path, _lexemes(root), code)


def _root(data: bytes) -> Any:
    """The ``lexicon`` element; no entity is expanded and nothing is fetched for it."""
    from lxml import etree  # opened only for XML

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _BadFile(error.lineno or 0, f"not XML: {error.msg}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _BadFile(1, "a document type is refused: it could declare entities")
    if _local(root) != "lexicon":
        raise _BadFile(root.sourceline, f"the root is <{_local(root)}>, not <lexicon> of PLS 1.0")
    return root


def _local(element: Any) -> str:
    """An element's name without its namespace; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _lexemes(root: Any) -> Iterator[tuple[int, Entry | str]]:
    default_alphabet = root.get("alphabet")
    for lexeme in root.iter():
        if _local(lexeme) != "lexeme":
            continue
        graphemes = [_text(child) for child in lexeme if _local(child) == "grapheme"]
        alias = _preferred(lexeme, "alias")
        phoneme = _preferred(lexeme, "phoneme")
        if not graphemes:
            yield lexeme.sourceline, "a lexeme without a grapheme"
        elif alias is None and phoneme is None:
            yield lexeme.sourceline, "a lexeme with neither alias nor phoneme"
        else:
            for grapheme in graphemes:
                yield (
                    lexeme.sourceline,
                    Entry(
                        grapheme,
                        "" if alias is None else _text(alias),
                        None if phoneme is None else _text(phoneme),
                        None if phoneme is None else phoneme.get("alphabet") or default_alphabet or "ipa",
                    ),
                )


def _preferred(lexeme: Any, name: str) -> Any:
    """The pronunciation marked as preferred, else the first (PLS 1.0, 4.6, 4.7); None where there is none."""
    found = [child for child in lexeme if _local(child) == name]
    marked = [child for child in found if child.get("prefer") == "true"]
    return next(iter(marked + found), None)


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _check(
    path: Path, rows: Iterable[tuple[int, Entry | str]], code: str | None
) -> tuple[list[tuple[int, Entry]], list[Problem]]:
    good: list[tuple[int, Entry]] = []
    problems: list[Problem] = []
    for line, row in rows:
        complaint = row if isinstance(row, str) else _complaint(row, code)
        if complaint:
            problems.append(Problem(path, line, complaint))
        elif isinstance(row, Entry):
            good.append((line, row))
    return good, problems


def _complaint(entry: Entry, code: str | None) -> str | None:
    """What is wrong with an entry; None where nothing is."""
    if not entry.written:
        return "the written form is empty"
    if not any(character.isalnum() for character in entry.written):
        return f"the written form has no letter and no digit: {entry.written}"
    if not entry.spoken and not entry.phoneme:
        return f"the spoken form is empty: {entry.written}"
    strange = next((sign for sign in entry.spoken if not _sayable(sign)), None)
    if strange is not None:
        kind = "a digit" if strange.isnumeric() else "a sign that is not said"
        return f"the spoken form holds {kind}, {strange!r}: write words"
    if code and language.table(code, "latin") and (latin := _first_latin(entry.spoken)):
        return f"the spoken form holds a Latin letter, {latin!r}: write it in the script of the voice"
    return None


def _sayable(sign: str) -> bool:
    return sign in _STOPS or unicodedata.category(sign)[0] in "LM"


def _first_latin(text: str) -> str | None:
    return next((sign for sign in text if sign.isalpha() and "LATIN" in unicodedata.name(sign, "")), None)
