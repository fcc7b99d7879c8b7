"""Lines that stand under a picture, and the credits at their ends."""

from __future__ import annotations

import dataclasses
import itertools

from narrator.article.markup import names
from narrator.article.page import Block, Box
from narrator.article.phrases import BYLINE_LIMIT, CALL_LIMIT, CAPTION_LIMIT, CREDIT_LIMIT, phrases
from narrator.article.text import before_separator, fold, is_bracketed, starts_bullet
from narrator.article.told import is_statement


def is_caption(block: Block, starts: frozenset[str]) -> bool:
    """What stands under a picture: ``फोटो: …``, ``… (फाइल फोटो)``, a line in the picture's own box."""
    text = block.text
    if block.under_image and _is_in_box_of_picture(block):
        return True
    if block.under_image and block.is_small and len(text) <= CALL_LIMIT:
        return len(text) <= CAPTION_LIMIT or not is_statement(text)
    if block.beside_image and len(text) <= CAPTION_LIMIT and not block.bold and not is_statement(text):
        return True
    if block.under_image and block.role == "text" and len(text) <= CAPTION_LIMIT and is_alone(block):
        return not (block.bold or is_statement(text) or starts_bullet(text) or text.endswith(":"))
    if is_bracketed(text) and len(text) <= BYLINE_LIMIT and not starts.isdisjoint(fold(text).split()):
        return True  # "(या बातमीतील छायाचित्रे : …)"
    if _is_credited(text, starts, under_image=block.under_image):
        return block.under_image or without_credit(block).text == text or len(text) < CREDIT_LIMIT
    if len(text) > CAPTION_LIMIT:
        return False
    plain = text.lstrip("([（ ")
    before = before_separator(plain)
    captioned = before != plain and fold(before) in starts
    return captioned and (block.under_image or text.endswith("?") or not is_statement(text))


def without_credit(block: Block) -> Block:
    """A block without the credit of a picture after its last sentence."""
    cut = max(block.text.rfind(stop) for stop in "।.!?") + 1
    rest = block.text[cut:].strip(" ()[]")
    before = before_separator(rest)
    credited = 0 < len(rest) <= CREDIT_LIMIT and before != rest and fold(before) in phrases().captions
    return dataclasses.replace(block, text=block.text[:cut].strip()) if cut and credited else block


def is_alone(block: Block) -> bool:
    """Whether a block is all the text of the box around it."""
    parent = block.box.parent
    return parent is not None and parent.parent is not None and parent.end - parent.start == 1


def _is_in_box_of_picture(block: Block) -> bool:
    box: Box | None = block.box
    for _ in range(3):
        if box is None or box.end - box.start > 2:
            return False
        if box.name == "figure" or not box.verdict.tokens.isdisjoint(names("classes", "picture")):
            return True
        box = box.parent
    return False


def _is_credited(text: str, starts: frozenset[str], *, under_image: bool) -> bool:
    """Whether a line ends in the credit of a picture: in brackets, or after a bar or a sentence."""
    plain = text.rstrip(" .।)]")
    cut = plain.rfind("(") if text.rstrip(" .।")[-1:] == ")" else max(plain.rfind(sign) for sign in "([|।.—–/")
    tail = plain[cut + 1 :].strip()
    if cut <= 0 or not tail or len(tail) > CREDIT_LIMIT:
        return False
    before = before_separator(tail)
    if before != tail and fold(before) in starts:
        return True
    bracketed = plain[cut] in "([" and len(plain) < len(text)
    if not bracketed and not (under_image and plain[cut] in "|—–"):
        return False
    folded = fold(tail)
    if under_image and plain[cut] in "|—–" and folded in starts:
        return True
    if not bracketed:
        return False
    parts = folded.split()
    if any(" ".join(pair) in starts for pair in itertools.pairwise(parts)):
        return True  # "Express photo by …"
    return folded in starts or (under_image and any(folded.startswith(f"{start} ") for start in starts))
