"""A story is found though the names on its page hide it; what is no story stays unread."""

import pytest

from narrator.article import extract
from narrator.errors import NoArticleText

ONE = "पुराने पुल की मरम्मत का प्रस्ताव नगर परिषद ने मंगलवार को लंबी बहस के बाद पारित कर दिया।"
TWO = "महापौर ने कहा कि काम अगले महीने शुरू होगा और इस पर लगभग तीन करोड़ रुपये खर्च होंगे।"
THREE = "व्यापारियों ने फैसले का स्वागत किया, लेकिन काम के दौरान वैकल्पिक मार्ग की मांग भी रखी है।"
NOTICE = "हम और हमारे सहयोगी आपके उपकरण पर जानकारी रखते हैं ताकि विज्ञापन और सामग्री आपकी रुचि के हों।"
STORY = f"<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>"


HEAD = "<html><head><title>पुराने पुल की मरम्मत होगी</title></head><body>"
HEADLINE = "<h1>पुराने पुल की मरम्मत होगी</h1>"


def read(body: str) -> list[str]:
    return read_page(HEADLINE + body)


def read_page(body: str) -> list[str]:
    return [block for section in extract(HEAD + body).sections[1:] for block in section.blocks]


@pytest.mark.parametrize(
    "opening",
    [
        '<div class="ad">',
        '<div class="related">',
        '<div style="display:none">',
        '<div class="newsletter"><div>',
        '<section class="popup-ads"><article>',
        "<footer>",
    ],
)
def test_story_in_a_box_with_the_name_of_another_thing_is_read(opening: str) -> None:
    closing = opening.count("<") * "</div>"
    assert read(opening + STORY + closing + "<p>संपर्क करें</p>") == [ONE, TWO, THREE]


def test_story_of_separate_boxes_in_a_hidden_one_is_read() -> None:
    rows = "".join(f'<div class="r"><div class="t">{text}</div></div>' for text in (ONE, TWO, THREE))
    assert read(f'<div class="ticker">{rows}</div>') == [ONE, TWO, THREE]


def test_story_above_its_headline_is_read() -> None:
    assert read_page(f'<div class="x">{STORY}</div>{HEADLINE}') == [ONE, TWO, THREE]


@pytest.mark.parametrize("name", ["no-comments", "has-sidebar", "with-share", "comments-enabled"])
def test_name_of_a_state_hides_nothing(name: str) -> None:
    assert read(f'<div class="{name}"><p>{ONE}</p></div>') == [ONE]


def test_comments_on_a_picture_are_no_story() -> None:
    with pytest.raises(NoArticleText):
        read(f'<img src="p.jpg"><div class="comments">{STORY}</div>')


def test_notice_that_says_nothing_of_the_headline_is_no_story() -> None:
    with pytest.raises(NoArticleText):
        read(f'<img src="p.jpg"><div class="popup-ad"><p>{NOTICE}</p><p>{NOTICE[::-1]}</p></div>')


def test_next_story_under_a_headline_of_its_own_stays_unread() -> None:
    other = f'<div class="next-article"><h1>पुराने पुल की मरम्मत टली</h1>{STORY.replace("पारित", "रद्द")}</div>'
    assert read(f"<article><p>{TWO}</p></article>{other}") == [TWO]


def test_teasers_with_sentences_are_no_story() -> None:
    cards = "".join(f'<li><h3><a href="/{at}">पुराने पुल {at}</a></h3><p>{ONE}{at}।</p></li>' for at in range(6))
    assert read(f'<article><p>{TWO}</p></article><div class="related"><ul>{cards}</ul></div>') == [TWO]
