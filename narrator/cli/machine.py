"""``doctor`` looks at the machine, ``init`` writes its settings."""

from __future__ import annotations

from pathlib import Path

import click

from narrator.cli.options import load_settings, settings_options, write_text
from narrator.cli.terminal import out, style


@click.command()
@settings_options
def doctor(config: str | None, overrides: tuple[str, ...], verbose: bool) -> None:
    """Check what works here, and print the line that mends the rest."""
    from narrator.doctor import examine

    settings = load_settings(config, overrides)
    worst = 0
    for finding in examine(settings):
        sign = {"ok": style("ok  ", fg="green"), "note": style("note", fg="yellow")}
        out(f"{sign.get(finding.state, style('FAIL', fg='red'))}  {finding.subject}: {finding.found}")
        if finding.mend:
            out(f"      {finding.mend}")
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
