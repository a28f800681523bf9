"""Rules for months, and for what is too vague to be a period; parts of them and weeks have rooms of their own.

"fin juin", "été 2024", "vers le 15 mai" keep their words and get no day.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from digest.locale import _
from digest.text.dates.grammar import (
    DateContext,
    DayPart,
    DaysPart,
    Found,
    Token,
    every,
    first,
    fixed_span,
    nothing,
    rule,
)
from digest.text.dates.resolve import resolve_spans, shift_day, week_of

QUARTERS_OF = {"t": 3, "q": 3, "s": 6}


def imprecise(rule_name: str) -> Found:
    """Keep the words, invent no day."""
    return "vague", nothing("imprecise", _("no exact day is given"), rule=rule_name)


def months_span(
    first_month: int, last_month: int, first_year: int | None, last_year: int | None
) -> tuple[DayPart, DayPart]:
    """Make a span of whole months."""
    return (
        DayPart(day=1, month=first_month, year=first_year),
        DayPart(day=31, month=last_month, year=last_year, clip=True),
    )


_OF_MONTH = "(de | du | month_range_of)? month year?"


def _part_of_month(tokens: Sequence[Token], first_day: int, last_day: int, *, rule_name: str) -> Found:
    month, year = first(tokens, "month"), first(tokens, "year")
    if month is None:
        return None
    in_year = year.value if year else None
    begin = DayPart(day=first_day, month=month.value, year=in_year)
    end = DayPart(day=last_day, month=month.value, year=in_year, clip=last_day == 31)
    return "days", DaysPart(spans=((begin, end),), precision="fortnight", rule=rule_name)


_WEEK_YEAR = "((open_paren | dash | comma | de | slash)? year close_paren?)?"


@rule("numbered_week", f"(weeks | week) number (and | a | au | dash | to) number (?! month) {_WEEK_YEAR}")
def numbered_weeks(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "semaines 21 et 22 (2024)", "semaines 21 à 23"."""
    one, two = (token.value for token in every(tokens, "number"))
    year = first(tokens, "year")
    if two <= one or (first(tokens, "and") and two != one + 1):
        return imprecise("numbered_weeks")
    ends = [_monday(number, year.value if year else None, context) for number in (one, two)]
    if ends[0] is None or ends[1] is None:
        return imprecise("numbered_weeks")
    return "days", fixed_span(ends[0], shift_day(ends[1], days=6), rule="numbered_weeks", precision="week")


