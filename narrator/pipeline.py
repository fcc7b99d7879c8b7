"""The five stages on one page.

html --extract--> Article --write--> Script --record--> Clips --master--> Narration --publish--> Episode

What makes sound is imported where it is used: most runs of a cron job find that nothing is to be made.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from narrator.addresses import is_web
from narrator.article.extract import extract
from narrator.audio import cover as covers
from narrator.audio.tags import read_frame, read_tags
from narrator.episode.publish import check_target, name_file, publish
from narrator.errors import (
    ArticleError,
    AudioError,
    NarratorError,
    NoArticleText,
    NoSuchPage,
    SpeechError,
    StoreError,
    UsageError,
)
from narrator.formats import SUFFIXES, check_suffix
from narrator.language import FALLBACK, base, labels, table
from narrator.masking import masked, without_keys
from narrator.model import (
    Article,
    Cover,
    Episode,
    Narration,
    Published,
    Script,
    Section,
    SectionKind,
    Voice,
)
from narrator.script.lexicon import Lexicon
from narrator.script.unsaid import find_unsaid
from narrator.script.write import write
from narrator.settings import Settings
from narrator.speech.cache import ClipCache
from narrator.speech.engine import Engine, Engines, close_engine, identify, load_engine, warm_up
from narrator.speech.voices import (
    choose,
    fallbacks,
    load_cards,
    named,
    passed_over,
    shipped_folder,
)

if TYPE_CHECKING:
    from narrator.episode.shelve import Identity
    from narrator.store import Store

Progress = Callable[[int, int], None]

MASTERING = 1
"""Raised when the same script and sound come to give another file."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was read."""

    html: bytes | str
    """The document."""
    name: str
    """What to call it in messages."""
    folder: Path | None = None
    """Where its pictures may stand; None for a page that is no local file."""
    url: str | None = None
    """Where it was fetched; None for a page that is no address."""
    charset: str | None = None
    """What its server says about the bytes."""
    fetch: Callable[[str], bytes] | None = None
    """Fetches a picture that it names; None where none is fetched."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A script with its voice: all that is known before the first word is spoken."""

    article: Article
    script: Script
    voice: Voice
    engine: Engine
    identity: str
    """The engine's, for this voice."""
    cover: Cover | None
    key: str
    """Hash of all that the file depends on."""
    warnings: tuple[str, ...]
    fallbacks: tuple[Voice, ...] = ()
    """Who may speak the whole story where the voice fails, in order."""


def read_page(path: Path, max_bytes: int) -> Page:
    """A page from disk.

    Raises:
        NoSuchPage: Missing, a folder, or not readable.
        ArticleError: Larger than any page of ``max_bytes`` can be in any encoding.
    """
    try:
        with path.open("rb") as file:
            html = file.read(4 * max_bytes + 1)
    except FileNotFoundError:
        raise NoSuchPage(f"no such file: {path}", "Check the path.") from None
    except IsADirectoryError:
        raise NoSuchPage(f"{path} is a folder", "Name an HTML file in it.") from None
    except OSError as error:
        raise NoSuchPage(f"{path} cannot be read: {error.strerror}", "Check its permissions.") from error
    if len(html) > 4 * max_bytes:
        raise ArticleError(
            f"{path} is larger than a page of {max_bytes} bytes", "Raise max_bytes in [article], or cut it."
        )
    return Page(html, str(path), path.parent)


def fetch_page(url: str, settings: Settings) -> Page:
    """A page from the web.

    Raises:
        NoSuchPage: The server has no such page.
        FetchRefused: The address may not be fetched, or its server refuses.
        SiteUnavailable: The server does not answer, or breaks off.
        ArticleError: The page is too large.
    """
    from narrator.article.fetch import Fetcher

    fetcher = Fetcher(settings.article)
    found = fetcher.get(url).whole()
    return Page(
        found.body,
        masked(url),
        url=without_keys(found.url),
        charset=found.charset,
        fetch=lambda picture: fetcher.get(picture).whole().body,
    )


def fetch_picture(url: str, settings: Settings) -> bytes:
    """A picture from the web, as ``fetch_page`` fetches pages."""
    from narrator.article.fetch import Fetcher

    return Fetcher(settings.article).get(url).whole().body


