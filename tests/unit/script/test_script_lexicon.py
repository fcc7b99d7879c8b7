"""Pronunciation lexicons: reading, checking, matching, writing."""

from __future__ import annotations

from pathlib import Path

import pytest

from narrator.errors import ScriptError
from narrator.script import lexicon
from narrator.script.lexicon import Lexicon
from narrator.script.lexicon_files import Entry

_SHIPPED = Path(__file__).parents[3] / "voices" / "lexicons" / "hi.tsv"
_PLS = """<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="hi">
  <lexeme><grapheme>Kavya</grapheme><grapheme>काव्या</grapheme><alias>काव्या</alias></lexeme>
  <lexeme><grapheme>Zed</grapheme><phoneme>zɛd</phoneme></lexeme>
  {more}
</lexicon>
"""


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_user_wins_over_site_and_site_over_shipped(tmp_path: Path) -> None:
    user = _write(tmp_path / "user.tsv", "Modi\tएक\n")
    site = _write(tmp_path / "site.tsv", "modi\tदो\nShah\tतीन\n")
    shipped = _write(tmp_path / "hi.tsv", "MODI\tचार\nshah\tपांच\nRao\tछह\n")
    found = Lexicon.load([user, site, shipped])
    assert [found.match([word], 0) for word in ("modi", "SHAH", "rao")] == [(1, "एक"), (1, "तीन"), (1, "छह")]


def test_longest_match_wins() -> None:
    found = Lexicon.of([Entry("नई", "एक"), Entry("नई दिल्ली", "दो"), Entry("नई दिल्ली स्टेशन", "तीन")])
    assert found.match(["नई", "दिल्ली", "स्टेशन"], 0) == (3, "तीन")
    assert found.match(["नई", "दिल्ली", "में"], 0) == (2, "दो")
    assert found.match(["नई", "बात"], 0) == (1, "एक")


def test_only_whole_words_match() -> None:
    found = Lexicon.of([Entry("राम", "एक")])
    assert found.match(["रामपुर"], 0) is None
    assert found.match(["बलराम"], 0) is None


def test_composed_and_decomposed_nukta_match() -> None:
    found = Lexicon.of([Entry("\u0958लम", "क़लम")])
    assert found.match(["क\u093cलम"], 0) == (1, "क़लम")


def test_joiners_make_no_difference() -> None:
    assert Lexicon.of([Entry("शक्\u200dति", "शक्ति")]).match(["शक्ति"], 0) == (1, "शक्ति")


def test_lines_of_comments_and_blank_lines_are_skipped(tmp_path: Path) -> None:
    path = _write(tmp_path / "x.tsv", "\ufeff# a comment\n\n  \nModi\tमोदी\r\n")
    assert Lexicon.load([path]).match(["Modi"], 0) == (1, "मोदी")


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ("Modi", "1 columns"),
        ("Modi\tमोदी\tजी", "3 columns"),
        ("\tमोदी", "written form is empty"),
        ("Modi\t", "spoken form is empty"),
        ("--\tमोदी", "no letter and no digit"),
        ("Modi\tमोदी 2", "a digit"),
        ("Modi\tमोदी २", "a digit"),
        ("Modi\tमोदी €", "a sign"),
        ("Modi\tModi", "Latin letter"),
    ],
)
def test_bad_row_is_reported_with_file_and_line(tmp_path: Path, row: str, part: str) -> None:
    path = _write(tmp_path / "hi.tsv", f"# names\nRao\tराव\n{row}\n")
    problems = lexicon.check(path)
    assert [problem.line for problem in problems] == [3]
    assert part in problems[0].message
    with pytest.raises(ScriptError) as caught:
        Lexicon.load([path])
    assert caught.value.message.startswith(f"{path}:3: ")


def test_two_spoken_forms_for_one_written_form_are_reported(tmp_path: Path) -> None:
    path = _write(tmp_path / "hi.tsv", "Modi\tमोदी\nmodi\tमोडी\nModi\tमोदी\n")
    assert [problem.line for problem in lexicon.check(path)] == [2]


@pytest.mark.parametrize("name", ["none.tsv", "none.pls", "folder.tsv", "x.csv"])
def test_a_file_that_cannot_be_read_is_a_problem_of_the_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.tsv").mkdir()
    assert [problem.line for problem in lexicon.check(tmp_path / name)] == [0]


def test_a_file_not_in_utf8_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "hi.tsv"
    path.write_bytes("Rao\tराव\n".encode() + b"X\t\xff\n")
    assert [(problem.line, problem.message) for problem in lexicon.check(path)] == [(2, "not UTF-8")]


def test_pls_is_read_with_all_graphemes(tmp_path: Path) -> None:
    found = Lexicon.load([_write(tmp_path / "x.pls", _PLS.format(more=""))])
    assert found.match(["kavya"], 0) == (1, "काव्या")
    assert Entry("Zed", "", "zɛd", "ipa") in found.entries
    assert found.match(["Zed"], 0) is None


def test_pls_lexeme_without_grapheme_names_its_line(tmp_path: Path) -> None:
    path = _write(tmp_path / "x.pls", _PLS.format(more="<lexeme><alias>काव्या</alias></lexeme>"))
    assert [problem.line for problem in lexicon.check(path)] == [5]


@pytest.mark.parametrize(
    "text", ["<lexicon", "<html/>", '<!DOCTYPE lexicon [<!ENTITY a "b">]><lexicon>&a;</lexicon>', ""]
)
def test_pls_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    assert lexicon.check(_write(tmp_path / "x.pls", text))


def test_pls_and_tsv_come_back_as_they_were(tmp_path: Path) -> None:
    first = Lexicon.of(
        [Entry("New Delhi", "नई दिल्ली"), Entry("R&D <x>", "आर एंड डी"), Entry("Zed", "", "zɛd", "ipa")]
    )
    path = tmp_path / "again.pls"
    path.write_bytes(lexicon.to_pls(first, "hi-IN"))
    assert Lexicon.load([path]).entries == first.entries
    table = _write(tmp_path / "again.tsv", lexicon.to_tsv(first))
    assert Lexicon.load([table]).entries == first.entries[:2]


def test_shipped_lexicon_is_good_and_large_enough() -> None:
    assert lexicon.check(_SHIPPED) == []
    assert len(Lexicon.load([_SHIPPED]).entries) >= 150
