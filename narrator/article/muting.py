"""What stands on a page beside its article and is left unread: menus, teasers, comments, bylines."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate

from narrator.article.dates import is_moment
from narrator.article.headings import heading_kind, opens_unread
from narrator.article.markup import names
from narrator.article.page import Block, Box, Page, count_paragraphs, enclosing
from narrator.article.phrases import told_of
from narrator.article.text import ends_sentence
from narrator.article.told import is_statement, is_told, tells

_PROSE_LENGTH = 40
_LINK_SHARE = 0.6
_FAINT_LINKS = 0.3
_LINK_LIST_PROSE = 250
_MAIN_SHARE = 0.5
_WEAK_PROSE = 300
_RESCUED_SHARE = 0.3
_CARD = 6
_STRONG_PROSE = 800
# A menu that was never closed swallows what follows.
_SWALLOWERS = ("nav", "footer", "menu")
_SWALLOWED = 150
_LABEL = 50
_LABELLED = 12
_STANDFIRST = 60
_PANEL = 150
_INSERT = 160
_HEADLINED = 4
_STORY = 150
_HEADLINE = 25
_AMONG = 3
_TOLD = 2
_PARAGRAPH = 60
_TAIL_SHARE = 0.3
_COMMENTS = frozenset({"comments", "comment", "commentlist", "disqus", "respond"})


class Prose:
    """Sums over blocks: how much prose and how many links stand in any box, in constant time."""

    def __init__(self, blocks: list[Block]) -> None:
        self._weights = [_prose(block) for block in blocks]
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


def _prose(block: Block) -> int:
    if block.role in ("heading", "table", "time") or len(block.text) < _PROSE_LENGTH or block.is_linked:
        return 0
    return len(block.text)


def find_muted(page: Page, headline: Block | None) -> tuple[list[bool], Prose]:
    """For each block, whether it is left unread; and the prose that is read."""
    blocks = page.blocks
    prose = Prose(blocks)
    muted = [False] * len(blocks)
    at_headline = headline.at if headline is not None else -1
    open_prose = prose.total - _outer_muted(page, prose)
    around = _lowest_around_text(page, prose, open_prose, at_headline)
    paragraphs = count_paragraphs(blocks, "p", "div")
    until = 0
    for box in page.boxes:
        if box.start >= box.end or (box.start < until and box.end <= until):
            continue
        if (
            (
                box.mute
                and not _is_rescued(box, prose, open_prose, at_headline)
                and not _is_typed(box, blocks)
                and not _is_named_as(box, around)
                and not _is_told(box, blocks, paragraphs)
            )
            or _is_byline(box, blocks, at_headline)
            or _is_link_list(box, prose, blocks, at_headline)
            or _is_panel(box, blocks, at_headline)
        ):
            _fill(muted, box)
            until = box.end
    _mute_other_stories(page, prose, muted, headline)
    _mute_skipped(page, prose, muted)
    _mute_cards(blocks, muted, at_headline)
    _mute_unread_sections(blocks, prose, muted, at_headline, paragraphs)
    prose.leave_out(muted)
    _mute_teasers(page, prose, muted, at_headline)
    prose.leave_out(muted)
    return muted, prose


def _mute_teasers(page: Page, prose: Prose, muted: list[bool], at_headline: int) -> None:
    """Lists of other stories beside the main text: links or dates by the prose, in step with it."""
    blocks = page.blocks
    total = prose.of(page.boxes[0])
    main = max(
        (box for box in page.boxes if prose.of(box) >= _MAIN_SHARE * total),
        key=lambda box: (box.start, -box.end),
        default=page.boxes[0],
    )
    until = 0
    for box in page.boxes:
        if box.end - box.start < 4 or box.start < until or (box.start < main.end and box.end > main.start):
            continue
        if box.start <= at_headline < box.end or box.folded or box.verdict.hint == "live":
            continue
        found = sum(block.is_linked or is_moment(block.text) for block in blocks[box.start : box.end])
        if found >= 2 and found * 2 >= prose.texts(box) and not _is_typed(box, blocks):
            _fill(muted, box)
            until = box.end


def _fill(muted: list[bool], box: Box) -> None:
    muted[box.start : box.end] = [True] * (box.end - box.start)


def _outer_muted(page: Page, prose: Prose) -> int:
    total = until = 0
    for box in page.boxes:
        if box.mute and box.start >= until:
            total += prose.of(box)
            until = max(until, box.end)
    return total


def _is_rescued(box: Box, prose: Prose, open_prose: int, at_headline: int) -> bool:
    """A box whose names are those of an aside, but which holds the text."""
    own = prose.of(box)
    holds_headline = box.start <= at_headline < box.end
    if box.mute == "faint":
        return own > _WEAK_PROSE and prose.share_linked(box) < _FAINT_LINKS
    if box.mute == "weak":
        most = own >= open_prose and own >= _RESCUED_SHARE * prose.total
        return own > 0 and (most or (holds_headline and own > 0.3 * open_prose))
    if not _COMMENTS.isdisjoint(box.verdict.tokens) and not holds_headline:
        return False
    enough = _SWALLOWED if box.name in _SWALLOWERS else _STRONG_PROSE
    return own > enough and (own >= 4 * open_prose or (holds_headline and own > 0.5 * open_prose))


def _lowest_around_text(page: Page, prose: Prose, open_prose: int, at_headline: int) -> Box | None:
    """The lowest box that holds the text though its class is that of an aside, as page builders make them."""
    found = None
    for box in page.boxes:
        if box.mute == "weak" == box.verdict.mute and prose.of(box) >= _RESCUED_SHARE * prose.total > 0:
            found = box if _is_rescued(box, prose, open_prose, at_headline) else found
    return found


def _is_told(box: Box, blocks: list[Block], paragraphs: Counter[Box]) -> bool:
    """Whether a box among paragraphs is called an aside, and says what the story says: sentences, no link."""
    around = box.parent
    itself = box.end - box.start == 1
    if box.mute != "weak" or box.controls or around is None or paragraphs[around] - itself < _AMONG:
        return False
    inside = blocks[box.start : box.end]
    if any(block.linked or block.asked or block.beckons for block in inside):
        return False
    if not box.verdict.tokens.isdisjoint(names("classes", "never")):
        return False
    told = [
        block
        for block in inside
        if ends_sentence(block.text) and told_of(block.text).isdisjoint(("calls", "remarks", "paywall"))
    ]
    return len(told) >= _TOLD or any(len(block.text) >= _PARAGRAPH and tells(block.text) for block in told)


def _is_named_as(box: Box, around: Box | None) -> bool:
    """Whether a box beside the text is called an aside by no other word than the text's own box is."""
    if around is None or not box.mute == "weak" == box.verdict.mute or around.start <= box.start < around.end:
        return False
    weak = names("classes", "weak")
    return box.verdict.tokens & weak <= around.verdict.tokens


