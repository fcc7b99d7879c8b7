"""Jobs given out to an executor, a few at a time, and their results as they come."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, TypeVar

from narrator.batch.jobs import Failure
from narrator.errors import NarratorError, WorkerDied
from narrator.masking import discreet

Task = TypeVar("Task")
POLL_S = 0.5
"""How long a task that waits for its next attempt may wait too long."""


def dispatch(
    executor: Executor,
    width: int,
    take: Callable[[], Task | None],
    job: Callable[[Task], tuple[Any, ...]],
    waiting: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[Task, Any]]:
    """Tasks with what came of them, in the order in which they are done.

    Of the executor only ``submit`` is used, and of what that gives only ``result``: processes, threads and
    clusters fit. A job whose worker failed gives a ``Failure``, and costs no other job.

    Args:
        executor: Where the work is done.
        width: Most jobs given out at a time.
        take: The next task; None where there is none now.
        job: Function and arguments of a task; an error in it is of the run, not of the task.
        waiting: Whether ``take`` may have a task later, though it has none now.
    """
    done: queue.SimpleQueue[tuple[Task, Any]] = queue.SimpleQueue()

    def serve(task: Task) -> None:
        try:
            function, *arguments = job(task)
        except NarratorError as error:
            done.put((task, Failure(error.exit_code, error.message, error.hint, ends_run=True)))
            return
        try:
            result = executor.submit(function, *arguments).result()
        except WorkerDied as error:
            result = Failure(error.exit_code, error.message, error.hint, transient=True, died=True)
        except BaseException as error:  # noqa: BLE001  # whatever an executor raises is the outcome of its job
            said = discreet(f"its worker failed: {type(error).__name__}: {error}")
            result = Failure(WorkerDied.exit_code, said, None, transient=True, died=True)
        done.put((task, result))

    busy = 0
    with ThreadPoolExecutor(width, "desk") as desks:
        try:
            while True:
                while busy < width and (task := take()) is not None:
                    desks.submit(serve, task)
                    busy += 1
                if not busy and not waiting():
                    return
                try:
                    result = done.get(timeout=POLL_S)
                except queue.Empty:
                    continue
                busy -= 1
                yield result
        except BaseException:
            # Whoever breaks off does not wait for the jobs in hand, where they can be ended.
            getattr(executor, "kill", lambda: None)()
            raise
