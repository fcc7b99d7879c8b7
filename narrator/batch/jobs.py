"""What workers do: read a page, narrate a story. Values in, values out; an error is a value too."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from narrator import pipeline
from narrator.episode.shelve import Identity, stem_of, story_id
from narrator.errors import (
    ArticleError,
    EngineMissing,
    EngineUnavailable,
    NarratorError,
    RateLimited,
    SettingsError,
    SpeechError,
    UnknownVoice,
    UsageError,
)
from narrator.masking import discreet
from narrator.model import Narration, Published
from narrator.settings import Settings
from narrator.speech.engine import Engines
from narrator.store import is_disk_error, open_store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Body:
    """A page on this machine's disk."""

    path: Path
    """The file."""
    name: str
    """What to call it in messages, and what its id is made of where it names no address."""
    url: str | None = None
    """Where it was fetched; None for a file of the user's."""
    charset: str | None = None
    """What its server says about the bytes."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a story before it is spoken."""

    id: str
    """UUID made of its address."""
    address: str | None
    """Canonical URL of the article."""
    title: str
    """The headline."""
    date: str | None
    """The article's own, ISO 8601."""
    text_hash: str
    """Of what would be said."""
    characters: int
    """Of what would be said."""
    voice: str
    """Id of the voice that would say it."""
    cost: float
    """At the price on the voice's card."""
    currency: str
    """ISO 4217."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a story was not read or narrated."""

    code: int
    """Exit code of the error."""
    message: str
    """One line."""
    hint: str | None = None
    """One line."""
    transient: bool = False
    """Whether trying again may help."""
    ends_run: bool = False
    """Whether no story of the run would fare better: a full disk, a wrong setting."""
    is_own: bool = True
    """Whether the story may be at fault: not where no engine was left, or a service asks to wait."""
    died: bool = False
    """Whether the worker's process ended."""
    engines: tuple[str, ...] = ()
    """Engines that failed."""


@dataclass(frozen=True, slots=True)
class Made:
    """A story that was narrated; its files are in the store, and nothing refers to them yet."""

    published: Published
    """What episode.json will say."""
    stem: str
    """Of its files' names."""
    text_hash: str
    """Of what was said."""
    characters: int
    """Of what was said."""
    cost: float
    """At the price on the voice's card."""
    currency: str
    """ISO 4217."""
    engines: tuple[str, ...]
    """Engines that failed before one spoke."""
    engine: str
    """The one that spoke."""
    warnings: tuple[str, ...]
    """From all stages."""


class NoEngineLeft(EngineUnavailable):
    """Every engine that could speak a story is off for the run."""

    transient = False


def read(body: Body, settings: Settings, site: str) -> Reading | Failure:
    """What is known of a page's story."""

    def work() -> Reading:
        with pipeline.plan(_page(body, settings), settings, engines=_engines()) as plan:
            characters = _count(plan)
            price = plan.voice.price_per_million
            return Reading(
                id=story_id(plan.article, body.name, site),
                address=plan.article.url,
                title=plan.article.title,
                date=plan.article.published,
                text_hash=pipeline.text_hash(plan.script),
                characters=characters,
                voice=plan.voice.id,
                cost=characters * price / 1e6,
                currency=plan.voice.currency,
            )

    return _told(work, settings)


def narrate(
    body: Body, settings: Settings, story: Identity, store_url: str, off: frozenset[str]
) -> Made | Failure:
    """Narrate a page's story and put its files into the store.

    Args:
        body: The page.
        settings: Of the run.
        story: Its identity.
        store_url: The store.
        off: Engines that are not asked any more.
    """
    failed: list[str] = []

    def work() -> Made:
        page = _page(body, settings, pictures=True)
        with pipeline.plan(page, settings, engines=_engines()) as plan:
            narration, spoken = _speak(plan, settings, off, failed)
            published = pipeline.publish_story(narration, open_store(store_url), story, settings)
            characters, voice = _count(plan), narration.voice
            return Made(
                published=published,
                stem=stem_of(published),
                text_hash=pipeline.text_hash(plan.script),
                characters=characters,
                cost=characters * voice.price_per_million / 1e6,
                currency=voice.currency,
                engines=tuple(failed),
                engine=spoken,
                warnings=narration.warnings,
            )

    return _told(work, settings, failed)


def _speak(
    plan: pipeline.Plan, settings: Settings, off: frozenset[str], failed: list[str]
) -> tuple[Narration, str]:
    """The narration in the first voice that gives one, the whole story in one voice, and its engine."""
    last: SpeechError | None = None
    for voice in (plan.voice, *plan.fallbacks):
        if voice.engine in off:
            continue
        try:
            with pipeline.recast(plan, voice, settings, _engines()) as cast:
                at_a_time = None if voice.sends_text_to else 1
                return pipeline.narrate(cast, settings, workers=at_a_time), voice.engine
        except SpeechError as error:
            failed.append(voice.engine)
            last = last or error
    raise last or NoEngineLeft("every voice's engine is off for this run", "narrate doctor tries them.")


def _told(work: Callable[[], T], settings: Settings, failed: list[str] | None = None) -> T | Failure:
    """What ``work`` gives; an error as a Failure, which crosses processes whole."""
    try:
        return work()
    except NarratorError as error:
        return Failure(
            error.exit_code,
            error.message,
            error.hint,
            error.transient,
            ends_run=_ends_run(error, settings),
            is_own=not isinstance(error, RateLimited | NoEngineLeft),
            engines=tuple(failed or ()),
        )
    except MemoryError:
        return Failure(74, "memory ran out", "Try fewer workers.")
    except Exception as error:  # noqa: BLE001  # a bug of ours costs one story, and is told as one
        message = discreet(f"this is a bug in narrator: {type(error).__name__}: {error}")
        return Failure(1, message, "Report it.", ends_run=is_disk_error(error))


def _ends_run(error: NarratorError, settings: Settings) -> bool:
    """Whether an error is of the run's surroundings rather than of one story."""
    if isinstance(error, ArticleError):
        return False
    is_voice = isinstance(error, EngineMissing) and settings.speech.voice != "auto"
    return is_voice or isinstance(error, (SettingsError, UsageError, UnknownVoice)) or is_disk_error(error)


def _page(body: Body, settings: Settings, *, pictures: bool = False) -> pipeline.Page:
    """A page, whose picture is fetched only where its sound is made."""
    page = pipeline.read_page(body.path, settings.article.max_bytes)
    if body.url is None:
        return page
    fetch = functools.partial(pipeline.fetch_picture, settings=settings) if pictures else None
    return pipeline.Page(page.html, body.url, url=body.url, charset=body.charset, fetch=fetch)


def _count(plan: pipeline.Plan) -> int:
    return sum(len(utterance.spoken) for utterance in plan.script.utterances)


@functools.cache
def _engines() -> Engines:
    """The engines of the process: a worker loads its voice once."""
    return Engines()
