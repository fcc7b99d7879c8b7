"""The command ``narrate``: the only place that prints or exits.

Results go to stdout, everything else to stderr. Exit codes follow sysexits.h; see narrator.errors.
"""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import json
import os
import signal
import sys
import traceback
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from narrator.errors import NarratorError, NoSuchPage, UsageError

if TYPE_CHECKING:
    from narrator.model import Article, Episode, Script, SectionKind
    from narrator.pipeline import Page, Plan
    from narrator.settings import Settings

# The most serious first, for a run over many pages: settings, input and output, engines, later, text.
_SEVERITY = (78, 74, 73, 69, 77, 75, 66, 65, 2, 1)


class _Failure(click.ClickException):
    """A NarratorError on its way to the terminal."""

    def __init__(self, error: NarratorError) -> None:
        super().__init__(error.message)
        self.exit_code = error.exit_code
        self._error = error

    def show(self, file: Any = None) -> None:
        _report(self._error)


class _PageGroup(click.Group):
    """A group whose unknown first word is a page: ``narrate article.html`` is ``narrate make article.html``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        if args[0] not in self.commands and args[0] not in own:
            args = ["make", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except NarratorError as error:
            raise _Failure(error) from error
        except KeyboardInterrupt:
            _say("narrate: interrupted")
            ctx.exit(130)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001  # the last door: our own mistake, said in one line
            _report_bug(error)
            ctx.exit(1)


@click.group(
    cls=_PageGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar="",
    subcommand_metavar="PAGE... | COMMAND",
)
@click.version_option(package_name="narrator-audio", prog_name="narrate")
def cli() -> None:
    r"""Turn a news article into a mastered, tagged MP3 with chapters.

    \b
    narrate article.html          makes the MP3 and prints its path
    narrate script article.html   prints what will be said
    narrate make --help           lists the options

    PAGE is an HTML file, or - for standard input.
    """


def main() -> NoReturn:
    """Entry point of the command."""
    signal.signal(signal.SIGTERM, _end_on_sigterm)
    cli.main(prog_name="narrate")
    raise SystemExit(0)


def _end_on_sigterm(number: int, frame: object) -> NoReturn:
    """Leave through every ``finally``, so that no temporary file stays."""
    raise SystemExit(128 + number)


def _settings_options(command: Any) -> Any:
    """Options that every command with settings takes."""
    options = (
        click.option("--config", metavar="FILE", help="Settings file; else narrator.toml here or above."),
        click.option("--set", "overrides", multiple=True, metavar="TABLE.KEY=VALUE", help="Change a setting."),
        click.option("-v", "--verbose", is_flag=True, help="Say more; with a bug, its traceback."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _page_options(command: Any) -> Any:
    """Options of the commands that read one page or more."""
    options = (
        click.option("--lang", metavar="CODE", help="Language of the article, against what the page says."),
        click.option(
            "--only", metavar="KIND,...", callback=_parse_kinds, help="Sections to read: summary,body,..."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return _settings_options(command)


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


@cli.command()
@click.argument("pages", nargs=-1, required=True, metavar="PAGE...")
@click.option("-o", "--output", metavar="FILE", help="The MP3; - for standard output. Only with one page.")
@click.option("--voice", metavar="ID", help="A voice of narrate voices; auto takes the best for the language.")
@click.option("--rate", type=click.FloatRange(0.5, 2.0), help="Speed, 1.0 being the voice's own.")
@click.option("--offline", is_flag=True, help="Refuse voices that send the text to a service.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be made; speak and write nothing.")
@click.option("-f", "--force", is_flag=True, help="Make it again, and replace any file that is there.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the result and errors.")
@_page_options
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
    settings = _load_settings(config, overrides)
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
            episode = _make_one(name, settings, output, lang, only, dry_run=dry_run, force=force, quiet=quiet)
        except NarratorError as error:
            if len(pages) == 1:
                raise
            _report(error)
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
) -> Episode | None:
    """One page's episode; None for a dry run, or when the MP3 went to standard output."""
    from narrator import pipeline

    page = _read_page(name, settings)
    with pipeline.plan(page, settings, language=lang, only=only) as plan:
        if output == "-":
            narration = pipeline.narrate(plan, settings)
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
        with _progress(plan.article.title, len(plan.script.utterances), quiet=quiet) as progress:
            narration = pipeline.narrate(plan, settings, progress)
        return pipeline.publish_file(narration, target, settings)


