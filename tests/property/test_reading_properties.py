"""What must hold for whatever text is read aloud in Hindi."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from case_tables import read_rows
from hypothesis import example, given
from hypothesis import strategies as st

from narrator.script.normalize import normalize
from narrator.script.rules import grammar
from narrator.script.segment import sentences
from narrator.script.text import fold_digits

PIECES = st.lists(
    st.sampled_from(
        [
            "1", "12", "1984", "2.5", "3,40,000", "007", "९", "½", "²", "-", "–", ":", "/", ".", ",", "%",
            "₹", "$", "°C", "x", "+", "(", ")", "'", " ", " ", " ", "\n", "\u200d", "\u00a0", "\ufeff",
            "\ud800", "\x07", "🙂", "।", "?", "@", "#", "_", "=", "www.", ".com", "के", "में", "से", "बजे",
            "सुबह", "लाख", "करोड़", "मार्च", "साल", "धारा", "वीं", "रन", "विकेट", "अनुपात", "फोन", "पिन",
            "किमी", "डॉ", "ए", "क", "्", "A", "IV", "am", "PM", "Rs", "km", "th", "Zoom", "RBI", "é", "я",
            "漢", "ক", "தமிழ்",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip
ANY = st.text(st.characters(exclude_categories=()), max_size=40)
DEVANAGARI = st.text(st.characters(min_codepoint=0x900, max_codepoint=0x97F), max_size=40)
TEXTS = PIECES | ANY | DEVANAGARI


@given(TEXTS)
def test_nothing_but_devanagari_words_and_stops_reaches_the_engine(text):
    spoken = normalize(text)[1]
    assert re.fullmatch(r"(?:[\u0900-\u0963\u0970-\u097f]+[,।?!]? ?)*", spoken)
    assert spoken == spoken.strip()


@given(TEXTS)
@example("डॉя")
def test_what_was_normalized_stays_as_it_is(text):
    spoken = normalize(text)[1]
    assert normalize(spoken)[1] == spoken


@given(TEXTS)
def test_tokens_rebuild_the_text(text):
    at = 0
    for token in normalize(text)[0]:
        assert text[token.start : token.end] == token.written
        assert not text[at : token.start].strip()
        at = token.end
    assert not text[at:].strip()


@given(PIECES)
@example("2.5-11")
@example("बी1")
@example("1²")
@example("1984½")
@example("яA")
@example("e\u0301tat")
def test_no_digit_and_no_word_is_lost(text):
    for token in normalize(text)[0]:
        if token.rule != "gloss" and re.search(r"[0-9९A-Za-zक-ह]", token.written):
            assert token.spoken


CASES = Path(__file__).parents[1] / "cases"
WRITTEN = [row[1] for code in ("hi", "mr") for row in read_rows(CASES / code / "readings.tsv", columns=3)]


@pytest.mark.parametrize("code", ["hi", "mr"])
def test_cue_stands_in_every_case_that_its_rule_fits(code):
    for text in map(fold_digits, WRITTEN):
        assert_cues(text, code)


@given(PIECES | st.lists(st.sampled_from(WRITTEN), min_size=2, max_size=3).map(" ".join))
@example("12 जनवरी 1863 - 4 जुलाई 1902")
def test_cue_stands_where_its_rule_fits(text):
    assert_cues(fold_digits(text), "hi")
    assert_cues(fold_digits(text), "mr")


def assert_cues(text, code):
    for rule in grammar(code).rules:
        assert re.search(rule.cue, text) or not rule.search(text), rule.name


@given(PIECES)
@example("धारा 144?")
@example("2.5-11 लाख")
@example("-.com")
def test_forms_stand_one_after_the_other_and_each_is_the_first_that_fits(text):
    found = grammar("hi")
    at = 0
    for rule, match in found.find(text):
        assert not text[at : match.start()].strip()
        at = match.end()
        before = found.rules[: found.rules.index(rule)]
        hits = [hit for other in before if (hit := other.search(text, match.start()))]
        assert all(hit.start() > match.start() for hit in hits)
    assert not text[at:].strip()


@given(st.integers(0, 10**19 - 1))
def test_a_number_is_read_the_same_with_and_without_its_commas(number):
    digits = str(number)
    head, tail = digits[:-3], digits[-3:]
    groups = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    assert normalize(",".join([*groups, tail]))[1] == normalize(digits)[1] or re.match("[6-9].{9}$", digits)


@pytest.mark.parametrize(
    "text",
    [
        "क" * 50_000,
        "वह आया " * 8_000,
        "9" * 5_000,
        "₹" + "9" * 5_000 + ".5 लाख",
        "9" * 5_000 + "वीं",
        "धारा " + "9" * 5_000,
        "9" * 5_000 + "/" + "9" * 5_000,
        "9" * 5_000 + "½",
        "v" + "9" * 5_000 + ".1",
        "1,2" * 15_000,
        "A." * 25_000,
        "- " * 25_000,
        "(" * 50_000,
    ],
    ids=lambda text: f"{text[:4]}-{len(text)}",
)
def test_very_long_texts_are_read_to_their_end(text):
    tokens, _ = normalize(text)
    assert tokens[-1].end == len(text.rstrip())
    written = "".join(token.written for token in tokens)
    assert "".join(written.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text", ["🙂🎉🏽", "\u200b\u200d\ufeff", "\x00\x07\x1b", "\ud800\udfff", "", " \n\t", "…", "“”"]
)
def test_a_text_without_words_is_silent(text):
    assert normalize(text)[1] == ""
    assert "".join("".join(sentences(text)).split()) in "".join(text.split())
