"""The tables of ``markup.toml``: names of elements, types and classes, as sets."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path


@functools.cache
def names(table: str, key: str) -> frozenset[str]:
    """The words under a key of a table."""
    return frozenset(_tables()[table][key].split())


@functools.cache
def ordered(table: str, key: str) -> tuple[str, ...]:
    """The words under a key of a table, in order."""
    return tuple(_tables()[table][key].split())


@functools.cache
def phrases(table: str, key: str) -> frozenset[tuple[str, ...]]:
    """The comma-separated phrases under a key of a table, each as its words."""
    found = (tuple(phrase.split()) for phrase in _tables()[table][key].split(","))
    return frozenset(phrase for phrase in found if phrase)


@functools.cache
def keys(table: str) -> tuple[str, ...]:
    """The keys of a table, in order."""
    return tuple(_tables()[table])


@functools.cache
def _tables() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("markup.toml").read_text(encoding="utf-8"))
