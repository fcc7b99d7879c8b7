"""From the text of a page to its elements: the one door to BeautifulSoup."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from narrator.article.markup import names
from narrator.errors import ArticleError

if TYPE_CHECKING:
    from bs4 import BeautifulSoup


def parse(html: str, *, lean: bool = True) -> BeautifulSoup:
    """The page as BeautifulSoup over lxml.

    Args:
        html: The decoded page.
        lean: Leave out elements and attributes that are never read; False keeps all for CSS selectors.

    Raises:
        ArticleError: The parser gives up.
    """
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    try:
        if lean:
            return BeautifulSoup(html, builder=_lean_builder()(multi_valued_attributes=None))
        return BeautifulSoup(html, "lxml", multi_valued_attributes=None)
    except (ParserRejectedMarkup, AssertionError) as error:
        raise ArticleError(f"The page cannot be parsed: {error}", "Save the page again.") from error


@functools.cache
def _lean_builder() -> type[Any]:
    """A tree builder that passes on only what is read; made on first use, as bs4 is imported then."""
    from bs4.builder._lxml import LXMLTreeBuilder

    unread, inline, plain, attributes = (
        names("elements", key) for key in ("unread", "inline", "plain", "attributes")
    )

    class LeanTreeBuilder(LXMLTreeBuilder):
        """lxml's events, less what nobody reads: scripts, drawings, comments, most attributes."""

        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self._depth = 0  # inside of an element that is left out
            self._made: list[bool] = []  # for each open element, whether a tag was made for it
            self._at_edge = True  # just inside or beside a block, where white space means nothing

        def start(self, tag: str, attrs: Any, nsmap: Any = None) -> None:
            if self._depth:
                self._depth += 1
            elif tag in unread or (tag == "script" and "ld+json" not in attrs.get("type", "").lower()):
                self._depth = 1
            else:
                kept = {name: attrs[name] for name in attrs if name in attributes} if attrs else {}
                made = bool(kept) or tag not in plain
                self._made.append(made)
                if made:
                    self.soup.handle_starttag(tag, None, None, kept)
                    self._at_edge = tag not in inline

        def end(self, tag: str) -> None:
            if self._depth:
                self._depth -= 1
            elif self._made.pop():
                self.soup.endData()
                self.soup.handle_endtag(tag)
                self._at_edge = tag not in inline

        def data(self, data: str) -> None:
            if not self._depth and not (self._at_edge and data.isspace()):
                self.soup.handle_data(data)
                self._at_edge = False

        def comment(self, text: str) -> None:
            pass

        def pi(self, target: str, data: str) -> None:
            pass

        def doctype(self, name: str, pubid: str, system: str) -> None:
            pass

    return LeanTreeBuilder
