import math

import numpy as np
import pytest
from speechlike import speech

from narrator.audio.grid import grid
from narrator.audio.loudness import Meter, levels, measure, true_peak
from narrator.audio.peaks import peaks_over
from narrator.audio.weighting import energy
from narrator.errors import AudioTooShort
from narrator.model import Audio

RATES = (11_025, 16_000, 22_050, 24_000, 44_100, 48_000)


def sine(seconds, rate_hz, *, hz=997.0, peak=1.0, phase=0.0):
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    return np.round(peak * 32767 * np.sin(2 * np.pi * hz * time + phase)).astype(np.int16)


@pytest.mark.parametrize("rate_hz", RATES)
def test_full_scale_sine_of_one_kilohertz_is_three_units_under_full_scale(rate_hz):
    assert measure(Audio(sine(5, rate_hz), rate_hz)) == pytest.approx(-3.01, abs=0.06)


@pytest.mark.parametrize("rate_hz", RATES)
def test_loudness_falls_as_the_level_falls(rate_hz):
    whole = measure(Audio(sine(3, rate_hz), rate_hz))
    tenth = measure(Audio(sine(3, rate_hz, peak=0.1), rate_hz))
    assert whole - tenth == pytest.approx(20, abs=0.02)


def test_low_rumble_counts_less_and_high_hiss_counts_more():
    middle = measure(Audio(sine(3, 48_000, hz=500), 48_000))
    low = measure(Audio(sine(3, 48_000, hz=20), 48_000))
    high = measure(Audio(sine(3, 48_000, hz=6000), 48_000))
    assert middle - low > 12
    assert high - middle == pytest.approx(4, abs=0.4)


def test_silence_around_speech_does_not_count():
    sound = speech(10)
    padded = np.concatenate([np.zeros(240_000, np.int16), sound, np.zeros(240_000, np.int16)])
    assert measure(Audio(padded, 24_000)) == pytest.approx(measure(Audio(sound, 24_000)), abs=0.25)


def test_soft_parts_ten_units_down_do_not_count():
    loud = sine(20, 24_000, peak=0.1)
    mixed = np.concatenate([sine(10, 24_000, peak=0.02), loud, sine(10, 24_000, peak=0.02)])
    assert measure(Audio(mixed, 24_000)) == pytest.approx(measure(Audio(loud, 24_000)), abs=0.1)


def test_digital_silence_has_no_loudness_and_no_peak():
    silence = Audio(np.zeros(24_000, np.int16), 24_000)
    assert measure(silence) == -math.inf
    assert true_peak(silence) == -math.inf


def test_sound_shorter_than_a_block_is_an_error():
    with pytest.raises(AudioTooShort, match="399 ms"):
        measure(Audio(sine(0.399, 24_000), 24_000))
    assert measure(Audio(sine(0.4, 24_000), 24_000)) < 0


@pytest.mark.parametrize("rate_hz", RATES)
def test_true_peak_lies_between_the_samples(rate_hz):
    """A quarter of the rate at 45 degrees: every sample is 3 dB under the wave's crest."""
    wave = sine(1, rate_hz, hz=rate_hz / 4, peak=0.5, phase=math.pi / 4)
    sound = Audio((wave * np.hanning(len(wave))).astype(np.int16), rate_hz)
    assert 20 * math.log10(np.abs(sound.samples.astype(float)).max() / 32768) == pytest.approx(-9.03, abs=0.05)
    assert true_peak(sound) == pytest.approx(-6.02, abs=0.05)


def test_lowest_sample_value_is_full_scale():
    samples = np.zeros(24_000, np.int16)
    samples[12_000] = -32_768
    assert true_peak(Audio(samples, 24_000)) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("size", [1, 7, 1000, 99_999, 10_000_000])
def test_pieces_of_any_size_measure_as_the_whole(size):
    sound = speech(25, 22_050)
    meter = Meter(22_050)
    for start in range(0, len(sound), size) if size > 1 else range(300):
        meter.add(sound[start : start + size])
    if size == 1:
        meter.add(sound[300:])
    pieces, whole = meter.finish(), levels(sound, 22_050)
    assert np.allclose(pieces.energies, whole.energies, rtol=1e-4, atol=1e-9)
    assert np.abs(pieces.peaks.astype(int) - whole.peaks.astype(int)).max() <= 1


def test_levels_have_one_entry_a_hop():
    for count in (0, 1, 119, 120, 121, 5000):
        found = levels(np.full(count, 100, np.int16), 24_000)
        assert len(found.energies) == len(found.peaks) == math.ceil(count / 120)


def test_steps_are_a_tenth_of_a_second():
    assert [grid(rate_hz).step * 10 for rate_hz in (16_000, 22_050, 24_000, 44_100, 48_000)] == [
        16_000,
        22_050,
        24_000,
        44_100,
        48_000,
    ]


def test_quick_peaks_are_the_exact_ones_where_it_matters():
    sound = speech(5).astype(np.float32)
    exact, quick = levels(sound, 24_000).peaks, peaks_over(sound, 24_000, 16_000)
    high = exact > 28_500
    assert high.sum() > 5
    assert np.abs(exact[high].astype(int) - quick[high].astype(int)).max() <= 1
    assert (quick <= exact + 1).all()


def test_energy_is_that_of_the_levels():
    sound = speech(3)
    hops = levels(sound, 24_000).energies
    assert energy(sound, 24_000) == pytest.approx(float(hops.sum()), rel=1e-3)
    assert energy(sound[:0], 24_000) == 0
