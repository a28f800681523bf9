"""Rules for periods: months, quarters, semesters, fortnights, weeks; and for what is too vague to be one.

"fin juin", "été 2024", "vers le 15 mai" keep their words and get no day.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from digest.locale import _
from digest.text.dates.data import Context, Day, Days, fixed_span, nothing
from digest.text.dates.grammar import Found, Rule, every, first, rule
from digest.text.dates.resolution import resolve_spans, shift_day, week_of
from digest.text.dates.tokens import Token

QUARTERS_OF = {"t": 3, "q": 3, "s": 6}


def imprecise(rule_name: str) -> Found:
    """Keep the words, invent no day."""
    return "vague", nothing("imprecise", _("no exact day is given"), rule=rule_name)


def _months(first_month: int, last_month: int, first_year: int | None, last_year: int | None) -> tuple[Day, Day]:
    return (
        Day(day=1, month=first_month, year=first_year),
        Day(day=31, month=last_month, year=last_year, clip=True),
    )


@rule(
    "(early | late | mid | during | about | towards)"
    " (dash | de | du | month_word | the | month_range_of | la){0,3}"
    " (month year? | day | year_word year? | year | week | summer | month_word | quarter_year | half_year)"
)
def vague_part(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "fin juin 2024", "mi-mai", "courant 2025", "vers le 25 avril"."""
    if tokens[0].name in ("early", "late") and tokens[-1].name == "day":  # "début : 27 juin, fin : 28 juin"
        return None
    return imprecise("vague_part")


@rule(
    "summer (de | the)? year | (late | early) of_the_month | (a | until | des) (the | la) summer | en summer |"
    " (en | dans) (the | la)? year_word? year |"
    " (ordinal | first | last) (week | weeks | weekend) (de | du) month year?"
)
def vague_season(_tokens: Sequence[Token], _context: Context) -> Found:
    """Read "été 2024", "première semaine de juin"."""
    return imprecise("vague_season")


