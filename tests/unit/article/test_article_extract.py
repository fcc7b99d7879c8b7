"""One habit of pages a test."""

import subprocess
import sys

import pytest

from narrator.article import extract
from narrator.errors import ArticleError, NoArticleText
from narrator.model import Section
from narrator.settings import ArticleSettings

ONE = "नगर परिषद ने मंगलवार को लंबी बहस के बाद पुराने पुल की मरम्मत का प्रस्ताव पारित कर दिया।"
TWO = "महापौर ने कहा कि काम अगले महीने शुरू होगा और इस पर लगभग तीन करोड़ रुपये खर्च होंगे।"
THREE = "व्यापारियों ने फैसले का स्वागत किया, लेकिन काम के दौरान वैकल्पिक मार्ग की मांग भी रखी है।"
HEAD = "<html><head><title>पुराने पुल की मरम्मत होगी</title></head><body><h1>पुराने पुल की मरम्मत होगी</h1>"


def read(body: str, head: str = HEAD) -> list[Section]:
    return list(extract(head + body).sections[1:])


def blocks(body: str) -> list[str]:
    return [block for section in read(body) for block in section.blocks]


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_inline_tags_do_not_split_words_and_blocks_do() -> None:
    assert blocks(f"<p>न<b>गर</b> प<a href=x>रिष</a>द{ONE[9:]}</p><div>{TWO}</div>{p(THREE)}")[0] == ONE


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    assert blocks(f"<div>{ONE}<br><br>{TWO}<br> <br>{THREE[:40]}<br>{THREE[40:]}</div>") == [
        ONE,
        TWO,
        f"{THREE[:40].rstrip()} {THREE[40:].lstrip()}",
    ]


@pytest.mark.parametrize(
    "line",
    [
        '<p>यह भी पढ़ें: <a href="/x">बीस नई बसें</a></p>',
        '<p><strong>ये भी पढ़ें-</strong> <a href="/x">बीस नई बसें</a></p>',
        '<p><a href="/x">इसे भी पढ़ें | बीस नई बसें</a></p>',
        "<div><b>यह भी पढ़ें</b> : बीस नई बसें</div>",
        '<p>Also Read – <a href="/x">बीस नई बसें</a></p>',
        '<blockquote>ये भी पढ़ें : <a href="/x">बीस नई बसें</a></blockquote>',
        '<h4>यह भी पढ़े: <a href="/x">बीस नई बसें</a></h4>',
        '<ul><li>इन्हें भी पढ़ें: <a href="/x">बीस नई बसें</a></li></ul>',
        '<p>इन्हें भी पढ़ें</p><ul><li><a href="/x">बीस नई बसें</a></li><li><a href="/y">तीस बसें</a></li></ul>',
        '<div class="also-read"><a href="/x">बीस नई बसें</a></div>',
        '<p class="x"><a href="/x">बीस नई बसें इसी महीने सड़कों पर उतरेंगी</a></p>',
    ],
)
def test_lead_to_another_story_is_not_read(line: str) -> None:
    assert blocks(p(ONE, TWO) + line + p(THREE)) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "sentence",
    [
        "यह भी पढ़ें कि कैसे परिषद ने पिछले साल इसी पुल के लिए धन जुटाया था और फिर उसे लौटा दिया।",
        "Poland wants to become a member of the bridge-building club, said the minister on Friday.",
        "The court struck down the firm’s privacy policy and told it to delete what it had stored.",
        "The team will sign up for the spring tournament, whatever the council decides on the bridge.",
        "विपक्ष ने कहा कि वह नई समिति की सदस्यता लें या नहीं, इस पर शुक्रवार को निर्णय करेगा।",
        "By the river stood a mill that nobody had used for a hundred years, they said.",
    ],
)
def test_sentence_that_only_sounds_like_a_call_is_read(sentence: str) -> None:
    assert blocks(p(ONE, sentence, TWO)) == [ONE, sentence, TWO]


@pytest.mark.parametrize(
    "name", ["adhyay", "load-more-body", "header-story", "thread", "download", "shadow", "roadmap"]
)
def test_class_words_match_whole(name: str) -> None:
    assert blocks(f'<div class="{name}">{p(ONE, TWO)}</div>') == [ONE, TWO]


@pytest.mark.parametrize(
    "box",
    [
        '<div class="ad">{}</div>',
        '<div id="div-gpt-ad-7">{}</div>',
        '<div class="relatedStories">{}</div>',
        '<aside class="sidebar">{}</aside>',
        '<section class="comments"><p>{}</p></section>',
        '<div style="display: none">{}</div>',
        "<div hidden>{}</div>",
        '<span class="sr-only">{}</span>',
        "<figure><figcaption>{}</figcaption></figure>",
        "<nav>{}</nav>",
        "<footer>{}</footer>",
        "<template>{}</template>",
        "<noscript>{}</noscript>",
        '<blockquote class="twitter-tweet"><p>{}</p></blockquote>',
        '<div class="author-bio">{}</div>',
        '<div role="dialog" class="cookie-consent">{}</div>',
        '<form class="newsletter">{}</form>',
        "<button>{}</button>",
        "<select><option>{}</option></select>",
        '<div class="wp-caption-text">{}</div>',
    ],
)
def test_box_that_is_not_the_article_is_not_read(box: str) -> None:
    unread = "इस पंक्ति को कोई सुनना नहीं चाहता, क्योंकि यह खबर का हिस्सा नहीं है।"
    assert blocks(p(ONE) + box.format(unread) + p(TWO, THREE)) == [ONE, TWO, THREE]


def test_form_around_the_whole_page_is_read() -> None:
    assert blocks(f'<form id="aspnetForm">{p(ONE, TWO)}</form>') == [ONE, TWO]


def test_menu_that_was_never_closed_does_not_swallow_the_text() -> None:
    assert blocks(f"<nav><a href=/>होम</a>{p(ONE, TWO, THREE)}") == [ONE, TWO, THREE]


def test_sections_beside_the_densest_block_are_read() -> None:
    page = (
        f'<div class="a"><h2>सारांश</h2><p>{THREE}</p></div><article>{p(ONE, TWO)}</article>'
        f'<div class="b"><h3>नज़रिया</h3><p>{TWO[:50]}।</p></div>'
    )
    assert [(section.kind, section.heading) for section in read(page)] == [
        ("summary", "सारांश"),
        ("body", None),
        ("point_of_view", "नज़रिया"),
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("सारांश", "summary"),
        ("TL;DR", "summary"),
        ("⚡ संक्षेप में:", "summary"),
        ("In Short", "summary"),
        ("मुख्य बातें", "takeaways"),
        ("खास बातें :", "takeaways"),
        ("KEY HIGHLIGHTS", "takeaways"),
        ("Point of View", "point_of_view"),
        ("संपादकीय", "point_of_view"),
        ("विश्लेषण", "point_of_view"),
        ("विश्लेषण: क्यों टूटा पुल", "body"),
        ("ठळक मुद्दे", "takeaways"),
        ("সারাংশ", "summary"),
    ],
)
def test_heading_tells_the_kind_of_its_section(heading: str, kind: str) -> None:
    page = p(ONE, TWO) + f"<div><h3>{heading}</h3><ul><li>{THREE}</li><li>{TWO[:40]}</li></ul></div>"
    assert [(section.kind, section.heading) for section in read(page)][1] == (kind, heading)


def test_title_of_a_box_may_be_a_div() -> None:
    page = f'<div class="x"><div>मुख्य बातें</div><ul><li>पुल बनेगा</li><li>काम शुरू</li></ul></div>{p(ONE, TWO)}'
    assert read(page)[0] == Section("takeaways", "मुख्य बातें", ("पुल बनेगा", "काम शुरू"))


def test_body_has_a_section_for_each_sub_heading() -> None:
    assert read(p(ONE) + f"<h2>काम कब शुरू होगा</h2>{p(TWO)}<h2>व्यापारी क्या कहते हैं</h2>{p(THREE)}") == [
        Section("body", None, (ONE,)),
        Section("body", "काम कब शुरू होगा", (TWO,)),
        Section("body", "व्यापारी क्या कहते हैं", (THREE,)),
    ]


def test_sub_heading_that_asks_is_no_faq() -> None:
    assert [
        section.kind
        for section in read(p(ONE) + f"<h2>काम कब शुरू होगा?</h2>{p(TWO)}<h2>खर्च कितना?</h2>{p(THREE)}")
    ] == ["body"] * 3


def test_text_after_a_box_goes_on_without_the_heading_again() -> None:
    box = "<div class='key-points'><h4>Key Points</h4><ul><li>पहला बिंदु</li><li>दूसरा बिंदु</li></ul></div>"
    assert [
        (section.kind, section.heading) for section in read(p(ONE) + f"<h2>आगे क्या</h2>{p(TWO)}{box}{p(THREE)}")
    ] == [
        ("body", None),
        ("body", "आगे क्या"),
        ("takeaways", "Key Points"),
        ("body", None),
    ]


QUESTIONS = ("पुल कब बनेगा?", "खर्च कितना होगा?")
ANSWERS = ("काम अगले महीने शुरू होगा।", "लगभग तीन करोड़ रुपये।")
FAQ = tuple(text for pair in zip(QUESTIONS, ANSWERS, strict=True) for text in pair)


@pytest.mark.parametrize(
    "form",
    [
        "<details><summary>{}</summary><p>{}</p></details>",
        "<h3>{}</h3><p>{}</p>",
        "<dl><dt>{}</dt><dd>{}</dd></dl>",
        '<div class="q">{}</div><div class="a">{}</div>',
        "<p><strong>{}</strong></p><p>{}</p>",
        "<p><strong>{}</strong><br>{}</p>",
        "<p><b>{}</b> {}</p>",
        '<div><button aria-expanded="false">{}</button><div class="panel" hidden>{}</div></div>',
        '<h4><a href="#c1">{}</a></h4><div class="collapse" style="display:none">{}</div>',
        '<div class="ea-card"><h3><a href="#c0" role="button">{}</a></h3><div id="c0"><p>{}</p></div></div>',
        "<ul><li>{}</li></ul><p>{}</p>",
        "<amp-accordion><section><h4>{}</h4><div>{}</div></section></amp-accordion>",
    ],
)
def test_questions_alternate_with_answers_in_every_form(form: str) -> None:
    pairs = "".join(form.format(*pair) for pair in zip(QUESTIONS, ANSWERS, strict=True))
    page = p(ONE, TWO) + f"<div><h2>अक्सर पूछे जाने वाले सवाल</h2>{pairs}</div>"
    assert read(page)[1] == Section("faq", "अक्सर पूछे जाने वाले सवाल", FAQ)


def test_accordion_without_a_heading_is_an_faq() -> None:
    pairs = "".join(
        f"<details><summary>{q}</summary>{a}</details>" for q, a in zip(QUESTIONS, ANSWERS, strict=True)
    )
    assert read(p(ONE, TWO) + pairs)[1] == Section("faq", None, FAQ)


def test_paragraphs_of_one_answer_are_one_block() -> None:
    page = (
        p(ONE, TWO)
        + f"<section><h2>FAQ</h2><h3>{QUESTIONS[0]}</h3><p>{ANSWERS[0]}</p><p>{ANSWERS[1]}</p></section>"
    )
    assert read(page)[1].blocks == (QUESTIONS[0], f"{ANSWERS[0]} {ANSWERS[1]}")


def faq_page() -> str:
    entities = ",".join(
        f'{{"@type":"Question","name":"{q}","acceptedAnswer":{{"@type":"Answer","text":"<p>{a}</p>"}}}}'
        for q, a in zip(QUESTIONS, ANSWERS, strict=True)
    )
    return f'<script type="application/ld+json">{{"@type":"FAQPage","mainEntity":[{entities}]}}</script>'


def test_faq_in_the_page_and_in_json_ld_is_read_once() -> None:
    shown = "".join(f"<h3>{q}</h3><p>{a}</p>" for q, a in zip(QUESTIONS, ANSWERS, strict=True))
    assert [section.kind for section in read(faq_page() + p(ONE, TWO) + f"<h2>FAQ</h2>{shown}")] == [
        "body",
        "faq",
    ]


