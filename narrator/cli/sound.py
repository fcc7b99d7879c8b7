"""What is heard: ``inspect`` a file, list the ``voices``."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrator.cli.options import load_settings, settings_options
from narrator.cli.terminal import as_json_line, out, printable, say, style
from narrator.errors import NoSuchPage, UsageError

if TYPE_CHECKING:
    from narrator.model import Voice
    from narrator.settings import Settings


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--plot", metavar="PNG", help="Draw the waveform, its marks, and the loudness curve.")
def inspect(file: str, as_json: bool, plot: str | None) -> None:
    """Show what a listener and a player will get from a sound FILE."""
    from narrator.audio.inspect import inspect as inspect_file
    from narrator.audio.plot import plot as plot_file

    path = Path(file)
    if not path.is_file():
        raise NoSuchPage(f"no such file: {path}", "Name a sound file.")
    report = inspect_file(path)
    if plot is not None:
        plot_file(path, Path(plot))
    if as_json:
        out(as_json_line(report.to_dict()))
        return
    for name, value in report.rows():
        out(f"{name:<16} {printable(value)}")
    for warning in report.warnings:
        say(f"warning: {printable(warning)}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option("--sample", metavar="ID", help="Speak one sentence with this voice, to ID.mp3 or to -o FILE.")
@click.option("-o", "--output", metavar="FILE", help="The file of the sample; its suffix says the format.")
@click.option("-f", "--force", is_flag=True, help="Replace a file that is there.")
@settings_options
def voices(
    as_json: bool,
    sample: str | None,
    output: str | None,
    force: bool,
    config: str | None,
    overrides: tuple[str, ...],
    verbose: bool,
) -> None:
    """List the voices, the best first, and why one does not work here."""
    from narrator import pipeline
    from narrator.speech.voices import why_unavailable

    settings = load_settings(config, overrides)
    if sample is not None:
        out(str(_speak_sample(sample, settings, Path(output or f"{sample}.mp3"), force=force)))
        return
    if output is not None:
        raise UsageError("-o names the file of a sample", "narrate voices --sample ID -o FILE")
    for voice in pipeline.cards(settings):
        why = why_unavailable(voice, settings.engines)
        out(as_json_line(_describe(voice, why)) if as_json else _row(voice, why))


def _speak_sample(voice_id: str, settings: Settings, target: Path, *, force: bool) -> Path:
    """The file in which a voice says that it is made by a machine."""
    from narrator import pipeline

    article = pipeline.sample_article(voice_id, settings)
    speech = dataclasses.replace(settings.speech, voice=voice_id)
    settings = dataclasses.replace(settings, speech=speech)
    with pipeline.plan_article(article, settings) as plan:
        if not pipeline.find_published(plan, target, force=force):
            pipeline.publish_file(pipeline.narrate(plan, settings), target, settings)
    return target


def _describe(voice: Voice, why: str | None) -> dict[str, Any]:
    """The JSON of a voice."""
    return {
        "id": voice.id,
        "engine": voice.engine,
        "language": voice.language,
        "available": why is None,
        "why": why,
        "name": voice.name,
        "gender": voice.gender,
        "license": voice.license,
        "terms": voice.terms,
        "publishing": voice.publishing,
        "sends_text_to": voice.sends_text_to or None,
    }


def _row(voice: Voice, why: str | None) -> str:
    """A line of the list."""
    where = f"sends text to {voice.sends_text_to}" if voice.sends_text_to else "runs here"
    publishing = "" if voice.publishing == "allowed" else "; ask before publishing"
    state = style(f"works{publishing}", fg="green") if why is None else style(f"no: {printable(why)}", fg="red")
    return f"{voice.id:<16} {voice.language:<4} {printable(voice.name):<28} {where:<36} {state}"
