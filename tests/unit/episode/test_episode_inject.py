import json
import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from narrator.article.decode import lossless
from narrator.episode.inject import inject, json_spot, strip
from narrator.episode.markup import scan
from narrator.episode.page import Addresses, Listening
from narrator.errors import UsageError
from narrator.model import Cue, Place, Timeline

ADDED = re.compile(
    r"<span data-narrator-start=[^>]*>|</span>|<narrator-player.*?</narrator-player>"
    r"|<(?:link|meta)[^>]* data-narrator>\n|<script[^>]* data-narrator>.*?</script>\n",
    re.DOTALL,
)
PAGES = Path(__file__).parents[2] / "pages"


def timeline(*texts):
    cues = [
        Cue(text, "body", at * 2000, at * 2000 + 1500, (), Place(1, at, 0, len(text)))
        for at, text in enumerate(texts)
    ]
    return Timeline(len(texts) * 2000, tuple(cues), ())


def listening(title="शीर्षक", **changes):
    files = Addresses(
        "a.mp3", "a.vtt", "c.json", "t.json", "narrator.js", "narrator.css", feed=changes.pop("feed", None)
    )
    return Listening(title, "hi", 4000, "00", files, "story", "a.mp3", **changes)


def marked(source):
    """The sentences of a page as they are marked: start, end, the source inside."""
    found = re.findall(
        r'<span data-narrator-start="([\d.]+)" data-narrator-end="([\d.]+)">(.*?)</span>', source, re.DOTALL
    )
    return [(float(start), float(end), inside) for start, end, inside in found]


def put(source, *texts, **options):
    return inject(source, timeline(*texts), listening(**options.pop("about", {})), **options)


def test_sentences_are_marked_where_they_stand():
    source = "<html><body><h1>शीर्षक</h1><p>पहला वाक्य। दूसरा  वाक्य!</p></body></html>"
    assert marked(put(source, "शीर्षक", "पहला वाक्य।", "दूसरा वाक्य!")) == [
        (0, 1.5, "शीर्षक"),
        (2, 3.5, "पहला वाक्य।"),
        (4, 5.5, "दूसरा  वाक्य!"),
    ]


def test_quotes_around_a_sentence_are_taken_in():
    assert marked(put("<p>कहा, “हाँ।” फिर “यह सही है।” बस।</p>", "“यह सही है।”"))[0][2] == "“यह सही है।”"


@pytest.mark.parametrize(
    ("source", "text", "pieces"),
    [
        ('<p>एक <a href="/x">दो तीन</a> चार।</p>', "एक दो तीन चार।", ['एक <a href="/x">दो तीन</a> चार।']),
        ('<p>शुरू। <a href="/x">एक दो</a> तीन।</p>', "एक दो तीन।", ['<a href="/x">एक दो</a> तीन।']),
        ("<p>एक <b id=k>दो। तीन</b> चार।</p>", "तीन चार।", ["तीन", " चार।"]),
        ("<p>एक <b id=k>दो। तीन</b> चार।</p>", "एक दो।", ["एक ", "दो।"]),
        ("<p><em>एक</em> दो <br>तीन।</p>", "एक दो तीन।", ["<em>एक</em> दो <br>तीन।"]),
        ("<p>एक&nbsp;दो &amp; तीन&#2404;</p>", "एक दो & तीन।", ["एक&nbsp;दो &amp; तीन"]),
        ("<p>एक<!-- । --> दो</p>", "एक दो", ["एक<!-- । --> दो"]),
        ("<p>क़लम</p>", "क़लम", ["क़लम"]),
        ("<p>दो<sup><a href=#n>1</a></sup> बार।</p>", "दो बार।", ["दो<sup><a href=#n>1</a></sup> बार।"]),
    ],
)
def test_no_element_is_ever_split(source, text, pieces):
    changed = put(source, text)
    assert [inside for _, _, inside in marked(changed)] == pieces
    body = changed.split("</narrator-player>")[1]
    assert re.findall(r"</?(?:a|b|em|sup)\b[^>]*>", body) == re.findall(r"</?(?:a|b|em|sup)\b[^>]*>", source)


def test_sentence_across_two_blocks_is_left_alone():
    assert marked(put("<p>एक दो</p><p>तीन चार।</p>", "एक दो तीन चार।")) == []


def test_word_inside_a_longer_word_is_no_place():
    assert [inside for _, _, inside in marked(put("<p>सरकारी काम</p><p>सरकार</p>", "सरकार"))] == ["सरकार"]


