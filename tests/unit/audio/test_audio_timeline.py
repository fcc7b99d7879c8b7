import unicodedata

import numpy as np
from speechlike import clip

from narrator.audio.timeline import TimelineBuilder, shorten


def build(*clips, rate_hz=24_000, starts=None, cut_ms=0.0):
    builder = TimelineBuilder(rate_hz, "शीर्षक")
    at = 0
    for index, item in enumerate(clips):
        start = at if starts is None else starts[index]
        builder.add(item, start=start, count=len(item.audio.samples), cut_ms=cut_ms)
        at = start + len(item.audio.samples) + 2400
    return builder.finish(at)


def test_cues_stand_where_their_samples_are():
    first, second = (clip(np.ones(24_000, np.int16)) for _ in range(2))
    timeline = build(first, second)
    assert [(cue.start_ms, cue.end_ms) for cue in timeline.cues] == [(0, 1000), (1100, 2100)]
    assert timeline.duration_ms == 2200


def test_times_do_not_drift_over_thousands_of_clips():
    """A clip of 1000 samples at 22 050 Hz takes 45.351 ms: rounded sums would be off by seconds."""
    builder = TimelineBuilder(22_050, "")
    item = clip(np.ones(1000, np.int16), 22_050)
    for index in range(5000):
        builder.add(item, start=index * 1000, count=1000, cut_ms=0)
    timeline = builder.finish(5_000_000)
    assert timeline.cues[-1].end_ms == timeline.duration_ms == round(5_000_000 / 22.05)


def test_words_move_with_the_cut_and_stay_inside_the_cue():
    item = clip(np.ones(24_000, np.int16), text="एक दो तीन")
    cue = build(item, starts=[48_000], cut_ms=150).cues[0]
    assert [word.start_ms for word in cue.words] == [2000, 2183, 2517]
    assert cue.words[0].end_ms == 2183
    assert all(cue.start_ms <= word.start_ms <= word.end_ms <= cue.end_ms for word in cue.words)


def test_chapters_run_from_the_start_to_the_end_without_a_gap():
    sound = np.ones(24_000, np.int16)
    timeline = build(
        clip(sound, chapter="एक"), clip(sound), clip(sound, chapter="दो"), starts=[12_000, 40_000, 70_000]
    )
    assert [(item.title, item.start_ms, item.end_ms) for item in timeline.chapters] == [
        ("एक", 0, 2917),
        ("दो", 2917, timeline.duration_ms),
    ]


def test_a_story_without_chapters_is_one_chapter_of_its_title():
    timeline = build(clip(np.ones(2400, np.int16)))
    assert [item.title for item in timeline.chapters] == ["शीर्षक"]


def test_a_beginning_that_no_utterance_names_has_the_title_of_the_story():
    sound = np.ones(2400, np.int16)
    timeline = build(clip(sound), clip(sound, chapter="आगे"))
    assert [item.title for item in timeline.chapters] == ["शीर्षक", "आगे"]


def test_titles_have_forty_characters_at_most_and_end_with_a_word():
    title = "प्रदेश सरकार ने पहाड़ी गाँवों के लिए नई बस सेवा की घोषणा की"
    short = shorten(title)
    assert len(short) <= 40
    assert short.endswith("…")
    assert short[:-1] in title
    assert title[len(short) - 1] == " "


def test_a_short_title_is_left_as_it_is():
    assert shorten("मुख्य बातें") == "मुख्य बातें"
    assert shorten("अ" * 40) == "अ" * 40


def test_a_long_word_is_not_cut_between_a_letter_and_its_marks():
    for length in range(60, 75):
        word = ("क" * (length - 50)) + "क्षि" * 20
        short = shorten(word)
        assert len(short) <= 40
        rest = word[len(short) - 1 :]
        assert unicodedata.category(rest[0])[0] != "M"
        assert unicodedata.combining(short[-2]) != 9


def test_control_characters_and_line_ends_leave_a_title():
    assert shorten("एक\n दो\x00तीन\t") == "एक दो तीन"
