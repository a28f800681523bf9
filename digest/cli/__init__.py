"""The command line: options, exit codes and progress; the only package that knows click.

One module a group of commands, loaded when a command of it runs; `app` is imported inside the commands. So
`digest --help` is instant (`benchmarks/help.py`).
"""

from typing import Any

import click

import digest
from digest.cli.app import DigestGroup
from digest.cli.context import CommandContext, parse_moment_option
from digest.cli.i18n import N_, LocalizedOption, option

__all__ = ["main"]


@click.group(
    cls=DigestGroup,
    invoke_without_command=True,
    help="\n\n".join(
        (
            N_("A letter from what a network publishes: collected, themed, edited, previewed."),
            N_('Begin with "digest init my-letter", then "digest build" and "digest preview" in that folder.'),
        )
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@option(
    "--config", metavar=N_("FILE"), help=N_("The letter's feeds.yaml; by default the one here or in a folder above.")
)
@option(
    "--state",
    metavar=N_("DIR"),
    envvar="DIGEST_STATE",
    help=N_("The folder of the store; by default .digest/ beside it."),
)
@option(
    "--as-of",
    metavar=N_("DATE-OR-TIME"),
    type=parse_moment_option,
    help=N_("The day or the time that counts as now, for rehearsals."),
)
@option("--quiet", "-q", is_flag=True, help=N_("Say nothing but problems."))
@option("--verbose", "-v", is_flag=True, help=N_("Say more; show where a fault of the program is."))
@option("--json", "as_json", is_flag=True, help=N_("Print one JSON object and nothing else."))
@option("--language", type=click.Choice(["fr", "en"]), help=N_("The language of messages."))
@click.version_option(
    digest.__version__, message="digest %(version)s", cls=LocalizedOption, help=N_("Show the version and exit.")
)
@click.pass_context
def main(context: click.Context, /, **options: Any) -> None:
    """Take the global options; the command comes after them, and without one the state of the letter is shown."""
    context.obj = CommandContext(options)
    if context.invoked_subcommand is None:
        from digest.cli.overview import show_overview

        show_overview(context.obj)
