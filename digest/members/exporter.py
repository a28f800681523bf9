"""The members as a table for Excel, which the import reads back as it was.

UTF-8 with its mark and `;`, for Excel opens anything else wrongly; `shielding` makes the
cells harmless that it would compute.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from digest.locale import _
from digest.members.csv_io import shield
from digest.model import Member, MemberStatus


def write_list(members: Iterable[Member]) -> Iterator[str]:
    """Return the table line by line: a header in the person's language, then one row a member, in their order."""
    yield "\ufeff" + _line(headings())
    words = say_standings()
    for member in members:
        yield _line(_cells(member, words))


def headings() -> list[str]:
    """Name the columns as the import knows them again."""
    return [
        _("e-mail"),
        _("name"),
        _("language"),
        _("themes"),
        _("status"),
        _("paused until"),
        _("consent date"),
        _("consent how"),
        _("consent text"),
    ]


def say_standings() -> dict[MemberStatus, str]:
    """Return in words each standing in one word."""
    return {
        MemberStatus.ACTIVE: _("active"),
        MemberStatus.UNSUBSCRIBED: _("unsubscribed"),
        MemberStatus.BOUNCED: _("bounced"),
    }


def _cells(member: Member, words: dict[MemberStatus, str]) -> list[str]:
    consent = member.consent
    return [
        member.address,
        member.name,
        member.language,
        " | ".join(member.themes),
        words[member.standing],
        member.paused_until.isoformat() if member.paused_until else "",
        consent.given.isoformat() if consent.given else "",
        consent.how,
        consent.text,
    ]


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\r\n").writerow([shield(cell) for cell in cells])
    return line.getvalue()
