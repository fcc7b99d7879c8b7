"""Voice cards: who can speak here, and which voice a story gets."""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from narrator.errors import EngineMissing, NarratorError, NoVoice, SettingsError, UnknownVoice, UsageError
from narrator.language import base
from narrator.model import Voice
from narrator.settings import SpeechSettings
from narrator.speech.engine import Engine, close_engine, load_engine

ANY_LANGUAGE = "mul"

Load = Callable[[str, Mapping[str, Any] | None], Engine]
"""How an engine is come by: ``load_engine``, or ``Engines.load``, which keeps it."""
PUBLISHING = ("allowed", "ask")


def shipped_folder() -> Path:
    """Folder of the cards that ship: inside the package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "voices"
    return inside if inside.is_dir() else package.parent / "voices"


def load_cards(folders: Iterable[Path]) -> tuple[Voice, ...]:
    """The voices of all cards (``*.toml``) in some folders, best first; a later folder wins over an earlier.

    Raises:
        SettingsError: A folder or card that cannot be read, an unknown or missing key, a value of a wrong type.
    """
    voices: dict[str, Voice] = {}
    for folder in folders:
        if not folder.is_dir():
            raise SettingsError(f"no folder of voice cards: {folder}", "Mend folder in [voices].")
        for path in sorted(folder.glob("*.toml")):
            voice = read_card(path)
            voices[voice.id] = voice
    return tuple(sorted(voices.values(), key=lambda voice: (voice.rank == 0, voice.rank, voice.id)))


def read_card(path: Path) -> Voice:
    """The voice of one card; its id is the file's name.

    Raises:
        SettingsError: As ``load_cards``.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"voice card {path}: {error}", "Mend the card.") from error
    fields = {item.name: item for item in dataclasses.fields(Voice)}
    for key, value in values.items():
        if key not in fields or key in ("id", "folder"):
            near = difflib.get_close_matches(key, list(fields), 1, 0.5)
            raise SettingsError(
                f"voice card {path}: unknown key: {key}", f"Did you mean {near[0]}?" if near else None
            )
        _check_type(path, key, value, str(fields[key].type))
    if values.get("publishing", PUBLISHING[0]) not in PUBLISHING:
        raise SettingsError(
            f"voice card {path}: publishing = {values['publishing']!r}", f"Known: {', '.join(PUBLISHING)}."
        )
    try:
        return Voice(id=path.stem, folder=path.parent, **values)
    except TypeError:
        needed = [
            name
            for name, item in fields.items()
            if item.default is dataclasses.MISSING
            and item.default_factory is dataclasses.MISSING
            and name not in {*values, "id"}
        ]
        raise SettingsError(
            f"voice card {path}: missing: {', '.join(needed)}", "See voices/README.md."
        ) from None


def _check_type(path: Path, key: str, value: object, wanted: str) -> None:
    kinds: dict[str, tuple[type, ...]] = {"float": (int, float), "int": (int,), "Mapping[str, Any]": (dict,)}
    if not isinstance(value, kinds.get(wanted, (str,))) or isinstance(value, bool):
        raise SettingsError(f"voice card {path}: {key} = {value!r} is not of type {wanted}", "Mend the card.")