def test_faq_only_in_json_ld_is_read() -> None:
    assert read(faq_page() + p(ONE, TWO))[1] == Section("faq", None, FAQ)


def test_answers_that_the_page_does_not_hold_come_from_json_ld() -> None:
    shown = "".join(f"<h3>{q}</h3>" for q in QUESTIONS)
    assert read(faq_page() + p(ONE, TWO) + f"<section><h2>FAQ</h2>{shown}</section>")[1] == Section(
        "faq", "FAQ", FAQ
    )


def test_numbered_list_keeps_its_numbers() -> None:
    page = p(ONE) + "<ol start=3><li>पंजीकरण करें</li><li><p>फॉर्म भरें</p></li><li value=9>शुल्क दें</li></ol>" + p(TWO)
    assert blocks(page) == [ONE, "3. पंजीकरण करें", "4. फॉर्म भरें", "9. शुल्क दें", TWO]


@pytest.mark.parametrize("start", ["--9", "²", "9" * 30, "x", ""])
def test_list_with_a_bad_start_begins_at_one(start: str) -> None:
    assert blocks(p(ONE) + f'<ol start="{start}"><li>पंजीकरण करें</li></ol>' + p(TWO))[1] == "1. पंजीकरण करें"


def test_list_without_numbers_has_none() -> None:
    page = p(ONE) + "<ul><li>आधार कार्ड<ul><li>मूल प्रति</li></ul></li><li>1. पासबुक</li></ul>" + p(TWO)
    assert blocks(page) == [ONE, "आधार कार्ड", "मूल प्रति", "1. पासबुक", TWO]


TABLE = "<table><tr><th>जिला</th><th>सीटें</th></tr>{}</table>"


def test_short_table_is_read_row_by_row() -> None:
    rows = "<tr><td>पटना</td><td>14</td></tr><tr><td>गया</td><td>10</td></tr>"
    assert read(p(ONE) + TABLE.format(rows) + p(TWO))[1] == Section(
        "table", None, ("पटना: सीटें 14", "गया: सीटें 10")
    )


def test_long_table_is_passed_over_with_a_warning() -> None:
    rows = "".join(f"<tr><td>जिला {n}</td><td>{n}</td></tr>" for n in range(9))
    article = extract(HEAD + p(ONE) + TABLE.format(rows) + p(TWO))
    assert [section.kind for section in article.sections] == ["title", "body", "body"]
    assert "9 rows" in article.warnings[0]


def test_layout_table_is_no_table() -> None:
    page = f"<table><tr><td><a href=/>होम</a></td><td>{ONE}<br><br>{TWO}</td></tr></table>"
    assert [section.kind for section in read(page)] == ["body"]
    assert blocks(page) == [ONE, TWO]


def test_headline_in_the_body_is_not_repeated() -> None:
    assert blocks(f"<h2>पुराने पुल की मरम्मत होगी</h2>{p(ONE)}<p>पुराने पुल की मरम्मत होगी!</p>{p(TWO)}") == [
        ONE,
        TWO,
    ]


def test_pull_quote_is_not_repeated_and_blockquote_is_kept() -> None:
    page = p(ONE, TWO) + f"<blockquote>{TWO[18:55]}</blockquote><blockquote><p>{THREE}</p></blockquote>"
    assert blocks(page) == [ONE, TWO, THREE]


def test_paragraph_that_comes_twice_is_read_once() -> None:
    assert blocks(p(ONE, TWO, ONE)) == [ONE, TWO]


def live(body: str) -> list[Section]:
    script = '<script type="application/ld+json">{"@type":"LiveBlogPosting"}</script>'
    return read(script + p(ONE) + body)


@pytest.mark.parametrize(
    "update",
    [
        "<div><time>{0}</time><h3>{1}</h3><p>{2}</p></div>",
        "<article><h3>{1}</h3><span class='time'>{0}</span><p>{2}</p></article>",
        "<p><b>{0}</b></p><h4>{1}</h4><p>{2}</p>",
        "<li><div class='timestamp'>{0}</div><div><h3>{1}</h3><div>{2}</div></div></li>",
    ],
)
def test_live_updates_keep_their_times(update: str) -> None:
    updates = update.format("11:45 AM", "काम शुरू", TWO) + update.format("10:30 AM", "मार्ग बंद", THREE)
    assert live(updates) == [
        Section("body", None, (ONE,)),
        Section("live", "11:45 AM – काम शुरू", (TWO,)),
        Section("live", "10:30 AM – मार्ग बंद", (THREE,)),
    ]


def test_time_at_the_beginning_of_a_paragraph_opens_an_update() -> None:
    assert live(p(f"<b>11:45 AM:</b> {TWO}", f"<b>10:30 AM:</b> {THREE}"))[1:] == [
        Section("live", "11:45 AM", (TWO,)),
        Section("live", "10:30 AM", (THREE,)),
    ]


def test_text_behind_a_paywall_comes_from_json_ld() -> None:
    body = "".join(f"&lt;p&gt;{text}&lt;/p&gt;" for text in (ONE, TWO, THREE))
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{body}"}}</script>'
    page = script + p(ONE) + '<div class="paywall"><p>पूरा लेख पढ़ने के लिए सदस्यता लें।</p></div>'
    assert blocks(page) == [ONE, TWO, THREE]


def test_json_ld_of_another_text_is_not_taken() -> None:
    other = "कहीं और की एक बिल्कुल अलग कहानी जो इस पृष्ठ पर कहीं नहीं है। " * 20
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{other}"}}</script>'
    assert blocks(script + p(ONE, TWO)) == [ONE, TWO]


def test_json_ld_is_taken_where_the_page_shows_a_notice_in_place_of_the_text() -> None:
    body = " ".join((ONE, TWO, THREE, "पुराने पुल की मरम्मत से पहले मिट्टी की जांच होगी। " * 8)).strip()
    script = f'<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{body}"}}</script>'
    assert blocks(script + p("यह पृष्ठ इस समय आपके लिए तैयार किया जा रहा है, कृपया थोड़ी प्रतीक्षा करें।")) == [body]


@pytest.mark.parametrize(
    "told",
    [
        "कंपनी ने कहा कि दर्शक चैनल को सब्सक्राइब करें तो उन्हें छूट मिलेगी।",
        "सरकारी योजना में ऐप डाउनलोड करने वालों को सौ रुपये की छूट मिलेगी।",
        "मंत्री ने कहा, “हमें बताएं कि किस गांव में पानी नहीं पहुंचा है।”",
        "बच्चों को आगे पढ़ने के लिए चालीस किलोमीटर दूर जाना पड़ता है।",
        "अभिनेता ने सफाई दी और कहा कि ये उनके निजी विचार हैं।",
        'सरकार ने आंकड़ों के लिए <a href="https://t.me/x">एक टेलीग्राम चैनल</a> शुरू किया है।',
        "Users who download the app will pay no fee in the first month.",
        "“Follow us on the map,” the rescue team told the villagers on Sunday night.",
        "फोटो: इस एक शब्द ने साठ साल पहले शहर के बाजार का पूरा कारोबार बदल दिया था।",
        "युवा टेलीग्राम ग्रुप पर अफवाहें फैलाते थे।",
    ],
)
def test_sentence_that_tells_is_read_though_it_holds_a_call(told: str) -> None:
    assert len(blocks(p(ONE, told, TWO, THREE))) == 4


@pytest.mark.parametrize(
    "call",
    [
        "हमारे यूट्यूब चैनल को सब्सक्राइब करें।",
        "आप हमें फेसबुक पेज को लाइक करके भी पढ़ सकते हैं।",
        "ताजा खबरों के लिए ऐप डाउनलोड करें।",
        "For the latest news and updates, follow The Post on every platform.",
        "Download the app and read the paper.",
        "आगे पढ़ने के लिए लॉगिन करें।",
        "ये लेखक के निजी विचार हैं।",
    ],
)
def test_sentence_that_asks_the_reader_is_not_read(call: str) -> None:
    assert blocks(p(ONE, TWO, call, THREE)) == [ONE, TWO, THREE]


def test_credit_of_a_picture_ends_no_sentence_of_the_story() -> None:
    assert blocks(p(ONE, f"{TWO} (फोटो: एएनआई)", f"{THREE} तस्वीर: रवि")) == [ONE, TWO, THREE]


def test_sentences_in_spans_of_their_own_are_parted() -> None:
    styled = f"<div><i class=x>{THREE}</i><i class=x>{ONE[:-1]}?</i></div>"
    page = f"<p><span>{ONE}</span><span>{TWO}</span></p>{styled}"
    assert blocks(page) == [f"{ONE} {TWO}", f"{THREE} {ONE[:-1]}?"]
    name = "The site is example.<b>Org</b> and nobody else may use that name for ten years from today."
    assert blocks(p(ONE, name))[1].startswith("The site is example.Org and")


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("खबर की पांच सबसे अहम बातें", "takeaways"),
        ("पूरी खबर का सार", "summary"),
        ("Five key points from this story", "takeaways"),
        ("हमारे संपादक का नजरिया", "point_of_view"),
        ("पुल की खास बातें", "body"),
        ("सार", "summary"),
    ],
)
def test_heading_made_of_the_words_of_a_kind_opens_it(heading: str, kind: str) -> None:
    rows = "<ul><li>तीन करोड़ का खर्च</li><li>छह महीने का काम</li></ul>"
    found = read(p(ONE) + f"<div><h3>{heading}</h3>{rows}</div>" + p(TWO))
    assert [section.kind for section in found if section.heading == heading] == [kind]


def test_heading_about_questions_over_prose_is_one_of_the_text() -> None:
    found = read(
        p(ONE) + f"<h3>सबसे बड़े सवाल</h3>{p(TWO)}<h3>आपके मन में उठ रहे सवाल</h3><p><b>कब?</b></p>{p(THREE)}"
    )
    assert [(section.kind, section.heading) for section in found[1:]] == [
        ("body", "सबसे बड़े सवाल"),
        ("faq", "आपके मन में उठ रहे सवाल"),
    ]


@pytest.mark.parametrize(
    "heading", ["इसी विभाग की दूसरी खबरें", "More stories from this section", "Readers write (14)"]
)
def test_section_of_other_stories_is_told_by_the_words_of_its_heading(heading: str) -> None:
    assert blocks(p(ONE, TWO) + f"<section><h3>{heading}</h3>{p(THREE)}</section>") == [ONE, TWO]


def test_box_of_a_title_and_a_list_above_the_text_is_its_key_points() -> None:
    box = "<div><h3>फटाफट जान लें</h3><ul><li>तीन करोड़ का खर्च</li><li>छह महीने का काम</li></ul></div>"
    assert read(box + f"<div>{p(ONE, TWO, THREE)}</div>")[0] == Section(
        "takeaways", "फटाफट जान लें", ("तीन करोड़ का खर्च", "छह महीने का काम")
    )


def test_answer_hidden_below_its_question_is_read() -> None:
    rows = "".join(
        f'<div><h3>{word} होगा?</h3><div class="hidden">{TWO}{word}।</div></div>' for word in ("कब", "कहां")
    )
    assert blocks(p(ONE) + rows) == [ONE, "कब होगा?", f"{TWO}कब।", "कहां होगा?", f"{TWO}कहां।"]


def test_bold_questions_that_json_ld_knows_are_asked_often() -> None:
    pairs = [
        f'{{"@type":"Question","name":"{q}","acceptedAnswer":{{"text":"{a}"}}}}'
        for q, a in (("कब होगा?", TWO), ("कितने में?", THREE))
    ]
    script = (
        f'<script type="application/ld+json">{{"@type":"FAQPage","mainEntity":[{",".join(pairs)}]}}</script>'
    )
    text = f"{p(ONE)}<p><b>कब होगा?</b></p>{p(TWO)}<p><b>कितने में?</b></p>{p(THREE)}"
    assert read(script + text)[1] == Section("faq", None, ("कब होगा?", TWO, "कितने में?", THREE))


