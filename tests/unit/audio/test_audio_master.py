import dataclasses

import numpy as np
import pytest
import soundfile
from speechlike import clip, narrate, speech, story

from narrator.audio.loudness import levels
from narrator.errors import AudioError


def samples_of(narration):
    return np.concatenate([np.zeros(0, np.int16), *narration.blocks()])


def test_clips_are_read_once_and_one_by_one():
    alive = []

    def clips():
        for item in story(12):
            alive.append(item.utterance.text)
            yield item

    narration = narrate(clips())
    assert len(alive) == len(narration.timeline.cues) == 3


def test_blocks_can_be_read_again_and_side_by_side():
    narration = narrate(story(12))
    first, second = narration.blocks(), narration.blocks()
    pieces = [(next(first), next(second)) for _ in range(3)]
    assert all(np.array_equal(left, right) for left, right in pieces)
    assert np.array_equal(samples_of(narration), samples_of(narration))
    assert len(samples_of(narration)) == narration.sample_count


def test_the_same_clips_give_the_same_samples():
    assert np.array_equal(samples_of(narrate(story(12))), samples_of(narrate(story(12))))


def test_pauses_are_those_of_the_utterances():
    narration = narrate([clip(speech(2), pause_ms=700), clip(speech(2), pause_ms=120), clip(speech(2))])
    first, second, third = narration.timeline.cues
    assert second.start_ms - first.end_ms == 700
    assert third.start_ms - second.end_ms == 120
    sound = samples_of(narration)
    assert not sound[first.end_ms * 24 + 24 : second.start_ms * 24 - 24].any()


def test_the_engines_own_silence_is_gone():
    narration = narrate(story(8, silence_ms=800))
    assert narration.timeline.cues[0].start_ms == 0
    assert narration.timeline.duration_ms < 2 * (4000 + 40 + 300) + 60


@pytest.mark.parametrize("peak", [500, 6000, 32_767])
def test_lossless_sound_has_the_loudness_of_the_settings(peak):
    narration = narrate(story(20, peak=peak))
    found = levels(samples_of(narration), 24_000)
    assert found.loudness_lufs == pytest.approx(-16, abs=0.45)
    assert found.true_peak_dbtp <= -1


@pytest.mark.parametrize("loudness_lufs", [-23.0, -19.0, -14.0])
def test_loudness_follows_the_settings(loudness_lufs):
    found = levels(samples_of(narrate(story(20), loudness_lufs=loudness_lufs)), 24_000)
    assert found.loudness_lufs == pytest.approx(loudness_lufs, abs=0.45)


def test_mastered_sound_is_its_source_but_for_gain_where_no_limiter_works():
    """Null test: outside the spans of limiter, fades and pauses the difference is under −60 dBFS."""
    clips = [clip(speech(4, seed=seed, peak=9000)) for seed in range(4)]
    narration = narrate(clips, loudness_lufs=-24.0)
    sound = samples_of(narration).astype(float)
    gains = []
    for item, cue in zip(clips, narration.timeline.cues, strict=True):
        source = item.audio.samples.astype(float)
        loud = np.flatnonzero(np.abs(source) >= 33)
        first = max(0, loud[0] - 240)
        inside = slice(1200, len(source) - first - 2400)
        given = source[first:][inside]
        # A cue's start is rounded to a millisecond; the sound lies where it fits best.
        starts = range(max(0, cue.start_ms * 24 - 24), cue.start_ms * 24 + 25)
        heard = max((sound[start:][inside] for start in starts), key=lambda piece: piece @ given)
        gain = float(heard @ given / (given @ given))
        gains.append(gain)
        difference = heard - gain * given
        assert 20 * np.log10(np.sqrt(np.mean(difference**2)) / 32768) < -85
        assert 20 * np.log10(np.abs(difference).max() / 32768) < -60
    assert max(gains) / min(gains) < 1.001


def test_a_limited_story_is_its_source_where_the_limiter_rests():
    clips = [clip(speech(4, peak=4000)), clip(speech(4, seed=5))]
    narration = narrate(clips)
    sound = samples_of(narration).astype(float)
    source = clips[0].audio.samples.astype(float)
    first = max(0, np.flatnonzero(np.abs(source) >= 33)[0] - 240)
    inside = slice(1200, 4 * 24_000 - first - 2400)
    heard, given = sound[inside], source[first:][inside]
    gain = float(heard @ given / (given @ given))
    assert 20 * np.log10(np.abs(heard - gain * given).max() / 32768) < -60


def test_seams_do_not_click():
    """Clips that begin and end at full scale: no step over the seams."""
    narration = narrate([clip(np.full(24_000, 25_000, np.int16)) for _ in range(3)])
    assert np.abs(np.diff(samples_of(narration).astype(int))).max() < 1500


@pytest.mark.parametrize("count", [0, 1, 2, 5, 100])
def test_a_clip_of_a_few_samples_is_no_trouble(count):
    narration = narrate([clip(speech(2)), clip(np.full(count, 30_000, np.int16)), clip(speech(2))])
    assert len(narration.timeline.cues) == 3
    assert len(samples_of(narration)) == narration.sample_count


