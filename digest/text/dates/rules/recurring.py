"""Rules for repeated days: "tous les mardis de juin 2024", "chaque premier jeudi du mois", "le premier mardi de juin".

Days are spelled out (python-dateutil's `rrule`) only where the text bounds them; a rule without end gives no day.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import islice

from dateutil.relativedelta import relativedelta
from dateutil.relativedelta import weekday as nth_weekday
from dateutil.rrule import MONTHLY, WEEKLY, rrule
from dateutil.rrule import weekday as rule_weekday

from digest.locale import _
from digest.text.dates.grammar import (
    DateContext,
    DayPart,
    DaysPart,
    Found,
    Token,
    every,
    first,
    fixed,
    fixed_days,
    nothing,
    rule,
)
from digest.text.dates.resolve import join_adjacent, resolve_spans, shift_day

_MOST = 366


def recurring(rule_name: str) -> Found:
    """Report that it comes again and again, on no day that the text bounds."""
    return "vague", nothing("recurring", _("it is repeated without a first and a last day"), rule=rule_name)


@rule(
    "nth_weekday",
    "(every | all_the | the | les)? (ordinal | first | last | the) (weekday | weekdays) (de every"
    " month_word | of_the_month)",
)
def monthly(_tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "chaque premier jeudi du mois"."""
    return recurring("monthly")


_MONTH_YEAR = "month year?"


