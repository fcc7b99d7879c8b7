import dataclasses
import json

import eyed3
import numpy as np
import pytest
from mutagen.id3 import ID3
from speechlike import article, clip, narrate, speech, story

from narrator.audio import cover, id3, iso639, mp3
from narrator.audio.id3 import Provenance, ascii_url, clean
from narrator.audio.tags import read_tags
from narrator.model import Chapter, Section, Timeline
from narrator.settings import AudioSettings


@pytest.fixture(scope="module")
def narration():
    return narrate(story(24, chapters=3), cover=cover.default())


@pytest.fixture(scope="module")
def sound(narration):
    return b"".join(mp3.encode(narration, AudioSettings()))


@pytest.fixture
def tagged(tmp_path, narration, sound):
    def make(told=None, show="", **changes):
        path = tmp_path / "story.mp3"
        path.write_bytes(sound)
        changed = dataclasses.replace(narration, **({"article": told} if told else {}), **changes)
        mp3.tag(path, changed, show=show)
        return path

    return make


def text(path, name):
    frames = ID3(path, translate=False).getall(name)
    return str(frames[0]) if frames else None


def test_frames_of_the_table_are_written(tagged, narration):
    path = tagged(show="समाचार पॉडकास्ट")
    assert text(path, "TIT2") == "पहाड़ी गाँवों के लिए नई बस सेवा"
    assert text(path, "TPE1") == "संवाददाता"
    assert text(path, "TPE2") == "पर्वत समाचार"
    assert text(path, "TALB") == "समाचार पॉडकास्ट"
    assert text(path, "TCON") == "Podcast"
    assert text(path, "TLAN") == "hin"
    assert (text(path, "TYER"), text(path, "TDAT"), text(path, "TIME")) == ("2025", "0409", "1805")
    assert text(path, "TLEN") == str(narration.timeline.duration_ms)
    assert text(path, "TSSE").startswith("narrator ")
    frames = ID3(path, translate=False)
    assert frames.getall("WOAF")[0].url == "https://parvat.example/%E0%A4%96%E0%A4%AC%E0%A4%B0/" + (
        "%E0%A4%AC%E0%A4%B8-%E0%A4%B8%E0%A5%87%E0%A4%B5%E0%A4%BE?page=1"
    )
    assert frames.getall("WOAS")[0].url == "https://parvat.example/"
    picture = frames.getall("APIC")[0]
    assert (picture.mime, picture.type, picture.data) == ("image/png", 3, narration.cover.data)


def test_the_tag_is_of_version_two_point_three_without_padding_or_a_second_tag(tagged, sound):
    data = tagged().read_bytes()
    assert data[:5] == b"ID3\x03\x00"
    size = data[6] << 21 | data[7] << 14 | data[8] << 7 | data[9]
    assert data[10 + size :] == sound
    assert data[-128:-125] != b"TAG"
    assert b"TDRC" not in data[: 10 + size]


def test_the_tag_comes_out_the_same_alone_and_in_a_file(tagged, narration, sound):
    assert tagged(show="क").read_bytes() == id3.tag_bytes(narration, show="क") + sound


def test_tagging_again_replaces_the_tag(tagged, narration, sound):
    path = tagged()
    mp3.tag(path, narration)
    assert path.read_bytes() == id3.tag_bytes(narration) + sound


def test_album_is_the_site_where_there_is_no_show(tagged):
    assert text(tagged(), "TALB") == "पर्वत समाचार"


def test_site_stands_in_for_a_missing_author(tagged):
    assert text(tagged(article(author=None)), "TPE1") == "पर्वत समाचार"


def test_an_article_of_which_only_the_title_is_known_is_tagged(tagged):
    path = tagged(article(author=None, published=None, site_name=None, url=None, sections=()))
    assert text(path, "TPE1") is None
    assert text(path, "TYER") is None
    assert mp3.read_frame(path).source is None
    assert "आवाज़" in text(path, "COMM")


