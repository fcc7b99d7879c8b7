import io
import itertools

import numpy as np
import pytest
from mutagen.mp3 import MP3
from speechlike import clip, narrate, speech, story

from narrator import codec
from narrator.audio import lame, mp3, mpeg
from narrator.audio.loudness import levels
from narrator.settings import AudioSettings


def bytes_of(narration, workers=None, **settings):
    return b"".join(mp3.encode(narration, AudioSettings(**settings), workers=workers))


def samples_of(narration):
    return np.concatenate(list(narration.blocks()))


@pytest.fixture(scope="module")
def narration():
    return narrate(story(40))


@pytest.fixture(scope="module")
def encoded(narration):
    return bytes_of(narration)


def test_the_same_narration_gives_the_same_bytes_with_any_number_of_workers(narration, encoded):
    assert bytes_of(narration, workers=1) == encoded
    assert bytes_of(narration, workers=3) == encoded


def test_a_story_is_cut_in_stretches_only_where_it_is_silent(narration):
    whole = samples_of(narration)
    stretches = list(mp3.cut(iter([whole]), 24_000))
    assert len(stretches) > 2
    assert np.array_equal(np.concatenate([stretch.samples for stretch in stretches]), whole)
    assert [stretch.last for stretch in stretches] == [False] * (len(stretches) - 1) + [True]
    for stretch, following in itertools.pairwise(stretches):
        assert len(stretch.samples) % 576 == 0
        assert len(stretch.samples) >= mp3.STRETCH_S * 24_000
        assert not stretch.samples[-4 * 576 :].any()
        assert not following.samples[: 4 * 576].any()


@pytest.mark.parametrize("size", [1000, 65_536, 300_000])
def test_stretches_do_not_depend_on_the_size_of_blocks(narration, size):
    whole = samples_of(narration)
    blocks = (whole[start : start + size] for start in range(0, len(whole), size))
    cuts = [len(stretch.samples) for stretch in mp3.cut(blocks, 24_000)]
    assert cuts == [len(stretch.samples) for stretch in mp3.cut(iter([whole]), 24_000)]


def test_sound_without_a_pause_is_cut_too():
    """Two and a half minutes of unbroken tone; memory must not grow with it."""
    tone = (8000 * np.sin(np.arange(150 * 24_000) * 0.05)).astype(np.int16)
    cuts = [len(stretch.samples) for stretch in mp3.cut(iter([tone]), 24_000)]
    assert sum(cuts) == len(tone)
    assert 60 * 24_000 <= cuts[0] <= 120 * 24_000
    assert cuts[0] % 576 == 0


def test_stretches_sound_as_if_encoded_in_one_go(narration, encoded):
    whole = samples_of(narration)
    heard = codec.decode(encoded)[0][:, 0]
    at_once = lame.decode(lame.encode(whole, 24_000, 64), len(whole))[: len(heard)]
    source = whole[: len(heard)].astype(float)

    def noise(sound):
        return 10 * np.log10(np.mean((sound - source) ** 2))

    assert noise(heard) < noise(at_once) + 1.0
    start = 0
    for stretch in list(mp3.cut(iter([whole]), 24_000))[:-1]:
        start += len(stretch.samples)
        assert np.abs(heard[start - 1000 : start + 1000]).max() < 3


def test_every_frame_is_where_the_one_before_ends(encoded):
    offsets = list(mpeg.split(encoded))
    assert offsets[-1] == len(encoded)


def test_info_frame_counts_the_frames_and_bytes_that_follow(narration, encoded):
    info = MP3(io.BytesIO(encoded)).info
    offsets = list(mpeg.split(encoded))
    frame_count = len(offsets) - 2
    assert int.from_bytes(encoded[21:25], "big") == frame_count
    assert int.from_bytes(encoded[25:29], "big") == len(encoded)
    assert info.bitrate == 64_000
    assert info.encoder_info.startswith("LAME")
    assert info.length == pytest.approx(narration.sample_count / 24_000, abs=1e-6)


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("seconds", [0.3, 1.0, 4.21])
def test_duration_is_exact_to_a_frame_by_every_count(rate_hz, seconds):
    narration = narrate([clip(speech(seconds, rate_hz), rate_hz)])
    encoded = bytes_of(narration)
    frame = mpeg.frame_samples(rate_hz)
    frames = len(list(mpeg.split(encoded))) - 2
    decoded = len(codec.decode(encoded)[0])
    assert abs(frames * frame - narration.sample_count) <= frame
    assert abs(decoded - narration.sample_count) <= frame
    assert abs(narration.timeline.duration_ms - narration.sample_count * 1000 / rate_hz) <= 0.5


def test_sound_is_where_the_timeline_says():
    """A click in a clip is heard at the millisecond of its cue."""
    click = np.zeros(24_000, np.int16)
    click[12_000:12_020] = 30_000
    narration = narrate([clip(speech(9)), clip(click), clip(speech(5))])
    heard = codec.decode(bytes_of(narration))[0][:, 0]
    cue = narration.timeline.cues[1]
    window = heard[cue.start_ms * 24 - 2400 : cue.end_ms * 24 + 2400]
    at_ms = (cue.start_ms * 24 - 2400 + int(np.argmax(np.abs(window)))) / 24
    assert at_ms == pytest.approx(cue.start_ms + 10, abs=1.5)


@pytest.mark.parametrize("true_peak_dbtp", [-1.0, -3.0])
def test_decoded_peaks_stay_under_the_ceiling(true_peak_dbtp):
    rng = np.random.default_rng(0)
    burst = speech(4, peak=6000).copy()
    burst[24_000:28_000] = rng.integers(-32_768, 32_767, 4000)
    narration = narrate([clip(burst), clip(speech(6))], true_peak_dbtp=true_peak_dbtp)
    heard = codec.decode(bytes_of(narration, true_peak_dbtp=true_peak_dbtp))[0][:, 0]
    assert levels(heard, 24_000).true_peak_dbtp <= true_peak_dbtp


@pytest.mark.parametrize("bitrate_kbps", [32, 50, 96, 160])
def test_every_bit_rate_of_the_settings_plays(bitrate_kbps):
    narration = narrate([clip(speech(3))], bitrate_kbps=bitrate_kbps)
    encoded = bytes_of(narration, bitrate_kbps=bitrate_kbps)
    assert abs(len(codec.decode(encoded)[0]) - narration.sample_count) <= 576
    assert len(encoded) == pytest.approx(bitrate_kbps * 125 * narration.sample_count / 24_000, rel=0.12)


def test_an_end_that_is_not_silent_is_heard_to_its_last_sample(narration):
    """Someone else's narration, that does not end as ours do."""
    import dataclasses

    sound = np.full(30_000, 9000, np.int16)
    other = dataclasses.replace(narration, sample_count=30_000, blocks=lambda: iter([sound]))
    decoded = codec.decode(bytes_of(other))[0]
    assert len(decoded) == 30_000
    assert np.abs(decoded[-300:-10]).min() > 7000
