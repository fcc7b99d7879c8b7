"""From the blocks of an article to its sections, each with its kind, in the order of the page."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from narrator.article.edges import is_prose
from narrator.article.headings import composed_kind, ends_in_points, heading_kind
from narrator.article.live import find_updates
from narrator.article.page import BREAK, Block, Box
from narrator.article.phrases import phrases
from narrator.article.questions import asks, pair
from narrator.article.tables import ROW_LIMIT, read_rows
from narrator.article.text import BULLETS, ends_sentence, fold, starts_bullet
from narrator.model import SectionKind

_NUMBERED = re.compile(r"\d{1,3}\s*[.):](?!\d)")
_HEADING_LIMIT = 100
_LABEL_LIMIT = 40
_POINT_LIMIT = 100
_POINTS = 3
_QUESTIONS = 80
_RUN = 4
_STANDFIRST_LIMIT = 600
_STANDFIRST_LEAST = 25
_BOXED = {"summary", "takeaways", "point_of_view", "faq", "standfirst"}


@dataclass(slots=True)
class Draft:
    """A section in the making."""

    kind: SectionKind
    """As in ``Section``."""
    heading: str | None = None
    """As in ``Section``."""
    level: int = 0
    """Of the heading."""
    blocks: list[str] = field(default_factory=list)
    """As in ``Section``."""


def build(
    blocks: Sequence[Block],
    *,
    after: int = -1,
    live: bool = False,
    title: str = "",
    questions: Iterable[str] = (),
    names: Iterable[str] = (),
) -> tuple[list[Draft], list[str]]:
    """The sections of an article without its title, and warnings about what was passed over.

    Args:
        blocks: As ``prepare`` gives them.
        after: Place of the headline among the page's blocks; -1 without one.
        live: The page says that it is a live blog.
        title: The headline.
        questions: Those that the page's metadata knows as asked often.
        names: Of the site, folded.
    """
    known = _Known(frozenset(map(fold, questions)), frozenset(part for name in names for part in name.split()))
    blog = find_updates(blocks, marked=live, title=title)
    if blog is None:
        return _Builder(_without_times(blocks), after, known).run()
    start = blog.start
    while start and heading_kind(blocks[start - 1].text) == "live":
        start -= 1
    before, warnings = _Builder(_without_times(blocks[:start]), after, known, goes_on=True).run()
    later, more = _Builder(_without_times(blocks[blog.end :]), after, known).run()
    updates = [
        Draft("live", update.heading, 0, [said(block) for block in update.blocks]) for update in blog.updates
    ]
    return [*before, *updates, *later], [*warnings, *more]


def _without_times(blocks: Sequence[Block]) -> list[Block]:
    """Dates and times alone on a line belong to bylines, except in a live blog."""
    return [block for block in blocks if block.role != "time"]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the page's metadata knows."""

    questions: frozenset[str]
    names: frozenset[str]
    """Words of the site's names."""


