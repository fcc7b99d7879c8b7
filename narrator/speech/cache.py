"""The cache of spoken utterances: a story that is corrected speaks only what has changed.

One file an utterance, named by a hash of all that its sound depends on. A file that is damaged counts as
absent. Least recently used files go first when the cache outgrows its limit.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from narrator.model import Audio, Mark

FORMAT = "narrator clip 1"
SUFFIX = ".clip"


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
            descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(json.dumps(about).encode() + b"\n" + payload)
                Path(name).replace(path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise

    def prune(self) -> int:
        """Delete the least recently used entries until the cache is within its limit; bytes freed."""
        entries = []
        for path in self.folder.glob(f"*/*{SUFFIX}"):
            with contextlib.suppress(FileNotFoundError):
                about = path.stat()
                entries.append((about.st_mtime_ns, about.st_size, path))
        excess = sum(size for _, size, _ in entries) - self.limit_bytes
        freed = 0
        for _, size, path in sorted(entries):
            if freed >= excess:
                break
            path.unlink(missing_ok=True)
            freed += size
        return freed

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}{SUFFIX}"
