"""Every noun that is handed from stage to stage: frozen values, nothing else.

    html --extract--> Article --write--> Script --record--> Clips --master--> Narration --publish--> Episode

Sound is mono PCM with its ``rate_hz``. Time is integer milliseconds from the start, computed from sample
counts. Offsets count code points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SectionKind = Literal["title", "summary", "takeaways", "body", "live", "point_of_view", "faq", "table"]
SECTION_KINDS: tuple[SectionKind, ...] = get_args(SectionKind)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article that is read aloud."""

    kind: SectionKind
    """What the part is for the listener."""
    heading: str | None
    """As written on the page; None where the part has none. The title section has none: its block is it."""
    blocks: tuple[str, ...]
    """Plain text, one paragraph, list item, question or answer each, without the heading."""


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says, in reading order, and what is known about it."""

    title: str
    """The headline."""
    sections: tuple[Section, ...]
    """In document order; the title section is the first."""
    author: str | None = None
    """Names joined by a comma and a space."""
    published: str | None = None
    """ISO 8601: a bare date, or a time with its offset."""
    language: str = "hi"
    """BCP 47."""
    site_name: str | None = None
    """The publisher's name for the site."""
    image: str | None = None
    """Absolute URL of the main picture, or a path relative to the page."""
    url: str | None = None
    """Canonical URL."""
    category: str | None = None
    """The site's own section of news, as the page names it."""
    warnings: tuple[str, ...] = ()
    """What a person should look at: text passed over, doubtful encoding."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``narrate extract --json``: plain values, missing ones None."""
        return {
            "title": self.title,
            "author": self.author,
            "published": self.published,
            "language": self.language,
            "site_name": self.site_name,
            "image": self.image,
            "url": self.url,
            "sections": [
                {"kind": section.kind, "heading": section.heading, "blocks": list(section.blocks)}
                for section in self.sections
            ],
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class Token:
    """A written form and what the voice says for it."""

    written: str
    """As it stands in the utterance's text."""
    spoken: str
    """In words; empty for what is not said."""
    kind: str
    """Semiotic class: word, cardinal, date, punctuation, … ("class" in JSON)."""
    rule: str | None
    """Name of the rule that chose the spoken form; None for a plain word."""
    start: int
    """Offset in the utterance's text, code points."""
    end: int
    """Offset after the last code point."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the article an utterance stands."""

    section: int
    """Index in ``Article.sections``."""
    block: int | None
    """Index in ``Section.blocks``; None for the section's heading."""
    start: int
    """Offset in the block or heading, code points."""
    end: int
    """Offset after the last code point."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence, heading or list item: what is spoken in one breath."""

    text: str
    """As written."""
    spoken: str
    """What the voice is given: the tokens' spoken forms, in order, with spaces and stops."""
    section: SectionKind
    """Kind of the section it belongs to."""
    pause_ms: int
    """Silence after it, in milliseconds."""
    tokens: tuple[Token, ...]
    """In order, without overlap; gaps between them are white space."""
    place: Place
    """Where it stands in the article."""
    chapter: str | None = None
    """Title of the chapter that begins with this utterance."""

    def to_dict(self) -> dict[str, Any]:
        """One element of ``utterances`` in ``narrate script --json``."""
        return {
            "text": self.text,
            "spoken": self.spoken,
            "section": self.section,
            "pause_ms": self.pause_ms,
            "tokens": [
                {
                    "written": token.written,
                    "spoken": token.spoken,
                    "class": token.kind,
                    "rule": token.rule,
                    "start": token.start,
                    "end": token.end,
                }
                for token in self.tokens
            ],
            "chapter": self.chapter,
            "place": {
                "section": self.place.section,
                "block": self.place.block,
                "start": self.place.start,
                "end": self.place.end,
            },
        }


@dataclass(frozen=True, slots=True)
class Script:
    """What will be said, in order."""

    language: str
    """BCP 47."""
    utterances: tuple[Utterance, ...]
    """At least one."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``narrate script --json``."""
        return {
            "language": self.language,
            "utterances": [utterance.to_dict() for utterance in self.utterances],
        }


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice card: who speaks, with which engine, under which terms."""

    id: str
    """Name that users give, ``hi-espeak``."""
    engine: str
    """Entry point in the group ``narrator.engines``."""
    name: str
    """For people."""
    language: str
    """BCP 47; ``mul`` for a voice of any language."""
    gender: str
    """female, male or none."""
    license: str
    """SPDX expression, or the name of the terms."""
    source: str
    """Where the voice comes from."""
    terms: str
    """What a publisher must know before publishing this voice."""
    sends_text_to: str
    """Host that gets the unpublished text; empty for a voice that runs here."""
    rank: int
    """Place in the choice of ``auto``; lower is better."""
    rate: float = 1.0
    """Speed, 1.0 being the card's own; 0.5 to 2.0."""
    min_ms_per_letter: float = 25.0
    """Less sound than this for the letters of an utterance counts as lost text."""
    max_ms_per_letter: float = 400.0
    """More than this counts as a stuck engine."""
    publishing: str = "ask"
    """allowed, or ask: whether the sound may be published without asking someone first."""
    requests_per_minute: float = 0.0
    """Most requests to the voice's service, from this machine as a whole; 0 for no limit."""
    digest: str | None = None
    """sha256 of the model, where there is one."""
    price_per_million: float = 0.0
    """What a million characters of spoken text cost; 0 where speaking costs nothing."""
    currency: str = ""
    """ISO 4217, of the price."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """The engine's own settings from the card."""
    folder: Path = Path()
    """Where the card stands: relative paths among its options count from there."""


@dataclass(frozen=True, slots=True)
class Pcm:
    """A piece of sound as an engine gives it."""

    samples: NDArray[Any]
    """One-dimensional; int16, or float in −1 to 1."""
    rate_hz: int
    """Samples a second; the same throughout an utterance."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where in the sound a word of the text begins."""

    start: int
    """Offset of the word in the text given to the engine, code points."""
    end: int
    """Offset after its last code point."""
    at_ms: int
    """Time in the engine's sound."""


@dataclass(frozen=True, slots=True)
class Audio:
    """Mono sound."""

    samples: NDArray[np.int16]
    """One-dimensional."""
    rate_hz: int
    """Samples a second."""

    @property
    def duration_ms(self) -> int:
        """Length, rounded to the nearest millisecond."""
        return round(len(self.samples) * 1000 / self.rate_hz)


@dataclass(frozen=True, slots=True)
class Word:
    """A written word or number and when it is heard."""

    text: str
    """As written."""
    start_ms: int
    """From the start of the clip, or of the narration in a cue."""
    end_ms: int
    """The same clock."""
    estimated: bool
    """True where the engine did not say and the time was worked out from letters."""


@dataclass(frozen=True, slots=True)
class Clip:
    """An utterance with its sound."""

    utterance: Utterance
    """What is said."""
    audio: Audio
    """As recorded: the engine's own silence at both ends is still there."""
    words: tuple[Word, ...]
    """In order, on the clip's clock."""


@dataclass(frozen=True, slots=True)
class Cue:
    """An utterance on the clock of the narration."""

    text: str
    """As written."""
    section: SectionKind
    """Kind of its section."""
    start_ms: int
    """When its sound begins."""
    end_ms: int
    """When its sound ends; the pause comes after."""
    words: tuple[Word, ...]
    """In order, inside the cue."""
    place: Place
    """Where it stands in the article."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the narration that a listener can jump to."""

    title: str
    """At most 40 characters."""
    start_ms: int
    """When it begins."""
    end_ms: int
    """When the next one begins, or the narration ends."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """When everything is heard; captions, tags, chapters and the player all read this."""

    duration_ms: int
    """Length of the narration."""
    cues: tuple[Cue, ...]
    """In order, without overlap."""
    chapters: tuple[Chapter, ...]
    """In order, from 0 to the end without a gap."""

    def to_dict(self, *, audio: str, audio_sha256: str | None) -> dict[str, Any]:
        """The JSON of timeline.json for the file named ``audio``."""
        return {
            "version": 1,
            "audio": audio,
            "audio_sha256": audio_sha256,
            "duration_ms": self.duration_ms,
            "chapters": [
                {"title": chapter.title, "start_ms": chapter.start_ms, "end_ms": chapter.end_ms}
                for chapter in self.chapters
            ],
            "cues": [
                {
                    "text": cue.text,
                    "section": cue.section,
                    "start_ms": cue.start_ms,
                    "end_ms": cue.end_ms,
                    "words": [
                        {
                            "text": word.text,
                            "start_ms": word.start_ms,
                            "end_ms": word.end_ms,
                            "estimated": word.estimated,
                        }
                        for word in cue.words
                    ],
                }
                for cue in self.cues
            ],
        }


@dataclass(frozen=True, slots=True)
class Cover:
    """The picture of an episode."""

    data: bytes
    """JPEG or PNG, as stored."""
    mime: str
    """image/jpeg or image/png, from the bytes themselves."""


@dataclass(frozen=True, slots=True)
class Narration:
    """The mastered whole: sound that can be read as often as needed, and what is known about it."""

    article: Article
    """What was narrated."""
    script: Script
    """What was said."""
    voice: Voice
    """Who said it."""
    engine: str
    """The engine's identity for this voice: all that changes the sound."""
    key: str
    """Hash of all that the file depends on; the same key means the same bytes."""
    timeline: Timeline
    """When everything is heard."""
    rate_hz: int
    """Sample rate of the mastered sound."""
    sample_count: int
    """Length of the mastered sound."""
    blocks: Callable[[], Iterator[NDArray[np.int16]]]
    """Gives the mastered sound from the start, in pieces; may be called again."""
    cover: Cover | None = None
    """Picture for the tags."""
    warnings: tuple[str, ...] = ()
    """From all stages, for the user."""


@dataclass(frozen=True, slots=True)
class Episode:
    """The published fact."""

    path: Path
    """Where the audio file stands."""
    title: str
    """The headline."""
    duration_ms: int
    """Length of the sound."""
    size_bytes: int
    """Size of the file."""
    voice: str
    """Id of the voice."""
    chapters: tuple[Chapter, ...]
    """As in the tags."""
    warnings: tuple[str, ...] = ()
    """From all stages."""
    unchanged: bool = False
    """True when the file was there already, made from the same text, voice and settings."""

    def to_dict(self) -> dict[str, Any]:
        """One line of ``narrate --json``."""
        return {
            "path": str(self.path),
            "title": self.title,
            "duration_ms": self.duration_ms,
            "size_bytes": self.size_bytes,
            "voice": self.voice,
            "chapters": [
                {"title": chapter.title, "start_ms": chapter.start_ms, "end_ms": chapter.end_ms}
                for chapter in self.chapters
            ],
            "warnings": list(self.warnings),
            "unchanged": self.unchanged,
        }


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A story's sound in the store."""

    url: str
    """Absolute where the store has a public address, else relative to episode.json."""
    size_bytes: int
    """Exact size."""
    duration_ms: int
    """Length of the sound."""
    sha256: str
    """Of the file, in hexadecimal."""
    mime: str = "audio/mpeg"
    """Media type."""


@dataclass(frozen=True, slots=True)
class Published:
    """A story as it stands in the store: what episode.json says, and what feeds and pages are made from."""

    id: str
    """UUID, given once."""
    guid: str
    """What podcast clients know the story by; never changes."""
    title: str
    """The headline."""
    url: str | None
    """Address of the article."""
    audio: Enclosure
    """The sound."""
    captions: str | None
    """URL of the WebVTT."""
    chapters: str | None
    """URL of the chapters' JSON."""
    timeline: str | None
    """URL of timeline.json."""
    language: str
    """BCP 47."""
    voice: str
    """Id of the voice."""
    published: str
    """ISO 8601: the article's date, or a time with its offset; where it has none, when it was first seen."""
    updated: str | None = None
    """ISO 8601: when a corrected story was narrated again."""
    author: str | None = None
    """Names joined by a comma and a space."""
    site_name: str | None = None
    """The publisher's name for the site."""
    category: str | None = None
    """The site's own section of news, as the page names it."""
    summary: str | None = None
    """Plain text for descriptions."""
    image: str | None = None
    """URL of the story's picture."""
    page: str | None = None
    """URL of the listening page."""
    chapter_list: tuple[Chapter, ...] = ()
    """As in the file's tags."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON of episode.json."""
        return {
            "version": 1,
            "id": self.id,
            "guid": self.guid,
            "title": self.title,
            "url": self.url,
            "audio": {
                "url": self.audio.url,
                "size_bytes": self.audio.size_bytes,
                "duration_ms": self.audio.duration_ms,
                "sha256": self.audio.sha256,
                "mime": self.audio.mime,
            },
            "captions": self.captions,
            "chapters": self.chapters,
            "timeline": self.timeline,
            "language": self.language,
            "voice": self.voice,
            "published": self.published,
            "updated": self.updated,
            "synthetic_voice": True,
            "author": self.author,
            "site_name": self.site_name,
            "category": self.category,
            "summary": self.summary,
            "image": self.image,
            "page": self.page,
            "chapter_list": [
                {"title": chapter.title, "start_ms": chapter.start_ms, "end_ms": chapter.end_ms}
                for chapter in self.chapter_list
            ],
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Published:
        """The story of an episode.json."""
        audio = Enclosure(**value["audio"])
        chapters = tuple(Chapter(**chapter) for chapter in value["chapter_list"])
        plain = {
            key: item
            for key, item in value.items()
            if key not in ("version", "audio", "chapter_list", "synthetic_voice")
        }
        return cls(**plain, audio=audio, chapter_list=chapters)
