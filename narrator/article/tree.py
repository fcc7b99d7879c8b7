"""From the text of a page to its elements: the one door to BeautifulSoup and lxml.

A page is read with lxml's parser and made into plain nodes, without what nobody reads: that takes a third of
the time and memory of a whole soup. BeautifulSoup makes the whole tree where CSS selectors ask for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from narrator.article.classes import judge
from narrator.article.markup import names
from narrator.errors import ArticleError

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_LONG = 80
"""Text of at least so many code points in a row is prose, not a menu's."""
_PART_NAMES = ("data-testid", "data-component", "data-qa")


class Node:
    """An element."""

    __slots__ = ("attrs", "contents", "name")

    def __init__(self, name: str, attrs: dict[str, str]) -> None:
        self.name = name
        """Lower case."""
        self.attrs = attrs
        """Those that are read."""
        self.contents: list[Node | str] = []
        """Elements and strings in order."""


_NO_ATTRS: dict[str, str] = {}


def parse(html: str) -> Node:
    """The page as a node that holds its elements, less what is never read.

    Menus and footers are left out too, unless most of the prose stands in one that was never closed.

    Args:
        html: The decoded page.

    Raises:
        ArticleError: The parser gives up.
    """
    found = _parsed(html, menus=False)
    if found.prose_left_out > found.prose_kept:
        found = _parsed(html, menus=True)
    return found.root


def parse_whole(html: str) -> BeautifulSoup:
    """The page as BeautifulSoup over lxml, with everything in it.

    Raises:
        ArticleError: The parser gives up.
    """
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    try:
        return BeautifulSoup(html, "lxml", multi_valued_attributes=None)
    except (ParserRejectedMarkup, AssertionError) as error:
        raise _unparsed(error) from error


def _parsed(html: str, *, menus: bool) -> _Builder:
    from lxml import etree

    builder = _Builder(menus=menus)
    parser = etree.HTMLParser(target=builder, recover=True)
    try:
        parser.feed(html)
        parser.close()
    except etree.XMLSyntaxError:
        return builder  # nothing at all, or no element: as far as it came
    except (etree.LxmlError, UnicodeError, LookupError, AssertionError) as error:
        raise _unparsed(error) from error
    return builder


def _unparsed(error: Exception) -> ArticleError:
    return ArticleError(f"The page cannot be parsed: {error}", "Save the page again.")


def inside(tag: Node, limit: int = 200_000) -> Iterator[tuple[Node | str, list[str]]]:
    """Elements and strings inside an element, in order, each with the names of the elements between.

    Args:
        tag: Not itself among them.
        limit: Stops after so many.
    """
    iterators: list[Iterator[Node | str]] = [iter(tag.contents)]
    parents: list[str] = []
    for _ in range(limit):
        child = next(iterators[-1], None)
        while child is None:
            iterators.pop()
            if not iterators:
                return
            parents.pop()
            child = next(iterators[-1], None)
        yield child, parents
        if isinstance(child, Node):
            iterators.append(iter(child.contents))
            parents.append(child.name)


def _names_people(tag: str, attrs: Any) -> bool:
    """Whether a footer is that of a story, which holds its byline."""
    return tag == "footer" and judge(attrs.get("class", "")).byline


def _kept(attrs: Any, wanted: frozenset[str]) -> dict[str, str]:
    """The attributes that are read; those that name a part for scripts and tests count among its classes."""
    kept = {name: value for name, value in attrs.items() if name in wanted}
    for name in _PART_NAMES:
        if name in attrs:
            kept["class"] = f"{kept.get('class', '')} {attrs[name]}"
    if "title" in attrs and "itemprop" in attrs:
        kept["title"] = attrs["title"]
    return kept


class _Builder:
    """Takes the parser's events, and passes over scripts, drawings, comments, menus and most attributes."""

    def __init__(self, *, menus: bool) -> None:
        unread, left_out, self._inline, self._plain, self._attributes = (
            names("elements", key) for key in ("unread", "menus", "inline", "plain", "attributes")
        )
        self.root = Node("", {})
        self.prose_kept = 0
        self.prose_left_out = 0
        self._menus = left_out
        self._left_out = unread if menus else unread | left_out
        self._contents = self.root.contents  # of the open element
        self._open: list[list[Node | str]] = []  # contents of those around it
        self._depth = 0  # inside of an element that is left out
        self._in_menu = False
        self._in_json = False
        self._made: list[str] = []  # for each open element its name, empty where no node was made for it
        self._at_edge = True  # just inside or beside a block, where white space means nothing

    def start(self, tag: str, attrs: Any) -> None:
        if self._depth:
            self._depth += 1
        elif tag == "script" and "ld+json" in attrs.get("type", "").lower():
            self._in_json = True
            self._enter(Node(tag, {}))
        elif tag == "script" or (tag in self._left_out and not _names_people(tag, attrs)):
            self._depth = 1
            self._in_menu = tag in self._menus
        else:
            kept = _kept(attrs, self._attributes) if attrs else _NO_ATTRS
            if kept or tag not in self._plain:
                self._made.append(tag)
                self._enter(Node(tag, kept))
                self._at_edge = tag not in self._inline
            else:
                self._made.append("")

    def end(self, tag: str) -> None:
        if self._in_json:
            self._in_json = False
            self._contents = self._open.pop()
        elif self._depth:
            self._depth -= 1
        elif made := self._made.pop():
            self._contents = self._open.pop()
            self._at_edge = made not in self._inline

    def data(self, data: str) -> None:
        if self._depth:
            if self._in_menu and len(data) > _LONG:
                self.prose_left_out += len(data)
        elif not (self._at_edge and data.isspace()):
            self._contents.append(data)
            self._at_edge = False
            if len(data) > _LONG and not self._in_json:
                self.prose_kept += len(data)

    def close(self) -> None:
        """Asked for by the parser."""

    def comment(self, text: str) -> None:
        """Passed over."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Passed over."""

    def _enter(self, node: Node) -> None:
        self._contents.append(node)
        self._open.append(self._contents)
        self._contents = node.contents