def _is_typed(box: Box, blocks: list[Block]) -> bool:
    """An aside that is a summary, key points, an opinion or questions is part of the article."""
    if box.mute == "strong" and box.name in ("nav", "footer", "figcaption"):
        return False
    if (
        box.verdict.hint in ("summary", "takeaways", "point_of_view", "faq", "standfirst", "live")
        and box.mute != "strong"
    ):
        return True
    first = blocks[box.start]
    return heading_kind(first.text) not in (None, "live") and len(first.text) < 80


def _is_byline(box: Box, blocks: list[Block], at_headline: int) -> bool:
    if not box.byline or box.end - box.start > 6 or box.start <= at_headline < box.end:
        return False
    inside = blocks[box.start : box.end]
    if any(block.role == "heading" and len(block.text) >= _STANDFIRST for block in inside):
        return False
    return sum(len(block.text) for block in inside) <= 300 and not all(
        is_moment(block.text) for block in inside
    )


def _is_link_list(box: Box, prose: Prose, blocks: list[Block], at_headline: int) -> bool:
    """A list, or a box, that is mostly links and holds no prose of its own."""
    if box.parent is None or box.name in ("html", "body") or box.start <= at_headline < box.end:
        return False
    if prose.share_linked(box) <= _LINK_SHARE or box.folded:
        return False
    if prose.of(box) > _LINK_LIST_PROSE:
        return False
    return not (box.role == "heading" and box.level == 1)


def _is_panel(box: Box, blocks: list[Block], at_headline: int) -> bool:
    """A small box with buttons or fields, and a few words to them: a poll, a form, a request."""
    if not box.controls or box.folded or box.end - box.start > _CARD or box.start <= at_headline < box.end:
        return False
    inside = blocks[box.start : box.end]
    if sum(len(block.text) for block in inside) > _PANEL:
        return False
    if any(block.role in ("heading", "question") and heading_kind(block.text) for block in inside):
        return False
    # A dated sentence is an update of a live blog, with a button to pass it on.
    dated = any(is_moment(block.plain) for block in inside)
    return not (dated and any(_prose(block) and ends_sentence(block.text) for block in inside))


def _mute_other_stories(page: Page, prose: Prose, muted: list[bool], headline: Block | None) -> None:
    """Stories loaded below this one: boxes like the one around its headline, with a headline of their own."""
    if headline is None:
        return
    around = {
        box.parent: box for box in enclosing(headline.box) if box.verdict.tokens and prose.of(box) >= _STORY
    }
    for box in page.boxes:
        first = around.get(box.parent)
        if first is None or box.start < first.end or box.name != first.name:
            continue
        heads = page.blocks[box.start : min(box.end, box.start + _HEADLINED)]
        other = any(
            block.role == "heading" and block.level <= headline.level + 1 and len(block.text) > _HEADLINE
            for block in heads
        )
        if other and box.verdict.tokens == first.verdict.tokens:
            _fill(muted, box)


