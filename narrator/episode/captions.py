"""Captions and chapters as text, all from the one Timeline: WebVTT, SubRip, chapters JSON, timeline JSON.

Text of a page never becomes markup: in WebVTT it is escaped, in SubRip, which has no escapes, the few
characters that players take for markup stand as their look-alikes.

Sources: W3C WebVTT (cue text, timestamps); podcast namespace, "JSON Chapters Format" 1.2.0 and "transcript".
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from narrator.language import labels
from narrator.model import Cue, Timeline

VTT_TYPE = "text/vtt"
SRT_TYPE = "application/x-subrip"
CHAPTERS_TYPE = "application/json+chapters"
TIMELINE_TYPE = "application/json"

CAPTION_LETTERS = 84
"""A caption longer than two lines of 42 letters is split between words; signs on a letter count for nothing."""
_LINE_LETTERS = 42
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which no file can hold."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands on the screen at one time: a cue, or a part of a long one."""

    text: str
    """One line, plain text."""
    start_ms: int
    """When it appears."""
    end_ms: int
    """When it goes; always after it appears."""


def webvtt(timeline: Timeline, *, language: str) -> str:
    """The captions as WebVTT, with a note that the voice is synthetic, in ``language``."""
    blocks = ["WEBVTT", f"NOTE Language: {language}\n{_escape(labels(language).synthetic_voice)}"]
    blocks += [
        f"{_clock(caption.start_ms, '.')} --> {_clock(caption.end_ms, '.')}\n{_escape(caption.text)}"
        for caption in captions(timeline)
    ]
    return "\n\n".join(blocks) + "\n"


def srt(timeline: Timeline) -> str:
    """The captions as SubRip, numbered from 1, in two lines at most."""
    return "\n".join(
        f"{number}\n"
        f"{_clock(caption.start_ms, ',')} --> {_clock(caption.end_ms, ',')}\n"
        f"{_two_lines(caption.text)}\n"
        for number, caption in enumerate(captions(timeline), 1)
    )


def chapters_json(timeline: Timeline, *, title: str | None = None, author: str | None = None) -> str:
    """The chapters in the shape of the podcast namespace, times in seconds.

    Args:
        timeline: Its chapters are taken.
        title: Of the episode.
        author: Of the episode.
    """
    about = {name: plain(text) for name, text in (("title", title), ("author", author)) if text}
    found = [
        {
            "startTime": chapter.start_ms / 1000,
            "endTime": chapter.end_ms / 1000,
            "title": plain(chapter.title),
        }
        for chapter in timeline.chapters
    ]
    return _json({"version": "1.2.0", **about, "chapters": found})


def timeline_json(timeline: Timeline, *, audio: str, audio_sha256: str | None) -> str:
    """timeline.json, for players and for whoever works with the times.

    Args:
        timeline: All of it.
        audio: Name of the sound file.
        audio_sha256: Of the sound file: by it a player sees that both belong together.
    """
    return _json(timeline.to_dict(audio=audio, audio_sha256=audio_sha256))


def captions(timeline: Timeline) -> Iterator[Caption]:
    """The cues in order, those that are too long for a screen split between words."""
    for cue in timeline.cues:
        text = plain(cue.text)
        if not text:
            continue
        end_ms = max(cue.end_ms, cue.start_ms + 1)
        starts = [0, *_cuts(text)]
        times = [cue.start_ms, *_times(cue, text, starts[1:]), end_ms]
        begin = 0
        for index in range(len(starts)):
            # A part that is given no time of its own is shown with the next one, or with the last.
            last = index == len(starts) - 1
            if not last and (times[index + 1] <= times[begin] or times[index + 1] >= end_ms):
                continue
            stop = len(text) if last else starts[index + 1]
            yield Caption(text[starts[begin] : stop].strip(), times[begin], times[index + 1])
            begin = index + 1


def plain(text: str) -> str:
    """A text on one line: no control characters, no halves of surrogate pairs, single spaces."""
    return " ".join(_HALF.sub("\ufffd", _CONTROL.sub(" ", text)).split())


def _cuts(text: str) -> list[int]:
    """Where the parts of a long text begin but for the first: as even as words allow."""
    total = _letters(text)
    parts = -(-total // CAPTION_LETTERS)
    if parts < 2:
        return []
    cuts: list[int] = []
    letters, at = 0, 0
    for word in text.split(" "):
        length = _letters(word)
        # The word goes to the next part where most of it would stand beyond the even share.
        if at and letters + length / 2 > total * (len(cuts) + 1) / parts and len(cuts) < parts - 1:
            cuts.append(at)
        letters += length + 1
        at += len(word) + 1
    return cuts


def _times(cue: Cue, text: str, cuts: list[int]) -> list[int]:
    """When the voice reaches each offset: the first word there, or in proportion where no words are known."""
    spans: list[tuple[int, int]] = []
    at = 0
    for word in cue.words:
        found = text.find(plain(word.text), at)
        if found >= 0:
            spans.append((found, word.start_ms))
            at = found + len(plain(word.text))
    times: list[int] = []
    for cut in cuts:
        share = cue.start_ms + round((cue.end_ms - cue.start_ms) * cut / len(text))
        start_ms = next((start_ms for start, start_ms in spans if start >= cut), share)
        times.append(min(max(start_ms, times[-1] if times else cue.start_ms), cue.end_ms))
    return times


def _letters(text: str) -> int:
    """Length on a screen: vowel signs and other marks stand on their letter."""
    return sum(unicodedata.category(letter) not in ("Mn", "Me", "Cf") for letter in text)


def _escape(text: str) -> str:
    """Text of a WebVTT cue: no tag, no entity, no arrow."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _two_lines(text: str) -> str:
    """Text of a SubRip caption, broken near its middle where it is long."""
    shown = text.translate(_LOOK_ALIKES)
    spaces = [at for at, letter in enumerate(shown) if letter == " "]
    if _letters(shown) <= _LINE_LETTERS or not spaces:
        return shown
    middle = min(spaces, key=lambda at: abs(2 * at - len(shown)))
    return f"{shown[:middle]}\n{shown[middle + 1 :]}"


_LOOK_ALIKES = str.maketrans("<>{}", "‹›❴❵")
"""Players take <…> for HTML tags, {…} for positions, and --> for times."""


def _clock(at_ms: int, point: str) -> str:
    """Hours, minutes, seconds and milliseconds."""
    seconds, milliseconds = divmod(at_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{milliseconds:03}"


def _json(value: dict[str, Any]) -> str:
    """JSON on one line; halves of surrogate pairs, which no UTF-8 can hold, are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return (
        "".join(f"\\u{ord(letter):04x}" if "\ud800" <= letter <= "\udfff" else letter for letter in text) + "\n"
    )