def read_article(page: Page, settings: Settings, language: str | None = None) -> Article:
    """The article of a page, in ``language`` where that is given; errors name the page.

    A page whose name ends in .md is an edited article, see ``narrator.article.markdown``.
    """
    try:
        if page.name.endswith(".md"):
            from narrator.article.markdown import from_markdown

            article = from_markdown(_as_text(page.html))
        else:
            article = extract(page.html, url=page.url, charset=page.charset, settings=settings.article)
    except ArticleError as error:
        raise type(error)(f"{page.name}: {error.message}", error.hint) from error
    return dataclasses.replace(article, language=language) if language else article


def write_script(article: Article, settings: Settings, only: Collection[SectionKind] | None) -> Script:
    """The script of an article, or of some of its sections.

    Raises:
        NoArticleText: The article has none of these sections.
    """
    lexicon = Lexicon.load(_lexicons(settings, article.language), code=article.language)
    script = write(article, settings.script, only=only, lexicon=lexicon)
    if not script.utterances:
        have = ", ".join(dict.fromkeys(section.kind for section in article.sections))
        raise NoArticleText(f"nothing to say in these sections: {', '.join(only or ())}", f"It has: {have}.")
    return script


def _as_text(data: bytes | str) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleError("the text is not UTF-8", "Save it as UTF-8.") from error


def _lexicons(settings: Settings, language: str) -> list[Path]:
    """The user's lexicons, then the one that ships for the language."""
    shipped = shipped_folder() / "lexicons" / f"{base(language)}.tsv"
    return [*map(Path, settings.script.lexicons), *([shipped] if shipped.is_file() else [])]


def cards(settings: Settings) -> tuple[Voice, ...]:
    """All voices: the cards that ship, and those of the settings' folder."""
    folders = [shipped_folder()]
    if settings.voices.folder:
        folders.append(Path(settings.voices.folder))
    return load_cards(folders)


def clip_cache(settings: Settings) -> ClipCache:
    """The cache of spoken sentences, in the user's cache folder."""
    return ClipCache(platformdirs.user_cache_path("narrator") / "clips", settings.speech.cache_mb * 1_000_000)


@contextmanager
def plan(
    page: Page,
    settings: Settings,
    *,
    language: str | None = None,
    only: Collection[SectionKind] | None = None,
    engines: Engines | None = None,
) -> Iterator[Plan]:
    """Everything up to the first word; the engine is closed afterwards, but for one of ``engines``."""
    article = read_article(page, settings, language)
    with plan_article(
        article, settings, only=only, folder=page.folder, fetch=page.fetch, engines=engines
    ) as made:
        yield made


@contextmanager
def plan_article(
    article: Article,
    settings: Settings,
    *,
    only: Collection[SectionKind] | None = None,
    folder: Path | None = None,
    fetch: Callable[[str], bytes] | None = None,
    engines: Engines | None = None,
) -> Iterator[Plan]:
    """As ``plan``, for an article that is there already; its picture may stand in ``folder``, or be fetched."""
    script = write_script(article, settings, only)
    voices = cards(settings)
    load = engines.load if engines else load_engine
    voice, engine = choose(voices, article.language, settings.speech, settings.engines, load)
    try:
        others = fallbacks(voices, voice, article.language, settings.voices.fallback, settings.speech)
        identity = identify(engine, voice)
        cover, doubts = _choose_cover(settings, article, folder, fetch)
        key = _key(article, script, voice, identity, cover, settings)
        warnings = (*article.warnings, *_unsaid(article, script, only), *doubts)
        yield Plan(article, script, voice, engine, identity, cover, key, warnings, others)
    finally:
        if not engines:
            close_engine(engine)


def _unsaid(article: Article, script: Script, only: Collection[SectionKind] | None) -> tuple[str, ...]:
    return tuple(f"not said, for want of a reading: {text}" for text in find_unsaid(article, script, only))


