"""The command that cron and systemd run: all that is due, in silence where nothing needs a person."""

from typing import TYPE_CHECKING, Any

import click

from digest.cli.app import stopping
from digest.cli.context import CommandContext, paint, problem_record
from digest.cli.i18n import N_, option
from digest.cli.registry import command
from digest.errors import LockedError
from digest.locale import _

if TYPE_CHECKING:
    from digest.app.run_log import RunLog


@command(
    "run",
    N_(
        "It goes on with a letter that is on its way, sends the open edition once it is approved, and once a day reads"
        " the sources and composes. Run it as often as you like: with --quiet it says what needs a person, once."
    ),
)
@option("--json", "as_json", is_flag=True, help=N_("Print one JSON object and nothing else."))
@click.pass_obj
def run(run: CommandContext, /, as_json: bool) -> int:
    """Do what is due, and say what came of it."""
    from digest.app.send import RunControl

    run.as_json = run.as_json or as_json
    try:
        with run.progress() as report, stopping() as stop:
            diary = run.week().run(RunControl(stop=stop), report=report)
    except LockedError as error:
        if run.quiet and not run.as_json:  # a run every few minutes meets a long one again and again, and all is well
            return error.exit_code
        raise
    run.answer(_record(diary))
    for line in diary.lines or [_("Nothing to do.")]:
        run.say(line)
    _complain(run, diary)
    return diary.code


def _complain(run: CommandContext, diary: "RunLog") -> None:
    """Report what is wrong; with --quiet only what no earlier run said."""
    if run.as_json:
        return
    for error in diary.errors:
        is_lock = isinstance(error, LockedError)
        if not run.quiet or (diary.is_news(error) and not is_lock):
            click.echo(f"{paint('digest:', 'red')} {error}", err=True)
    run.finish(one for one in diary.problems if not run.quiet or diary.is_news(one))


def _record(diary: "RunLog") -> dict[str, Any]:
    return {
        "lines": list(diary.lines),
        "editions": [sent.accounts.number for sent in diary.sent],
        "problems": [problem_record(one) for one in diary.problems],
        "errors": [
            {"message": one.problem, "where": one.where, "mend": one.hint, "exit_code": one.exit_code}
            for one in diary.errors
        ],
        "exit_code": diary.code,
    }
