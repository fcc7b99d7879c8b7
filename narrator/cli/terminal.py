"""What a person sees: results on stdout, everything else on stderr, nothing that steers a terminal."""

from __future__ import annotations

import json
import os
import sys
import traceback
import unicodedata
from typing import Any

import click

from narrator.errors import NarratorError
from narrator.masking import discreet


def as_json_line(value: dict[str, Any]) -> str:
    """A value on one line."""
    return json.dumps(value, ensure_ascii=False)


def out(text: str) -> None:
    """A line of result, in UTF-8 whatever the locale."""
    click.echo(text.encode("utf-8", "backslashreplace"))


def say(text: str) -> None:
    """A line for the person, on stderr, without the keys of addresses."""
    click.echo(discreet(text).encode("utf-8", "backslashreplace"), err=True)


def style(text: str, **looks: Any) -> str:
    """Text in color where standard output is a terminal and NO_COLOR is not set."""
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return click.style(text, **looks)


def width(text: str) -> int:
    """Columns of a terminal that a text takes: marks take none."""
    return sum(unicodedata.category(letter) not in ("Mn", "Me", "Cf") for letter in text)


def printable(text: str) -> str:
    """Text that cannot steer a terminal: control and direction characters become spaces."""
    return "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs") or letter in _DIRECTION else letter
        for letter in text
    )


_DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def report(error: NarratorError) -> None:
    """What happened, and below it what to do."""
    say(f"narrate: {printable(error.message)}")
    if error.hint:
        say(f"  {printable(error.hint)}")


def report_bug(error: Exception) -> None:
    """An error that is our own mistake."""
    say(f"narrate: this is a bug in narrator: {type(error).__name__}: {printable(str(error))}")
    if "-v" in sys.argv or "--verbose" in sys.argv:
        say("".join(traceback.format_exception(error)))
    else:
        say("  Run it again with -v and report what it prints.")
