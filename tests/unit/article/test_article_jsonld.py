import pytest

from narrator.article import jsonld


def test_trailing_commas_comments_and_raw_newlines_are_forgiven() -> None:
    script = '<!-- {"@type": "NewsArticle", // IST\n "headline": "एक\nदो", "author": ["क",],}\n-->'
    (node,) = jsonld.read([script])
    assert node["author"] == ["क"]
    assert node["headline"] == "एक\nदो"


def test_address_in_a_string_is_no_comment() -> None:
    (node,) = jsonld.read(['{"url": "https://a.example/x", "name": "a,}",}'])
    assert node == {"url": "https://a.example/x", "name": "a,}"}


def test_graph_and_lists_are_walked_outermost_first() -> None:
    nodes = jsonld.read(['[{"@graph": [{"@type": "A"}, {"@type": "B", "inner": {"@type": "C"}}]}]'])
    assert [sorted(jsonld.types(node)) for node in nodes] == [[], ["a"], ["b"], ["c"]]


def test_other_stories_are_no_part_of_the_page() -> None:
    nodes = jsonld.read(['{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle"}]}'])
    assert not any(jsonld.is_article(node) for node in nodes)


def test_several_values_in_one_script_are_all_read() -> None:
    assert len(jsonld.read(['{"a": 1}\n{"b": 2}'])) == 2


@pytest.mark.parametrize(
    "named", ["NewsArticle", ["Thing", "NewsArticle"], "https://schema.org/NewsArticle", "schema:NewsArticle"]
)
def test_type_is_read_in_every_spelling(named: object) -> None:
    assert jsonld.is_article({"@type": named})


@pytest.mark.parametrize("script", ["", "{", "[" * 50_000, '{"a":' * 50_000, "null", "7", '"x"', "{]}", "<p>"])
def test_broken_json_is_no_error(script: str) -> None:
    assert jsonld.read([script]) == []


def test_entities_are_resolved_even_twice() -> None:
    assert jsonld.unescaped("R&amp;amp;D &#2325;") == "R&D क"
