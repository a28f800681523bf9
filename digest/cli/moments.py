"""Days and times as a person types them on the command line: ISO, nothing else, so that nothing is guessed."""

from typing import TYPE_CHECKING, Any

import click

from digest.locale import _

if TYPE_CHECKING:
    from datetime import date, datetime


class Day(click.ParamType):
    """A day, as in 2026-01-14."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "date":
        """Read the day, or say how to write one."""
        from datetime import date

        try:
            return date.fromisoformat(value)
        except ValueError:
            raise click.BadParameter(
                _('"{value}" is not a day. Write it like 2026-01-14.').format(value=value), ctx, param
            ) from None


class MomentOrDay(click.ParamType):
    """A day, or a time of a day with or without its offset, as in 2026-01-14T09:30."""

    name = "date-or-time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "date | datetime":
        """Read the day or the time, or say how to write one."""
        from datetime import date, datetime

        for read in (date.fromisoformat, datetime.fromisoformat):
            try:
                return read(value)
            except ValueError:
                continue
        wrong = _('"{value}" is neither a day nor a time. Write it like 2026-01-14 or 2026-01-14T09:30.')
        raise click.BadParameter(wrong.format(value=value), ctx, param)


DAY = Day()
MOMENT = MomentOrDay()
