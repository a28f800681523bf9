"""The commands that bring a letter to its members: the test, the sending itself."""

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from digest.cli.app import INTERRUPTED, stopping
from digest.cli.context import WITH_PROBLEMS, CommandContext, say_at
from digest.cli.i18n import N_, option
from digest.cli.registry import command
from digest.cli.report import accounts_record, count_words, open_problems, say_clock, say_states
from digest.errors import LaterError, UsageError
from digest.locale import _, ngettext
from digest.text.dates.format import format_instant

if TYPE_CHECKING:
    from datetime import datetime

    from digest.app.approval import ApprovalStatus
    from digest.app.delivery import ApprovalReview, DeliveryService
    from digest.app.dry_run import DryRun, TestResult
    from digest.app.send import SendResult


@command(
    "test",
    N_("It goes to the addresses under send: test_to: in feeds.yaml and to nobody else, approved or not."),
)
@click.argument("number", metavar="[N]", type=click.IntRange(min=1), required=False)
@option("--json", "as_json", is_flag=True, help=N_("Print one JSON object and nothing else."))
@click.pass_obj
def test(run: CommandContext, /, number: int | None, as_json: bool) -> int:
    """Send the test, and say what the other side answered for each address."""
    run.as_json = run.as_json or as_json
    tried = run.mailroom().test(number)
    run.answer({"tried": [_tried_record(one) for one in tried]})
    for one in tried:
        words = _("sent") if one.answer.outcome.value == "taken" else _("not sent: {words}")
        said = say_at(one.address, words.format(words=one.answer.words))
        if one.answer.outcome.value == "taken":
            run.say(said)
        elif not run.as_json:
            click.echo(said, err=True)
    return _code_of_test({one.answer.outcome.value for one in tried})


def _tried_record(one: "TestResult") -> dict[str, str]:
    return {"address": one.address, "outcome": one.answer.outcome.value, "words": one.answer.words}


def _code_of_test(outcomes: set[str]) -> int:
    if outcomes - {"taken", "later"}:
        return WITH_PROBLEMS
    return LaterError.exit_code if "later" in outcomes else 0


@command(
    "send",
    N_(
        "It may be interrupted, killed and repeated: the next run goes on where it stopped, with the letter and the"
        " list as they were when it began. Nobody gets it twice."
    ),
)
@click.argument("number", metavar="[N]", type=click.IntRange(min=1), required=False)
@option("--dry-run", is_flag=True, help=N_("Say who would get what; write nothing, connect to nothing."))
@option(
    "--in-doubt",
    type=click.Choice(["resend", "skip"]),
    help=N_("What is done about messages whose answer was lost: once more, or never."),
)
@option("--trust-state", is_flag=True, help=N_("Send although the store knows less than was sent."))
@option("--json", "as_json", is_flag=True, help=N_("Print one JSON object and nothing else."))
@click.pass_obj
def send(run: CommandContext, /, number: int | None, dry_run: bool, as_json: bool, **orders: Any) -> int:
    """Send what is approved, or go on with what is frozen."""
    from digest.app.send import RunControl, SendOptions

    run.as_json = run.as_json or as_json
    mailroom = run.mailroom()
    if dry_run:
        return _show_plan(run, mailroom.plan(number, trusts_state=orders["trust_state"]))
    with run.progress() as report, stopping() as stop:
        sent = mailroom.send(
            number,
            orders=SendOptions(in_doubt=orders["in_doubt"], trusts_state=orders["trust_state"]),
            watch=RunControl(stop=stop, report=_counting(report)),
        )
    _show_sent(run, mailroom, sent)
    if sent.lost and not run.as_json:
        raise sent.lost
    return _code(sent)


def _counting(report: Callable[[str], None] | None) -> Callable[[int], None] | None:
    if report is None:
        return None
    return lambda count: report(ngettext("{count} done …", "{count} done …", count).format(count=count))


def _show_sent(run: CommandContext, mailroom: "DeliveryService", sent: "SendResult") -> None:
    accounts = sent.accounts
    run.answer({**accounts_record(accounts), **_run_record(sent)})
    if sent.waits:
        run.say(sent.waits)
        return
    for words in _remarks(run, sent):
        run.say(words)
    run.say(_("Edition {number}: {counts}.").format(number=accounts.number, counts=say_states(accounts)))
    if not sent.was_over:
        run.finish([*sent.problems, *open_problems(mailroom, accounts)])