@rule("numbered_week", "ordinal week (de | du)? (the)? (year_word)? year | period year")
def ordinal_week(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "la 21e semaine de 2024", "S21 2024"."""
    if tokens[0].name == "ordinal":
        return _week(tokens[-1].value, tokens[0].value)
    kind, number = tokens[0].value
    return _week(tokens[-1].value, number) if kind == "s" and number > 2 else None


@rule("numbered_week", f"(label)? week (label | the)? number {_WEEK_YEAR}")
def numbered_week(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "semaine 21 (2024)"."""
    number, year = first(tokens, "number"), first(tokens, "year")
    return None if number is None else _week_of_number(number.value, year.value if year else None, context)


@rule(
    "period",
    "(early | late | mid | during | about | towards)"
    " (dash | de | du | month_word | the | month_range_of | la){0,3} (ordinal | first | last)?"
    " (month year? | day | year_word year? | year | week | summer | month_word | days"
    " | (fortnight | decade) (de | du | month_range_of)? month year?"
    " | (quarter_year | half_year | period) (de | en | comma | dash)? year?)",
)
def vague_part(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "fin juin 2024", "mi-mai", "courant 2025", "vers le 25 avril"."""
    if tokens[0].name in ("early", "late") and tokens[-1].name == "day":  # "début : 27 juin, fin : 28 juin"
        return None
    if tokens[-1].name == "days" and tokens[-1].value.precision == "day":
        return None
    return imprecise("vague_part")


@rule("period", f"(ordinal | first | last) (fortnight | half_month) {_OF_MONTH}")
def fortnight(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "première quinzaine de juin 2024", "seconde moitié de mai"."""
    if tokens[0].value not in (1, 2, None):
        return None
    first_day, last_day = (1, 15) if tokens[0].value == 1 else (16, 31)
    return _part_of_month(tokens, first_day, last_day, rule_name="fortnight")


@rule("period", f"(ordinal | first | last) decade {_OF_MONTH}")
def decade(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "2e décade de juin": ten days."""
    number = tokens[0].value or 3
    if number > 3:
        return None
    return _part_of_month(tokens, number * 10 - 9, 31 if number == 3 else number * 10, rule_name="decade")


_OF_YEAR = "(de | en | comma)? (the)? (year_word)? year?"


_ROW = "(and | a | au | dash | slash | comma | to)"


@rule("period", f"(ordinal | first | last) ({_ROW} (the)? ordinal){{0,3}} (quarter_year | half_year) {_OF_YEAR}")
def quarter_in_words(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "1er trimestre 2025", "2d semestre 2024", "1er et 2e trimestres 2025"."""
    kind = "t" if first(tokens, "quarter_year") else "s"
    numbers = [token.value or 12 // QUARTERS_OF[kind] for token in every(tokens, "ordinal", "first", "last")]
    year = first(tokens, "year")
    return _parts_of_year(kind, numbers, tokens, year.value if year else None)


@rule("period", f"period ({_ROW} period){{0,3}} (dash | slash | de | comma)? year | year (dash | slash)? period")
def quarter_in_figures(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "T4 2024", "S1 2025", "T3 et T4 2024"; "S21 2024" is a week."""
    periods, year = every(tokens, "period"), first(tokens, "year")
    kinds = {token.value[0] for token in periods}
    if year is None or len(kinds) > 1:
        return None
    return _parts_of_year(kinds.pop(), [token.value[1] for token in periods], tokens, year.value)


def _parts_of_year(kind: str, numbers: Sequence[int], tokens: Sequence[Token], year: int | None) -> Found:
    length = QUARTERS_OF[kind]
    if not all(1 <= number <= 12 // length for number in numbers):
        return None
    listed = first(tokens, "and", "comma")
    if any(two <= one or (listed and two != one + 1) for one, two in pairwise(numbers)):
        return imprecise("parts_of_year")
    precision = "quarter" if kind in "tq" else "semester"
    span = months_span((numbers[0] - 1) * length + 1, numbers[-1] * length, year, year)
    return "days", DaysPart(spans=(span,), precision=precision, rule=precision)


_NOT_NUMBERED = (
    "(?<! other_word | opaque | number | label | law | soft_street | street | slash | dash | the | big | year | day"
    " | nth | ordinal | numeral | stop | zone | period)"
)


@rule(
    "period", f"{_NOT_NUMBERED} number slash year ((dash | a | au) number slash year)? (?! dash | slash | au | number)"
)
def month_in_figures(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "05/2024"; after a word ("Lettre 05/2024") it is a number of something."""
    months, years = every(tokens, "number"), every(tokens, "year")
    glued = all(token.gap == 0 for token in tokens if token.name in ("slash", "year"))
    if not glued or any(len(token.text) != 2 or not 1 <= token.value <= 12 for token in months):
        return None
    span = months_span(months[0].value, months[-1].value, years[0].value, years[-1].value)
    return "days", DaysPart(spans=(span,), precision="month", rule="month_in_figures")


def _monday(number: int, year: int | None, context: DateContext) -> date | None:
    """Return the Monday of a week; without a year it is in the twelve months around the reference day."""
    start = shift_day(context.reference, months=-3)
    for candidate in (year,) if year else range(max(1, start.year - 1), min(9999, start.year + 2)):
        try:
            monday = date.fromisocalendar(candidate, number, 1)
        except ValueError:
            continue
        if year or start <= monday < shift_day(start, months=12):
            return monday
    return None


def _week_of_number(number: int, year: int | None, context: DateContext) -> Found:
    if year:
        return _week(year, number)
    monday = _monday(number, None, context)
    return _week(*monday.isocalendar()[:2]) if monday else imprecise("week")


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
    "period",
    "(this | la)? week (du | de | des) (the)? day"
    " (?! au | dash | and | until | slash | (a | comma) (the | au)? (number | day | weekday | weekdays))",
)
def week_of_a_day(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "semaine du 13 mai": only a Monday names its week beyond doubt."""
    start = _only_day(tokens[-1], context)
    if start is None:
        return None
    if start.weekday() != 0 or tokens[-1].value.weekday not in (None, 0):
        return imprecise("week_of_a_day")
    return "days", fixed_span(*week_of(start), rule="week_of_a_day", precision="week")


@rule("period", "weekend (du | de | des)? day")
def weekend_of_a_day(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "week-end du 4 mai": Saturday and Sunday."""
    start = _only_day(tokens[-1], context)
    if start is None:
        return None
    if start.weekday() < 5:
        return imprecise("weekend_of_a_day")
    saturday = shift_day(week_of(start)[0], days=5)
    return "days", fixed_span(saturday, shift_day(saturday, days=1), rule="weekend_of_a_day")


@rule("period", "iso_week")
def iso_week(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "2024-W21", "2024-W21-3" (ISO 8601)."""
    year, number, weekday = tokens[0].value
    return _week(year, number, weekday)


def _only_day(token: Token, context: DateContext) -> date | None:
    try:
        ((start, _last),), _problem = resolve_spans(((token.value, token.value),), context)
    except ValueError:
        return None
    return start


@rule(
    "period",
    "summer (de | the)? year | (late | early) of_the_month | (a | until | des) (the | la) summer | (en | au) summer |"
    " (en | dans) (the | la)? year_word? year |"
    " (ordinal | first | last) (week | weeks | weekend | day_word) (de | du | month_range_of) month year?",
)
def vague_season(_tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "été 2024", "première semaine de juin"."""
    return imprecise("vague_season")


_MONTH = "month (next | last)? year?"


@rule(
    "period",
    f"(de | from | between | en | month_range_of | during | des | until | open)? {_MONTH}"
    f" (((comma | and | a | dash | slash | to | until | du) (en | month_range_of)? | month_range_of) {_MONTH}){{1,5}}",
)
def several_months(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "de novembre 2024 à février 2025", "en mai et juin 2024", "juin-septembre 2025"."""
    introduced = tokens[0].name != "month"
    months = every(tokens, "month")
    years = every(tokens, "year")
    if not (introduced or years or _hyphenated(tokens, months)):
        return None
    if any(_month_step(one, two) != 1 for one, two in pairwise(months)) and len(months) > 2:
        return None
    listed = first(tokens, "and", "comma") and tokens[0].name != "between"
    if listed and _month_step(months[0], months[1]) != 1:
        return _separate_months(months, years)
    first_year = years[0].value if years and years[0].start < months[-1].start else None
    last_year = years[-1].value if years and years[-1].start > months[-1].start else None
    span = months_span(months[0].value, months[-1].value, first_year, last_year)
    marked = "days_until" if tokens[0].name == "until" else "days"
    return marked, DaysPart(spans=(span,), precision="month", rule="several_months")


def _hyphenated(tokens: Sequence[Token], months: Sequence[Token]) -> bool:
    """Return "décembre-janvier": two months in a row with a hyphen are no names."""
    return len(tokens) == 3 and tokens[1].text == "-" and tokens[1].gap == 0 and _month_step(*months) <= 5


def _separate_months(months: Sequence[Token], years: Sequence[Token]) -> Found:
    """Read "mai et septembre 2024": two months, not what lies between."""
    if len(years) > 1:
        return None
    year = years[0].value if years else None
    spans = tuple(months_span(month.value, month.value, year, year) for month in months)
    return "days", DaysPart(spans=spans, precision="month", rule="several_months")


def _month_step(one: Token, two: Token) -> int:
    step: int = (two.value - one.value) % 12
    return step


@rule(
    "period", f"(en | month_range_of | du | open | until | des | moved_to | de)? (month_range_of)? {_MONTH} (?! number)"
)
def one_month(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "mars 2021", "en mai", "en mai prochain"; a month alone may be a name ("Madame Juin")."""
    month, year = first(tokens, "month"), first(tokens, "year")
    if month is None:
        return None
    pointing = 1 if first(tokens, "next") else -1 if first(tokens, "last") else 0
    intro = tokens[0].name if tokens[0].name != "month" else ""
    if not (year or pointing or intro in ("en", "month_range_of", "open", "until", "moved_to")):
        return None
    in_year = year.value if year else None
    span = (
        DayPart(day=1, month=month.value, year=in_year, pointing=pointing),
        DayPart(day=31, month=month.value, year=in_year, clip=True),
    )
    if pointing and not year:
        span = _pointed_month(month.value, pointing, context)
    days = DaysPart(spans=(span,), precision="month", rule="one_month")
    return {"until": "days_until", "open": "days_open", "des": "days_open", "moved_to": "days_moved"}.get(
        intro, "days"
    ), days


def _pointed_month(month: int, pointing: int, context: DateContext) -> tuple[DayPart, DayPart]:
    """Return the next month of this name that has not begun, or the last one that is over."""
    reference = context.reference
    year = reference.year
    if pointing > 0 and month <= reference.month:
        year += 1
    if pointing < 0 and month >= reference.month:
        year -= 1
    return months_span(month, month, year, year)