@rule(
    "nth_weekday",
    "(every | all_the | les) (ordinal | first | last) (weekday | weekdays) (comma? hours)?"
    f" comma? (de | du | from | between | month_range_of | en) {_MONTH_YEAR} ((a | au | dash | and | to) (en)?"
    f" {_MONTH_YEAR})?",
)
def nth_weekdays_of_months(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "tous les premiers mardis de mai à juillet 2024"."""
    months, years = every(tokens, "month"), every(tokens, "year")
    weekday, number = first(tokens, "weekday", "weekdays"), first(tokens, "ordinal", "first")
    year = years[-1].value if years else None
    span = (DayPart(day=1, month=months[0].value), DayPart(day=31, month=months[-1].value, year=year, clip=True))
    if weekday is None or len(years) > 1:
        return recurring("nth_weekdays_of_months")
    try:
        ((start, end),), _problem = resolve_spans((span,), context)
    except ValueError:
        return None
    rule_of = rrule(
        MONTHLY,
        dtstart=datetime.combine(start, time()),
        until=datetime.combine(end, time()),
        byweekday=rule_weekday(weekday.value, number.value if number else -1),
    )
    days = [moment.date() for moment in islice(rule_of, _MOST)]
    hours = tuple(token.value for token in every(tokens, "hours"))
    spelled = fixed_days(days, rule="nth_weekdays_of_months", kind="multiple" if len(days) > 1 else None)
    return ("days", replace(spelled, hours=hours)) if days else None


_NOT_REPEATED = "(?<! every | all_the | les)"


@rule(
    "nth_weekday",
    f"{_NOT_REPEATED} (the)? {_NOT_REPEATED} (ordinal | first | last) weekday (de | du | des | month_range_of)"
    " month year? (?! a month | au month | dash month)",
)
def nth_weekday_of_month(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "le premier mardi de juin 2024", "dernier vendredi de mai"."""
    number, weekday, month, year = (first(tokens, name) for name in ("ordinal", "weekday", "month", "year"))
    if weekday is None or month is None:
        return None
    count = -1 if first(tokens, "last") else 1 if number is None else number.value
    try:
        ((start, _end),), _problem = resolve_spans(
            ((DayPart(day=1, month=month.value, year=year.value if year else None),) * 2,), context
        )
    except ValueError:
        return None
    last = start + relativedelta(day=31)
    found = (start if count > 0 else last) + relativedelta(weekday=nth_weekday(weekday.value, count))
    if found.month != month.value or count > 5:
        return "unsure", nothing(None, _("the month has no such day"), rule="nth_weekday")
    return "days", fixed_days((found,), rule="nth_weekday_of_month")


@rule("nth_weekday", "(every | all_the) (ordinal | first | last) (weekday | weekdays)")
def monthly_open(_tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "chaque premier jeudi"."""
    return recurring("monthly")


@rule(
    "recurring",
    "(all_the | every | les | the) (weekday | weekdays) ((and | comma) (all_the | les | the)? (weekday |"
    " weekdays)){0,5} (comma)? (hours)? (comma)? (de | du | en | des | between | slash | open)? (days |"
    " month)",
)
def weekdays_of_a_span(tokens: Sequence[Token], context: DateContext) -> Found:
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
    return ("days", DaysPart(spans=spelled.spans, rule=spelled.rule, kind="multiple", hours=hours)) if found else None


def _bounds(token: Token) -> DaysPart:
    if token.name == "days":
        days: DaysPart = token.value
        return days
    return DaysPart(spans=((DayPart(day=1, month=token.value), DayPart(day=31, month=token.value, clip=True)),))


def _weekly(start: date, end: date, weekdays: Sequence[int]) -> list[date]:
    # rrule reckons with naive datetimes; midnight stands for the day here.
    rule_of = rrule(
        WEEKLY, dtstart=datetime.combine(start, time()), until=datetime.combine(end, time()), byweekday=weekdays
    )
    return [moment.date() for moment in islice(rule_of, _MOST)]


_DAILY = frozenset(("tous les jours", "chaque jour"))


_LEFT_OUT = "(number | first | days) ((comma | and) (the | les)? (number | first)){0,5}"


@rule(
    "recurring",
    "days (comma | hours | open_paren){0,2} but_not (the | les | du | en | des | au)? (weekday)?"
    f" ({_LEFT_OUT})? close_paren?",
)
def days_but(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "tous les mardis de juin 2024 sauf le 11"; an exception that names no day leaves a list unsure."""
    days: DaysPart = tokens[0].value
    place = next(place for place, token in enumerate(tokens) if token.name == "but_not")
    left_out = [(token.value, None) for token in every(tokens[place:], "number", "first")]
    for token in every(tokens[place:], "days"):
        left_out += [(day.day, day.month) for span in token.value.spans for day in span]
    hours = tuple(token.value for token in every(tokens[:place], "hours"))
    is_listed = days.rule in ("weekdays_of_a_span", "nth_weekdays_of_months")
    if days.precision != "day" or not left_out:
        return recurring("days_but") if is_listed else None
    try:
        pairs, _problem = resolve_spans(days.spans, context)
    except ValueError:
        return None
    spelled = [
        shift_day(start, days=step) for start, end in pairs for step in range(min((end - start).days + 1, _MOST))
    ]
    months = {day.month for day in spelled}
    if len(months) > 1 and any(month is None for _number, month in left_out):
        return recurring("days_but")
    kept = [day for day in spelled if not any(n == day.day and m in (None, day.month) for n, m in left_out)]
    if not is_listed:
        joined = join_adjacent((day, day) for day in kept)
        spans = tuple((fixed(start), fixed(end)) for start, end in joined)
        return "days", replace(days, spans=spans, rule="days_but", hours=(*days.hours, *hours))
    return "days", replace(fixed_days(kept, rule="days_but", kind="multiple"), hours=(*days.hours, *hours))


@rule("recurring", "days (comma | dash | open_paren | colon)? every_week (comma? hours)? close_paren?")
def span_of_every_day(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "du 4 au 20 juin, tous les jours de 10h à 18h": the span, with the hours of each day."""
    days: DaysPart = tokens[0].value
    if (first(tokens, "every_week") or tokens[0]).text not in _DAILY:
        return None
    hours = tuple(token.value for token in every(tokens, "hours"))
    return "days", replace(days, hours=(*days.hours, *hours))


@rule("recurring", "every_week (comma | hours | de){0,3} days")
def every_day_of_a_span(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "tous les jours du 3 au 7 juin": the span itself."""
    days: DaysPart = tokens[-1].value
    if tokens[0].text not in _DAILY:
        return recurring("every_day_of_a_span")
    hours = tuple(token.value for token in every(tokens, "hours"))
    return "days", DaysPart(spans=days.spans, rule="every_day_of_a_span", precision=days.precision, hours=hours)


@rule("recurring", "days (comma | de)? every_week")
def every_year(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "le 8 décembre de chaque année"."""
    return recurring("every_year") if tokens[-1].text in ("chaque annee", "tous les ans", "chaque an") else None


@rule("recurring", "but_not (the | les | du | en | des | au | de){0,2} (weekday)? (days | vague)")
def exception(_tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "sauf en août", "sauf le 14 mai": no day on which something takes place."""
    return "opaque", None


@rule(
    "recurring",
    "every_week | (all_the | every | les) (weekday | weekdays) (and (les)? (weekday | weekdays))? hours?"
    " ((until | open) days)? |"
    "(du | de) weekday (au | a) weekday | weekdays | the weekday hours | (all_the | every) (number |"
    " numeral | day_word | weeks | month_word | year_word)",
)
def without_bounds(_tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "tous les mardis", "du lundi au vendredi"."""
    return recurring("without_bounds")