def _run_record(sent: "SendResult") -> dict[str, Any]:
    return {
        "waits": sent.waits or None,
        "was_over": sent.was_over,
        "is_new": sent.is_new,
        "has_changed": sent.has_changed,
        "is_interrupted": sent.is_interrupted,
        "lost": sent.lost.problem if sent.lost else None,
    }


def _remarks(run: CommandContext, sent: "SendResult") -> Iterator[str]:
    mailing = sent.accounts.mailing
    if sent.was_over:
        yield _("It was sent before; there is nothing left to do.")
    if mailing and not sent.is_new and not sent.was_over:
        frozen = say_clock(run, mailing.frozen)
        yield _("Its list is that of {time}: who joined since gets the next edition.").format(time=frozen)
    if sent.has_changed:
        yield _("The edition's file changed since the letter was frozen; what was frozen is sent.")
    if sent.is_interrupted and sent.accounts.left:
        left = sent.accounts.left
        words = ngettext("Interrupted: {count} member is left.", "Interrupted: {count} members are left.", left)
        yield words.format(count=left)


def _code(sent: "SendResult") -> int:
    from digest.model import DeliveryState

    counts = sent.accounts.counts
    if sent.waits or sent.was_over:
        return 0
    if sent.lost:
        return sent.lost.exit_code
    if sent.is_interrupted and sent.accounts.left:
        return INTERRUPTED
    if sent.accounts.left:
        return LaterError.exit_code
    return WITH_PROBLEMS if counts[DeliveryState.REFUSED] or counts[DeliveryState.IN_DOUBT] or sent.problems else 0


def _show_plan(run: CommandContext, plan: "DryRun") -> int:
    run.answer(
        {
            "number": plan.number,
            "would_get": dict(plan.variants),
            "excluded": dict(plan.excluded),
            "is_frozen": plan.is_frozen,
            "is_approved": plan.is_frozen or (plan.refusal is None and not plan.waits),
            "waits": plan.waits or None,
        }
    )
    if plan.waits:
        run.say(plan.waits)
        return 0
    run.say(_("Edition {number} would go to {members}.").format(number=plan.number, members=count_words(plan.members)))
    for words, count in plan.variants.items():
        run.say("  " + say_at(count_words(count), words))
    for words, count in plan.excluded.items():
        run.say("  " + _("not to {members}: {reason}").format(members=count_words(count), reason=words))
    code = run.finish(plan.problems)
    if plan.refusal and not run.as_json:
        raise plan.refusal
    return plan.refusal.exit_code if plan.refusal else code


# The command that binds a person's name to the letter they looked at.


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
def approve(run: CommandContext, /, number: int | None, name: str | None, as_json: bool, **choices: bool) -> int:
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


def _show_review(run: CommandContext, review: "ApprovalReview") -> None:
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


def _asked_name(run: CommandContext, review: "ApprovalReview") -> str:
    if not (run.on_terminal and sys.stdin.isatty()):
        raise UsageError(
            _("an approval needs a name"),
            hint=_('Give your own: digest approve {number} --by "…".').format(number=review.number),
        )
    name: str = click.prompt(_("Your name approves it (Ctrl-C does not)"))
    return name


def _approval_record(run: CommandContext, review: "ApprovalReview", standings: "ApprovalStatus") -> dict[str, Any]:
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
            {"code": one.code, "level": one.level.value, "place": one.place, "what": one.what, "mend": one.hint}
            for one in review.findings
        ],
    }


def _say_approved(run: CommandContext, review: "ApprovalReview", standings: "ApprovalStatus") -> str:
    names = ", ".join(one.name for one in standings.valid)
    until = _until(run, standings)
    if until is None:
        return _("Approved by {names}. A second person has to approve it, too: digest approve {number} --by …").format(
            names=names, number=review.number
        )
    return _(
        "Approved by {names}. The approval holds until {until}, or until the letter changes. Next: digest send {number}"
    ).format(names=names, until=format_instant(until, run.config().letter.timezone), number=review.number)


def _until(run: CommandContext, standings: "ApprovalStatus") -> "datetime | None":
    config = run.config()
    return (
        (standings.since + config.send.approval_lasts).astimezone(config.letter.timezone) if standings.since else None
    )
