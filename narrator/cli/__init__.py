"""The command ``narrate``: the only place that prints or exits.

Results go to stdout, everything else to stderr. Exit codes follow sysexits.h; see narrator.errors.
"""

from __future__ import annotations

import gc
import logging
import signal
from typing import NoReturn

from narrator.cli.group import cli
from narrator.cli.machine import cache, doctor, init
from narrator.cli.make import make
from narrator.cli.newsroom import batch, check, feed, retry, status, unpublish
from narrator.cli.page import page, serve
from narrator.cli.sound import inspect, voices
from narrator.cli.texts import extract, lexicon, script

__all__ = ["cli", "main"]

for command in (
    *(make, extract, script, lexicon, inspect, voices),
    *(page, serve),
    *(batch, status, retry, unpublish, check, feed),
    *(cache, doctor, init),
):
    cli.add_command(command)


YOUNG_OBJECTS = 20_000
"""Made between two collections: most of what a command makes at its start, it keeps."""


def main() -> NoReturn:
    """Entry point of the command."""
    gc.set_threshold(YOUNG_OBJECTS)
    signal.signal(signal.SIGTERM, _end_on_sigterm)
    logging.getLogger("stamina").addHandler(logging.NullHandler())  # what fails for good is said as an error
    try:
        cli.main(prog_name="narrate")
    finally:
        gc.freeze()  # what is left is not looked through once more: the end takes 8 ms, not 30
    raise SystemExit(0)


def _end_on_sigterm(number: int, frame: object) -> NoReturn:
    """Leave through every ``finally``, so that no temporary file stays."""
    raise SystemExit(128 + number)
