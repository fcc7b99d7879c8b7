"""Questions and answers: told apart, and paired."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from narrator.article.page import BREAK, Block, Box
from narrator.article.phrases import phrases
from narrator.article.text import fold

_QUESTION_LIMIT = 300
_QUESTION_TOKENS = frozenset({"question", "questions", "q", "ques", "que"})
_ANSWER_TOKENS = frozenset({"answer", "answers", "ans", "a"})
_STOPS = ("?", "؟", "？")


@dataclass(frozen=True, slots=True)
class Pairing:
    """Blocks of a section of questions."""

    pairs: tuple[tuple[str, str], ...]
    """Question and answer; an empty answer where the page has none."""
    before: tuple[Block, ...]
    """What stands before the first question."""
    after: tuple[Block, ...]
    """What stands after the last answer and is no part of it."""


def asks(text: str) -> bool:
    """Whether a line ends as a question does."""
    return text.rstrip("\"'”’»)] ").endswith(_STOPS)


def pair(blocks: Iterable[Block], *, open_ended: bool = False) -> Pairing:
    """Questions with their answers, in order.

    Args:
        blocks: Of one section, without its heading.
        open_ended: The section ends with no box or heading of its own, so paragraphs beyond the usual number
            after the last question are no part of its answer.
    """
    parted = [part for block in blocks for part in _parted(block)]
    before: list[Block] = []
    found: list[tuple[str, list[Block]]] = []
    for block in parted:
        if _is_only_mark(block.text):
            continue
        if _is_question(block, answered=not found or bool(found[-1][1])):
            found.append((block.plain, []))
        elif found:
            found[-1][1].append(block)
        else:
            before.append(block)
    after: list[Block] = []
    if open_ended and len(found) > 1:
        usual = max(1, max(len(answer) for _, answer in found[:-1]))
        after = found[-1][1][usual:]
        del found[-1][1][usual:]
    pairs = tuple((question, " ".join(_said(block) for block in answer)) for question, answer in found)
    return Pairing(pairs, tuple(before), tuple(after))


def _said(block: Block) -> str:
    return f"{block.ordinal}. {block.plain}" if block.ordinal else block.plain


def _is_question(block: Block, *, answered: bool) -> bool:
    """Whether a block inside a section of questions is one; an answer may ask back, but not in bold."""
    if block.role in ("heading", "question", "term"):
        return True
    text = block.plain
    if len(text) > _QUESTION_LIMIT:
        return False
    if _is_marked(text):
        return True
    if (named := _named(block)) is not None:
        return named
    return answered and asks(text) and (block.bold > 0.6 * len(text) or text.count("?") == 1)


def _named(block: Block) -> bool | None:
    """What the classes of the two lowest boxes say: a question, an answer, or nothing."""
    box: Box | None = block.box
    for _ in range(2):
        if box is None:
            break
        if not box.verdict.tokens.isdisjoint(_QUESTION_TOKENS):
            return True
        if not box.verdict.tokens.isdisjoint(_ANSWER_TOKENS) or box.itemtype == "answer":
            return False
        if box.verdict.tokens:
            break
        box = box.parent
    return None


def _is_only_mark(text: str) -> bool:
    """``Q``, ``A.``, ``प्रश्न 2``: a mark that stands in a box of its own."""
    parts = fold(text).split() if len(text) <= 12 else []
    known = phrases().question_marks | phrases().answer_marks
    return bool(parts) and parts[0].rstrip("0123456789") in known and all(map(str.isdecimal, parts[1:]))


def _is_marked(text: str) -> bool:
    """``Q1.``, ``प्रश्न 2:``, ``सवाल-``: a word for a question, then a number or a sign."""
    words = fold(text[:40]).split()
    if not words or words[0].rstrip("0123456789") not in phrases().question_marks:
        return False
    numbered = words[0][-1].isdecimal() or (len(words) > 1 and words[1].isdecimal())
    first = text.split()[0]
    return numbered or (
        text[len(first.rstrip(":.-–)")) :].lstrip()[:1] in (":", ".", "-", "–", ")") and asks(text)
    )


def _parted(block: Block) -> Sequence[Block]:
    """Question and answer of one paragraph apart: ``<b>…?</b><br>…`` or ``<b>…?</b> …``."""
    text = block.text
    if block.role in ("heading", "question", "term", "table"):
        return (block,)
    cut = -1
    if BREAK in text:
        lines = text.split(BREAK)
        parts: list[Block] = []
        held: list[str] = []
        for line in lines:
            if (asks(line) and len(line) <= _QUESTION_LIMIT) or _is_marked(line):
                if held:
                    parts.append(dataclasses.replace(block, text=" ".join(held), bold=0))
                    held = []
                parts.append(dataclasses.replace(block, text=line, bold=len(line)))
            else:
                held.append(line)
        if held:
            parts.append(dataclasses.replace(block, text=" ".join(held), bold=0))
        return parts
    stop = max(text.find(sign) for sign in _STOPS)
    if 0 < block.bold < 0.9 * len(text) and stop > 0 and abs(stop + 1 - block.bold) <= 4:
        cut = stop + 1
    if cut < 0:
        return (block,)
    question = dataclasses.replace(block, text=text[:cut].strip(), bold=cut)
    answer = dataclasses.replace(block, text=text[cut:].strip(), bold=0)
    return (question, answer) if answer.text else (question,)