def test_line_below_a_headline_that_only_breaks_part_is_its_standfirst() -> None:
    page = "<html><head><title>पुराने पुल की मरम्मत होगी</title></head><body>"
    top = "<td><b>पुराने पुल की मरम्मत होगी</b><br>तीन करोड़ रुपये से छह महीने में होगा काम<br>04 Feb 2025"
    found = read(f"<table><tr>{top}</td></tr><tr><td>{ONE}<br><br>{TWO}</td></tr></table>", page)
    assert found == [
        Section("summary", None, ("तीन करोड़ रुपये से छह महीने में होगा काम",)),
        Section("body", None, (ONE, TWO)),
    ]


@pytest.mark.parametrize(
    "note",
    [
        "<p>If you spot a mistake, tell corrections@pul.example at once.</p>",
        "<p>(Agencies contributed to this report.)</p>",
        "<p><i>मित्रो, यह पोस्ट जंची हो तो दो शब्द लिखते जाइए।</i></p>",
    ],
)
def test_note_on_the_text_itself_below_it_is_not_read(note: str) -> None:
    link = '<link rel="canonical" href="https://www.pul.example/1">'
    assert blocks(link + p(ONE, TWO, THREE) + note) == [ONE, TWO, THREE]


def test_address_of_somebody_else_in_the_last_sentence_is_read() -> None:
    last = "आवेदन 30 जून तक naukri@vibhag.example पर भेजे जा सकते हैं।"
    assert blocks(p(ONE, TWO, last))[-1] == last


def test_update_with_a_button_to_pass_it_on_is_read() -> None:
    items = "".join(
        f"<li><time>{hour}.05pm</time><p>{text[:80]}।</p><div><button>Copy</button></div></li>"
        for hour, text in ((5, ONE), (4, TWO), (3, THREE))
    )
    head = HEAD.replace("होगी", "होगी: लाइव")
    assert [section.heading for section in read(f"<ol>{items}</ol>", head)] == ["5.05pm", "4.05pm", "3.05pm"]


def test_number_above_each_heading_is_read_with_it() -> None:
    parts = "".join(
        f"<div><span class=n>{at}</span><h2>काम {at}</h2>{p(text)}</div>" for at, text in ((1, TWO), (2, THREE))
    )
    assert [section.heading for section in read(p(ONE) + parts)] == [None, "1. काम 1", "2. काम 2"]
    one = f"{p(ONE)}<div>7</div><h2>काम</h2>{p(TWO)}"
    assert [section.heading for section in read(one)] == [None, "काम"]


def test_title_of_a_list_above_the_text_is_no_label() -> None:
    box = "<div><div>ठोस नोंदी</div><ul><li>राज्यात अकरा हजार ग्रंथालये</li><li>अनुदान तेवढेच</li></ul></div>"
    assert read(box + f"<div>{p(ONE, TWO, THREE)}</div>")[0].heading == "ठोस नोंदी"


def test_line_that_begins_with_the_author_above_the_text_is_not_read() -> None:
    meta = '<meta name="author" content="हेमा पंत">'
    assert blocks(meta + "<p>हेमा पंत, चौक के पुस्तकालय से</p>" + p(ONE, TWO)) == [ONE, TWO]
    assert blocks(meta + "<p>हेमा पंत ने यह पुल बनाया है।</p>" + p(ONE, TWO))[1:] == [ONE, TWO]


def test_table_of_names_and_values_of_other_units_has_no_header() -> None:
    rows = (("योजना का नाम", "साइकिल योजना"), ("राशि", "4,500 रुपये"), ("अंतिम तिथि", "31 अगस्त 2025"))
    table = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows)
    assert blocks(p(ONE) + f"<table>{table}</table>")[1] == "योजना का नाम, साइकिल योजना"


def test_titled_insert_with_a_button_among_boxes_of_paragraphs_is_not_read() -> None:
    boxed = [f"<div class=x{at}><p>{text}</p></div>" for at, text in enumerate((ONE, TWO, THREE))]
    insert = '<section><h3>कहानी कच्छ की</h3><p>सरहद की आवाजें, हर बुधवार.</p><a href="/p">एपिसोड</a></section>'
    assert blocks(boxed[0] + boxed[1] + insert + boxed[2]) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "note",
    [
        "<p>[This conversation was cut for length.]</p>",
        "<p><b>आशा है कि इससे आपका काम बनेगा, मित्रों तक भी पहुंचाइए।</b></p>",
    ],
)
def test_note_or_request_set_apart_below_the_text_is_not_read(note: str) -> None:
    assert blocks(p(ONE, TWO, THREE) + note) == [ONE, TWO, THREE]


def test_box_of_a_title_and_answered_questions_is_an_faq_by_its_shape() -> None:
    pairs = (("दाम कितना है?", "छह सौ रुपये।"), ("कहां मिलेगा?", "मेले में।"))
    rows = "".join(f"<div>{question}</div><div>{answer}</div>" for question, answer in pairs)
    found = read(p(ONE, TWO) + f"<div><div>आपके मन की</div>{rows}</div>" + p(THREE))
    assert [section.kind for section in found] == ["body", "faq", "body"]
    assert found[1].heading == "आपके मन की"


def test_line_that_bids_to_watch_is_not_read_and_a_sentence_that_begins_so_is() -> None:
    assert blocks(p(ONE, "देखिए: पुल का पूरा वीडियो", TWO)) == [ONE, TWO]
    assert len(blocks(p(ONE, "देखिए: यह पुल साठ साल से इसी हाल में खड़ा है।", TWO))) == 3


def test_list_in_a_summary_box_below_a_standfirst_is_key_points() -> None:
    box = '<div class="summary-x"><p>अब तक</p><ul><li>तीन करोड़ का खर्च</li><li>छह महीने का काम</li></ul></div>'
    dek = '<p class="dek">पुल बनेगा और बाजार बचेगा</p>'
    assert [section.kind for section in read(dek + box + p(ONE, TWO, THREE))] == [
        "summary",
        "takeaways",
        "body",
    ]
    assert [section.kind for section in read(box + p(ONE, TWO, THREE))] == ["summary", "body"]


def test_author_stands_below_a_label() -> None:
    labelled = "<div><div>लेखक</div><div>अनुपम शुक्ला</div></div>"
    assert extract(HEAD + labelled + p(ONE, TWO)).author == "अनुपम शुक्ला"


def test_link_that_was_never_closed_swallows_no_story() -> None:
    assert blocks(f'<div><a href="/x">{p(ONE, TWO, THREE)}</div>') == [ONE, TWO, THREE]


def test_opinion_under_the_name_of_the_site_is_its_point_of_view() -> None:
    site = '<meta property="og:site_name" content="लोक बोध">'
    opinion = f"<div><h3>लोक बोध की राय</h3>{p(THREE)}</div>"
    assert [section.kind for section in read(site + p(ONE, TWO) + opinion)] == ["body", "point_of_view"]
    assert [section.kind for section in read(p(ONE, TWO) + opinion)] == ["body", "body"]


def test_bold_questions_with_answers_under_a_heading_are_an_faq() -> None:
    pairs = "<p><b>Will it cost more?</b> Yes. It will.</p><p><b>Does it work abroad?</b> No. It does not.</p>"
    found = read(p(ONE, TWO, THREE) + f"<h2>Readers wanted to know</h2>{pairs}")
    assert found[1] == Section(
        "faq",
        "Readers wanted to know",
        ("Will it cost more?", "Yes. It will.", "Does it work abroad?", "No. It does not."),
    )


def test_time_of_an_update_is_told_from_its_heading_without_a_space() -> None:
    items = "".join(
        f"<div><h3><span class=t>25 Jul 2025 0{hour}:40 PM</span>पूल बंद {hour}</h3>{p(text)}</div>"
        for hour, text in ((3, ONE), (2, TWO))
    )
    found = read(items, HEAD.replace("होगी", "होगी: लाइव"))
    assert [section.heading for section in found] == [
        f"25 Jul 2025 0{hour}:40 PM – पूल बंद {hour}" for hour in (3, 2)
    ]


def test_bulleted_lines_above_the_text_are_its_key_points() -> None:
    lines = "<div>" + p("• रोज 550 टन कचरा लगेगा", "• एक साल में 18 करोड़ की बचत") + "</div>"
    assert read(lines + p(ONE, TWO, THREE))[0] == Section(
        "takeaways", None, ("रोज 550 टन कचरा लगेगा", "एक साल में 18 करोड़ की बचत")
    )


def test_author_stands_in_a_span_of_a_line_of_spans() -> None:
    line = "<div><span>इंदौर</span><span>3 घंटे पहले</span><span>लेखक: प्रियंका चौहान</span></div>"
    assert extract(HEAD + line + p(ONE, TWO)).author == "प्रियंका चौहान"


def test_pull_quote_goes_with_the_name_below_it() -> None:
    quote = f'<div class="big-quote"><p>“{ONE[:40]}।”</p><cite>महापौर</cite></div>'
    assert blocks(p(TWO) + quote + p(ONE, THREE)) == [TWO, ONE, THREE]
    assert len(blocks(p(TWO) + quote.replace(ONE[:40], "यह बात पहले किसी ने नहीं कही थी") + p(ONE, THREE))) == 5


def test_teaser_above_the_text_that_begins_so_is_no_summary() -> None:
    whole = f'<div style="display:none">{p(ONE, TWO, THREE, TWO[::-1])}</div>'
    page = f"<div class=s>{p(ONE)}</div><button>आगे</button>{whole}"
    assert [section.kind for section in read(page)] == ["body"]


@pytest.mark.parametrize("line", ["क्या इससे आपकी उलझन दूर हुई? 👍 👎", "Did this help you?"])
def test_question_to_the_reader_in_a_box_below_the_text_is_not_read(line: str) -> None:
    assert blocks(f"<div>{p(ONE, TWO, THREE)}</div><div class=v><p>{line}</p></div>") == [ONE, TWO, THREE]
    assert blocks(p(ONE, TWO, "क्या शहर इसके लिए तैयार है?"))[-1] == "क्या शहर इसके लिए तैयार है?"


def test_byline_that_ends_in_an_abbreviation_is_not_read() -> None:
    meta = '<meta name="author" content="मनीषा पगार">'
    assert blocks(meta + "<div>मनीषा पगार • फेब्रुवारी ११, २०२५ • वाचनवेळ ३ मि.</div>" + p(ONE, TWO)) == [ONE, TWO]


def test_author_is_told_from_what_stands_right_beside() -> None:
    line = "<div><span>रिपोर्टर: इमरान अंसारी</span><span>17 जुलाई 2025</span></div>"
    assert extract(HEAD + line + p(ONE, TWO)).author == "इमरान अंसारी"
    assert extract(
        HEAD + "<p>By <a href=/a>Asha Rao</a> and <a href=/b>Ravi Lal</a></p>" + p(ONE, TWO)
    ).author == ("Asha Rao, Ravi Lal")
    note = "<p><i>लेखक नदी विशेषज्ञ हैं। विचार निजी हैं।</i></p>"
    assert extract(HEAD + '<b class="author-name">कौशिक बागची</b>' + p(ONE, TWO) + note).author == "कौशिक बागची"


def test_box_that_the_page_calls_speakable_is_read() -> None:
    box = f'<div class="promo-lead">{p(THREE)}</div>'
    speakable = '{"@type":"NewsArticle","speakable":{"cssSelector":[".promo-lead"]}}'
    script = f'<script type="application/ld+json">{speakable}</script>'
    assert blocks(p(ONE, TWO) + box) == [ONE, TWO]
    assert blocks(script + p(ONE, TWO) + box) == [ONE, TWO, THREE]


@pytest.mark.parametrize("label", ["Opinion", "राय", "संपादकीय", "Editorial"])
def test_label_over_the_text_does_not_make_it_an_opinion(label: str) -> None:
    assert read(f"<div class='x'><span>{label}</span></div>{p(ONE, TWO, THREE)}")[-1].kind == "body"


def test_listen_button_is_not_read_with_or_without_its_title() -> None:
    player = (
        "<div><button>▶</button><span>Click to start listening</span><span>पुराने पुल की मरम्मत होगी</span></div>"
    )
    assert blocks(player + p(ONE, TWO)) == [ONE, TWO]
    assert blocks("<p>Click to start listening</p>" + p(ONE, TWO)) == [ONE, TWO]


