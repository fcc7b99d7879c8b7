"""The folders of ``languages/`` as typed tables.

A language is data: one TOML file a subject, its source named in the file's first lines. A subject that a
language does not have is empty, and its readers fall back on what needs no table.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrator.errors import ScriptError

ROOT = Path(__file__).parent / "languages"
FALLBACK = "en"
"""The language of the labels where a language has none of its own."""


def available() -> tuple[str, ...]:
    """Codes of the languages that have a folder, in order."""
    return tuple(sorted(folder.name for folder in ROOT.iterdir() if folder.is_dir()))


def base(code: str) -> str:
    """The language of a BCP 47 tag without region and script: ``hi`` for ``hi-IN``."""
    return code.replace("_", "-").split("-")[0].lower()


@functools.cache
def table(code: str, subject: str) -> Mapping[str, Any]:
    """The table ``languages/<code>/<subject>.toml``; empty where there is no such file.

    A table with ``like`` has what the table of that language has, and its own entries in front of them.

    Raises:
        ScriptError: The file is not valid TOML.
    """
    path = ROOT / base(code) / f"{subject}.toml"
    if not path.is_file():
        return {}
    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(f"{path.name} of language {code}: {error}", "Mend the file's TOML.") from error
    return {**table(own["like"], subject), **own} if "like" in own else own


def words(code: str, name: str) -> Path:
    """The file ``languages/<code>/<name>.tsv``, or that of the language whose letters it shares."""
    path = ROOT / base(code) / f"{name}.tsv"
    like = table(code, "latin").get("like")
    return words(like, name) if like and not path.is_file() else path


@dataclass(frozen=True, slots=True)
class Labels:
    """Words that narrator itself says or prints in a language."""

    announce: Mapping[str, str]
    """Section kind to the words that announce a section headed in another language."""
    chapters: Mapping[str, str]
    """Section kind to the chapter title of a section without a heading."""
    synthetic_voice: str
    """The note that the voice is made by a machine."""


@functools.cache
def labels(code: str) -> Labels:
    """Labels of a language; English where the language has none."""
    found = table(code, "labels") or table(FALLBACK, "labels")
    return Labels(found["announce"], found["chapters"], found["synthetic_voice"])