def test_headline_is_marked_in_the_heading_and_labels_before_their_text():
    source = (
        "<nav>सारांश</nav><div>बड़ी ख़बर</div><h1>बड़ी ख़बर</h1>"
        "<h2>सारांश</h2><p>पहला वाक्य यहाँ है।</p><aside>सारांश</aside>"
    )
    changed = put(source, "बड़ी ख़बर", "सारांश", "पहला वाक्य यहाँ है।", about={"title": "बड़ी ख़बर"})
    assert "<h1><span" in changed
    assert "<h2><span" in changed
    assert len(marked(changed)) == 3


def test_scripts_styles_comments_and_titles_are_never_marked():
    source = (
        "<head><title>एक दो।</title><script>'एक दो।'</script><style>/* एक दो। */</style></head>"
        "<!-- एक दो। --><p>एक दो।</p>"
    )
    changed = put(source, "एक दो।")
    assert [inside for _, _, inside in marked(changed)] == ["एक दो।"]
    assert "<p><span" in changed


def test_player_takes_the_place_of_the_box_that_invites():
    source = (
        '<h1>शीर्षक</h1><div class="audio" id="x"><button>▶</button>'
        "<span>Click to start listening</span><span>शीर्षक</span></div><p>पाठ</p>"
    )
    changed = put(source, "शीर्षक")
    assert "Click to start" not in changed
    assert re.search(r"</h1><narrator-player.*?</narrator-player><p>", changed, re.DOTALL)


@pytest.mark.parametrize(
    "call", ["Listen to this article", "सुनने के लिए क्लिक करें", "इस खबर को सुनें", "CLICK TO START LISTENING 2:30"]
)
def test_box_is_known_by_its_words(call):
    changed = put(f"<h1>शीर्षक</h1><div><p class=x>{call}</p></div><p>पाठ</p>", "पाठ")
    assert call not in changed


def test_link_that_invites_among_others_is_replaced_alone():
    tools = '<div class="tools"><a href="#">Print</a> <a href="#">Listen to this article</a></div>'
    changed = put(f"<h1>शीर्षक</h1>{tools}<p>पाठ</p>", "पाठ")
    assert '<a href="#">Print</a> <narrator-player' in changed
    assert "Listen to this article" not in changed


def test_text_that_holds_the_words_is_no_box():
    source = "<h1>शीर्षक</h1><p>उसने बटन पर लिखा Click to start listening पढ़ा और हँसा।</p>"
    assert "Click to start listening" in put(source, "शीर्षक")


def test_placeholder_that_is_never_closed_takes_nothing_with_it():
    assert "पाठ</span></p>" in put("<body><narrator-player><p>पाठ</p>", "पाठ")


@pytest.mark.parametrize(
    ("source", "before"),
    [
        ("<body><h1>शीर्षक</h1><p>पाठ</p>", "</h1>\n<narrator-player"),
        ("<html><body class=a><p>पाठ</p>", "<body class=a>\n<narrator-player"),
        ("<p>पाठ</p>", "<narrator-player"),
    ],
)
def test_player_without_a_box_stands_after_the_headline_or_first(source, before):
    assert before in ADDED.sub(
        lambda found: found[0] if "narrator-player" in found[0] else "", put(source, "पाठ")
    )


def test_player_stands_where_a_selector_says():
    source = '<h1>शीर्षक</h1><div class="a b"><i data-slot="listen"></i></div><p>पाठ</p>'
    assert re.search(
        r'<div class="a b"><narrator-player.*</narrator-player></div>',
        put(source, "पाठ", place=".b [data-slot=listen]"),
        re.DOTALL,
    )
    assert re.search(
        r"</div><narrator-player.*</narrator-player><p>", put(source, "पाठ", after="div.a.b"), re.DOTALL
    )


@pytest.mark.parametrize(
    ("selector", "said"), [("#none", "no element"), ("p > a", "no selector"), ("p:first-child", "no selector")]
)
def test_selector_that_names_nothing_is_an_error(selector, said):
    with pytest.raises(UsageError, match=said):
        put("<p>पाठ</p>", "पाठ", place=selector)


def test_story_in_json_ld_gets_its_audio_and_keeps_its_writing():
    data = (
        '{ "@context":"https://schema.org",\n  "@graph": [{"@type":"Organization"},'
        '{"@type": ["NewsArticle"], "headline":"a}\\"{" } ] }'
    )
    source = f'<head><script type="application/ld+json">{data}</script></head><body><p>पाठ</p></body>'
    changed = put(source, "पाठ", about={"url": "https://news.example/a/b", "transcript": "</script>"})
    inside = changed.split('<script type="application/ld+json">')[1].split("</script>")[0]
    story = json.loads(inside)["@graph"][1]
    assert story["audio"]["contentUrl"] == "https://news.example/a/a.mp3"
    assert story["audio"]["duration"] == "PT4S"
    assert story["audio"]["transcript"] == "</script>"
    assert inside.startswith(data.split(" } ] }")[0])
    assert inside.endswith(" } ] }")


