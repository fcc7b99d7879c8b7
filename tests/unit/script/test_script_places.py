"""Where the sentences and words of a script stand in the article."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from narrator.model import Article, Section
from narrator.script.segment import sentences
from narrator.script.write import write

BLOCKS = (
    "सियोल, 3 सितंबर (राष्ट्र प्रेस)। डॉ. राव ने कहा, “हम 2.5 लाख पौधे लगाएँगे।” फिर वे लौटे।",
    "  पानी घटा है ।  क्या बारिश होगी?\nकोई नहीं जानता.",
)
ARTICLE = Article(
    "पौधे लगेंगे", (Section("title", None, ("पौधे लगेंगे",)), Section("body", "मुख्य बातें", BLOCKS)), language="hi"
)
PIECES = st.lists(
    st.sampled_from(
        ["नदी", " ", "।", "“", "”", "डॉ. ", "1.5", "?", "(", ")", "\n", "\u200b", "🙂", "ABC", "."]
    ),
    min_size=1,
)


def check(article: Article) -> list[str]:
    """The sentences of the body as the script has them; places and tokens are where they say."""
    said = []
    for utterance in write(article).utterances:
        place = utterance.place
        section = article.sections[place.section]
        source = section.heading if place.block is None else section.blocks[place.block]
        assert source is not None
        assert source[place.start : place.end] == utterance.text
        at = 0
        for token in utterance.tokens:
            assert utterance.text[token.start : token.end] == token.written
            assert not utterance.text[at : token.start].strip()
            at = token.end
        assert not utterance.text[at:].strip()
        if place.block is not None and section.kind == "body":
            said.append(utterance.text)
    return said


def test_every_sentence_is_said_once_in_order_and_stands_where_it_says():
    assert check(ARTICLE) == [sentence for block in BLOCKS for sentence in sentences(block)]
    assert len(check(ARTICLE)) == 6


@given(PIECES)
def test_places_and_tokens_are_exact_in_odd_blocks(pieces):
    block = "".join(pieces)
    check(Article("क", (Section("body", None, (block,)),), language="hi"))