@contextlib.contextmanager
def _progress(title: str, total: int, *, quiet: bool) -> Iterator[Any]:
    """A callback for progress: a bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    bar: Any
    with click.progressbar(length=total, label=printable(title)[:40], file=sys.stderr) as bar:
        yield lambda done, total: bar.update(1)


def _print_plan(plan: Plan, target: Path) -> None:
    """What a dry run has to say, on standard output."""
    letters = sum(len(utterance.spoken) for utterance in plan.script.utterances)
    _out(
        f"{printable(str(target))}: would be made with voice {plan.voice.id}: "
        f"{len(plan.script.utterances)} sentences, {letters} characters"
    )


def _print_episode(episode: Episode, *, as_json: bool, quiet: bool, to_stdout: bool) -> None:
    if not quiet:
        for warning in episode.warnings:
            _say(f"{printable(episode.title)}: {printable(warning)}")
        seconds = round(episode.duration_ms / 1000)
        unchanged = " · unchanged" if episode.unchanged else ""
        _say(
            f"{printable(episode.title)}  {seconds // 60} min {seconds % 60} s · "
            f"{len(episode.chapters)} chapters · {episode.voice} · {episode.size_bytes / 1e6:.1f} MB{unchanged}"
        )
    if to_stdout:
        _out(_json(episode.to_dict()) if as_json else str(episode.path))


@cli.command()
@click.argument("page", metavar="PAGE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_page_options
def extract(
    page: str,
    as_json: bool,
    lang: str | None,
    only: tuple[SectionKind, ...] | None,
    config: str | None,
    overrides: tuple[str, ...],
    verbose: bool,
) -> None:
    """Print the sections of PAGE that would be read."""
    from narrator import pipeline

    settings = _load_settings(config, overrides)
    article = pipeline.read_article(_read_page(page, settings), settings, lang)
    if only:
        sections = tuple(section for section in article.sections if section.kind in only)
        article = dataclasses.replace(article, sections=sections)
    if as_json:
        _out(_json(article.to_dict()))
    else:
        _print_article(article)


def _print_article(article: Article) -> None:
    """The sections for a person, in color on a terminal."""
    about = (article.author, article.published, article.site_name, article.language)
    _out(_style(" · ".join(printable(item) for item in about if item), dim=True))
    for section in article.sections:
        heading = f" {printable(section.heading)}" if section.heading else ""
        _out("\n" + _style(f"[{section.kind}]{heading}", fg="cyan", bold=True))
        for block in section.blocks:
            _out(printable(block))
    for warning in article.warnings:
        _say(f"warning: {printable(warning)}")


@cli.command()
@click.argument("page", metavar="PAGE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with the tokens.")
@click.option("--explain", is_flag=True, help="Print for each token what is said, its class and its rule.")
@click.option(
    "--edit-out", metavar="FILE", help="Write the article as a text to edit; narrate FILE.md reads it."
)
@_page_options
def script(
    page: str,
    as_json: bool,
    explain: bool,
    edit_out: str | None,
    lang: str | None,
    only: tuple[SectionKind, ...] | None,
    config: str | None,
    overrides: tuple[str, ...],
    verbose: bool,
) -> None:
    """Print what will be said for PAGE, a sentence a line."""
    from narrator import pipeline

    settings = _load_settings(config, overrides)
    article = pipeline.read_article(_read_page(page, settings), settings, lang)
    if edit_out is not None:
        _write_edit(article, Path(edit_out))
        return
    written = pipeline.write_script(article, settings, only)
    if explain:
        _print_tokens(written)
        return
    if as_json:
        _out(_json(written.to_dict()))
        return
    for index, utterance in enumerate(written.utterances):
        if utterance.chapter and index:
            _out("")
        _out(printable(utterance.spoken))


def _write_edit(article: Article, target: Path) -> None:
    """The article as Markdown in a new file."""
    from narrator.article.markdown import to_markdown
    from narrator.episode.publish import check_target, publish

    if target.suffix != ".md":
        raise UsageError(f"{target} does not end in .md", "The suffix tells narrate that it is an edited text.")
    check_target(target, ours=False, force=False)
    publish(target, lambda path: _write_text(path, to_markdown(article)))
    _out(str(target))


def _print_tokens(written: Script) -> None:
    """A table of the tokens of each utterance: as written, as said, class and rule."""
    for utterance in written.utterances:
        _out(_style(printable(utterance.text), bold=True))
        rows = [
            (printable(token.written), printable(token.spoken), token.kind, token.rule or "")
            for token in utterance.tokens
        ]
        widths = [max((_width(row[column]) for row in rows), default=0) for column in range(3)]
        for row in rows:
            cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False))
            _out(f"  {'  '.join(cells)}  {row[3]}".rstrip())


def _width(text: str) -> int:
    """Columns of a terminal that a text takes: marks take none."""
    return sum(unicodedata.category(letter) not in ("Mn", "Me", "Cf") for letter in text)


@cli.command()
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
        _out(_json(report.to_dict()))
        return
    for name, value in report.rows():
        _out(f"{name:<16} {printable(value)}")
    for warning in report.warnings:
        _say(f"warning: {printable(warning)}")


@cli.group()
def lexicon() -> None:
    """Work on pronunciation lexicons."""


@lexicon.command()
@click.argument("file", metavar="FILE")
def check(file: str) -> None:
    """Print the bad rows of a lexicon with their lines."""
    from narrator.script.lexicon import check as check_lexicon

    if not Path(file).is_file():
        raise NoSuchPage(f"no such file: {file}", "Name a .tsv or .pls file.")
    problems = check_lexicon(Path(file))
    for problem in problems:
        _out(printable(str(problem)))
    if problems:
        click.get_current_context().exit(65)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@_settings_options
def voices(as_json: bool, config: str | None, overrides: tuple[str, ...], verbose: bool) -> None:
    """List the voices, and why one does not work here."""
    from narrator import pipeline
    from narrator.speech.voices import why_unavailable

    settings = _load_settings(config, overrides)
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
            _out(_json(about))
        else:
            where = f"sends text to {voice.sends_text_to}" if voice.sends_text_to else "runs here"
            state = _style("works", fg="green") if why is None else _style(f"no: {why}", fg="red")
            _out(f"{voice.id:<16} {voice.language:<4} {voice.name:<28} {where:<36} {state}")


@cli.command()
@_settings_options
def doctor(config: str | None, overrides: tuple[str, ...], verbose: bool) -> None:
    """Check what works here, and print the line that mends the rest."""
    from narrator.doctor import examine

    settings = _load_settings(config, overrides)
    worst = 0
    for finding in examine(settings):
        sign = {"ok": _style("ok  ", fg="green"), "note": _style("note", fg="yellow")}
        _out(f"{sign.get(finding.state, _style('FAIL', fg='red'))}  {finding.subject}: {finding.found}")
        if finding.mend:
            _out(f"      {finding.mend}")
        if finding.state == "fail":
            worst = 69
    if worst:
        click.get_current_context().exit(worst)


@cli.command()
@click.argument("folder", default=".", metavar="[FOLDER]")
@click.option("-f", "--force", is_flag=True, help="Replace a narrator.toml that is there.")
def init(folder: str, force: bool) -> None:
    """Write a narrator.toml with every setting, commented."""
    from narrator.episode.publish import check_target, publish
    from narrator.settings import FILE_NAME, template

    target = Path(folder) / FILE_NAME
    check_target(target, ours=False, force=force)
    publish(target, lambda path: _write_text(path, template()))
    _out(str(target))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _load_settings(config: str | None, overrides: tuple[str, ...]) -> Settings:
    import platformdirs

    from narrator.errors import SettingsError
    from narrator.settings import find, load

    if config is not None and not Path(config).is_file():
        raise SettingsError(f"no settings file: {config}", "narrate init writes one.")
    user_folder = platformdirs.user_config_path("narrator")
    path = Path(config) if config else find(Path.cwd(), os.environ, user_folder)
    return load(path, environ=os.environ, overrides=overrides)


def _read_page(name: str, settings: Settings) -> Page:
    from narrator import pipeline

    if name == "-":
        limit = 4 * settings.article.max_bytes + 1
        return pipeline.Page(click.get_binary_stream("stdin").read(limit), "standard input")
    try:
        return pipeline.read_page(Path(name), settings.article.max_bytes)
    except NoSuchPage as error:
        near = difflib.get_close_matches(name, list(cli.commands), 1, 0.6)
        if near and not Path(name).exists():
            raise NoSuchPage(error.message, f"Did you mean the command {near[0]}?") from error
        if "://" in name:
            raise NoSuchPage(f"{name} is an address, not a file", "Save the page and name its file.") from error
        raise


def _refuse_terminal(as_json: bool) -> None:
    if as_json:
        raise UsageError("--json and -o - both want standard output", "Leave one of them out.")
    if sys.stdout.isatty():
        raise UsageError("an MP3 is not written to a terminal", "narrate PAGE -o - > story.mp3")


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _out(text: str) -> None:
    """A line of result, in UTF-8 whatever the locale."""
    click.echo(text.encode("utf-8", "backslashreplace"))


def _say(text: str) -> None:
    click.echo(text.encode("utf-8", "backslashreplace"), err=True)


def _style(text: str, **looks: Any) -> str:
    """Text in color where standard output is a terminal and NO_COLOR is not set."""
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return click.style(text, **looks)


def printable(text: str) -> str:
    """Text that cannot steer a terminal: control and direction characters become spaces."""
    return "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs") or letter in _DIRECTION else letter
        for letter in text
    )


_DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def _report(error: NarratorError) -> None:
    _say(f"narrate: {printable(error.message)}")
    if error.hint:
        _say(f"  {printable(error.hint)}")


def _report_bug(error: Exception) -> None:
    _say(f"narrate: this is a bug in narrator: {type(error).__name__}: {printable(str(error))}")
    if "-v" in sys.argv or "--verbose" in sys.argv:
        _say("".join(traceback.format_exception(error)))
    else:
        _say("  Run it again with -v and report what it prints.")