def test_opinion_ends_before_its_byline() -> None:
    byline = "<div>जनपद टाइम्स<br>04/09/2025</div>"
    head = HEAD.replace("<head>", '<head><meta property="og:site_name" content="जनपद टाइम्स">')
    assert read(p(ONE, TWO) + f"<div><h2>Point of View</h2><p>{THREE}</p>{byline}</div>", head)[1] == Section(
        "point_of_view", "Point of View", (THREE,)
    )


def test_second_story_below_the_first_is_not_read() -> None:
    second = f'<article><h1><a href="/2">दूसरी कहानी का शीर्षक</a></h1>{p(THREE)}</article>'
    assert blocks(f"<article>{p(ONE, TWO)}</article>" + second) == [ONE, TWO]


def test_teasers_are_not_read() -> None:
    card = "<div><h3><a href='/{0}'>कहानी {0} का शीर्षक</a></h3><p>इस कहानी में पढ़िए कि आगे क्या हुआ।</p></div>"
    assert blocks(p(ONE, TWO, THREE) + "".join(card.format(n) for n in range(5))) == [ONE, TWO, THREE]


def test_advertisement_label_does_not_end_the_text() -> None:
    assert blocks(p(ONE) + "<div><small>विज्ञापन</small></div>" + p(TWO, THREE)) == [ONE, TWO, THREE]


def test_language_is_that_of_the_text_not_of_the_label() -> None:
    assert extract(HEAD.replace("<html>", '<html lang="en-US">') + p(ONE, TWO)).language == "hi"


def test_only_the_kinds_asked_for_are_read() -> None:
    page = HEAD + p(ONE, TWO) + f"<div><h3>नज़रिया</h3>{p(THREE)}</div>"
    assert [s.kind for s in extract(page, settings=ArticleSettings(skip=("point_of_view",))).sections] == [
        "title",
        "body",
    ]
    assert [s.kind for s in extract(page, settings=ArticleSettings(speak=("point_of_view",))).sections] == [
        "title",
        "point_of_view",
    ]


def test_page_over_the_limit_is_refused() -> None:
    with pytest.raises(ArticleError, match=r"0\.0 MB") as raised:
        extract(HEAD + p(ONE) * 100, settings=ArticleSettings(max_bytes=2_000))
    assert "max_bytes" in (raised.value.hint or "")


@pytest.mark.parametrize(
    "page",
    [
        "",
        " \n ",
        HEAD,
        HEAD + "<nav>" + "".join(f"<a href={n}>कड़ी {n}</a>" for n in range(99)) + "</nav>",
        HEAD
        + "<ul>"
        + "".join(f"<li><a href={n}>किसी और कहानी का लंबा शीर्षक {n}</a></li>" for n in range(99))
        + "</ul>",
        "<h1>404</h1><p>पेज नहीं मिला।</p>",
        "<!-- " + HEAD + p(ONE),
    ],
)
def test_page_without_an_article_is_refused(page: str) -> None:
    with pytest.raises(NoArticleText) as raised:
        extract(page)
    assert raised.value.hint
    assert "\n" not in raised.value.message


def nested(tag: str, depth: int) -> list[str]:
    return blocks(p(ONE, TWO) + f"<{tag}>" * depth + "x" + "</div>")


@pytest.mark.parametrize("tag", ["div", "b", "ul><li"])
def test_page_nested_100_000_deep_is_read(tag: str) -> None:
    assert nested(tag, 100_000)[:2] == [ONE, TWO]


@pytest.mark.parametrize(
    "tag",
    ["span class=ad", "blockquote", "a href=x", "font", "sup", "details", "span rel=author class=byline"],
)
def test_deep_page_is_read_whatever_its_elements(tag: str) -> None:
    assert nested(tag, 10_000)[:2] == [ONE, TWO]


def test_deep_tables_do_not_take_forever() -> None:
    assert blocks(p(ONE, TWO) + "<table><tr><td>" * 10_000) == [ONE, TWO]


def test_nested_boxes_beside_the_text_do_not_take_forever() -> None:
    lines = "".join(f"<div>एक और पंक्ति {at}</div>" for at in range(8_000))
    assert blocks(f"<div>{p(*[ONE, TWO, THREE])}</div>" + "<div>" * 10_000 + lines)[:3] == [ONE, TWO, THREE]


def test_lone_surrogates_and_bad_entities_are_no_error() -> None:
    assert len(blocks(p(ONE + "\ud800", TWO + "&#xD800;&#x110000;&#0;"))) == 2


def test_unclosed_tags_are_no_error() -> None:
    assert blocks(f"<div><p>{ONE}<p>{TWO}<ul><li>एक<li>दो") == [ONE, TWO, "एक", "दो"]


def test_beautiful_soup_is_imported_on_first_use() -> None:
    code = "import sys, narrator.article; print({'bs4', 'lxml', 'soupsieve'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


@pytest.mark.parametrize(
    "caption",
    [
        '<div class="photo"><img src=x><div>पुल का पुराना हिस्सा</div></div>',
        "<figure><img src=x><p>पुल का पुराना हिस्सा।</p></figure>",
        "<img src=x><p>पुल का पुराना हिस्सा। (फाइल फोटो)</p>",
        "<p>पुल का पुराना हिस्सा | Photo: PTI</p>",
        "<amp-img src=x></amp-img><p>पुल पर लोग (तस्वीर: निगम)</p>",
    ],
)
def test_caption_is_not_read(caption: str) -> None:
    assert blocks(p(ONE) + caption + p(TWO, THREE)) == [ONE, TWO, THREE]


def test_paragraph_after_a_picture_is_read() -> None:
    assert blocks(p(ONE) + f"<p><img src=x></p>{p(TWO)}<img src=x>{p(THREE)}") == [ONE, TWO, THREE]


@pytest.mark.parametrize("sign_off", ["(जनपद प्रेस)", "--जनपद", "पीएम/एएस", "— PTI"])
def test_sign_off_under_the_text_is_not_read(sign_off: str) -> None:
    assert blocks(p(ONE, TWO, THREE, sign_off)) == [ONE, TWO, THREE]


def test_heading_set_off_by_a_line_break_opens_its_section() -> None:
    takeaways = "<div><b>Key Takeaways</b><br>• पुल बनेगा<br>• काम शुरू</div>"
    page = f"<div><b>सारांश</b><br>{THREE}</div>{p(ONE, TWO)}{takeaways}"
    assert [(section.kind, section.heading, len(section.blocks)) for section in read(page)] == [
        ("summary", "सारांश", 1),
        ("body", None, 2),
        ("takeaways", "Key Takeaways", 2),
    ]


def test_label_in_bold_before_its_text_is_a_heading() -> None:
    assert read(f"<p><b>सारांश:</b> {THREE}</p>{p(ONE, TWO)}")[0] == Section("summary", "सारांश:", (THREE,))


def test_visarga_stands_for_a_colon() -> None:
    assert blocks(p(ONE, "आगे पढ़ेंः बीस नई बसें आएंगी", TWO)) == [ONE, TWO]


def test_heading_that_was_never_closed_does_not_swallow_the_text() -> None:
    page = f"<h1>पुराने पुल की मरम्मत होगी<div>{ONE * 2}</div><div>{TWO * 2}</div>"
    assert [block for section in extract(page).sections[1:] for block in section.blocks] == [ONE * 2, TWO * 2]


def test_list_between_headline_and_text_is_its_key_points() -> None:
    items = "<ul><li>पुल की मरम्मत होगी</li><li>तीन करोड़ का खर्च</li></ul>"
    assert [section.kind for section in read(items + p(ONE, TWO))] == ["takeaways", "body"]
    assert [section.kind for section in read(p(ONE) + items + p(TWO))] == ["body"]


def test_sign_off_before_the_next_heading_is_not_read() -> None:
    page = p(ONE, TWO, "--जनपद", "पीएम/एएस") + f"<h3>हमारी राय</h3>{p(THREE)}"
    assert blocks(page) == [ONE, TWO, THREE]


def test_date_glued_to_the_agency_by_style_alone_is_not_read() -> None:
    assert blocks(f"<div><span>जनपद</span><span>17 Nov 2024, 7:24 PM</span></div>{p(ONE, TWO)}") == [ONE, TWO]


@pytest.mark.parametrize(
    "label", ["नागपुर (महाराष्ट्र)", "1 दिन पहले", "पौषमेला विशेष", "विदर्भ 284/7 (50)", "Long read", "कोटा2 घंटे पहले"]
)
def test_line_above_the_text_that_is_no_sentence_is_not_read(label: str) -> None:
    assert blocks(f"<div>{label}</div>{p(ONE, TWO)}") == [ONE, TWO]


@pytest.mark.parametrize(
    "line",
    [
        "<p>झीलों की अगली सूची रविवार को</p>",
        "<div><span>पुल</span><span>नदी</span></div>",
        "<p><em>लेखक पुलों के इतिहास पर काम करते हैं।</em></p>",
        "<p>(यह रपट मूल रूप से साप्ताहिक के लिए लिखी गई।)</p>",
        '<p>पुलों की हर बात <a href="https://t.me/x">हमारे साथ</a> जानिए।</p>',
        "<div>आपका शहर: <input type='text'></div>",
        "<p><b>डिस्क्लेमर:</b> यह केवल जानकारी है। पुल पर जाने से पहले विभाग से पूछ लें।</p>",
    ],
)
def test_what_only_follows_the_text_is_not_read(line: str) -> None:
    assert blocks(p(ONE, TWO, THREE) + line) == [ONE, TWO, THREE]


def test_verse_that_ends_the_text_is_read() -> None:
    verse = ["नदी रे तू बहती जा", "पुल रे तू सहता जा", "रात गई तो भोर हुई", "नाव चली उस ओर हुई"]
    assert blocks(p(ONE, *verse)) == [ONE, *verse]


def test_list_after_a_colon_at_the_end_is_read() -> None:
    assert blocks(p(ONE, TWO, "पुल के नए नाम ये होंगे:", "कमल सेतु")) == [ONE, TWO, "पुल के नए नाम ये होंगे:", "कमल सेतु"]


def test_teaser_under_a_bare_lead_is_not_read() -> None:
    teaser = "<p><b>ये खबर भी पढ़िए...</b></p><p><b>नाव पलटी, सब बचे</b></p>"
    teaser += f'<p>{THREE} <a href="/x">(पूरी खबर पढ़ें)</a></p>'
    assert blocks(p(ONE, TWO) + teaser) == [ONE, TWO]


def test_lead_is_told_by_its_verb_whatever_its_words() -> None:
    lead = '<p>पुल पर हमारी पुरानी रपट भी पढ़िए: <a href="/x">तीस साल का इंतज़ार</a></p>'
    assert blocks(p(ONE) + lead + p(TWO)) == [ONE, TWO]
    step = "नियम ध्यान से पढ़ें: बिना रसीद के शुल्क नहीं लौटेगा।"
    assert blocks(p(ONE, step, TWO)) == [ONE, step, TWO]


def test_table_of_buttons_is_not_read() -> None:
    rows = "".join(
        f'<tr><td>{name}</td><td><a href="/x">Join Now</a></td></tr>' for name in ("Group", "Channel")
    )
    assert [section.kind for section in read(f"<table>{rows}</table>{p(ONE, TWO)}")] == ["body"]


def test_button_that_asks_opens_its_answer() -> None:
    pair = "<div><button>पुल कब खुलेगा?</button><div><p>अगले महीने।</p></div></div>"
    faq = f"<h2>FAQ</h2>{pair}{pair.replace('कब', 'कैसे').replace('महीने', 'सप्ताह')}"
    assert read(p(ONE, TWO) + faq)[-1].kind == "faq"


@pytest.mark.parametrize(
    "insert",
    [
        "<div><b>पोल</b><div>क्या पुल का नाम बदलना चाहिए?</div><ul><li>हां</li><li>नहीं</li></ul></div>",
        "<div><p>क्या यह लेख मददगार था?</p><button>हां</button><button>नहीं</button></div>",
        '<section><b>पॉडकास्ट</b><a href="#end">आगे बढ़ें</a><p>दुनिया की ख़बरें।</p><p id="end">समाप्त</p></section>',
    ],
)
def test_what_asks_or_may_be_skipped_is_not_read(insert: str) -> None:
    assert blocks(p(ONE) + insert + p(TWO, THREE)) == [ONE, TWO, THREE]


