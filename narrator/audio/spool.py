"""Samples that are written once and read as often as needed: in memory while few, on disk when many."""

from __future__ import annotations

import tempfile
import threading
import weakref

import numpy as np
from numpy.typing import NDArray

from narrator.errors import AudioError

MEMORY_BYTES = 32_000_000
"""About eleven minutes of speech at 24 kHz; more goes to a temporary file without a name."""


class Spool:
    """int16 samples in order of writing; the file goes when nothing refers to the spool any more."""

    def __init__(self, memory_bytes: int = MEMORY_BYTES) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=memory_bytes)  # noqa: SIM115  # lives as long as self
        self._lock = threading.Lock()
        self._count = 0
        weakref.finalize(self, self._file.close)

    def __len__(self) -> int:
        """Number of samples."""
        return self._count

    def append(self, samples: NDArray[np.int16]) -> None:
        """Write samples after the others.

        Raises:
            AudioError: The disk is full.
        """
        try:
            with self._lock:
                self._file.seek(2 * self._count)
                self._file.write(samples.astype("<i2", copy=False).tobytes())
        except OSError as error:
            raise AudioError(
                f"no room for the sound in {tempfile.gettempdir()}: {error.strerror}",
                "Free space there, or name another folder in TMPDIR.",
            ) from error
        self._count += len(samples)

    def read(self, start: int, count: int) -> NDArray[np.int16]:
        """Up to ``count`` samples from ``start`` on; several readers may take turns."""
        with self._lock:
            self._file.seek(2 * start)
            return np.frombuffer(self._file.read(2 * count), "<i2")
