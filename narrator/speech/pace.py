"""How often a service is asked: one pace for all threads and processes of this machine.

Whoever asks takes the lock of a file, waits until its turn, writes down the time and lets go. So the pace holds
across the workers of a batch and across runs, and needs no process that keeps it.
"""

from __future__ import annotations

import contextlib
import fcntl
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO


class Pace:
    """Turns that come at least ``interval_s`` apart.

    Args:
        folder: Where the file lies; where it cannot be written, the pace holds for this object alone.
        service: Whose turns they are; one file each.
        per_minute: Most turns a minute; 0 for no limit.
    """

    def __init__(self, folder: Path, service: str, per_minute: float) -> None:
        self.interval_s = 60.0 / per_minute if per_minute else 0.0
        self._path = folder / f"{re.sub(r'[^a-z0-9.-]', '-', service.lower())}.turn"
        self._lock = threading.Lock()
        self._last_s = 0.0

    def wait(self) -> None:
        """Come back when it is this caller's turn."""
        if not self.interval_s:
            return
        with self._lock, _locked(self._path) as file:
            last_s = max(self._last_s, _read(file))
            rest_s = last_s + self.interval_s - time.time()
            if 0 < rest_s <= self.interval_s:  # more than that: the clock was set back
                time.sleep(rest_s)
            self._last_s = time.time()
            _write(file, self._last_s)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[IO[str] | None]:
    """The file, locked against everyone else; None where that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="ascii")
    except OSError:
        yield None
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _read(file: IO[str] | None) -> float:
    if file is None:
        return 0.0
    try:
        file.seek(0)
        return float(file.read() or 0.0)
    except (OSError, ValueError):
        return 0.0


def _write(file: IO[str] | None, at_s: float) -> None:
    if file is not None:
        with contextlib.suppress(OSError):  # a full disk costs the other processes' pace, not the story
            file.truncate(0)
            file.write(repr(at_s))
            file.flush()
