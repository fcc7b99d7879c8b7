"""narrator.toml as one typed value.

Values come, later ones winning, from the defaults below, the settings file, the environment
(``NARRATOR_AUDIO__BITRATE_KBPS=48``) and ``--set audio.bitrate_kbps=48``. They are read once and travel down
as values.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from narrator.errors import SettingsError

FILE_NAME = "narrator.toml"


@dataclass(frozen=True, slots=True)
class ArticleSettings:
    """What is taken from a page."""

    max_bytes: int = 8_000_000
    """Largest page, list or picture, decoded; a larger one is an error."""
    speak: tuple[str, ...] = ()
    """Kinds of sections that are read; empty: all."""
    skip: tuple[str, ...] = ()
    """Kinds of sections that are left out."""
    sites: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """[article.sites."HOST"]: CSS selectors to take or drop, for pages of the host and its subdomains."""
    allow_hosts: tuple[str, ...] = ()
    """Hosts that may have private addresses and ports other than 80 and 443: servers of your own."""
    headers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    """[article.headers."HOST"]: sent to this host alone; a value is a text, env:NAME or file:PATH."""


@dataclass(frozen=True, slots=True)
class ScriptSettings:
    """What is said, and the silence between."""

    sentence_pause_ms: int = 300
    """After a sentence."""
    item_pause_ms: int = 450
    """After a list item."""
    paragraph_pause_ms: int = 600
    """After a paragraph."""
    heading_pause_ms: int = 500
    """After a heading or an announcement."""
    question_pause_ms: int = 400
    """Between a question and its answer."""
    section_pause_ms: int = 1000
    """Between sections."""
    announce: Mapping[str, str] = field(default_factory=dict)
    """Heading as written to the words said for it, before the language's own table."""
    lexicons: tuple[str, ...] = ()
    """Pronunciation lexicons of your own, .tsv or .pls; the first wins; relative to the settings file."""


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """Who speaks."""

    voice: str = "auto"
    """Id of a voice, or auto: the best one that works here for the article's language."""
    rate: float = 1.0
    """Speed, 1.0 being the voice's own; 0.5 to 2.0."""
    offline: bool = False
    """Refuse voices that send the text to a service."""
    timeout_s: float = 120.0
    """Longest that an engine may take over one sentence, in seconds; 1 to 3600."""
    cache_mb: int = 500
    """Size that the cache of spoken sentences is kept under, in megabytes; 0 keeps none."""


@dataclass(frozen=True, slots=True)
class VoicesSettings:
    """Where voice cards are found."""

    folder: str = ""
    """A folder with cards of your own, besides those that ship; relative to the settings file."""
    fallback: tuple[str, ...] = ()
    """Ids of voices that speak the whole story where the voice that auto chose fails, in this order."""


@dataclass(frozen=True, slots=True)
class AudioSettings:
    """How the sound is mastered and encoded."""

    loudness_lufs: float = -16.0
    """Integrated loudness of the MP3, ITU-R BS.1770-4; −36 to −10."""
    true_peak_dbtp: float = -1.0
    """Highest true peak of the MP3; −9 to 0."""
    bitrate_kbps: int = 64
    """Of the mono MP3; 32 to 160."""
    intro: str = ""
    """Sound before the story, in any format; relative to the settings file."""
    outro: str = ""
    """Sound after the story."""


@dataclass(frozen=True, slots=True)
class EpisodeSettings:
    """What is written beside the sound."""

    folder: str = ""
    """Where files without ``-o`` go; relative to the settings file. Empty: the working folder."""
    show: str = ""
    """Album in the tags; empty: the name of the page's site."""
    cover: str = ""
    """Picture for the tags; relative to the settings file. Empty: the page's image, see docs/audio.md."""


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """Which stories are narrated, and how hard it is tried."""

    sources: tuple[str, ...] = ()
    """Feeds, sitemaps, folders, globs and lists of pages; paths are relative to the settings file."""
    workers: int = 0
    """Stories narrated at a time, each on one core; 0: one a core."""
    limit: int = 0
    """Most stories narrated in one run; 0: all."""
    attempts: int = 3
    """Failed runs after which a story is set aside until its page changes."""
    recheck_days: int = 7
    """How long the pages of narrated stories are asked for changes that their source does not tell of."""
    budget: float = 0.0
    """Most money spent in a calendar month (UTC), in the currency of the voices' cards; 0: no limit."""


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where published files and the catalogue are kept."""

    url: str = ""
    """A folder, relative to the settings file, or a URL that fsspec knows: ``s3://bucket/news``."""
    base_url: str = ""
    """Public address of the store; feeds and episodes give URLs under it. Empty: the one that was used last."""
    catalogue: str = field(default="", repr=False)
    """Database URL; empty: SQLite in the folder .narrator of the store's folder."""
    keep_days: int = 30
    """How long the names of replaced narrations give the new sound."""


