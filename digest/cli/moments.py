"""Days and times as a person types them on the command line: ISO, nothing else, so that nothing is guessed.

Click calls these functions for the options that have them as their type; it adds the option's name to what they raise.
"""

from typing import TYPE_CHECKING

import click

from digest.locale import _

if TYPE_CHECKING:
    from datetime import date, datetime


def read_day(text: str) -> "date":
    """Read a day, as in 2026-01-14."""
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong = _('"{value}" is not a day. Write it like 2026-01-14.').format(value=text)
        raise click.BadParameter(wrong) from None


def read_moment(text: str) -> "date | datetime":
    """Read a day, or a time of a day with or without its offset, as in 2026-01-14T09:30."""
    from datetime import date, datetime

    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    wrong = _('"{value}" is neither a day nor a time. Write it like 2026-01-14 or 2026-01-14T09:30.')
    raise click.BadParameter(wrong.format(value=text))
