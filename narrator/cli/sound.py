"""What is heard: ``inspect`` a file, list the ``voices``."""

from __future__ import annotations

from pathlib import Path

import click

from narrator.cli.options import load_settings, settings_options
from narrator.cli.terminal import as_json_line, out, printable, say, style
from narrator.errors import NoSuchPage


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
@settings_options
def voices(as_json: bool, config: str | None, overrides: tuple[str, ...], verbose: bool) -> None:
    """List the voices, and why one does not work here."""
    from narrator import pipeline
    from narrator.speech.voices import why_unavailable

    settings = load_settings(config, overrides)
    for voice in pipeline.cards(settings):
        why = why_unavailable(voice, settings.engines)
        if as_json:
            about = {
                "id": voice.id,
                "engine": voice.engine,
                "language": voice.language,
                "available": why is None,
                "why": why,
                "name": voice.name,
                "gender": voice.gender,
                "license": voice.license,
                "terms": voice.terms,
                "sends_text_to": voice.sends_text_to or None,
            }
            out(as_json_line(about))
        else:
            where = f"sends text to {voice.sends_text_to}" if voice.sends_text_to else "runs here"
            state = style("works", fg="green") if why is None else style(f"no: {why}", fg="red")
            out(f"{voice.id:<16} {voice.language:<4} {voice.name:<28} {where:<36} {state}")
