"""English words that are read by their sounds in a pronouncing dictionary."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from case_tables import CASES, heard, read_rows

from narrator import language as languages
from narrator.script.normalize import normalize
from narrator.script.transliterate import news_words, pronunciations, read_by_spelling, read_latin

_TOOLS = Path(__file__).parents[3] / "tools"
_UNSEEN = read_rows(CASES / "hi" / "english_words.tsv", 2)


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program that made the table, as a module."""
    monkeypatch.syspath_prepend(str(_TOOLS))
    return importlib.import_module("fit_pronunciations")


@pytest.fixture
def nothing_read() -> None:
    """No word and no table of pronunciations is remembered."""
    read_latin.cache_clear()
    pronunciations.cache_clear()


def test_table_is_small_letters_and_devanagari_and_in_order() -> None:
    lines = languages.words("hi", "pronunciations").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if not line.startswith("#")]
    assert [row for row in rows if not re.fullmatch("[a-z]{3,}\t[ऀ-ॣ]+", row)] == []
    assert rows == sorted(set(rows))
    assert len(rows) == len(pronunciations("hi")) >= 15_000


def test_table_holds_only_what_the_other_tiers_would_read_otherwise() -> None:
    table = pronunciations("hi")
    assert not table.keys() & news_words("hi").keys()
    assert [word for word in [*table][::50] if table[word] == read_by_spelling(word, "hi")] == []


def test_table_takes_less_than_a_megabyte() -> None:
    assert languages.words("hi", "pronunciations").stat().st_size < 1_000_000


@pytest.mark.parametrize("word", ["undefeated", "Undefeated", "UNDEFEATED"])
def test_word_of_the_dictionary_is_read_by_its_sounds(word: str) -> None:
    assert read_latin(word, "hi") == ("अनडिफ़ीटेड", "pronunciations")


def test_dictionary_comes_after_acronyms_and_the_news_lexicon() -> None:
    assert "boot" in pronunciations("hi")
    assert read_latin("BOOT", "hi")[1] == "acronym_letters"
    assert read_latin("police", "hi")[1] == "news_lexicon"


def test_word_inside_a_longer_name_is_read_by_its_sounds() -> None:
    assert pronunciations("hi")["overlord"] in read_latin("OverlordZq", "hi")[0]


def test_an_owner_or_a_number_is_told_after_a_word_of_the_dictionary() -> None:
    assert read_latin("Overlord's", "hi") == (f"{pronunciations('hi')['overlord']}ज़", "pronunciations")


def test_marathi_shares_the_table() -> None:
    assert read_latin("undefeated", "mr") == read_latin("undefeated", "hi")


def test_a_language_without_the_table_has_an_empty_one() -> None:
    assert pronunciations("bn") == {}


def test_nothing_is_read_for_a_text_whose_words_are_known(nothing_read: None) -> None:
    normalize("दिल्ली में BJP और Congress की बैठक, Microsoft का 5G प्लान, 25 लाख रुपये।", language="hi")
    assert pronunciations.cache_info().currsize == 0


def test_the_first_unknown_word_reads_the_table_once(nothing_read: None) -> None:
    for word in ("undefeated", "volcano", "zqrbal"):
        read_latin(word, "hi")
    assert pronunciations.cache_info().misses == 1


def test_nothing_is_read_at_import() -> None:
    told = (
        "import narrator.api, narrator.script.transliterate as t; print(t.pronunciations.cache_info().misses)"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


def test_half_of_unseen_words_are_printed_as_in_the_newspaper_and_more_than_by_spelling() -> None:
    right = sum(heard(read_latin(word, "hi")[0]) == heard(said) for word, said in _UNSEEN)
    by_spelling = sum(heard(read_by_spelling(word, "hi")) == heard(said) for word, said in _UNSEEN)
    assert right / len(_UNSEEN) >= 0.5
    assert right - by_spelling >= 0.08 * len(_UNSEEN)


@pytest.mark.parametrize(
    ("word", "phones", "written"),
    [
        ("patrol", "P AH0 T R OW1 L", "पट्रोल"),
        ("nation", "N EY1 SH AH0 N", "नेशन"),
        ("thing", "TH IH1 NG", "थिंग"),
        ("knives", "N AY1 V Z", "नाइव्स"),
        ("watcher", "W AA1 CH ER0", "वॉचर"),
        ("nodule", "N AA1 JH UW0 L", "नॉजूल"),
        ("taxes", "T AE1 K S AH0 Z", "टैक्सेज़"),
    ],
)
def test_sounds_are_written_by_the_letters_that_spell_them(
    tool: ModuleType, word: str, phones: str, written: str
) -> None:
    assert tool.spell(word, tuple(phones.split())) == written


def test_letters_and_sounds_are_laid_side_by_side(tool: ModuleType) -> None:
    laid = tool.lay("phoned", ("F", "OW1", "N", "D"))
    assert [(sound.phone, sound.letters) for sound in laid] == [
        ("F", "ph"),
        ("OW1", "o"),
        ("N", "n"),
        ("D", "ed"),
    ]


def test_elements_of_a_compound_are_written_one_by_one(tool: ModuleType) -> None:
    fire, house = ("F", "AY1", "ER0"), ("HH", "AW1", "S")
    dictionary = {"fire": [fire], "house": [house], "firehouse": [(*fire, "HH", "AW2", "S")]}
    known = news_words("hi")
    assert tool.pronounce("firehouse", dictionary) == known["fire"] + known["house"]


def test_another_dictionary_is_refused(tool: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "cmudict.dict").write_text("a AH0\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="not the published file"):
        tool.read_dictionary(tmp_path / "cmudict.dict")


def test_every_rule_of_sounds_is_for_a_known_phone(tool: ModuleType) -> None:
    assert tool.rules().keys() == {*tool.VOWELS, *tool.CONSONANTS, "-"}
