"""Which lines of a page are not text of the article: leads elsewhere, calls to follow, bylines, credits."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from typing import Literal

from narrator.article.dates import in_text, is_moment
from narrator.article.markup import names
from narrator.article.page import Block, Box
from narrator.article.phrases import (
    BYLINE_LIMIT,
    CALL_LIMIT,
    CAPTION_LIMIT,
    PAYWALL_LIMIT,
    marks_of,
    phrases,
    told_of,
)
from narrator.article.text import ends_sentence, fold
from narrator.article.told import invites, is_addressed, is_reported, is_statement, is_told
from narrator.model import SectionKind

_CREDIT_LIMIT = 60
_HEAD_WORDS = 7
_LABEL_WORDS = 5
_AD_WORDS = 5
_TITLE_WORDS = 4
_TEASER_LIMIT = 500
_LEAD_LENGTH = 60
_NOTE_LIMIT = 700
_FIELD_LIMIT = 100
_SEPARATORS = ":-–—|»>：›→"
_WORD_END = re.compile(r"[:\-–—|»>：›→(]|[ःঃ](?=\s|$)")
_HEAD_END = re.compile(r"[,:|–—-]")
_GLUED = re.compile(r"(?<=[^\s\d])(?=\d)|(?<=\d)(?=[^\s\d])")
_VISARGA = re.compile(r"[ःঃ](?=\s|$)")
_COUNTED = re.compile(r"\(\d{1,5}\)$")
_COMPOSED_LIMIT = 80
_SIGN_OFF = re.compile(r"^[^\s/]{1,10}\s*/(?:\s*[^\s/]{1,10}/?){0,3}$")
_DIGIT = re.compile(r"\d")
_SLIDE = re.compile(r"^\d{1,3}\s*(?:/|of)\s*\d{1,3}$")
_SIGN_OFF_LIMIT = 60
BULLETS = "•●▪■◆►▶*‣·➤✔✅👉🔹🔸⁃◦–-"
"""Signs that lines of a list begin with."""


@functools.lru_cache(maxsize=2048)
def heading_kind(text: str) -> SectionKind | None:
    """The kind of section that a heading opens by its words; None for a heading of the body."""
    if len(text) > 120:
        return None
    known = phrases()
    folded = fold(text)
    if kind := known.headings.get(folded):
        return kind
    if folded.endswith(known.labels) and (kind := known.headings.get(folded.rsplit(" ", 1)[0])):
        return kind
    if folded.startswith(known.faq_first) or folded.endswith(known.faq_last):
        return "faq"
    return None


def composed_kind(text: str, names: frozenset[str] = frozenset()) -> SectionKind | None:
    """The kind of section that a heading opens if all its words are those of the kind; what follows decides.

    Args:
        text: Of the heading.
        names: Words of the site's name, which may stand in the heading of its opinion.
    """
    parts = fold(text).split() if len(text) <= _COMPOSED_LIMIT else []
    known = phrases()
    unnamed = [part for part in parts if part not in names]
    if not any(part in known.composing for part in unnamed[:2]):
        return None
    if 0 < len(unnamed) < len(parts) and known.composed["point_of_view"].make(unnamed, least=1):
        return "point_of_view"
    return next((kind for kind, words in known.composed.items() if words.make(parts)), None)


def ends_in_points(text: str) -> bool:
    """Whether a heading ends in words that name key points: ``बजट की बड़ी बातें``."""
    parts = fold(text).split() if len(text) <= _COMPOSED_LIMIT else []
    return len(parts) > 2 and phrases().composed["takeaways"].make(parts[-2:])


def opens_unread(text: str) -> Literal["", "weak", "strong"]:
    """Whether a heading opens a section that is not read: related stories, comments, about the author.

    Returns:
        strong; weak where the section is read after all if it is prose; empty for a heading of the text.
    """
    if len(text) > 80:
        return ""
    known = phrases()
    counted = " ".join(word for word in fold(text).split() if not word.isdecimal())
    before = fold(_before_separator(text)) if len(text) < 60 else counted
    if counted in known.sections or before in known.sections:
        return "strong"
    parts = counted.split()
    if any(words.make(parts) for words in known.unread):
        return "strong"
    return "weak" if counted in known.weak_sections or _COUNTED.search(text) else ""


def leads_elsewhere(text: str, linked: int) -> bool:
    """Whether a line only leads to another story: ``यह भी पढ़ें: …``.

    Args:
        text: The line.
        linked: Code points of it that are links.
    """
    text = text[:CALL_LIMIT]
    if "ः" in text or "ঃ" in text:
        text = _VISARGA.sub(":", text)  # written in place of a colon
    folded = fold(text)
    for phrase in phrases().read_also.get(folded.split(" ", 1)[0], ()):
        if not folded.startswith(phrase) or (len(folded) > len(phrase) and folded[len(phrase)] != " "):
            continue
        if folded == phrase:
            return True
        rest = _after(text, phrase)
        several = " " in phrase
        separated = rest[:1] != "" and rest[0] in _SEPARATORS
        if linked > 0.3 * len(text) or (separated and several):
            return True
        if several and len(text) < 160 and not ends_sentence(text) and rest[:1] in ("", " ", "!", "."):
            return len(phrase) > 9 and linked > 0
    return _asks_to_read(text, folded, linked)


def _asks_to_read(text: str, folded: str, linked: int) -> bool:
    """Whether a few words that end in "read" or "see", with "also" or a link, stand before a title or alone."""
    known = phrases()
    if known.read_verbs.isdisjoint(folded.split()):
        return False
    head = fold(_before_separator(text)).split()
    separated = len(" ".join(head)) < len(folded)
    if not 2 <= len(head) <= _HEAD_WORDS or head[-1] not in known.read_verbs:
        return False
    also = not known.also.isdisjoint(head)
    if not separated:
        return also and len(head) <= _HEAD_WORDS - 1
    return (also or linked > 0.3 * len(text)) and (linked > 0 or not ends_sentence(text))


@functools.cache
def _bidding() -> frozenset[str]:
    """The words of the verbs that bid to read or to watch."""
    return frozenset(word for verb in phrases().read_verbs for word in verb.split())


def _bids(text: str) -> bool:
    """Whether a line bids to watch or to read something: ``देखिए: …``, ``यहां देखें …``, ``अब पढ़िए …``."""
    if len(text) > CAPTION_LIMIT:
        return False
    known = phrases()
    parts = fold(text).split()
    if _bidding().isdisjoint(parts):
        return False
    head = _before_separator(text)
    if len(head) < len(text) and fold(head) in known.read_verbs and not is_statement(text):
        return True
    if not ends_sentence(text):
        return any(one in known.here and other in known.read_verbs for one, other in itertools.pairwise(parts))
    trails = text.endswith(("…", "...")) and len(text) <= _FIELD_LIMIT and text[0] not in "\"'“‘"
    trails = trails and "," not in text.split(" ", 1)[0]  # "देखिए, …" begins an answer
    return trails and not known.read_verbs.isdisjoint((*parts[:2], *parts[-1:])) and not is_reported(text)


def ends_in_lead(block: Block) -> bool:
    """Whether a block ends in a link to the whole of another story, as its teaser does: ``… (पूरी खबर पढ़ें)``."""
    if not block.linked or len(block.text) > _TEASER_LIMIT:
        return False
    end = fold(block.text[-_LEAD_LENGTH:])
    return any(end.endswith(phrase) and block.linked <= 2 * len(phrase) + 4 for phrase in phrases().read_on)


def is_bare_lead(text: str) -> bool:
    """Whether a line only announces other stories: ``ये खबर भी पढ़ें…``."""
    return (
        len(text) < _CREDIT_LIMIT
        and leads_elsewhere(text, 0)
        and len(_before_separator(text).strip()) >= len(text.rstrip(" :-–—.…>»")) - 1
    )


def is_boilerplate(block: Block, own: frozenset[str]) -> bool:
    """Whether a block is not text of the article.

    Args:
        block: Outside of muted boxes.
        own: The site's name and the authors', folded.
    """
    text = block.text
    if leads_elsewhere(text, block.linked) or ends_in_lead(block) or _is_labelled_link(block):
        return True
    known = phrases()
    if len(text) <= _NOTE_LIMIT and (_is_noted(block, known.notes) or is_of_desk(text) or _is_reserved(block)):
        return True
    if len(text) > CALL_LIMIT:
        return False
    if (block.asked and len(text) <= _FIELD_LIMIT) or (
        block.beckons and block.role == "text" and not is_told(block)
    ):
        return True
    folded = fold(text)
    counted = folded
    if _DIGIT.search(folded):
        counted = " ".join([word for word in folded.split() if not word.isdecimal()])
    if not folded or folded in known.lines or counted in known.counts or folded in own or "©" in text[:15]:
        return True
    label, colon, rest = text.partition(":")
    if colon and fold(label) in known.lines and all(word in known.lines for word in fold(rest).split()):
        return True
    bracketed = text[-1] == ")" and len(text) <= _CREDIT_LIMIT and fold(text.partition("(")[0]) in known.lines
    if (
        bracketed
        or _SLIDE.match(text)
        or _is_row_of_tags(text)
        or (block.role == "text" and _is_framed(text, folded))
    ):
        return True
    if block.role == "text" and counted in known.sections:
        return True  # a heading over nothing, or over what scripts add later
    if (
        block.linked
        and (named := fold(text[: -block.linked]))
        and (named in known.sections or named in known.lines)
    ):
        return True
    if len(text) <= _CREDIT_LIMIT and all(word in known.lines for word in counted.split()):
        return True
    if block.role in ("question", "term", "heading"):
        return block.role == "heading" and _is_alone(block) and fold(_before_separator(text)) in known.captions
    if _bids(text) or _is_all_labels(block) or _is_ad_label(block) or invites(text, own):
        return True
    marks = told_of(text)
    if len(block.pieces) > 1 and len(text) <= BYLINE_LIMIT:
        marks |= marks_of(fold(" ".join(block.pieces)))  # words of two elements that style alone parts
    if ("calls" in marks and not is_told(block)) or ("remarks" in marks and not is_reported(text)):
        return block.role != "item" or not block.ordinal or is_addressed(block)
    unfinished = block.linked or not ends_sentence(text)
    if unfinished and "weak_calls" in marks and not is_told(block):
        return True
    if block.role == "item":
        return False
    return _begins(text, folded, known.bylines, own) or _is_caption(block, known.captions)


def is_call(block: Block, own: frozenset[str]) -> bool:
    """Whether a block asks the reader to follow, to join or to write."""
    text = block.text
    if len(text) > CALL_LIMIT:
        return False
    marks = told_of(text)
    weak = "weak_calls" in marks and (block.linked > 0 or not ends_sentence(text))
    return (("calls" in marks or weak) and not is_told(block)) or invites(text, own)


def _is_labelled_link(block: Block) -> bool:
    """Whether a few bold words and a colon stand before a title that is all link."""
    text = block.text
    if block.role != "text" or not block.linked or not block.bold or ends_sentence(text):
        return False
    label, colon, title = text.partition(":")
    title = title.strip()
    bold = abs(block.bold - len(label) - 1) <= 2
    return bool(colon) and bold and len(title.split()) >= _TITLE_WORDS and block.linked >= len(title) - 1


def _is_ad_label(block: Block) -> bool:
    """Whether a few words among the text only say that an advertisement stands there."""
    parts = fold(block.text).split()
    if block.role != "text" or block.bold or len(parts) > _AD_WORDS or phrases().ads.isdisjoint(parts):
        return False
    plain = _before_separator(block.text) == block.text and not any(map(str.isdecimal, block.text))
    return plain and not is_statement(block.text)


def _is_all_labels(block: Block) -> bool:
    """Whether a line is nothing but labels, in an element each: ``<b>Listen</b><b>Share</b>``."""
    known = phrases()
    named = False
    for piece in block.pieces:
        label = " ".join(word for word in fold(piece).split() if not word.isdecimal())
        if label and label not in known.lines and label not in known.counts:
            return False
        named = named or bool(label)
    return named and len(block.pieces) > 1


def _is_framed(text: str, folded: str) -> bool:
    """Whether a line offers to skip an insert, or says that it ends: ``छोड़कर … आगे बढ़ें``."""
    ends = phrases().framed.get(folded.partition(" ")[0], ())
    return bool(ends) and len(text) <= _COMPOSED_LIMIT and folded.endswith(ends) and not ends_sentence(text)


def _is_noted(block: Block, notes: frozenset[str]) -> bool:
    """Whether a paragraph is opened by a label such as "Disclaimer:"."""
    if block.role not in ("text", "item"):
        return False
    label = _before_separator(block.text[:_LEAD_LENGTH].lstrip("([*⚠ "))
    return len(label) < len(block.text) and fold(label) in notes


def _is_row_of_tags(text: str) -> bool:
    """Whether a line is nothing but hashtags."""
    return text[0] == "#" and all(word[0] == "#" and word[1:2].isalpha() for word in text.split())


def is_of_desk(text: str) -> bool:
    """Whether a line in brackets says what was done to the text: ``(यह बातचीत संपादित की गई है।)``."""
    return text[0] + text[-1] in ("()", "[]") and not phrases().desk.isdisjoint(fold(text).split())


def _is_reserved(block: Block) -> bool:
    """Whether a short first sentence is a remark of the page: ``All rights reserved. This material …``."""
    first, stop, rest = block.text.partition(". ")
    remark = bool(stop and rest) and len(first) <= _CREDIT_LIMIT and block.role == "text"
    return remark and "remarks" in marks_of(fold(first))


def starts_bullet(line: str) -> bool:
    """Whether a line begins as an item of a list does."""
    return line[:1] in BULLETS and line[1:2] == " "


def is_sign_off(block: Block) -> bool:
    """Whether a block at the end of the text only says who sent it: ``(एजेंसी)``, ``--आईएएनएस``, ``पीएम/एएस``."""
    text = block.text
    if block.role != "text" or len(text) > _SIGN_OFF_LIMIT or ends_sentence(text.rstrip(")]")):
        return False
    if text[0] in "-–—":
        return len(text.split()) <= 4
    return bool(block.linked) or _SIGN_OFF.match(text) is not None


def is_byline(text: str) -> bool:
    """Whether a line begins as a byline does, whatever element it is: ``Author, …``, ``पदनाम: …``."""
    head = _HEAD_END.split(text, maxsplit=1)[0]
    return len(text) <= BYLINE_LIMIT and len(head) < len(text) and fold(head) in phrases().bylines


def names_source(text: str) -> bool:
    """Whether words in brackets at the end of a text say where it comes from: ``एजेंसी इनपुट के साथ``."""
    parts = fold(text).split()
    starts = phrases().bylines
    return len(text) <= _CREDIT_LIMIT and any(" ".join(parts[:count]) in starts for count in (1, 2, 3))


def names_people(text: str) -> bool:
    """Whether a line is a byline, as it stands below a headline: ``By Asha Rao, Staff Writer``."""
    return _begins(text, fold(text), phrases().bylines, frozenset())


def starts_byline(text: str) -> bool:
    """Whether a text begins with two or three words that only a byline begins with: ``Edited by …``."""
    parts = fold(text[:CAPTION_LIMIT]).split()
    starts = phrases().bylines
    return len(text) <= CALL_LIMIT and any(" ".join(parts[:count]) in starts for count in (2, 3))


def is_label(folded: str) -> bool:
    """Whether a folded line is a label of the page itself, as "Listen" or "Share" is."""
    return folded in phrases().lines


def is_paywall(text: str) -> bool:
    """Whether a block stands in place of text that is sold."""
    return len(text) < PAYWALL_LIMIT and "paywall" in told_of(text) and not is_reported(text)


def _begins(text: str, folded: str, starts: frozenset[str], own: frozenset[str]) -> bool:
    """A byline: a known word and a separator, or "By" and names, without a sentence's end."""
    if len(text) > BYLINE_LIMIT:
        return False
    label = fold(_before_separator(text.lstrip("([ ")))
    if label in starts or (
        label.endswith(" by") and len(label) < len(folded) and label.count(" ") < _LABEL_WORDS
    ):
        return not ends_sentence(text) or len(text) < 60
    parts = folded.split()
    if " ".join(parts[:3]) in starts and len(text) < 60:
        return True
    if ends_sentence(text) or len(parts) > 20:
        return False
    if any(" ".join(parts[:count]) in starts for count in (2, 3)):
        return True
    if _is_names_and_dates(folded, own):
        return True
    if parts[0] == "by":
        return text[0] == "B"
    return parts[0] in phrases().authors and (len(parts) <= 5 or in_text(text) is not None)


