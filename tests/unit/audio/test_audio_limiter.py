import itertools

import numpy as np
import pytest
from speechlike import speech

from narrator.audio import limiter
from narrator.audio.loudness import levels

HOP = 120


def factors(edges):
    """The gain of every sample, worked out one by one."""
    ramp = (np.arange(HOP) + 0.5) / HOP
    return np.concatenate([left + (right - left) * ramp for left, right in itertools.pairwise(edges)])


def test_no_hop_is_louder_than_its_peak_allows():
    peaks = levels(speech(5), 24_000).peaks
    edges = limiter.piece_edges(peaks, 0, len(peaks), 9.0, -1.0)
    highest = factors(edges).reshape(-1, HOP).max(axis=1) * peaks * 10 ** (9 / 20)
    assert highest.max() <= 32768 * 10 ** (-1 / 20) * 1.0001


def test_gain_falls_before_a_peak_and_rises_slowly_after_it():
    over = np.zeros(200, np.float32)
    over[100] = 9.0
    reduction = limiter.spread(over)
    assert reduction[100] == pytest.approx(9.0, abs=1e-4)
    assert reduction[98] > 2.9
    assert reduction[96] == 0
    assert 6 < reduction[105] < 9
    assert reduction[140] == 0
    assert (np.diff(reduction[101:]) <= 0).all()


def test_a_deep_reduction_is_over_soon():
    over = np.zeros(400, np.float32)
    over[100] = 60.0
    reduction = limiter.spread(over)
    assert reduction[100 + 100] == 0


def test_what_is_under_the_ceiling_is_left_alone():
    peaks = np.full(50, 10_000, np.uint16)
    assert (limiter.piece_edges(peaks, 0, 50, 0.0, -1.0) == 1).all()


@pytest.mark.parametrize("size", [1, 3, 64, 100_000])
def test_pieces_have_the_gain_of_the_whole(size):
    peaks = levels(speech(6), 24_000).peaks
    whole = limiter.piece_edges(peaks, 0, len(peaks), 20.0, -1.0)
    step = size if size > 10 else 97
    for first in range(0, len(peaks), step):
        last = min(first + size, len(peaks))
        piece = limiter.piece_edges(peaks, first, last, 20.0, -1.0)
        assert np.allclose(piece, whole[first : last + 1], atol=1e-6)


def test_loudness_is_foretold_from_levels_alone():
    sound = speech(10)
    found = levels(sound, 24_000)
    for gain_db in (0.0, 6.0, 12.0):
        edges = limiter.piece_edges(found.peaks, 0, len(found.peaks), gain_db, -1.0)
        heard = limiter.apply(sound, edges, HOP, gain_db)
        foretold = limiter.limited_loudness(found, gain_db, -1.0)
        assert levels(heard, 24_000).loudness_lufs == pytest.approx(foretold, abs=0.05)


def test_true_peak_stays_under_the_ceiling():
    sound = speech(10)
    found = levels(sound, 24_000)
    edges = limiter.piece_edges(found.peaks, 0, len(found.peaks), 12.0, -3.0)
    heard = levels(limiter.apply(sound, edges, HOP, 12.0), 24_000)
    assert -3.3 < heard.true_peak_dbtp <= -2.95


def test_gain_brings_speech_to_its_loudness():
    for peak in (400, 4000, 32_767):
        found = levels(speech(10, peak=peak), 24_000)
        gain_db = limiter.find_gain(found, -16.0, -1.0)
        assert limiter.limited_loudness(found, gain_db, -1.0) == pytest.approx(-16.0, abs=0.05)


def test_silence_is_not_raised():
    assert limiter.find_gain(levels(np.zeros(48_000, np.int16), 24_000), -16.0, -1.0) == 0
    rng = np.random.default_rng(0)
    hum = rng.integers(-3, 4, 240_000).astype(np.int16)
    assert limiter.find_gain(levels(hum, 24_000), -16.0, -1.0) == 0


def test_short_sound_has_a_gain_too():
    found = levels(speech(0.2), 24_000)
    assert np.isfinite(limiter.find_gain(found, -16.0, -1.0))


def test_full_scale_does_not_wrap_around():
    edges = np.ones(3, np.float32)
    loud = limiter.apply(np.array([32767] * 120 + [-32768] * 120, np.int16), edges, HOP, 6.0)
    assert loud[0] == 32767
    assert loud[-1] == -32768
