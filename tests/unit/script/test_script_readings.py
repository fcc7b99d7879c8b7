"""What the voice is given for a written form: the rows of tests/cases/hi/readings.tsv, one test a row."""

from __future__ import annotations

from collections import Counter

import pytest
from case_tables import CASES, heard, read_rows

from narrator.script.normalize import normalize

ROWS = read_rows(CASES / "hi" / "readings.tsv", 3)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [pytest.param(row[1], row[2], id=f"{row[0]}-{index}") for index, row in enumerate(ROWS)],
)
def test_a_written_form_is_read_as_a_newsreader_reads_it(written, spoken):
    assert heard(normalize(written)[1]) == heard(spoken)


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
