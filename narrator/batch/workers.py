"""Worker processes, each with one job at a time: one that dies costs that job and no other.

``ProcessPoolExecutor`` gives up all that is waiting when one of its processes dies. Here each thread has a
process of its own, and starts another after a death. Workers end with the process that started them, however
that one ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

from narrator.errors import WorkerDied

_PR_SET_PDEATHSIG = 1


class Workers(Executor):
    """As many processes as are needed, up to ``count``; each begins with its first job.

    Args:
        count: Most processes.
    """

    def __init__(self, count: int) -> None:
        self._threads = ThreadPoolExecutor(count, "worker")
        self._cores = itertools.cycle(_cores_for(count))
        self._own = threading.local()
        self._lock = threading.Lock()
        self._running: set[_Worker] = set()
        self._ended = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The result of a call in a worker; ``WorkerDied`` where its process ended in the middle."""
        return self._threads.submit(self._run, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes after the jobs in hand, or at once without ``wait``."""
        if not wait:
            self.kill()
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        for worker in list(self._running):
            worker.close()

    def kill(self) -> None:
        """End the processes at once; jobs in hand fail with ``WorkerDied``."""
        with self._lock:
            self._ended = True
            for worker in self._running:
                worker.kill()

    def _run(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            with self._lock:
                if self._ended:
                    raise WorkerDied("the workers were ended", None)
                if not hasattr(self._own, "core"):
                    self._own.core = next(self._cores)
                worker = self._own.worker = _Worker(self._own.core)
                self._running.add(worker)
        try:
            return worker.call(fn, args, kwargs)
        except WorkerDied:
            self._own.worker = None
            with self._lock:
                self._running.discard(worker)
            raise


def _cores_for(count: int) -> list[int | None]:
    """The cores that so many workers stay on, where they fill them all; None for wherever the system likes.

    A worker and the engine's process that it waits for take turns: moving them about costs a twentieth.
    """
    if not hasattr(os, "sched_getaffinity"):
        return [None]
    cores = sorted(os.sched_getaffinity(0))
    return [*cores] if count >= len(cores) > 1 else [None]


class _Worker:
    """One process, seen from here."""

    def __init__(self, core: int | None) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would take locks of other threads with it
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, os.getpid(), core), daemon=True)
        self._process.start()
        theirs.close()

    def call(self, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            self._connection.send((fn, args, kwargs))
            went_well, result = self._connection.recv()
        except (EOFError, OSError) as error:
            self._process.join()
            code = self._process.exitcode or 0
            how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
            raise WorkerDied(f"the process that worked on it {how}", _OUT_OF_MEMORY) from error
        if went_well:
            return result
        raise result

    def close(self) -> None:
        self._connection.close()
        self._process.join()

    def kill(self) -> None:
        self._process.kill()


_OUT_OF_MEMORY = "SIGKILL often means that memory ran out: try fewer workers."


def _serve(connection: Connection, parent: int, core: int | None) -> None:
    """Calls, one after another, until the other end is closed; on one core, where it is given."""
    _end_with(parent)
    if core is not None:
        with contextlib.suppress(OSError):  # a core that was taken from us since
            os.sched_setaffinity(0, {core})
    # Who stops a run stops its driver, which lets stories in hand finish.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        while True:
            fn, args, kwargs = connection.recv()
            try:
                answer = (True, fn(*args, **kwargs))
            except Exception as error:  # noqa: BLE001  # told to the driver
                answer = (False, error)
            connection.send(answer)


def _end_with(parent: int) -> None:
    """Have the system end this process when the one that started it ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
