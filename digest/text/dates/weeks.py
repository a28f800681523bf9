"""Rules for weeks: "semaine 21 (2024)", "semaines 21 et 22", "2024-W21", "semaine du 13 mai", "week-end du 4 mai".

Weeks are counted as ISO 8601 does.
"""

from collections.abc import Sequence
from datetime import date

from digest.locale import _
from digest.text.dates.data import Context, fixed_span, nothing
from digest.text.dates.grammar import Found, Rule, every, first, rule
from digest.text.dates.parts import imprecise
from digest.text.dates.resolution import resolve_spans, shift_day, week_of
from digest.text.dates.tokens import Token

_OF_YEAR = "((open_paren | dash | comma | de | slash)? year close_paren?)?"


@rule(f"(label)? week (label | the)? number {_OF_YEAR}")
def numbered_week(tokens: Sequence[Token], context: Context) -> Found:
    """Read "semaine 21 (2024)"."""
    number, year = first(tokens, "number"), first(tokens, "year")
    return None if number is None else _week_of_number(number.value, year.value if year else None, context)


@rule(f"(weeks | week) number (and | a | au | dash | to) number (?! month) {_OF_YEAR}")
def numbered_weeks(tokens: Sequence[Token], context: Context) -> Found:
    """Read "semaines 21 et 22 (2024)", "semaines 21 à 23"."""
    one, two = (token.value for token in every(tokens, "number"))
    year = first(tokens, "year")
    if two <= one or (first(tokens, "and") and two != one + 1):
        return imprecise("numbered_weeks")
    ends = [_monday(number, year.value if year else None, context) for number in (one, two)]
    if ends[0] is None or ends[1] is None:
        return imprecise("numbered_weeks")
    return "days", fixed_span(ends[0], shift_day(ends[1], days=6), rule="numbered_weeks", precision="week")


@rule("ordinal week (de | du)? (the)? (year_word)? year | period year")
def ordinal_week(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "la 21e semaine de 2024", "S21 2024"."""
    if tokens[0].name == "ordinal":
        return _week(tokens[-1].value, tokens[0].value)
    kind, number = tokens[0].value
    return _week(tokens[-1].value, number) if kind == "s" and number > 2 else None


def _monday(number: int, year: int | None, context: Context) -> date | None:
    """Give the Monday of a week; without a year it is in the twelve months around the reference day."""
    start = shift_day(context.reference, months=-3)
    for candidate in (year,) if year else range(max(1, start.year - 1), min(9999, start.year + 2)):
        try:
            monday = date.fromisocalendar(candidate, number, 1)
        except ValueError:
            continue
        if year or start <= monday < shift_day(start, months=12):
            return monday
    return None


def _week_of_number(number: int, year: int | None, context: Context) -> Found:
    if year:
        return _week(year, number)
    monday = _monday(number, None, context)
    return _week(*monday.isocalendar()[:2]) if monday else imprecise("week")


@rule("iso_week")
def iso_week(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "2024-W21", "2024-W21-3" (ISO 8601)."""
    year, number, weekday = tokens[0].value
    return _week(year, number, weekday)


def _week(year: int, number: int, weekday: int | None = None) -> Found:
    try:
        start = date.fromisocalendar(year, number, weekday or 1)
    except ValueError:
        return "unsure", nothing(
            None, _("there is no week {number} in {year}").format(number=number, year=year), rule="week"
        )
    end = start if weekday else shift_day(start, days=6)
    return "days", fixed_span(start, end, rule="week", precision="day" if weekday else "week")


@rule(
    "(this | la)? week (du | de | des) (the)? day"
    " (?! au | dash | and | until | slash | (a | comma) (the | au)? (number | day | weekday | weekdays))"
)
def week_of_a_day(tokens: Sequence[Token], context: Context) -> Found:
    """Read "semaine du 13 mai": only a Monday names its week beyond doubt."""
    start = _only_day(tokens[-1], context)
    if start is None:
        return None
    if start.weekday() != 0 or tokens[-1].value.weekday not in (None, 0):
        return imprecise("week_of_a_day")
    return "days", fixed_span(*week_of(start), rule="week_of_a_day", precision="week")


@rule("weekend (du | de | des)? day")
def weekend_of_a_day(tokens: Sequence[Token], context: Context) -> Found:
    """Read "week-end du 4 mai": Saturday and Sunday."""
    start = _only_day(tokens[-1], context)
    if start is None:
        return None
    if start.weekday() < 5:
        return imprecise("weekend_of_a_day")
    saturday = shift_day(week_of(start)[0], days=5)
    return "days", fixed_span(saturday, shift_day(saturday, days=1), rule="weekend_of_a_day")


def _only_day(token: Token, context: Context) -> date | None:
    try:
        ((start, _last),), _problem = resolve_spans(((token.value, token.value),), context)
    except ValueError:
        return None
    return start


NUMBERED_WEEK_RULES: tuple[Rule, ...] = (numbered_weeks, ordinal_week, numbered_week)
WEEK_RULES: tuple[Rule, ...] = (week_of_a_day, weekend_of_a_day, iso_week)