@rule("(ordinal | first | last) fortnight (de | du | month_range_of)? month year?")
def fortnight(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "première quinzaine de juin 2024"."""
    month, year = first(tokens, "month"), first(tokens, "year")
    if month is None or tokens[0].value not in (1, 2, None):
        return None
    in_year = year.value if year else None
    if tokens[0].value == 1:
        span = (Day(day=1, month=month.value, year=in_year), Day(day=15, month=month.value, year=in_year))
    else:
        span = (Day(day=16, month=month.value, year=in_year), Day(day=31, month=month.value, year=in_year, clip=True))
    return "days", Days(spans=(span,), precision="fortnight", rule="fortnight")


@rule("(ordinal | first | last) (quarter_year | half_year) (de | en | comma)? (the)? (year_word)? year?")
def quarter_in_words(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "1er trimestre 2025", "2d semestre 2024"."""
    kind = "t" if first(tokens, "quarter_year") else "s"
    number = tokens[0].value or 12 // QUARTERS_OF[kind]
    year = first(tokens, "year")
    return _part_of_year(kind, number, year.value if year else None)


@rule("period (dash | slash | de | comma)? year | year (dash | slash)? period")
def quarter_in_figures(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "T4 2024", "S1 2025", "S21 2024"."""
    period, year = first(tokens, "period"), first(tokens, "year")
    if period is None or year is None:
        return None
    kind, number = period.value
    if kind == "s" and number > 2:
        return _week(year.value, number)
    return _part_of_year(kind, number, year.value)


def _part_of_year(kind: str, number: int, year: int | None) -> Found:
    length = QUARTERS_OF[kind]
    if not 1 <= number <= 12 // length:
        return None
    precision = "quarter" if kind in "tq" else "semester"
    span = _months((number - 1) * length + 1, number * length, year, year)
    return "days", Days(spans=(span,), precision=precision, rule=precision)


@rule("(label)? week (label | the)? (number) ((open_paren | dash | comma | de | slash)? year close_paren?)?")
def numbered_week(tokens: Sequence[Token], context: Context) -> Found:
    """Read "semaine 21 (2024)": weeks are counted as ISO 8601 does."""
    number, year = first(tokens, "number"), first(tokens, "year")
    if number is None:
        return None
    if year:
        return _week(year.value, number.value)
    start = shift_day(context.reference, months=-3)
    return next(
        (found for off in (-1, 0, 1) if (found := _week_within(start.year + off + 0, number.value, start))),
        imprecise("week"),
    )


def _week_within(year: int, number: int, start: date) -> Found:
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    return _week(year, number) if start <= monday < shift_day(start, months=12) else None


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
    end = start if weekday else start + timedelta(days=6)
    return "days", fixed_span(start, end, rule="week", precision="day" if weekday else "week")


@rule("(this | la)? week (du | de | des) (the)? day (?! au | dash | a | and | until | slash | comma)")
def week_of_a_day(tokens: Sequence[Token], context: Context) -> Found:
    """Read "semaine du 13 mai": only a Monday names its week beyond doubt."""
    day = tokens[-1].value
    try:
        ((start, _last),), problem = resolve_spans(((day, day),), context)
    except ValueError:
        return None
    if start.weekday() != 0 or problem:
        return imprecise("week_of_a_day")
    return "days", fixed_span(*week_of(start), rule="week_of_a_day", precision="week")


@rule("weekend (du | de | des)? day")
def weekend_of_a_day(tokens: Sequence[Token], context: Context) -> Found:
    """Read "week-end du 4 mai": Saturday and Sunday."""
    day = tokens[-1].value
    try:
        ((start, _last),), _problem = resolve_spans(((day, day),), context)
    except ValueError:
        return None
    if start.weekday() < 5:
        return imprecise("weekend_of_a_day")
    monday = week_of(start)[0]
    return "days", fixed_span(monday + timedelta(days=5), monday + timedelta(days=6), rule="weekend_of_a_day")


_MONTH = "month (next | last)? year?"


@rule(
    f"(de | from | between | en | month_range_of | during | des | until | open)? {_MONTH}"
    f" (((comma | and | a | dash | slash | to | until | du) (en | month_range_of)? | month_range_of) {_MONTH}){{1,5}}"
)
def several_months(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "de novembre 2024 à février 2025", "en mai et juin 2024", "juin-septembre 2025"."""
    introduced = tokens[0].name != "month"
    months = every(tokens, "month")
    years = every(tokens, "year")
    if not (introduced or years):
        return None
    if any(_month_step(one, two) != 1 for one, two in pairwise(months)) and len(months) > 2:
        return None
    listed = first(tokens, "and", "comma") and tokens[0].name != "between"
    if listed and _month_step(months[0], months[1]) != 1:
        return _separate_months(months, years)
    first_year = years[0].value if years and years[0].start < months[-1].start else None
    last_year = years[-1].value if years and years[-1].start > months[-1].start else None
    span = _months(months[0].value, months[-1].value, first_year, last_year)
    marked = "days_until" if tokens[0].name == "until" else "days"
    return marked, Days(spans=(span,), precision="month", rule="several_months")


def _separate_months(months: Sequence[Token], years: Sequence[Token]) -> Found:
    """Read "mai et septembre 2024": two months, not what lies between."""
    if len(years) > 1:
        return None
    year = years[0].value if years else None
    spans = tuple(_months(month.value, month.value, year, year) for month in months)
    return "days", Days(spans=spans, precision="month", rule="several_months")


def _month_step(one: Token, two: Token) -> int:
    step: int = (two.value - one.value) % 12
    return step


@rule(f"(en | month_range_of | du | open | until | des | moved_to | de)? (month_range_of)? {_MONTH} (?! number)")
def one_month(tokens: Sequence[Token], context: Context) -> Found:
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
        Day(day=1, month=month.value, year=in_year, pointing=pointing),
        Day(day=31, month=month.value, year=in_year, clip=True),
    )
    if pointing and not year:
        span = _pointed_month(month.value, pointing, context)
    days = Days(spans=(span,), precision="month", rule="one_month")
    return {"until": "days_until", "open": "days_open", "des": "days_open", "moved_to": "days_moved"}.get(
        intro, "days"
    ), days


def _pointed_month(month: int, pointing: int, context: Context) -> tuple[Day, Day]:
    """Give the next month of this name that has not begun, or the last one that is over."""
    reference = context.reference
    year = reference.year
    if pointing > 0 and month <= reference.month:
        year += 1
    if pointing < 0 and month >= reference.month:
        year -= 1
    return _months(month, month, year, year)


WEEK_RULES: tuple[Rule, ...] = (numbered_week,)
PERIOD_RULES: tuple[Rule, ...] = (
    vague_part,
    fortnight,
    quarter_in_words,
    quarter_in_figures,
    week_of_a_day,
    weekend_of_a_day,
    vague_season,
    iso_week,
    several_months,
    one_month,
)
