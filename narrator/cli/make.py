"""``narrate PAGE...``: the MP3 of each page."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrator.cli.options import load_settings, page_options, read_page
from narrator.cli.terminal import as_json_line, out, printable, report, say
from narrator.errors import NarratorError, UsageError

if TYPE_CHECKING:
    from narrator.model import Episode, SectionKind
    from narrator.pipeline import Plan
    from narrator.settings import Settings

# The most serious first, for a run over many pages: settings, input and output, engines, later, text.
_SEVERITY = (78, 74, 73, 69, 77, 75, 66, 65, 2, 1)


@click.command()
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@click.option("-o", "--output", metavar="FILE", help="The MP3; - for standard output. Only with one page.")
@click.option("--voice", metavar="ID", help="A voice of narrate voices; auto takes the best for the language.")
@click.option("--rate", type=click.FloatRange(0.5, 2.0), help="Speed, 1.0 being the voice's own.")
@click.option("--offline", is_flag=True, help="Refuse voices that send the text to a service.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be made; speak and write nothing.")
@click.option("-f", "--force", is_flag=True, help="Make it again, and replace any file that is there.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the result and errors.")
@page_options
def make(
    pages: tuple[str, ...],
    output: str | None,
    voice: str | None,
    rate: float | None,
    offline: bool,
    as_json: bool,
    dry_run: bool,
    force: bool,
    quiet: bool,
    lang: str | None,
    only: tuple[SectionKind, ...] | None,
    allow_hosts: tuple[str, ...],
    config: str | None,
    overrides: tuple[str, ...],
    verbose: bool,
) -> None:
    """Make the MP3 of each PAGE and print its path.

    A file that was made from the same text, voice and settings is left alone.
    """
    if output is not None and len(pages) > 1:
        raise UsageError(
            "-o names one file, and there are several pages", "Leave -o out: files are named by story."
        )
    if output == "-":
        _refuse_terminal(as_json)
    settings = load_settings(config, overrides, allow_hosts)
    speech = dataclasses.replace(
        settings.speech,
        voice=voice or settings.speech.voice,
        rate=rate or settings.speech.rate,
        offline=offline or settings.speech.offline,
    )
    settings = dataclasses.replace(settings, speech=speech)
    worst = 0
    for name in pages:
        try:
            episode = _make_one(
                name,
                settings,
                output,
                lang,
                only,
                dry_run=dry_run,
                force=force,
                quiet=quiet,
                verbose=verbose,
            )
        except NarratorError as error:
            if len(pages) == 1:
                raise
            report(error)
            worst = min(worst or error.exit_code, error.exit_code, key=_SEVERITY.index)
            continue
        if episode is not None:
            _print_episode(episode, as_json=as_json, quiet=quiet, to_stdout=output != "-")
    if worst:
        click.get_current_context().exit(worst)


def _make_one(
    name: str,
    settings: Settings,
    output: str | None,
    lang: str | None,
    only: tuple[SectionKind, ...] | None,
    *,
    dry_run: bool,
    force: bool,
    quiet: bool,
    verbose: bool,
) -> Episode | None:
    """One page's episode; None for a dry run, or when the MP3 went to standard output."""
    from narrator import pipeline

    page = read_page(name, settings)
    with pipeline.plan(page, settings, language=lang, only=only) as plan:
        if verbose:
            for line in pipeline.explain_choice(plan, settings):
                say(printable(line))
        named = settings.speech.voice != "auto"
        narrate = pipeline.narrate if named else pipeline.narrate_with_fallback
        if output == "-":
            narration = narrate(plan, settings)
            stream = click.get_binary_stream("stdout")
            stream.writelines(pipeline.stream_file(narration, settings))
            stream.flush()
            return None
        target = Path(output) if output else pipeline.choose_target(plan, settings)
        found = pipeline.find_published(plan, target, force=force)
        if found:
            return found
        if dry_run:
            _print_plan(plan, target)
            return None
        with progress_bar(plan.article.title, len(plan.script.utterances), quiet=quiet) as progress:
            narration = narrate(plan, settings, progress)
        return pipeline.publish_file(narration, target, settings)


@contextlib.contextmanager
def progress_bar(title: str, total: int, *, quiet: bool) -> Iterator[Any]:
    """A callback for progress: a bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    bar: Any
    with click.progressbar(length=total, label=printable(title)[:40], file=sys.stderr) as bar:
        yield lambda done, total: bar.update(done - bar.pos)  # a fallback begins again


def _print_plan(plan: Plan, target: Path) -> None:
    """What a dry run has to say, on standard output."""
    letters = sum(len(utterance.spoken) for utterance in plan.script.utterances)
    out(
        f"{printable(str(target))}: would be made with voice {plan.voice.id}: "
        f"{len(plan.script.utterances)} sentences, {letters} characters"
    )


def _print_episode(episode: Episode, *, as_json: bool, quiet: bool, to_stdout: bool) -> None:
    if not quiet:
        for warning in episode.warnings:
            say(f"{printable(episode.title)}: {printable(warning)}")
        seconds = round(episode.duration_ms / 1000)
        unchanged = " · unchanged" if episode.unchanged else ""
        say(
            f"{printable(episode.title)}  {seconds // 60} min {seconds % 60} s · "
            f"{len(episode.chapters)} chapters · {episode.voice} · {episode.size_bytes / 1e6:.1f} MB{unchanged}"
        )
    if to_stdout:
        out(as_json_line(episode.to_dict()) if as_json else str(episode.path))


def _refuse_terminal(as_json: bool) -> None:
    if as_json:
        raise UsageError("--json and -o - both want standard output", "Leave one of them out.")
    if sys.stdout.isatty():
        raise UsageError("an MP3 is not written to a terminal", "narrate PAGE -o - > story.mp3")