def test_page_without_json_ld_gets_a_story_with_audio():
    changed = put("<head></head><body><p>पाठ</p></body>", "पाठ")
    data = json.loads(
        re.search(r'<script type="application/ld\+json" data-narrator>(.*?)</script>', changed)[1]
    )
    assert data["@type"] == "NewsArticle"
    assert data["audio"]["@type"] == "AudioObject"


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '{"@type": "Organization"}', "[" * 5000, '{"@type": 7}'])
def test_other_json_is_left_alone(text):
    assert json_spot(text) is None


def test_head_names_sound_style_script_and_feed():
    changed = put(
        "<html><head><title>क</title></head><body></body></html>",
        "पाठ",
        about={"feed": "https://news.example/feed.xml"},
    )
    head = changed.split("</head>")[0]
    for part in (
        '<meta property="og:audio" content="a.mp3"',
        '<meta property="og:audio:type" content="audio/mpeg"',
        '<link rel="stylesheet" href="narrator.css"',
        '<script src="narrator.js" defer',
        '<link rel="alternate" type="application/rss+xml" href="https://news.example/feed.xml"',
    ):
        assert head.count(part) == 1


def test_audio_that_the_page_named_before_is_replaced():
    source = (
        '<head><meta property="og:audio" content="old.mp3"></head><script type="application/ld+json">'
        '{"@type":"NewsArticle","audio":{"x":[1,{"audio":2}]},"url":"u"}</script>'
    )
    changed = put(source, "पाठ")
    assert "old.mp3" not in changed
    data = json.loads(changed.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert data["audio"]["contentUrl"] == "a.mp3"
    assert data["url"] == "u"


INVITATION = re.compile(
    r"<button>🔊 खबर सुनें</button>"
    r'|<button class="rounded bg-red-600">Click to start listening</button>'
    r"|\n?<div[^>]*><button[^>]*><span>Click to start listening</span></button></div>"
    r"|<div[^>]*><span>▶</span> Click to start listening</div>"
    r"|\n?<div[^>]*><span>इस खबर को सुनें</span><button>▶</button><span>0:00</span></div>"
    r"|\n?<div[^>]*><(button|i)[^>]*>[^<]*</\1> ?<span>[^<]*सुनें</span> ?<span>[\d: /]+</span></div>"
    r'|<a href="#">Listen to this article</a>'
)
"""The page's own button in PAGES, with its box; the player takes its place."""


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_everything_else_stays_and_twice_is_once(path):
    source, _ = lossless(path.read_bytes())
    shown = re.sub(r"(?is)<(script|style)\b.*?</\1>", "", source)
    texts = [line.strip() for line in re.sub(r"<[^>]*>", "\n", shown).split("\n") if len(line.strip()) > 20]
    texts = texts[:40]
    changed = put(source, *texts)
    assert inject(changed, timeline(*texts), listening()) == changed
    assert "data-narrator-start" in changed or not texts
    without = strip(changed)
    assert "data-narrator-start" not in without
    plain = re.sub(r"\n?<narrator-player.*?</narrator-player>", "", without, flags=re.DOTALL)
    plain = re.sub(r'(, )?"audio": \{"@type": "AudioObject".*?"text/vtt"\}\}', "", plain)
    assert plain == re.sub(INVITATION, "", source)


TAGS = """
    <p> </p> <b> </b> <a_href='x">'> </a> <div_id=k> </div> <h1> </h1> <script> </script> <!-- --> <br/> < >
    &amp; &lt &#x915; _ एक दो तीन। <li =" ' </head> <body> <sup><a> </span> <narrator-player> </narrator-player>
    <title> </title> <table> <span_data-narrator-start=1_data-narrator-end=2> \u200d
"""
HTML = st.lists(st.sampled_from([tag.replace("_", " ") for tag in TAGS.split()]), max_size=40).map("".join)


def is_torn(source):
    """Whether a page breaks off inside a tag, a comment or a script."""
    last = scan(source + "<p>")[-1]
    return (last.start, last.kind) != (len(source), "open")


@settings(deadline=None)
@given(HTML, st.lists(st.sampled_from(["एक", "दो", "एक दो", "तीन।", "एक दो तीन।", "क", ""]), max_size=6))
def test_any_page_survives_and_nothing_changes_the_second_time(source, texts):
    assume(not is_torn(source))
    changed = put(source, *texts)
    assert put(changed, *texts) == changed


@settings(deadline=None)
@given(HTML, st.lists(st.sampled_from(["एक", "दो", "एक दो", "तीन।"]), max_size=6))
def test_letters_of_the_page_stay_in_their_order(source, texts):
    source = strip(source)
    assume("narrator-" not in source)
    changed = ADDED.sub("", put(source, *texts))
    assert re.sub(r"\n|</span>", "", changed) == re.sub(r"\n|</span>", "", source)