@pytest.mark.parametrize(
    ("published", "year", "day", "time"),
    [
        ("2025-09-04", "2025", "0409", None),
        ("2025-09-04T00:00:00Z", "2025", "0409", "0000"),
        ("2025-12-31T23:30:00-08:00", "2025", "3112", "2330"),
        ("yesterday", None, None, None),
        ("", None, None, None),
    ],
)
def test_dates_stand_in_their_own_zone(tagged, published, year, day, time):
    path = tagged(article(published=published))
    assert (text(path, "TYER"), text(path, "TDAT"), text(path, "TIME")) == (year, day, time)


def test_chapters_stand_in_order_in_the_file_whatever_their_size(tagged, narration):
    titles = ["एक बहुत लंबा शीर्षक जो चालीस अक्षर का है", "दो", "तीसरा भाग", "च"]
    chapters = tuple(Chapter(title, 1000 * index, 1000 * index + 1000) for index, title in enumerate(titles))
    timeline = Timeline(4000, narration.timeline.cues, chapters)
    data = tagged(timeline=timeline).read_bytes()
    places = [data.index(f"ch{index}\0".encode(), data.index(b"CHAP")) for index in range(4)]
    assert places == sorted(places)
    assert data.index(b"CTOC") < data.index(b"CHAP")


def test_two_readers_agree_on_the_chapters(tagged, narration):
    path = tagged()
    expected = [(item.title, item.start_ms, item.end_ms) for item in narration.timeline.chapters]
    assert len(expected) == 3
    frames = ID3(path)
    contents = frames.getall("CTOC")[0]
    assert contents.flags == 3
    by_mutagen = [frames[f"CHAP:{name}"] for name in contents.child_element_ids]
    assert [
        (str(frame.sub_frames["TIT2"]), frame.start_time, frame.end_time) for frame in by_mutagen
    ] == expected
    by_eyed3 = list(eyed3.load(path).tag.chapters)
    assert [(frame.title, frame.times.start, frame.times.end) for frame in by_eyed3] == expected


def test_more_chapters_than_a_table_holds_get_tables_of_tables(tagged, narration):
    chapters = tuple(Chapter(f"{index}", index * 10, index * 10 + 10) for index in range(600))
    path = tagged(timeline=Timeline(6000, narration.timeline.cues, chapters))
    frames = ID3(path)
    top = frames["CTOC:toc"]
    names = [name for table in top.child_element_ids for name in frames[f"CTOC:{table}"].child_element_ids]
    assert [frames[f"CHAP:{name}"].start_time for name in names] == list(range(0, 6000, 10))


def test_the_text_stands_one_sentence_a_line_and_with_its_times(tagged, narration):
    frames = ID3(tagged())
    lyrics = frames.getall("USLT")[0]
    assert lyrics.lang == "hin"
    assert lyrics.text.split("\n") == [cue.text for cue in narration.timeline.cues]
    timed = frames.getall("SYLT")[0]
    assert (timed.format, timed.type, timed.lang) == (2, 1, "hin")
    assert timed.text == [(cue.text, cue.start_ms) for cue in narration.timeline.cues]


def test_the_comment_holds_summary_and_note_of_the_synthetic_voice(tagged):
    assert text(tagged(), "COMM") == "पंद्रह ज़िलों में नई बसें चलेंगी।\nयह आवाज़ कंप्यूटर से बनाई गई है।"


def test_provenance_comes_back(tagged, narration):
    path = tagged()
    found = mp3.read_frame(path)
    assert found == Provenance(narration.key, narration.article.url, "test 1.0", "hi-test")
    assert json.loads(text(path, "TXXX:narrator")) == {
        "version": 1,
        "key": narration.key,
        "source": narration.article.url,
        "engine": "test 1.0",
        "voice": "hi-test",
        "synthetic_voice": True,
    }


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"plain text",
        b"ID3",
        b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f",
        b"ID3\x04\x00\x00\x00\x00\x00\x10" + b"\xff" * 16,
        b"\xff\xf3\x84\xc4" * 100,
        b"RIFF\x00\x00\x00\x00WAVE",
        b"OggS" + bytes(40),
        b"fLaC" + bytes(40),
    ],
)
def test_files_that_narrator_did_not_make_have_no_frame(tmp_path, content):
    path = tmp_path / "other.mp3"
    if content is not None:
        path.write_bytes(content)
    assert mp3.read_frame(path) is None
    assert mp3.read_frame(tmp_path) is None


