import pytest

from narrator.article.text import ends_sentence, fold, tidy


def test_nbsp_is_a_space_and_invisible_signs_are_dropped() -> None:
    assert tidy("बा\u200bजार\u00a0में \ufeffसो\u00adना\x00") == "बाजार में सोना"


def test_joiners_that_shape_letters_are_kept() -> None:
    assert tidy("क्\u200dया राष्ट्र\u200cीय") == "क्\u200dया राष्ट्र\u200cीय"


def test_text_is_composed() -> None:
    assert tidy("cafe\u0301 ऩ") == "café \u0929" or tidy("cafe\u0301") == "café"


def test_lone_surrogate_becomes_a_replacement() -> None:
    assert tidy("a\ud800b") == "a\ufffdb"


def test_private_use_glyphs_of_icon_fonts_are_dropped() -> None:
    assert tidy("\ue901 साझा") == "साझा"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ख़बरें", "खबरें"),
        ("पाँच", "पांच"),
        ("📌 मुख्य बिंदु:", "मुख्य बिंदु"),
        ("क्\u200dया", "क्या"),
        ("सवाल-जवाब", "सवाल जवाब"),
        ("TL;DR", "tl dr"),
        ("Editor’s view", "editors view"),
        ("⚡\ufe0f FAQ", "faq"),
    ],
)
def test_spellings_of_one_phrase_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_vowel_signs_survive_folding() -> None:
    assert fold("सुनीति पंत") == "सुनीति पंत"


@pytest.mark.parametrize("text", ["हुआ।", "“जल्द मिलेंगे।”", "(क्यों?)", "done.", "ہے۔"])
def test_sentence_ends_at_its_stop_within_quotes(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["", "मुख्य बातें", "कहा:"])
def test_no_stop_is_no_end(text: str) -> None:
    assert not ends_sentence(text)
