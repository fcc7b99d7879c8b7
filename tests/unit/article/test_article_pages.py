"""The pages of tests/pages: each holds habits that extractors stumble over; its truth stands beside it."""

import json
from pathlib import Path
from typing import Any

import pytest

from narrator.article import extract

PAGES = sorted((Path(__file__).parents[2] / "pages").glob("*.html"))
FIELDS = ("title", "author", "published", "language", "site_name", "image", "url")


def read(page: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    return extract(page.read_bytes()).to_dict(), json.loads(page.with_suffix(".json").read_text("utf-8"))


def test_there_are_pages() -> None:
    assert len(PAGES) >= 12


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_sections_are_those_of_the_truth(page: Path) -> None:
    found, truth = read(page)
    assert found["sections"] == truth["sections"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_metadata_is_exact(page: Path) -> None:
    found, truth = read(page)
    assert {field: found[field] for field in FIELDS} == {field: truth[field] for field in FIELDS}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_boilerplate_is_not_read(page: Path) -> None:
    found, truth = read(page)
    text = "\n".join(block for section in found["sections"] for block in section["blocks"])
    assert [phrase for phrase in truth["boilerplate"] if phrase in text] == []
