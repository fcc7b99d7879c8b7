from dataclasses import replace
from pathlib import Path

import pytest

from narrator.article import extract
from narrator.article.markdown import from_markdown, to_markdown
from narrator.errors import ArticleError, NoArticleText
from narrator.model import Article, Section

PAGES = sorted((Path(__file__).parents[2] / "pages").glob("*.html"))

ARTICLE = Article(
    title="# पुल की मरम्मत",
    sections=(
        Section("title", None, ("# पुल की मरम्मत",)),
        Section("summary", "सारांश", ("पुल बनेगा।",)),
        Section("takeaways", "Key Takeaways", ("- पहला", "* दूसरा", "**तीसरा**")),
        Section("body", None, ("1. पहली पंक्ति", "> उद्धरण", "\\ उल्टा", "--- रेखा", "<!-- faq -->", "**मोटा**")),
        Section("body", "C#", ("## शीर्षक नहीं",)),
        Section("faq", "FAQ", ("कब?", "कल।", "कितना ** है?", "तीन।")),
        Section("live", "11:45 – काम शुरू", ("पहली खबर।",)),
        Section("table", None, ("पटना: सीटें 14",)),
    ),
    author="सुनीति पंत, A: B",
    published="2025-09-04T08:15:00+05:30",
    language="hi",
    site_name='"जनपद" टाइम्स',
    image="i.jpg",
    url="https://news.example/a",
)


def test_article_comes_back_as_it_was() -> None:
    assert from_markdown(to_markdown(ARTICLE)) == ARTICLE


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_comes_back_as_it_was(page: Path) -> None:
    article = replace(extract(page.read_bytes()), warnings=())  # they are of the page, not of its text
    assert from_markdown(to_markdown(article)) == article


def test_text_is_easy_to_read_and_edit() -> None:
    lines = to_markdown(ARTICLE).splitlines()
    assert lines[:3] == ["---", "author: सुनीति पंत, A: B", "published: 2025-09-04T08:15:00+05:30"]
    assert "## सारांश" in lines
    assert "**कब?**" in lines


def test_text_by_hand_needs_no_head_and_no_comments() -> None:
    article = from_markdown(
        "# पुल\n\nपहला वाक्य यह है।\nजो यहां जारी है।\n\n## मुख्य बातें\n\n- एक\n- दो\n\n## FAQ\n\n**कब?**\n\nकल।\n"
    )
    assert article.language == "hi"
    assert article.sections == (
        Section("title", None, ("पुल",)),
        Section("body", None, ("पहला वाक्य यह है। जो यहां जारी है।",)),
        Section("takeaways", "मुख्य बातें", ("एक", "दो")),
        Section("faq", "FAQ", ("कब?", "कल।")),
    )


def test_edited_block_is_what_is_read() -> None:
    edited = to_markdown(ARTICLE).replace("पुल बनेगा।", "पुल जल्द बनेगा।")
    assert from_markdown(edited).sections[1].blocks == ("पुल जल्द बनेगा।",)


@pytest.mark.parametrize("text", ["", "कोई शीर्षक नहीं", "# केवल शीर्षक", "---\nauthor: x\n---\n"])
def test_text_without_headline_or_paragraphs_is_refused(text: str) -> None:
    with pytest.raises(NoArticleText) as raised:
        from_markdown(text)
    assert raised.value.hint


@pytest.mark.parametrize(
    "text",
    ["---\nauthor: x\n# पुल\n\nवाक्य।", "---\nautor: x\n---\n# पुल\n\nवाक्य।", "# पुल\n\n<!-- boddy -->\n\nवाक्य।"],
)
def test_mistake_in_the_marks_is_named(text: str) -> None:
    with pytest.raises(ArticleError) as raised:
        from_markdown(text)
    assert raised.value.hint


def test_date_of_the_head_must_be_one():
    text = "---\npublished: {}\n---\n\n# पुल\n\nपुल बन गया।\n"
    assert from_markdown(text.format("2026-03-12")).published == "2026-03-12"
    with pytest.raises(ArticleError, match="no date"):
        from_markdown(text.format("../../x"))
