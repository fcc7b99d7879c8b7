"""What holds of every sound and story."""

import unicodedata

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from speechlike import clip, narrate, speech

from narrator.audio import limiter
from narrator.audio.id3 import Provenance, ascii_url, clean
from narrator.audio.loudness import levels
from narrator.audio.mp3 import cut
from narrator.audio.timeline import shorten
from narrator.audio.trim import trim
from narrator.model import Audio

peak_lists = st.lists(st.integers(0, 65_535), min_size=1, max_size=300)


@given(peak_lists, st.floats(-10, 60), st.floats(-9, 0))
def test_no_hop_exceeds_the_ceiling(peaks, gain_db, ceiling_dbtp):
    peaks = np.array(peaks, np.uint16)
    edges = limiter.piece_edges(peaks, 0, len(peaks), gain_db, ceiling_dbtp)
    highest = np.maximum(edges[:-1], edges[1:]).astype(float) * peaks * 10 ** (gain_db / 20)
    assert (highest <= 32768 * 10 ** (ceiling_dbtp / 20) * 1.0001).all()
    assert (edges <= 1).all()


@given(peak_lists, st.floats(0, 60), st.data())
def test_a_piece_is_limited_as_the_whole(peaks, gain_db, data):
    peaks = np.array(peaks, np.uint16)
    first = data.draw(st.integers(0, len(peaks) - 1))
    last = data.draw(st.integers(first + 1, len(peaks)))
    whole = limiter.piece_edges(peaks, 0, len(peaks), gain_db, -1.0)
    piece = limiter.piece_edges(peaks, first, last, gain_db, -1.0)
    assert np.allclose(piece, whole[first : last + 1], atol=1e-5)


@given(st.binary(max_size=4000), st.integers(8000, 48_000))
def test_trimming_keeps_every_loud_sample(data, rate_hz):
    samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2")
    trimmed = trim(Audio(samples, rate_hz))
    assert len(trimmed.samples) <= len(samples)
    magnitude = np.abs(samples.astype(int))
    loud = np.flatnonzero(magnitude >= max(33, 0.0032 * magnitude.max(initial=0)))
    if len(loud):
        assert trimmed.first <= loud[0]
        assert trimmed.first + len(trimmed.samples) > loud[-1]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 9000), st.integers(0, 2000), st.booleans(), st.integers(0, 32_767)),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([16_000, 22_050, 24_000, 44_100]),
)
def test_a_timeline_is_ordered_and_ends_where_the_audio_ends(items, rate_hz):
    clips = [
        clip(speech(1, rate_hz, peak=peak)[:count], rate_hz, pause_ms=pause, chapter="भाग" if starts else None)
        for count, pause, starts, peak in items
    ]
    narration = narrate(clips)
    timeline = narration.timeline
    times = [at for cue in timeline.cues for at in (cue.start_ms, cue.end_ms)]
    assert times == sorted(times)
    assert times[-1] <= timeline.duration_ms == round(narration.sample_count * 1000 / rate_hz)
    assert sum(len(block) for block in narration.blocks()) == narration.sample_count
    edges = [timeline.chapters[0].start_ms, *(chapter.end_ms for chapter in timeline.chapters)]
    assert edges[0] == 0
    assert edges[-1] == timeline.duration_ms
    assert edges == sorted(edges)
    assert edges[1:-1] == [chapter.start_ms for chapter in timeline.chapters[1:]]
    for cue in timeline.cues:
        words = [at for word in cue.words for at in (word.start_ms, word.end_ms)]
        assert words == sorted(words)
        assert all(cue.start_ms <= at <= cue.end_ms for at in words)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 200_000), st.booleans()), min_size=1, max_size=12),
    st.integers(1, 300_000),
)
def test_cutting_loses_no_sample(runs, size):
    rng = np.random.default_rng(0)
    whole = np.concatenate(
        [
            rng.integers(1, 9, count).astype(np.int16) if loud else np.zeros(count, np.int16)
            for count, loud in runs
        ]
    )
    blocks = (whole[start : start + size] for start in range(0, len(whole), size))
    stretches = list(cut(blocks, 24_000))
    assert np.array_equal(np.concatenate([stretch.samples for stretch in stretches]), whole)
    assert all(len(stretch.samples) % 576 == 0 for stretch in stretches[:-1])


@given(st.lists(st.integers(-32_768, 32_767), max_size=3000), st.sampled_from([16_000, 22_050, 24_000]))
def test_peaks_are_never_under_the_samples(values, rate_hz):
    samples = np.array(values, np.int16)
    found = levels(samples, rate_hz)
    assert int(found.peaks.max(initial=0)) >= int(np.abs(samples.astype(int)).max(initial=0))


@given(st.text(max_size=200))
def test_titles_are_short_and_whole(title):
    short = shorten(title)
    assert len(short) <= 40
    assert not any(unicodedata.category(letter) == "Cc" for letter in short)
    assert shorten(short) == short


@given(st.text(max_size=200))
def test_cleaned_text_goes_into_a_tag(text):
    cleaned = clean(text)
    cleaned.encode("utf-16")
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in cleaned)
    kept = [
        letter for letter in unicodedata.normalize("NFC", text) if unicodedata.category(letter)[0] in "LMNPS"
    ]
    assert [letter for letter in cleaned if unicodedata.category(letter)[0] in "LMNPS"] == kept


@given(st.text(max_size=100))
def test_urls_are_ascii_without_spaces(url):
    found = ascii_url("https://a.example/" + url)
    assert found.isascii()
    assert found.isprintable()
    assert " " not in found


@given(st.text(max_size=50), st.none() | st.text(max_size=50), st.text(max_size=20), st.text(max_size=20))
def test_provenance_survives_its_frame(key, source, engine, voice):
    record = Provenance(key, source, engine, voice)
    assert Provenance.from_json(record.to_json()) == record