def _is_names_and_dates(folded: str, own: frozenset[str]) -> bool:
    """Whether nothing is left of a line without the names of authors and site, and dates."""
    rest = f" {_GLUED.sub(' ', folded)} "
    for name in own:
        rest = rest.replace(f" {name} ", " ")
    plain = rest.strip()
    if plain == folded or plain == _GLUED.sub(" ", folded):
        return False
    return not plain or is_moment(plain) or plain in phrases().bylines


def _is_caption(block: Block, starts: frozenset[str]) -> bool:
    """What stands under a picture: ``फोटो: …``, ``… (फाइल फोटो)``, a line in the picture's own box."""
    text = block.text
    if block.under_image and _is_in_box_of_picture(block):
        return True
    if block.under_image and block.is_small and len(text) <= CALL_LIMIT:
        return True
    if block.beside_image and len(text) <= CAPTION_LIMIT and not block.bold and not is_statement(text):
        return True
    if block.under_image and block.role == "text" and len(text) <= CAPTION_LIMIT and _is_alone(block):
        return not (block.bold or is_statement(text) or starts_bullet(text) or text.endswith(":"))
    if _is_credited(text, starts, under_image=block.under_image):
        return block.under_image or without_credit(block).text == text or len(text) < _LEAD_LENGTH
    if len(text) > CAPTION_LIMIT:
        return False
    plain = text.lstrip("([（ ")
    before = _before_separator(plain)
    captioned = before != plain and fold(before) in starts
    return captioned and (block.under_image or text.endswith("?") or not is_statement(text))


