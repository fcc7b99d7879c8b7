"""What the voice is given for a written form: the rows of tests/cases/*/readings.tsv, one test a row."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from case_tables import CASES, heard, read_rows

from narrator.language import ROOT
from narrator.script.normalize import normalize

TABLES = {code: read_rows(CASES / code / "readings.tsv", 3) for code in ("hi", "mr", "en")}
ROWS = TABLES["hi"]


@pytest.mark.parametrize(
    ("language", "written", "spoken"),
    [
        pytest.param(code, row[1], row[2], id=f"{code}-{row[0]}-{index}")
        for code, rows in TABLES.items()
        for index, row in enumerate(rows)
    ],
)
def test_a_written_form_is_read_as_a_newsreader_reads_it(language, written, spoken):
    assert heard(normalize(written, language=language)[1]) == heard(spoken)


def test_numbers_of_another_language_are_data_only():
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT.parent / "script").glob("*.py"))
    assert "mr" not in re.findall(r"[\"'](\w+)[\"']", sources)
    assert normalize("2ऱ्या फेरीत 123", language="mr")[1] == "दुसऱ्या फेरीत एकशे तेवीस।"


@pytest.mark.parametrize("language", ["hi", "mr"])
def test_no_two_numbers_below_a_hundred_are_said_alike(language):
    assert len({heard(normalize(str(number), language=language)[1]) for number in range(100)}) == 100


def test_there_are_rows_of_every_class():
    classes = Counter(row[0] for row in ROWS)
    assert len(classes) >= 33
    assert min(classes.values()) >= 12
    assert len(ROWS) >= 800


def test_no_written_form_stands_twice():
    assert [form for form, count in Counter(row[1] for row in ROWS).items() if count > 1] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("छः हजार रुपए", "छह हज़ार रुपये।"),
        ("पाँच, हिन्दी", "पांच हिंदी"),
        ("नौवाँ", "नौवां"),
        ("छियानबेवीं", "छियानवेवीं"),
        ("अट्ठानवे", "अट्ठानबे"),
    ],
)
def test_spellings_of_one_sound_are_heard_as_the_same(one, other):
    assert heard(one) == heard(other)


@pytest.mark.parametrize(("one", "other"), [("पढ़ा", "पढा"), ("दस", "बीस"), ("माला", "मालां")])
def test_other_words_are_heard_as_other_words(one, other):
    assert heard(one) != heard(other)
