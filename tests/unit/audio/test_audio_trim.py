import numpy as np
import pytest
from speechlike import speech

from narrator.audio.trim import trim
from narrator.model import Audio

RATE = 24_000


def padded(sound, before_ms, after_ms, noise=0):
    rng = np.random.default_rng(1)
    quiet = [
        rng.integers(-noise, noise + 1, RATE * ms // 1000).astype(np.int16) for ms in (before_ms, after_ms)
    ]
    return np.concatenate([quiet[0], sound, quiet[1]])


def test_silence_of_the_engine_goes_but_for_a_lead_and_a_tail():
    sound = np.full(RATE, 9000, np.int16)
    trimmed = trim(Audio(padded(sound, 200, 500), RATE))
    assert trimmed.first == RATE * 190 // 1000
    assert len(trimmed.samples) == RATE + RATE * 40 // 1000


def test_noise_fifty_decibels_under_the_voice_is_silence():
    sound = np.full(RATE, 30_000, np.int16)
    assert len(trim(Audio(padded(sound, 300, 300, noise=60), RATE)).samples) == RATE + RATE * 40 // 1000


def test_a_soft_voice_is_not_taken_for_silence():
    sound = (speech(1, peak=300) * 1).astype(np.int16)
    sound[0] = sound[-1] = 40
    assert len(trim(Audio(padded(sound, 200, 200), RATE)).samples) == len(sound) + RATE * 40 // 1000


def test_a_sound_that_starts_at_once_rises_from_nothing():
    trimmed = trim(Audio(np.full(RATE, 20_000, np.int16), RATE))
    assert trimmed.first == 0
    assert trimmed.samples[0] == 0
    assert abs(int(trimmed.samples[-1])) < 200
    assert np.abs(np.diff(trimmed.samples.astype(int))).max() < 700


def test_the_middle_is_untouched():
    sound = speech(1)
    trimmed = trim(Audio(sound, RATE))
    inside = slice(RATE // 50, -RATE // 25)
    offset = trimmed.first
    assert (trimmed.samples[inside] == sound[offset : offset + len(trimmed.samples)][inside]).all()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 10])
def test_a_clip_of_a_few_samples_stays_a_clip(count):
    trimmed = trim(Audio(np.full(count, 20_000, np.int16), RATE))
    assert len(trimmed.samples) == count


def test_a_clip_of_silence_is_forty_milliseconds_at_most():
    assert len(trim(Audio(np.zeros(10 * RATE, np.int16), RATE)).samples) == RATE * 40 // 1000
    assert len(trim(Audio(np.zeros(5, np.int16), RATE)).samples) == 5


def test_lowest_sample_value_counts_as_loud():
    sound = np.zeros(RATE, np.int16)
    sound[12_000] = -32_768
    assert trim(Audio(sound, RATE)).first == 12_000 - RATE // 100
