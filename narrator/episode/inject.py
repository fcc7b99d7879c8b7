"""The publisher's own page with the player in it: some characters are put in, all others stay as they were.

What was put in before is taken out first, so that running it twice changes nothing.
"""

from __future__ import annotations

import bisect
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from narrator.episode.align import align, letters, read_letters
from narrator.episode.markup import VOID, Element, Piece, characters, elements, scan, select
from narrator.episode.page import Listening, audio_object, head_lines, open_sentence, player, script_json
from narrator.errors import UsageError
from narrator.language import available, table
from narrator.model import Timeline

MARK = "data-narrator"
"""Attribute of the tags that are put into a page's head, by which they are found again."""
_CLOSING = "</span>"
_BOX_LETTERS = 120
"""A box with more text than this, the headline aside, is more than a button."""
_BOX_DEPTH = 12
"""So many elements around the words are looked at."""
_KEPT = frozenset(["html", "body", "main", "article", "section", "header"])
"""Elements that no player takes the place of."""
_STORIES = re.compile(
    r"(?:News|Report|Blog|Opinion|Review|Background|Analysis|\w*News)?Article|\w*Article|\w*BlogPosting|Report"
)


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters of a source and what takes their place."""

    start: int
    end: int
    text: str


def inject(
    source: str,
    timeline: Timeline,
    listening: Listening,
    *,
    place: str | None = None,
    after: str | None = None,
    only_ascii: bool = False,
) -> str:
    """A page with the player, its sentences marked with their times, and the audio in its metadata.

    Args:
        source: The page.
        timeline: Of its narration.
        listening: The addresses and words of the player.
        place: Selector of the element that the player takes the place of; None for the box that invites to
            listen, else a place after the headline.
        after: Selector of an element to put the player behind.
        only_ascii: Whether the page's encoding may lack letters of the story, which JSON then escapes.

    Raises:
        UsageError: A selector that names nothing on the page, or that is none.
    """
    source, head = _strip(source)
    pieces = scan(source)
    found = elements(pieces)
    spot = _spot(source, pieces, found, listening, place, after)
    edits = _metadata(source, pieces, found, listening, head, only_ascii=only_ascii)
    marks = _sentences(source, pieces, found, timeline, (spot.start, spot.end))
    return apply(source, [*edits, spot, *marks])


def apply(source: str, edits: Sequence[Edit]) -> str:
    """A source with its edits made; at one place sentences end first, then the list's order holds."""
    parts = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end, edit.text != _CLOSING)):
        parts += [source[at : edit.start], edit.text]
        at = edit.end
    return "".join(parts) + source[at:]


def strip(source: str) -> str:
    """A page without the marks around sentences and the lines in its head that were put in before."""
    return _strip(source)[0]


def _strip(source: str) -> tuple[str, int | None]:
    """A page without what was put in before, and where the lines of its head stood."""
    edits: list[Edit] = []
    head: int | None = None
    pieces = scan(source)
    for element in elements(pieces):
        first, last = pieces[element.first], pieces[element.last]
        if MARK in element.attributes:
            if head is None:
                head = first.start - sum(edit.end - edit.start for edit in edits if edit.end <= first.start)
            line = last.end + (1 if source.startswith("\n", last.end) else 0)
            edits.append(Edit(first.start, line, ""))
        elif element.name == "span" and set(element.attributes) == {f"{MARK}-start", f"{MARK}-end"}:
            edits.append(Edit(first.start, first.end, ""))
            if last.kind == "close":
                edits.append(Edit(last.start, last.end, ""))
    return apply(source, edits), head


def _spot(
    source: str,
    pieces: Sequence[Piece],
    found: Sequence[Element],
    listening: Listening,
    place: str | None,
    after: str | None,
) -> Edit:
    """Where the player goes, and the player."""
    text = player(listening)
    for element in found:
        if element.name == "narrator-player" or "data-narrator-player" in element.attributes:
            # One that is never closed must not take the rest of the page with it.
            closed = pieces[element.last].kind == "close" and pieces[element.last].name == element.name
            end = pieces[element.last if closed else element.first].end
            return Edit(pieces[element.first].start, end, text)
    chosen = place or after
    if chosen:
        try:
            named = select(found, chosen)
        except ValueError:
            raise UsageError(
                f"{chosen!r} is no selector that is known here",
                "Use tag, #id, .class and [name=value], one inside another.",
            ) from None
        if named is None:
            raise UsageError(f"the page has no element {chosen!r}", "Look at its source.")
        end = pieces[named.last].end
        return Edit(pieces[named.first].start if place else end, end, text)
    box = find_box(source, pieces, found, listening.title)
    if box:
        return Edit(pieces[box.first].start, pieces[box.last].end, text)
    for name in ("h1", "body"):
        for element in found:
            if element.name == name:
                at = pieces[element.last if name == "h1" else element.first].end
                return Edit(at, at, f"\n{text}")
    return Edit(0, 0, f"{text}\n")


