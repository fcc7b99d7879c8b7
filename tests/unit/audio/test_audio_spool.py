import errno
import threading

import numpy as np
import pytest

from narrator.audio.spool import Spool
from narrator.errors import AudioError


@pytest.mark.parametrize("memory_bytes", [10, 1_000_000])
def test_samples_come_back_as_written_from_memory_and_from_disk(memory_bytes):
    spool = Spool(memory_bytes)
    written = [np.arange(start, start + 777, dtype=np.int16) for start in range(0, 20_000, 777)]
    for piece in written:
        spool.append(piece)
    whole = np.concatenate(written)
    assert len(spool) == len(whole)
    assert (spool.read(0, len(spool)) == whole).all()
    assert (spool.read(1234, 50) == whole[1234:1284]).all()
    assert len(spool.read(len(whole) - 3, 50)) == 3
    assert len(spool.read(len(whole), 1)) == 0


def test_writing_goes_on_at_the_end_after_reading():
    spool = Spool()
    spool.append(np.array([1, 2], np.int16))
    spool.read(0, 1)
    spool.append(np.array([3], np.int16))
    assert spool.read(0, 9).tolist() == [1, 2, 3]


def test_readers_in_several_threads_get_their_own_parts():
    spool = Spool(10)
    spool.append(np.arange(30_000, dtype=np.int16))
    wrong = []

    def read(start):
        for _ in range(200):
            part = spool.read(start, 100)
            if part.tolist() != list(range(start, start + 100)):
                wrong.append(start)

    threads = [threading.Thread(target=read, args=(start,)) for start in (0, 5000, 20_000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_full_disk_is_one_clear_error(monkeypatch):
    spool = Spool()

    class Full:
        def seek(self, *_):
            pass

        def write(self, _):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(spool, "_file", Full())
    with pytest.raises(AudioError, match="No space left") as caught:
        spool.append(np.zeros(1, np.int16))
    assert "TMPDIR" in caught.value.hint