def narrate(
    plan: Plan,
    settings: Settings,
    progress: Progress = lambda done, total: None,
    *,
    workers: int | None = None,
) -> Narration:
    """Speak and master a script in the plan's voice; the engine's error is the result where it fails.

    Where stories are narrated side by side, ``workers`` of 1 keeps each to one core.
    """
    cache = clip_cache(settings)
    if not all(cache.has(cache.key(plan.identity, said.spoken)) for said in plan.script.utterances):
        warm_up(plan.engine, plan.voice)  # while the modules below are loaded, and known sound is mastered
    from narrator.audio.master import master
    from narrator.speech.record import record

    clips = record(
        plan.script,
        plan.voice,
        plan.engine,
        cache=cache,
        timeout_s=settings.speech.timeout_s,
        workers=workers,
        progress=progress,
    )
    return master(
        clips,
        article=plan.article,
        script=plan.script,
        voice=plan.voice,
        engine=plan.identity,
        key=plan.key,
        settings=settings.audio,
        cover=plan.cover,
        warnings=plan.warnings,
    )


def sample_article(voice_id: str, settings: Settings) -> Article:
    """One sentence in a voice's language, which says that the voice is made by a machine.

    Raises:
        UnknownVoice: No card has the id.
    """
    voice = named(cards(settings), voice_id)
    language = voice.language if table(voice.language, "labels") else FALLBACK
    sentence = labels(language).synthetic_voice
    return Article(voice.name, (Section("title", None, (sentence,)),), language=language)


def explain_choice(plan: Plan, settings: Settings) -> list[str]:
    """Which voice ``auto`` took, and why not those that it would have liked better; empty for a named voice."""
    if settings.speech.voice != "auto":
        return []
    others = passed_over(cards(settings), plan.voice, settings.speech, settings.engines)
    return [f"auto takes {plan.voice.id}", *(f"not {voice.id}: {why}" for voice, why in others)]


@contextmanager
def recast(plan: Plan, voice: Voice, settings: Settings, engines: Engines | None = None) -> Iterator[Plan]:
    """The same story in another voice; its engine is closed afterwards, but for one of ``engines``.

    Raises:
        EngineMissing: The voice does not work here.
    """
    load = engines.load if engines else load_engine
    engine = load(voice.engine, settings.engines.get(voice.engine))
    try:
        identity = identify(engine, voice)
        key = _key(plan.article, plan.script, voice, identity, plan.cover, settings)
        yield dataclasses.replace(plan, voice=voice, engine=engine, identity=identity, key=key)
    finally:
        if not engines:
            close_engine(engine)


def narrate_with_fallback(
    plan: Plan, settings: Settings, progress: Progress = lambda done, total: None
) -> Narration:
    """As ``narrate``; where the voice fails, the whole story in the next of ``plan.fallbacks``.

    A story never changes its voice on the way. The narration's voice, engine and key are those of the voice
    that spoke, so its key is not ``plan.key`` where a fallback did; its warnings say which voices failed, why.

    Raises:
        SpeechError: Every voice failed: the first one's error, with what became of the others.
    """
    failures: list[tuple[Voice, SpeechError]] = []
    try:
        return narrate(plan, settings, progress)
    except SpeechError as error:
        failures.append((plan.voice, error))
    for voice in plan.fallbacks:
        said = tuple(f"voice {failed.id} failed: {error.message}" for failed, error in failures)
        warnings = (*plan.warnings, *said, f"the whole story is spoken by {voice.id} in its place")
        try:
            with recast(dataclasses.replace(plan, warnings=warnings), voice, settings) as other:
                return narrate(other, settings, progress)
        except SpeechError as error:
            failures.append((voice, error))
    raise _all_failed(failures) from failures[0][1]


def _all_failed(failures: list[tuple[Voice, SpeechError]]) -> SpeechError:
    """The first error, its message followed by those of the fallbacks."""
    (_, first), *others = failures
    said = [first.message, *(f"then voice {voice.id} failed: {error.message}" for voice, error in others)]
    return type(first)("; ".join(said), first.hint)


def find_published(plan: Plan, target: Path, *, force: bool) -> Episode | None:
    """The episode, where the target was made from the same text, voice and settings already.

    Raises:
        UsageError: No format has the target's suffix.
        CannotCreate: Something stands there that may not be replaced, or nothing can be written there.
        AudioError: The format needs ffmpeg, and there is none.
    """
    found = read_frame(target)
    if found and found.key == plan.key and not force:
        tags = read_tags(target)
        return Episode(
            path=target,
            title=plan.article.title,
            duration_ms=tags.duration_ms or 0,
            size_bytes=target.stat().st_size,
            voice=plan.voice.id,
            chapters=tags.chapters,
            warnings=plan.warnings,
            unchanged=True,
        )
    if _suffix(target) not in SUFFIXES:
        raise UsageError(f"no way to write {target.name}", f"Name a file in {', '.join(SUFFIXES)}.")
    check_target(target, ours=found is not None and _same(found.source, plan.article.url), force=force)
    check_suffix(_suffix(target))
    return None


