"""Kokoro-82M on onnxruntime: a neural voice that runs here, three to six times faster than speech."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from narrator.clauses import parts as cut_parts
from narrator.errors import EngineMissing, SettingsError
from narrator.model import Mark, Pcm, Voice
from narrator.speech.engines.espeak import EspeakProcess, name_version
from narrator.speech.engines.kokoro_model import INSTALL, Model
from narrator.speech.engines.kokoro_phonemes import is_said, number, transcribe
from narrator.speech.engines.kokoro_session import RATE_HZ, Sessions
from narrator.speech.engines.kokoro_style import Style, digest_style, read_style

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAKING = 1
"""Raised when the same text, voice and packages come to give another sound."""
MOST_PHONEMES = 510
"""What the model takes at once."""
QUIET = 0.001
"""Level under which sound counts as silence: −60 dBFS."""
PAUSE_MS = {".": 280, "!": 280, "?": 280, "…": 280, ";": 200, ":": 200, "—": 200, ",": 160}
"""Between two parts of a sentence, after the stop that ends the first."""
BREATH_MS = 90
"""Between two parts without a stop."""


class KokoroEngine:
    """Speaks two sentences at a time, the same bytes every time on one machine.

    The options of a voice card are ``style`` (a file, see kokoro_style), ``espeak`` (eSpeak's name of the
    language; the card's language if it does not say) and ``model``, a path or URL, with the card's ``digest``.
    Relative paths count from the card.

    Args:
        workers: Sentences spoken at a time; 0 for two, or one on a single core.
        part_phonemes: Longer sentences are spoken in parts, cut at clauses; 40 to 510. Memory and the wait for
            the first sound grow with it.
        download: Whether a card's model may be fetched from its URL when it is first needed.
    """

    name = "kokoro"

    def __init__(self, *, workers: int = 0, part_phonemes: int = 115, download: bool = False) -> None:
        for package in ("onnxruntime", "onnx", "espeakng_loader"):
            if importlib.util.find_spec(package) is None:
                raise EngineMissing(f"{package} is not installed", INSTALL)
        if not 40 <= part_phonemes <= MOST_PHONEMES:
            raise SettingsError(
                f"[engines.kokoro]: part_phonemes = {part_phonemes} is not between 40 and {MOST_PHONEMES}", None
            )
        self._cores = len(os.sched_getaffinity(0))
        self.workers = workers or min(2, self._cores)
        self._part_phonemes = part_phonemes
        self._download = download
        self._cache = platformdirs.user_cache_path("narrator")
        self._lock = threading.Lock()
        self._espeak: EspeakProcess | None = None
        self._sessions: dict[Model, Sessions] = {}
        self._styles: dict[Path, Style] = {}

    def check(self, voice: Voice) -> None:
        """Whether the voice's model and style are here; neither is read.

        Raises:
            EngineMissing: One is not.
        """
        Model.of(voice).check(self._cache, download=self._download)
        if not _style_path(voice).is_file():
            raise EngineMissing(f"there is no style {_style_path(voice)}", "Mend style in the card.")

    def identity(self, voice: Voice) -> str:
        """Model, style, phonemes, runtime, parts and speed; nothing is loaded to know them."""
        import espeakng_loader

        spelling = _spelling(voice)
        library, data = Path(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path())
        return " ".join(
            (
                f"kokoro {MAKING} model={Model.of(voice).digest[:12]} style={digest_style(_style_path(voice))}",
                f"onnxruntime={importlib.metadata.version('onnxruntime')} parts={self._part_phonemes}",
                f"speed={_speed(voice):g} spelling={spelling} {name_version(library, data, spelling)}",
            )
        )

    def warm(self, voice: Voice) -> None:
        """Load the model in a thread of its own, and start the process that spells."""
        sessions, _ = self._load(voice)
        threading.Thread(target=sessions.warm, name="load of kokoro", daemon=True).start()
        with self._lock:
            self._start_espeak()

    def speak(self, text: str, voice: Voice) -> Iterator[Pcm | Mark]:
        """Sound of each part as it is made; most sentences are one part.

        Raises:
            EngineMissing: The model cannot be had, or is damaged.
            SpeechError: There is nothing to say, or the model cannot be kept or loaded.
        """
        parts = self._number_parts(text, voice)
        sessions, style = self._load(voice)
        for index, (numbers, pause_ms) in enumerate(parts):
            samples = sessions.run(numbers, style(len(numbers)), _speed(voice))
            if index > 0:
                samples = samples[_heard(samples).start :]
            if index < len(parts) - 1:
                samples = _end_in_pause(samples, round(pause_ms / _speed(voice) * RATE_HZ / 1000))
            yield Pcm(samples, RATE_HZ)

    def close(self) -> None:
        """Let go of the model, and end the process that spells."""
        with self._lock:
            self._sessions.clear()
            if self._espeak is not None:
                self._espeak.kill()

    def _number_parts(self, text: str, voice: Voice) -> list[tuple[tuple[int, ...], int]]:
        """The numbers of the phonemes of each part of a text, and the pause after it.

        A part that the text ends without a stop gets a comma, so that the voice does not fall.
        """

        def spell(chunks: Sequence[str]) -> list[str]:
            return self._spell(chunks, _spelling(voice))

        whole = transcribe(text, spell)
        if len(whole) <= self._part_phonemes or not is_said(whole):
            return [(number(whole, text), 0)]
        cut = cut_parts(
            text,
            self._part_phonemes - 1,
            language=voice.language,
            measure=lambda part: len(transcribe(part, spell)),
        )
        said = [phonemes for part in cut if is_said(phonemes := transcribe(part, spell))]
        stopped = [
            (phonemes, PAUSE_MS[phonemes[-1]]) if phonemes[-1] in PAUSE_MS else (f"{phonemes},", BREATH_MS)
            for phonemes in said[:-1]
        ]
        return [(number(phonemes, text), pause_ms) for phonemes, pause_ms in (*stopped, (said[-1], 0))]

    def _spell(self, chunks: Sequence[str], spelling: str) -> list[str]:
        with self._lock:
            espeak = self._start_espeak()
            try:
                return espeak.spell(chunks, spelling)
            except BaseException:
                espeak.kill()
                raise

    def _start_espeak(self) -> EspeakProcess:
        import espeakng_loader

        if self._espeak is None or not self._espeak.alive:
            self._espeak = EspeakProcess(
                Path(espeakng_loader.get_library_path()), Path(espeakng_loader.get_data_path())
            )
        return self._espeak

    def _load(self, voice: Voice) -> tuple[Sessions, Style]:
        model, path = Model.of(voice), _style_path(voice)
        with self._lock:
            if path not in self._styles:
                self._styles[path] = read_style(path)
            if model not in self._sessions:
                self._sessions[model] = Sessions(
                    lambda: model.prepare(self._cache, download=self._download), min(self._cores, 4)
                )
            return self._sessions[model], self._styles[path]


def _style_path(voice: Voice) -> Path:
    """The file of a card's style.

    Raises:
        SettingsError: The card names none.
    """
    style = voice.options.get("style")
    if not style:
        raise SettingsError(f"voice {voice.id} names no style", 'Write style = "FILE" under [options].')
    return voice.folder / Path(str(style)).expanduser()


def _spelling(voice: Voice) -> str:
    return str(voice.options.get("espeak", voice.language))


def _speed(voice: Voice) -> float:
    return min(max(voice.rate, 0.5), 2.0)


def _heard(samples: NDArray[np.float32]) -> slice:
    """Where sound is, without the silence at both ends; all of it where everything is silent."""
    import numpy as np

    loud = np.flatnonzero(np.abs(samples) >= QUIET)
    return slice(int(loud[0]), int(loud[-1]) + 1) if len(loud) else slice(0, len(samples))


def _end_in_pause(samples: NDArray[np.float32], pause: int) -> NDArray[np.float32]:
    """The sound, with so many samples of silence after it in place of its own."""
    import numpy as np

    return np.concatenate([samples[: _heard(samples).stop], np.zeros(pause, np.float32)])
