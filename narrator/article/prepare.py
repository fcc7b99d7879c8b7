"""From the blocks of a region to those that are text: lines of one block apart, bold lines as headings."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Sequence

from narrator.article.captions import without_credit
from narrator.article.dates import is_dated, is_moment
from narrator.article.edges import is_prose, without_edges
from narrator.article.headings import heading_kind
from narrator.article.leads import ends_in_lead, is_bare_lead, leads_elsewhere
from narrator.article.lines import is_boilerplate, is_call, is_label, is_of_desk, is_paywall, is_remark
from narrator.article.page import BREAK, Block, Role
from narrator.article.questions import asks
from narrator.article.signatures import is_byline, names_people, names_source
from narrator.article.text import ends_sentence, fold, starts_bullet, tidy
from narrator.article.told import is_statement

_HEADING_LIMIT = 100
_LONG_LINE = 90
_LABEL_LIMIT = 40
_TEASER = 4
_LONG_CAPTION = 60
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{4,200})[)\]]")
_STANDFIRST = 25
_NUMBER = re.compile(r"^#?(\d{1,2})[.)/]?$")
_QUESTION = 150
_CHOICE = 25
_CHOICES = 6
_BOXED = 3


def prepare(
    blocks: Sequence[Block],
    names: frozenset[str],
    authors: frozenset[str],
    titles: frozenset[str],
    *,
    captions: bool = False,
) -> list[Block]:
    """The blocks that are text: long lines of one block apart, bold lines as headings, dates told apart.

    Args:
        blocks: Of the article's region.
        names: The site's name and the authors', folded; a line that is only that is dropped.
        authors: The authors' alone; a last paragraph that begins with one is a note on the writer.
        titles: The headline as the page has it, folded.
        captions: Read what stands under pictures, as in a gallery whose text is all there.
    """
    found: list[Block] = []
    numbered = _with_numbers(_without_titles_of_calls(_without_polls(_without_teasers(blocks)), names))
    shown = [_without_asides(block) for block in numbered]
    questions = Counter((block.role, block.level) for block in shown if _is_question(block))
    for block in _without_lists_of_labels(shown, names):
        for part in _below_title(block, titles) or _lines(block, names):
            if part.role == "table" or heading_kind(part.text):
                found.append(part)
            elif is_moment(part.plain):
                found.append(dataclasses.replace(part, role="time"))
            elif captions and part.under_image and len(part.text) > _LONG_CAPTION:
                found.append(without_credit(part))
            elif _answers(part, found, questions) or not (is_paywall(part.text) or is_boilerplate(part, names)):
                found.append(without_credit(part) if part.role == "text" else part)
    return _with_bold_headings(without_edges(found, names, authors))


def _answers(block: Block, before: Sequence[Block], questions: Counter[tuple[Role, int]]) -> bool:
    """Whether a block without a link answers one of several questions that stand as headings alike."""
    plain = not block.linked and not block.asked and block.role in ("text", "item")
    asked = before[-1] if before else None
    return plain and asked is not None and _is_question(asked) and questions[asked.role, asked.level] > 1


def _is_question(block: Block) -> bool:
    """Whether a block asks, and stands as a heading does."""
    return block.role in ("heading", "question", "term") and asks(block.text)


def _without_teasers(blocks: Sequence[Block]) -> list[Block]:
    """Without the teasers of other stories under a line that announces them, up to their last link."""
    kept: list[Block] = []
    until = 0
    for at, block in enumerate(blocks):
        if at < until:
            continue
        if is_bare_lead(block.plain):
            leads = [
                later
                for later in range(at + 1, min(len(blocks), at + _TEASER + 1))
                if blocks[later].is_linked or ends_in_lead(blocks[later])
            ]
            until = leads[-1] + 1 if leads else at + 1
        else:
            kept.append(block)
    return kept


def _with_numbers(blocks: list[Block]) -> list[Block]:
    """Headings with the number that stands alone above each, if at least two count on."""
    pairs = [
        (at, int(found[1]))
        for at, (block, after) in enumerate(itertools.pairwise(blocks))
        if after.role == "heading" and len(block.text) < 5 and (found := _NUMBER.match(block.text))
    ]
    counting = {abs(other[1] - one[1]) for one, other in itertools.pairwise(pairs)}
    if len(pairs) < 2 or counting != {1}:
        return blocks
    kept = list(blocks)
    for at, number in pairs:
        if not kept[at + 1].text[:1].isdecimal():
            kept[at + 1] = dataclasses.replace(kept[at + 1], text=f"{number}. {kept[at + 1].text}")
    places = {at for at, _ in pairs}
    return [block for at, block in enumerate(kept) if at not in places]


def _without_asides(block: Block) -> Block:
    """The block without leads in brackets: ``… (यह भी पढ़ें: …)``, ``… (एजेंसी इनपुट के साथ)``."""
    text = block.text
    if text[-1] not in ")]" and not block.linked:
        return block
    kept = text
    for found in _BRACKETS.finditer(text):
        inner = found[1]
        lead = block.linked and leads_elsewhere(inner, min(block.linked, len(inner)))
        if lead or (found.end() == len(text) and found.start() and names_source(inner)):
            kept = kept.replace(found[0], " ")
    plain = " ".join(kept.split(" "))
    return block if kept == text or not kept.strip() else dataclasses.replace(block, text=_tidied(plain))


def _tidied(text: str) -> str:
    return re.sub(r" {2,}", " ", text).strip()


def _without_lists_of_labels(blocks: list[Block], names: frozenset[str]) -> list[Block]:
    """Without lists in which at least half of the items are bylines, buttons and the like."""
    lists: dict[int, list[Block]] = {}
    for block in blocks:
        if block.role == "item" and block.box.parent is not None:
            lists.setdefault(id(block.box.parent), []).append(block)
    dropped: set[int] = set()
    for items in lists.values():
        labels = sum(1 for item in items if is_byline(item.text) or is_boilerplate(item, names))
        if labels and 2 * labels >= len(items) and not any(is_prose(item) for item in items):
            dropped.update(item.at for item in items)
    return [block for block in blocks if block.role != "item" or block.at not in dropped]


def _without_polls(blocks: list[Block]) -> list[Block]:
    """Without a question over a few words to choose from."""
    dropped: set[int] = set()
    for at, block in enumerate(blocks):
        if not asks(block.text) or len(block.text) > _QUESTION:
            continue
        end = at + 1
        while end < len(blocks) and blocks[end].role == "item" and len(blocks[end].text) <= _CHOICE:
            end += 1
        if not any(_is_asked(other) for other in blocks[at:end]):
            continue
        if at + 2 < end <= at + _CHOICES and not any(
            ends_sentence(other.text) for other in blocks[at + 1 : end]
        ):
            labelled = at > 0 and len(blocks[at - 1].text) <= _CHOICE and not ends_sentence(blocks[at - 1].text)
            dropped.update(range(at - 1 if labelled else at, end))
    return [block for at, block in enumerate(blocks) if at not in dropped] if dropped else blocks


def _without_titles_of_calls(blocks: list[Block], names: frozenset[str]) -> list[Block]:
    """Without the line, no sentence, that a small box opens with before it asks the reader to follow."""
    kept: list[Block] = []
    for block, after in itertools.pairwise([*blocks, None]):
        around = after.box.parent if after is not None else None
        if (
            block is not None
            and after is not None
            and around is not None
            and around.start == block.at
            and around.end - around.start <= _BOXED
            and around in (block.box, block.box.parent)
            and not is_statement(block.text)
            and not heading_kind(block.text)
            and is_call(after, names)
        ):
            continue
        if block is not None:
            kept.append(block)
    return kept


def _is_asked(block: Block) -> bool:
    """Whether something to click or to fill in stands at a block or in its box or list."""
    boxes = (block.box, block.box.parent)
    return block.asked or any(box is not None and box.controls for box in boxes)


def _below_title(block: Block, titles: frozenset[str]) -> list[Block]:
    """The lines below a headline that line breaks alone part from them; the first, if long, is a heading."""
    head, found, rest = block.text.partition(BREAK)
    if not found or fold(head) not in titles:
        return []
    lines = [dataclasses.replace(block, text=line, linked=0, bold=0) for line in rest.split(BREAK)]
    first = lines[0].text
    if _STANDFIRST <= len(first) <= _QUESTION and not is_dated(first) and not names_people(first):
        lines[0] = dataclasses.replace(lines[0], role="heading", level=2)
    return lines


def _lines(block: Block, names: frozenset[str]) -> list[Block]:
    """The parts of a block that its line breaks, or the label before its text, tell apart."""
    if BREAK not in block.text:
        return _without_label(block)
    groups: list[list[str]] = [[]]
    last, apart, linked = "", False, 0
    for at, line in enumerate(block.text.split(BREAK)):
        folded = fold(line)
        if len(line) <= linked and not ends_sentence(line):
            linked -= len(line)
            continue  # a title under a bare lead
        linked = block.linked if block.linked and is_bare_lead(line) else 0
        if leads_elsewhere(line, 0) or is_label(folded) or folded in names or is_of_desk(line):
            continue
        after, apart = apart, _stands_apart(line, block, first=at == 0)
        long = ends_sentence(last) and len(last) >= _LONG_LINE and len(line) >= _LONG_LINE
        if groups[-1] and (after or apart or long or starts_bullet(line) or starts_bullet(last)):
            groups.append([])
        groups[-1].append(line)
        last = line
    return [_part(block, group, groups) for group in groups if group]


def _stands_apart(line: str, block: Block, *, first: bool) -> bool:
    """Whether a line is a heading by its words or, at the beginning, by its type; or a date."""
    if heading_kind(line) not in (None, "live") or (is_moment(line) and is_dated(line)):
        return True
    bold = first and block.role == "text" and abs(block.bold - len(line)) <= 1
    return bold and len(line) <= _HEADING_LIMIT and (asks(line) or not _ends_line(line))


def _part(block: Block, lines: list[str], groups: list[list[str]]) -> Block:
    if len(groups) == 1:
        return dataclasses.replace(block, text=BREAK.join(lines))
    whole = sum(len(line) for group in groups for line in group) or 1
    own = sum(map(len, lines))
    alone = len(lines) == 1 and _stands_apart(lines[0], block, first=lines is groups[0])
    return dataclasses.replace(
        block,
        text=BREAK.join(lines),
        linked=block.linked * own // whole,
        bold=own if alone else block.bold * own // whole,
        ordinal=block.ordinal if lines is groups[0] else "",
    )


def _without_label(block: Block) -> list[Block]:
    """Label and text apart where the label, in bold, names a kind of section: ``<b>सारांश:</b> …``.

    A label with a remark beside it, in elements that style alone parts, comes without the remark.
    """
    first, *rest = block.pieces or ("",)
    if rest and heading_kind(first) and is_remark(" ".join(rest)):
        return [dataclasses.replace(block, text=tidy(first))]
    colon = block.text.find(":", 0, _LABEL_LIMIT) + 1
    if block.role != "text" or not 0 < colon < len(block.text) - 1 or abs(block.bold - colon) > 1:
        return [block]
    label, text = block.text[:colon], block.text[colon:].strip()
    if heading_kind(label) not in ("summary", "takeaways", "point_of_view"):
        return [block]
    return [dataclasses.replace(block, text=label), dataclasses.replace(block, text=text, bold=0)]


def _with_bold_headings(blocks: list[Block]) -> list[Block]:
    """A short paragraph in bold, with prose after it, is a heading."""
    found = []
    for block, after in zip(blocks, [*blocks[1:], None], strict=False):
        text = block.text
        bold = (
            block.role == "text"
            and block.bold >= 0.9 * len(text)
            and len(text) <= _HEADING_LIMIT
            and BREAK not in text
            and not starts_bullet(text)
        )
        if (
            bold
            and after is not None
            and after.bold < 0.9 * len(after.text)
            and after.role in ("text", "item", "table")
            and not _ends_line(text)
        ):
            block = dataclasses.replace(block, role="heading", level=7)
        found.append(block)
    return found


def _ends_line(text: str) -> bool:
    return ends_sentence(text) or text.rstrip()[-1:] in (":", ",", ";")