def test_text_that_a_table_of_contents_jumps_over_is_read() -> None:
    contents = '<div><a href="#a">पुल का इतिहास</a></div>'
    assert blocks(contents + p(ONE) + f'<h2 id="a">पुल का इतिहास</h2>{p(TWO)}') == [ONE, TWO]


def test_paragraph_parted_from_the_text_by_the_byline_is_the_standfirst() -> None:
    byline = '<div class="byline">इला राव | 4 सितंबर 2025</div>'
    page = f"<div><p>{THREE}</p></div>{byline}<div>{p(ONE, TWO)}</div>"
    assert [section.kind for section in read(page)] == ["summary", "body"]


@pytest.mark.parametrize(
    "line",
    [
        '<p>लेटेस्ट <a href="/">Hindi News</a>, <a href="/cricket">क्रिकेट</a> और कारोबार की खबरें यहां मिलती हैं।</p>',
        "<p>All headlines from every city of the state</p>",
        "<h3>सबसे नई बात</h3>",
    ],
)
def test_what_leads_into_the_site_below_the_text_is_not_read(line: str) -> None:
    assert blocks(p(ONE, TWO, THREE) + line) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "box",
    [
        '<div><p>यह कहानी हर बुधवार आपके पास आएगी।</p><a href="/x">अभी जुड़ें</a></div>',
        '<div class="tags"><a href="/x">पुल</a></div><div><p>इला राव दस साल से नदियों पर लिखती हैं।</p></div>',
        "<div><div>दावा : पुल टूटा</div><div>सच : पुल साबुत है</div></div>",
    ],
)
def test_small_box_below_the_text_is_not_read(box: str) -> None:
    assert blocks(f"<div>{p(ONE, TWO, THREE)}</div>{box}") == [ONE, TWO, THREE]


def test_small_box_of_sentences_right_below_the_text_is_read() -> None:
    line = "पुल पर अब तीन बसें चलेंगी।"
    assert blocks(f"<div>{p(ONE, TWO, THREE)}</div><div><p>{line}</p></div>") == [ONE, TWO, THREE, line]


@pytest.mark.parametrize(
    "aside", ['(यह भी पढ़ें: <a href="/x">बीस नई बसें</a>)', "(एजेंसी इनपुट के साथ)", "[With inputs from agencies]"]
)
def test_lead_or_source_in_brackets_is_cut_out_of_its_paragraph(aside: str) -> None:
    assert blocks(p(ONE, TWO, f"{THREE} {aside}")) == [ONE, TWO, THREE]
    kept = f"{THREE} (पुराना नाम कमल सेतु)"
    assert blocks(p(ONE, TWO, kept)) == [ONE, TWO, kept]


def test_list_of_bylines_is_not_read_with_what_stands_among_them() -> None:
    items = "<ul><li>Written by: इला राव</li><li>Edited by: तारा सेन</li><li>टीम: नदी18</li></ul>"
    assert blocks(items + p(ONE, TWO)) == [ONE, TWO]


def test_quoted_paragraph_that_another_holds_is_not_repeated() -> None:
    quote = "“पुल रुकता है तो लगता है कि पूरा शहर रुक गया।”"
    assert blocks(p(ONE, quote, f"{TWO} वे कहते हैं, {quote}")) == [ONE, f"{TWO} वे कहते हैं, {quote}"]


def test_note_under_a_box_of_points_is_not_read() -> None:
    points = "<ul><li>पुल की मरम्मत होगी।</li><li>तीन करोड़ का खर्च।</li></ul>"
    box = f"<div><p>AI Summary <span>Beta</span></p>{points}<p>यह मशीन ने लिखा है।</p></div>"
    section = read(box + p(ONE, TWO))[0]
    assert (section.kind, len(section.blocks)) == ("summary", 2)


def test_link_around_a_picture_alone_does_not_count_for_the_text_after_it() -> None:
    short = "पुल पर तीन बसें चलेंगी।"
    page = p(ONE, TWO) + f'<p><a href="https://t.me/x"><img src="i.png"></a></p><p>{short}</p>' + p(THREE)
    assert blocks(page) == [ONE, TWO, short, THREE]


def test_two_columns_without_a_header_are_read_side_by_side() -> None:
    rows = "".join(
        f"<tr><td>{one}</td><td>{two}</td></tr>" for one, two in (("नाम", "कमल सेतु"), ("खर्च", "3 करोड़"))
    )
    table = next(section for section in read(p(ONE, TWO) + f"<table>{rows}</table>") if section.kind == "table")
    assert table.blocks == ("नाम, कमल सेतु", "खर्च, 3 करोड़")


@pytest.mark.parametrize(
    "line",
    [
        "<p><em>लेखिका पुलों के इतिहास पर काम करती हैं।</em></p>",
        "<p><i>The writers teach at the school of bridges in the old town.</i></p>",
        "<div><b>संबंधित खबरें</b><a href='/x'>बीस नई बसें आएंगी?</a></div>",
    ],
)
def test_note_on_the_writer_and_glued_leads_are_not_read(line: str) -> None:
    assert blocks(p(ONE, TWO, THREE) + line) == [ONE, TWO, THREE]


def test_main_element_is_read_whatever_its_name() -> None:
    page = f'<main id="SkipContent">{p(ONE, TWO, THREE)}</main>'
    assert blocks(page) == [ONE, TWO, THREE]


def test_buttons_in_a_box_without_text_count_for_the_box_around_it() -> None:
    panel = "<div><p>हर शनिवार एक अच्छी कहानी।</p><div><input><button>भेजिए</button></div></div>"
    assert blocks(p(ONE) + panel + p(TWO)) == [ONE, TWO]
    assert blocks(p(ONE) + f"{panel}<p>छोटा पुल भी बनेगा।</p>") == [ONE, "छोटा पुल भी बनेगा।"]


def test_credit_in_brackets_may_hold_dots() -> None:
    assert blocks(f"<div>कमल सेतु (फोटो- नदी.कॉम)</div>{p(ONE, TWO)}") == [ONE, TWO]


@pytest.mark.parametrize(
    "box",
    [
        "<div>कमल सेतु, नदी के मोड़ पर</div>",
        '<div><p>इसी विषय पर</p><p><a href="/x">बीस नई बसें</a> और <b>तीस नावें</b> आएंगी।</p></div>',
    ],
)
def test_small_box_among_paragraphs_is_not_read(box: str) -> None:
    assert blocks(f"<div>{p(ONE, TWO)}{box}{p(THREE)}</div>") == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "box", ["<div>पुल पर तीन बसें चलेंगी।</div>", "<div><ul><li>कमल</li><li>सेतु</li></ul></div>"]
)
def test_sentence_or_list_in_a_box_among_paragraphs_is_read(box: str) -> None:
    assert len(blocks(f"<div>{p(ONE, TWO)}{box}{p(THREE)}</div>")) > 3


def test_gallery_whose_text_is_all_captions_is_read_without_credits() -> None:
    slides = "".join(
        f'<div><img src="i.png"><div class="cap">{text}<span>फोटो: इला</span></div></div>'
        for text in (ONE, TWO)
    )
    assert blocks(slides) == [ONE, TWO]


def test_bylines_glued_into_one_long_line_above_the_text_are_not_read() -> None:
    glued = "<div><span>By इला राव</span><span>Edited By: तारा सेन</span><br>"
    glued += "<span>Publish Date: Fri, 21 Nov 2025 09:32:00 AM (IST)</span>"
    glued += "<span>Updated Date: Fri, 21 Nov 2025 10:00:00 AM (IST)</span></div>"
    assert blocks(glued + p(ONE, TWO)) == [ONE, TWO]


def test_time_and_what_follows_it_do_not_grow_together() -> None:
    line = '<div><span>इला राव</span><time datetime="2025-06-24">24 Jun 2025</time><span>6 min</span></div>'
    assert blocks(line + p(ONE, TWO)) == [ONE, TWO]


LAST = "मंत्री ने कहा कि अगले महीने से सभी गाँवों में पानी पहुँचेगा"


@pytest.mark.parametrize(
    "line",
    [
        f"<p>{LAST}</p>",
        f"<p><b>{LAST}।</b></p>",
        f"<p><em>{LAST}।</em></p>",
        f"<p>({LAST}।)</p>",
        "<p>The minister said that water will reach all villages from next month.</p>",
        '<p>इस बारे में <a href="/jal/">जल निगम</a> और <a href="/krishi/">कृषि विभाग</a> ने मिलकर काम किया है।</p>',
        "<p>लेखक संघ ने भी इस फ़ैसले का स्वागत किया है।</p>",
        "<p>नदी समाचार तक बात पहुँची तो काम शुरू हुआ।</p>",
    ],
)
def test_sentence_that_ends_the_text_is_read_however_it_is_set(line: str) -> None:
    page = f'<meta property="og:site_name" content="नदी समाचार"><div>{p(ONE, TWO, THREE)}{line}</div>'
    assert len(blocks(page)) == 4


@pytest.mark.parametrize(
    "middle",
    [
        "<div>मंत्री ने कहा कि अब काम शुरू होगा</div>",
        '<div>मंत्री ने <a href="/x-12345.html">जल मिशन की बैठक</a> में यह बात कही है।</div>',
        "<p>आवेदन के लिए क्या-क्या चाहिए?</p><ul><li>आधार कार्ड</li><li>राशन कार्ड</li></ul>",
    ],
)
def test_sentence_or_question_among_paragraphs_is_read(middle: str) -> None:
    assert len(blocks(f"<div>{p(ONE, TWO)}{middle}{p(THREE)}</div>")) > 3


def test_sentence_without_its_stop_opens_the_text() -> None:
    first = "नगर निगम ने कहा कि काम जल्द पूरा होगा"
    assert blocks(p(first, ONE, TWO))[0] == first


def test_standfirst_in_several_headings_is_read_whole() -> None:
    lines = ("पहले चरण में चालीस गांवों को मिलेगा पानी", "काम के लिए तीन सौ करोड़ रुपये मंजूर")
    for heads in (f"<h3>{lines[0]}<br><br>{lines[1]}</h3>", f"<h2>{lines[0]}</h2><h2>{lines[1]}</h2>"):
        sections = read(heads + p(ONE, TWO, THREE))
        assert [(section.kind, section.blocks) for section in sections] == [
            ("summary", lines),
            ("body", (ONE, TWO, THREE)),
        ]
    opened = read(
        f"<h2>{lines[0]}</h2><h2>{lines[1]}</h2>{p(ONE)}<h2>व्यापारियों ने भी रखी अपनी मांग</h2>{p(TWO, THREE)}"
    )
    assert [section.heading for section in opened] == [None, lines[1], "व्यापारियों ने भी रखी अपनी मांग"]


@pytest.mark.parametrize(
    "line",
    [
        "<p>छोड़कर WhatsApp आगे बढ़ें</p>",
        "<p>पोस्ट WhatsApp समाप्त</p>",
        "<div>Skip advertisement and continue reading</div>",
        "<p>खबरें और भी हैं...</p>",
        "<p><b>आगे पढ़िए कैसे शुरू हुआ सफर...</b></p>",
        "<p>Get Latest Hindi News and Live Headlines from all cities of the state.</p>",
        "<div>पिन किया गया</div>",
        "<div><h3>VIDEO : पुल की मरम्मत का काम देखिए</h3></div>",
        '<div class="x7"><img src="a.jpg"><div class="y2">पुल पर काम करते मजदूर</div></div>',
        "<div class=z3><p>नमस्कार, मैं इस वेबसाइट पर छह साल से योजनाओं की जानकारी देती हूं।</p></div>",
        "<div><span>Add नदी समाचार as a</span><span>Preferred Source</span></div>",
        "<p><b>For all personal finance updates, visit <a href=/money>here</a>.</b></p>",
        "<p><b>सर्व बातम्या वाचा. ताज्या बातम्या वाचण्यासाठी डाउनलोड करा लोकसंवादचं Marathi News App.</b></p>",
        "<p>हा सारांश एआयच्या मदतीने तयार केला असून संपादकांनी तपासला आहे.</p>",
        '<div><img src="a.jpg"><div class="captiontxt">पुल पर काम करते मजदूर।</div></div>',
        '<div><img src="a.jpg"></div><p>पुल पर काम करते मजदूर। — फाइल फोटो।</p>',
    ],
)
def test_label_of_an_insert_or_a_picture_is_not_read(line: str) -> None:
    assert blocks(p(ONE, TWO) + line + p(THREE)) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "line",
    [
        "वे सब कुछ छोड़कर मुंबई गए और फिर अपने काम में आगे बढ़े।",
        "गूगल अब पाठकों को अपना पसंदीदा स्रोत चुनने देगा।",
        "You can get the latest form from the office of the council.",
        "आप चाहें तो घर पर भी इन तरीकों को फॉलो कर सकते हैं।",
    ],
)
def test_sentence_with_words_of_a_label_is_read(line: str) -> None:
    assert line in blocks(p(ONE, TWO, line, THREE))


