"""Days and instants of the letter's own doings, as a person reads them.

The grammar of dates is loaded where one is said: it costs some forty milliseconds, and most commands say no day.
"""

from datetime import UTC, date, datetime, tzinfo


def say_instant(instant: datetime, zone: tzinfo) -> str:
    """Say an instant by the clock of a zone, to the minute: `mercredi 4 mars 2026, à 12 h`."""
    from digest.text.dates.format import say_moments

    return say_moments(instant.astimezone(zone).replace(second=0, microsecond=0), None, zone=zone)


def say_day(day: date) -> str:
    """Say a day: `4 mars 2026`."""
    from digest.text.dates.format import say_moments

    return say_moments(day, None, zone=UTC)
