import html
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrator.episode.captions import CAPTION_LETTERS, captions, chapters_json, srt, timeline_json, webvtt
from narrator.model import Chapter, Cue, Place, Timeline, Word

LONG = " ".join(f"शब्द{number}" for number in range(60))


def cue(text, start_ms=0, end_ms=1000, words=()):
    return Cue(text, "body", start_ms, end_ms, tuple(words), Place(1, 0, 0, len(text)))


def timeline(*cues, chapters=()):
    return Timeline(max((cue.end_ms for cue in cues), default=0), tuple(cues), tuple(chapters))


def paced(text, start_ms, word_ms):
    words = [
        Word(word, start_ms + at * word_ms, start_ms + (at + 1) * word_ms, False)
        for at, word in enumerate(text.split())
    ]
    return cue(text, start_ms, start_ms + len(words) * word_ms, words)


def read_vtt(text):
    """Cues as a reader of WebVTT finds them: text, start, end."""
    head, *blocks = text.rstrip("\n").split("\n\n")
    assert head == "WEBVTT"
    found = []
    for block in blocks:
        if block.startswith("NOTE"):
            continue
        times, *lines = block.split("\n")
        start, end = times.split(" --> ")
        found.append((html.unescape("\n".join(lines)), read_clock(start), read_clock(end)))
    return found


def read_clock(text):
    hours, minutes, seconds, milliseconds = map(
        int, re.fullmatch(r"(\d\d+):(\d\d):(\d\d)[.,](\d{3})", text).groups()
    )
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds


def test_captions_hold_every_cue_at_its_time():
    text = webvtt(timeline(cue("पहला वाक्य।", 0, 1500), cue("दूसरा।", 3_600_000, 3_661_007)), language="hi")
    assert "\n00:00:00.000 --> 00:00:01.500\nपहला वाक्य।\n" in text
    assert "\n01:00:00.000 --> 01:01:01.007\nदूसरा।\n" in text


def test_captions_name_their_language_and_say_that_the_voice_is_synthetic():
    assert webvtt(timeline(cue("क")), language="hi").startswith(
        "WEBVTT\n\nNOTE Language: hi\nयह आवाज़ कंप्यूटर से बनाई गई है।\n\n"
    )


@pytest.mark.parametrize("text", ["a --> b", "<script>alert(1)</script>", "R&D &lt;", "<v Bob>hello", "--!>"])
def test_hostile_text_stays_text_in_webvtt(text):
    written = webvtt(timeline(cue(text)), language="en")
    payload = written.rstrip("\n").split("\n")[-1]
    assert "<" not in payload
    assert ">" not in payload
    assert html.unescape(payload) == text


def test_line_breaks_and_control_characters_never_end_a_cue():
    text = "एक\n\n00:00:09.000 --> 00:00:10.000\r\nदो\x00\x0b\x85तीन"
    for written in (webvtt(timeline(cue(text)), language="hi"), srt(timeline(cue(text)))):
        assert len(re.findall(r"^\d\d:\d\d:\d\d[.,]\d{3} --> ", written, re.MULTILINE)) == 1
        assert "\r" not in written
        assert "\x00" not in written


def test_subrip_numbers_from_one_and_holds_no_markup():
    written = srt(timeline(cue("एक", 0, 900), cue("<b>दो</b> {\\an8} --> तीन", 1000, 2500)))
    assert written.startswith("1\n00:00:00,000 --> 00:00:00,900\nएक\n\n2\n00:00:01,000 --> 00:00:02,500\n")
    payload = written.split("00:00:02,500\n")[1]
    assert not set("<>{}") & set(payload)
    assert "दो" in payload


