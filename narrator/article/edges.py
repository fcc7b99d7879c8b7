"""What stands at the edges of the text and is no part of it: labels above it, sign-offs and notes below it.

A line between headline and text, or after the last sentence, that is itself no sentence is furniture of the
page. A sentence, even one whose stop was forgotten, is the article's unless it is known to be of its writer or
its site: to read a note too many does less harm than to leave a sentence out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

from narrator.article.dates import in_text
from narrator.article.headings import composed_kind, heading_kind
from narrator.article.page import Block, Box
from narrator.article.phrases import phrases
from narrator.article.signatures import is_byline, is_sign_off, starts_byline
from narrator.article.text import ends_sentence, fold, is_quote, starts_bullet
from narrator.article.told import is_asked, is_statement, names_any

_PROSE = 60
_ABOVE = 60
_BELOW = 130
_TAIL_BLOCKS = 8
_TAIL_SHARE = 0.3
_INDEX = 300
_SAMPLE = 20
_SHORT = 25
_NEAR = 4
_LEAD_WORDS = 8
_INDIC = re.compile("[\u0900-\u0dff]")
_LATIN = re.compile("[A-Za-z]")
_LIST_ENDS = (":", ",", ";", "—", "-")
_SLANTED = 0.9
_SENTENCE = re.compile(r"\S{3}[।!?…。॥۔]\s|[^\W\d_]{3}\.\s+\S")


def without_edges(blocks: Sequence[Block], own: frozenset[str], authors: frozenset[str]) -> list[Block]:
    """The blocks without what only frames the text.

    Args:
        blocks: Of the article's region, without boilerplate; times told apart.
        own: The site's names and the authors', folded.
        authors: The authors' alone.
    """
    native = _is_indic(" ".join(block.text[:_SAMPLE] for block in blocks[:_SAMPLE]))

    def is_loose(block: Block) -> bool:
        if block.role == "time":
            return not _is_in_typed_box(block.box)
        return (
            is_sign_off(block)
            or _is_leftover(block)
            or _is_note(block, own, authors)
            or _is_index(block, own, native=native)
        )

    return _without_labels(_without_tail(_without_sign_offs(blocks), is_loose), authors)


def is_prose(block: Block) -> bool:
    """Whether a block is long enough to be text of the article by its length alone."""
    return len(block.text) >= (_PROSE if ends_sentence(block.text) else 2 * _PROSE)


def _without_sign_offs(blocks: Sequence[Block]) -> list[Block]:
    """Without lines at the end of the text, or of the part before a heading, that say who sent it."""
    kept: list[Block] = []
    for block in reversed(blocks):
        ends = not kept or kept[-1].role == "heading" or heading_kind(kept[-1].text)
        if not (ends and is_sign_off(block)):
            kept.append(block)
    return kept[::-1]


def _without_tail(blocks: list[Block], is_loose: Callable[[Block], bool]) -> list[Block]:
    """Without a run of loose blocks at the end of the text, or before the heading of another kind of section.

    A run under a heading of its own, and one that is much of the article, as in a poem, is kept.
    """
    letters = sum(len(block.text) for block in blocks)
    dropped: set[int] = set()
    end = len(blocks)
    for stop in [*(at for at in range(1, end) if _opens_section(blocks[at])), end]:
        start = stop
        while start and blocks[start - 1].role == "heading" and not _opens_section(blocks[start - 1]):
            start -= 1  # a heading over nothing
        while start and is_loose(blocks[start - 1]) and not _opens_section(blocks[start - 1]):
            if start < stop and _introduces(blocks[start - 1]) and blocks[start].role == "text":
                break
            if start > 1 and is_quote(blocks[start - 2].text) and not is_sign_off(blocks[start - 1]):
                break  # says whose the quote is
            start -= 1
        run = blocks[start:stop]
        if not run or not start or stop - start > _TAIL_BLOCKS:
            continue
        headed = blocks[start - 1].role == "heading" or _opens_section(blocks[start - 1])
        listed = _introduces(blocks[start - 1]) and run[0].role != "heading"
        lines = sum(len(block.text) for block in run if _is_leftover(block))
        if not headed and not listed and lines <= _TAIL_SHARE * letters:
            dropped.update(range(start, stop))
    return [block for at, block in enumerate(blocks) if at not in dropped] if dropped else blocks


def _opens_section(block: Block) -> bool:
    return heading_kind(block.text) not in (None, "live") or composed_kind(block.text) == "takeaways"


def _introduces(block: Block) -> bool:
    """Whether a line says that a list follows."""
    return block.text.rstrip().endswith(_LIST_ENDS)


def _is_leftover(block: Block) -> bool:
    """A line that is no sentence, where the text ends: tags, a prompt, a label."""
    return (
        block.role == "text"
        and len(block.text) <= _BELOW
        and not starts_bullet(block.text)
        and not is_statement(block.text)
        and not _SENTENCE.search(block.text)
        and not _is_in_typed_box(block.box)
    )


def _is_note(block: Block, own: frozenset[str], authors: frozenset[str]) -> bool:
    """A paragraph set apart where the text ends, by italics, bold or brackets, or of a byline: the editors'.

    One that is a sentence may be the story's last, unless it begins with the writer, names the site, or asks
    something of the reader.
    """
    text = block.text
    if block.role != "text" or _is_in_typed_box(block.box):
        return False
    if starts_byline(text) or _begins_with(text, authors) or _is_contact(text, own):
        return True
    bracketed = text[0] in "([" and text[-1] in ")]"
    if not bracketed and max(block.italic, block.bold) < _SLANTED * len(text):
        return False
    return (
        (text[0] == "[" and bracketed)
        or not is_statement(text)
        or _speaks_of_itself(text)
        or names_any(fold(text), own)
        or is_asked(text)
        or (text[-1] == "!" and not is_statement(text[:-1]))
    )


def _speaks_of_itself(text: str) -> bool:
    """Whether a note says something of the text or its writer: ``(Agencies contributed to this report.)``."""
    folded = f" {fold(text)} "
    return any(f" {word} " in folded for word in phrases().writers)


def _is_contact(text: str, own: frozenset[str]) -> bool:
    """Whether a line names an address for mail at the site's own host."""
    _, at, host = text.partition("@")
    return bool(at) and len(text) <= _INDEX and fold(host).partition(" ")[0] in own