class _Builder:
    """Goes through the blocks once; used once."""

    def __init__(self, blocks: Sequence[Block], after: int, known: _Known, *, goes_on: bool = False) -> None:
        self._known = known
        self._goes_on = goes_on
        self._blocks = blocks
        self._after = after
        self._drafts: list[Draft] = []
        self._warnings: list[str] = []
        self._body: Draft | None = None
        self._places = [block.at for block in blocks]
        self._letters = sum(len(block.text) for block in blocks)

    def run(self) -> tuple[list[Draft], list[str]]:
        at = 0
        while at < len(self._blocks):
            at = self._step(at)
        return _without_empty(self._drafts), self._warnings

    def _step(self, at: int) -> int:
        block = self._blocks[at]
        if kind := self._opener(at):
            end, closed = self._scope(at, kind)
            return self._typed(kind, block.plain, at + 1, end, closed=closed)
        if hinted := self._hinted(at):
            kind, end = hinted
            if end > at + 1 and self._titles_box(at, end, kind):
                return self._typed(kind, block.plain, at + 1, end, closed=True)
            return self._typed(kind, None, at, end, closed=True)
        if at == 0 and (end := self._parted_standfirst()):
            self._drafts.append(Draft("summary", None, 0, [line.plain for line in self._blocks[:end]]))
            return end
        if at == 0 and (self._is_standfirst(block) or self._stands_alone_above(block)):
            self._drafts.append(Draft("summary", None, 0, [block.plain]))
            return 1
        if end := self._leading_items(at):
            return self._typed("takeaways", None, at, end, closed=True)
        if end := self._leading_box(at):
            return self._typed("takeaways", block.plain, at + 1, end, closed=True)
        if end := self._titled_questions(at):
            return self._typed("faq", block.plain, at + 1, end, closed=True)
        if end := self._questions(at):
            return self._open_questions(at, end)
        if block.role == "table":
            self._table(block)
        elif block.role == "heading" or (block.role == "question" and len(block.text) <= _HEADING_LIMIT * 2):
            self._body = Draft("body", block.plain, block.level or 7)
            self._drafts.append(self._body)
        else:
            self._add(said(block))
        return at + 1

    def _titles_box(self, at: int, end: int, kind: SectionKind) -> bool:
        """Whether the first block of a box of a known kind is its title, by its element or as a label is."""
        block, after = self._blocks[at], self._blocks[at + 1]
        if kind == "faq":
            return block.role == "heading" and not asks(block.text)
        if block.role in ("heading", "question"):
            return True
        label = len(block.text) <= _LABEL_LIMIT and not ends_sentence(block.text) and not _is_item(block)
        return label and (_is_item(after) or (kind == "summary" and len(after.text) > 2 * len(block.text)))

    def _add(self, text: str) -> None:
        if self._body is None:
            self._body = Draft("body")
            self._drafts.append(self._body)
        self._body.blocks.append(text)

    def _opener(self, at: int) -> SectionKind | None:
        """The kind that a heading, or a line set alone as one, opens."""
        block = self._blocks[at]
        if block.role in ("item", "table") or BREAK in block.text or at + 1 == len(self._blocks):
            return None
        kind = heading_kind(block.text) or self._composed(at)
        if kind is None or block.role == "heading" or block.bold * 2 > len(block.text):
            return kind
        return kind if kind != "live" and self._stands_over(at, kind) else None

    def _composed(self, at: int) -> SectionKind | None:
        """The kind of a heading by its words, if what follows is of the kind: a list, or questions."""
        block, after = self._blocks[at], self._blocks[at + 1]
        kind = composed_kind(block.text, self._known.names)
        if kind == "takeaways":
            return kind if _is_item(after) or self._heads_box(at) else None
        if kind is None and self._goes_on and ends_in_points(block.text) and self._heads_box(at):
            return "takeaways"
        if kind == "faq":
            return kind if after.role in ("heading", "question", "term") or asks(after.text) else None
        return kind

    def _heads_box(self, at: int) -> bool:
        """Whether a box holds a heading, items or short lines, and nothing else, as that of key points does."""
        end, boxed = self._box_of(at)
        items = self._blocks[at + 1 : end]
        if not boxed or len(items) < 2:
            return False
        listed = all(_is_item(item) and not item.ordinal for item in items)
        return listed or (len(items) >= _POINTS and all(map(_is_line, items)))

    def _stands_over(self, at: int, kind: SectionKind) -> bool:
        """Whether a plain line is the title of a box or of a list, and not a label such as "Opinion"."""
        if kind in (self._blocks[at].box.verdict.hint, self._blocks[at + 1].box.verdict.hint):
            return True
        end, boxed = self._box_of(at)
        return (boxed and self._is_own_box(at, end, kind)) or _is_item(self._blocks[at + 1])

    def _scope(self, at: int, kind: SectionKind) -> tuple[int, bool]:
        """Where the section that opens at a block ends, and whether a box or a heading closes it."""
        end, boxed = self._box_of(at)
        if boxed and self._is_own_box(at, end, kind):
            return end, True
        return self._flat(at, end, kind)

    def _box_of(self, at: int) -> tuple[int, bool]:
        """Where the lowest box with a heading and more ends, and whether the heading stands first in it."""
        box = self._blocks[at].box
        while box.parent is not None and self._blocks[at + 1].at >= box.end:
            box = box.parent
        before = self._blocks[at - 1].at if at else self._after
        return self._index(box.end, at + 1), box.start > before and box.parent is not None

    def _index(self, page_index: int, at: int) -> int:
        """The first block from ``at`` on that stands at or after a place in the page."""
        return max(at, bisect_left(self._places, page_index))

    def _is_own_box(self, at: int, end: int, kind: SectionKind) -> bool:
        """Whether a box that begins with the heading holds this section and nothing else."""
        inside = self._blocks[at + 1 : end]
        level = self._blocks[at].level or 7
        for offset, block in enumerate(inside):
            if self._opener(at + 1 + offset) not in (None, kind):
                return False
            if (
                block.role == "heading"
                and block.level <= level
                and not (kind == "faq" and (asks(block.text) or level == 7))
            ):
                return False
        letters = sum(len(block.text) for block in inside)
        return kind == "faq" or len(inside) <= 3 or letters <= 0.6 * self._letters

    def _flat(self, at: int, limit: int, kind: SectionKind) -> tuple[int, bool]:
        """The end of a section that has no box of its own."""
        blocks = self._blocks
        level = blocks[at].level or 7
        end, closed = at + 1, False
        while end < limit:
            block = blocks[end]
            if self._opener(end) or (end > at + 1 and self._hinted(end)):
                closed = True
                break
            if block.role == "heading":
                deeper = block.level > level and kind in ("faq", "point_of_view")
                if not deeper and not (kind == "faq" and asks(block.text)):
                    closed = True
                    break
            if kind == "takeaways" and end > at + 1 and _is_item(blocks[at + 1]) and not _is_item(block):
                break
            end += 1
        count = end - at - 1
        if kind == "summary" and count > 2:
            end = at + 2
            while _is_item(blocks[at + 1]) and end < at + 1 + count and _is_item(blocks[end]):
                end += 1
        if kind == "takeaways" and count > 3 and not _is_item(blocks[at + 1]) and not closed:
            end = at + 2
        return end, closed

    def _hinted(self, at: int) -> tuple[SectionKind, int] | None:
        """Kind and end of a box that begins here and whose class names its kind."""
        before = self._blocks[at - 1].at if at else self._after
        box: Box | None = self._blocks[at].box
        found: tuple[SectionKind, int] | None = None
        while box is not None and box.start > before and box.parent is not None:
            hint = box.verdict.hint
            if box.itemtype == "faqpage":
                hint = "faq"
            if hint in _BOXED:
                end = self._index(box.end, at)
                found = self._accepted(hint, at, end) or found
            box = box.parent
        return found

    def _accepted(self, hint: str, at: int, end: int) -> tuple[SectionKind, int] | None:
        inside = self._blocks[at:end]
        letters = sum(len(block.text) for block in inside)
        small = self._goes_on or letters <= 0.4 * self._letters
        early = all(len(draft.blocks) == 0 or draft.kind == "summary" for draft in self._drafts)
        if hint == "standfirst":
            return (
                ("summary", end)
                if early and len(inside) <= 2 and letters <= _STANDFIRST_LIMIT and small
                else None
            )
        if hint == "faq":
            return ("faq", end) if len(pair(inside).pairs) > 1 else None
        if hint == "takeaways":
            return ("takeaways", end) if small and (len(inside) > 1 or BREAK in inside[0].text) else None
        if hint == "summary":
            taken = early or not any(draft.kind == "summary" for draft in self._drafts)
            return (self._summary_or_points(inside), end) if small and len(inside) <= 6 and taken else None
        return ("point_of_view", end) if letters <= 0.6 * self._letters else None

    def _summary_or_points(self, inside: Sequence[Block]) -> SectionKind:
        """The kind of a box called a summary: below a standfirst a list is key points, if not so titled."""
        named = fold(inside[0].text).split()[:1]
        listed = any(map(_is_item, inside)) and phrases().composed["summary"].nouns.isdisjoint(named)
        return "takeaways" if self._drafts and listed else "summary"

    def _parted_standfirst(self) -> int:
        """The end of several headings right under the headline, or of one that line breaks part; else 0."""
        first = self._blocks[0]
        run = list(itertools.takewhile(lambda block: self._is_like(block, first), self._blocks))
        rest = self._blocks[len(run) :]
        if len(run) < 2 or not rest:
            return 0
        heads = run[-1].box is not first.box and any(self._is_like(later, first) for later in rest)
        return len(run) - heads  # the last may be the heading of the first part

    @staticmethod
    def _is_like(block: Block, first: Block) -> bool:
        """Whether a block is a heading as the first is, and long enough for a line of a standfirst."""
        alike = block.role == first.role == "heading" and block.level == first.level
        return alike and len(block.text) >= _STANDFIRST_LEAST and not heading_kind(block.text)

    def _is_standfirst(self, block: Block) -> bool:
        """A heading right under the headline that says more than a heading does."""
        if block.role != "heading" or block.level > 6 or len(self._blocks) < 2 or block.text[:1].isdecimal():
            return False
        after = self._blocks[1]
        if (ends_sentence(block.text) and len(block.text) >= 60) or self._leading_box(1):
            return True
        if after.role == "heading" and after.level > block.level and not heading_kind(after.text):
            return False
        alone = not any(other.role == "heading" and other.level == block.level for other in self._blocks[1:])
        return len(block.text) >= 60 or (alone and len(block.text) >= _STANDFIRST_LEAST)

    def _stands_alone_above(self, block: Block) -> bool:
        """A first paragraph in a box of its own, parted from the text by a byline, a picture or key points."""
        if (
            block.role != "text"
            or block.under_image
            or len(self._blocks) < 3
            or not 40 <= len(block.text) <= _STANDFIRST_LIMIT // 2
        ):
            return False
        after = self._blocks[1]
        above = block.box.parent
        parted = after.at > block.at + 1 and is_prose(after)
        if not parted and not self._opener(1) and not self._hinted(1):
            return False
        return not any(other.box.parent is above for other in self._blocks[1:] if other.role == "text")

    def _leading_items(self, at: int) -> int:
        """The end of a list that stands between the headline and the text: its key points; else 0."""
        if any(draft.kind != "summary" for draft in self._drafts):
            return 0
        end = at
        while end < len(self._blocks) and _is_item(self._blocks[end]) and not self._blocks[end].ordinal:
            end += 1
        rest = self._blocks[end:]
        prose = any(block.role == "text" and is_prose(block) for block in rest)
        alike = rest and not any(map(_is_item, rest))
        return end if end - at > 1 and prose and alike else 0

    def _leading_box(self, at: int) -> int:
        """The end of a box of a title and a list that stands between the headline and the text; else 0."""
        block = self._blocks[at]
        early = all(draft.kind == "summary" or (self._goes_on and not draft.heading) for draft in self._drafts)
        if at + 2 >= len(self._blocks) or not early:
            return 0
        if block.role not in ("heading", "text") or len(block.text) > _LABEL_LIMIT:
            return 0
        if ends_sentence(block.text) and not block.text.endswith("?"):
            return 0
        end, boxed = self._box_of(at)
        inside = self._blocks[at + 1 : end]
        listed = len(inside) > 1 and all(item.role == "item" and not item.ordinal for item in inside)
        listed = listed or (len(inside) >= _POINTS and all(map(_is_line, inside)))
        prose = self._goes_on or any(later.role == "text" and is_prose(later) for later in self._blocks[end:])
        return end if boxed and listed and prose else 0

    def _titled_questions(self, at: int) -> int:
        """The end of a title's questions, each with its answer, in a box or under a heading; else 0."""
        block = self._blocks[at]
        if at + 2 >= len(self._blocks) or block.role == "item" or len(block.text) > 2 * _LABEL_LIMIT:
            return 0
        if "?" not in self._blocks[at + 1].text:
            return 0
        end, boxed = self._box_of(at)
        if not boxed or end - at > _QUESTIONS or not self._is_own_box(at, end, "faq"):
            end = self._flat(at, end, "faq")[0] if block.role == "heading" else 0
        if not end:
            return 0
        found = pair(self._blocks[at + 1 : end])
        answered = len(found.pairs) > 1 and not found.before and all(answer for _, answer in found.pairs)
        small = sum(len(line.text) for line in self._blocks[at + 1 : end]) <= 0.6 * self._letters
        return end if answered and small and all(asks(question) for question, _ in found.pairs) else 0

    def _questions(self, at: int) -> int:
        """The end of a run of at least two questions with answers that no heading announces; else 0."""
        blocks = self._blocks
        if not self._is_run_question(blocks[at]):
            return 0
        role, level = blocks[at].role, blocks[at].level
        pairs, answers, most, end = 0, 0, 0, at
        while end < len(blocks):
            block = blocks[end]
            if self._is_run_question(block) and block.role == role and block.level == level:
                if end > at and answers == 0:
                    break
                pairs, answers = pairs + 1, 0
            elif (
                block.role in ("heading", "question", "term", "table") or self._hinted(end) or self._opener(end)
            ) or answers >= 3:
                break
            else:
                answers += 1
                most = max(most, answers)
            end += 1
        # A few headings that ask, over more than a paragraph each, part the text.
        asked = self._known.questions or blocks[at].role != "heading" or pairs >= _RUN or most == 1
        return end if pairs > 1 and asked else 0

    def _is_run_question(self, block: Block) -> bool:
        if not asks(block.text) or len(block.text) > 250:
            return False
        if block.role in ("question", "term") or (block.role == "heading" and 3 <= block.level <= 6):
            return True
        return bool(self._known.questions) and fold(block.text) in self._known.questions

    def _open_questions(self, at: int, end: int) -> int:
        heading = None
        if self._body is not None and not self._body.blocks and self._body.heading:
            heading = self._body.heading
            self._drafts.remove(self._body)
        return self._typed("faq", heading, at, end, closed=False)

    def _typed(self, kind: SectionKind, heading: str | None, at: int, end: int, *, closed: bool) -> int:
        blocks = self._blocks[at:end]
        if kind in ("summary", "takeaways") and closed:
            blocks = _without_note(blocks)
        if kind == "summary" and heading and _are_points(heading, blocks):
            kind = "takeaways"
        self._body = None
        if kind == "faq":
            self._faq(heading, blocks, closed=closed)
            return end
        draft = Draft(kind, heading)
        for block in blocks:
            if block.role == "table":
                draft.blocks.extend(read_rows(block.rows, headed=block.headed)[:ROW_LIMIT])
            elif kind == "takeaways":
                draft.blocks.extend(_items(block))
            else:
                draft.blocks.append(said(block))
        if draft.blocks:
            self._drafts.append(draft)
        return end

    def _faq(self, heading: str | None, blocks: Sequence[Block], *, closed: bool) -> None:
        found = pair(blocks, open_ended=not closed)
        if heading and _is_interview(found.pairs):
            self._body = Draft("body", heading, 7, [said(block) for block in blocks])
            self._drafts.append(self._body)
            return
        for block in found.before:
            self._add(said(block))
        self._body = None
        if found.pairs:
            said_blocks = [text for question, answer in found.pairs for text in (question, answer) if text]
            self._drafts.append(Draft("faq", heading, 0, said_blocks))
        for block in found.after:
            self._add(said(block))

    def _table(self, block: Block) -> None:
        lines = read_rows(block.rows, headed=block.headed)
        heading = block.caption or None
        if heading is None and self._body is not None and self._body.heading and not self._body.blocks:
            heading = self._body.heading
            self._drafts.remove(self._body)
        if len(lines) > ROW_LIMIT:
            named = block.caption or ", ".join(block.rows[0])
            self._warnings.append(f"A table of {len(lines)} rows was passed over: {named[:80]}")
        else:
            self._drafts.append(Draft("table", heading, 0, list(lines)))
        self._body = None


