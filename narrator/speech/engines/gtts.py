"""Google Translate's voice through gTTS, an unofficial client of an online service.

gTTS sends each part of at most 100 characters in a request of its own, skips a reply without sound silently,
and does not verify the service's certificate. So the text is cut here, one part a call; a part without sound
is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from narrator import codec
from narrator.clauses import parts
from narrator.errors import (
    AudioError,
    EngineMissing,
    EngineRefused,
    EngineUnavailable,
    RateLimited,
    SpeechError,
    UsageError,
)
from narrator.model import Mark, Pcm, Voice

if TYPE_CHECKING:
    from gtts import gTTSError

PART_CHARACTERS = 100
SLOW_RATE = 0.75


class GttsEngine:
    """The real gTTS client.

    Args:
        timeout_s: Longest wait for the service, for each connection and each read.

    The options of a voice card are ``lang`` and ``tld``, as gTTS has them. Proxies come from the environment.
    """

    name = "gtts"

    def __init__(self, *, timeout_s: float = 20.0) -> None:
        try:
            self._version = version("gtts")
        except PackageNotFoundError as error:
            raise EngineMissing("gTTS is not installed", "pip install gtts") from error
        self._timeout_s = timeout_s

    def identity(self, voice: Voice) -> str:
        """Service, language, top-level domain and speed; the client's version does not change the sound."""
        return f"gtts {_language(voice)} {voice.options.get('tld', 'com')} slow={_is_slow(voice)}"

    def speak(self, text: str, voice: Voice) -> Iterator[Pcm | Mark]:
        """Sound of each part as it comes.

        Raises:
            RateLimited: The service answered 429.
            EngineRefused: It answered 401 or 403, which trying again does not mend.
            EngineUnavailable: It cannot be reached, broke off, or sent no sound.
        """
        for part in parts(text, PART_CHARACTERS, language=_language(voice)):
            data = self._fetch(part, voice)
            try:
                audio = codec.read_sound(data)
            except AudioError as error:
                raise EngineUnavailable(f"Google's sound cannot be decoded: {error}", _LATER) from error
            yield Pcm(audio.samples, audio.rate_hz)

    def _fetch(self, part: str, voice: Voice) -> bytes:
        from gtts import gTTS, gTTSError
        from requests import RequestException

        try:
            client = gTTS(
                part,
                lang=_language(voice),
                tld=voice.options.get("tld", "com"),
                slow=_is_slow(voice),
                lang_check=False,
                timeout=self._timeout_s,
            )
            data = b"".join(client.stream())
        except gTTSError as error:
            raise _as_speech_error(error) from error
        except RequestException as error:
            raise EngineUnavailable(f"Google broke off: {type(error).__name__}", _LATER) from error
        except AssertionError as error:  # gTTS asserts that there is something to say
            raise EngineUnavailable(f"gTTS has nothing to say for: {part}", "Choose another voice.") from error
        if not data:
            raise EngineUnavailable(f"Google answered without sound for: {part}", _LATER)
        return data


_LATER = "Try again later, or choose another voice: narrate voices."


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


def _as_speech_error(error: gTTSError) -> SpeechError:
    status = getattr(error.rsp, "status_code", None)
    if status == 429:
        return RateLimited("Google asks for fewer requests (429)", "Wait some hours, or choose another voice.")
    if status in (401, 403):
        return EngineRefused(f"Google refuses this client ({status})", "Choose another voice: narrate voices.")
    if status is not None:
        return EngineUnavailable(f"Google answered with status {status}", _LATER)
    return EngineUnavailable("Google cannot be reached", _LATER)
