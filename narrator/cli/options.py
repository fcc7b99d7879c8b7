"""Options that several commands take, and what they stand for."""

from __future__ import annotations

import dataclasses
import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrator.addresses import looks_web
from narrator.errors import NoSuchPage

if TYPE_CHECKING:
    from narrator.model import SectionKind
    from narrator.pipeline import Page
    from narrator.settings import Settings


allow_host_option = click.option(
    "--allow-host",
    "allow_hosts",
    multiple=True,
    metavar="HOST",
    help="Fetch from this private server of yours.",
)


def settings_options(command: Any) -> Any:
    """Options that every command with settings takes."""
    options = (
        click.option("--config", metavar="FILE", help="Settings file; else narrator.toml here or above."),
        click.option("--set", "overrides", multiple=True, metavar="TABLE.KEY=VALUE", help="Change a setting."),
        click.option("-v", "--verbose", is_flag=True, help="Say more; with a bug, its traceback."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def page_options(command: Any) -> Any:
    """Options of the commands that read one page or more."""
    options = (
        click.option("--lang", metavar="CODE", help="Language of the article, against what the page says."),
        click.option(
            "--only", metavar="KIND,...", callback=_parse_kinds, help="Sections to read: summary,body,..."
        ),
        allow_host_option,
    )
    for option in reversed(options):
        command = option(command)
    return settings_options(command)


def _parse_kinds(
    ctx: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[SectionKind, ...] | None:
    if value is None:
        return None
    from narrator.model import SECTION_KINDS

    kinds = tuple(kind.strip() for kind in value.split(",") if kind.strip())
    unknown = [kind for kind in kinds if kind not in SECTION_KINDS]
    if unknown or not kinds:
        raise click.BadParameter(f"{', '.join(unknown) or value!r} is none of {', '.join(SECTION_KINDS)}.")
    return tuple(kind for kind in SECTION_KINDS if kind in kinds)


def load_settings(
    config: str | None, overrides: tuple[str, ...], allow_hosts: tuple[str, ...] = ()
) -> Settings:
    """Settings of the named file, else of narrator.toml here or above, with the environment and ``--set``.

    Hosts that may be fetched from are those of the settings, and ``allow_hosts``.
    """
    import platformdirs

    from narrator.errors import SettingsError
    from narrator.settings import find, load

    if config is not None and not Path(config).is_file():
        raise SettingsError(f"no settings file: {config}", "narrate init writes one.")
    user_folder = platformdirs.user_config_path("narrator")
    path = Path(config) if config else find(Path.cwd(), os.environ, user_folder)
    settings = load(path, environ=os.environ, overrides=overrides)
    hosts = (*settings.article.allow_hosts, *allow_hosts)
    return dataclasses.replace(settings, article=dataclasses.replace(settings.article, allow_hosts=hosts))


def read_page(name: str, settings: Settings) -> Page:
    """The page of a file's name or address, or of standard input for ``-``."""
    from narrator import pipeline

    if name == "-":
        limit = 4 * settings.article.max_bytes + 1
        return pipeline.Page(click.get_binary_stream("stdin").read(limit), "standard input")
    if looks_web(name):
        return pipeline.fetch_page(name, settings)
    try:
        return pipeline.read_page(Path(name), settings.article.max_bytes)
    except NoSuchPage as error:
        group = click.get_current_context().find_root().command
        commands = list(group.commands) if isinstance(group, click.Group) else []
        near = difflib.get_close_matches(name, commands, 1, 0.6)
        if near and not Path(name).exists():
            raise NoSuchPage(error.message, f"Did you mean the command {near[0]}?") from error
        if "://" in name:
            raise NoSuchPage(f"{name} is no address that is fetched", "http and https are.") from error
        raise


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8."""
    path.write_text(text, encoding="utf-8")