def _is_interview(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether the answers begin with the name of one who speaks: ``नंदिता देवधर: देखिए, …``."""
    names = [fold(answer.partition(":")[0]) for _, answer in pairs if 0 < answer.find(":") <= _LABEL_LIMIT]
    name = max(names, key=names.count, default="")
    mark = name.partition(" ")[0].rstrip("0123456789")
    often = names.count(name)
    return bool(mark) and mark not in phrases().answer_marks and often > 1 and 2 * often >= len(pairs)


def _without_note(blocks: Sequence[Block]) -> Sequence[Block]:
    """The items of a box without the note below them on who, or what, wrote them."""
    items = [at for at, block in enumerate(blocks) if _is_item(block)]
    if len(items) < 2 or items[0] > 0 or len(blocks) - items[-1] > 2:
        return blocks
    return blocks[: items[-1] + 1]


def _are_points(heading: str, blocks: Sequence[Block]) -> bool:
    """Whether several short lines stand below a heading such as "At a glance"."""
    short = all(len(block.text) <= _POINT_LIMIT and block.role != "table" for block in blocks)
    return short and len(blocks) >= _POINTS and f" {fold(heading)}".endswith(phrases().glances)


def _without_empty(drafts: Sequence[Draft]) -> list[Draft]:
    """Without headings over nothing; one right above a deeper heading is a line of its own."""
    found = []
    for draft, after in zip(drafts, [*drafts[1:], None], strict=False):
        if draft.blocks:
            found.append(draft)
        elif draft.heading and after is not None and after.level > draft.level:
            found.append(Draft(draft.kind, None, 0, [draft.heading]))
    return found


def said(block: Block) -> str:
    """The block as it is read, with its number in a list."""
    text = block.plain
    return f"{block.ordinal}. {text}" if block.ordinal and not _NUMBERED.match(text) else text


def _items(block: Block) -> list[str]:
    """The lines of a block of key points, without bullets."""
    lines = block.text.split(BREAK)
    plain = [line[1:].strip() if line[:1] in BULLETS else line for line in lines]
    return [line for line in plain if line]


def _is_line(block: Block) -> bool:
    return block.role == "text" and len(block.text) <= _POINT_LIMIT and not ends_sentence(block.text)


def _is_item(block: Block) -> bool:
    return block.role == "item" or starts_bullet(block.text)