def test_note_that_names_a_site_of_three_letters_is_not_read() -> None:
    page = '<meta property="og:site_name" content="WBC">'
    note = "<p><b>WBC के लिए साझा न्यूज़रूम की ओर से प्रकाशित.</b></p>"
    assert blocks(page + p(ONE, TWO, THREE) + note) == [ONE, TWO, THREE]


def test_person_in_the_byline_is_the_author_where_the_page_declares_the_site() -> None:
    declared = (
        '<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Organization",'
        '"name":"नदी समाचार"},"publisher":{"name":"नदी समाचार"}}</script>'
    )
    line = "<div>लेखक: <span>सुरेखा जैन</span></div>"
    assert extract(HEAD + declared + line + p(ONE, TWO, THREE)).author == "सुरेखा जैन"
    assert extract(HEAD + declared + p(ONE, TWO, THREE)).author == "नदी समाचार"


def test_support_for_the_report_and_its_photographs_are_not_read_below_it() -> None:
    notes = p(
        "<em>All photographs by Ila Rao.</em>", "<em>This reporting was supported by the Coast Fund.</em>"
    )
    assert blocks(p(ONE, TWO, THREE) + notes) == [ONE, TWO, THREE]


def test_editor_among_the_declared_authors_is_no_author() -> None:
    def written_by(*names: str) -> str | None:
        people = ",".join(f'{{"@type":"Person","name":"{name}"}}' for name in names)
        script = f'<script type="application/ld+json">{{"@type":"NewsArticle","author":[{people}]}}</script>'
        return extract(HEAD + script + p(ONE, TWO, THREE)).author

    assert written_by("By Ila Rao", "Edited By Amit Sen") == "Ila Rao"
    assert written_by("Edited By Amit Sen") == "Amit Sen"


@pytest.mark.parametrize(
    "quote",
    [
        f"<blockquote>{TWO[15:45]}<cite>इला राव, महापौर</cite></blockquote>",
        f"<blockquote><p>{TWO[15:45]}</p><cite>इला राव, महापौर</cite></blockquote>",
    ],
)
def test_name_under_a_repeated_quote_is_not_read(quote: str) -> None:
    assert blocks(p(ONE, TWO) + quote + p(THREE)) == [ONE, TWO, THREE]


def test_name_under_a_quote_that_stands_once_is_a_line_of_its_own() -> None:
    quote = "<blockquote>हम सब मिलकर यह काम करेंगे<cite>इला राव, महापौर</cite></blockquote>"
    assert blocks(p(ONE, TWO) + quote + p(THREE))[2:4] == ["हम सब मिलकर यह काम करेंगे", "इला राव, महापौर"]


def test_standfirst_without_verb_and_stop_is_read() -> None:
    first = "ऑनलाइन कंपनियां लखनऊ, इंदौर और कोटा में लेंगी ज्यादा जगह"
    page = f"<div class=a>{first}</div><div class=author>इला राव</div><div>{p(ONE, TWO, THREE)}</div>"
    assert blocks(page) == [first, ONE, TWO, THREE]
    label = "<div class=a>शनिवार की बड़ी बात</div>"
    assert blocks(label + p(ONE, TWO, THREE)) == [ONE, TWO, THREE]


@pytest.mark.parametrize("line", ["मंत्री ने कहा कि अब काम शुरू होगा", "काम पूरा हुआ।", "<b>अब आगे क्या होगा</b>"])
def test_sentence_or_heading_right_under_a_picture_is_read(line: str) -> None:
    page = read(p(ONE, TWO) + f'<div class="x7"><img src="a.jpg"><p>{line}</p></div>' + p(THREE))
    said = " ".join(part for section in page for part in (section.heading or "", *section.blocks))
    assert line.removeprefix("<b>").removesuffix("</b>") in said


@pytest.mark.parametrize(
    "line",
    [
        "हमारे साथ फेसबुक पर जुड़ने के लिए पेज लाइक करें",
        "खबरें सबसे पहले देखने के लिए हमारा यूट्यूब चैनल जरूर देखें।",
        "आमच्या व्हॉट्सॲप ग्रुपमध्ये सहभागी व्हा",
        "Get the day in ten minutes with our morning briefing.",
        "<span>Text size</span><span>Print</span><span>128 comments</span>",
        "भूल सुधार: इस रिपोर्ट में पहले पुल की लंबाई गलत लिखी गई थी।",
        "Correction: the bridge was built in 1962, not in 1972.",
        "This story has been corrected: the bridge was built in 1962.",
        "खबर या विज्ञापन देने के लिए संपर्क करें: 98000 00000",
        "देखते रहिए: <a href=/x>पुराने पुल की तस्वीरें</a>",
        "वीडियो: कैसे बना था यह पुल?",
        "बातमीखाली जाहिरात",
        "<b>आप यह भी पसंद करेंगे:</b> <a href=/x>पुराने पुल पर लौटी रौनक</a>",
        "आपके मोहल्ले में भी पुल टूटा है? हमें 90000 00000 पर भेजें।",
        "हमारे पुराने लेख पढ़िए और अपनी राय भेजिए।",
        "हमारी साइट के लिंक से खरीदने पर हमें कमीशन मिल सकता है।",
        "आमच्या टेलिग्राम चॅनेलशी जोडले जा",
        "तुमच्या गावातील पुलाबद्दल आम्हाला कळवा.",
        "আপনার পাড়ার সেতুর খবর আমাদের জানান।",
        "Spotted an error? Tell us and we will fix it.",
        "Get our best reporting in one weekly email.",
        "Edited and posted by: Digital Team",
        "The old bridge at noon. (City photo by Roy Lobo)",
    ],
)
def test_invitation_label_or_correction_among_paragraphs_is_not_read(line: str) -> None:
    assert blocks(p(ONE, TWO, line, THREE)) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "line",
    [
        "हमारे गांव के लोग अब यूट्यूब चैनल चलाकर हर महीने हजारों रुपये कमा रहे हैं।",
        "अधिकारियों की सलाह है कि अनजान ऐप डाउनलोड न करें और बैंक को तुरंत खबर दें।",
        "टूर्नामेंट के पहले संस्करण में टीम तीसरे स्थान पर थी।",
        "पोर्टल खोलकर नीचे स्क्रॉल करें और अपना जिला चुनें।",
        "नागरिकांनी स्वच्छता मोहिमेत मोठ्या संख्येने सहभागी व्हावे.",
        "Our channel has lost half its boats since the storm.",
        "US regulators set new rules for every app store on Monday.",
        "An earlier version of the bill lapsed in March.",
        "दीवारों पर विज्ञापन लिखना मना है।",
        "विशेषज्ञ हमें इन खबरों का सच बताएं तो डर घटेगा।",
        "हमें अपने बच्चों के सवाल सुनने चाहिए और उनकी बात समझें।",
        "पुल पर यातायात बंद कर दिया गया है। रास्तों की जानकारी के लिए हमारे साथ बने रहें।",
        "Our readers send us letters about the bridge every week.",
    ],
)
def test_sentence_about_channels_apps_and_versions_is_read(line: str) -> None:
    assert blocks(p(ONE, TWO, line, THREE)) == [ONE, TWO, line, THREE]


def test_titles_under_a_bare_lead_in_one_paragraph_are_not_read() -> None:
    lead = "<b>यह भी जानिए</b><br><a href=/x>पुल की मरम्मत कौन करता है</a><br><br>"
    assert blocks(f"<div>{ONE}<br><br>{lead}{TWO}<br><br>{THREE}</div>") == [ONE, TWO, THREE]


def test_question_without_an_answer_in_a_box_below_the_text_is_not_read() -> None:
    poll = "<div class=zz><h4>पाठकों का मत</h4><p>क्या पुराना पुल गिरा देना चाहिए?</p></div>"
    assert blocks(f"<article><div>{p(ONE, TWO, THREE)}</div>{poll}</article>") == [ONE, TWO, THREE]


def test_box_of_a_name_of_the_sites_own_below_the_text_is_not_read() -> None:
    card = "<app-card><h4>पुल की पूरी जानकारी देखें</h4><ul><li>लंबाई</li></ul><a href=/x>तुलना करें</a></app-card>"
    assert blocks(f"<article><div>{p(ONE, TWO, THREE)}</div>{card}</article>") == [ONE, TWO, THREE]


def test_key_points_above_live_updates_are_known_by_the_end_of_their_heading() -> None:
    points = "<div><h2>बजट की बड़ी बातें</h2><ul><li>दो लाख पद</li><li>नया पुल</li></ul></div>"
    updates = "".join(
        f'<div><time datetime="2026-02-12T1{hour}:00">1{hour}:00</time><h3>{text[:20]}</h3><p>{text}</p></div>'
        for hour, text in enumerate((ONE, TWO, THREE))
    )
    found = read(p(ONE) + points + f"<div class=live-blog>{updates}</div>")
    assert [(section.kind, section.heading) for section in found][1] == ("takeaways", "बजट की बड़ी बातें")


def test_title_of_a_box_that_asks_to_follow_is_not_read() -> None:
    box = "<div><b>शहर की हर बात अब आपके फोन पर</b><p>नीचे दिए लिंक से हमारा चैनल फॉलो करें</p></div>"
    assert blocks(p(ONE, TWO) + box + p(THREE)) == [ONE, TWO, THREE]


def test_sentence_before_a_request_in_one_box_is_read() -> None:
    box = f"<div><p>{TWO}</p><p>हमारा चैनल फॉलो करें</p></div>"
    assert blocks(p(ONE) + box + p(THREE)) == [ONE, TWO, THREE]


def test_question_in_an_element_that_acts_as_a_button_opens_its_answer() -> None:
    asked = "".join(
        f'<div><div role="button" aria-expanded="false"><span>{question}</span><i>+</i></div>'
        f'<div style="display:none"><p>{answer}</p></div></div>'
        for question, answer in (("पुल कब खुलेगा?", "पुल अगले महीने खुलेगा।"), ("खर्च कौन देगा?", "खर्च परिषद देगी।"))
    )
    found = read(f"{p(ONE, TWO, THREE)}<div><div>पुल से जुड़े सवाल-जवाब</div>{asked}</div>")
    assert found[-1] == Section(
        "faq",
        "पुल से जुड़े सवाल-जवाब",
        ("पुल कब खुलेगा?", "पुल अगले महीने खुलेगा।", "खर्च कौन देगा?", "खर्च परिषद देगी।"),
    )


@pytest.mark.parametrize("identity", ["section-audio", "related-schemes", "newsletter", "video-evidence"])
def test_heading_is_not_judged_by_an_id_made_of_its_words(identity: str) -> None:
    found = read(p(ONE) + f'<h2 id="{identity}">अब आगे क्या होगा</h2>' + p(TWO, THREE))
    assert found[-1] == Section("body", "अब आगे क्या होगा", (TWO, THREE))


def test_text_after_what_a_link_lets_a_reader_skip_is_read() -> None:
    skipped = '<div><p>विज्ञापन</p><a href="#after">आगे पढ़ें</a><div>मेला</div><div id="after"></div></div>'
    assert blocks(p(ONE) + skipped + p(TWO, THREE)) == [ONE, TWO, THREE]


