"""What must hold for every Latin word and every written form."""

from __future__ import annotations

import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from narrator.script.lexicon import Lexicon, fold
from narrator.script.lexicon_files import Entry
from narrator.script.transliterate import read_latin

_ASCII_WORDS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'&.+-@"))
_LETTERS = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=30)


def _foreign(text: str) -> list[str]:
    """Signs that a Devanagari voice cannot say."""
    return [sign for sign in text if sign != " " and not "\u0900" <= sign <= "\u0963" and sign != "ॲ"]


@given(st.one_of(st.text(), _ASCII_WORDS))
def test_nothing_but_devanagari_comes_back(word: str) -> None:
    assert _foreign(read_latin(word, "hi")[0]) == []


@given(st.one_of(st.text(), _ASCII_WORDS))
def test_a_word_with_a_letter_is_never_silent(word: str) -> None:
    if any(sign.isascii() and sign.isalpha() for sign in word):
        assert read_latin(word, "hi")[0].strip()


@given(_LETTERS)
@example("nka")
def test_letters_alone_are_never_silent_and_begin_with_a_letter(word: str) -> None:
    spoken, _ = read_latin(word, "hi")
    assert unicodedata.category(spoken[0]) == "Lo"


@given(st.text())
def test_folding_a_folded_form_changes_nothing(written: str) -> None:
    pieces = fold(written)
    assert fold(" ".join(pieces)) == pieces


@given(st.lists(st.tuples(_LETTERS, st.sampled_from(["एक", "दो", "तीन"])), min_size=1, max_size=8))
def test_the_first_entry_for_a_written_form_wins(rows: list[tuple[str, str]]) -> None:
    lexicon = Lexicon.of(Entry(written, spoken) for written, spoken in rows)
    wanted = next(spoken for written, spoken in rows if written == rows[-1][0])
    assert lexicon.match([rows[-1][0]], 0) == (1, wanted)


@given(st.lists(st.text(min_size=1), max_size=6), st.integers(0, 5))
def test_a_match_never_runs_past_the_words(words: list[str], at: int) -> None:
    lexicon = Lexicon.of([Entry("a b", "एक"), Entry("a", "दो")])
    if at < len(words) and (found := lexicon.match(words, at)):
        assert 1 <= found[0] <= len(words) - at
