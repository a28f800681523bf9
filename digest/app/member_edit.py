"""One member at a time: added, removed, unsubscribed, paused, found, and the themes they chose."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from digest.config.model import Config
from digest.errors import DigestError, UsageError
from digest.locale import _
from digest.members.fields import (
    UnreadableCellError,
    parse_cell,
    parse_consent_day,
    read_language,
    read_name,
    read_themes,
    refuse_name,
    split_mailbox,
)
from digest.model import Consent, Member, MemberStatus
from digest.store import Store
from digest.store.members import Suppression
from digest.text.sanitize import clean_line


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRequest:
    """A member as typed: `Name <address>` or an address, themes by name, the consent as day and words."""

    address: str
    name: str = ""
    language: str = ""
    themes: Sequence[str] = ()
    consent_on: str = ""
    consent_how: str = ""
    consent_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalResult:
    """What removing an address came to: whether it was a member's, and whether it was kept out before."""

    was_member: bool
    before: Suppression | None


def read_consent(day: str, how: str, text: str) -> Consent | None:
    """Make the record of a consent of typed words; None where none were typed.

    Raises:
        UsageError: The day is none.
    """
    with _typed("--consent-on"):
        consent = Consent(given=parse_consent_day(day), how=parse_cell(how), text=parse_cell(text))
    return consent if consent != Consent() else None


def add_member(
    config: Config, store: Store, wanted: MemberRequest, *, now: datetime, again: bool = False
) -> tuple[Member, Suppression | None]:
    """Add a member; return them with their id, and why nothing was sent to them before.

    Raises:
        UsageError: Something typed cannot be used, or nobody said how they asked for the letter again.
        DigestError: They are a member already, or left and did not ask again.
    """
    member = _read_member(config, wanted, now)
    if again and not member.consent.how:
        raise UsageError(
            _("--again needs to be told how they asked for the letter"),
            where=member.address,
            hint=_('For example: --again --consent-how "by phone".'),
        )
    roll = store.roll()
    before = roll.suppression(member.address)
    return roll.add(member, now=now, again=again), before


def _read_member(config: Config, wanted: MemberRequest, now: datetime) -> Member:
    with _typed(wanted.address):
        address, name = split_mailbox(wanted.address)
        refuse_name(wanted.name)
        language = read_language(wanted.language)
        themes = _themes(config, wanted.themes)
    consent = read_consent(wanted.consent_on, wanted.consent_how, wanted.consent_text) or Consent()
    if consent != Consent() and consent.given is None:
        consent = replace(consent, given=now.date())
    return Member(
        id="",
        address=address,
        name=read_name(wanted.name) or name,
        language=language,
        themes=themes,
        consent=consent,
    )


def remove_member(store: Store, address: str, *, now: datetime) -> RemovalResult:
    """Erase what is known of an address, and keep it out of every list to come.

    Raises:
        UsageError: It is no address.
    """
    with _typed(address):
        plain, _name = split_mailbox(address)
    roll = store.roll()
    before = roll.suppression(plain)
    return RemovalResult(was_member=roll.remove(plain, now=now), before=before)


def unsubscribe_member(store: Store, address: str, *, reason: str, day: date) -> bool:
    """Write down that somebody left on a day, for a reason in words; return whether they were a member.

    An address that is no member's is kept out of every list to come all the same.

    Raises:
        UsageError: It is no address.
    """
    with _typed(address):
        plain, _name = split_mailbox(address)
    return store.roll().leave_by_address(plain, why=clean_line(reason) or "asked", day=day)


def pause_member(store: Store, address: str, *, until: date, now: datetime) -> Member:
    """Send a member nothing until a day, itself included; return them.

    Raises:
        DigestError: No member has this address.
    """
    member = replace(find_member(store, address), paused_until=until)
    store.roll().change(member, now=now)
    return member


def find_member(store: Store, address: str) -> Member:
    """Return the member with an address.

    Raises:
        DigestError: There is none.
    """
    found = store.roll().find(address)
    if found is None:
        raise DigestError(
            _("no member has this address"), where=address, hint=_("digest members list shows who is there.")
        )
    return found


def set_member_themes(config: Config, store: Store, address: str, themes: Sequence[str], *, now: datetime) -> Member:
    """Write down which themes a member wants; none for all of them.

    Raises:
        UsageError: One is not a theme of feeds.yaml.
        DigestError: No member has the address.
    """
    with _typed(address):
        chosen = _themes(config, themes)
    member = replace(find_member(store, address), themes=chosen)
    store.roll().change(member, now=now)
    return member


def count_themes(config: Config, store: Store) -> tuple[int, Mapping[str, int]]:
    """Count the active members who want all themes, and those who chose each one; others' names come last."""
    everything, chosen = 0, dict.fromkeys((theme.name for theme in config.themes), 0)
    for member in store.roll().members(standing=MemberStatus.ACTIVE):
        everything += not member.themes
        for name in member.themes:
            chosen[name] = chosen.get(name, 0) + 1
    return everything, chosen


def _themes(config: Config, typed: Sequence[str]) -> tuple[str, ...]:
    return read_themes("|".join(typed), [theme.name for theme in config.themes])


@contextmanager
def _typed(where: str) -> Iterator[None]:
    try:
        yield
    except UnreadableCellError as error:
        hint = error.hint or _("Write it like this: jo@exemple.org")
        raise UsageError(str(error), where=where, hint=hint) from error
