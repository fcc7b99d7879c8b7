"""What others rely on: the public names, the data that ships, and docs that say what is true."""

import doctest
import re
import tomllib
from dataclasses import fields
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest

import narrator
from narrator.audio import cover
from narrator.cli import cli
from narrator.language import available, table
from narrator.settings import Settings
from narrator.speech.voices import load_cards, shipped_folder

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
DOCS = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def commands(group=cli, before="narrate"):
    """Every command as it is typed."""
    for name, command in group.commands.items():
        typed = f"{before} {name}"
        if isinstance(command, click.Group):
            yield from commands(command, typed)
        else:
            yield typed


def test_public_names_are_those_that_can_be_imported():
    homes = [name for names in narrator._HOMES.values() for name in names]
    assert sorted(homes) == sorted(narrator.__all__)
    for name in narrator.__all__:
        assert getattr(narrator, name).__doc__


def test_example_of_the_package_is_true():
    assert doctest.testmod(narrator).failed == 0


def test_unknown_public_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        narrator.nothing  # noqa: B018  # the look itself is tested


def test_installed_package_holds_its_voices_languages_and_cover():
    assert {"hi-espeak", "en-espeak", "tone"} <= {voice.id for voice in load_cards([shipped_folder()])}
    assert (shipped_folder() / "lexicons" / "hi.tsv").is_file()
    assert {"hi", "en", "mr", "bn"} <= set(available())
    assert table("hi", "numbers")
    assert cover.default().mime == "image/png"


@pytest.mark.parametrize("typed", [typed for typed in commands() if typed != "narrate make"])
def test_every_command_is_described(typed):
    assert typed in DOCS


@pytest.mark.parametrize("name", [item.name for item in fields(Settings)])
def test_every_table_of_settings_is_described(name):
    assert f"`[{name}" in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(point.name for point in entry_points(group="narrator.engines")))
def test_every_engine_is_described(name):
    assert f"`{name}`" in (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")


def test_every_voice_is_described():
    for voice in load_cards([shipped_folder()]):
        assert f"`{voice.id}`" in DOCS, voice.id


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_toml_in_the_docs_is_toml():
    for block in re.findall(r"^```toml\n(.*?)^```", DOCS, re.MULTILINE | re.DOTALL):
        tomllib.loads(block)
