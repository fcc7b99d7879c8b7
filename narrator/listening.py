"""A story's listening page in a folder, and the player in the publisher's own page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrator import pipeline
from narrator.article.decode import lossless
from narrator.episode import captions
from narrator.episode.inject import inject
from narrator.episode.page import PLAYER, Addresses, Listening, listening_page
from narrator.episode.publish import name_file, publish
from narrator.errors import CannotCreate
from narrator.model import Chapter, Cue, Episode, Narration, Timeline, Word
from narrator.pipeline import Page, Plan
from narrator.settings import Settings

AUDIO, INDEX, TIMELINE = "episode.mp3", "index.html", "timeline.json"
_OURS = b'class="narrator-page"'


@dataclass(frozen=True, slots=True)
class Listened:
    """A story with its files in a folder."""

    episode: Episode
    """The sound."""
    timeline: Timeline
    """When everything is heard."""
    plan: Plan
    """What was said."""
    sha256: str
    """Of the sound file."""

    def listening(
        self, base: str = "", *, feed: str | None = None, next_: tuple[str, str] | None = None
    ) -> Listening:
        """What a page says about the story.

        Args:
            base: What stands before the names of the folder's files: empty on the listening page, else the
                folder's address with a slash at its end.
            feed: Address of the show's RSS.
            next_: Address and headline of the next story.
        """
        article = self.plan.article
        version = f"?v={self.sha256[:8]}"
        files = Addresses(
            audio=f"{base}{AUDIO}{version}",
            captions=f"{base}captions.vtt{version}",
            chapters=f"{base}chapters.json{version}",
            timeline=f"{base}{TIMELINE}{version}",
            script=f"{base}narrator.js",
            style=f"{base}narrator.css",
            image=f"{base}{_cover_name(self.plan)}" if self.plan.cover else None,
            feed=feed,
        )
        return Listening(
            title=article.title,
            language=article.language,
            duration_ms=self.timeline.duration_ms,
            sha256=self.sha256,
            files=files,
            story=article.url or name_file(article, ""),
            file_name=name_file(article),
            url=article.url,
            site_name=article.site_name,
            published=article.published,
            transcript=" ".join(captions.plain(cue.text) for cue in self.timeline.cues),
            next=next_,
        )


def make(
    plan: Plan,
    folder: Path,
    settings: Settings,
    narrate: Callable[[], Narration],
    *,
    force: bool = False,
    feed: str | None = None,
    next_: tuple[str, str] | None = None,
) -> Listened:
    """Write a story's listening page with all that it needs; what is there and right stays as it is.

    Args:
        plan: What is to be said.
        folder: Made where it is missing.
        settings: Of the encoder.
        narrate: Speaks and masters the plan; called only where the folder does not hold its sound.
        force: Make it again, and replace what is not narrator's.
        feed: Address of the show's RSS.
        next_: Address and headline of the next story.

    Raises:
        CannotCreate: The folder cannot be made, or holds another page or another story.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotCreate(
            f"folder {folder} cannot be made: {error.strerror}", "Name another with --to."
        ) from error
    _refuse_foreign(folder / INDEX, force=force)
    target = folder / AUDIO
    episode = pipeline.find_published(plan, target, force=force)
    digest = _sha256(target) if episode else ""
    timeline = _read_timeline(folder / TIMELINE, plan, digest) if episode else None
    if episode is None or timeline is None:
        narration = narrate()
        episode = pipeline.publish_file(narration, target, settings)
        timeline, digest = narration.timeline, _sha256(target)
    listened = Listened(episode, timeline, plan, digest)
    _write_beside(folder, listened)
    page = listening_page(
        plan.article,
        timeline,
        listened.listening(feed=feed, next_=next_),
        timeline_json=_timeline_json(listened),
    )
    _write(folder / INDEX, page.encode())
    return listened


def put_into(
    page: Page, listened: Listened, listening: Listening, *, place: str | None, after: str | None
) -> bytes:
    """The publisher's own page with the player in it, in the page's own encoding."""
    text, codec = (page.html, "utf-8") if isinstance(page.html, str) else lossless(page.html)
    wide = codec.startswith("utf")
    changed = inject(text, listened.timeline, listening, place=place, after=after, only_ascii=not wide)
    if not wide:
        changed = "".join(letter if _holds(codec, letter) else f"&#{ord(letter)};" for letter in changed)
    return changed.encode(codec, "surrogateescape")


def write_page(target: Path, data: bytes, *, force: bool) -> None:
    """Write a page with the player; a page that is there already is replaced only if it holds the player.

    Raises:
        CannotCreate: Another page stands there, or nothing can be written there.
    """
    if target.is_file() and not force and b"<narrator-player" not in target.read_bytes():
        raise CannotCreate(f"{target} is there already", "Name another file with -o, or replace it with -f.")
    if not target.parent.is_dir():
        raise CannotCreate(f"no folder {target.parent}", f"mkdir -p '{target.parent}'")
    _write(target, data)


def _holds(codec: str, letter: str) -> bool:
    try:
        letter.encode(codec, "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def _refuse_foreign(index: Path, *, force: bool) -> None:
    if index.is_file() and not force and _OURS not in index.read_bytes():
        raise CannotCreate(
            f"{index} is there already and is not a listening page", "Name another folder with --to, or use -f."
        )


def _write_beside(folder: Path, listened: Listened) -> None:
    """All files but the sound and the page."""
    article, timeline, cover = listened.plan.article, listened.timeline, listened.plan.cover
    texts = {
        "captions.vtt": captions.webvtt(timeline, language=article.language),
        "captions.srt": captions.srt(timeline),
        "chapters.json": captions.chapters_json(timeline, title=article.title, author=article.author),
        TIMELINE: _timeline_json(listened),
    }
    for name, text in texts.items():
        _write(folder / name, text.encode())
    for name in ("narrator.js", "narrator.css"):
        _write(folder / name, (PLAYER / name).read_bytes())
    if cover:
        _write(folder / _cover_name(listened.plan), cover.data)


def _cover_name(plan: Plan) -> str:
    return "cover.png" if plan.cover and plan.cover.mime == "image/png" else "cover.jpg"


def _timeline_json(listened: Listened) -> str:
    return captions.timeline_json(listened.timeline, audio=AUDIO, audio_sha256=listened.sha256)


def _write(path: Path, data: bytes) -> None:
    """Write a file whole, unless it is as it should be."""
    if not path.is_file() or path.read_bytes() != data:
        publish(path, lambda temporary: _put(temporary, data))


def _put(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_timeline(path: Path, plan: Plan, digest: str) -> Timeline | None:
    """The timeline that was written with the sound; None where it is missing or of another sound."""
    try:
        data = json.loads(path.read_bytes())
        if data["audio_sha256"] != digest:
            return None
        cues = [
            _cue(cue, utterance.place)
            for cue, utterance in zip(data["cues"], plan.script.utterances, strict=True)
        ]
        chapters = [Chapter(one["title"], one["start_ms"], one["end_ms"]) for one in data["chapters"]]
        return Timeline(data["duration_ms"], tuple(cues), tuple(chapters))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _cue(data: dict[str, Any], place: Any) -> Cue:
    words = (Word(one["text"], one["start_ms"], one["end_ms"], one["estimated"]) for one in data["words"])
    return Cue(data["text"], data["section"], data["start_ms"], data["end_ms"], tuple(words), place)
