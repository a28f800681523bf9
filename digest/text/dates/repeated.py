"""Rules for repeated days: "tous les mardis de juin 2024", "chaque premier jeudi du mois", "le premier mardi de juin".

Days are spelled out (python-dateutil's `rrule`) only where the text bounds them; a rule without end gives no day.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import islice

from dateutil.relativedelta import relativedelta
from dateutil.relativedelta import weekday as nth_weekday
from dateutil.rrule import WEEKLY, rrule

from digest.locale import _
from digest.text.dates.data import Context, Day, Days, fixed_days, nothing
from digest.text.dates.grammar import Found, Rule, every, first, rule
from digest.text.dates.relative import bare_weekday, until_weekday
from digest.text.dates.resolution import resolve_spans
from digest.text.dates.tokens import Token

_MOST = 366


def recurring(rule_name: str) -> Found:
    """Say that it comes again and again, on no day that the text bounds."""
    return "vague", nothing("recurring", _("it is repeated without a first and a last day"), rule=rule_name)


@rule(
    "(every | all_the | the | les)? (ordinal | first | last | the) (weekday | weekdays) (de every"
    " month_word | of_the_month)"
)
def monthly(_tokens: Sequence[Token], _context: Context) -> Found:
    """Read "chaque premier jeudi du mois"."""
    return recurring("monthly")


@rule("(every | all_the) (ordinal | first | last) (weekday | weekdays)")
def monthly_open(_tokens: Sequence[Token], _context: Context) -> Found:
    """Read "chaque premier jeudi"."""
    return recurring("monthly")


@rule("(the)? (ordinal | first | last) weekday (de | du | des | month_range_of) month year?")
def nth_weekday_of_month(tokens: Sequence[Token], context: Context) -> Found:
    """Read "le premier mardi de juin 2024", "dernier vendredi de mai"."""
    number, weekday, month, year = (first(tokens, name) for name in ("ordinal", "weekday", "month", "year"))
    if weekday is None or month is None:
        return None
    count = -1 if first(tokens, "last") else 1 if number is None else number.value
    try:
        ((start, _end),), _problem = resolve_spans(
            ((Day(day=1, month=month.value, year=year.value if year else None),) * 2,), context
        )
    except ValueError:
        return None
    last = start + relativedelta(day=31)
    found = (start if count > 0 else last) + relativedelta(weekday=nth_weekday(weekday.value, count))
    if found.month != month.value or count > 5:
        return "unsure", nothing(None, _("the month has no such day"), rule="nth_weekday")
    return "days", fixed_days((found,), rule="nth_weekday_of_month")


@rule(
    "(all_the | every | les | the) (weekday | weekdays) ((and | comma) (all_the | les | the)? (weekday |"
    " weekdays)){0,5} (comma)? (hours)? (comma)? (de | du | en | des | between | slash | open)? (days |"
    " month)"
)
def weekdays_of_a_span(tokens: Sequence[Token], context: Context) -> Found:
    """Read "tous les mardis de juin 2024", "chaque mardi du 4 au 25 juin"."""
    days = _bounds(tokens[-1])
    plural = first(tokens, "weekdays", "all_the", "every")
    if plural is None or len(days.spans) != 1 or days.kind:
        return None
    try:
        ((start, end),), _problem = resolve_spans(days.spans, context)
    except ValueError:
        return None
    if start == end:
        return None
    found = _weekly(start, end, [token.value for token in every(tokens, "weekday", "weekdays")])
    hours = tuple(token.value for token in every(tokens, "hours"))
    spelled = fixed_days(found, rule="weekdays_of_a_span", kind="multiple")
    return ("days", Days(spans=spelled.spans, rule=spelled.rule, kind="multiple", hours=hours)) if found else None


def _bounds(token: Token) -> Days:
    if token.name == "days":
        days: Days = token.value
        return days
    return Days(spans=((Day(day=1, month=token.value), Day(day=31, month=token.value, clip=True)),))


def _weekly(start: date, end: date, weekdays: Sequence[int]) -> list[date]:
    # rrule reckons with naive datetimes; midnight stands for the day here.
    rule_of = rrule(
        WEEKLY, dtstart=datetime.combine(start, time()), until=datetime.combine(end, time()), byweekday=weekdays
    )
    return [moment.date() for moment in islice(rule_of, _MOST)]


@rule("every_week (comma | hours | de){0,3} days")
def every_day_of_a_span(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "tous les jours du 3 au 7 juin": the span itself."""
    days: Days = tokens[-1].value
    if tokens[0].text not in ("tous les jours", "chaque jour"):
        return recurring("every_day_of_a_span")
    hours = tuple(token.value for token in every(tokens, "hours"))
    return "days", Days(spans=days.spans, rule="every_day_of_a_span", precision=days.precision, hours=hours)


@rule(
    "every_week | (all_the | every | les) (weekday | weekdays) (and (les)? (weekday | weekdays))? hours?"
    " ((until | open) days)? |"
    "(du | de) weekday (au | a) weekday | weekdays | the weekday hours | (all_the | every) (number |"
    " numeral | day_word | weeks | month_word | year_word)"
)
def without_bounds(_tokens: Sequence[Token], _context: Context) -> Found:
    """Read "tous les mardis", "du lundi au vendredi"."""
    return recurring("without_bounds")


FIRST_REPEATED_RULES: tuple[Rule, ...] = (monthly, nth_weekday_of_month, monthly_open)
REPEATED_RULES: tuple[Rule, ...] = (
    weekdays_of_a_span,
    every_day_of_a_span,
    without_bounds,
    bare_weekday,
    until_weekday,
)