def test_long_sentence_is_split_at_words_when_the_voice_reaches_them():
    sentence = paced(LONG, 5000, 400)
    found = list(captions(timeline(sentence)))
    assert len(found) > 3
    assert " ".join(caption.text for caption in found) == LONG
    assert (found[0].start_ms, found[-1].end_ms) == (sentence.start_ms, sentence.end_ms)
    at_ms = {word.text: word.start_ms for word in sentence.words}
    for caption in found:
        assert len(caption.text) <= CAPTION_LETTERS * 1.3
        assert caption.start_ms == at_ms[caption.text.split()[0]]


def test_parts_of_a_long_sentence_are_about_equal():
    lengths = [len(caption.text) for caption in captions(timeline(paced(LONG, 0, 400)))]
    assert max(lengths) < 1.5 * min(lengths)


def test_long_sentence_without_word_times_is_split_in_proportion():
    found = list(captions(timeline(cue(LONG, 0, 60_000))))
    for caption in found[1:]:
        assert caption.start_ms == pytest.approx(60_000 * LONG.index(caption.text) / len(LONG), abs=1)


def test_long_subrip_caption_stands_in_two_lines():
    text = "यह वाक्य इतना लंबा है कि एक पंक्ति में नहीं आता, पर दो पंक्तियों में आराम से आ जाता है"
    lines = srt(timeline(cue(text))).rstrip("\n").split("\n")[2:]
    assert len(lines) == 2
    assert " ".join(lines) == text


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.text(max_size=400), st.integers(0, 5000), st.integers(0, 9000), st.booleans()), max_size=6
    )
)
def test_captions_lose_nothing_follow_in_order_and_never_overlap(rows):
    cues, clock = [], 0
    for text, pause, length, with_words in rows:
        step = length // max(len(text.split()), 1)
        words = paced(text, clock + pause, step).words if with_words else ()
        cues.append(cue(text, clock + pause, clock + pause + length, words))
        clock += pause + length + 1
    written = webvtt(timeline(*cues), language="hi")
    written.encode("utf-8")
    found = read_vtt(written)
    said = " ".join(text for text, _, _ in found).replace("\ufffd", "")
    kept = re.sub(r"[\ud800-\udfff\x00-\x1f\x7f-\x9f\ufffd]", " ", " ".join(one.text for one in cues))
    assert "".join(said.split()) == "".join(kept.split())
    ends = 0
    for _, start_ms, end_ms in found:
        assert ends <= start_ms < end_ms
        ends = end_ms


def test_chapters_follow_the_podcast_namespace():
    chapters = (Chapter("शीर्षक", 0, 5580), Chapter("पूरी ख़बर", 5580, 61_001))
    found = json.loads(chapters_json(timeline(chapters=chapters), title="नया पुल", author="मीरा सोलंकी"))
    assert found == {
        "version": "1.2.0",
        "title": "नया पुल",
        "author": "मीरा सोलंकी",
        "chapters": [
            {"startTime": 0.0, "endTime": 5.58, "title": "शीर्षक"},
            {"startTime": 5.58, "endTime": 61.001, "title": "पूरी ख़बर"},
        ],
    }


def test_chapters_without_metadata_leave_it_out():
    assert json.loads(chapters_json(timeline())) == {"version": "1.2.0", "chapters": []}


def test_timeline_names_the_audio_that_it_belongs_to():
    sentence = paced("एक दो", 0, 500)
    written = timeline_json(timeline(sentence), audio="a.mp3", audio_sha256="00ff")
    found = json.loads(written)
    assert (found["version"], found["audio"], found["audio_sha256"]) == (1, "a.mp3", "00ff")
    assert found["cues"][0]["words"][1] == {"text": "दो", "start_ms": 500, "end_ms": 1000, "estimated": False}
    assert written.endswith("}\n")


@settings(deadline=None)
@given(st.text(max_size=80).map(lambda text: text + "\ud800"))
def test_json_can_always_be_stored_and_keeps_the_text(text):
    written = timeline_json(timeline(cue(text)), audio="a.mp3", audio_sha256=None)
    assert json.loads(written.encode("utf-8"))["cues"][0]["text"] == text
