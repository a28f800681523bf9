"""Commands about one person: leaving and pausing on their behalf, and their rights (RGPD articles 15 and 17).

`members unsubscribe` and `pause` do what the person could do on their page; `show` hands over all that is known of them
as JSON; `forget` erases it and keeps a fingerprint, so that no import brings the address back.
"""

import sys
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from digest.cli.context import CommandContext, print_json, say_at
from digest.cli.i18n import N_, LocalizedCommand, argument, option
from digest.cli.members import member_record, members, open_store
from digest.errors import UsageError
from digest.locale import _
from digest.text.dates.format import format_day

if TYPE_CHECKING:
    from digest.store import Store

__all__ = ["members"]

_FROM_INPUT = "-"


@members.command(
    "unsubscribe",
    cls=LocalizedCommand,
    help="\n\n".join(
        (
            N_("Write down that these people left; they get nothing any more, whatever a list says."),
            N_("With - the addresses are read from standard input, one a line."),
        )
    ),
)
@argument("addresses", metavar=N_("ADDRESS..."), nargs=-1, required=True)
@option("--reason", metavar=N_("WORDS"), default="", help=N_("How they asked: by phone, by letter, at a meeting."))
@option("--on", "day", metavar=N_("DAY"), default="", help=N_("When they asked; by default today."))
@click.pass_obj
def unsubscribe(run: CommandContext, /, addresses: tuple[str, ...], reason: str, day: str) -> None:
    """Unsubscribe each one, and say who was a member."""
    from digest.app.member_edit import unsubscribe_member

    since = _day(day, run)
    with open_store(run) as store:
        done = [(one, unsubscribe_member(store, one, reason=reason, day=since)) for one in _each(addresses)]
    run.answer({"unsubscribed": [{"address": address, "was_member": was_member} for address, was_member in done]})
    for address, was_member in done:
        run.say(say_at(address, _("left the letter") if was_member else _("was no member; no list will bring it in")))


@members.command(
    "pause", cls=LocalizedCommand, help=N_("Send these people nothing until a day; - reads addresses, one a line.")
)
@argument("addresses", metavar=N_("ADDRESS..."), nargs=-1, required=True)
@option("--until", metavar=N_("DAY"), required=True, help=N_("The last day without the letter."))
@click.pass_obj
def pause(run: CommandContext, /, addresses: tuple[str, ...], until: str) -> None:
    """Pause each one until that day, itself included."""
    from digest.app.member_edit import pause_member

    last = _day(until, run)
    if last < run.now().date():
        raise UsageError(_("--until: this day has passed"), hint=_("Write a day to come, as in 31/12/2027."))
    with open_store(run) as store:
        found = [pause_member(store, address, until=last, now=run.now()) for address in _each(addresses)]
    run.answer({"paused": [{"address": member.address, "until": last.isoformat()} for member in found]})
    for member in found:
        run.say(say_at(member.address, _("pauses until {day}").format(day=format_day(last))))


@members.command(
    "show",
    cls=LocalizedCommand,
    help=N_("Print all that is known of one person, as JSON that can be handed to them."),
)
@argument("address", metavar=N_("ADDRESS"))
@click.pass_obj
def show(run: CommandContext, /, address: str) -> None:
    """Print who they are, what they chose and agreed to, why nothing is sent, and what became of each letter."""
    with open_store(run) as store:
        print_json(_all_known(store, address))


@members.command(
    "forget",
    cls=LocalizedCommand,
    help="\n\n".join(
        (
            N_("Erase these people everywhere: members, letters sent, and what was left of them in the files."),
            N_("A fingerprint of each address stays, so that no import brings it back."),
        )
    ),
)
@argument("addresses", metavar=N_("ADDRESS..."), nargs=-1, required=True)
@click.pass_obj
def forget(run: CommandContext, /, addresses: tuple[str, ...]) -> None:
    """Forget each one, then clean the file of the store; say where a list still names them."""
    from digest.app.member_edit import remove_member
    from digest.app.members import list_file

    with open_store(run) as store:
        done = [(one, remove_member(store, one, now=run.now()).was_member) for one in _each(addresses)]
        store.erase_leftovers()
    run.answer({"forgotten": [{"address": address, "was_member": was_member} for address, was_member in done]})
    for address, was_member in done:
        run.say(
            say_at(
                address,
                _("erased; no list brings it back") if was_member else _("was no member; no list will bring it in"),
            )
        )
    if list_file(run.config()):
        run.say(
            _("Take them out of {name} as well: digest does not change your own files.").format(
                name=run.config().members
            )
        )


def _each(addresses: tuple[str, ...]) -> Iterator[str]:
    """Return the addresses, those of standard input for `-`."""
    for address in addresses:
        if address != _FROM_INPUT:
            yield address
            continue
        for line in sys.stdin:
            if line.strip():
                yield line.strip()


def _day(text: str, run: CommandContext) -> date:
    """Return a day as typed, 2026-12-31 or 31/12/2026; today where none is.

    Raises:
        UsageError: It is no day.
    """
    from digest.members.fields import UnreadableCellError, parse_consent_day

    try:
        return parse_consent_day(text) or run.now().date()
    except UnreadableCellError as error:
        raise UsageError(str(error), hint=error.hint) from error


def _all_known(store: "Store", address: str) -> dict[str, Any]:
    roll = store.roll()
    member, gone = roll.find(address), roll.suppression(address)
    return {
        "address": member.address if member else address,
        "member": member_record(member) if member else None,
        "suppressed": {"reason": gone.reason, "since": gone.since.isoformat()} if gone else None,
        "letters": [
            {"number": number, "state": state, "changed": changed, "response": words}
            for number, state, changed, words in roll.letters(address)
        ],
    }
