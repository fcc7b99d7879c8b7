import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrator.episode.align import align, letters, read_letters
from narrator.episode.markup import characters, elements, scan, select


@settings(deadline=None)
@given(st.text(alphabet="<>/!-=\"'&;abp script\n\u0915", max_size=60))
def test_pieces_are_the_whole_source(source):
    pieces = scan(source)
    assert "".join(source[piece.start : piece.end] for piece in pieces) == source
    assert [piece.start for piece in pieces[1:]] == [piece.end for piece in pieces[:-1]]


@pytest.mark.parametrize(
    ("source", "attributes"),
    [
        ('<a href="x>y" id=k>', {"href": "x>y", "id": "k"}),
        ("<a HREF='&lt;' hidden>", {"href": "<", "hidden": ""}),
        ('<a id="a"id="b"/>', {"id": "a"}),
        ("<a title = 'x y'\nb=c/d>", {"title": "x y", "b": "c/d"}),
    ],
)
def test_attributes_are_read_as_a_browser_reads_them(source, attributes):
    (piece,) = scan(source)
    assert (piece.kind, piece.name, dict(piece.attributes)) == ("open", "a", attributes)


def test_script_is_one_piece_whatever_it_holds():
    kinds = [(piece.kind, piece.name) for piece in scan("<script>if (a<b) '<p>' </scripty></SCRIPT ><p>")]
    assert kinds == [("open", "script"), ("other", ""), ("close", "script"), ("open", "p")]


def test_entities_are_one_character_with_their_place():
    (piece,) = scan("a&amp;&#2325;&nbsp;&bogus;&ampx")
    shown = list(characters("a&amp;&#2325;&nbsp;&bogus;&ampx", piece))
    assert shown[:4] == [("a", 0, 1), ("&", 1, 6), ("क", 6, 13), ("\xa0", 13, 19)]
    assert "".join(letter for letter, _, _ in shown[4:]).startswith("&bogus;")


def test_unclosed_elements_end_with_the_one_around_them():
    pieces = scan("<ul><li><p>a<li>b</ul><p>c<p>d")
    found = [(one.name, one.parent.name if one.parent else None) for one in elements(pieces)]
    assert found == [("ul", None), ("li", "ul"), ("p", "li"), ("li", "ul"), ("p", None), ("p", None)]


def test_selector_finds_the_first_that_fits():
    found = elements(
        scan('<div class="x"><p id=a></p></div><section><div class="x y"><p data-k="1"></p></div></section>')
    )
    assert select(found, "p").attributes["id"] == "a"
    assert select(found, "section .y p").attributes == {"data-k": "1"}
    assert select(found, "p[data-k=1]") is select(found, "section p")
    assert select(found, "section #a") is None


def places(source, *texts):
    return [
        source[place[0] : place[1]] if place else None
        for place in align(read_letters(source, scan(source)), texts)
    ]


def test_order_decides_between_equal_places():
    source = "<p>नाम</p><p>पहला वाक्य</p><p>नाम</p><p>दूसरा वाक्य</p><p>नाम</p>"
    page = read_letters(source, scan(source))
    found = align(page, ["पहला वाक्य", "नाम", "दूसरा वाक्य"])
    assert found[1] is not None
    assert found[0][1] < found[1][0] < found[2][0]


def test_longest_text_in_order_wins_over_one_out_of_place():
    assert places("<p>ग</p><p>लंबा वाक्य एक</p><p>लंबा वाक्य दो</p>", "लंबा वाक्य एक", "लंबा वाक्य दो", "ग") == [
        "लंबा वाक्य एक",
        "लंबा वाक्य दो",
        None,
    ]


def test_number_of_a_list_item_is_not_in_the_source():
    assert places("<ol><li>पहला काम</li></ol>", "1. पहला काम") == ["पहला काम"]


def test_letters_drop_what_only_parts_them():
    assert letters("ज़रूर,  १२ — a\u200d.") == letters("ज़रूर १२a")


def test_hundreds_of_sentences_that_stand_everywhere_take_little_time():
    source = "<p>एक दो</p>" * 3000
    assert sum(place is not None for place in align(read_letters(source, scan(source)), ["एक दो"] * 400)) >= 24