def choose_target(plan: Plan, settings: Settings) -> Path:
    """The file of an episode that was given no name."""
    return Path(settings.episode.folder) / name_file(plan.article)


def publish_file(narration: Narration, target: Path, settings: Settings) -> Episode:
    """Write the MP3 and put it in its place whole, or not at all."""
    from narrator.audio import output

    size_bytes = publish(
        target,
        lambda path: output.write(
            narration, path, settings.audio, suffix=_suffix(target), show=settings.episode.show
        ),
    )
    return Episode(
        path=target,
        title=narration.article.title,
        duration_ms=narration.timeline.duration_ms,
        size_bytes=size_bytes,
        voice=narration.voice.id,
        chapters=narration.timeline.chapters,
        warnings=narration.warnings,
    )


def publish_story(narration: Narration, store: Store, story: Identity, settings: Settings) -> Published:
    """The story in the store: sound, captions, chapters and timings under new names, nothing replaced.

    Raises:
        StoreError: The store does not take a file.
    """
    from narrator.audio import output
    from narrator.episode.shelve import shelve

    temporary = store.temporary()
    try:
        output.write(narration, temporary, settings.audio, suffix=".mp3", show=settings.episode.show, workers=1)
        return shelve(narration, temporary, store, story)
    except OSError as error:
        raise StoreError(f"{temporary}: {error.strerror}", "Free space on the disk.") from error
    finally:
        temporary.unlink(missing_ok=True)


def text_hash(script: Script) -> str:
    """Hash of what is said: a page may change without it, and then its narration stays."""
    said = [script.language, *(utterance.spoken for utterance in script.utterances)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def stream_file(narration: Narration, settings: Settings) -> Iterator[bytes]:
    """The bytes of the MP3, for standard output."""
    from narrator.audio import id3, mp3

    yield id3.tag_bytes(narration, show=settings.episode.show)
    yield from mp3.encode(narration, settings.audio)


def _choose_cover(
    settings: Settings, article: Article, folder: Path | None, fetch: Callable[[str], bytes] | None
) -> tuple[Cover, tuple[str, ...]]:
    """The settings' picture, else the page's if it is a file beside it or can be fetched, else ours.

    Returns:
        The picture, and what was wrong with that of the page.

    Raises:
        AudioError: The settings' picture cannot be used.
    """
    if settings.episode.cover:
        return covers.read(Path(settings.episode.cover)), ()
    if folder is not None and article.image and "://" not in article.image:
        path = (folder / article.image).resolve()
        if path.is_file() and path.is_relative_to(folder.resolve()):
            try:
                return covers.read(path), ()
            except AudioError as error:
                return covers.default(), (error.message,)
    if fetch is not None and article.image and is_web(article.image):
        try:
            return covers.prepare(fetch(article.image), name=masked(article.image)), ()
        except NarratorError as error:
            return covers.default(), (f"cover left out: {error.message}",)
    return covers.default(), ()


def _suffix(target: Path) -> str:
    """The format of a file: its suffix, MP3 where it has none."""
    return target.suffix.lower() or ".mp3"


def _same(source: str | None, url: str | None) -> bool:
    """Whether two stories have one address; stories without one are never the same."""
    return source is not None and source == url


def _key(
    article: Article, script: Script, voice: Voice, identity: str, cover: Cover | None, settings: Settings
) -> str:
    """Hash of what is said, by whom, what stands in the tags, and how it is mastered."""
    metadata = {
        name: value for name, value in article.to_dict().items() if name not in ("sections", "warnings")
    }
    said = [
        [utterance.text, utterance.spoken, utterance.section, utterance.pause_ms, utterance.chapter]
        for utterance in script.utterances
    ]
    parts = {
        "mastering": MASTERING,
        "script": said,
        "voice": [voice.id, voice.name, identity],
        "metadata": metadata,
        "cover": hashlib.sha256(cover.data).hexdigest() if cover else None,
        "audio": dataclasses.asdict(settings.audio),
        "show": settings.episode.show,
    }
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
