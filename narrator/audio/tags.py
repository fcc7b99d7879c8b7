"""What stands in the tags of a sound file, by whomever it was written."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrator.audio.comments import ATOMS, MP4_NAME
from narrator.audio.id3 import PROVENANCE, Provenance
from narrator.model import Chapter

FRAMES = {
    "TIT2": "title",
    "TPE1": "artist",
    "TPE2": "albumartist",
    "TALB": "album",
    "TCON": "genre",
    "TDRC": "date",
    "TLAN": "language",
    "TPUB": "publisher",
    "TCOP": "copyright",
    "COMM": "comment",
    "WOAF": "source",
    "TSSE": "encoder",
}
"""ID3 frame to the name of the same thing in Vorbis comments, which is its name in a report too."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The cover in a file's tags."""

    mime: str
    """As the tag says."""
    size_bytes: int
    """Of the picture alone."""


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of a file."""

    values: Mapping[str, str]
    """Name to text: title, artist, album, date, …"""
    chapters: tuple[Chapter, ...]
    """In the order of the file."""
    sentences: tuple[tuple[str, int], ...]
    """Text and start in milliseconds, from the synchronized lyrics."""
    cover: Picture | None
    """The first picture."""
    provenance: Provenance | None
    """How narrator made the file; None where it did not."""
    bitrate_kbps: int | None
    """Of the sound; None where the file does not say."""
    duration_ms: int | None
    """As a player shows it; None where the file does not say."""


def read_frame(path: Path) -> Provenance | None:
    """How a file was made; None for a file that narrator did not make, or no file."""
    file = _open(path)
    found = getattr(file, "tags", None)
    if not found:
        return None
    if hasattr(found, "getall"):
        texts = [str(frame) for frame in found.getall(f"TXXX:{PROVENANCE}")]
    else:
        texts = _comments(found).get(PROVENANCE, [])
    return Provenance.from_json(texts[0]) if texts else None


def read_tags(path: Path) -> Tags:
    """The tags of a sound file; empty ones where it has none, or none that can be read."""
    file = _open(path)
    info, found = getattr(file, "info", None), getattr(file, "tags", None)
    length_s, bitrate = getattr(info, "length", None), getattr(info, "bitrate", 0)
    duration_ms = None if length_s is None else round(length_s * 1000)
    is_id3 = hasattr(found, "getall")
    comments = {} if is_id3 or not found else _comments(found)
    return Tags(
        values=_frame_values(found) if is_id3 else _comment_values(comments),
        chapters=_frame_chapters(found) if is_id3 else _comment_chapters(comments, duration_ms or 0),
        sentences=_frame_sentences(found) if is_id3 else (),
        cover=_cover(file),
        provenance=read_frame(path),
        bitrate_kbps=round(bitrate / 1000) or None,
        duration_ms=duration_ms,
    )


def _open(path: Path) -> Any:
    """What mutagen makes of a file; None if nothing."""
    import mutagen
    from mutagen.id3 import ID3FileType

    try:
        file = mutagen.File(path)
        # A tag without any sound is no kind of sound file, but it is a tag.
        return ID3FileType(path) if file is None else file
    except Exception:  # noqa: BLE001  # a stranger's file: readers trip over damaged ones in every way
        return None


def _frame_values(frames: Any) -> dict[str, str]:
    found = {FRAMES[frame.FrameID]: frame for frame in frames.values() if frame.FrameID in FRAMES}
    return {name: str(getattr(frame, "url", frame)) for name, frame in found.items()}


def _frame_chapters(frames: Any) -> tuple[Chapter, ...]:
    return tuple(
        Chapter(str(frame.sub_frames.get("TIT2", "")), frame.start_time, frame.end_time)
        for frame in frames.getall("CHAP")
    )


def _frame_sentences(frames: Any) -> tuple[tuple[str, int], ...]:
    return tuple((str(text), int(at_ms)) for frame in frames.getall("SYLT") for text, at_ms in frame.text)


def _comments(found: Any) -> dict[str, list[str]]:
    """Vorbis comments, or MP4 atoms under the names of those."""
    names = {atom: name for name, atom in ATOMS.items()} | {MP4_NAME: PROVENANCE}
    lists = ((str(key), values) for key, values in dict(found).items() if isinstance(values, list))
    return {names.get(key, key).lower(): [_text(value) for value in values] for key, values in lists}


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _comment_values(comments: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: comments[name][0] for name in FRAMES.values() if comments.get(name)}


def _comment_chapters(comments: Mapping[str, list[str]], duration_ms: int) -> tuple[Chapter, ...]:
    """Chapters from comments such as CHAPTER001=00:01:05.250; each runs to the next."""
    starts: list[tuple[str, int]] = []
    for index in range(len(comments)):
        clock = comments.get(f"chapter{index:03}")
        if clock is None:
            break
        try:
            hours, minutes, seconds = clock[0].split(":")
            at_ms = round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)
        except ValueError:
            break
        starts.append((comments.get(f"chapter{index:03}name", [""])[0], at_ms))
    ends = [at_ms for _, at_ms in starts[1:]] + [duration_ms]
    return tuple(Chapter(title, at_ms, end_ms) for (title, at_ms), end_ms in zip(starts, ends, strict=False))


def _cover(file: Any) -> Picture | None:
    """The first picture: an ID3 frame, a FLAC block, a comment that holds one, or an atom."""
    found = getattr(file, "tags", None)
    getall = getattr(found, "getall", None)
    if getall is not None:
        pictures = [(frame.mime, frame.data) for frame in getall("APIC")]
    else:
        pictures = [(block.mime, block.data) for block in getattr(file, "pictures", ())]
        pictures += _hidden_pictures(dict(found or {}))
    return Picture(str(pictures[0][0]), len(pictures[0][1])) if pictures else None


def _hidden_pictures(comments: Mapping[str, Any]) -> list[tuple[str, bytes]]:
    """Pictures in the comments of Ogg and the atoms of MP4."""
    import mutagen
    from mutagen.flac import Picture as Block
    from mutagen.mp4 import MP4Cover

    kinds = {MP4Cover.FORMAT_PNG: "image/png", MP4Cover.FORMAT_JPEG: "image/jpeg"}
    found = [(kinds.get(cover.imageformat, ""), bytes(cover)) for cover in comments.get("covr", ())]
    for text in comments.get("metadata_block_picture", ()):
        try:
            block = Block(base64.b64decode(text))
        except (ValueError, mutagen.MutagenError):
            continue
        found.append((block.mime, block.data))
    return found
