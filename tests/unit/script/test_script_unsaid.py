import pytest

from narrator.model import Article, Section
from narrator.script.unsaid import find_unsaid
from narrator.script.write import write


def unsaid(*blocks, only=None, kind="body"):
    article = Article("ख़बर", (Section("title", None, ("ख़बर",)), Section(kind, None, blocks)))
    return find_unsaid(article, write(article, only=only), only)


@pytest.mark.parametrize(
    "block", ["★ ★", "😀", "***", "…", "नदी — पुल (नया) 😀 है।", "2.4 किमी, ₹5 करोड़, 50% और CCTV।"]
)
def test_symbols_and_what_is_said_are_not_missed(block):
    assert unsaid(block) == ()


@pytest.mark.parametrize(
    ("block", "missing"),
    [
        ("यह வணக்கம் शब्द है।", ("வணக்கம்",)),
        ("漢字 में लिखा।", ("漢字",)),
        ("α और β और α।", ("α", "β")),
        ("தமிழ் வாக்கியம்.", ("தமிழ் வாக்கியம்.",)),
        ("पहला वाक्य। தமிழ் வாக்கியம்। आख़िरी वाक्य।", ("தமிழ் வாக்கியம்।",)),
        ("पहला वाक्य। தமிழ்।", ("தமிழ்।",)),
    ],
)
def test_words_and_sentences_without_a_reading_are_named(block, missing):
    assert unsaid(block) == missing


def test_sections_that_were_left_out_on_purpose_are_not_missed():
    assert unsaid("தமிழ்", only=("title",)) == ()
    assert unsaid("தமிழ்", only=("title", "body")) == ("தமிழ்",)