@dataclass(frozen=True, slots=True)
class ShowSettings:
    """What a podcast says of itself."""

    title: str = ""
    """Empty: the site name that most stories have, else the host of the public address."""
    author: str = ""
    """Empty: as title."""
    description: str = ""
    """Plain text; empty: the title."""
    link: str = ""
    """Address of the site; empty: the public address."""
    language: str = ""
    """BCP 47; empty: the language that most stories have."""
    category: str = "News > Daily News"
    """Apple's name, with its subcategory."""
    explicit: bool = False
    """Whether it is for adults."""
    owner_name: str = ""
    """Whom directories write to."""
    owner_email: str = ""
    """Where they write; empty: the feed names nobody."""
    copyright: str = ""
    """Rights, as the feed says them."""
    private: bool = False
    """Ask directories to leave the feed out."""
    medium: str = "podcast"
    """podcast, newsletter, blog or audiobook: what the show is to directories."""
    update_frequency: str = ""
    """How often there are new stories, in words for listeners."""
    update_rule: str = ""
    """The same as a recurrence rule, RFC 5545: FREQ=DAILY."""
    license: str = ""
    """Identifier of a license (SPDX), or the address of your terms."""
    txt: Mapping[str, Any] = field(default_factory=dict)
    """[feed.txt]: notes by which directories verify who owns the feed: applepodcastsverify, verify, …"""


@dataclass(frozen=True, slots=True)
class FeedSettings(ShowSettings):
    """What the podcast of all stories says of itself, and which others there are."""

    cover: str = ""
    """A square picture of 1400 to 3000 pixels, JPEG or PNG; relative to the settings file; empty: ours."""
    zone: str = "+05:30"
    """Offset from UTC of stories that give a date and no time; +05:30 is India's."""
    shows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """[feed.shows.NAME]: another feed, NAME.xml, of stories by language, author, section or site."""


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """Who is told how a run went."""

    heartbeat: str = field(default="", repr=False)
    """URL that is asked at the start (/start), the end, and with the exit code after a failure (/CODE)."""
    textfile: str = ""
    """File with figures for Prometheus' textfile collector; relative to the settings file."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All tables of narrator.toml."""

    article: ArticleSettings = field(default_factory=ArticleSettings)
    script: ScriptSettings = field(default_factory=ScriptSettings)
    speech: SpeechSettings = field(default_factory=SpeechSettings)
    voices: VoicesSettings = field(default_factory=VoicesSettings)
    engines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)
    """[engines.NAME] as written; each engine checks its own."""
    audio: AudioSettings = field(default_factory=AudioSettings)
    episode: EpisodeSettings = field(default_factory=EpisodeSettings)
    batch: BatchSettings = field(default_factory=BatchSettings)
    store: StoreSettings = field(default_factory=StoreSettings)
    feed: FeedSettings = field(default_factory=FeedSettings)
    notify: NotifySettings = field(default_factory=NotifySettings)


# Bounds that the docstrings above promise.
_RANGES: Mapping[str, tuple[float, float]] = {
    "article.max_bytes": (1_000, 1_000_000_000),
    "script.sentence_pause_ms": (0, 10_000),
    "script.item_pause_ms": (0, 10_000),
    "script.paragraph_pause_ms": (0, 10_000),
    "script.heading_pause_ms": (0, 10_000),
    "script.question_pause_ms": (0, 10_000),
    "script.section_pause_ms": (0, 10_000),
    "speech.rate": (0.5, 2.0),
    "speech.timeout_s": (1.0, 3600.0),
    "speech.cache_mb": (0, 1_000_000),
    "audio.loudness_lufs": (-36.0, -10.0),
    "audio.true_peak_dbtp": (-9.0, 0.0),
    "audio.bitrate_kbps": (32, 160),
    "batch.workers": (0, 1_000),
    "batch.limit": (0, 1_000_000),
    "batch.attempts": (1, 100),
    "batch.recheck_days": (0, 3_650),
    "batch.budget": (0.0, 1e9),
    "store.keep_days": (0, 3_650),
}


