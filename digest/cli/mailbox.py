"""The command that reads what came back: bounces and wishes to leave."""

import os
from typing import TYPE_CHECKING, Any

import click

from digest.cli.context import CommandContext, problem_record, say_at
from digest.cli.i18n import N_
from digest.cli.registry import command
from digest.locale import _, ngettext

if TYPE_CHECKING:
    from digest.app.bounces import Bounced, MailboxResult, Unsubscribed


@command(
    "mailbox",
    N_("Messages that are dealt with are marked as read, all others stay as they were. Nothing is deleted."),
)
@click.pass_obj
def mailbox(run: CommandContext, /) -> int:
    """Print one line for every member who left or whose letter came back, and the counts of the rest."""
    from digest.app.bounces import process_mailbox

    with run.progress() as report:
        returns = process_mailbox(
            run.config(), state=run.state_folder(), now=run.now(), environ=os.environ, report=report
        )
    run.answer(_record(returns))
    for left in returns.left:
        run.say(_say_left(left))
    for one in returns.came_back:
        run.say(_say_back(one))
    run.say(_summary(returns))
    _say_missing(run)
    return run.finish(returns.problems)


def _record(returns: "MailboxResult") -> dict[str, Any]:
    return {
        "mailbox": returns.mailbox,
        "read": returns.seen,
        "left": [
            {
                "address": one.address,
                "by": "complaint" if one.is_complaint else "token" if one.is_by_token else "address",
            }
            for one in returns.left
        ],
        "bounced": [
            {
                "address": one.address,
                "edition": one.number,
                "hard": one.is_hard,
                "status": one.status,
                "words": one.words,
                "standing": one.standing.value,
            }
            for one in returns.came_back
        ],
        "delayed": returns.delayed,
        "strangers": returns.strangers,
        "automatic": returns.automatic,
        "others": returns.others,
        "waiting": returns.waiting,
        "problems": [problem_record(problem) for problem in returns.problems],
    }


def _say_left(left: "Unsubscribed") -> str:
    if left.is_complaint:
        return say_at(left.address, _("marked the letter as spam, and is not written to any more"))
    if left.is_by_token:
        return say_at(left.address, _("left the letter"))
    return say_at(left.address, _("left the letter, by a message from this address; it bore no token"))


def _say_back(one: "Bounced") -> str:
    from digest.model import MemberStatus

    words = one.words or one.status
    if one.standing is MemberStatus.ACTIVE:
        return say_at(one.address, _("edition {number} came back: {words}").format(number=one.number, words=words))
    form = _("edition {number} came back, and nothing is sent there any more: {words}")
    return say_at(one.address, form.format(number=one.number, words=words))


def _summary(returns: "MailboxResult") -> str:
    count = returns.seen
    head = ngettext("{count} message read", "{count} messages read", count).format(count=count)
    said = [words.format(count=number) for number, words in _counts(returns) if number]
    return say_at(returns.mailbox, ", ".join((head, *said))) + "."


def _counts(returns: "MailboxResult") -> tuple[tuple[int, str], ...]:
    """Return in words what the messages were, each kind with its number."""
    left, back, delayed = len(returns.left), len(returns.came_back), len(returns.delayed)
    return (
        (left, ngettext("{count} left", "{count} left", left)),
        (back, ngettext("{count} came back", "{count} came back", back)),
        (delayed, ngettext("{count} delayed", "{count} delayed", delayed)),
        (
            returns.strangers,
            ngettext(
                "{count} came back from an address that is no member's",
                "{count} came back from addresses that are no member's",
                returns.strangers,
            ),
        ),
        (returns.automatic, ngettext("{count} automatic answer", "{count} automatic answers", returns.automatic)),
        (returns.others, ngettext("{count} for a person", "{count} for a person", returns.others)),
        (returns.waiting, ngettext("{count} left for the next run", "{count} left for the next run", returns.waiting)),
    )


def _say_missing(run: CommandContext) -> None:
    from digest.delivery.bounces.parse import knows_notices

    if not knows_notices():
        words = _("Only reports of the standard form are recognised; more are with {command}.")
        run.say(words.format(command="pip install 'digest-newsletter[mailbox]'"))
