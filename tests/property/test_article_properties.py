"""What holds for every page, however broken."""

import html
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrator.article import extract
from narrator.article.decode import decode
from narrator.article.markdown import from_markdown, to_markdown
from narrator.article.text import fold, tidy
from narrator.errors import NarratorError
from narrator.model import SECTION_KINDS, Article, Section

PAGES = [path.read_bytes() for path in sorted((Path(__file__).parents[1] / "pages").glob("*.html"))]
WORDS = st.lists(
    st.sampled_from(["पुल", "council", "और", "ने", "कहा", "2025", "है", "सेतु", "the"]), min_size=8, max_size=30
)
SENTENCE = WORDS.map(lambda words: " ".join(words) + "।")
LINE = st.text(min_size=1).map(tidy).filter(bool)
TAGS = [
    "p",
    "div",
    "span",
    "b",
    "a",
    "ul",
    "li",
    "ol",
    "h2",
    "h3",
    "table",
    "tr",
    "td",
    "blockquote",
    "section",
    "br",
    "nav",
]
MARKUP = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
        st.sampled_from(
            [
                '<div class="ad faq">',
                "<!--",
                "-->",
                "<script>",
                '<p style="display:none">',
                "&#x0;",
                "<![CDATA[",
            ]
        ),
        st.sampled_from(
            [
                '<script type="application/ld+json">{"@type":"NewsArticle",',
                '"author":[{"name":',
                "}]",
                "</script>",
            ]
        ),
        SENTENCE,
        st.text(max_size=20),
    ),
    max_size=60,
).map("".join)


def check(page: bytes | str) -> None:
    """What every article promises, unless the page is refused with an error of ours."""
    try:
        article = extract(page)
    except NarratorError:
        return
    assert article.sections[0] == Section("title", None, (article.title,))
    assert len(article.sections) > 1
    for section in article.sections:
        assert section.kind in SECTION_KINDS
        assert section.blocks
        for block in section.blocks:
            assert block == tidy(block) != ""
            assert unicodedata.is_normalized("NFC", block)
            assert not any("\ud800" <= sign <= "\udfff" for sign in block)


@given(MARKUP)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_markup_gives_an_article_or_an_error_of_ours(markup: str) -> None:
    check(markup)


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "iso-8859-1", "utf-16", "x", "big5"]))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_text_or_an_error_of_ours(data: bytes, charset: str | None) -> None:
    try:
        text, _ = decode(data, charset)
    except NarratorError:
        return
    assert "\x00" not in text
    text.encode()


@given(st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_mutated_page_gives_an_article_or_an_error_of_ours(seed: int) -> None:
    chance = random.Random(seed)
    page = bytearray(chance.choice(PAGES))
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(page))
        kind = chance.randrange(4)
        if kind == 0:
            page[at] = chance.randrange(256)
        elif kind == 1:
            del page[at : at + chance.randint(1, 40)]
        elif kind == 2:
            page[at:at] = page[at : at + chance.randint(1, 200)]
        else:
            page[at:at] = chance.choice(
                [b"<", b">", b"</div>", b'"', b"<!--", b"\x00", b"<nav>", b"</p>", b"&"]
            )
        if not page:
            return
    check(bytes(page))


@given(st.lists(SENTENCE, min_size=2, max_size=8, unique=True))
@settings(max_examples=60, deadline=None)
def test_every_paragraph_of_a_plain_page_is_read_once_in_order(sentences: list[str]) -> None:
    body = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in sentences)
    article = extract(
        f"<html><head><title>एक पुल की कहानी</title></head><body><h1>एक पुल की कहानी</h1>{body}</body></html>"
    )
    assert [block for section in article.sections[1:] for block in section.blocks] == [
        tidy(text) for text in sentences
    ]


@given(st.text())
def test_tidying_and_folding_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert fold(fold(text)) == fold(text)


@given(
    title=LINE,
    author=st.none() | LINE,
    sections=st.lists(
        st.tuples(st.sampled_from(SECTION_KINDS[1:]), st.none() | LINE, st.lists(LINE, min_size=1, max_size=5)),
        min_size=1,
        max_size=6,
    ),
)
@settings(deadline=None)
def test_markdown_comes_back_as_it_was(
    title: str, author: str | None, sections: list[tuple[str, str | None, list[str]]]
) -> None:
    parts = tuple(Section(kind, heading, tuple(blocks)) for kind, heading, blocks in sections)  # type: ignore[arg-type]
    article = Article(
        title=title, sections=(Section("title", None, (title,)), *parts), author=author, language="hi"
    )
    assert from_markdown(to_markdown(article)) == article


@pytest.mark.parametrize("page", PAGES)
def test_same_page_gives_the_same_article(page: bytes) -> None:
    assert extract(page) == extract(page)
