"""``page`` makes a listening page or puts the player into the publisher's own; ``serve`` shows it."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrator.cli.make import progress_bar
from narrator.cli.options import load_settings, page_options, read_page
from narrator.cli.terminal import out, printable, say
from narrator.errors import NoSuchPage, UsageError

if TYPE_CHECKING:
    from narrator.model import SectionKind
    from narrator.settings import Settings

FEED = "feed.xml"
"""Name of the feed in the store of a newsroom."""


@click.command()
@click.argument("page", metavar="PAGE")
@click.option("--to", "folder", required=True, metavar="DIR", help="Where the page and its files go.")
@click.option("--inject", "injects", is_flag=True, help="Give PAGE back with the player in it.")
@click.option("--snippet", "snips", is_flag=True, help="Print what a template needs for the player.")
@click.option("-o", "--output", metavar="FILE", help="With --inject: write it to a file.")
@click.option("--at", "place", metavar="SELECTOR", help="With --inject: the element that the player replaces.")
@click.option("--after", metavar="SELECTOR", help="With --inject: the element that the player follows.")
@click.option("--base", metavar="URL", help="Address of DIR, for --inject and --snippet; else relative.")
@click.option("--feed", metavar="URL", help="Address of the show's feed, for the page's head.")
@click.option("--next", "next_", nargs=2, metavar="URL TITLE", help="The story that comes after this one.")
@click.option("--voice", metavar="ID", help="A voice of narrate voices; auto takes the best for the language.")
@click.option("--rate", type=click.FloatRange(0.5, 2.0), help="Speed, 1.0 being the voice's own.")
@click.option("--offline", is_flag=True, help="Refuse voices that send the text to a service.")
@click.option("-f", "--force", is_flag=True, help="Make it again, and replace any file that is there.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the result and errors.")
@page_options
def page(
    page: str,
    folder: str,
    injects: bool,
    snips: bool,
    output: str | None,
    place: str | None,
    after: str | None,
    base: str | None,
    feed: str | None,
    next_: tuple[str, str] | None,
    voice: str | None,
    rate: float | None,
    offline: bool,
    force: bool,
    quiet: bool,
    lang: str | None,
    only: tuple[SectionKind, ...] | None,
    allow_hosts: tuple[str, ...],
    config: str | None,
    overrides: tuple[str, ...],
    verbose: bool,
) -> None:
    """Make the listening page of PAGE, and print its path.

    DIR gets index.html with its sound, captions, chapters, timings, script and style. The story is narrated
    unless DIR holds its sound already.
    """
    from narrator import listening, pipeline
    from narrator.episode.page import snippet

    _refuse_mixtures(injects=injects, snips=snips, output=output, place=place, after=after)
    settings = load_settings(config, overrides, allow_hosts)
    speech = dataclasses.replace(
        settings.speech,
        voice=voice or settings.speech.voice,
        rate=rate or settings.speech.rate,
        offline=offline or settings.speech.offline,
    )
    settings = dataclasses.replace(settings, speech=speech)
    feed = feed or _feed_of(settings)
    source = read_page(page, settings)
    with pipeline.plan(source, settings, language=lang, only=only) as plan:
        speak = pipeline.narrate if settings.speech.voice != "auto" else pipeline.narrate_with_fallback
        with progress_bar(plan.article.title, len(plan.script.utterances), quiet=quiet) as progress:
            made = listening.make(
                plan,
                Path(folder),
                settings,
                lambda: speak(plan, settings, progress),
                force=force,
                feed=feed,
                next_=next_,
            )
    if not quiet:
        for warning in made.episode.warnings:
            say(f"{printable(made.episode.title)}: {printable(warning)}")
        say(f"{printable(made.episode.title)}{' · unchanged' if made.episode.unchanged else ''}")
    if not (injects or snips):
        out(str(Path(folder) / listening.INDEX))
        return
    beside = Path(output).parent if output else source.folder or Path.cwd()
    told = made.listening(base if base is not None else _relative(Path(folder), beside), feed=feed, next_=next_)
    if snips:
        out(snippet(told))
        return
    data = listening.put_into(source, made, told, place=place, after=after)
    if output:
        listening.write_page(Path(output), data, force=force)
        out(output)
    else:
        click.get_binary_stream("stdout").write(data)


def _feed_of(settings: Settings) -> str | None:
    """The feed of a newsroom whose store has a public address."""
    base_url = settings.store.base_url
    return f"{base_url.rstrip('/')}/{FEED}" if base_url else None


def _refuse_mixtures(
    *, injects: bool, snips: bool, output: str | None, place: str | None, after: str | None
) -> None:
    if injects and snips:
        raise UsageError("--inject and --snippet both want standard output", "Leave one of them out.")
    if place and after:
        raise UsageError("--at and --after both say where the player goes", "Leave one of them out.")
    if (output or place or after) and not injects:
        raise UsageError("-o, --at and --after are for --inject", "Add --inject, or leave them out.")


def _relative(folder: Path, beside: Path) -> str:
    """The way from one folder to another, as a page there writes it."""
    way = os.path.relpath(folder.resolve(), beside.resolve()).replace(os.sep, "/")
    return "" if way == "." else f"{way}/"


@click.command()
@click.argument("folder", default=".", metavar="[DIR]")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
def serve(folder: str, host: str, port: int) -> None:
    """Serve DIR to a browser on this machine, with an index of its episodes, until it is interrupted."""
    from narrator.server import open_server

    if not Path(folder).is_dir():
        raise NoSuchPage(f"no folder {folder}", "Name the folder that narrate page or batch wrote to.")
    with open_server(Path(folder), host, port) as server:
        out(server.url)
        server.serve_forever(poll_interval=0.1)