def find_box(source: str, pieces: Sequence[Piece], found: Sequence[Element], title: str) -> Element | None:
    """The element that invites to listen: the largest around such words that holds little else."""
    calls = {_fold(call) for code in available() for call in table(code, "player").get("box", ())}
    for at, piece in enumerate(pieces):
        if piece.kind != "text" or not _calls(_fold(_shown(source, piece)), calls):
            continue
        around = [element for element in found if element.first < at <= element.last]
        box = None
        for element in reversed(around[-_BOX_DEPTH:]):
            within = [one for one in found if element.first < one.first <= element.last]
            inside = " ".join(
                _shown(source, one) for one in pieces[element.first : element.last + 1] if one.kind == "text"
            )
            rest = letters(inside).replace(letters(title), "")
            if (
                element.name in _KEPT
                or len(rest) > _BOX_LETTERS
                or any(one.name in ("h1", "p", "img", "figure") for one in within)
                or any(one.name == "a" and not one.first < at <= one.last for one in within)
            ):
                break
            box = element
        if box:
            return box
    return None


def _calls(text: str, calls: set[str]) -> bool:
    """Whether a text invites to listen; a duration may stand behind the words."""
    return any(text.startswith(call) and len(text) <= len(call) + 12 for call in calls)


def _shown(source: str, piece: Piece) -> str:
    return "".join(letter for letter, _, _ in characters(source, piece))


def _fold(text: str) -> str:
    """Text without case, nuktas and punctuation."""
    return letters(text.casefold()).replace("\u093c", "")


def _sentences(
    source: str, pieces: Sequence[Piece], found: Sequence[Element], timeline: Timeline, skip: tuple[int, int]
) -> list[Edit]:
    """Marks around the sentences where they stand."""
    page = read_letters(source, pieces, [skip])
    titles = [(pieces[one.first].start, pieces[one.last].end) for one in found if one.name == "h1"]
    places = align(page, [cue.text for cue in timeline.cues], titles)
    edits: list[Edit] = []
    for cue, place in zip(timeline.cues, places, strict=True):
        if place is None:
            continue
        start, end = _with_punctuation(source, cue.text, *place)
        for begin, stop in _whole(source, pieces, start, end):
            edits += [Edit(begin, begin, open_sentence(cue)), Edit(stop, stop, _CLOSING)]
    return edits


def _with_punctuation(source: str, text: str, start: int, end: int) -> tuple[int, int]:
    """A place widened by the signs before the first letter of the text and after its last."""
    kept = [at for at, letter in enumerate(text) if unicodedata.category(letter)[0] in "LMN"]
    for sign in reversed(text[: kept[0]]):
        if not source.endswith(sign, 0, start):
            break
        start -= 1
    for sign in text[kept[-1] + 1 :]:
        if not source.startswith(sign, end) or sign in "<&":
            break
        end += 1
    return start, end