@pytest.mark.parametrize("count", [0, 1, 7, 3000])
def test_a_story_of_a_few_samples_is_no_trouble(count):
    narration = narrate([clip(np.full(count, 12_000, np.int16), pause_ms=0)])
    assert len(samples_of(narration)) == narration.sample_count
    assert narration.timeline.chapters[-1].end_ms == narration.timeline.duration_ms


def test_silence_stays_silence_and_says_so():
    narration = narrate([clip(np.zeros(48_000, np.int16)) for _ in range(2)])
    assert not samples_of(narration).any()
    assert "silent" in narration.warnings[-1]


def test_a_sound_that_is_all_peaks_says_that_it_stays_soft():
    clicks = np.zeros(96_000, np.int16)
    clicks[::24_000] = 32_767
    narration = narrate([clip(clicks)])
    assert "peaks" in narration.warnings[-1]
    assert levels(samples_of(narration), 24_000).true_peak_dbtp <= -1


def test_a_clip_at_full_scale_does_not_clip():
    square = (32_767 * np.sign(np.sin(np.arange(96_000) * 0.1))).astype(np.int16)
    narration = narrate([clip(square), clip(speech(4))])
    assert levels(samples_of(narration), 24_000).true_peak_dbtp <= -1


def test_nothing_to_master_is_an_error():
    with pytest.raises(AudioError, match="nothing to master"):
        narrate([])


def test_clips_of_two_rates_are_an_error():
    with pytest.raises(AudioError, match="from 24000 to 22050 Hz"):
        narrate([clip(speech(1)), clip(speech(1, 22_050), 22_050)])


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_the_rate_of_the_voice_is_kept(rate_hz):
    assert narrate([clip(speech(1, rate_hz), rate_hz)]).rate_hz == rate_hz


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 20_000, 96_000])
def test_a_rate_that_mp3_does_not_know_becomes_twenty_four_thousand(rate_hz):
    narration = narrate([clip(speech(3, rate_hz), rate_hz, text="एक दो तीन", pause_ms=500) for _ in range(2)])
    assert narration.rate_hz == 24_000
    first, second = narration.timeline.cues
    assert first.end_ms - first.start_ms == pytest.approx(3000, abs=200)
    assert second.start_ms - first.end_ms == 500
    assert first.words[1].start_ms == pytest.approx(1000, abs=200)
    assert len(samples_of(narration)) == narration.sample_count


def test_facts_are_handed_on():
    narration = narrate(story(4), key="k9")
    assert (narration.key, narration.engine, narration.voice.id) == ("k9", "test 1.0", "hi-test")
    assert narration.warnings == ()


def jingle(path, seconds=2.0, rate_hz=44_100, channels=2, peak=3000):
    tone = peak * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate_hz)) / rate_hz)
    soundfile.write(path, np.stack([tone.astype(np.int16)] * channels, axis=1), rate_hz)
    return str(path)


def test_intro_and_outro_stand_around_the_story_at_its_loudness(tmp_path):
    plain = narrate(story(12))
    framed = narrate(
        story(12),
        intro=jingle(tmp_path / "in.flac"),
        outro=jingle(tmp_path / "out.ogg", peak=30_000, channels=1),
    )
    assert framed.timeline.cues[0].start_ms == pytest.approx(2500, abs=3)
    assert framed.timeline.chapters[0].start_ms == 0
    assert framed.timeline.duration_ms - plain.timeline.duration_ms == pytest.approx(5000, abs=40)
    sound = samples_of(framed)
    assert len(sound) == framed.sample_count
    intro, outro = sound[:48_000], sound[-(48_000 + 12_000) : -12_000]
    assert levels(intro, 24_000).loudness_lufs == pytest.approx(-16, abs=0.8)
    assert levels(outro, 24_000).loudness_lufs == pytest.approx(-16, abs=0.8)
    assert levels(sound, 24_000).loudness_lufs == pytest.approx(-16, abs=0.6)


@pytest.mark.parametrize("name", ["intro", "outro"])
def test_a_broken_jingle_is_named(tmp_path, name):
    broken = tmp_path / "jingle.wav"
    broken.write_bytes(b"RIFF nothing of the kind")
    with pytest.raises(AudioError, match=r"jingle\.wav") as caught:
        narrate(story(4), **{name: str(broken)})
    assert name in caught.value.message
    assert name in caught.value.hint


def test_a_missing_jingle_is_named(tmp_path):
    with pytest.raises(AudioError, match=r"gone\.wav"):
        narrate(story(4), intro=str(tmp_path / "gone.wav"))


def test_a_silent_jingle_is_refused(tmp_path):
    with pytest.raises(AudioError, match="silent"):
        narrate(story(4), intro=jingle(tmp_path / "in.wav", peak=0))


def test_words_stay_inside_their_cues():
    clips = [dataclasses.replace(item) for item in story(12)]
    for cue in narrate(clips).timeline.cues:
        times = [at for word in cue.words for at in (word.start_ms, word.end_ms)]
        assert times == sorted(times)
        assert cue.start_ms <= times[0]
        assert times[-1] <= cue.end_ms
