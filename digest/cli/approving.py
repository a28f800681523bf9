"""The command that binds a person's name to the letter they looked at."""

import sys
from typing import TYPE_CHECKING, Any

import click

from digest.cli.contents import command
from digest.cli.run import Run, say_at
from digest.cli.speech import N_, option
from digest.errors import UsageError
from digest.locale import _, ngettext
from digest.text.instants import say_instant

if TYPE_CHECKING:
    from datetime import datetime

    from digest.pipeline.approvals import Standings
    from digest.pipeline.mailroom import Review


@command(
    "approve",
    N_("Whatever changes the letter, its templates or the rule of its list afterwards makes the approval void."),
)
@click.argument("number", metavar="[N]", type=click.IntRange(min=1), required=False)
@option("--by", "name", metavar=N_("NAME"), help=N_("Who approves; asked on a terminal where it is left out."))
@option("--despite-errors", is_flag=True, help=N_("Approve a letter in which the checks found errors."))
@option("--no-links", is_flag=True, help=N_("Ask no link if it is alive: stay offline."))
@option("--json", "as_json", is_flag=True, help=N_("Print one JSON object and nothing else."))
@click.pass_obj
def approve(run: Run, /, number: int | None, name: str | None, as_json: bool, **choices: bool) -> int:
    """Show what would leave, then bind the name to it."""
    run.as_json = run.as_json or as_json
    mailroom = run.mailroom()
    with run.progress() as report:
        if report and not choices["no_links"]:
            report(_("Asking whether the links are alive …"))
        review = mailroom.review(number, links=not choices["no_links"])
    _show_review(run, review)
    name = _asked_name(run, review) if name is None else name
    standings = mailroom.approve(review, name, despite_errors=choices["despite_errors"])
    run.answer(_approval_record(run, review, standings))
    run.say(_say_approved(run, review, standings))
    return run.finish(review.problems)


def _show_review(run: Run, review: "Review") -> None:
    run.say(_("Edition {number}: {subject}").format(number=review.number, subject=review.proof.rendered.subject))
    run.say("  " + _say_members(review.receive, review.stay))
    for finding in review.findings:
        if finding.level.value != "note":
            run.say("  " + say_at(f"{finding.code} {finding.place}", finding.what))
    if review.waits:
        run.say("  " + review.waits)


def _say_members(receive: int, stay: int) -> str:
    first = ngettext("{count} member gets it", "{count} members get it", receive).format(count=receive)
    second = ngettext("{count} on the list does not", "{count} on the list do not", stay).format(count=stay)
    return _("{receive}, {stay}.").format(receive=first, stay=second) if stay else f"{first}."


def _asked_name(run: Run, review: "Review") -> str:
    if not (run.on_terminal and sys.stdin.isatty()):
        raise UsageError(
            _("an approval needs a name"),
            mend=_('Give your own: digest approve {number} --by "…".').format(number=review.number),
        )
    name: str = click.prompt(_("Your name approves it (Ctrl-C does not)"))
    return name


def _approval_record(run: Run, review: "Review", standings: "Standings") -> dict[str, Any]:
    until = _until(run, standings)
    return {
        "number": review.number,
        "subject": review.proof.rendered.subject,
        "fingerprint": review.proof.fingerprint.whole,
        "members": {"receive": review.receive, "excluded": review.stay},
        "approved_by": [one.name for one in standings.valid],
        "needed": standings.needed,
        "is_approved": standings.is_enough,
        "until": until.isoformat(timespec="seconds") if until else None,
        "waits": review.waits or None,
        "findings": [
            {"code": one.code, "level": one.level.value, "place": one.place, "what": one.what, "mend": one.mend}
            for one in review.findings
        ],
    }


def _say_approved(run: Run, review: "Review", standings: "Standings") -> str:
    names = ", ".join(one.name for one in standings.valid)
    until = _until(run, standings)
    if until is None:
        return _("Approved by {names}. A second person has to approve it, too: digest approve {number} --by …").format(
            names=names, number=review.number
        )
    return _(
        "Approved by {names}. The approval holds until {until}, or until the letter changes. Next: digest send {number}"
    ).format(names=names, until=say_instant(until, run.config().letter.timezone), number=review.number)


def _until(run: Run, standings: "Standings") -> "datetime | None":
    config = run.config()
    return (
        (standings.since + config.send.approval_lasts).astimezone(config.letter.timezone) if standings.since else None
    )
