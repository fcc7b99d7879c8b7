"""Small boxes below or among the text that are no part of it: requests, bios, players, without a known name.

What such a box says is not asked. One below stands after the box that holds the text, it is short, and a link,
a field, or something else that is left out stands in it or before it. One among the text stands between
paragraphs and is no paragraph: it holds a link, a field, or no sentence at all. A sentence of which less than
half is a link is a paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from narrator.article.headings import composed_kind, heading_kind
from narrator.article.page import AMONG, Block, Box, Page, count_paragraphs
from narrator.article.prose import Prose
from narrator.article.text import ends_sentence, starts_bullet
from narrator.article.told import is_question_to_reader, is_statement

MAIN_SHARE = 0.6
"""Of the root's prose that the box of the text holds at least."""
_SMALL = 350
_INSERT = 200
_BOLD = 0.9
_BUTTON = 20
_LABEL = 30
_TOLD = 5
_CONTAINERS = frozenset({"div", "section", "article", "aside", "footer", "center"})


def find_below(page: Page, prose: Prose, root: Box, muted: Sequence[bool]) -> set[int]:
    """Places of the blocks in small boxes below the text.

    Args:
        page: As walked.
        prose: That is read.
        root: The element that holds the article.
        muted: For each block, whether it is left unread already.
    """
    main = _main(page, prose, root)
    if main is None:
        return set()
    found: set[int] = set()
    apart = False
    last = main.end
    for box in _siblings(page, main, root):
        shown = [block for block in page.blocks[box.start : box.end] if not muted[block.at]]
        apart = apart or any(muted[last : box.start])
        last = box.end
        if not shown:
            apart = True
        elif not _contains(box) and any(heading_kind(block.text) for block in shown):
            break  # what follows a heading without a box of its own may belong to it
        elif _is_typed(box, shown):
            continue
        elif _contains(box) and _is_small(shown) and (apart or _is_request(box, shown)):
            found.update(block.at for block in shown)
            apart = True
    return found


def find_above(page: Page, prose: Prose, root: Box, muted: Sequence[bool], after: int) -> set[int]:
    """Places of the blocks in small boxes between headline and text that lead elsewhere and hold no sentence.

    Args:
        page: As walked.
        prose: That is read.
        root: The element that holds the article.
        muted: For each block, whether it is left unread already.
        after: Place of the headline; -1 without one.
    """
    main = _main(page, prose, root)
    found: set[int] = set()
    until = after + 1
    for box in page.boxes:
        if main is None or not until <= box.start < box.end <= main.start or not _contains(box):
            continue
        until = box.end
        shown = [block for block in page.blocks[box.start : box.end] if not muted[block.at]]
        leads = len(shown) > 1 and _is_small(shown) and _leads(box, shown) and _is_mute(shown)
        if leads and not _is_typed(box, shown):
            found.update(block.at for block in shown)
    return found


def find_inserts(page: Page, root: Box, muted: Sequence[bool]) -> set[int]:
    """Places of the blocks in small boxes among paragraphs.

    Args:
        page: As walked.
        root: The element that holds the article.
        muted: For each block, whether it is left unread already.
    """
    read = (block for block in page.blocks[root.start : root.end] if not muted[block.at])
    paragraphs = count_paragraphs(read, "p")
    found: set[int] = set()
    for box in page.boxes:
        if box.parent is None or paragraphs[box.parent] < AMONG or not _contains(box):
            continue
        shown = [block for block in page.blocks[box.start : box.end] if not muted[block.at]]
        letters = sum(len(block.text) for block in shown)
        if not shown or letters > _INSERT or _is_typed(box, shown):
            continue
        if any(map(_is_heading, shown)) and not (len(shown) > 1 and _is_button(shown)):
            continue
        linked = sum(block.linked for block in shown)
        sentence = len(shown) == 1 and is_statement(shown[0].text)
        leads = (2 if sentence else 5) * linked > letters or _is_button(shown)
        if box.controls or leads or (not sentence and _is_mute(shown)):
            found.update(block.at for block in shown)
    return found


def _contains(box: Box) -> bool:
    """Whether an element is one to hold others, those with names of a site's own among them."""
    return box.name in _CONTAINERS or "-" in box.name


def _is_button(shown: Sequence[Block]) -> bool:
    """Whether a word or two that are a link stand among the lines of a box as a button does."""
    return any(block.is_linked and len(block.text) <= _BUTTON and block.role == "text" for block in shown)


def _is_heading(block: Block) -> bool:
    return block.role in ("heading", "quote") or block.bold >= _BOLD * len(block.text)


def _main(page: Page, prose: Prose, root: Box) -> Box | None:
    """The lowest box with most of the root's prose."""
    total = prose.of(root)
    found = None
    for box in page.boxes:
        if root.start <= box.start and box.end <= root.end and total and prose.of(box) >= MAIN_SHARE * total:
            found = box
    return found


def _siblings(page: Page, main: Box, root: Box) -> Iterator[Box]:
    """The outermost boxes between the end of the text and that of the root."""
    last = main.end
    for box in page.boxes:
        if last <= box.start < box.end <= root.end:
            last = box.end
            yield box


def _is_typed(box: Box, shown: Sequence[Block]) -> bool:
    """Whether a box holds a section of a known kind, or questions, or a table."""
    if box.folded or box.verdict.hint or box.itemtype:
        return True
    return any(
        heading_kind(block.text)
        or composed_kind(block.text) == "takeaways"
        or block.box.folded
        or block.box.verdict.hint
        or block.role in ("table", "question", "term", "time")
        for block in shown
    )


def _is_small(shown: Sequence[Block]) -> bool:
    return sum(len(block.text) for block in shown) <= _SMALL


def _is_mute(shown: Sequence[Block]) -> bool:
    """Whether neither a sentence stands in a box nor, without a link, several lines that each say something."""
    told = [block for block in shown if len(block.text.split()) >= _TOLD]
    if len(told) > 1 and len(told) >= len(shown) - 1 and not any(block.linked for block in shown):
        return False
    return not any(
        ends_sentence(block.text) or block.role == "item" or starts_bullet(block.text) for block in shown
    )


def _is_request(box: Box, shown: Sequence[Block]) -> bool:
    """Whether a box leads elsewhere, holds no sentence, or only asks the reader something."""
    asked = all(is_question_to_reader(block.text) for block in shown)
    return _leads(box, shown) or _is_mute(shown) or asked or _is_poll(shown)


def _is_poll(shown: Sequence[Block]) -> bool:
    """Whether a question without an answer stands below a label that is none: ``पाठकों की राय``."""
    label, *rest = shown
    return (
        len(rest) == 1
        and rest[0].text.rstrip().endswith("?")
        and len(label.text) <= _LABEL
        and not is_statement(label.text)
    )


def _leads(box: Box, shown: Sequence[Block]) -> bool:
    """Whether there is something to click in a box."""
    return box.controls > 0 or any(block.linked or block.asked for block in shown)
