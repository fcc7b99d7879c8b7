"""eSpeak NG from the wheel espeakng-loader: always there, offline, many hundred times faster than speech."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrator.errors import EngineMissing, EngineUnavailable
from narrator.model import Mark, Pcm, Voice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_PROCESSES = 4
END_S = 2.0
"""Longest wait for a process that was told to end; one that hangs is killed."""
SCRIPT = Path(__file__).with_name("espeak_process.py")


class EspeakEngine:
    """Speaks in a process of its own, each utterance from the library's pristine state.

    The same text gives the same bytes whatever was spoken before it. The options of a voice card are ``voice``
    (eSpeak's name), ``words_per_minute`` (80 to 450, eSpeak's own count), ``pitch`` and ``volume`` (0 to 100).

    Args:
        processes: Utterances spoken at a time, each by a process of its own; 0 for one a core, at most 4.
    """

    name = "espeak"

    def __init__(self, *, processes: int = 0) -> None:
        try:
            import espeakng_loader
        except ImportError as error:
            raise EngineMissing("eSpeak NG is not installed", "pip install espeakng-loader") from error
        self.workers = processes or min(MOST_PROCESSES, os.cpu_count() or 1)
        self._library = Path(espeakng_loader.get_library_path())
        self._data = Path(espeakng_loader.get_data_path())
        self._lock = threading.Lock()
        self._idle: list[EspeakProcess] = []

    def identity(self, voice: Voice) -> str:
        """Version and digest of library and data, and the card's options; no process is started to know it."""
        request = _request("", voice)
        whole = name_version(self._library, self._data, request["voice"])
        return f"{whole} {json.dumps(request, sort_keys=True)}"

    def warm(self, voice: Voice) -> None:
        """Start a process, which gets ready by itself."""
        with self._lock:
            if not self._idle:
                self._idle.append(EspeakProcess(self._library, self._data))

    def speak(self, text: str, voice: Voice) -> Iterator[Pcm | Mark]:
        """Sound in pieces of 200 ms, and a mark before each word's sound."""
        with self._borrowed() as process:
            yield from process.speak(_request(text.replace("\0", " "), voice))

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            while self._idle:
                self._idle.pop().kill()

    @contextlib.contextmanager
    def _borrowed(self) -> Iterator[EspeakProcess]:
        """A process for one request; what does not read its reply to the end makes it useless."""
        with self._lock:
            process = self._idle.pop() if self._idle else None
        if process is None or not process.alive:
            process = EspeakProcess(self._library, self._data)
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        with self._lock:
            self._idle.append(process)


class EspeakProcess:
    """The process of espeak_process.py, seen from here: started at once, waited for when it is used."""

    def __init__(self, library: Path, data: Path) -> None:
        command = [sys.executable, "-I", "-S", *map(os.fspath, (SCRIPT, library, data))]
        self._popen = subprocess.Popen(  # noqa: S603  # our own script, with this interpreter
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that it ends together with the children that it forks
        )
        self._stdin, self._stdout = self._popen.stdin, self._popen.stdout
        self._ended = weakref.finalize(self, _end, self._popen)

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._popen.poll() is None

    @functools.cached_property
    def _rate_hz(self) -> int:
        """Of its sound; the first thing it says."""
        kind, payload = self._receive()
        if kind != b"I":
            self.kill()
            raise EngineMissing(f"eSpeak NG does not start: {payload.decode(errors='replace')}", _REINSTALL)
        rate_hz: int = json.loads(payload)["rate_hz"]
        return rate_hz

    def speak(self, request: dict[str, Any]) -> Iterator[Pcm | Mark]:
        """One request and its reply; a reply that is not read to its end makes the process useless."""
        rate_hz = self._send(request)
        while (frame := self._receive())[0] != b"D":
            kind, payload = frame
            if kind == b"A":
                yield Pcm(_samples(payload), rate_hz)
            elif kind == b"M":
                start, length, at_ms = json.loads(payload)
                yield Mark(start, start + length, at_ms)
            else:
                raise EngineUnavailable(payload.decode(errors="replace"), "Choose another voice.")

    def spell(self, chunks: Sequence[str], voice: str) -> list[str]:
        """The phonemes of each chunk in IPA, with stress, as eSpeak would say it."""
        self._send({"phonemes": list(chunks), "voice": voice})
        spelled: list[str] = []
        while (frame := self._receive())[0] != b"D":
            kind, payload = frame
            if kind != b"P":
                raise EngineUnavailable(payload.decode(errors="replace"), "Choose another voice.")
            spelled = json.loads(payload)
        return spelled

    def kill(self) -> None:
        """End at once."""
        _kill(self._popen)
        self.close()

    def close(self) -> None:
        """End after the request in hand."""
        self._ended()

    def _send(self, request: dict[str, Any]) -> int:
        """Ask it, once it is ready; its samples a second."""
        rate_hz = self._rate_hz
        try:
            self._stdin.write(json.dumps(request).encode() + b"\n")  # type: ignore[union-attr]  # a pipe
            self._stdin.flush()  # type: ignore[union-attr]  # a pipe
        except BrokenPipeError as error:
            raise EngineUnavailable(_ENDED, _REINSTALL) from error
        return rate_hz

    def _receive(self) -> tuple[bytes, bytes]:
        header = self._stdout.read(5)  # type: ignore[union-attr]  # a pipe
        if len(header) < 5:
            raise EngineUnavailable(_ENDED, _REINSTALL)
        kind, size = struct.unpack("<cI", header)
        return kind, self._stdout.read(size)  # type: ignore[union-attr]  # a pipe


