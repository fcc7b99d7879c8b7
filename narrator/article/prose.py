"""How much prose and how many links stand in any part of a page."""

from __future__ import annotations

from itertools import accumulate

from narrator.article.page import Block, Box

PROSE_LENGTH = 40
"""Code points of the shortest text that counts as prose."""
HALF = 0.5
"""Of the prose that the main text holds at least."""


class Prose:
    """Sums over blocks: how much prose and how many links stand in any box, in constant time."""

    def __init__(self, blocks: list[Block]) -> None:
        self._weights = [weight_of(block) for block in blocks]
        self._sums = [0, *accumulate(self._weights)]
        self._letters = [0, *accumulate(len(block.text) for block in blocks)]
        self._linked = [0, *accumulate(block.linked for block in blocks)]
        self._texts = [0, *accumulate(map(bool, self._weights))]

    @property
    def total(self) -> int:
        """Code points of prose in all."""
        return self._sums[-1]

    def leave_out(self, muted: list[bool]) -> None:
        """From here on, counts no prose in these blocks."""
        self._weights = [0 if out else weight for weight, out in zip(self._weights, muted, strict=True)]
        self._sums = [0, *accumulate(self._weights)]

    def of(self, box: Box) -> int:
        """Code points of prose in a box."""
        return self._sums[box.end] - self._sums[box.start]

    def between(self, start: int, end: int) -> int:
        """Code points of prose in a run of blocks."""
        return self._sums[end] - self._sums[start]

    def texts(self, box: Box) -> int:
        """Blocks of prose in a box, those left out among them."""
        return self._texts[box.end] - self._texts[box.start]

    def share_linked(self, box: Box) -> float:
        """Share of a box's text that is links."""
        letters = self._letters[box.end] - self._letters[box.start]
        return (self._linked[box.end] - self._linked[box.start]) / letters if letters else 0.0


def weight_of(block: Block) -> int:
    """Code points of a block that count as prose; 0 for a heading, a table, a short line or a link."""
    if block.role in ("heading", "table", "time") or len(block.text) < PROSE_LENGTH or block.is_linked:
        return 0
    return len(block.text)
