"""The newsroom: ``batch`` for cron, and what an editor does by hand."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from narrator.cli.options import allow_host_option, load_settings, settings_options
from narrator.cli.terminal import as_json_line, out, printable, say

if TYPE_CHECKING:
    from narrator.batch.newsroom import Newsroom
    from narrator.batch.report import Report


def store_options(command: Any) -> Any:
    """Options of every command on a newsroom."""
    options = (
        click.option("--to", metavar="DIR|URL", help="The store; else url in [store]."),
        click.option(
            "--base-url", metavar="URL", help="Public address of the store; else base_url in [store]."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return settings_options(command)


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE...]")
@click.option("-j", "--workers", type=click.IntRange(1), help="Stories at a time, each on one core.")
@click.option("--limit", type=click.IntRange(1), help="Most stories narrated.")
@click.option("--voice", metavar="ID", help="A voice of narrate voices.")
@click.option("--wait", is_flag=True, help="Wait for another run to end, rather than exit 75.")
@click.option("-n", "--dry-run", is_flag=True, help="Say what would be narrated and what it would cost.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but the last line.")
@allow_host_option
@store_options
def batch(
    sources: tuple[str, ...],
    workers: int | None,
    limit: int | None,
    voice: str | None,
    wait: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    allow_hosts: tuple[str, ...],
    to: str | None,
    base_url: str | None,
    config: str | None,
    overrides: tuple[str, ...],
    verbose: bool,
) -> None:
    """Narrate what is new or changed, publish it and bring the feeds up to date.

    SOURCE is a feed, a sitemap, a folder, a pattern, a page, or a list of them; without one, sources in [batch]
    are taken. A second run does nothing that is done.
    """
    from narrator.batch.newsroom import with_store
    from narrator.batch.work import work

    settings = with_store(load_settings(config, overrides, allow_hosts), to, base_url)
    settings = dataclasses.replace(
        settings,
        batch=dataclasses.replace(settings.batch, workers=workers or settings.batch.workers),
        speech=dataclasses.replace(settings.speech, voice=voice or settings.speech.voice),
    )
    stop = threading.Event()
    signals: list[int] = []
    with _gentle(stop, signals):
        report = work(
            settings,
            sources,
            limit=limit,
            dry=dry_run,
            wait=wait,
            stop=stop,
            say=lambda line: None if quiet else say(printable(line)),
        )
    report.stopped = signals[0] if signals else 0
    _print_report(report, as_json=as_json)
    click.get_current_context().exit(report.exit_code)


@contextlib.contextmanager
def _gentle(stop: threading.Event, signals: list[int]) -> Iterator[None]:
    """The first signal asks the run to end after the stories in hand, a second one ends it at once."""

    def end(number: int, frame: object) -> None:
        if signals:
            raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)
        signals.append(number)
        stop.set()
        os.write(2, b"narrate: finishing the stories in hand; once more to stop at once\n")

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _told(page: str, message: str) -> str:
    """What went wrong with a page, with which most messages begin."""
    return message if message.partition(" ")[0].rstrip(":").endswith(page) else f"{page}: {message}"


def _print_report(report: Report, *, as_json: bool) -> None:
    for warning in report.warnings:
        say(f"warning: {printable(warning)}")
    for trouble in report.failed:
        say(f"narrate: {printable(_told(trouble.page, trouble.message))}")
        if trouble.hint:
            say(f"  {printable(trouble.hint)}")
    out(as_json_line(report.to_dict()) if as_json else printable(report.line()))


@contextlib.contextmanager
def _newsroom(
    to: str | None,
    base_url: str | None,
    config: str | None,
    overrides: tuple[str, ...],
    *,
    change: bool,
    wait: bool = True,
) -> Iterator[Newsroom]:
    """The newsroom of a command; locked where it is changed."""
    from narrator.batch.newsroom import locked, open_newsroom, with_store

    settings = with_store(load_settings(config, overrides), to, base_url)
    with open_newsroom(settings, create=change, must_exist=True) as newsroom:
        if not change:
            yield newsroom
            return
        with locked(newsroom, wait=wait):
            yield newsroom


@click.command()
@click.option("--failed", is_flag=True, help="List the pages that failed, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@store_options
def status(
    failed: bool,
    as_json: bool,
    to: str | None,
    base_url: str | None,
    config: str | None,
    overrides: tuple[str, ...],
    verbose: bool,
) -> None:
    """Print how many stories are published, waiting and set aside, and what this month cost."""
    from narrator.batch import desk

    with _newsroom(to, base_url, config, overrides, change=False) as newsroom:
        found = desk.status(newsroom)
    if as_json:
        out(as_json_line(found))
        return
    out(
        f"{found['published']} published, {found['waiting']} waiting, {found['set_aside']} set aside, "
        f"{found['withdrawn']} withdrawn"
    )
    for month in found["month"]:
        money = f"{month['cost']:.2f} {month['currency']}" if month["cost"] else "no money"
        out(
            f"this month {month['voice']}: {month['stories']} narrations, {month['characters']} characters, "
            f"{month['audio_ms'] / 60_000:.1f} min, {money}"
        )
    if found["last_run"]:
        out(f"last run {found['last_run']['at']}: exit code {found['last_run']['exit_code']}")
    for page in found["failed"] if failed else ():
        aside = ", set aside" if page["set_aside"] else ""
        told = _told(page["page"], page.get("message") or "")
        out(printable(f"{told} ({page['attempts']} attempts{aside})"))


@click.command()
@click.argument("words", nargs=-1, metavar="ID...")
@click.option("--all", "everything", is_flag=True, help="Every page that failed.")
@store_options
def retry(
    words: tuple[str, ...],
    everything: bool,
    to: str | None,
    base_url: str | None,
    config: str | None,
    overrides: tuple[str, ...],
    verbose: bool,
) -> None:
    """Have the next run try pages again that were set aside, or narrate stories again.

    ID is a story's id or its first 8 letters, an address, or a path.
    """
    from narrator.batch import desk
    from narrator.errors import UsageError

    if not words and not everything:
        raise UsageError("nothing is named", "Name an id, an address or a path, or give --all.")
    with _newsroom(to, base_url, config, overrides, change=True) as newsroom:
        count = desk.retry(newsroom, words, everything=everything)
    out(f"{count} to try again; narrate batch does it")


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="ID|URL...")
@store_options
def unpublish(
    words: tuple[str, ...],
    to: str | None,
    base_url: str | None,
    config: str | None,
    overrides: tuple[str, ...],
    verbose: bool,
) -> None:
    """Take stories out of the feeds and delete all their files, for good."""
    from narrator.batch import desk

    with _newsroom(to, base_url, config, overrides, change=True) as newsroom:
        for word in words:
            record = desk.unpublish(newsroom, word)
            out(f"{record.id} is withdrawn")


@click.command()
@click.option("--deep", is_flag=True, help="Read every sound and compare its bytes.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a fault.")
@store_options
def check(
    deep: bool,
    as_json: bool,
    to: str | None,
    base_url: str | None,
    config: str | None,
    overrides: tuple[str, ...],
    verbose: bool,
) -> None:
    """Compare the published files with the catalogue, and print the line that mends each fault."""
    from narrator.batch import desk

    with _newsroom(to, base_url, config, overrides, change=False) as newsroom:
        faults = desk.check(newsroom, deep=deep)
    for fault in faults:
        if as_json:
            out(as_json_line(dataclasses.asdict(fault)))
        else:
            out(f"{printable(fault.name)} {printable(fault.found)}")
            out(f"      {printable(fault.mend)}")
    if faults:
        click.get_current_context().exit(74)
    if not as_json:
        out("all published files are as the catalogue says")


@click.command()
@store_options
def feed(
    to: str | None, base_url: str | None, config: str | None, overrides: tuple[str, ...], verbose: bool
) -> None:
    """Write the feeds anew from the catalogue, and what belongs to them."""
    from narrator.batch import feeds
    from narrator.batch.settle import settle

    with _newsroom(to, base_url, config, overrides, change=True) as newsroom:
        settle(newsroom, rebuild=True)
        for name in feeds.names(newsroom):
            out(name)
