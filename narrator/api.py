"""The functions of ``import narrator``, for programs."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from narrator import pipeline
from narrator.addresses import is_web
from narrator.article.extract import extract as extract_page
from narrator.model import Article, Episode, Narration
from narrator.script.normalize import normalize
from narrator.script.segment import sentences
from narrator.settings import Settings


def narrate(
    source: str | Path | bytes, *, voice: str | None = None, settings: Settings | None = None
) -> Narration:
    """The mastered narration of a page, in memory.

    Args:
        source: Path of an HTML file, an http or https address, or the HTML itself as bytes.
        voice: Id of a voice; None for the settings' choice.
        settings: None for the defaults: no file and no environment variable is read.

    Raises:
        NarratorError: Of the stage that failed.
    """
    settings = settings or Settings()
    if voice is not None:
        settings = dataclasses.replace(settings, speech=dataclasses.replace(settings.speech, voice=voice))
    if isinstance(source, bytes):
        page = pipeline.Page(source, "the page")
    elif isinstance(source, str) and is_web(source):
        page = pipeline.fetch_page(source, settings)
    else:
        page = pipeline.read_page(Path(source), settings.article.max_bytes)
    with pipeline.plan(page, settings) as plan:
        if settings.speech.voice == "auto":
            return pipeline.narrate_with_fallback(plan, settings)
        return pipeline.narrate(plan, settings)


def publish(narration: Narration, path: str | Path, *, settings: Settings | None = None) -> Episode:
    """The episode of a narration, written to ``path`` as an MP3; a file that is there is replaced.

    Raises:
        CannotCreate: The file cannot be created.
        EpisodeError: Writing failed; nothing is left half-written.
    """
    return pipeline.publish_file(narration, Path(path), settings or Settings())


def extract(html: bytes | str, *, url: str | None = None) -> Article:
    """The article of a page: its sections in reading order, and its metadata.

    Args:
        html: The page; bytes are decoded as a browser would.
        url: Where it came from; used where the page does not say.

    Raises:
        NoArticleText: The page holds nothing to narrate.
    """
    return extract_page(html, url=url)


def segment(text: str, *, language: str = "hi") -> tuple[str, ...]:
    """The sentences of a text, as written, without the white space around them."""
    return sentences(text, language=language)


def speakable(text: str, *, language: str = "hi") -> str:
    """What the voice is given for a text: words, with stops."""
    return normalize(text, language=language)[1]
