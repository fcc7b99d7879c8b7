"""HTML read as pieces that know where they stand in the source, so that a page can be changed in place.

No tree is built and nothing is written back: whoever changes a page replaces some characters of its source.
Tags are cut as the tokenizer of the HTML standard does. Source: HTML Living Standard, 13.2.5.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip
"""Elements that a sentence may run across."""
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
SILENT = frozenset({
    "script", "style", "noscript", "template", "textarea", "title", "select", "svg", "iframe",
    "object", "audio", "video", "head",
})  # fmt: skip
"""Elements whose text is not the page's."""
_SIBLINGS = frozenset(["dd", "dt", "li", "option", "td", "th", "tr"])
_RAW = frozenset(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"])
_SPACE = " \t\n\f\r"
_OPEN = re.compile(r"<(?:!--|[!?]|/?[a-zA-Z])")
_NAME = re.compile(rf"</?([^{_SPACE}/>]+)")
_ATTRIBUTE = re.compile(
    rf"""[{_SPACE}/]*(=?[^{_SPACE}/>=]*)(?:[{_SPACE}]*=[{_SPACE}]*(?:"([^"]*)"|'([^']*)'|([^{_SPACE}>]*)))?"""
)
_COMMENT_END = re.compile(r"--!?>|\Z")
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,8};?|[a-zA-Z][a-zA-Z0-9]{1,31};|(?:amp|lt|gt|quot|nbsp)\b)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A tag, a run of text, a comment, or the content of a script or style element."""

    kind: Literal["text", "open", "close", "other"]
    """What it is; the content of a raw text element, as of a script, is other."""
    start: int
    """Offset in the source."""
    end: int
    """Offset after it."""
    name: str = ""
    """Of a tag, in lower case."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Of an opening tag, entities decoded; the first of a name counts."""


@dataclass(slots=True)
class Element:
    """An element of the source: from its opening tag to its closing one, or to where it must have ended."""

    name: str
    attributes: Mapping[str, str]
    parent: Element | None
    first: int
    """Index of its opening tag among the pieces."""
    last: int
    """Index of its last piece."""


def scan(source: str) -> list[Piece]:
    """The pieces of a page in order; together they are the whole source."""
    return list(_scan(source))


def _scan(source: str) -> Iterator[Piece]:
    at = begin = 0
    while found := _OPEN.search(source, at):
        start = found.start()
        if found[0] == "<!--":
            # An arrow right after the dashes ends the comment too.
            match = _COMMENT_END.search(source, start + 2)
            piece = Piece("other", start, max(match.end(), start + 4) if match else len(source))
        elif found[0] in ("<!", "<?"):
            end = source.find(">", start)
            piece = Piece("other", start, end + 1 if end >= 0 else len(source))
        else:
            piece = _read_tag(source, start)
        if begin < start:
            yield Piece("text", begin, start)
        yield piece
        at = begin = piece.end
        if piece.kind == "open" and piece.name in _RAW:
            close = re.compile(rf"</{re.escape(piece.name)}(?=[{_SPACE}/>])", re.IGNORECASE).search(source, at)
            end = close.start() if close else len(source)
            if at < end:
                yield Piece("other", at, end)
            at = begin = end
    if begin < len(source):
        yield Piece("text", begin, len(source))


def _read_tag(source: str, start: int) -> Piece:
    named = _NAME.match(source, start)
    name = named[1].lower() if named else ""
    at = named.end() if named else start + 1
    attributes: dict[str, str] = {}
    while at < len(source) and source[at] != ">":
        match = _ATTRIBUTE.match(source, at)
        if not match or match.end() == at:
            at += 1
            continue
        at = match.end()
        if match[1]:
            value = next((group for group in match.groups()[1:] if group is not None), "")
            attributes.setdefault(match[1].lower(), html.unescape(value))
    kind: Literal["open", "close"] = "close" if source.startswith("</", start) else "open"
    return Piece(kind, start, min(at + 1, len(source)), name, attributes if kind == "open" else {})


def elements(pieces: Iterable[Piece]) -> list[Element]:
    """The elements in the order of their opening tags.

    Nested as their tags say; one that is never closed ends with the element around it.
    """
    found: list[Element] = []
    stack: list[Element] = []
    last = -1
    for last, piece in enumerate(pieces):
        if piece.kind == "open":
            while stack and _ends(stack[-1].name, piece.name):
                stack.pop().last = last - 1
            element = Element(piece.name, piece.attributes, stack[-1] if stack else None, last, last)
            found.append(element)
            if piece.name not in VOID:
                stack.append(element)
        elif piece.kind == "close" and any(element.name == piece.name for element in stack[-_DEEP:]):
            while stack:
                element = stack.pop()
                element.last = last if element.name == piece.name else last - 1
                if element.name == piece.name:
                    break
    for element in stack:
        element.last = last
    return found


def _ends(name: str, following: str) -> bool:
    """Whether an element without a closing tag ends where another begins."""
    return (name == "p" and following not in INLINE) or (name == following and name in _SIBLINGS)


_DEEP = 500
"""So far up is the opening tag of a closing one looked for: pages nested deeper are hostile."""


def characters(source: str, piece: Piece) -> Iterator[tuple[str, int, int]]:
    """Each character of a text as it is shown, and where it stands in the source."""
    at = piece.start
    while at < piece.end:
        match = _ENTITY.match(source, at, piece.end) if source[at] == "&" else None
        end = match.end() if match else at + 1
        for letter in html.unescape(source[at:end]):
            yield letter, at, end
        at = end


_PART = re.compile(r"""([a-zA-Z][\w-]*)|#([\w-]+)|\.([\w-]+)|\[([\w-]+)(?:=["']?([^\]"']*)["']?)?\]""")


def select(found: Iterable[Element], selector: str) -> Element | None:
    """The first element that a selector names: tag, #id, .class and [attribute=value], one inside another.

    Raises:
        ValueError: A selector of any other form.
    """
    steps = [_parse_step(step) for step in selector.split()]
    if not steps:
        raise ValueError(selector)
    return next((element for element in found if _matches(element, steps)), None)


def _parse_step(step: str) -> list[tuple[str, str | None]]:
    """The conditions of a compound selector: attribute name to value, the tag under ''."""
    wanted: list[tuple[str, str | None]] = []
    at = 0
    while at < len(step):
        match = _PART.match(step, at)
        if not match or (match[1] and at):
            raise ValueError(step)
        tag, identity, kind, attribute, value = match.groups()
        wanted.append(
            ("", tag.lower())
            if tag
            else ("id", identity)
            if identity
            else ("class", kind)
            if kind
            else (attribute, value)
        )
        at = match.end()
    return wanted


def _matches(element: Element, steps: list[list[tuple[str, str | None]]]) -> bool:
    if not _fits(element, steps[-1]):
        return False
    rest = steps[:-1]
    above = element.parent
    while rest and above:
        if _fits(above, rest[-1]):
            rest = rest[:-1]
        above = above.parent
    return not rest


def _fits(element: Element, step: list[tuple[str, str | None]]) -> bool:
    for name, value in step:
        held = element.name if name == "" else element.attributes.get(name)
        if held is None or (value is not None and value not in (held.split() if name == "class" else [held])):
            return False
    return True
