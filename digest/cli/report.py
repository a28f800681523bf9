"""The command that says what became of an edition, and the words for it that other commands say, too."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from digest.cli.context import WITH_PROBLEMS, CommandContext, say_at, short_path
from digest.cli.i18n import N_, option
from digest.cli.registry import command
from digest.errors import UsageError
from digest.locale import _, ngettext
from digest.render.state_words import say_counts, say_state
from digest.text.dates.format import format_instant

if TYPE_CHECKING:
    from datetime import datetime

    from digest.app.delivery import DeliveryService
    from digest.app.report import DeliveryReport
    from digest.model import Delivery, Problem

_NAMED = 20


@command("report", N_("It names everybody on the list who was not just sent the letter, and why."))
@click.argument("number", metavar="[N]", type=click.IntRange(min=1), required=False)
@option("--all", "is_whole", is_flag=True, help=N_("Name those, too, to whom it was sent."))
@option("--html", "is_page", is_flag=True, help=N_("Write a page with numbers and drawings instead, without any name."))
@option("--output", metavar=N_("FILE"), help=N_("Where the page goes; - for stdout, by default out/N/report.html."))
@option("--json", "as_json", is_flag=True, help=N_("Print one JSON object and nothing else."))
@click.pass_obj
def report(
    run: CommandContext, /, number: int | None, is_whole: bool, as_json: bool, is_page: bool, output: str | None
) -> int:
    """Print the counts, which add up to the list, then the names; or write them as a page, without names."""
    run.as_json = run.as_json or as_json
    if output and not is_page:
        raise UsageError(_("--output is where the page goes, and there is none without --html"), hint=_("Add --html."))
    mailroom = run.mailroom()
    accounts = mailroom.report(number)
    if is_page and accounts.mailing:
        _write_page(run, mailroom.report_page(accounts.mailing), number=accounts.number, output=output)
    elif run.as_json:
        everybody = mailroom.deliveries(accounts.number, is_whole=True) if accounts.mailing else ()
        run.answer({**accounts_record(accounts), "deliveries": [_delivery_record(one) for one in everybody]})
    elif accounts.mailing is None:
        run.say(_("Edition {number} has not been sent.").format(number=accounts.number))
    else:
        _print_accounts(run, mailroom, accounts, is_whole=is_whole)
    return _code(accounts)


def _write_page(run: CommandContext, page: str, *, number: int, output: str | None) -> None:
    from pathlib import Path

    from digest.app.report_page import page_file, write_report_page

    if output == "-":
        click.echo(page, nl=False)
        return
    file = Path(output).absolute() if output else page_file(run.config(), number)
    write_report_page(page, file)
    run.answer({"number": number, "file": str(file)})
    run.say(_("Written: {file}").format(file=short_path(file)))


def _code(accounts: "DeliveryReport") -> int:
    from digest.model import DeliveryState

    return (
        WITH_PROBLEMS if any(accounts.counts.get(one) for one in (DeliveryState.REFUSED, DeliveryState.IN_DOUBT)) else 0
    )


def _print_accounts(
    run: CommandContext, mailroom: "DeliveryService", accounts: "DeliveryReport", *, is_whole: bool
) -> None:
    subject = str(accounts.record.get("subject", ""))
    run.say(_("Edition {number}: {subject}").format(number=accounts.number, subject=subject))
    for words in _say_times(run, accounts):
        run.say("  " + words)
    for state, count in accounts.counts.items():
        if count:
            run.say(f"  {count:>9}  {say_state(state)}")
    run.say(f"  {accounts.members:>9}  " + _("on the list"))
    if accounts.undecided:
        run.say(_how_to_decide(accounts.number))
    for delivery in mailroom.deliveries(accounts.number, is_whole=is_whole):
        run.say(_say_delivery(run, delivery))


def _say_times(run: CommandContext, accounts: "DeliveryReport") -> Iterator[str]:
    mailing, approved = accounts.mailing, accounts.record.get("approved_by")
    if mailing is None:
        return
    if isinstance(approved, list) and approved:
        yield _("approved by {names}").format(names=", ".join(map(str, approved)))
    yield _("begun {time}").format(time=say_clock(run, mailing.frozen))
    if mailing.finished:
        yield _("done {time}").format(time=say_clock(run, mailing.finished))


def say_clock(run: CommandContext, instant: "datetime") -> str:
    """Return in words an instant by the letter's clock, to the minute."""
    return format_instant(instant, run.config().letter.timezone)


def _say_delivery(run: CommandContext, delivery: "Delivery") -> str:
    words = [say_state(delivery.state)]
    if delivery.again:
        words.append(_("next try {time}").format(time=say_clock(run, delivery.again)))
    if delivery.words:
        words.append(delivery.words)
    return say_at(delivery.address, ", ".join(words))


def _delivery_record(delivery: "Delivery") -> dict[str, Any]:
    return {
        "place": delivery.place,
        "member": delivery.member,
        "address": delivery.address,
        "name": delivery.name,
        "variant": delivery.variant,
        "state": delivery.state.value,
        "tries": delivery.tries,
        "again": delivery.again.isoformat() if delivery.again else None,
        "words": delivery.words,
    }


def accounts_record(accounts: "DeliveryReport") -> dict[str, Any]:
    """Return the accounts of an edition as `--json` prints them."""
    mailing = accounts.mailing
    return {
        "number": accounts.number,
        "subject": accounts.record.get("subject"),
        "fingerprint": mailing.fingerprint if mailing else None,
        "approved_by": accounts.record.get("approved_by", []),
        "frozen": mailing.frozen.isoformat() if mailing else None,
        "finished": mailing.finished.isoformat() if mailing and mailing.finished else None,
        "members": accounts.members,
        "counts": {state.value: count for state, count in accounts.counts.items()},
        "undecided": accounts.undecided,
    }


def say_states(accounts: "DeliveryReport") -> str:
    """Return in words how many members are in each state, on one line."""
    return say_counts(accounts.counts)


def count_words(count: int) -> str:
    """Return in words a number of members."""
    return ngettext("{count} member", "{count} members", count).format(count=count)


def open_problems(mailroom: "DeliveryService", accounts: "DeliveryReport") -> list["Problem"]:
    """Return what a person should know at the end of a run: who was refused, who is in doubt, the first of each."""
    from digest.model import DeliveryState, Problem

    problems = []
    named: Counter[DeliveryState] = Counter()
    for one in mailroom.deliveries(accounts.number):
        if one.state in (DeliveryState.REFUSED, DeliveryState.IN_DOUBT):
            named[one.state] += 1
            if named[one.state] <= _NAMED:
                words = say_at(say_state(one.state), one.words)
                problems.append(Problem(source="", where=one.address, message=words))
    if any(count > _NAMED for count in named.values()):
        words = _('there are more: "digest report {number}" names them all').format(number=accounts.number)
        problems.append(Problem(source="", where="", message=words))
    if accounts.undecided:
        what = _("it is not known whether they have the letter")
        problems.append(Problem(source="", where="", message=what, hint=_how_to_decide(accounts.number)))
    return problems


def _how_to_decide(number: int) -> str:
    return _(
        "In doubt: the answer was lost. digest send {number} --in-doubt resend writes to them again (nobody is missed,"
        " somebody may have it twice); --in-doubt skip does not (nobody has it twice, somebody may have none)."
    ).format(number=number)
