"""The cache of spoken utterances: a story that is corrected speaks only what has changed.

One file an utterance, named by a hash of all that its sound depends on. A file that is damaged counts as
absent. Least recently used files go first when the cache outgrows its limit. Any number of processes may use
one folder: entries are written beside and renamed, and what another process deletes is simply not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from narrator.model import Audio, Mark

FORMAT = "narrator clip 1"
SUFFIX = ".clip"
PART_SUFFIX = ".part"
STALE_S = 3600.0
"""Age from which a half-written entry was left by a process that was killed."""


@dataclass(frozen=True, slots=True)
class ClipCache:
    """Spoken utterances on disk; safe under concurrent readers and writers."""

    folder: Path
    """Made on first use."""
    limit_bytes: int
    """Size to stay under; 0 keeps nothing."""

    def key(self, identity: str, spoken: str) -> str:
        """Name of an utterance's entry: engine identity and spoken text."""
        return hashlib.sha256(json.dumps([FORMAT, identity, spoken]).encode()).hexdigest()

    def has(self, key: str) -> bool:
        """Whether something lies under a key, whole or damaged."""
        return self._path(key).exists()

    def get(self, key: str) -> tuple[Audio, tuple[Mark, ...]] | None:
        """The sound and marks under a key; None if there are none, or they are damaged."""
        path = self._path(key)
        try:
            data = path.read_bytes()
            header, _, payload = data.partition(b"\n")
            about = json.loads(header)
            if about["sha256"] != hashlib.sha256(payload).hexdigest():
                return None
            os.utime(path)
            import numpy as np

            marks = tuple(Mark(*mark) for mark in about["marks"])
            return Audio(np.frombuffer(payload, "<i2"), about["rate_hz"]), marks
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, audio: Audio, marks: Sequence[Mark]) -> None:
        """Keep an utterance. A full or read-only disk costs the entry, never the story."""
        if not self.limit_bytes:
            return
        payload = audio.samples.astype("<i2").tobytes()
        about = {
            "format": FORMAT,
            "rate_hz": audio.rate_hz,
            "marks": [[mark.start, mark.end, mark.at_ms] for mark in marks],
            "sha256": hashlib.sha256(payload).hexdigest(),
        }
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f"{os.getpid()}-", suffix=PART_SUFFIX)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(json.dumps(about).encode() + b"\n" + payload)
                Path(name).replace(path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise

    def prune(self) -> int:
        """Delete the least recently used entries until the cache is within its limit; bytes freed."""
        self._sweep(before_s=time.time() - STALE_S)
        entries = list(self._files(SUFFIX))
        excess = sum(size for _, size, _ in entries) - self.limit_bytes
        freed = 0
        for _, size, path in sorted(entries):
            if freed >= excess:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                freed += size
        return freed

    def clear(self) -> int:
        """Delete every entry; bytes freed."""
        self._sweep(before_s=time.time())
        return ClipCache(self.folder, 0).prune()

    def measure(self) -> tuple[int, int]:
        """Number of entries, and their size in bytes."""
        sizes = [size for _, size, _ in self._files(SUFFIX)]
        return len(sizes), sum(sizes)

    def _sweep(self, before_s: float) -> None:
        """Delete what killed processes left half-written."""
        for changed_s, _, path in self._files(PART_SUFFIX):
            if changed_s < before_s:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _files(self, suffix: str) -> Iterator[tuple[float, int, Path]]:
        """Time of last use, size and path of each file."""
        for path in self.folder.glob(f"*/*{suffix}"):
            with contextlib.suppress(OSError):
                about = path.stat()
                yield about.st_mtime, about.st_size, path

    def sweep(self) -> None:
        """Delete what processes that died were writing."""
        for _, _, path in self._files(PART_SUFFIX):
            if not _is_alive(path.name.partition("-")[0]):
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}{SUFFIX}"


def _is_alive(pid: str) -> bool:
    """Whether a process of this machine has the number; what is no number has none."""
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
