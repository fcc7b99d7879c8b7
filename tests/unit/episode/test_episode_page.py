import gzip
import json
import re
from html.parser import HTMLParser

import pytest

from narrator.episode.page import (
    PLAYER,
    Addresses,
    Listening,
    audio_object,
    head_lines,
    listening_page,
    player,
    snippet,
)
from narrator.language import table
from narrator.model import Article, Chapter, Cue, Place, Section, Timeline, Word

BAD = "</script><img src=x onerror=alert(1)>\"'&--><!--\u2028"


def listening(**changes):
    files = Addresses("a.mp3", "a.vtt", "c.json", "t.json", "narrator.js", "narrator.css")
    return Listening(
        **{
            "title": "शीर्षक",
            "language": "hi",
            "duration_ms": 121_896,
            "sha256": "00",
            "files": files,
            "story": "s",
            "file_name": "a.mp3",
        }
        | changes
    )


def page_of(article, cues, **changes):
    timeline = Timeline(10_000, tuple(cues), (Chapter("क", 0, 10_000),))
    text = json.dumps(timeline.to_dict(audio="a.mp3", audio_sha256="00"), ensure_ascii=False)
    return listening_page(article, timeline, listening(**changes), timeline_json=text)


def cue(text, start_ms, section, block, start=0):
    place = Place(section, block, start, start + len(text))
    return Cue(text, "body", start_ms, start_ms + 500, (Word(text, start_ms, start_ms + 500, False),), place)


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_script_and_style_are_at_most_eight_kilobytes():
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in PLAYER.iterdir()}
    assert set(sizes) == {"narrator.js", "narrator.css"}
    assert sum(sizes.values()) <= 8192, sizes


def test_script_builds_nothing_from_strings_and_names_nobody_else():
    script = (PLAYER / "narrator.js").read_text(encoding="utf-8")
    for forbidden in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "Function(",
        "https:",
        "sendBeacon",
    ):
        assert forbidden not in script
    assert set(re.findall(r"http://[\w./]*", script)) == {"http://www.w3.org/2000/svg"}


def test_every_word_of_the_player_is_there_in_both_languages():
    script = (PLAYER / "narrator.js").read_text(encoding="utf-8")
    keys = set(re.findall(r'\b(?:t|say|named|tool)\("(\w+)"', script)) | {
        "listen",
        "pause",
        "chapters",
        "transcript",
    }
    for code in ("hi", "en"):
        assert set(table(code, "player")["player"]) == keys
        assert all(table(code, "player")["player"].values())
    assert set(table("hi", "player")["page"]) == set(table("en", "player")["page"])


def test_language_without_words_of_its_own_gets_english_ones():
    assert "Listen" in player(listening(language="ta"))


def test_page_carries_only_the_words_of_its_language():
    assert "Listen" not in player(listening())
    assert "सुनें" not in player(listening(language="en"))


def test_sentences_of_every_kind_of_section_are_marked():
    article = Article(
        "शीर्षक",
        (
            Section("title", None, ("शीर्षक",)),
            Section("takeaways", "बातें", ("एक", "दो")),
            Section("body", None, ("पहला वाक्य। दूसरा वाक्य।",)),
            Section("faq", "सवाल", ("कब?", "आज।")),
            Section("point_of_view", "राय", ("सही।",)),
        ),
        author="मीरा",
        published="2026-03-12T07:40:00+05:30",
        site_name="सुबह",
    )
    rows = [
        ("शीर्षक", 0, 0, 0),
        ("बातें", 1, None, 0),
        ("एक", 1, 0, 0),
        ("पहला वाक्य।", 2, 0, 0),
        ("दूसरा वाक्य।", 2, 0, 12),
    ]
    rows += [("सवाल", 3, None, 0), ("कब?", 3, 0, 0), ("आज।", 3, 1, 0), ("सही।", 4, 0, 0)]
    cues = [
        cue(text, at * 1000, section, block, start) for at, (text, section, block, start) in enumerate(rows)
    ]
    text = page_of(article, cues)
    for part in (
        '<h1><span data-narrator-start="0" data-narrator-end="0.5">शीर्षक</span></h1>',
        '<h2><span data-narrator-start="1" data-narrator-end="1.5">बातें</span></h2>',
        '<li><span data-narrator-start="2" data-narrator-end="2.5">एक</span></li>',
        "<li>दो</li>",
        'पहला वाक्य।</span> <span data-narrator-start="4" data-narrator-end="4.5">दूसरा वाक्य।</span></p>',
        '<h3><span data-narrator-start="6" data-narrator-end="6.5">कब?</span></h3>',
        "<blockquote>\n<p><span",
        '<time datetime="2026-03-12T07:40:00+05:30">12 मार्च 2026</time>',
        "यह आवाज़ कंप्यूटर से बनाई गई है।",
    ):
        assert part in text


def test_sound_is_a_native_element_that_loads_nothing_by_itself():
    (_, attributes), *_ = [tag for tag in Tags(player(listening())).tags if tag[0] == "audio"]
    assert attributes == {"controls": None, "preload": "none", "src": "a.mp3"}


def test_hostile_text_is_only_text_wherever_it_stands():
    article = Article(
        BAD,
        (Section("title", None, (BAD,)), Section("body", BAD, (BAD,))),
        author=BAD,
        published=BAD,
        site_name=BAD,
        url="javascript:alert(1)",
    )
    changes = {
        "title": BAD,
        "site_name": BAD,
        "url": "javascript:alert(1)",
        "transcript": BAD,
        "published": BAD,
        "story": BAD,
        "next": ("javascript:alert(1)", BAD),
    }
    text = page_of(article, [cue(BAD, 0, 1, 0)], **changes)
    for written in (text, snippet(listening(**changes))):
        tags = Tags(written).tags
        assert "img" not in [name for name, _ in tags]
        assert not [
            value for _, attributes in tags for name, value in attributes.items() if name.startswith("on")
        ]
        assert "javascript:" not in written
        assert {
            attributes.get("src", attributes.get("type")) for name, attributes in tags if name == "script"
        } <= {
            "narrator.js",
            "application/json",
            "application/ld+json",
        }
    inside = re.search(r'<script type="application/json">(.*?)</script>', text, re.DOTALL)[1]
    assert json.loads(inside)["cues"][0]["text"] == BAD


def test_audio_is_described_for_search_engines_with_full_addresses():
    found = audio_object(listening(url="https://news.example/a/story", published="2026-03-12"))
    assert found["contentUrl"] == "https://news.example/a/a.mp3"
    assert (found["duration"], found["encodingFormat"], found["inLanguage"]) == ("PT122S", "audio/mpeg", "hi")
    assert found["uploadDate"] == "2026-03-12"


def test_head_says_where_the_sound_is():
    lines = head_lines(listening(url="https://news.example/a/story"), story=None)
    assert '<meta property="og:audio" content="https://news.example/a/a.mp3" data-narrator>' in lines


def test_snippet_shows_both_ways_to_place_the_player():
    text = snippet(listening())
    assert "<narrator-player " in text
    assert "<figure data-narrator-player " in text
    assert text.count("<!--") == text.count("-->") == 4


@pytest.mark.parametrize("published", [None, "2026", "2026-13-01", "gestern"])
def test_odd_dates_are_shown_as_they_are(published):
    article = Article("क", (Section("title", None, ("क",)),), published=published)
    assert "<h1>" in page_of(article, [])
