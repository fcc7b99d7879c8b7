"""The group of all commands, and the last door for what goes wrong in them."""

from __future__ import annotations

from typing import Any

import click

from narrator.cli.terminal import report, report_bug, say
from narrator.errors import NarratorError


class Failure(click.ClickException):
    """A NarratorError on its way to the terminal."""

    def __init__(self, error: NarratorError) -> None:
        super().__init__(error.message)
        self.exit_code = error.exit_code
        self._error = error

    def show(self, file: Any = None) -> None:
        """The message and the hint, on stderr."""
        report(self._error)


class PageGroup(click.Group):
    """A group whose unknown first word is a page: ``narrate article.html`` is ``narrate make article.html``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The arguments, with ``make`` put before a page."""
        if not args:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(2)
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        if args[0] not in self.commands and args[0] not in own:
            args = ["make", *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; every error leaves as one clear line and its exit code."""
        try:
            return super().invoke(ctx)
        except NarratorError as error:
            raise Failure(error) from error
        except KeyboardInterrupt:
            say("narrate: interrupted")
            ctx.exit(130)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001  # the last door: our own mistake, said in one line
            report_bug(error)
            ctx.exit(1)


@click.group(
    cls=PageGroup,
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

    PAGE is an HTML file, an address, or - for standard input.
    """
