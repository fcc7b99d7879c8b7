"""``doctor`` looks at the machine, ``init`` writes its settings, ``cache`` shows what it keeps."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from narrator.cli.options import load_settings, settings_options, write_text
from narrator.cli.terminal import as_json_line, out, style
from narrator.masking import discreet


@click.command()
@click.option("--to", metavar="DIR|URL", help="Look at this store too; else url in [store].")
@settings_options
def doctor(to: str | None, config: str | None, overrides: tuple[str, ...], verbose: bool) -> None:
    """Check what works here, and print the line that mends the rest."""
    from narrator.doctor import examine

    settings = load_settings(config, overrides)
    settings = dataclasses.replace(
        settings, store=dataclasses.replace(settings.store, url=to or settings.store.url)
    )
    worst = 0
    for finding in examine(settings):
        sign = {"ok": style("ok  ", fg="green"), "note": style("note", fg="yellow")}
        out(f"{sign.get(finding.state, style('FAIL', fg='red'))}  {finding.subject}: {discreet(finding.found)}")
        if finding.mend:
            out(f"      {discreet(finding.mend)}")
        if finding.state == "fail":
            worst = 69
    if worst:
        click.get_current_context().exit(worst)


@click.command()
@click.argument("folder", default=".", metavar="[FOLDER]")
@click.option("-f", "--force", is_flag=True, help="Replace a narrator.toml that is there.")
def init(folder: str, force: bool) -> None:
    """Write a narrator.toml with every setting, commented."""
    from narrator.episode.publish import check_target, publish
    from narrator.settings import FILE_NAME, template

    target = Path(folder) / FILE_NAME
    check_target(target, ours=False, force=force)
    publish(target, lambda path: write_text(path, template()))
    out(str(target))


@click.command()
@click.option("--prune", is_flag=True, help="Delete the least recently used, down to cache_mb of [speech].")
@click.option("--clear", is_flag=True, help="Delete all of them.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@settings_options
def cache(
    prune: bool, clear: bool, as_json: bool, config: str | None, overrides: tuple[str, ...], verbose: bool
) -> None:
    """Show the sentences that are kept, so that a correction speaks only what changed."""
    from narrator.pipeline import clip_cache

    clips = clip_cache(load_settings(config, overrides))
    freed = clips.clear() if clear else clips.prune() if prune else 0
    entries, size_bytes = clips.measure()
    about = {
        "folder": str(clips.folder),
        "entries": entries,
        "size_bytes": size_bytes,
        "limit_bytes": clips.limit_bytes,
        "freed_bytes": freed,
    }
    if as_json:
        out(as_json_line(about))
        return
    out(f"folder    {clips.folder}")
    out(f"sentences {entries}")
    out(f"size      {size_bytes / 1e6:.1f} of {clips.limit_bytes / 1e6:.0f} MB")
    if prune or clear:
        out(f"freed     {freed / 1e6:.1f} MB")
