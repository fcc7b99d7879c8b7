import os
import resource
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from narrator.model import Audio, Mark, Script
from narrator.speech import record as recorder
from narrator.speech.cache import ClipCache
from narrator.speech.engine import load_engine
from narrator.speech.record import record
from narrator.speech.voices import read_card, shipped_folder

SOUND = Audio((np.arange(2_400) % 500).astype(np.int16), 24_000)
MARKS = (Mark(0, 3, 0), Mark(4, 7, 60))


@pytest.fixture
def cache(tmp_path):
    return ClipCache(tmp_path / "clips", 10_000_000)


def files(cache):
    return sorted(path for path in cache.folder.rglob("*") if path.is_file())


def fill(cache, count, audio=SOUND):
    keys = [cache.key("identity", str(number)) for number in range(count)]
    for key in keys:
        cache.put(key, audio, MARKS)
    return keys


def test_entry_comes_back_as_it_was_put(cache):
    (key,) = fill(cache, 1)
    audio, marks = cache.get(key)
    assert audio.samples.tolist() == SOUND.samples.tolist()
    assert (audio.rate_hz, marks) == (24_000, MARKS)


def test_key_changes_with_identity_and_text_and_never_by_where_they_meet(cache):
    keys = {cache.key(*pair) for pair in (("a", "bc"), ("ab", "c"), ("a", "b c"), ("a", "bc "))}
    assert len(keys) == 4


@pytest.mark.parametrize(
    "spoil", [lambda data: b"", lambda data: data[:40], lambda data: data[:-1], lambda data: data + b"x"]
)
def test_damaged_entry_is_absent(cache, spoil):
    (key,) = fill(cache, 1)
    (path,) = files(cache)
    path.write_bytes(spoil(path.read_bytes()))
    assert cache.get(key) is None


def test_every_flipped_byte_is_noticed(cache):
    (key,) = fill(cache, 1, replace(SOUND, samples=SOUND.samples[:40]))
    (path,) = files(cache)
    data = path.read_bytes()
    for place in range(len(data)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        found = cache.get(key)
        assert found is None or (found[0].samples.tolist() == SOUND.samples[:40].tolist())


def test_used_entries_outlive_unused_ones(cache):
    keys = fill(cache, 10)
    for path in files(cache):
        os.utime(path, (1, 1))
    cache.get(keys[3])
    size = files(cache)[0].stat().st_size
    replace(cache, limit_bytes=size * 2).prune()
    assert len(files(cache)) <= 2
    assert cache.get(keys[3]) is not None


def test_leftovers_of_killed_writers_are_swept_and_those_of_living_ones_kept(cache):
    fill(cache, 1)
    folder = files(cache)[0].parent
    (folder / "old.part").write_bytes(b"x")
    os.utime(folder / "old.part", (1, 1))
    (folder / "new.part").write_bytes(b"x")
    cache.prune()
    assert [path.name for path in files(cache) if path.suffix == ".part"] == ["new.part"]
    assert cache.get(cache.key("identity", "0")) is not None


def test_full_disk_costs_the_entry_alone(cache, say):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        voice = read_card(shipped_folder() / "tone.toml")
        script = Script("hi", (say("नदी पर नया पुल बना है।"),))
        clips = list(record(script, voice, load_engine("tone"), cache=cache))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert len(clips[0].audio.samples) > 20_000
    assert files(cache) == []


def test_writers_readers_and_pruners_share_a_folder(cache):
    small = replace(cache, limit_bytes=20_000)
    wrong, until = [], time.monotonic() + 1.0

    def work(seed):
        rng = np.random.default_rng(seed)
        while time.monotonic() < until:
            number = int(rng.integers(0, 12))
            key = small.key("identity", str(number))
            audio = replace(SOUND, samples=np.full(2_400, number, np.int16))
            found = small.get(key)
            if found is not None and found[0].samples.tolist() != audio.samples.tolist():
                wrong.append(number)
            small.put(key, audio, MARKS)
            if number == 0:
                small.prune()

    def guarded(seed):
        try:
            work(seed)
        except Exception as error:  # noqa: BLE001  # any at all is a failure of this test
            wrong.append(error)

    threads = [threading.Thread(target=guarded, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert small.prune() >= 0
    assert small.measure()[1] <= 20_000


def test_long_story_keeps_the_cache_near_its_limit(cache, say, monkeypatch):
    monkeypatch.setattr(recorder, "PRUNE_EVERY", 5)
    voice = read_card(shipped_folder() / "tone.toml")
    script = Script("hi", tuple(say(f"{'एक ' * number}बात") for number in range(1, 31)))
    small, most = replace(cache, limit_bytes=100_000), 0
    for clip in record(script, voice, load_engine("tone"), cache=small):
        most = max(most, small.measure()[1] - 6 * 2 * len(clip.audio.samples))
    assert most <= 100_000
    assert small.measure()[1] <= 100_000
