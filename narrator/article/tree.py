"""From the text of a page to its elements: the one door to BeautifulSoup."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from narrator.article.classes import judge
from narrator.article.markup import names
from narrator.errors import ArticleError

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_PART_NAMES = ("data-testid", "data-component", "data-qa")
_LONG = 80
"""Text of at least so many code points in a row is prose, not a menu's."""


def parse(html: str, *, lean: bool = True) -> BeautifulSoup:
    """The page as BeautifulSoup over lxml.

    Args:
        html: The decoded page.
        lean: Leave out elements and attributes that are never read, menus and footers among them unless
            most of the prose stands in one that was never closed; False keeps all for CSS selectors.

    Raises:
        ArticleError: The parser gives up.
    """
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    try:
        if not lean:
            return BeautifulSoup(html, "lxml", multi_valued_attributes=None)
        builder = _lean_builder()(menus=False)
        soup = BeautifulSoup(html, builder=builder)
        if builder.prose_left_out > builder.prose_kept:
            soup = BeautifulSoup(html, builder=_lean_builder()(menus=True))
    except (ParserRejectedMarkup, AssertionError) as error:
        raise ArticleError(f"The page cannot be parsed: {error}", "Save the page again.") from error
    return soup


def inside(tag: Tag, limit: int = 200_000) -> Iterator[tuple[Any, list[str]]]:
    """Elements and strings inside a tag, in order, each with the names of the elements between.

    bs4's own ``descendants`` first walks to the last of them, which makes a search that stops early as dear
    as one that does not; on deep pages that is quadratic.

    Args:
        tag: Not itself among them.
        limit: Stops after so many.
    """
    iterators: list[Iterator[Any]] = [iter(tag.contents)]
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
        if child.name is not None:
            iterators.append(iter(child.contents))
            parents.append(child.name)


def _names_people(tag: str, attrs: Any) -> bool:
    """Whether a footer is that of a story, which holds its byline."""
    return tag == "footer" and judge(attrs.get("class", "")).byline


def _kept(attrs: Any, wanted: frozenset[str]) -> dict[str, str]:
    """The attributes that are read; those that name a part for scripts and tests count among its classes."""
    kept = {name: attrs[name] for name in attrs if name in wanted}
    for name in _PART_NAMES:
        if name in attrs:
            kept["class"] = f"{kept.get('class', '')} {attrs[name]}"
    if "title" in attrs and "itemprop" in attrs:
        kept["title"] = attrs["title"]
    return kept


@functools.cache
def _lean_builder() -> type[Any]:
    """A tree builder that passes on only what is read; made on first use, as bs4 is imported then."""
    from bs4.builder._lxml import LXMLTreeBuilder

    unread, menus, inline, plain, attributes = (
        names("elements", key) for key in ("unread", "menus", "inline", "plain", "attributes")
    )

    class LeanTreeBuilder(LXMLTreeBuilder):
        """lxml's events, less what nobody reads: scripts, drawings, comments, menus, most attributes."""

        def __init__(self, *, menus: bool) -> None:
            super().__init__(multi_valued_attributes=None)
            self.prose_kept = 0
            self.prose_left_out = 0
            self._left_out = unread if menus else unread_and_menus
            self._depth = 0  # inside of an element that is left out
            self._in_menu = False
            self._in_json = False
            self._made: list[bool] = []  # for each open element, whether a tag was made for it
            self._at_edge = True  # just inside or beside a block, where white space means nothing

        def start(self, tag: str, attrs: Any, nsmap: Any = None) -> None:
            if tag == "script" and "ld+json" in attrs.get("type", "").lower():
                self._in_json = True
                self.soup.handle_starttag(tag, None, None, {"type": "application/ld+json"})
            elif self._depth:
                self._depth += 1
            elif tag == "script" or (tag in self._left_out and not _names_people(tag, attrs)):
                self._depth = 1
                self._in_menu = tag in menus
            else:
                kept = _kept(attrs, attributes) if attrs else {}
                made = bool(kept) or tag not in plain
                self._made.append(made)
                if made:
                    self.soup.handle_starttag(tag, None, None, kept)
                    self._at_edge = tag not in inline

        def end(self, tag: str) -> None:
            if self._in_json:
                self._in_json = False
                self.soup.endData()
                self.soup.handle_endtag(tag)
            elif self._depth:
                self._depth -= 1
            elif self._made.pop():
                self.soup.endData()
                self.soup.handle_endtag(tag)
                self._at_edge = tag not in inline

        def data(self, data: str) -> None:
            if self._depth and not self._in_json:
                if self._in_menu and len(data) > _LONG:
                    self.prose_left_out += len(data)
            elif not (self._at_edge and data.isspace()):
                self.soup.handle_data(data)
                self._at_edge = False
                if len(data) > _LONG:
                    self.prose_kept += len(data)

        def comment(self, text: str) -> None:
            pass

        def pi(self, target: str, data: str) -> None:
            pass

        def doctype(self, name: str, pubid: str, system: str) -> None:
            pass

    unread_and_menus = unread | menus
    return LeanTreeBuilder
