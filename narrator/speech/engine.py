"""What an engine is, and how one is found.

An engine is a class under the entry-point group ``narrator.engines``; the voice cards name it. Its keyword
arguments are the keys of ``[engines.NAME]`` in narrator.toml.
"""

from __future__ import annotations

import contextlib
import difflib
import inspect
import threading
from collections.abc import Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Protocol, runtime_checkable

from narrator.errors import EngineMissing, NarratorError, SettingsError, SpeechError
from narrator.model import Mark, Pcm, Voice

GROUP = "narrator.engines"
OURS = "narrator-audio"
CLOSE_S = 5.0
"""Longest wait for an engine that ends."""


@runtime_checkable
class Engine(Protocol):
    """Turns text into sound.

    An engine may also have ``workers``, how many utterances it speaks at a time from as many threads (1 if it
    does not say); ``check(voice)``, which raises EngineMissing for a voice that lacks what it needs here;
    ``warm(voice)``, called where something is about to be spoken, which starts what that needs and returns at
    once; and ``close()``, called once when the story is done.
    """

    name: str
    """Its entry point."""

    def identity(self, voice: Voice) -> str:
        """All that changes the sound: engine, version, model digest, options; no credentials."""
        ...

    def speak(self, text: str, voice: Voice) -> Iterator[Pcm | Mark]:
        """Sound of one utterance, in order, with word marks where the engine knows them.

        Raises:
            SpeechError: ``transient`` says whether trying again may help.
        """
        ...


def load_engine(name: str, options: Mapping[str, Any] | None = None) -> Engine:
    """The engine under an entry point, made with its options from narrator.toml.

    Raises:
        EngineMissing: No such entry point, or it cannot be imported.
        SettingsError: The engine has no such option.
    """
    found = list(entry_points(group=GROUP, name=name))
    if not found:
        known = ", ".join(sorted(point.name for point in entry_points(group=GROUP)))
        raise EngineMissing(f"no engine named {name} is installed", f"Installed: {known}.")
    try:
        factory = found[0].load()
        _check_options(name, factory, options or {})
        engine = factory(**(options or {}))
    except ImportError as error:
        raise EngineMissing(f"engine {name} cannot be imported: {error}", _install(found[0])) from error
    except NarratorError:
        raise
    except Exception as error:  # a stranger's code
        raise EngineMissing(
            f"engine {name} does not start: {type(error).__name__}: {error}", _install(found[0])
        ) from error
    if not isinstance(engine, Engine):
        raise EngineMissing(f"engine {name} has no identity() and speak()", "See docs/engines.md.")
    return engine


def _install(point: EntryPoint) -> str:
    """The line that installs what an engine needs."""
    package = point.dist.name if point.dist else OURS
    return f"pip install '{OURS}[{point.name}]'" if package == OURS else f"pip install --upgrade {package}"


def identify(engine: Engine, voice: Voice) -> str:
    """The engine's identity for a voice.

    Raises:
        NarratorError: The engine's own.
        SpeechError: It raised anything else, or gave no text.
    """
    try:
        identity: object = engine.identity(voice)
    except NarratorError:
        raise
    except Exception as error:
        raise SpeechError(
            f"engine {engine.name} cannot say what it is: {type(error).__name__}: {error}",
            "Report it to the engine's makers, or choose another voice.",
        ) from error
    if not isinstance(identity, str) or not identity:
        raise SpeechError(f"engine {engine.name} has the identity {identity!r}", "See docs/engines.md.")
    return identity


def warm_up(engine: Engine, voice: Voice) -> None:
    """Let the engine start what speaking will need; what goes wrong in it, ``speak`` will say."""
    warm = getattr(engine, "warm", None)
    if warm is not None:
        with contextlib.suppress(Exception):
            warm(voice)


def close_engine(engine: Engine) -> None:
    """Let the engine end what it started; most have nothing to end."""
    close = getattr(engine, "close", None)
    if close is not None:
        thread = threading.Thread(target=close, name=f"close of {engine.name}", daemon=True)
        thread.start()
        thread.join(CLOSE_S)  # one that hangs ends with the process


class Engines:
    """Engines by name, each loaded once and left open for the next story."""

    def __init__(self) -> None:
        self._loaded: dict[str, Engine] = {}

    def load(self, name: str, options: Mapping[str, Any] | None = None) -> Engine:
        """As ``load_engine``; the options are those of the first call."""
        if name not in self._loaded:
            self._loaded[name] = load_engine(name, options)
        return self._loaded[name]

    def close(self) -> None:
        """Close them all."""
        while self._loaded:
            close_engine(self._loaded.popitem()[1])


def _check_options(name: str, factory: Any, options: Mapping[str, Any]) -> None:
    parameters = inspect.signature(factory).parameters
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        return
    for option in options:
        if option not in parameters:
            near = difflib.get_close_matches(option, list(parameters), 1, 0.5)
            hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(parameters) or 'none'}."
            raise SettingsError(f"[engines.{name}]: unknown key: {option}", hint)
