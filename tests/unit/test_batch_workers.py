import os
import signal

import pytest

from narrator.batch.workers import Workers
from narrator.errors import WorkerDied

needs_affinity = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity"), reason="this system keeps no process on a core"
)


def where(_=None):
    return os.getpid(), tuple(sorted(os.sched_getaffinity(0)))


def die():
    os.kill(os.getpid(), signal.SIGKILL)


@needs_affinity
def test_workers_that_fill_the_cores_stay_on_one_each():
    cores = sorted(os.sched_getaffinity(0))
    with Workers(len(cores)) as workers:
        told = dict(workers.map(where, range(20 * len(cores))))
    if len(cores) > 1:
        assert sorted(told.values()) == [(core,) for core in cores][: len(told)]
    assert where()[1] == tuple(cores)


@needs_affinity
def test_fewer_workers_than_cores_go_where_the_system_likes():
    with Workers(1) as workers:
        assert workers.submit(where).result()[1] == where()[1]


@needs_affinity
def test_worker_after_a_dead_one_stays_on_its_core():
    with Workers(len(os.sched_getaffinity(0))) as workers:
        first = workers.submit(where).result()
        with pytest.raises(WorkerDied, match="SIGKILL"):
            workers.submit(die).result()
        told = dict(workers.map(where, range(40)))
    assert first[0] not in told
    assert len(set(told.values())) == len(told)
