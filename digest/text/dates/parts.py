"""Rules for parts of months and years: fortnights, decades, quarters, semesters, "05/2024".

Parts in a row ("T3 et T4 2024") are one span; what leaves a gap is too vague to be one.
"""

from collections.abc import Sequence
from itertools import pairwise

from digest.locale import _
from digest.text.dates.data import Context, Day, Days, nothing
from digest.text.dates.grammar import Found, Rule, every, first, rule
from digest.text.dates.tokens import Token

QUARTERS_OF = {"t": 3, "q": 3, "s": 6}


def imprecise(rule_name: str) -> Found:
    """Keep the words, invent no day."""
    return "vague", nothing("imprecise", _("no exact day is given"), rule=rule_name)


def months_span(first_month: int, last_month: int, first_year: int | None, last_year: int | None) -> tuple[Day, Day]:
    """Make a span of whole months."""
    return (
        Day(day=1, month=first_month, year=first_year),
        Day(day=31, month=last_month, year=last_year, clip=True),
    )


_OF_MONTH = "(de | du | month_range_of)? month year?"


def _part_of_month(tokens: Sequence[Token], first_day: int, last_day: int, *, rule_name: str) -> Found:
    month, year = first(tokens, "month"), first(tokens, "year")
    if month is None:
        return None
    in_year = year.value if year else None
    begin = Day(day=first_day, month=month.value, year=in_year)
    end = Day(day=last_day, month=month.value, year=in_year, clip=last_day == 31)
    return "days", Days(spans=((begin, end),), precision="fortnight", rule=rule_name)


@rule(f"(ordinal | first | last) (fortnight | half_month) {_OF_MONTH}")
def fortnight(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "première quinzaine de juin 2024", "seconde moitié de mai"."""
    if tokens[0].value not in (1, 2, None):
        return None
    first_day, last_day = (1, 15) if tokens[0].value == 1 else (16, 31)
    return _part_of_month(tokens, first_day, last_day, rule_name="fortnight")


@rule(f"(ordinal | first | last) decade {_OF_MONTH}")
def decade(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "2e décade de juin": ten days."""
    number = tokens[0].value or 3
    if number > 3:
        return None
    return _part_of_month(tokens, number * 10 - 9, 31 if number == 3 else number * 10, rule_name="decade")


_OF_YEAR = "(de | en | comma)? (the)? (year_word)? year?"
_ROW = "(and | a | au | dash | slash | comma | to)"


@rule(f"(ordinal | first | last) ({_ROW} (the)? ordinal){{0,3}} (quarter_year | half_year) {_OF_YEAR}")
def quarter_in_words(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "1er trimestre 2025", "2d semestre 2024", "1er et 2e trimestres 2025"."""
    kind = "t" if first(tokens, "quarter_year") else "s"
    numbers = [token.value or 12 // QUARTERS_OF[kind] for token in every(tokens, "ordinal", "first", "last")]
    year = first(tokens, "year")
    return _parts_of_year(kind, numbers, tokens, year.value if year else None)


@rule(f"period ({_ROW} period){{0,3}} (dash | slash | de | comma)? year | year (dash | slash)? period")
def quarter_in_figures(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "T4 2024", "S1 2025", "T3 et T4 2024"; "S21 2024" is for `weeks`."""
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
    return "days", Days(spans=(span,), precision=precision, rule=precision)


_NOT_NUMBERED = (
    "(?<! other_word | opaque | number | label | law | soft_street | street | slash | dash | the | big | year | day"
    " | nth | ordinal | numeral | stop | zone | period)"
)


@rule(f"{_NOT_NUMBERED} number slash year ((dash | a | au) number slash year)? (?! dash | slash | au | number)")
def month_in_figures(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "05/2024"; after a word ("Lettre 05/2024") it is a number of something."""
    months, years = every(tokens, "number"), every(tokens, "year")
    glued = all(token.gap == 0 for token in tokens if token.name in ("slash", "year"))
    if not glued or any(len(token.text) != 2 or not 1 <= token.value <= 12 for token in months):
        return None
    span = months_span(months[0].value, months[-1].value, years[0].value, years[-1].value)
    return "days", Days(spans=(span,), precision="month", rule="month_in_figures")


PART_RULES: tuple[Rule, ...] = (fortnight, decade, quarter_in_words, quarter_in_figures, month_in_figures)
