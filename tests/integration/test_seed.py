"""The article that the project was asked to narrate; it lies beside the checkout where that is at hand."""

import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from mutagen.id3 import ID3

from narrator import extract, narrate, publish, segment, speakable

SEED = Path(__file__).parents[3] / "shared" / "seed" / "article.html"
pytestmark = pytest.mark.skipif(
    not SEED.is_file(), reason="shared/seed/article.html is not beside the checkout"
)


@pytest.fixture(scope="module")
def article():
    return extract(SEED.read_bytes())


@pytest.fixture(scope="module")
def script():
    narrate_ = Path(sys.executable).with_name("narrate")
    done = subprocess.run([narrate_, "script", SEED, "--json"], capture_output=True, check=True)
    return json.loads(done.stdout)


def test_metadata_is_exact(article):
    assert article.title == "चीन में पुतिन और किम की मुलाकात: क्या उत्तर कोरियाई नेता फिर से रूस जाएंगे?"
    assert article.author == "NationPress"
    assert article.published == "2025-09-04T08:15:00+05:30"
    assert article.language == "hi"
    assert article.site_name == "NationPress"
    assert article.image == "https://news.example/img/putin-kim.jpg"
    assert article.url == "https://news.example/duniya/putin-kim-beijing"


def test_sections_are_those_of_the_page_and_nothing_else(article):
    shape = [(section.kind, section.heading, len(section.blocks)) for section in article.sections]
    assert shape == [
        ("title", None, 1),
        ("summary", "सारांश", 1),
        ("takeaways", "Key Takeaways", 5),
        ("body", None, 7),
        ("point_of_view", "Point of View", 1),
        ("faq", "Frequently Asked Questions", 4),
    ]


def test_every_sentence_is_said_once_in_order_with_one_announcement_a_section(article, script):
    expected = []
    for section in article.sections:
        if section.heading:
            expected.append(section.heading)
        for block in section.blocks:
            expected += segment(block)
    assert [utterance["text"] for utterance in script["utterances"]] == expected
    assert len(set(expected)) == len(expected)


def test_what_is_said_holds_every_word_that_was_written(article, script):
    for utterance in script["utterances"]:
        written = "".join(token["written"] for token in utterance["tokens"])
        assert written.replace(" ", "") == utterance["text"].replace(" ", "")
        for token in utterance["tokens"]:
            assert token["spoken"] or token["class"] == "punctuation"


def test_numbers_and_headings_are_read_as_a_newsreader_reads_them(script):
    said = " ".join(utterance["spoken"] for utterance in script["utterances"])
    for words in ("अस्सीवीं वर्षगांठ", "दो हज़ार उन्नीस और दो हज़ार तेईस में", "तेरह हज़ार सैनिक", "तीन सितंबर", "मुख्य बातें"):
        assert words in said
    assert not re.search(r"[A-Za-z0-9०-९]", said)


def test_date_in_running_text_is_read():
    assert "चार सितंबर दो हज़ार पच्चीस" in speakable("यह 04/09/2025 को हुआ।")


def test_narration_has_six_chapters_and_a_plausible_length(tmp_path):
    narration = narrate(SEED, voice="hi-espeak")
    episode = publish(narration, tmp_path / "seed.mp3")
    assert len(episode.chapters) == 6
    assert 150_000 < episode.duration_ms < 260_000
    tags = ID3(tmp_path / "seed.mp3")
    assert tags["TLAN"].text == ["hin"]
    assert [tags[f"CHAP:ch{number}"].sub_frames["TIT2"].text[0] for number in range(2)] == ["शीर्षक", "सारांश"]


def test_every_gap_is_shorter_than_a_listener_would_wonder_at():
    narration = narrate(SEED, voice="hi-espeak")
    cues = narration.timeline.cues
    assert cues[0].start_ms < 500
    assert max(after.start_ms - before.end_ms for before, after in itertools.pairwise(cues)) < 2500