def test_text_that_goes_on_in_a_second_box_like_the_first_is_read() -> None:
    story = f"<section class='dg dh di dj'><div>{p(*[ONE, TWO, THREE] * 3)}</div></section>"
    other = "परिषद की अगली बैठक में ठेकेदार भी बुलाए जाएंगे और काम की समय-सीमा तय होगी।"
    rest = f"<hr><section class='dg dh di'><div>{p(other)}</div></section>"
    page = f"<div><section class=cw><h1>पुराने पुल की मरम्मत होगी</h1></section>{story}{rest}</div><p>{ONE}</p>"
    assert blocks(page.replace(ONE, "शहर के लोग तीस साल से नए पुल की मांग कर रहे थे, जो अब पूरी हुई।", 1))[-1] == other


@pytest.mark.parametrize(
    "line",
    [
        "यहां देखें परिषद की बैठक लाइव",
        "पूरी सूची नीचे देखें",
        "पहले देखिए, पुल की दो तस्वीरें…",
        "अब पढ़िए पूरा मामला…",
        "खबर में आगे बढ़ने से पहले इस पोल में हिस्सा लीजिए…",
        "(खबर लगातार अपडेट की जा रही है।)",
        "(बातमी अपडेट होत आहे.)",
        "(This interview has been edited and condensed.)",
        "#पुराना_पुल #शहर",
        "All rights reserved. This material may not be published, broadcast or rewritten without permission.",
        "This post may contain affiliate links. Read our disclosure policy here.",
        "अगर आपने हमारा यूट्यूब चैनल सब्सक्राइब नहीं किया है तो अभी कर लें।",
        "অভিযোগের ভিডিয়ো দেখতে নীচের লিঙ্কে ক্লিক করুন",
    ],
)
def test_bid_note_of_the_desk_or_row_of_tags_is_not_read(line: str) -> None:
    assert blocks(p(ONE, TWO, line, THREE)) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "line",
    [
        "देखिए, मैं तो बस इतना कहूंगा कि पुल बनना चाहिए...",
        "(पुल 1962 में बना था और तब उस पर टोल लगता था।)",
        "टूर्नामेंट में आगे बढ़ने से पहले टीम को यह मैच जीतना होगा।",
        "यात्री यहां देखें कि पुल कितना पुराना है।",
    ],
)
def test_sentence_that_resembles_a_bid_or_a_note_is_read(line: str) -> None:
    assert blocks(p(ONE, TWO, line, THREE)) == [ONE, TWO, line, THREE]


def test_lines_of_facts_in_a_box_among_paragraphs_are_read() -> None:
    facts = (
        "<div><div>कब क्या हुआ</div><div><span>20 सितंबर:</span> <span>टीम ने पुल का निचला हिस्सा देखा</span></div>"
        "<div><span>22 सितंबर:</span> <span>शाम पांच बजे से रोक लागू</span></div></div>"
    )
    assert "22 सितंबर: शाम पांच बजे से रोक लागू" in blocks(p(ONE, TWO) + facts + p(THREE))


@pytest.mark.parametrize(("count", "kind"), [(3, "takeaways"), (2, "summary")])
def test_lines_under_at_a_glance_are_key_points_where_they_are_several(count: int, kind: str) -> None:
    lines = "".join(
        f"<div>{line}</div>" for line in ("तीन करोड़ का खर्च", "छह महीने का काम", "एक नया रास्ता")[:count]
    )
    assert read(f"<div><div>एक नज़र में</div>{lines}</div>" + p(ONE, TWO, THREE))[0].kind == kind


def test_short_quote_of_a_sentence_of_the_text_is_not_read_twice_and_a_heading_is() -> None:
    said = "मंत्री ने कहा कि चुप रहने में सिर्फ आप होते हैं और कोई नहीं होता।"
    quote = "“चुप रहने में सिर्फ आप होते हैं”"
    assert quote not in blocks(p(ONE, said) + f"<div>{quote}</div>" + p(TWO))
    assert quote in [section.heading for section in read(p(ONE, said) + f"<h2>{quote}</h2>" + p(TWO))]


def test_number_of_a_listed_item_is_said_though_the_item_begins_with_another() -> None:
    rows = "<ol><li>3 से 6 वर्ष के बच्चों को भोजन।</li><li>2. किताबें।</li></ol>"
    assert blocks(p(ONE) + rows + p(TWO))[1:3] == ["1. 3 से 6 वर्ष के बच्चों को भोजन।", "2. किताबें।"]


def test_page_of_twenty_thousand_boxes_is_read_whole() -> None:
    sentence = "परिषद ने मंगलवार को लंबी बहस के बाद पुराने पुल की मरम्मत का प्रस्ताव पारित कर दिया"
    boxes = "".join(f"<div class=a{at}><p>{sentence} {at}।</p></div>" for at in range(20_000))
    assert len(blocks(p(ONE, TWO) + boxes)) > 20_000


@pytest.mark.parametrize("name", ["promo-text", "popup-content", "share-story-body", "overlay"])
def test_box_with_a_name_of_an_aside_that_tells_among_paragraphs_is_read(name: str) -> None:
    told = "पुल पर विज्ञापन नहीं होंगे। परिषद ने साफ किया है कि किसी कंपनी को ठेका नहीं दिया जाएगा।"
    assert blocks(p(ONE, TWO, THREE) + f'<div class="{name}"><p>{told}</p></div>' + p(ONE + TWO))[3] == told


@pytest.mark.parametrize(
    "box",
    [
        '<div class="promo-text"><p>हमारा ऐप डाउनलोड करें। खबरें सबसे पहले पाएं।</p></div>',
        '<div class="promo-text"><p>परिषद का काम जारी है। पुल बनेगा।</p><a href="/x">और जानें</a></div>',
        '<div class="popup-content"><p>परिषद का काम जारी है। पुल बनेगा।</p><input name="mail"></div>',
        '<div class="author-bio"><p>रवि लाल नगर संवाददाता हैं। वे दस साल से लिखते हैं।</p></div>',
    ],
)
def test_box_with_a_name_of_an_aside_that_asks_or_leads_elsewhere_is_not_read(box: str) -> None:
    assert blocks(p(ONE, TWO, THREE) + box + p(ONE + TWO)) == [ONE, TWO, THREE, ONE + TWO]


@pytest.mark.parametrize("heading", ["मौसम", "प्रतिक्रियाएं", "सुझाव", "What's next?"])
def test_heading_that_may_open_furniture_is_read_over_a_sentence_of_the_text(heading: str) -> None:
    found = read(p(ONE, TWO) + f"<h2>{heading}</h2>" + p(THREE))
    assert found[-1] == Section("body", heading, (THREE,))


def test_heading_that_may_open_furniture_is_read_over_what_somebody_says() -> None:
    said = "सरपंच मीना देवी: “सड़क बनने से हमारे बच्चे अब रोज समय पर स्कूल।”"
    found = read(p(ONE, TWO, THREE) + "<h2>प्रतिक्रियाएं</h2>" + p(said))
    assert found[-1] == Section("body", "प्रतिक्रियाएं", (said,))


def test_stories_loaded_below_are_not_read() -> None:
    story = '<div class="news-block"><{0}>{1}</{0}><div class="prose">{2}</div></div>'
    other = story.format("h2", "शहर में बिजली का खंभा गिरा, छह घंटे अंधेरा", p(TWO[:-1] + " और बिजली लौटी।"))
    page = story.format("h1", "पुराने पुल की मरम्मत होगी", p(ONE, TWO, THREE)) + "<p>अगली खबर</p>" + other
    found = extract(f"<html><title>पुराने पुल की मरम्मत होगी</title><body>{page}</body></html>")
    assert [block for section in found.sections[1:] for block in section.blocks] == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "caption",
    [
        "<p class='has-small-font-size'>भाप लेते समय चेहरा दूर रखें</p>",
        "<small>पुल के नीचे से छोड़ा गया पानी।</small>",
        '<div><span style="font-size: x-small;">पिछले साल पुल पर काम करते मजदूर।</span></div>',
    ],
)
def test_line_in_small_type_under_a_picture_is_not_read(caption: str) -> None:
    assert blocks(p(ONE) + f'<div><img src="a.jpg">{caption}</div>' + p(TWO, THREE)) == [ONE, TWO, THREE]


def test_rates_in_a_side_column_before_the_text_are_not_read() -> None:
    rates = "<div><h2>आज के भाव</h2><p>सोयाबीन 4,150</p><p>तूर 9,800</p><a href=/r>सभी भाव</a></div>"
    assert blocks(f"<div class=two>{rates}<div>{p(ONE, TWO, THREE)}</div></div>") == [ONE, TWO, THREE]


def test_answers_of_an_advanced_accordion_are_read() -> None:
    item = '<div class="eael-list"><div><span>{}</span></div><div class="eael-content"><p>{}</p></div></div>'
    asked = item.format("पुल कब खुलेगा?", "अगले महीने।") + item.format("खर्च कौन देगा?", "परिषद देगी।")
    found = read(p(ONE, TWO) + f'<div class="eael-adv-accordion"><h3>पाठकों के सवाल</h3>{asked}</div>')
    assert (found[-1].kind, found[-1].blocks[0]) == ("faq", "पुल कब खुलेगा?")


def test_whose_a_quote_is_that_ends_the_text_is_read() -> None:
    said = "“पुल हमारे गांव की सांस है और बंद होने से हम अकेले पड़ गए हैं।”"
    assert blocks(p(ONE, TWO, said, "रामस्वरूप अहिरवार, सरपंच"))[-1] == "रामस्वरूप अहिरवार, सरपंच"


def test_label_with_a_number_in_brackets_and_row_of_services_are_not_read() -> None:
    assert blocks(p(ONE, "इस लेख को सुनें (12 मिनट)", TWO, "शेयर करें: FB X", THREE)) == [ONE, TWO, THREE]


def test_news_that_quotes_a_request_for_money_is_read() -> None:
    said = 'अखबार बंद हो गया। संपादक कहते हैं, "लोग कहते थे, पूरी खबर पढ़ने के लिए लॉग इन क्यों करें।"'
    assert said in blocks(p(ONE, said, TWO))


def test_request_in_quotation_marks_is_part_of_the_story() -> None:
    said = "इस हफ्ते दस फोन आएंगे और कोई कहेगा, “हमारा ऐप डाउनलोड करें, पहला महीना मुफ्त।” आप फोन रख दीजिए।"
    assert said in blocks(p(ONE, said, TWO))


def test_numbered_step_is_read_though_it_names_what_a_site_asks_for() -> None:
    rows = "<ol><li>रिश्तेदारों का व्हाट्सएप ग्रुप म्यूट कर दीजिए।</li><li>खाना साथ खाइए।</li></ol>"
    assert blocks(p(ONE) + rows + p(TWO))[1:3] == [
        "1. रिश्तेदारों का व्हाट्सएप ग्रुप म्यूट कर दीजिए।",
        "2. खाना साथ खाइए।",
    ]


def test_salutation_of_a_letter_is_read() -> None:
    assert blocks(p("प्रिय अभिभावक,", ONE, TWO, THREE))[0] == "प्रिय अभिभावक,"


def test_parts_of_the_text_in_boxes_of_one_kind_keep_their_headings() -> None:
    part = '<div class="part_x1">{}</div>'
    parts = part.format(f"<h2>अब तक</h2>{p(ONE, TWO)}") + part.format(f"<h2>प्रतिक्रियाएं</h2>{p(THREE)}")
    assert [section.heading for section in read(f"<div>{parts}</div>")] == ["अब तक", "प्रतिक्रियाएं"]


def test_title_of_key_points_in_lines_right_under_the_headline_is_kept() -> None:
    lines = "".join(f"<div>{line}</div>" for line in ("आखिरी ओवर में 17 रन", "51 रन की पारी", "एक जीत"))
    box = f"<div class=bx><b>स्टोरी के हाइलाइट्स</b>{lines}</div>"
    found = read(box + p(ONE, TWO, THREE))
    assert (found[0].kind, found[0].heading, len(found[0].blocks)) == ("takeaways", "स्टोरी के हाइलाइट्स", 3)


def test_line_beside_a_picture_in_one_element_is_its_caption() -> None:
    shown = '<div class="im"><img src="a.jpg"><span class="c">पुल के नीचे सड़क पर भरा पानी</span></div>'
    assert blocks(shown + p(ONE, TWO, THREE)) == [ONE, TWO, THREE]