def _mute_skipped(page: Page, prose: Prose, muted: list[bool]) -> None:
    """What a link lets a reader skip, as broadcasters offer before a podcast put into the text."""
    for target, start in page.skips:
        end = page.targets.get(target, -1)
        if start < end <= start + _LABELLED and prose.between(start, end) <= _INSERT:
            muted[start:end] = [True] * (end - start)
            if end < len(muted) and not is_statement(page.blocks[end].text):
                muted[end] = True  # says that the insert ends


def _mute_cards(blocks: list[Block], muted: list[bool], at_headline: int) -> None:
    """Teasers: a heading that is one link, and what stands in its box."""
    for at, block in enumerate(blocks):
        if block.role != "heading" or not block.is_linked or at == at_headline or block.box.folded:
            continue
        muted[at] = True
        box = block.box.parent
        while box is not None and box.end - box.start < 2:
            box = box.parent
        if box is not None and box.end - box.start <= _CARD and not box.start <= at_headline < box.end:
            _fill(muted, box)
        else:
            _mute_teaser(blocks, muted, at)


def _mute_teaser(blocks: list[Block], muted: list[bool], at: int) -> None:
    """The lines between one linked heading and the next of its kind, in a list of teasers without boxes."""
    for after in range(at + 1, min(len(blocks), at + _CARD)):
        if blocks[after].role == "heading":
            if blocks[after].is_linked and blocks[after].level == blocks[at].level:
                muted[at:after] = [True] * (after - at)
            return


def _is_of_text(blocks: list[Block], at: int, paragraphs: Counter[Box]) -> bool:
    """Whether a heading stands among the paragraphs of the text, with a sentence of it right below."""
    around = blocks[at].box.parent
    if blocks[at].role != "heading" or around is None or at + 1 >= len(blocks):
        return False
    after = blocks[at + 1]
    if after.box.parent is not around or not _goes_on(after) or not is_told(after):
        return False
    # Each part of the text in a box like the one before it is among paragraphs too.
    before = blocks[at - 1].box.parent
    alike = before is not None and before.parent is around.parent and before.name == around.name
    return paragraphs[around] >= _AMONG or bool(
        alike and before and around.verdict.tokens and before.verdict.tokens == around.verdict.tokens
    )


def _mute_unread_sections(
    blocks: list[Block], prose: Prose, muted: list[bool], at_headline: int, paragraphs: Counter[Box]
) -> None:
    """Related stories, comments and the like, named by their heading."""
    for at, block in enumerate(blocks):
        if muted[at] or at <= at_headline or not _may_open(blocks, at):
            continue
        opens = opens_unread(block.text)
        if not opens:
            continue
        end = _section_end(blocks, prose, at)
        prosaic = opens == "weak" and prose.between(at, end) > _WEAK_PROSE
        if prosaic or (opens == "weak" and _is_of_text(blocks, at, paragraphs)):
            continue
        muted[at:end] = [True] * (end - at)


def _may_open(blocks: list[Block], at: int) -> bool:
    """Whether a block stands as a heading does: by its element, over links, or first in a small box."""
    block = blocks[at]
    if block.role == "heading":
        return True
    if block.role not in ("text", "question", "term") or len(block.text) >= _LABEL:
        return False
    parent = block.box.parent
    leads = at + 1 < len(blocks) and blocks[at + 1].is_linked
    boxes = (block.box, parent)
    heads = any(box is not None and box.start == at and 1 < box.end - at <= _LABELLED for box in boxes)
    return leads or heads


def _section_end(blocks: list[Block], prose: Prose, at: int) -> int:
    """Where the section that a heading opens ends: with its box, at the next heading like it, or at prose."""
    box = blocks[at].box
    while box.parent is not None and box.end - box.start < 2:
        box = box.parent
    own_box = box.start == at and box.parent is not None
    if own_box and prose.of(box) < _MAIN_SHARE * prose.total:
        return box.end
    end = _next_heading(blocks, at, box.end)
    links = at + 1 < end and blocks[at + 1].is_linked
    if links or blocks[at].role != "heading" or prose.between(at, end) > _TAIL_SHARE * prose.total:
        return next((later for later in range(at + 1, end) if _goes_on(blocks[later])), end)
    return end


def _next_heading(blocks: list[Block], at: int, limit: int) -> int:
    level = blocks[at].level or 7
    for later in range(at + 1, limit):
        if blocks[later].role == "heading" and blocks[later].level <= level:
            return later
    return limit


def _goes_on(block: Block) -> bool:
    """Whether a block after a list of links is text of the article again: a sentence without a link."""
    if block.linked or block.role in ("item", "heading"):
        return False
    return len(block.text) > _PROSE_LENGTH and ends_sentence(block.text)
