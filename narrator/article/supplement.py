"""What JSON-LD adds where the page itself shows less: the text behind a paywall, questions, live updates."""

from __future__ import annotations

import html
import re

from narrator.article.leads import leads_elsewhere
from narrator.article.metadata import Metadata, plain_text
from narrator.article.rescue import speaks_of
from narrator.article.sections import Draft
from narrator.article.text import fold

BODY_SHARE = 1.3
"""``articleBody`` is taken where it is so many times the text of the page, as paywalls make it."""
_WHOLE_SHARE = 4
"""From so many times on, whatever the page shows in its place, if it speaks of the headline."""
_LEAST_LETTERS = 60
_OPENING = 30
_BLOCK_TAG = re.compile(r"(?i)<\s*/?\s*(?:p|br|div|li|ul|ol|h[1-6]|blockquote|tr)\b[^<>]{0,300}>")
_LINE_END = re.compile(r"[\r\n\u2028\u2029]+")


def with_full_body(drafts: list[Draft], metadata: Metadata) -> list[Draft]:
    """The sections with the body of JSON-LD in place of the page's, where that is cut off."""
    if not metadata.body:
        return drafts
    paragraphs = paragraphs_of(metadata.body)
    full = sum(map(len, paragraphs))
    shown = [block for draft in drafts if draft.kind in ("body", "table") for block in draft.blocks]
    if full < BODY_SHARE * sum(map(len, shown)) or full < _LEAST_LETTERS:
        return drafts
    if shown and not _shares_opening(shown, paragraphs):
        many = full >= _WHOLE_SHARE * sum(map(len, shown))
        if not many or not speaks_of(paragraphs, metadata.titles):
            return drafts
    body = Draft("body", None, 0, paragraphs)
    kinds = [draft.kind for draft in drafts]
    places = [at for at, kind in enumerate(kinds) if kind in ("body", "point_of_view", "faq")]
    first = next((at for at in places if kinds[at] == "body"), min(places, default=len(drafts)))
    others = [draft for draft in drafts[first:] if draft.kind not in ("body", "table")]
    return [*(draft for draft in drafts[:first] if draft.kind != "table"), body, *others]


def paragraphs_of(body: str) -> list[str]:
    """The paragraphs of a text whose HTML may be escaped once or twice."""
    plain = _BLOCK_TAG.sub("\n", html.unescape(html.unescape(body)))
    lines = map(plain_text, _LINE_END.split(plain))
    return [text for text in lines if text and not leads_elsewhere(text, 0)]


def _shares_opening(shown: list[str], paragraphs: list[str]) -> bool:
    whole = fold(" ".join(paragraphs)[:20_000])
    return any(fold(block)[:_OPENING].strip() in whole for block in shown[:3])


def with_questions(drafts: list[Draft], metadata: Metadata) -> list[Draft]:
    """The sections with the questions of a FAQPage, where the page shows no answers to them."""
    answers = {fold(question): answer for question, answer in metadata.questions}
    if not answers:
        return drafts
    known = {fold(text) for draft in drafts for text in (*draft.blocks, draft.heading or "")}
    if any(draft.kind == "faq" for draft in drafts):
        return [_answered(draft, answers, known) if draft.kind == "faq" else draft for draft in drafts]
    if any(question in known for question in answers):
        return drafts
    return [*drafts, Draft("faq", None, 0, [text for pair in metadata.questions for text in pair])]


def _answered(draft: Draft, answers: dict[str, str], known: set[str]) -> Draft:
    """The questions that the page leaves without an answer, with the one of the FAQPage."""
    blocks: list[str] = []
    for at, block in enumerate(draft.blocks):
        blocks.append(block)
        answer = answers.get(fold(block))
        following = draft.blocks[at + 1] if at + 1 < len(draft.blocks) else ""
        if answer and fold(answer) not in known and (not following or fold(following) in answers):
            blocks.append(answer)
    return Draft("faq", draft.heading, draft.level, blocks)
