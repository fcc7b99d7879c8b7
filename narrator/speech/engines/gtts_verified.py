"""gTTS with the service's certificate verified.

The client passes ``verify=False`` to every request and has no switch. Here its own code for a request runs with
a session that verifies; the gtts that other code of the process uses is left as it is.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from types import FunctionType, SimpleNamespace
from typing import Any

import gtts.tts
import requests

from narrator.errors import EngineMissing


class VerifyingSession(requests.Session):
    """Verifies against REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE where one is set, else against certifi's list."""

    sent = 0

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """As ``requests.Session.send``; ``verify`` comes from the environment alone."""
        type(self).sent += 1
        found = self.merge_environment_settings(request.url or "", {}, None, None, None)
        options["verify"] = True if found["verify"] is None else found["verify"]
        return super().send(request, **options)


@functools.cache
def verifying_client() -> type[gtts.tts.gTTS]:
    """A gTTS whose requests verify."""
    seen = SimpleNamespace(**{**vars(requests), "Session": VerifyingSession})
    code = gtts.tts.gTTS.stream.__code__
    stream = FunctionType(code, {**vars(gtts.tts), "requests": seen}, "stream")

    class VerifyingClient(gtts.tts.gTTS):  # type: ignore[misc]  # gTTS has no types
        def stream(self) -> Iterator[bytes]:
            before = VerifyingSession.sent
            for data in stream(self):
                if VerifyingSession.sent == before:
                    raise EngineMissing(
                        "this version of gTTS cannot be made to verify certificates", "pip install 'gtts<3'"
                    )
                yield data

    return VerifyingClient