def _is_index(block: Block, own: frozenset[str], *, native: bool) -> bool:
    """A paragraph that ends the text with the site or the writer: links to parts, a name, another language."""
    text = block.text
    if block.role != "text" or len(text) > (2 * _INDEX if text.isascii() else _INDEX):
        return False
    if _is_in_typed_box(block.box):
        return False
    leads = block.parts > 0 or block.beckons > 0
    if leads and (_begins_with(text, phrases().writers) or names_any(fold(text), own)):
        return True
    foreign = native and text.isascii() and len(text) > _SHORT
    if foreign and (names_any(fold(text), own) or fold(text).partition(" ")[0] in phrases().imperatives):
        return True
    if is_statement(text):
        return False
    return block.parts > 1 or foreign


def _begins_with(text: str, words: frozenset[str]) -> bool:
    return f"{fold(text)} ".startswith(tuple(f"{word} " for word in words))


def _is_indic(text: str) -> bool:
    """Whether most letters of a text are of a script of India."""
    return not text.isascii() and len(_INDIC.findall(text)) > len(_LATIN.findall(text))


def _is_in_typed_box(box: Box | None) -> bool:
    """Whether a box, or one near around it, is known to hold a section: questions, key points, updates."""
    for _ in range(6):
        if box is None:
            return False
        if box.folded or box.verdict.hint or box.itemtype in ("question", "answer", "faqpage"):
            return True
        box = box.parent
    return False


def _without_labels(blocks: list[Block], authors: frozenset[str]) -> list[Block]:
    """Without lines above the text that are no sentences: its day, its section of news, a score, a prompt."""
    prose = (at for at, block in enumerate(blocks) if block.role != "heading" and is_prose(block))
    first = next((at for at in prose if not _is_signature(blocks[at], authors)), 0)
    kept: list[Block] = []
    opened = False
    for block, after in itertools.pairwise(blocks[: first + 1]):
        opened = opened or _opens_section(block) or _heads_list(block, after)
        if _is_signature(block, authors) or (not opened and _is_label(block) and not _leads_in(block, blocks)):
            continue
        kept.append(block)
    near = blocks[first + 1 : first + _NEAR]  # below a standfirst
    return [
        *kept,
        *blocks[first : first + 1],
        *(block for block in near if not _is_signature(block, authors)),
        *blocks[first + _NEAR :],
    ]


def _leads_in(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether the first line is a standfirst in a headline's style, without verb and stop: of many words."""
    return block is blocks[0] and not block.linked and len(block.text.split()) >= _LEAD_WORDS


def _heads_list(block: Block, after: Block) -> bool:
    """Whether a line and the list right below it stand in one box."""
    around = after.box.parent.parent if after.role == "item" and after.box.parent else None
    return around is not None and around in (block.box.parent, block.box) and around.start == block.at


def _is_signature(block: Block, authors: frozenset[str]) -> bool:
    """Whether a line names people or a day and is no sentence."""
    if _is_dateline(block):
        return True
    if len(block.text) <= _BELOW and names_any(fold(block.text), authors) and in_text(block.plain) is not None:
        return True  # a stop ends an abbreviation there
    named = is_byline(block.text) or (len(block.text) <= _ABOVE and names_any(fold(block.text), authors))
    return named and block.role != "heading" and not ends_sentence(block.text)


def _is_dateline(block: Block) -> bool:
    return block.role in ("text", "item") and not is_statement(block.text) and in_text(block.plain) is not None


def _is_label(block: Block) -> bool:
    return (
        block.role == "text"
        and len(block.text) < _ABOVE
        and block.text[-1] != ","  # as a letter begins
        and not starts_bullet(block.text)
        and not is_statement(block.text)
        and not _is_in_typed_box(block.box)
    )
