"""Where sentences end: the cases of tests/cases, one test a row, and what no row can say."""

from __future__ import annotations

import itertools
import time
from collections import Counter

import pytest
from case_tables import CASES, boundaries, read_rows, read_sentences
from hypothesis import example, given
from hypothesis import strategies as st

from narrator.script.segment import segment, sentences

LANGUAGES = ("hi", "en", "mr")
TABLES = {code: read_sentences(CASES / code / "segments.tsv") for code in LANGUAGES}
DEVANAGARI = st.text(st.characters(min_codepoint=0x900, max_codepoint=0x97F))
SIGNS = st.text(st.sampled_from("।॥.?!|…“”‘’\"'()[]«» \n\t\u200b\u200d\u00a0🙂कमAz1१,-–:"), max_size=40)


@pytest.mark.parametrize(
    ("language", "case"),
    [
        pytest.param(code, case, id=f"{code}-{case.group}-{index}")
        for code, cases in TABLES.items()
        for index, case in enumerate(cases)
    ],
)
def test_sentences_end_where_the_case_says(language, case):
    assert sentences(case.text, language=language) == case.sentences


def test_there_are_many_hindi_cases_of_every_habit():
    groups = Counter(case.group for case in TABLES["hi"])
    assert groups.total() >= 600
    assert len(groups) >= 20
    assert min(groups.values()) >= 10


@given(st.text() | DEVANAGARI | SIGNS, st.sampled_from([*LANGUAGES, "bn", "xx"]))
def test_spans_rebuild_the_text(text, language):
    spans = segment(text, language=language)
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert all(before.end == after.start for before, after in itertools.pairwise(spans))
    assert all(span.start < span.end for span in spans)


@given(SIGNS | DEVANAGARI)
@example("1\n\u200b")
def test_a_sentence_with_its_own_line_breaks_is_no_sentence(text):
    assert all(len(sentence.splitlines()) <= 1 for sentence in sentences(text))


@pytest.mark.parametrize(
    "text",
    [
        "\ud800। \udfff",
        "\x00\x01\x02।",
        "\u200b\u200d\u2060",
        "🙂🙂🙂",
        "।" * 50,
        "\u202eनदी। \u202cपानी।",
        "\x1b[31mनदी।",
    ],
)
def test_odd_characters_are_kept(text):
    assert "".join(text[span.start : span.end] for span in segment(text)) == text


def test_nothing_but_blanks_is_no_sentence():
    assert sentences(" \n\t\u200b\u00a0 ") == ()
    assert segment("") == ()


@pytest.mark.parametrize(
    "piece",
    [
        "क",
        "क ",
        "a.",
        "क.",
        "(",
        "“",
        ")",
        "(क।",
        "\"'",
        "|",
        ". ",
        "1.",
        "।) ",
        "।)",
        "क।)",
        ").",
        "॥1॥",
        "। ।",
        "-",
        "www.",
        "क! ",
        "“क।” ",
        "‘‘",
        "? ",
        "[1]",
        "…",
        "\u200b",
    ],
)
def test_time_grows_with_the_length_only(piece):
    text = piece * (50_000 // len(piece))
    start = time.perf_counter()
    spans = segment(text)
    assert time.perf_counter() - start < 2
    assert spans[-1].end == len(text)


def test_digits_of_every_script_count_as_digits():
    assert len(sentences("दर ৬.৫ रही। दाम ૧.૫ बढ़ा।")) == 2


@pytest.mark.parametrize("row", ["one column", "a\tb\tc", "a\t", "\tb", "a\t b", "a\tb\nc\td\na\tb"])
def test_malformed_row_fails(tmp_path, row):
    (tmp_path / "bad.tsv").write_text(f"# remark\n{row}\n")
    with pytest.raises(ValueError, match=r"bad\.tsv:\d: "):
        read_rows(tmp_path / "bad.tsv", 2)


def test_empty_sentence_in_a_case_fails(tmp_path):
    (tmp_path / "bad.tsv").write_text("group\tनदी। ‖‖पानी।\n")
    with pytest.raises(ValueError, match="an empty sentence"):
        read_sentences(tmp_path / "bad.tsv")


def test_boundaries_are_counted_without_white_space():
    assert boundaries(("नदी।", "क ख", "ग")) == {4, 6}