def without_credit(block: Block) -> Block:
    """A block without the credit of a picture after its last sentence."""
    cut = max(block.text.rfind(stop) for stop in "।.!?") + 1
    rest = block.text[cut:].strip(" ()[]")
    before = _before_separator(rest)
    credited = 0 < len(rest) <= _CREDIT_LIMIT and before != rest and fold(before) in phrases().captions
    return dataclasses.replace(block, text=block.text[:cut].strip()) if cut and credited else block


def _is_alone(block: Block) -> bool:
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
    if cut <= 0 or not tail or len(tail) > _CREDIT_LIMIT:
        return False
    before = _before_separator(tail)
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


def _before_separator(text: str) -> str:
    found = _WORD_END.search(text)
    return text[: found.start()] if found else text


def _after(text: str, phrase: str) -> str:
    """What follows a phrase in the unfolded text, from its first sign on."""
    wanted = len(phrase.replace(" ", ""))
    for at in range(len(phrase) - 1, min(len(text), len(phrase) * 2 + 12) + 1):
        if len(fold(text[:at]).replace(" ", "")) >= wanted:
            while at < len(text) and fold(text[at - 1 : at + 1]) and text[at] in "\u093c\u200c\u200d":
                at += 1
            return text[at:].lstrip(" *_”\"'’")
    return ""
