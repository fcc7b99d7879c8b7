from pathlib import Path

import pytest

from narrator.article import extract
from narrator.article.sites import rules_for
from narrator.errors import SettingsError
from narrator.settings import ArticleSettings, load

URL = "https://www.news.example/story"
ONE = "The council met on Tuesday and decided, after a long debate, to mend the old bridge."
TWO = "Work will begin next month and cost about three million, the mayor told reporters."
LOST = "This box is named so badly that nobody could know it for a part of the story."
PROMO = "Our readers’ club meets every Friday in the old library, and everybody is welcome."
PAGE = (
    f"<html><head><title>A bridge is mended</title></head><body><h1>A bridge is mended</h1>"
    f'<div class="x"><p>{ONE}</p><p class="club">{PROMO}</p><p>{TWO}</p></div>'
    f'<div class="sidebar-ad"><p>{LOST}</p></div></body></html>'
)


def read(**rules: object) -> list[str]:
    settings = ArticleSettings(sites={"news.example": rules})
    article = extract(PAGE, url=URL, settings=settings)
    return [block for section in article.sections[1:] for block in section.blocks]


def test_without_rules_the_page_is_read_as_any_other() -> None:
    assert read() == [ONE, PROMO, TWO]


def test_dropped_elements_are_not_read() -> None:
    assert read(drop=[".club"]) == [ONE, TWO]


def test_taken_elements_are_read_whatever_their_names_say() -> None:
    assert read(take=["div.x", "div.sidebar-ad"], drop="p.club") == [ONE, TWO, LOST]


def test_selector_that_finds_nothing_leaves_the_page_as_it_is() -> None:
    assert read(take=["#no-such"]) == [ONE, PROMO, TWO]


def test_metadata_stays_when_only_a_part_is_taken() -> None:
    settings = ArticleSettings(sites={"news.example": {"take": ("div.x",)}})
    page = PAGE.replace("<h1>", '<p class="byline">By Ila Rao</p><h1>')
    assert extract(page, url=URL, settings=settings).author == "Ila Rao"


def test_host_is_read_from_the_page_where_no_address_is_given() -> None:
    settings = ArticleSettings(sites={"news.example": {"drop": (".club",)}})
    page = PAGE.replace("<head>", f'<head><link rel="canonical" href="{URL}">')
    assert PROMO not in str(extract(page, settings=settings))
    assert PROMO in str(extract(PAGE, settings=settings))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://news.example/x", "news.example"),
        ("https://WWW.News.Example:8080/x", "news.example"),
        ("https://hindi.news.example/x", "hindi.news.example"),
        ("https://badnews.example/x", None),
        ("not a url", None),
        ("http://[bad", None),
        (None, None),
    ],
)
def test_longest_host_that_the_page_belongs_to_wins(url: str | None, host: str | None) -> None:
    rules = rules_for(url, {"news.example": {}, "hindi.news.example": {"drop": ["p"]}})
    assert (rules.host if rules else None) == host


@pytest.mark.parametrize(
    "rules", [{"drop": ["p:::"]}, {"drop": [1]}, {"take": {"a": 1}}, {"tak": ["p"]}, {"take": [""]}]
)
def test_wrong_rule_is_a_settings_error(rules: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=r"news\.example"):
        read(**rules)


def test_unknown_kind_is_a_settings_error() -> None:
    with pytest.raises(SettingsError, match="sumary"):
        extract(PAGE, settings=ArticleSettings(skip=("sumary",)))


def test_rules_are_read_from_the_settings_file(tmp_path: Path) -> None:
    file = tmp_path / "narrator.toml"
    file.write_text('[article]\nskip = ["faq"]\n\n[article.sites."news.example"]\ndrop = [".club"]\n', "utf-8")
    settings = load(file).article
    assert settings.skip == ("faq",)
    assert PROMO not in str(extract(PAGE, url=URL, settings=settings))
