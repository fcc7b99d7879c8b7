"""What a page says twice: its headline, pull-quotes, teasers of its own text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from narrator.article.lines import is_label
from narrator.article.page import Block, Box
from narrator.article.questions import asks
from narrator.article.text import ends_sentence, fold, is_quote

_LEAST = 25
_LEAST_PULLED = 15
_SHORT = 40
_QUOTED = 3
_WHOLE = 300_000
"""No story is so long; to look for each block in more takes time with the square of it."""


def repeats_dropped(blocks: Sequence[Block], headlines: Iterable[str]) -> list[Block]:
    """Without the headline, pull-quotes that a paragraph holds, and blocks that come a second time.

    Args:
        blocks: As ``prepare`` gives them.
        headlines: As the metadata and the page have it.
    """
    said = _Said(blocks, {fold(headline) for headline in headlines if headline})
    for block in blocks:
        said.hear(block)
    return said.found


class _Said:
    """Hears the blocks in order; used once."""

    def __init__(self, blocks: Sequence[Block], titles: set[str]) -> None:
        self.found: list[Block] = []
        self._titles = titles
        long = (block for block in blocks if not _is_pulled(block) and len(block.text) > _SHORT)
        self._whole = " ".join(f" {fold(block.plain)} " for block in long)
        self._seen: set[str] = set()
        self._quoted: Box | None = None  # of the last quote that was left out

    def hear(self, block: Block) -> None:
        folded = fold(block.plain)
        if self._is_headline(block, folded):
            return
        if _is_pulled(block) and len(folded) >= _LEAST_PULLED and folded in self._whole:
            self._quoted = block.box
            return
        if self._quoted is not None and _says_whose(block, self._quoted):
            return
        if len(folded) >= _LEAST:
            if len(self.found) == 1 and fold(self.found[0].plain) == folded and block.role == "text":
                self.found.clear()  # a teaser stood above the text, which begins so
            elif self._is_inserted(block, folded) or self._is_said_before(block, folded):
                return
            self._seen.add(folded)
        self.found.append(block)

    def _is_headline(self, block: Block, folded: str) -> bool:
        """Whether a block is the headline, beside labels or cut off as in a breadcrumb."""
        if folded in self._titles:
            return True
        cut = block.text.endswith(("…", "...")) and len(folded) >= _LEAST_PULLED
        return any(
            (cut and title.startswith(folded))
            or (title in folded and is_label(folded.replace(title, " ").strip()))
            for title in self._titles
        )

    def _is_said_before(self, block: Block, folded: str) -> bool:
        """Whether a block comes a second time; the answer of a question may."""
        answers = bool(self.found) and self.found[-1].role in ("heading", "question", "term")
        return folded in self._seen and block.role != "table" and not (answers and asks(self.found[-1].text))

    def _is_inserted(self, block: Block, folded: str) -> bool:
        """Whether a block in a box of its own, or a quote, stands in a paragraph too; an answer may."""
        before = self.found[-1] if self.found else None
        if len(self._whole) > _WHOLE or block.box.folded or (before is not None and asks(before.text)):
            return False
        quote = is_quote(block.text) and block.role != "heading"
        apart = before is not None and before.box.parent is not block.box.parent
        itself = len(block.text) > _SHORT or not quote  # is in the whole, or, as a key point, may be
        return (apart or quote) and self._whole.count(folded) > itself


def _says_whose(block: Block, quoted: Box) -> bool:
    """Whether a line in or beside a repeated quote says whose it is."""
    around = quoted.parent
    if block.box.name == "cite":
        return block.box.parent in (quoted, around)
    if ends_sentence(block.text) or around is None:
        return False
    pulled = next((box for box in (quoted, around) if box.verdict.hint == "quote"), None)
    if pulled is not None and pulled in (block.box, block.box.parent):
        return True
    return around in (block.box, block.box.parent) and around.end - around.start <= _QUOTED


def _is_pulled(block: Block) -> bool:
    """Whether a block is a quotation by its element, or by the name of a box around it."""
    parent = block.box.parent
    named = block.box.verdict.hint == "quote" or (parent is not None and parent.verdict.hint == "quote")
    return block.role == "quote" or named
