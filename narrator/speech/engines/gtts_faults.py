"""What gTTS's errors mean, and whether trying again may help."""

from __future__ import annotations

from gtts import gTTSError
from requests.exceptions import SSLError

from narrator.errors import EngineRefused, EngineUnavailable, RateLimited, SpeechError
from narrator.retry import retry_after_s

_LATER = "Try again later, or choose another voice: narrate voices."


def as_speech_error(error: gTTSError) -> SpeechError:
    """The error of our tree for an error of the client."""
    if error.rsp is None:
        return _unreachable(error)
    status, after_s = error.rsp.status_code, retry_after_s(error.rsp.headers)
    if status == 429 or (status == 503 and after_s is not None):
        wait = f"Wait {after_s:.0f} s" if after_s else "Wait some hours"
        return RateLimited(
            f"Google asks for fewer requests ({status})",
            f"{wait}, set requests_per_minute on the card, or choose another voice.",
            after_s,
        )
    if status in (401, 403):
        return EngineRefused(f"Google refuses this client ({status})", "Choose another voice: narrate voices.")
    if status == 200:
        return EngineUnavailable("Google answered without sound", _LATER)
    return EngineUnavailable(f"Google answered with status {status}", _LATER)


def _unreachable(error: gTTSError) -> SpeechError:
    if isinstance(error.__context__, SSLError):
        return EngineRefused(
            "the certificate of Google's service cannot be verified",
            "Name your proxy's certificate in REQUESTS_CA_BUNDLE, or leave verify_tls in [engines.gtts] off.",
        )
    return EngineUnavailable("Google cannot be reached", _LATER)