def test_standfirst_of_a_live_blog_is_its_summary() -> None:
    updates = "".join(
        f'<div><time datetime="2026-02-12T1{hour}:00">1{hour}:00</time><p>{text}</p></div>'
        for hour, text in enumerate((ONE, TWO, THREE))
    )
    found = read(f'<div class="synopsis">{ONE} {TWO}</div><div class="live-blog">{updates}</div>')
    assert found[0].kind == "summary"


def test_table_of_links_under_a_title_is_not_read() -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td><a href=/x>Click Here</a></td></tr>" for name in ("आवेदन", "नोटिफिकेशन")
    )
    table = f"<table><tr><td colspan=2>महत्वपूर्ण लिंक</td></tr>{rows}</table>"
    assert [section.kind for section in read(p(ONE, TWO) + table + p(THREE))] == ["body"]


def test_note_of_the_desk_on_a_line_of_its_own_is_not_read() -> None:
    assert blocks(f"<div>{ONE}<br><br>{TWO}<br>(संपादकीय टीप : यह समाचार आदेश की प्रति पर आधारित है।)</div>") == [
        ONE,
        TWO,
    ]


def test_answer_that_a_paragraph_holds_too_is_read() -> None:
    held = "इस पुल पर लगभग तीन करोड़ रुपये खर्च होंगे"
    asked = f"<h3>पुल कब खुलेगा?</h3><div>पुल अगले महीने खुलेगा।</div><h3>कितना खर्च होगा?</h3><div>{held}।</div>"
    page = p(ONE, f"महापौर ने कहा कि {held}। काम जल्द शुरू होगा।", THREE) + f"<h2>सवाल-जवाब</h2>{asked}"
    assert read(page)[-1].blocks[-1] == f"{held}।"


def test_few_headings_that_ask_over_several_paragraphs_part_the_text() -> None:
    page = p(ONE) + f"<h3>कैसे रहे नतीजे?</h3>{p(TWO, THREE)}<h3>आगे क्या?</h3>{p(ONE + TWO)}"
    assert [section.kind for section in read(page)] == ["body", "body", "body"]


def test_cut_headline_of_a_breadcrumb_is_not_read() -> None:
    assert blocks("<div><span>पुराने पुल की मरम्मत...</span></div>" + p(ONE, TWO, THREE)) == [ONE, TWO, THREE]


def test_label_of_key_points_comes_without_the_remark_beside_it() -> None:
    title = "<div><span>Quick Reads</span><span>Summary is AI-generated, newsroom-reviewed</span></div>"
    found = read(
        f"<div>{title}<ul><li>तीन करोड़ का खर्च</li><li>छह महीने का काम</li></ul></div>" + p(ONE, TWO, THREE)
    )
    assert found[0] == Section("takeaways", "Quick Reads", ("तीन करोड़ का खर्च", "छह महीने का काम"))


def test_paragraph_that_runs_on_after_the_name_of_a_place_is_one_with_it() -> None:
    assert blocks(f'<div><b>रांची: </b><p style="display:inline">{ONE}</p></div>' + p(TWO)) == [
        f"रांची: {ONE}",
        TWO,
    ]


def test_sentence_that_leads_to_the_table_below_is_read() -> None:
    said = "फर्मों की राय बंटी हुई है। नीचे देखिए किस फर्म ने क्या कहा है-"
    assert said in blocks(
        p(ONE, said) + "<table><tr><th>फर्म</th><th>राय</th></tr><tr><td>क</td><td>ख</td></tr></table>"
    )


def test_word_of_a_request_is_found_whole() -> None:
    points = "<h3>मुख्य बातें</h3><ul><li>एप डाउनलोड कराते थे ठग</li><li>तीन गिरफ्तार</li></ul>"
    assert "एप डाउनलोड कराते थे ठग" in blocks(f"<div>{points}</div>" + p(ONE, TWO))


@pytest.mark.parametrize(
    "line",
    [
        "LIVE Newest First Oldest First",
        "(या बातमीतील छायाचित्रे : संदीप लांडे)",
        "(ये स्टोरी हमारे साथी ने एडिट की है.)",
        "ताज्या बातम्या मिळवण्यासाठी 'गोदातीर'चे व्हॉट्सॲप चॅनेल फॉलो करा.",
        "यहां देखें वीडियो:",
    ],
)
def test_labels_credits_and_requests_in_any_wording_are_not_read(line: str) -> None:
    assert blocks(p(ONE, TWO, line, THREE)) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "line",
    [
        "आवेदन करने के लिए नीचे दिए गए स्टेप्स को फॉलो करें:",
        "परिषद ने लोगों से अपील की, “हमें बताइए कि पुल कहां टूटा है और हम आएंगे।”",
        "मोबाइल पर खबर पढ़ने वालों की संख्या तीन साल में दोगुनी हो गई है।",
    ],
)
def test_sentence_with_words_of_a_request_that_tells_is_read(line: str) -> None:
    assert line in blocks(p(ONE, TWO) + f"<p>{line}</p><ul><li>पहला कदम पूरा करें।</li></ul>" + p(THREE))


def test_documents_that_a_sentence_announces_are_read_and_stories_are_not() -> None:
    rows = (
        "<ul><li><a href=/a.pdf>शिकायत का प्रपत्र (पीडीएफ)</a></li><li><a href=/b.pdf>आवेदन का नमूना</a></li></ul>"
    )
    told = "पर्चे में इन दस्तावेजों के लिंक भी दिए गए हैं:"
    assert blocks(p(ONE, told) + rows + p(TWO))[2:4] == ["शिकायत का प्रपत्र (पीडीएफ)", "आवेदन का नमूना"]
    assert blocks(p(ONE, "इन खबरों को भी पढ़ें:") + rows + p(TWO)) == [ONE, TWO]


def test_interview_under_questions_and_answers_is_part_of_the_text() -> None:
    asked = "".join(
        f"<p><b>{question}</b></p><p>नंदिता देवधर: {answer}</p>"
        for question, answer in (("गाने क्यों नहीं हैं?", "गाना तब आता है।"), ("आगे क्या?", "नई फिल्म।"))
    )
    found = read(p(ONE, TWO, THREE) + f"<h3>निर्देशक से सवाल-जवाब</h3>{asked}")
    assert (found[-1].kind, len(found[-1].blocks)) == ("body", 4)


def test_title_that_begins_like_a_byline_is_kept() -> None:
    points = p("<strong>रिपोर्ट की बड़ी बातें</strong>", "2,296 कैमरे लगे", "179 बाघ मिले", "तीन साल का काम")
    box = f"<div class=fact-box>{points}</div>"
    assert "रिपोर्ट की बड़ी बातें" in [section.heading for section in read(p(ONE, TWO) + box + p(THREE))]


def test_line_of_signs_below_a_headline_is_no_error() -> None:
    page = f"<div>पुराने पुल की मरम्मत होगी<br>{'=' * 40}<br>{ONE}<br><br>{TWO}</div>"
    assert extract(f"<html><title>पुराने पुल की मरम्मत होगी</title>{page}</html>").sections


def test_answers_that_begin_with_a_sign_and_a_colon_are_no_interview() -> None:
    asked = "".join(
        f"<h4>{question}</h4><p>•: {answer}</p>" for question, answer in (("कब?", ONE), ("कहां?", TWO))
    )
    assert read(p(THREE) + f"<h3>अक्सर पूछे जाने वाले सवाल</h3>{asked}")[-1].kind == "faq"


@pytest.mark.parametrize("caption", ["<p style='text-align:center'>{}</p>", "<p class='mt-1 text-xs'>{}</p>"])
def test_centered_or_small_line_under_a_picture_is_not_read(caption: str) -> None:
    shown = '<div class="top"><img src="a.jpg"></div>' + caption.format("पुल के बाहर समर्थकों की भीड़")
    assert blocks(p(ONE) + shown + p(TWO, THREE)) == [ONE, TWO, THREE]


def test_foreign_invitation_that_ends_the_text_is_not_read() -> None:
    line = "Read latest Hindi news, watch live streaming and get politics and sports updates on our mobile app."
    assert blocks(p(ONE, TWO, THREE, f"{line} {line}")) == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "line",
    [
        "नई योजना में एआई की मदद से खेतों की निगरानी होगी।",
        "एआई द्वारा बनाई गई तस्वीरों पर नए नियम लागू होंगे।",
        "यह परंपरा लोक मान्यताओं पर आधारित है।",
        "पार्टी ने साफ किया कि यह सांसद के निजी विचार हैं।",
        "संस्था ने शिक्षा के उद्देश्य से यह जमीन दान में दी थी।",
        "क्लब में प्रवेश के लिए सदस्यता जरूरी है।",
        "पुलिस ने अपील की कि हमें बताएं अगर कोई संदिग्ध दिखे।",
        "(इस परियोजना में संशोधन का प्रस्ताव पहले ही भेजा जा चुका है।)",
        "घोषणा - हर जिले में अस्पताल खुलेगा और तीन साल में काम पूरा होगा।",
    ],
)
def test_sentence_with_words_of_a_remark_about_something_else_is_read(line: str) -> None:
    assert blocks(p(ONE, TWO, line, THREE)) == [ONE, TWO, line, THREE]


@pytest.mark.parametrize(
    "line",
    [
        "यह सारांश एआई की मदद से बनाया गया है।",
        "ये लेखक के निजी विचार हैं।",
        "इस लेख में दी गई जानकारी मान्यताओं पर आधारित है।",
        "पूरी खबर पढ़ने के लिए सदस्यता जरूरी है।",
    ],
)
def test_remark_about_the_text_itself_is_not_read(line: str) -> None:
    assert blocks(p(ONE, TWO, line, THREE)) == [ONE, TWO, THREE]


def test_headings_with_a_year_in_brackets_are_headings_of_the_text() -> None:
    film = "<div><h2>{} ({})</h2><p>यह फिल्म आज भी दर्शकों की पसंद है और इसके संवाद लोगों को याद हैं, {}।</p></div>"
    found = read(p(ONE) + film.format("शोले", 1975, "पहली") + film.format("लगान", 2001, "दूसरी"))
    assert [section.heading for section in found] == [None, "शोले (1975)", "लगान (2001)"]


@pytest.mark.parametrize("answer", ["वेबसाइट पर जाएं और यहां क्लिक करें।", f"{TWO}"])
def test_answer_is_read_whatever_its_words(answer: str) -> None:
    asked = f"<h3>पुल कब खुलेगा?</h3><p>अगले महीने।</p><h3>आगे क्या होगा?</h3><p>{answer}</p>"
    found = read(p(ONE, TWO, THREE) + f"<h2>अक्सर पूछे जाने वाले सवाल</h2>{asked}")
    assert found[-1].blocks == ("पुल कब खुलेगा?", "अगले महीने।", "आगे क्या होगा?", answer)


@pytest.mark.parametrize("heading", ["मौसम", "सोशल मीडिया", "वीडियो", "राशिफल"])
def test_part_of_the_text_in_a_box_of_its_own_keeps_a_heading_that_may_open_furniture(heading: str) -> None:
    part = "<section><h2>{}</h2>{}</section>"
    parts = part.format("पुल की कहानी", p(ONE)) + part.format(heading, p(THREE))
    assert [section.heading for section in read(parts)] == ["पुल की कहानी", heading]


def test_line_of_a_timeline_that_says_something_is_no_dateline() -> None:
    assert blocks(p("15 अगस्त 1947 को देश आजाद हुआ", ONE, TWO))[0] == "15 अगस्त 1947 को देश आजाद हुआ"


def test_centered_story_under_a_picture_is_read() -> None:
    centered = "".join(f'<p style="text-align:center">{text}</p>' for text in (ONE, TWO, THREE))
    assert blocks(f'<p style="text-align:center"><img src="a.jpg"></p>{centered}') == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "line",
    [
        "अपडेट: अब तक 12 लोगों की मौत हो चुकी है।",
        "लेखक: मैंने यह किताब दस साल में लिखी।",
        "By 2030, half of the buses will be electric.",
    ],
)
def test_label_before_a_sentence_makes_no_byline(line: str) -> None:
    assert blocks(p(ONE, TWO, line, THREE)) == [ONE, TWO, line, THREE]
