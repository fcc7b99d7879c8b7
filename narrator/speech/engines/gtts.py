"""Google Translate's voice through gTTS, an unofficial client of an online service.

gTTS sends each part of at most 100 characters in a request of its own, one after the other, and skips a reply
without sound silently. So the text is cut here, one part a call, several calls at a time; every part's sound is
held to the length of its letters.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import platformdirs

from narrator import clauses, codec
from narrator.errors import AudioError, EngineMissing, EngineUnavailable, SoundMissing, UsageError
from narrator.model import Audio, Mark, Pcm, Voice
from narrator.speech.check import find_fault
from narrator.speech.pace import Pace
from narrator.speech.words import spoken_letters

if TYPE_CHECKING:
    from gtts import gTTS

PART_CHARACTERS = 100
"""Most characters of a request. Source: gTTS.GOOGLE_TTS_MAX_CHARS."""
IN_FLIGHT = 4
"""Requests at a time."""
SLOW_RATE = 0.75


class GttsEngine:
    """The real gTTS client.

    Args:
        timeout_s: Longest wait for the service, for each connection and each read.
        verify_tls: Verify the service's certificate, which gTTS does not.

    The options of a voice card are ``lang`` and ``tld``, as gTTS has them. The card's ``requests_per_minute``
    is kept by all processes of this machine together. Proxies come from the environment.
    """

    name = "gtts"
    workers = IN_FLIGHT + 2
    """Two utterances wait, so that the service always has something to do."""

    def __init__(self, *, timeout_s: float = 20.0, verify_tls: bool = False) -> None:
        try:
            self._version = version("gtts")
        except PackageNotFoundError as error:
            raise EngineMissing("gTTS is not installed", "pip install gtts") from error
        self._timeout_s = timeout_s
        self._verify_tls = verify_tls
        self._gate = threading.BoundedSemaphore(IN_FLIGHT)
        self._lock = threading.Lock()
        self._paces: dict[tuple[str, float], Pace] = {}

    @property
    def caution(self) -> str | None:
        """What a user should know about how it runs here."""
        if self._verify_tls:
            return None
        return (
            "the client does not verify the service's certificate (TLS): verify_tls = true in [engines.gtts] "
            "does"
        )

    def identity(self, voice: Voice) -> str:
        """Service, language, top-level domain, speed and cut; the client's version changes no sound."""
        tld = voice.options.get("tld", "com")
        return f"gtts {_language(voice)} {tld} slow={_is_slow(voice)} parts={PART_CHARACTERS}"

    def speak(self, text: str, voice: Voice) -> Iterator[Pcm | Mark]:
        """Sound of each part, in order.

        Raises:
            RateLimited: The service answered 429.
            EngineRefused: It answered 401 or 403, or its certificate is wrong; trying again does not mend that.
            EngineUnavailable: It cannot be reached, broke off, or sent no sound.
            SoundMissing: The sound of a part is too short or too long for its letters.
        """
        calls = [_Call(self, part, voice) for part in split_parts(text, _language(voice))]
        for call in calls:
            call.start()
        try:
            for call in calls:
                audio = call.result()
                yield Pcm(audio.samples, audio.rate_hz)
        finally:
            for call in calls:
                call.dropped = True

    def fetch(self, part: str, voice: Voice, call: _Call) -> Audio | None:
        """The checked sound of a part when its turn has come; None if nobody waits for it any more."""
        with self._gate:
            if call.dropped:
                return None
            self._pace(voice).wait()
            data = _request(self._client(part, voice))
        if not data:
            raise EngineUnavailable(f"Google answered without sound for: {part}", _LATER)
        try:
            audio = codec.read_sound(data)
        except AudioError as error:
            raise EngineUnavailable(f"Google's sound cannot be decoded: {error}", _LATER) from error
        fault = find_fault(part, voice, audio)
        if fault:
            raise SoundMissing(f"Google gave {fault}, for: {part}", _LATER)
        return audio

    def _pace(self, voice: Voice) -> Pace:
        """The pace of the voice's service."""
        key = (voice.sends_text_to, voice.requests_per_minute)
        with self._lock:
            if key not in self._paces:
                folder = platformdirs.user_cache_path("narrator") / "turns"
                self._paces[key] = Pace(folder, *key)
            return self._paces[key]

    def _client(self, part: str, voice: Voice) -> gTTS:
        from gtts import gTTS

        from narrator.speech.engines.gtts_verified import verifying_client

        return (verifying_client() if self._verify_tls else gTTS)(
            part,
            lang=_language(voice),
            tld=voice.options.get("tld", "com"),
            slow=_is_slow(voice),
            lang_check=False,
            timeout=self._timeout_s,
        )


class _Call(threading.Thread):
    """One part on its way; a daemon, so that a service that never ends its answer cannot keep the process."""

    def __init__(self, engine: GttsEngine, part: str, voice: Voice) -> None:
        super().__init__(name="gtts part", daemon=True)
        self.dropped = False
        self._engine, self._part, self._voice = engine, part, voice
        self._audio: Audio | None = None
        self._error: Exception | None = None

    def run(self) -> None:
        """Fetch."""
        try:
            self._audio = self._engine.fetch(self._part, self._voice, self)
        except Exception as error:  # noqa: BLE001  # raised again in result()
            self._error = error

    def result(self) -> Audio:
        """The sound, when it is there."""
        self.join()
        if self._error is not None:
            raise self._error
        if self._audio is None:
            raise EngineUnavailable("the request was dropped", _LATER)
        return self._audio


def split_parts(text: str, language: str) -> list[str]:
    """What is sent, a request each; a part without a letter is left out, as there is nothing to hear in it."""
    parts = clauses.parts(" ".join(text.split()), PART_CHARACTERS, language=language)
    return [part for part in parts if spoken_letters(part)]


_LATER = "Try again later, or choose another voice: narrate voices."


def _request(client: gTTS) -> bytes:
    """All bytes of one part.

    Raises:
        SpeechError: See ``GttsEngine.speak``.
    """
    from gtts import gTTSError
    from requests import RequestException

    from narrator.speech.engines.gtts_faults import as_speech_error

    try:
        return b"".join(client.stream())
    except gTTSError as error:
        raise as_speech_error(error) from error
    except RequestException as error:
        raise EngineUnavailable(f"Google broke off: {type(error).__name__}", _LATER) from error
    except ValueError as error:  # what should be base64 or UTF-8 is not
        raise EngineUnavailable(f"Google's answer cannot be read: {error}", _LATER) from error


def _language(voice: Voice) -> str:
    return str(voice.options.get("lang", voice.language))


def _is_slow(voice: Voice) -> bool:
    """Whether the slower of the service's two speeds is meant.

    Raises:
        UsageError: The rate is neither.
    """
    if voice.rate != 1.0 and voice.rate > SLOW_RATE:
        raise UsageError(
            f"voice {voice.id} has two speeds, 1.0 and {SLOW_RATE} or less, not {voice.rate:g}",
            "Leave --rate out, or choose another voice.",
        )
    return voice.rate <= SLOW_RATE
