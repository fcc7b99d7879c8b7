"""What would be read and said: ``extract``, ``script``, ``lexicon``."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrator.cli.options import load_settings, page_options, read_page, write_text
from narrator.cli.terminal import as_json_line, out, printable, say, style, width
from narrator.errors import NoSuchPage, UsageError

if TYPE_CHECKING:
    from narrator.model import Article, Script, SectionKind


@click.command()
@click.argument("page", metavar="PAGE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@page_options
def extract(
    page: str,
    as_json: bool,
    lang: str | None,
    only: tuple[SectionKind, ...] | None,
    allow_hosts: tuple[str, ...],
    config: str | None,
    overrides: tuple[str, ...],
    verbose: bool,
) -> None:
    """Print the sections of PAGE that would be read."""
    from narrator import pipeline

    settings = load_settings(config, overrides, allow_hosts)
    article = pipeline.read_article(read_page(page, settings), settings, lang)
    if only:
        sections = tuple(section for section in article.sections if section.kind in only)
        article = dataclasses.replace(article, sections=sections)
    if as_json:
        out(as_json_line(article.to_dict()))
    else:
        _print_article(article)


def _print_article(article: Article) -> None:
    """The sections for a person, in color on a terminal."""
    about = (article.author, article.published, article.site_name, article.language)
    out(style(" · ".join(printable(item) for item in about if item), dim=True))
    for section in article.sections:
        heading = f" {printable(section.heading)}" if section.heading else ""
        out("\n" + style(f"[{section.kind}]{heading}", fg="cyan", bold=True))
        for block in section.blocks:
            out(printable(block))
    for warning in article.warnings:
        say(f"warning: {printable(warning)}")


@click.command()
@click.argument("page", metavar="PAGE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, with the tokens.")
@click.option("--explain", is_flag=True, help="Print for each token what is said, its class and its rule.")
@click.option(
    "--edit-out", metavar="FILE", help="Write the article as a text to edit; narrate FILE.md reads it."
)
@page_options
def script(
    page: str,
    as_json: bool,
    explain: bool,
    edit_out: str | None,
    lang: str | None,
    only: tuple[SectionKind, ...] | None,
    allow_hosts: tuple[str, ...],
    config: str | None,
    overrides: tuple[str, ...],
    verbose: bool,
) -> None:
    """Print what will be said for PAGE, a sentence a line."""
    from narrator import pipeline

    settings = load_settings(config, overrides, allow_hosts)
    article = pipeline.read_article(read_page(page, settings), settings, lang)
    if edit_out is not None:
        _write_edit(article, Path(edit_out))
        return
    written = pipeline.write_script(article, settings, only)
    if explain:
        _print_tokens(written)
        return
    if as_json:
        out(as_json_line(written.to_dict()))
        return
    for index, utterance in enumerate(written.utterances):
        if utterance.chapter and index:
            out("")
        out(printable(utterance.spoken))


def _write_edit(article: Article, target: Path) -> None:
    """The article as Markdown in a new file."""
    from narrator.article.markdown import to_markdown
    from narrator.episode.publish import check_target, publish

    if target.suffix != ".md":
        raise UsageError(f"{target} does not end in .md", "The suffix tells narrate that it is an edited text.")
    check_target(target, ours=False, force=False, hint="Name another file: this one may hold edits.")
    publish(target, lambda path: write_text(path, to_markdown(article)))
    out(str(target))


def _print_tokens(written: Script) -> None:
    """A table of the tokens of each utterance: as written, as said, class and rule."""
    for utterance in written.utterances:
        out(style(printable(utterance.text), bold=True))
        rows = [
            (printable(token.written), printable(token.spoken), token.kind, token.rule or "")
            for token in utterance.tokens
        ]
        widths = [max((width(row[column]) for row in rows), default=0) for column in range(3)]
        for row in rows:
            cells = (cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=False))
            out(f"  {'  '.join(cells)}  {row[3]}".rstrip())


@click.group()
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
        out(printable(str(problem)))
    if problems:
        click.get_current_context().exit(65)


@lexicon.command()
@click.argument("file", metavar="FILE")
@click.argument("target", metavar="TARGET")
@click.option("--lang", default="hi", metavar="CODE", help="Language of what is said; hi.")
@click.option("-f", "--force", is_flag=True, help="Replace TARGET.")
def convert(file: str, target: str, lang: str, force: bool) -> None:
    """Write a lexicon in the other format: TARGET.pls, W3C PLS 1.0, or TARGET.tsv."""
    from narrator.episode.publish import check_target, publish
    from narrator.script.lexicon import Lexicon, to_pls, to_tsv

    path = Path(target)
    if path.suffix not in (".pls", ".tsv"):
        raise UsageError(f"{target} ends in neither .pls nor .tsv", "The suffix tells the format.")
    if not Path(file).is_file():
        raise NoSuchPage(f"no such file: {file}", "Name a .tsv or .pls file.")
    entries = Lexicon.load([Path(file)])
    written = to_pls(entries, lang).decode() if path.suffix == ".pls" else to_tsv(entries)
    check_target(path, ours=False, force=force)
    publish(path, lambda place: write_text(place, written))
    out(str(path))