SHOW_FILTERS = ("language", "author", "section", "site")
"""Keys of [feed.shows.NAME] that say which stories a show has."""

_SECRETS = ("article.headers", "store.catalogue", "notify.heartbeat")
"""Settings whose values no message shows."""


def find(start: Path, environ: Mapping[str, str], user_folder: Path) -> Path | None:
    """The settings file that applies in ``start``.

    ``NARRATOR_CONFIG``, else narrator.toml in ``start`` or a folder above it, else in ``user_folder``.

    Raises:
        SettingsError: ``NARRATOR_CONFIG`` names no file.
    """
    named = environ.get("NARRATOR_CONFIG")
    if named:
        if not Path(named).is_file():
            raise SettingsError(f"NARRATOR_CONFIG names no file: {named}", "Mend or unset the variable.")
        return Path(named)
    for folder in (start, *start.parents, user_folder):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    return None


def load(
    path: Path | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    overrides: Iterable[str] = (),
) -> Settings:
    """Settings from a file, the environment and ``table.key=value`` overrides.

    Args:
        path: The settings file; None for the defaults.
        environ: Variables named ``NARRATOR_TABLE__KEY`` are read from it.
        overrides: As given to ``--set``; values are TOML, a bare word is a string.

    Raises:
        SettingsError: A file that cannot be read, an unknown key, a value of the wrong type or out of range.
    """
    settings = Settings()
    if path is not None:
        text = _read(path)
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{path}: {error}", "Mend the file's TOML.") from error
        origin = _Origin(str(path), text)
        settings = _merge(settings, tables, origin)
        for name in settings.feed.shows:
            show_settings(settings.feed, name, origin)
        settings = _resolve_paths(settings, path.parent)
    for name, value in sorted((environ or {}).items()):
        if name.startswith("NARRATOR_") and "__" in name:
            keys = name.removeprefix("NARRATOR_").lower().split("__")
            settings = _merge(settings, _nest(keys, _value(value)), _Origin(f"environment variable {name}"))
    for override in overrides:
        key, equals, value = override.partition("=")
        if not equals or "." not in key:
            raise SettingsError(
                f"--set {override}: not of the form table.key=value", "--set audio.bitrate_kbps=48"
            )
        settings = _merge(settings, _nest(key.strip().split("."), _value(value)), _Origin(f"--set {key}"))
    return settings


