"""The frames of a narration's ID3 tag.

ID3v2.3 with UTF-16 text, not v2.4: long chapter titles in other scripts than Latin broke all chapters in a
common player under v2.4. Frames stand in the order of this file, chapters in theirs: some players read them so.
"""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from narrator import language
from narrator.audio.iso639 import three_letters
from narrator.model import Article, Narration

UTF16 = 1
FRONT_COVER = 3
MILLISECONDS = 2
LYRICS = 1
TOP_ORDERED = 3
"""Flags of a table of contents: top level, and its entries in order."""
MOST_ENTRIES = 255
"""A table of contents counts its entries in a byte."""
NO_OFFSET = 0xFFFFFFFF
PROVENANCE = "narrator"
"""Description of the TXXX frame that says how the file was made."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a file was made, from its TXXX:narrator frame."""

    key: str
    """Hash of all that the file depends on."""
    source: str | None
    """URL of the article."""
    engine: str
    """The engine's identity."""
    voice: str
    """Id of the voice card."""
    synthetic_voice: bool = True
    """Whether a machine speaks."""
    version: int = 1
    """Of this record."""

    def to_json(self) -> str:
        """The frame's text."""
        return json.dumps(
            {
                "version": self.version,
                "key": self.key,
                "source": self.source,
                "engine": self.engine,
                "voice": self.voice,
                "synthetic_voice": self.synthetic_voice,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @staticmethod
    def from_json(text: str) -> Provenance | None:
        """The record of a frame's text; None if it is none."""
        try:
            values = json.loads(text)
            source = values["source"]
            return Provenance(
                str(values["key"]),
                None if source is None else str(source),
                str(values["engine"]),
                str(values["voice"]),
                bool(values["synthetic_voice"]),
                int(values["version"]),
            )
        except (ValueError, TypeError, KeyError, RecursionError):
            return None


def provenance(narration: Narration) -> Provenance:
    """The record of a narration."""
    return Provenance(narration.key, narration.article.url, narration.engine, narration.voice.id)


def tag_bytes(narration: Narration, *, show: str = "") -> bytes:
    """The whole ID3v2.3 tag of a narration, to stand before its MP3 frames.

    Args:
        narration: Its article, timeline, cover and warnings are read, not its sound.
        show: Album; empty for the name of the article's site.
    """
    body = b"".join(_frame_bytes(frame) for frame in frames(narration, show))
    size = len(body)
    synchsafe = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + synchsafe + body


def tag(path: Path, narration: Narration, *, show: str = "") -> None:
    """Put a narration's tag at the start of an MP3 file, in place of any that is there."""
    from mutagen.id3 import ID3

    tags = ID3()
    for frame in frames(narration, show):
        tags.add(frame)
    # mutagen makes room and sorts frames by their size; the same frames in their own order fill the same room.
    tags.save(path, v1=0, v2_version=3, padding=lambda info: 0)
    with path.open("r+b") as file:
        file.write(tag_bytes(narration, show=show))


def clean(text: str, *, lines: bool = False) -> str:
    """Text without control characters, in composed form; line ends are kept if ``lines``."""
    letters = (
        letter if unicodedata.category(letter) not in ("Cc", "Cs") or (lines and letter == "\n") else " "
        for letter in unicodedata.normalize("NFC", text)
    )
    joined = "".join(letters)
    return "\n".join(" ".join(line.split()) for line in joined.split("\n")).strip()


def ascii_url(url: str) -> str:
    """A URL in ASCII: the host in IDNA, the rest percent-encoded where it must be."""
    try:
        parts = urlsplit(clean(url).replace(" ", "%20"))
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    except ValueError:
        return quote(clean(url), safe=_URL_SAFE)
    rest = (quote(part, safe=_URL_SAFE) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host, *rest))


_URL_SAFE = "%/:=&?~#+!$,;'@()*[]"


def _frame_bytes(frame: Any) -> bytes:
    """One frame as it stands in the file: a tag that holds it alone, without the tag's header."""
    from mutagen.id3 import ID3

    tags = ID3()
    tags.add(frame)
    buffer = io.BytesIO()
    tags.save(buffer, v1=0, v2_version=3, padding=lambda info: 0)
    return buffer.getvalue()[10:]


def frames(narration: Narration, show: str) -> Iterator[Any]:
    """The frames of a narration's tag, in the order of the file.

    Args:
        narration: Its article, timeline and cover are read, not its sound.
        show: Album; empty for the name of the article's site.
    """
    yield from _text_frames(narration, show)
    yield from _date_frames(narration.article.published)
    yield from _provenance_frames(narration)
    yield from _chapter_frames(narration)
    yield from _spoken_frames(narration)


def _text_frames(narration: Narration, show: str) -> Iterator[Any]:
    from mutagen import id3

    article = narration.article
    site = article.site_name or show
    texts = (
        (id3.TIT2, article.title),
        (id3.TPE1, article.author or site),
        (id3.TPE2, site),
        (id3.TALB, show or site),
        (id3.TCON, "Podcast"),
        (id3.TLAN, three_letters(article.language)),
        (id3.TLEN, str(narration.timeline.duration_ms)),
        (id3.TSSE, f"narrator {_version()}, {narration.engine}"),
    )
    for kind, text in texts:
        if text and clean(text):
            yield kind(encoding=UTF16, text=[clean(text)])


def _date_frames(published: str | None) -> Iterator[Any]:
    """Year, day and time of an ISO 8601 date, in its own zone; v2.3 has a frame for each."""
    from mutagen import id3

    try:
        moment = datetime.fromisoformat(published or "")
    except ValueError:
        return
    yield id3.TYER(encoding=UTF16, text=[f"{moment:%Y}".rjust(4, "0")])
    yield id3.TDAT(encoding=UTF16, text=[f"{moment:%d%m}"])
    if len(published or "") > len("2025-01-31"):
        yield id3.TIME(encoding=UTF16, text=[f"{moment:%H%M}"])


def _provenance_frames(narration: Narration) -> Iterator[Any]:
    from mutagen import id3

    article = narration.article
    if article.url:
        url = ascii_url(article.url)
        parts = urlsplit(url)
        yield id3.WOAF(url=url)
        if parts.scheme and parts.netloc:
            yield id3.WOAS(url=f"{parts.scheme}://{parts.netloc}/")
    yield id3.TXXX(encoding=UTF16, desc=PROVENANCE, text=[provenance(narration).to_json()])
    code = three_letters(article.language)
    yield id3.COMM(encoding=UTF16, lang=code, desc="", text=[comment(article)])


def comment(article: Article) -> str:
    """The summary, and that the voice is made by a machine."""
    summary = " ".join(
        block for section in article.sections if section.kind == "summary" for block in section.blocks
    )
    note = language.labels(article.language).synthetic_voice
    return clean(f"{summary}\n{note}", lines=True)


def _chapter_frames(narration: Narration) -> Iterator[Any]:
    """A table of contents and the chapters in order; past 255, tables of tables."""
    from mutagen import id3

    chapters = narration.timeline.chapters
    width = len(str(max(len(chapters) - 1, 0)))
    names = [f"ch{index:0{width}}" for index in range(len(chapters))]
    groups = [names[at : at + MOST_ENTRIES] for at in range(0, len(names), MOST_ENTRIES)]
    if len(groups) == 1:
        yield _contents("toc", TOP_ORDERED, groups[0])
    elif groups:
        tables = [f"toc{index}" for index in range(len(groups))]
        yield _contents("toc", TOP_ORDERED, tables)
        for table, group in zip(tables, groups, strict=True):
            yield _contents(table, TOP_ORDERED & 1, group)
    for name, chapter in zip(names, chapters, strict=True):
        yield id3.CHAP(
            element_id=name,
            start_time=chapter.start_ms,
            end_time=chapter.end_ms,
            start_offset=NO_OFFSET,
            end_offset=NO_OFFSET,
            sub_frames=[id3.TIT2(encoding=UTF16, text=[clean(chapter.title)])],
        )


def _contents(name: str, flags: int, entries: list[str]) -> Any:
    from mutagen import id3

    return id3.CTOC(element_id=name, flags=flags, child_element_ids=entries, sub_frames=[])


def _spoken_frames(narration: Narration) -> Iterator[Any]:
    """The whole text and its times, and the picture, which is the largest and comes last."""
    from mutagen import id3

    code = three_letters(narration.article.language)
    sentences = [(clean(cue.text), cue.start_ms) for cue in narration.timeline.cues]
    text = "\n".join(sentence for sentence, _ in sentences)
    yield id3.USLT(encoding=UTF16, lang=code, desc="", text=text)
    yield id3.SYLT(encoding=UTF16, lang=code, format=MILLISECONDS, type=LYRICS, desc="", text=sentences)
    if narration.cover is not None:
        cover = narration.cover
        yield id3.APIC(encoding=UTF16, mime=cover.mime, type=FRONT_COVER, desc="", data=cover.data)


def _version() -> str:
    try:
        return metadata.version("narrator-audio")
    except metadata.PackageNotFoundError:
        return "0"