def _end(popen: subprocess.Popen[bytes]) -> None:
    """Close its stdin, which ends the process, and wait for it."""
    with contextlib.suppress(BrokenPipeError):
        popen.stdin.close()  # type: ignore[union-attr]  # a pipe
    try:
        popen.wait(END_S)
    except subprocess.TimeoutExpired:
        _kill(popen)
        popen.wait()
    popen.stdout.close()  # type: ignore[union-attr]  # a pipe


def _kill(popen: subprocess.Popen[bytes]) -> None:
    """End a process and its children at once."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(popen.pid, signal.SIGKILL)


def _samples(payload: bytes) -> NDArray[np.int16]:
    import numpy as np

    return np.frombuffer(payload, "<i2")


def name_version(library: Path, data: Path, voice: str) -> str:
    """Version and digest of library and data, for identities.

    Raises:
        EngineMissing: A file that must be there is not.
    """
    version = importlib.metadata.version("espeakng-loader")
    return f"espeak-ng loader={version} sha256={_digest(library, data, voice)}"


def _digest(library: Path, data: Path, voice: str) -> str:
    """Twelve digits for library, sounds and a voice's dictionary, and the names and sizes of all other data.

    Raises:
        EngineMissing: A file that must be there is not.
    """
    dictionary = f"{voice.split('-')[0].split('+')[0]}_dict"
    digest = hashlib.sha256()
    try:
        for path in (library, *(data / name for name in ("phondata", "phonindex", "phontab", "intonations"))):
            digest.update(path.read_bytes())
        if (data / dictionary).is_file():
            digest.update((data / dictionary).read_bytes())
        digest.update("\n".join(sorted(_sizes(data, ""))).encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise EngineMissing(f"eSpeak NG is not whole: {error}", _REINSTALL) from error
    return digest.hexdigest()[:12]


def _sizes(folder: Path, prefix: str) -> Iterator[str]:
    """Name and size of each file below a folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _sizes(Path(entry.path), f"{prefix}{entry.name}/")
            else:
                yield f"{prefix}{entry.name} {entry.stat().st_size}"


_ENDED = "the eSpeak NG process ended early"
_REINSTALL = "pip install --force-reinstall espeakng-loader"


def _request(text: str, voice: Voice) -> dict[str, Any]:
    """What the process is asked, see espeak_process."""
    words_per_minute = round(float(voice.options.get("words_per_minute", 140)) * voice.rate)
    return {
        "text": text,
        "voice": voice.options.get("voice", voice.language),
        "words_per_minute": min(max(words_per_minute, 80), 450),
        "pitch": voice.options.get("pitch", 50),
        "volume": voice.options.get("volume", 100),
    }