def _whole(source: str, pieces: Sequence[Piece], start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a range that hold whole elements only: one, unless an element begins or ends within.

    Where a tag at the very edge has its other half within, it is taken in.
    """
    first = bisect.bisect_right(pieces, start, key=lambda piece: piece.start) - 1
    last = bisect.bisect_left(pieces, end, key=lambda piece: piece.start)
    torn = _torn(pieces[first:last])
    while (
        torn
        and torn[0].kind == "close"
        and first
        and _are_pair(pieces[first - 1], torn[0], at=pieces[first].start == start)
    ):
        first, start = first - 1, pieces[first - 1].start
        torn = _torn(pieces[first:last])
    while (
        torn
        and torn[-1].kind == "open"
        and last < len(pieces)
        and _are_pair(torn[-1], pieces[last], at=pieces[last].start == end)
    ):
        last, end = last + 1, pieces[last].end
        torn = _torn(pieces[first:last])
    parts = []
    for piece in torn:
        parts.append((start, piece.start))
        start = piece.end
    parts.append((start, end))
    return [(begin, stop) for begin, stop in parts if letters(re.sub(r"<[^>]*>", "", source[begin:stop]))]


def _torn(inside: Sequence[Piece]) -> list[Piece]:
    """The tags whose other half is not among the pieces."""
    open_: list[Piece] = []
    torn: list[Piece] = []
    for piece in inside:
        if piece.kind == "open" and piece.name not in VOID:
            open_.append(piece)
        elif piece.kind == "close":
            if open_ and open_[-1].name == piece.name:
                open_.pop()
            else:
                torn.append(piece)
    return sorted([*torn, *open_], key=lambda piece: piece.start)


def _are_pair(opening: Piece, closing: Piece, *, at: bool) -> bool:
    return at and (opening.kind, closing.kind, opening.name) == ("open", "close", closing.name)


def _metadata(
    source: str,
    pieces: Sequence[Piece],
    found: Sequence[Element],
    listening: Listening,
    head: int | None,
    *,
    only_ascii: bool,
) -> list[Edit]:
    """The audio in the page's own metadata, and the lines of its head, where they stood or at its end."""
    audio = audio_object(listening)
    edits = _into_json(source, pieces, found, script_json(audio, only_ascii=only_ascii))
    lines = head_lines(listening, story=None if edits else audio, only_ascii=only_ascii)
    taken = [
        element
        for element in found
        if element.name == "meta"
        and element.attributes.get("property", "").lower() in ("og:audio", "og:audio:type")
    ]
    edits += [Edit(pieces[one.first].start, pieces[one.last].end, "") for one in taken]
    at = _head_end(pieces, found) if head is None else head
    return [*edits, Edit(at, at, "".join(f"{line}\n" for line in lines))]


def _head_end(pieces: Sequence[Piece], found: Sequence[Element]) -> int:
    """Where lines of the head go: before its end, or where the body begins, or behind the document's type."""
    for piece in pieces:
        if (piece.kind == "close" and piece.name == "head") or (piece.kind == "open" and piece.name == "body"):
            return piece.start
    last = next((one for one in reversed(found) if one.name in ("meta", "title", "link", "head", "html")), None)
    return pieces[last.last if last.name == "title" else last.first].end if last else 0


def _into_json(source: str, pieces: Sequence[Piece], found: Sequence[Element], audio: str) -> list[Edit]:
    """The audio put into the page's own JSON-LD story, if it has one; the rest of it stays as it is written."""
    for element in found:
        kind = element.attributes.get("type", "").split(";")[0].strip().lower()
        if element.name != "script" or kind != "application/ld+json" or element.last <= element.first + 1:
            continue
        data = pieces[element.first + 1]
        spot = json_spot(source[data.start : data.end])
        if spot:
            start, end, joint = spot
            return [Edit(data.start + start, data.start + end, joint + audio)]
    return []


_OBJECTS = 200
"""So many objects of a JSON text are looked at."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s"{}\[\],:]+|[,:]')


def json_spot(text: str) -> tuple[int, int, str] | None:
    """Where the audio of the first story in a JSON text is, or would go.

    Returns:
        Start and end of what it replaces, and what stands before it there; None where there is no story.
    """
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    stack: list[int] = []
    spans: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(text):
        if token[0] in "{[":
            stack.append(token.start())
        elif token[0] in "}]":
            start = stack.pop()
            if token[0] == "}":
                spans.append((start, token.end()))
    for start, end in sorted(spans)[:_OBJECTS]:
        value = json.loads(text[start:end])
        kinds = value.get("@type")
        if any(
            isinstance(kind, str) and _STORIES.fullmatch(kind)
            for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            return _audio_spot(text, start, end)
    return None


def _audio_spot(text: str, start: int, end: int) -> tuple[int, int, str]:
    """The value of an object's own "audio", or the place behind its last member."""
    depth = 0
    last = start + 1
    tokens = list(_TOKEN.finditer(text, start, end))
    for at, token in enumerate(tokens):
        if depth == 1 and token[0] == '"audio"' and tokens[at + 1][0] == ":":
            begin = tokens[at + 2].start()
            return begin, begin + _length(text, begin), ""
        depth += (token[0] in "{[") - (token[0] in "}]")
        if token.end() < end:
            last = token.end()
    return last, last, ', "audio": ' if last > start + 1 else '"audio": '


def _length(text: str, start: int) -> int:
    return json.JSONDecoder().raw_decode(text, start)[1] - start
