"""Tags of the formats beside MP3: Vorbis comments, MP4 atoms, and ID3 inside WAV."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from narrator.audio import id3
from narrator.audio.iso639 import three_letters
from narrator.model import Cover, Narration

MP4_NAME = f"----:com.apple.iTunes:{id3.PROVENANCE}"
STREAM_NUMBER = 1
ATOMS = {
    "title": "\xa9nam",
    "artist": "\xa9ART",
    "albumartist": "aART",
    "album": "\xa9alb",
    "genre": "\xa9gen",
    "date": "\xa9day",
    "comment": "\xa9cmt",
    "lyrics": "\xa9lyr",
}
"""Name of a Vorbis comment to the atom that holds the same."""


def tag(path: Path, narration: Narration, suffix: str, *, show: str = "") -> None:
    """Put a narration's tags into a file of one of the formats beside MP3."""
    write = _WRITERS[suffix]
    write(path, narration, show)


def _values(narration: Narration, show: str) -> dict[str, str]:
    """Vorbis comments of a narration, in order, with its chapters and its provenance."""
    article = narration.article
    site = article.site_name or show
    found = {
        "title": article.title,
        "artist": article.author or site,
        "albumartist": site,
        "album": show or site,
        "genre": "Podcast",
        "date": article.published,
        "language": three_letters(article.language),
        "source": id3.ascii_url(article.url) if article.url else None,
        "comment": id3.comment(article),
        "lyrics": "\n".join(id3.clean(cue.text) for cue in narration.timeline.cues),
        id3.PROVENANCE: id3.provenance(narration).to_json(),
    }
    values = {name: id3.clean(text, lines=True) for name, text in found.items() if text}
    for index, chapter in enumerate(narration.timeline.chapters):
        values[f"chapter{index:03}"] = _clock(chapter.start_ms)
        values[f"chapter{index:03}name"] = id3.clean(chapter.title)
    return {name: text for name, text in values.items() if text}


def _clock(at_ms: int) -> str:
    """A time as chapter comments have it: 00:01:05.250."""
    seconds, milliseconds = divmod(at_ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milliseconds:03}"


def _picture(cover: Cover) -> Any:
    from mutagen.flac import Picture

    picture = Picture()
    picture.type, picture.mime, picture.data = id3.FRONT_COVER, cover.mime, cover.data
    return picture


def _tag_flac(path: Path, narration: Narration, show: str) -> None:
    from mutagen.flac import FLAC

    file = FLAC(path)
    file.update(_values(narration, show))
    if narration.cover is not None:
        file.add_picture(_picture(narration.cover))
    file.save(padding=lambda info: 0)


def _tag_ogg(path: Path, narration: Narration, show: str) -> None:
    from mutagen.oggvorbis import OggVorbis

    _number_stream(path)
    _tag_stream(OggVorbis(path), narration, show)


def _number_stream(path: Path) -> None:
    """Give an Ogg stream a fixed number in place of the random one that its library drew."""
    from mutagen.ogg import OggPage

    with path.open("r+b") as file:
        while file.read(1):
            file.seek(-1, io.SEEK_CUR)
            at = file.tell()
            page = OggPage(file)
            page.serial = STREAM_NUMBER
            file.seek(at)
            file.write(page.write())


def _tag_opus(path: Path, narration: Narration, show: str) -> None:
    from mutagen.oggopus import OggOpus

    _tag_stream(OggOpus(path), narration, show)


def _tag_stream(file: Any, narration: Narration, show: str) -> None:
    file.update(_values(narration, show))
    if narration.cover is not None:
        file["metadata_block_picture"] = base64.b64encode(_picture(narration.cover).write()).decode("ascii")
    file.save(padding=lambda info: 0)


def _tag_m4a(path: Path, narration: Narration, show: str) -> None:
    from mutagen.mp4 import MP4, MP4Cover

    file = MP4(path)
    values = _values(narration, show)
    for name, atom in ATOMS.items():
        if name in values:
            file[atom] = [values[name]]
    file[MP4_NAME] = [values[id3.PROVENANCE].encode()]
    if narration.cover is not None:
        png = narration.cover.mime == "image/png"
        kind = MP4Cover.FORMAT_PNG if png else MP4Cover.FORMAT_JPEG
        file["covr"] = [MP4Cover(narration.cover.data, kind)]
    file.save(padding=lambda info: 0)


def _tag_wav(path: Path, narration: Narration, show: str) -> None:
    from mutagen.wave import WAVE

    file: Any = WAVE(path)
    file.add_tags()
    for frame in id3.frames(narration, show):
        file.tags.add(frame)
    file.save(v2_version=3, padding=lambda info: 0)


_WRITERS: Mapping[str, Callable[[Path, Narration, str], None]] = {
    ".flac": _tag_flac,
    ".ogg": _tag_ogg,
    ".opus": _tag_opus,
    ".m4a": _tag_m4a,
    ".wav": _tag_wav,
}