def why_unavailable(voice: Voice, options: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Why a voice does not work here, and what to do; None if it works."""
    try:
        close_engine(_load(voice, options, load_engine))
    except EngineMissing as error:
        return f"{error.message}: {error.hint}" if error.hint else error.message
    return None


def _load(voice: Voice, options: Mapping[str, Mapping[str, Any]], load: Load) -> Engine:
    """A voice's engine, which may have a ``check`` for what this voice needs besides.

    Raises:
        EngineMissing: The engine, or what the voice needs, is not here.
    """
    engine = load(voice.engine, options.get(voice.engine))
    check = getattr(engine, "check", None)
    if check is not None:
        try:
            check(voice)
        except NarratorError:
            raise
        except Exception as error:  # a stranger's code
            raise EngineMissing(
                f"engine {voice.engine} cannot tell whether {voice.id} works: {type(error).__name__}: {error}",
                "Report it to the engine's makers, or choose another voice.",
            ) from error
    return engine


def find_caution(voice: Voice, options: Mapping[str, Mapping[str, Any]]) -> str | None:
    """What a user should know about how a voice's engine runs here; None if there is nothing, or no engine."""
    try:
        engine = load_engine(voice.engine, options.get(voice.engine))
    except EngineMissing:
        return None
    close_engine(engine)
    caution: str | None = getattr(engine, "caution", None)
    return caution


def choose(
    voices: Iterable[Voice],
    language: str,
    settings: SpeechSettings,
    options: Mapping[str, Mapping[str, Any]],
    load: Load = load_engine,
) -> tuple[Voice, Engine]:
    """The voice for a story, at its rate, and its engine.

    A voice that is named never gives way to another. ``auto`` takes the first in the order of the cards' ranks
    that speaks the language and whose engine loads.

    Raises:
        UnknownVoice: No card has the id that was named.
        UsageError: The settings forbid the voice.
        EngineMissing: The named voice's engine, or every voice of the language, does not work here.
        NoVoice: No card speaks the language.
    """
    voices = tuple(voices)
    if settings.voice != "auto":
        voice = named(voices, settings.voice)
        if settings.offline and voice.sends_text_to:
            raise UsageError(
                f"voice {voice.id} sends the text to {voice.sends_text_to}, and offline is set",
                "Choose a voice that runs here (narrate voices), or drop --offline.",
            )
        return _at_rate(voice, settings.rate), _load(voice, options, load)
    spoken = [voice for voice in voices if voice.rank and base(voice.language) == base(language)]
    for voice in spoken:
        if settings.offline and voice.sends_text_to:
            continue
        try:
            return _at_rate(voice, settings.rate), _load(voice, options, load)
        except EngineMissing:
            continue
    if not spoken:
        raise NoVoice(
            f"no voice for language {language}", "Name one with --voice, or add a card: voices/README.md."
        )
    raise EngineMissing(f"no voice for language {language} works here", "narrate voices shows why.")


def passed_over(
    voices: Iterable[Voice],
    chosen: Voice,
    settings: SpeechSettings,
    options: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[Voice, str]]:
    """The voices of a language that ``auto`` would have liked better than the one it took, and why not."""
    for voice in voices:
        if voice.id == chosen.id:
            return
        if voice.rank and base(voice.language) == base(chosen.language):
            if settings.offline and voice.sends_text_to:
                yield voice, f"offline is set, and it sends the text to {voice.sends_text_to}"
            else:
                yield voice, why_unavailable(voice, options) or "it works now"


def fallbacks(
    voices: Iterable[Voice], failed: Voice, language: str, order: Iterable[str], settings: SpeechSettings
) -> tuple[Voice, ...]:
    """The voices that may speak a whole story in place of one that failed, at the story's rate, in order.

    Voices of another language, and those that the settings forbid, are left out.

    Raises:
        SettingsError: ``order``, which is ``[voices] fallback``, names a voice that has no card.
    """
    voices = tuple(voices)
    found = []
    for voice_id in order:
        try:
            voice = named(voices, voice_id)
        except UnknownVoice as error:
            raise SettingsError(f"fallback in [voices]: {error.message}", error.hint) from None
        speaks = voice.language == ANY_LANGUAGE or base(voice.language) == base(language)
        if voice.id != failed.id and speaks and not (settings.offline and voice.sends_text_to):
            found.append(_at_rate(voice, settings.rate))
    return tuple(found)


def named(voices: Iterable[Voice], voice_id: str) -> Voice:
    """The voice with an id.

    Raises:
        UnknownVoice: There is none; the hint has the nearest.
    """
    voices = tuple(voices)
    for voice in voices:
        if voice.id == voice_id:
            return voice
    ids = [voice.id for voice in voices]
    near = difflib.get_close_matches(voice_id, ids, 1, 0.5)
    raise UnknownVoice(
        f"no voice named {voice_id}", f"Did you mean {near[0]}?" if near else f"Voices: {', '.join(ids)}."
    )


def _at_rate(voice: Voice, rate: float) -> Voice:
    return dataclasses.replace(voice, rate=voice.rate * rate)