def show_settings(feed: FeedSettings, name: str, origin: _Origin | None = None) -> ShowSettings:
    """What a show says of itself: its own words, else those of the feed; a name of no show, those of the feed.

    Args:
        feed: The table.
        name: Of the show.
        origin: Where the table was written, for messages.

    Raises:
        SettingsError: An unknown key, or a value of the wrong type.
    """
    origin = origin or _Origin("settings")
    about = feed.shows.get(name, {})
    common = {item.name: getattr(feed, item.name) for item in dataclasses.fields(ShowSettings)}
    for key, value in about.items():
        where = origin.at(("feed", "shows", name, key))
        if key in SHOW_FILTERS:
            _checked(value, str, f"feed.shows.{name}.{key}", where)
        elif key not in common:
            known = [*SHOW_FILTERS, *common]
            raise _unknown(where, f"key in [feed.shows.{name}]", key, known)
    own = {key: value for key, value in about.items() if key not in SHOW_FILTERS or key == "language"}
    merged = _merge_table(ShowSettings(**common), f"feed.shows.{name}", own, origin)
    return typing.cast(ShowSettings, merged)


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a value was written, for messages."""

    name: str
    text: str = ""

    def at(self, keys: tuple[str, ...]) -> str:
        """The name, with the line of the key where there is a text."""
        table, line_of_table = "", 0
        wanted_table, wanted_key = ".".join(keys[:-1]), keys[-1]
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
                table = header[1].replace('"', "").replace(" ", "")
                if table == ".".join(keys):
                    line_of_table = number
            elif re.match(rf"""\s*["']?{re.escape(wanted_key)}["']?\s*=""", line) and table == wanted_table:
                return f"{self.name}:{number}"
        return f"{self.name}:{line_of_table}" if line_of_table else self.name


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read: {error}", "Name a readable UTF-8 file.") from error


def _nest(keys: list[str], value: Any) -> dict[str, Any]:
    for key in reversed(keys):
        value = {key: value}
    return typing.cast(dict[str, Any], value)


def _value(text: str) -> Any:
    """A TOML value; what is not TOML is a string."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _merge(settings: Settings, tables: Mapping[str, Any], origin: _Origin) -> Settings:
    changes: dict[str, Any] = {}
    names = [item.name for item in dataclasses.fields(Settings)]
    for name, values in tables.items():
        if name not in names:
            raise _unknown(origin.at((name,)), "table", name, names)
        if not isinstance(values, Mapping):
            raise SettingsError(f"{origin.at((name,))}: {name} is a table, not a value", f"Write [{name}].")
        if name == "engines":
            changes[name] = {**settings.engines, **_engines(values, origin)}
        else:
            changes[name] = _merge_table(getattr(settings, name), name, values, origin)
    return dataclasses.replace(settings, **changes)


def _engines(values: Mapping[str, Any], origin: _Origin) -> dict[str, Mapping[str, Any]]:
    for name, options in values.items():
        if not isinstance(options, Mapping):
            raise SettingsError(
                f"{origin.at(('engines', name))}: engines.{name} is a table, not a value",
                f"Write [engines.{name}].",
            )
    return dict(values)


def _merge_table(table: Any, name: str, values: Mapping[str, Any], origin: _Origin) -> Any:
    hints = get_type_hints(type(table))
    changes = {}
    for key, value in values.items():
        where = origin.at((*name.split("."), key))
        if key not in hints:
            raise _unknown(where, f"key in [{name}]", key, list(hints))
        changes[key] = _checked(value, hints[key], f"{name}.{key}", where)
    return dataclasses.replace(table, **changes)


def _checked(value: Any, wanted: Any, name: str, where: str) -> Any:
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if get_origin(wanted) is tuple and isinstance(value, list):
        value = tuple(value)
    if not _is_a(value, wanted):
        shown = name if name in _SECRETS else f"{name} = {value!r}"
        raise SettingsError(f"{where}: {shown} is not {_describe(wanted)}", "narrate init prints examples.")
    if name in _RANGES:
        low, high = _RANGES[name]
        if not low <= value <= high:  # false for nan too
            raise SettingsError(f"{where}: {name} = {value} is not between {low:g} and {high:g}", None)
    return value


def _is_a(value: Any, wanted: Any) -> bool:
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin is tuple:
        return isinstance(value, tuple) and all(_is_a(item, inner[0]) for item in value)
    if origin is not None and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and all(_is_a(item, inner[1]) for item in value.values())
    if origin is types.UnionType:
        return any(_is_a(value, kind) for kind in inner)
    if wanted is Any:
        return True
    return type(value) is wanted


def _describe(wanted: Any) -> str:
    if get_origin(wanted) is tuple:
        return "a list"
    if get_origin(wanted) is not None:
        return "a table"
    return {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}.get(
        wanted, str(wanted)
    )


def _unknown(where: str, what: str, name: str, known: list[str]) -> SettingsError:
    near = difflib.get_close_matches(name, known, 1, 0.5)
    hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."
    return SettingsError(f"{where}: unknown {what}: {name}", hint)


def _resolve_paths(settings: Settings, folder: Path) -> Settings:
    """Paths written in the file count from the file's folder."""

    def resolve(path: str) -> str:
        return str(folder / Path(path).expanduser()) if path and "://" not in path and path != "-" else path

    return dataclasses.replace(
        settings,
        voices=dataclasses.replace(settings.voices, folder=resolve(settings.voices.folder)),
        script=dataclasses.replace(
            settings.script, lexicons=tuple(resolve(path) for path in settings.script.lexicons)
        ),
        audio=dataclasses.replace(
            settings.audio, intro=resolve(settings.audio.intro), outro=resolve(settings.audio.outro)
        ),
        episode=dataclasses.replace(
            settings.episode,
            folder=resolve(settings.episode.folder),
            cover=resolve(settings.episode.cover),
        ),
        batch=dataclasses.replace(
            settings.batch, sources=tuple(resolve(source) for source in settings.batch.sources)
        ),
        store=dataclasses.replace(settings.store, url=resolve(settings.store.url)),
        feed=dataclasses.replace(settings.feed, cover=resolve(settings.feed.cover)),
        notify=dataclasses.replace(settings.notify, textfile=resolve(settings.notify.textfile)),
    )


def template() -> str:
    """A narrator.toml in which every setting stands with its default, commented out."""
    return Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
