"""Where a text is cut that is longer than an engine takes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrator.clauses import cut, parts

NEWS = (
    "मुख्यमंत्री ने कहा कि नदी जोड़ो परियोजना का पहला चरण अगले साल पूरा होगा, जिससे 1,25,000 किसानों को पानी मिलेगा और "
    "लगभग 3.5 लाख हेक्टेयर ज़मीन सींची जा सकेगी; दूसरा चरण (जिसमें 12 ज़िले हैं, और जिस पर केंद्र की मंज़ूरी बाकी है) बाद में आएगा।"
)
WORDS = st.sampled_from(
    [
        "नदी",
        "और",
        "कि",
        "1,25,000",
        "(क, ख)",
        "“हाँ, चलो”",
        "है;",
        "डॉ. राव",
        "–",
        "क्षत्रिय",
        "पानी।",
        "  ",
        "दो हज़ार",
        "x",
        "\n",
    ]
)


@given(st.text() | st.lists(WORDS).map(" ".join), st.integers(1, 60))
def test_parts_fit_the_limit_and_hold_every_character(text: str, limit: int) -> None:
    spans = cut(text, limit)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)
    assert all(len(text[start:end].strip()) <= limit for start, end in spans)


@given(st.lists(WORDS).map(" ".join), st.integers(8, 60))
def test_parts_fit_another_measure(text: str, limit: int) -> None:
    def size(part: str) -> int:
        return len(part.encode())

    assert all(size(part) <= limit for part in parts(text, limit, measure=size))


def test_a_text_that_fits_is_one_part() -> None:
    assert parts("नदी शांत है।", 12) == ("नदी शांत है।",)
    assert cut("", 5) == ()


def test_a_limit_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="a part of 0"):
        cut("नदी", 0)


def test_news_is_cut_at_its_clauses() -> None:
    assert parts(NEWS, 130) == (
        "मुख्यमंत्री ने कहा कि नदी जोड़ो परियोजना का पहला चरण अगले साल पूरा होगा,",
        "जिससे 1,25,000 किसानों को पानी मिलेगा और लगभग 3.5 लाख हेक्टेयर ज़मीन सींची जा सकेगी;",
        "दूसरा चरण (जिसमें 12 ज़िले हैं, और जिस पर केंद्र की मंज़ूरी बाकी है) बाद में आएगा।",
    )


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("पानी बढ़ा; गाँव खाली हुए, लोग गए", 30, ("पानी बढ़ा;", "गाँव खाली हुए, लोग गए")),
        ("टीम ने मैच जीता और कप्तान भावुक हुए", 30, ("टीम ने मैच जीता", "और कप्तान भावुक हुए")),
        ("अदालत ने माना कि आदेश गलत था", 25, ("अदालत ने माना कि", "आदेश गलत था")),
        ("सड़क बनी।पुल भी बना।", 12, ("सड़क बनी।", "पुल भी बना।")),
        ("शहर – जो सूखा था – अब हरा है", 20, ("शहर – जो सूखा था –", "अब हरा है")),
    ],
)
def test_best_joint_is_taken(text: str, limit: int, expected: tuple[str, ...]) -> None:
    assert parts(text, limit) == expected


@pytest.mark.parametrize(
    "whole",
    [
        "15 - 20",
        "1,25,000",
        "१,२५,०००",
        "10:30",
        "दो हज़ार पच्चीस",
        "साढ़े तीन लाख",
        "जम्मू और कश्मीर",
        "डॉ. शर्मा",
        "पी. वी. सिंधु",
        "New York Times",
        "(क, ख और ग)",
        "“हाँ, और ना”",
        "डॉक्टर राव",
        "ए बी वर्मा",
    ],
)
def test_number_name_quotation_and_parenthesis_stay_whole(whole: str) -> None:
    text = f"नई सड़क के पास कल शाम को {whole} वाली सूची टंगी थी जिसे लोग पढ़ते रहे"
    for limit in range(len(whole) + 5, 70):
        assert any(whole in part for part in parts(text, limit)), limit


def test_long_parenthesis_is_cut_at_its_own_joints() -> None:
    inner = "(पहले पुल टूटा, फिर सड़क धँसी, और अंत में बिजली गई)"
    assert parts(inner, 30) == ("(पहले पुल टूटा, फिर सड़क धँसी,", "और अंत में बिजली गई)")


def test_long_word_is_cut_between_letters() -> None:
    assert parts("क्षत्रिय" * 4, 10) == ("क्षत्रिय", "क्षत्रिय", "क्षत्रिय", "क्षत्रिय")


def test_no_word_is_left_alone_at_the_end() -> None:
    text = "सरकार ने इस साल गाँवों की सड़कों के लिए नया बजट रखा है जिस पर बहस हुई"
    assert min(map(len, parts(text, 62))) > 25


def test_another_language_is_cut_by_its_own_words() -> None:
    text = "The river rose overnight but the bridge held and traffic moved"
    assert parts(text, 40, language="en") == (
        "The river rose overnight",
        "but the bridge held and traffic moved",
    )


def test_long_texts_take_linear_time() -> None:
    for text in ("क" * 50_000, "नदी " * 12_500, "(" * 50_000, "7" * 50_000, "A. " * 16_000):
        start = time.perf_counter()
        assert "".join(text[a:b] for a, b in cut(text, 100)) == text
        assert time.perf_counter() - start < 3
