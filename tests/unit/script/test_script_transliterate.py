"""How Latin words are read for a Hindi voice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from narrator import language as languages
from narrator.script.letter_to_sound import spell_out
from narrator.script.transliterate import read_latin

_CASES = Path(__file__).parents[2] / "cases" / "hi" / "latin.tsv"
_RULES = {"news_lexicon", "acronym_word", "acronym_letters", "pronunciations", "letter_to_sound", "letters"}


def _table() -> list[tuple[int, str, str]]:
    path = languages.ROOT / "hi" / "latin_words.tsv"
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line and not line.startswith("#"):
            columns = line.split("\t")
            assert len(columns) == 2, f"latin_words.tsv:{number}: {len(columns)} columns"
            rows.append((number, columns[0], columns[1]))
    return rows


def _cases() -> list[tuple[str, str, str]]:
    rows = []
    for number, line in enumerate(_CASES.read_text(encoding="utf-8").split("\n"), 1):
        if line and not line.startswith("#"):
            columns = line.split("\t")
            if len(columns) != 3 or columns[2] not in _RULES or not all(columns):
                raise ValueError(f"latin.tsv:{number}: not written, spoken, rule")
            rows.append((columns[0], columns[1], columns[2]))
    return rows


@pytest.mark.parametrize(("written", "spoken", "rule"), _cases())
def test_word_is_read_as_newspapers_print_it(written: str, spoken: str, rule: str) -> None:
    assert read_latin(written, "hi") == (spoken, rule)


def test_there_are_many_cases_and_no_word_stands_twice() -> None:
    words = [written for written, _, _ in _cases()]
    assert len(words) >= 250
    assert len(words) == len(set(words))


def test_news_lexicon_is_large_enough() -> None:
    assert len(_table()) >= 1500


def test_no_word_stands_twice_in_the_news_lexicon() -> None:
    words = [written for _, written, _ in _table()]
    assert sorted(words) == sorted(set(words))


def test_news_lexicon_is_in_lower_case_ascii() -> None:
    assert [row for row in _table() if not re.fullmatch(r"[a-z0-9'-]+", row[1])] == []


def test_news_lexicon_speaks_devanagari_only() -> None:
    assert [row for row in _table() if not re.fullmatch("[ऀ-ॣॱ-ॿ]+(?: [ऀ-ॣॱ-ॿ]+)*", row[2])] == []


def test_acronyms_said_as_words_are_devanagari_and_many() -> None:
    words = languages.table("hi", "acronyms")["words"]
    assert len(words) >= 60
    assert all(re.fullmatch("[A-Z]+", key) and re.fullmatch("[ऀ-ॣ ]+", value) for key, value in words.items())


def test_an_acronym_is_either_a_word_or_letters() -> None:
    acronyms = languages.table("hi", "acronyms")
    assert not set(acronyms["words"]) & set(acronyms["spelled"].split())


@pytest.mark.parametrize("word", ["it", "us", "who"])
def test_a_small_word_is_no_acronym(word: str) -> None:
    assert read_latin(word, "hi")[1] == "news_lexicon"
    assert read_latin(word.upper(), "hi")[1] == "acronym_letters"


def test_curly_apostrophe_is_read_like_a_straight_one() -> None:
    assert read_latin("India’s", "hi") == read_latin("India's", "hi")


def test_a_word_without_a_vowel_is_named_in_letters() -> None:
    assert read_latin("ghjk", "hi") == ("जी एच जे के", "letters")


def test_a_region_of_the_language_makes_no_difference() -> None:
    assert read_latin("Microsoft", "hi-IN") == read_latin("Microsoft", "hi")


def test_the_two_spellings_differ() -> None:
    assert spell_out("kamini", "english", "hi") != spell_out("kamini", "indian", "hi")


def test_what_has_no_letter_and_no_name_is_empty() -> None:
    assert read_latin("--", "hi")[0] == ""


@pytest.mark.parametrize("sign", ["a", "A", "ram", "Bhaa", "x", "1a"])
def test_a_word_of_fifty_thousand_signs_is_read_to_its_end(sign: str) -> None:
    spoken, _ = read_latin(sign * (50_000 // len(sign)), "hi")
    assert len(spoken) >= 25_000


@pytest.mark.parametrize("word", ["\ud800abc", "ﬁne", "ßø", "Citroën", "ॐabc"])
def test_strange_letters_do_no_harm(word: str) -> None:
    assert re.fullmatch("[ऀ-ॣ ]+", read_latin(word, "hi")[0])
