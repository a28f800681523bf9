"""Commands that only look: why something is where it is, how a date is read, what feeds.yaml says, completion."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from digest.cli.context import CommandContext, parse_day_option, print_json
from digest.cli.i18n import N_, argument, option
from digest.cli.registry import command
from digest.errors import UsageError
from digest.locale import _

if TYPE_CHECKING:
    from datetime import date

    from digest.selection.explain import Explanation


@command("explain")
@argument("text", metavar=N_("TEXT"))
@click.pass_obj
def explain(run: CommandContext, /, text: str) -> None:
    """Look TEXT up in titles, addresses and ids of what the store knows."""
    found = run.newsroom().explain(text)
    if not found:
        raise UsageError(
            _('nothing the store knows has "{text}" in its title, its address or its id').format(text=text),
            hint=_('Read the sources first with "digest collect", or write fewer words of the title.'),
        )
    run.answer({"found": [_explained(one) for one in found]})
    for one in found:
        run.say(f"{click.style(one.title, bold=True)} ({one.id}, {one.source})")
        run.say("\n".join(f"  {reason}" for reason in one.reasons))


def _explained(one: "Explanation") -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "source": one.source,
        "where": one.where,
        "day": one.day.isoformat(),
        "is_printed": one.is_printed,
        "reasons": list(one.reasons),
    }


@command(
    "dates",
    N_("It reads the standard input to its end; in a line, \\n and \\t stand for a line feed and a tab."),
)
@option(
    "--reference",
    metavar=N_("DATE"),
    type=parse_day_option,
    help=N_("The day against which a date without a year is read; by default today."),
)
@option("--json", "as_json", is_flag=True, help=N_("Print JSON, which it does anyway."))
@click.pass_obj
def dates(run: CommandContext, /, reference: "date | None", as_json: bool) -> None:  # noqa: ARG001 - the contract has the option
    """Stream: each line is answered before the next one is read, so that a pipe of any length works."""
    from zoneinfo import ZoneInfo

    from digest.text.dates import date_record, read_date

    zone = ZoneInfo("Europe/Paris")  # no feeds.yaml is needed here, and none is read
    day = reference or run.now(zone).date()
    for text in _expressions():
        record = date_record(text, reference=day, zone=zone)
        rule = {"rule": read_date(text, reference=day, zone=zone).rule} if run.verbose else {}
        print_json({**record, **rule})


def _expressions() -> Iterator[str]:
    for line in sys.stdin.buffer:
        text = line.decode("utf-8-sig", "replace").rstrip("\r\n")
        yield text.replace("\\n", "\n").replace("\\t", "\t")


@command("config")
@option("--show", is_flag=True, help=N_("Print the whole configuration."))
@click.pass_obj
def config(run: CommandContext, /, show: bool) -> None:
    """Read feeds.yaml; all its faults come as one error."""
    from digest.config.show import config_record, show_config

    known = run.config()
    run.answer(config_record(known))
    run.say(show_config(known).rstrip() if show else _("{file} is in order.").format(file=known.path))


@command("completion", N_('For bash, put this line into ~/.bashrc: eval "$(digest completion bash)"'))
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, /, shell: str) -> None:
    """Let click write the script; it asks this very program for the words."""
    from click.shell_completion import get_completion_class

    maker = get_completion_class(shell)
    if maker is not None:
        click.echo(maker(context.find_root().command, {}, "digest", "_DIGEST_COMPLETE").source())
