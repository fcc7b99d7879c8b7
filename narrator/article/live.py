"""Live blogs: the updates of a page, each with its time."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from narrator.article.dates import ascii_digits, is_moment
from narrator.article.page import BREAK, Block, Box
from narrator.article.phrases import phrases
from narrator.article.text import ends_sentence, fold

_LEAST = 2
_CLIMB = 40
_HEADING_LIMIT = 100
_CLOCK = re.compile(r"^\s*(\d{1,2}[:.]\d{2}(?:\s*[AaPp]\.?\s?[Mm]\.?)?)(.*)$", re.DOTALL)
_AGO = re.compile(r"\s*\([^()]*\d[^()]*\)$")
_HAS_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.]\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Update:
    """One entry of a live blog."""

    heading: str
    """Its time, then its own heading where it has one."""
    blocks: tuple[Block, ...]
    """Without heading and time."""


@dataclass(frozen=True, slots=True)
class LiveBlog:
    """The updates among the blocks of an article."""

    start: int
    """Index of the first block that belongs to them."""
    end: int
    """Index after the last."""
    updates: tuple[Update, ...]
    """In the order of the page."""


def find_updates(blocks: Sequence[Block], *, marked: bool, title: str) -> LiveBlog | None:
    """The live blog among the blocks; None where the page is none.

    Args:
        blocks: With times as blocks of their own.
        marked: The page says that it is a live blog.
        title: A headline with a word for "live" says so too.
    """
    inside = [at for at, block in enumerate(blocks) if _in_live_box(block.box)]
    live = marked or bool(inside) or not phrases().live_words.isdisjoint(fold(title).split())
    if not live:
        return None
    first, last = (inside[0], inside[-1] + 1) if inside else (0, len(blocks))
    times = [at for at in range(first, last) if _is_time(blocks[at])]
    if len(times) < _LEAST:
        return None
    places = [blocks[at].at for at in times]
    starts = [_start(blocks, at, places, first) for at in times]
    ends = [*starts[1:], _end(blocks, times[-1], places, last)]
    updates = (_update(blocks[start:end]) for start, end in zip(starts, ends, strict=True))
    return LiveBlog(starts[0], ends[-1], tuple(update for update in updates if update))


def _in_live_box(box: Box | None) -> bool:
    for _ in range(_CLIMB):
        if box is None:
            return False
        if box.verdict.hint == "live" and box.name != "body":
            return True
        box = box.parent
    return False


def _is_time(block: Block) -> bool:
    """A line that is a time, or begins with one: ``10:45 AM: …``."""
    text = block.plain
    words = fold(text[:60]).split()
    if not words or any(" ".join(words[:count]) in phrases().bylines for count in (1, 2)):
        return False
    if is_moment(text):
        return _HAS_CLOCK.search(ascii_digits(text)) is not None
    found = _CLOCK.match(ascii_digits(text[:40]))
    return found is not None and block.role in ("text", "heading", "item")


def _start(blocks: Sequence[Block], at: int, places: list[int], first: int) -> int:
    """The first block of the box that holds this time and no other."""
    box = _own_box(blocks[at], places)
    start = at
    while start > first and box is not None and blocks[start - 1].at >= box.start:
        start -= 1
    return start


def _end(blocks: Sequence[Block], at: int, places: list[int], last: int) -> int:
    """The end of the last update: of its box, or of the blog."""
    box = _own_box(blocks[at], places)
    if box is None or blocks[at].at + 1 >= box.end:
        return last
    end = at + 1
    while end < last and blocks[end].at < box.end:
        end += 1
    return end


def _own_box(block: Block, places: list[int]) -> Box | None:
    """The largest box around a time that holds no other."""
    box: Box | None = block.box
    found = None
    for _ in range(_CLIMB):
        if box is None or bisect_left(places, box.end) - bisect_left(places, box.start) > 1:
            break
        found, box = box, box.parent
    return found


def _update(blocks: Sequence[Block]) -> Update | None:
    """One update; None where a time stands over nothing."""
    time, heading = "", ""
    rest: list[Block] = []
    for at, block in enumerate(blocks):
        said: Block | None = block
        if not time and _is_time(block):
            time, said = _parted(block)
        elif is_moment(block.plain):
            said = None
        if said is None:
            continue
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        if not heading and (said.role == "heading" or (not rest and _is_heading(said, after))):
            heading = said.plain
        else:
            rest.append(said)
    if rest:
        return Update(" – ".join(part for part in (time, heading) if part), tuple(rest))
    return Update(time, (dataclasses.replace(blocks[0], text=heading),)) if heading else None


def _is_heading(block: Block, after: Block | None) -> bool:
    """Whether a line is the heading of its update: by element, by type, or as a line in its own box."""
    if block.role == "heading":
        return True
    if len(block.text) > _HEADING_LIMIT or ends_sentence(block.text):
        return False
    if block.bold == len(block.text):
        return True
    boxed = after is not None and after.box is not block.box and not is_moment(after.plain)
    return boxed and block.role == "text" and after is not None and ends_sentence(after.text)


def _parted(block: Block) -> tuple[str, Block | None]:
    """The time at the beginning of a line, and the line without it."""
    text = block.plain
    if is_moment(text):
        return _AGO.sub("", text), None
    found = _CLOCK.match(ascii_digits(text))
    if found is None:
        return "", block
    end = found.end(1)
    words = text[end:].split(maxsplit=1)
    if words and fold(words[0]) and is_moment(f"{text[:end]} {words[0]}"):
        end = text.index(words[0], end) + len(words[0])
    rest = text[end:].lstrip(" :–-|,।." + BREAK)
    return text[:end].strip(" :–-|"), dataclasses.replace(
        block, text=rest, bold=min(block.bold, len(rest))
    ) if rest else None
