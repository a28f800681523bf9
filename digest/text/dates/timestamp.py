"""Date fields of feeds and pages: ISO 8601, RFC 2822, and French dates with hours, as one moment.

Names of zones are obeyed ("CEST", "EDT"), which most parsers take for UTC; without a zone it is the zone given.
"""

from datetime import UTC, date, datetime, time, tzinfo

from digest.text.dates.calendar_math import make_day
from digest.text.dates.choose import choose
from digest.text.dates.interpret import find_days
from digest.text.dates.lexer import read_tokens
from digest.text.dates.normalize import fold_date_text
from digest.text.dates.types import ClockPart, DateContext, DayPart, Moment

_LONGEST = 200
# Days of a field without a year are refused below, so that this day decides nothing.
_NO_REFERENCE = date(2000, 1, 1)


def parse_timestamp(text: str, *, zone: tzinfo) -> Moment | None:
    """Read a date field; a day without an hour is a `date`; None where it holds no full date.

    Args:
        text: "2024-04-25T17:30:00Z", "Thu, 25 Apr 2024 17:30:00 +0200", "25 avril 2024 à 17 h 30" …
        zone: The zone of fields that name none.
    """
    if len(text) > _LONGEST:
        return None
    folded = fold_date_text(text.strip())
    tokens = read_tokens(folded, text.strip())
    if len(tokens) == 1 and tokens[0].name == "instant":
        return _instant(tokens[0].value, zone)
    context = DateContext(reference=_NO_REFERENCE, zone=zone)
    findings = find_days(folded, text.strip(), context)
    years = [day.year for one in findings.found for span in one.days.spans for day in span]
    if not years or not all(years) or any(one.days.kind == "relative" for one in findings.found):
        return None
    moments = [one.start or one.end for one in choose(findings, context).occurrences]
    return moments[0] if moments else None


def _instant(parts: tuple[DayPart, ClockPart, tzinfo | None], zone: tzinfo) -> datetime | None:
    written, clock, own = parts
    day = make_day(written, written.year or 0)
    if day is None or clock.hour == 24:
        return None
    hour = time(clock.hour, clock.minute, min(clock.second, 59))
    return datetime.combine(day, hour, tzinfo=UTC if own is UTC else own or zone)
