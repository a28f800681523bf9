"""The command that looks whether everything is in place."""

import os
from typing import TYPE_CHECKING

import click

from digest.cli.context import WITH_PROBLEMS, CommandContext, paint, say_at
from digest.cli.i18n import N_, option
from digest.cli.registry import command
from digest.locale import _

if TYPE_CHECKING:
    from digest.delivery.diagnose.probe import Diagnosis

_COLOURS = {"ok": "green", "attention": "yellow", "wrong": "red"}


@command("doctor", N_("Nothing is sent and nothing is changed; the relay and the mailbox are tried and left."))
@option("--offline", is_flag=True, help=N_("Look at this machine only: no relay, no mailbox, no DNS."))
@option(
    "--name-server", metavar=N_("ADDRESS"), default="", help=N_("Whom to ask for the DNS: 192.0.2.53, or with :PORT.")
)
@option("--json", "as_json", is_flag=True, help=N_("Print one JSON object and nothing else."))
@click.pass_obj
def doctor(run: CommandContext, /, offline: bool, name_server: str, as_json: bool) -> int:
    """Print a line for everything that was looked at, with what to do about what is not in order."""
    from digest.app.doctor import DoctorReport, examine

    run.as_json = run.as_json or as_json
    what = DoctorReport(
        config=run.config(),
        state=run.state_folder(),
        now=run.now(),
        environ=os.environ,
        is_offline=offline,
        is_rehearsal=run.as_of is not None,
        name_server=name_server,
    )
    with run.progress() as report:
        verdicts = tuple(examine(what, report))
    run.answer({"findings": [_record(one) for one in verdicts]})
    for one in verdicts if not run.as_json else ():
        if one.hint or not run.quiet:
            click.echo(_say(one))
    return WITH_PROBLEMS if any(one.level.value != "ok" for one in verdicts) else 0


def _record(one: "Diagnosis") -> dict[str, str]:
    return {"level": one.level.value, "place": one.place, "what": one.what, "mend": one.hint}


def _say(one: "Diagnosis") -> str:
    names = {"ok": _("ok"), "attention": _("attention"), "wrong": _("wrong")}
    head = paint(names[one.level.value].ljust(max(map(len, names.values()))), _COLOURS[one.level.value])
    line = f"{head}  {say_at(one.place, one.what)}"
    return f"{line}\n  {one.hint}" if one.hint else line
