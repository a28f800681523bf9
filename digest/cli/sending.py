"""The commands that bring a letter to its members: the test, the sending itself."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from digest.cli.accounts import accounts_record, count_words, open_problems, say_clock, say_states
from digest.cli.contents import command
from digest.cli.program import INTERRUPTED
from digest.cli.run import WITH_PROBLEMS, Run, say_at
from digest.cli.speech import N_, option
from digest.cli.stopping import stopping
from digest.errors import LaterError
from digest.locale import _, ngettext

if TYPE_CHECKING:
    from digest.pipeline.mailroom import Mailroom
    from digest.pipeline.planning import Plan
    from digest.pipeline.rehearsal import Tried
    from digest.pipeline.sending import Sent


@command(
    "test",
    N_("It goes to the addresses under send: test_to: in feeds.yaml and to nobody else, approved or not."),
)
@click.argument("number", metavar="[N]", type=click.IntRange(min=1), required=False)
@option("--json", "as_json", is_flag=True, help=N_("Print one JSON object and nothing else."))
@click.pass_obj
def test(run: Run, /, number: int | None, as_json: bool) -> int:
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


def _tried_record(one: "Tried") -> dict[str, str]:
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
def send(run: Run, /, number: int | None, dry_run: bool, as_json: bool, **orders: Any) -> int:
    """Send what is approved, or go on with what is frozen."""
    from digest.pipeline.sending import Orders, Watch

    run.as_json = run.as_json or as_json
    mailroom = run.mailroom()
    if dry_run:
        return _show_plan(run, mailroom.plan(number, trusts_state=orders["trust_state"]))
    with run.progress() as report, stopping() as stop:
        sent = mailroom.send(
            number,
            orders=Orders(in_doubt=orders["in_doubt"], trusts_state=orders["trust_state"]),
            watch=Watch(stop=stop, report=_counting(report)),
        )
    _show_sent(run, mailroom, sent)
    if sent.lost and not run.as_json:
        raise sent.lost
    return _code(sent)


def _counting(report: Callable[[str], None] | None) -> Callable[[int], None] | None:
    if report is None:
        return None
    return lambda count: report(ngettext("{count} done …", "{count} done …", count).format(count=count))


def _show_sent(run: Run, mailroom: "Mailroom", sent: "Sent") -> None:
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


def _run_record(sent: "Sent") -> dict[str, Any]:
    return {
        "waits": sent.waits or None,
        "was_over": sent.was_over,
        "is_new": sent.is_new,
        "has_changed": sent.has_changed,
        "is_interrupted": sent.is_interrupted,
        "lost": sent.lost.problem if sent.lost else None,
    }


def _remarks(run: Run, sent: "Sent") -> Iterator[str]:
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


def _code(sent: "Sent") -> int:
    from digest.model import State

    counts = sent.accounts.counts
    if sent.waits or sent.was_over:
        return 0
    if sent.lost:
        return sent.lost.exit_code
    if sent.is_interrupted and sent.accounts.left:
        return INTERRUPTED
    if sent.accounts.left:
        return LaterError.exit_code
    return WITH_PROBLEMS if counts[State.REFUSED] or counts[State.IN_DOUBT] or sent.problems else 0


def _show_plan(run: Run, plan: "Plan") -> int:
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