@pytest.mark.parametrize("frame", ["", "[]", "{}", "null", "{", '{"version":"x"}', "[" * 100_000])
def test_a_frame_that_is_no_record_counts_as_none(frame):
    assert Provenance.from_json(frame) is None


def test_a_title_of_ten_thousand_characters_survives(tagged):
    title = "पहाड़ " * 1666 + "अंत"
    path = tagged(article(title=title))
    assert text(path, "TIT2") == title
    assert eyed3.load(path).tag.title == title


def test_control_characters_and_lone_surrogates_leave_the_tags(tagged):
    path = tagged(
        article(
            title="एक\x00दो\x1b[31m\ud800\u0085तीन",
            author="क\nख",
            site_name="\x07",
            url="https://x.example/\x01a\nb",
        )
    )
    assert text(path, "TIT2") == "एक दो [31m तीन"
    assert text(path, "TPE1") == "क ख"
    assert text(path, "TPE2") is None
    assert ID3(path).getall("WOAF")[0].url == "https://x.example/%20a%20b"


def test_joiners_stay_in_the_text():
    assert clean("क\u094d\u200dष  \u200cर") == "क\u094d\u200dष \u200cर"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/b?c=%20d#e", "https://a.example/b?c=%20d#e"),
        ("https://a.example/ख़", "https://a.example/%E0%A4%96%E0%A4%BC"),
        ("https://भारत.example/", "https://xn--h2brj9c.example/"),
        ("http://[::1/x", "http://[::1/x"),
        ("https://" + "अ" * 300 + "/", None),
    ],
)
def test_urls_are_ascii(url, expected):
    found = ascii_url(url)
    assert found.isascii()
    assert expected is None or found == expected


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("hi", "hin"),
        ("hi-IN", "hin"),
        ("mr", "mar"),
        ("en_US", "eng"),
        ("bho", "bho"),
        ("qq", "und"),
        ("", "und"),
    ],
)
def test_languages_have_three_letters(language, code):
    assert iso639.three_letters(language) == code


def test_a_language_without_a_code_is_tagged(tagged):
    assert text(tagged(article(language="tlh-x")), "TLAN") == "tlh"
    assert text(tagged(article(language="q")), "TLAN") == "und"


def test_tags_are_read_back_by_name(tagged, narration):
    tags = read_tags(tagged())
    assert tags.values["title"] == narration.article.title
    assert tags.values["date"].startswith("2025-09-04")
    assert tags.chapters == narration.timeline.chapters
    assert [sentence for sentence, _ in tags.sentences] == [cue.text for cue in narration.timeline.cues]
    assert tags.cover.mime == "image/png"
    assert tags.bitrate_kbps == 64
    assert tags.duration_ms == narration.timeline.duration_ms


def test_a_summary_of_markup_and_breaks_is_one_line_in_the_comment(tagged):
    sections = (Section("summary", None, ("एक\nदो", "तीन")),)
    assert text(tagged(article(sections=sections)), "COMM").split("\n")[0] in ("एक", "एक दो तीन")


def test_no_clock_in_the_bytes(narration, sound, monkeypatch):
    import time

    before = id3.tag_bytes(narration)
    monkeypatch.setattr(time, "time", lambda: 4e9)
    assert id3.tag_bytes(narration) == before


def test_a_story_of_one_short_clip_is_a_whole_file(tmp_path):
    path = tmp_path / "short.mp3"
    narration = narrate([clip(speech(0.05))])
    path.write_bytes(b"".join(mp3.encode(narration, AudioSettings())))
    mp3.tag(path, narration)
    assert mp3.read_frame(path).key == narration.key
    assert np.isfinite(read_tags(path).duration_ms)
