from pathlib import Path

import pytest

from narrator.article import extract
from narrator.model import Article, Section

SEEDS = [folder / "shared" / "seed" / "article.html" for folder in Path(__file__).resolve().parents]


@pytest.fixture(scope="module")
def article() -> Article:
    seed = next((path for path in SEEDS if path.is_file()), None)
    if seed is None:
        pytest.skip("the seed page is not beside this checkout")
    return extract(seed.read_bytes())


def section(article: Article, kind: str) -> Section:
    (found,) = [section for section in article.sections if section.kind == kind]
    return found


def test_sections_stand_in_reading_order(article: Article) -> None:
    kinds = [section.kind for section in article.sections]
    assert kinds == ["title", "summary", "takeaways", "body", "point_of_view", "faq"]


def test_each_section_has_its_heading(article: Article) -> None:
    assert [section.heading for section in article.sections] == [
        None,
        "सारांश",
        "Key Takeaways",
        None,
        "Point of View",
        "Frequently Asked Questions",
    ]


def test_each_section_has_its_blocks(article: Article) -> None:
    assert [len(section.blocks) for section in article.sections] == [1, 1, 5, 7, 1, 4]


def test_dateline_is_kept(article: Article) -> None:
    assert section(article, "body").blocks[0].startswith("सियोल, 3 सितंबर (राष्ट्र प्रेस)।")


def test_body_ends_with_its_last_paragraph(article: Article) -> None:
    assert section(article, "body").blocks[-1].endswith("13,000 सैनिक और हथियार भेज चुका है।")


def test_opinion_has_no_byline(article: Article) -> None:
    (block,) = section(article, "point_of_view").blocks
    assert block.endswith("एक महत्वपूर्ण संकेत है।")


def test_questions_alternate_with_answers(article: Article) -> None:
    blocks = section(article, "faq").blocks
    assert [block.endswith("?") for block in blocks] == [True, False, True, False]


@pytest.mark.parametrize(
    "words",
    [
        "यह भी पढ़ें", "listening", "विज्ञापन", "Advertisement", "फोटो", "Facebook", "संबंधित",
        "टिप्पणी", "कुकीज़", "सर्वाधिकार", "मानसून", "04/09/2025", "होम",
    ],
)  # fmt: skip
def test_what_is_not_the_article_is_not_read(article: Article, words: str) -> None:
    assert not any(words in block for section in article.sections for block in section.blocks)


def test_metadata_is_exact(article: Article) -> None:
    assert article.title.startswith("चीन में पुतिन और किम की मुलाकात:")
    assert article.author == "NationPress"
    assert article.published == "2025-09-04T08:15:00+05:30"
    assert article.language == "hi"
    assert article.site_name == "NationPress"
    assert article.image == "https://news.example/img/putin-kim.jpg"
    assert article.url == "https://news.example/duniya/putin-kim-beijing"
    assert article.warnings == ()
