"""What a page says about itself in JSON-LD, read with patience.

Sites write trailing commas, raw newlines, HTML comments and wrong types into it; none of that may stop a
page from being read. Source of the types: schema.org, Article and its subtypes, FAQPage, LiveBlogPosting.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from narrator.article.markup import names

_LIMIT_NODES = 20_000
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|"
    r"(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])|//[^\n"]*$', re.DOTALL | re.MULTILINE)
_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
Node = dict[str, Any]


def read(scripts: Iterable[str]) -> list[Node]:
    """Every object in the page's JSON-LD that is about this page, outermost first; never an error."""
    return [node for script in scripts for value in _values(script) for node in _nodes(value)]


def is_article(node: Node) -> bool:
    """Whether an object is an article by its type."""
    return not types(node).isdisjoint(names("schema", "articles"))


def types(node: Node) -> frozenset[str]:
    """The types of an object in lower case, without the vocabulary's address."""
    named = node.get("@type", node.get("type"))
    values = named if isinstance(named, list) else [named]
    return frozenset(
        value.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for value in values if isinstance(value, str)
    )


def text(value: object) -> str:
    """A plain string out of a string, a language-tagged value, a number or a list's first; else empty."""
    for _ in range(8):
        if isinstance(value, list):
            value = next((item for item in value if item), "")
        elif isinstance(value, dict):
            value = value.get("@value", value.get("name", ""))
        else:
            break
    return value if isinstance(value, str) else ""


def unescaped(value: object) -> str:
    """The plain string of a value, its HTML entities resolved, twice where they were escaped twice."""
    found = text(value)
    return html.unescape(html.unescape(found)) if "&" in found else found


def listed(value: object) -> list[Any]:
    """The value as a list: empty for None."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _values(script: str) -> Iterator[Any]:
    source = _WRAPPING.sub("", _WRAPPING.sub("", script)).strip().rstrip(";")
    decoder = json.JSONDecoder(strict=False)
    values = _all_values(decoder, source) or _all_values(decoder, _mended(source))
    if not values and "&quot;" in source:
        values = _all_values(decoder, html.unescape(source))
    yield from values


def _all_values(decoder: json.JSONDecoder, source: str) -> list[Any]:
    """The values written one after another; none at all where the first is broken."""
    values: list[Any] = []
    at = 0
    while at < len(source):
        try:
            value, at = decoder.raw_decode(source, at)
        except (ValueError, RecursionError):
            return values
        values.append(value)
        while at < len(source) and source[at] in " \t\r\n,;":
            at += 1
    return values


def _mended(source: str) -> str:
    """Without trailing commas, line comments and escapes that JSON does not know."""
    plain = _STRING_OR_COMMA.sub(lambda found: found[0] if found[0][0] == '"' else "", source)
    return _ESCAPE.sub(r"\\\\", plain)


def _nodes(value: object) -> Iterator[Node]:
    waiting = [value]
    for _ in range(_LIMIT_NODES):
        if not waiting:
            return
        current = waiting.pop()
        if isinstance(current, list):
            waiting.extend(reversed(current))
        elif isinstance(current, dict):
            yield current
            inner = [
                held for key, held in current.items() if str(key).lower() not in names("schema", "elsewhere")
            ]
            waiting.extend(held for held in reversed(inner) if isinstance(held, dict | list))
