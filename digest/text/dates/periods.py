"""Rules for months, and for what is too vague to be a period; parts of them and weeks have rooms of their own.

"fin juin", "été 2024", "vers le 15 mai" keep their words and get no day.
"""

from collections.abc import Sequence
from itertools import pairwise

from digest.text.dates.data import Context, Day, Days
from digest.text.dates.grammar import Found, Rule, every, first, rule
from digest.text.dates.parts import PART_RULES, imprecise, months_span
from digest.text.dates.tokens import Token
from digest.text.dates.weeks import WEEK_RULES


@rule(
    "(early | late | mid | during | about | towards)"
    " (dash | de | du | month_word | the | month_range_of | la){0,3} (ordinal | first | last)?"
    " (month year? | day | year_word year? | year | week | summer | month_word | days"
    " | (fortnight | decade) (de | du | month_range_of)? month year?"
    " | (quarter_year | half_year | period) (de | en | comma | dash)? year?)"
)
def vague_part(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "fin juin 2024", "mi-mai", "courant 2025", "vers le 25 avril"."""
    if tokens[0].name in ("early", "late") and tokens[-1].name == "day":  # "début : 27 juin, fin : 28 juin"
        return None
    if tokens[-1].name == "days" and tokens[-1].value.precision == "day":
        return None
    return imprecise("vague_part")


@rule(
    "summer (de | the)? year | (late | early) of_the_month | (a | until | des) (the | la) summer | en summer |"
    " (en | dans) (the | la)? year_word? year |"
    " (ordinal | first | last) (week | weeks | weekend | day_word) (de | du | month_range_of) month year?"
)
def vague_season(_tokens: Sequence[Token], _context: Context) -> Found:
    """Read "été 2024", "première semaine de juin"."""
    return imprecise("vague_season")


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
    return marked, Days(spans=(span,), precision="month", rule="several_months")


def _hyphenated(tokens: Sequence[Token], months: Sequence[Token]) -> bool:
    """Tell "décembre-janvier": two months in a row with a hyphen are no names."""
    return len(tokens) == 3 and tokens[1].text == "-" and tokens[1].gap == 0 and _month_step(*months) <= 5


def _separate_months(months: Sequence[Token], years: Sequence[Token]) -> Found:
    """Read "mai et septembre 2024": two months, not what lies between."""
    if len(years) > 1:
        return None
    year = years[0].value if years else None
    spans = tuple(months_span(month.value, month.value, year, year) for month in months)
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
    return months_span(month, month, year, year)


PERIOD_RULES: tuple[Rule, ...] = (
    vague_part,
    *PART_RULES,
    *WEEK_RULES,
    vague_season,
    several_months,
    one_month,
)
