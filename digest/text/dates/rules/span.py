"""Rules that join days to spans and lists: "du 18 au 21 novembre", "les 3, 10 et 17 juin", "les 5-6 et 12-13 mai".

One rule reads them all: items with something between them, the month written at least with the last. Days that have
hours of their own ("du 18 à 14h au 21 à 12h") come first.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from digest.locale import _
from digest.text.dates.grammar import (
    DateContext,
    DayPart,
    DaysPart,
    Found,
    HoursPart,
    Token,
    every,
    first,
    nothing,
    one_day,
    rule,
)
from digest.text.dates.rules.day import impossible

_NUMBERS = ("number", "first", "numeral", "nth")


_LOOSE = "(weekday | weekdays)? (the)? (number | first | numeral | nth)"


_ARTICLE = "(the | les | du | des | au | this | de | from)?"


_SPAN_JOIN = "(au | a | dash | slash | to | until)"


_JOIN = "(au | a | dash | slash | to | until | comma and | comma | and (au | until)? | and | plus | or | comma or)"


_SPANNING = frozenset(("au", "a", "dash", "slash", "to", "until"))


_AHEAD = "(dash | slash | comma | and | a | au | to | until){1,2} (the | du | les | weekday | weekdays){0,2}"


_NUMBER = "(number | first | numeral)"


_NEXT = f"{_SPAN_JOIN[:-1]} | and | comma | comma and) (the | les | du)? (weekday)? {_NUMBER}"


_NOT_COUNTED = (
    "(?! other_word | opaque | label | and | dash | au | slash | plus | to | month | day | number | first | numeral"
    " | hours_word | minutes_word | year_word | day_word | weeks | week | soft_street | mark"
    " | comma number | stop number)"
)


@rule(
    "month_first",
    "((en | month_range_of) month year? | month year) (comma | colon | open_paren | dash){0,2}"
    f" ((du | les | from | between) (weekday)? {_NUMBER} ({_NEXT}){{1,6}} | the (weekday)? {_NUMBER}"
    f" | (number | first) ({_NEXT}){{1,6}}) close_paren? {_NOT_COUNTED}",
)
def month_then_days(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "novembre 2024, du 18 au 21", "En juin 2024 (les 4 et 11)"."""
    month, year = first(tokens, "month"), first(tokens, "year")
    if month is None:
        return None
    items, joins = _parts(tokens[tokens.index(year or month) + 1 :])
    numbers = [item.day or 0 for item in items]
    if numbers != sorted(set(numbers)) or not 1 <= numbers[0] <= numbers[-1] <= 31:
        return "unsure", nothing(None, _("the days are not in order"), rule="month_then_days")
    if first(tokens, "between") and joins == ["and"]:
        joins = ["to"]
    written = [replace(item, month=month.value, year=year.value if year else None) for item in items]
    return "days", DaysPart(spans=_group(written, joins[: len(items) - 1]), rule="month_then_days")


@rule("span", f"unsure_number ({_AHEAD} (number | first | numeral)){{0,14}} {_AHEAD} day")
def number_of_a_name(_tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "Forum 4 – 6 mai": the fourth forum, or from the fourth to the sixth?"""
    return "unsure", nothing("ambiguous", _("a number before the day may belong to it or not"), rule="number_of_a_name")


@rule(
    "span",
    f"{_ARTICLE} (day | {_LOOSE}) {_SPAN_JOIN} {_ARTICLE} (weekday)? unsure | unsure {_SPAN_JOIN}"
    f" {_ARTICLE} (weekday)? (day | unsure)",
)
def broken_span(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Leave a span unread whose one end is no day."""
    return "unsure", every(tokens, "unsure")[0].value


_OTHER_END = f"({_LOOSE} (comma | and | au | dash)){{0,6}} (the | les | du)? (weekday)? (day | unsure)"


_GLUED = "(opaque | other_word | number | mark | quote | stop)"


_JOINING = frozenset(("au", "a", "and", "comma", "dash"))


_ODD_DAY = re.compile(r"[0-9]{1,2}[^0-9 ]\S{0,5}|[oli|][0-9]\S?|[li]er")


_LETTER_FOR_FIGURE = re.compile(r"[0-9](?:[oli|]|[^\x00-\x7f])|[oli|][0-9]|[li]er")


"""All that counts before a comma or a dash, where anything else may be a name: "Forum du 10km, 25 mai"."""


@rule("span", f"(du | les | the) (weekday)? unsure (and | comma) {_OTHER_END}")
def broken_list(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Leave a list unread whose first day is none: "le 30 février et le 2 mars"."""
    return "unsure", every(tokens, "unsure")[0].value


@rule(
    "span",
    f"(du | les | the) (weekday)? (ordinal | (opaque | other_word) {_GLUED}{{0,3}} | (first | number) {_GLUED}{{1,3}})"
    f" (au | a | and | comma | dash) {_OTHER_END}",
)
def unreadable_begin(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "du 1re au 15 juin", "du ler au 15 juin": the day before the join cannot be read."""
    join = next(place for place, token in enumerate(tokens) if token.name in _JOINING)
    odd = tokens[2 if tokens[1].name == "weekday" else 1 : join]
    looks = _LETTER_FOR_FIGURE if tokens[join].name in ("comma", "dash") else _ODD_DAY
    glued = not any(token.gap for token in odd[1:])
    return impossible(odd) if glued and looks.fullmatch("".join([token.text for token in odd])) else None


@rule("span", "iso ((au | a | dash | slash | to) iso)?")
def iso_span(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read one ISO instant, or two as a span."""
    day, clock, zone = tokens[0].value
    last, end, _zone = tokens[-1].value
    hours = HoursPart(start=clock, end=end if len(tokens) > 1 else None, zone=zone)
    return "days", DaysPart(spans=((day, last),), rule="iso_instant", hours=(hours,))


@rule("span", "month (number | nth) (dash | to | and) (number | nth) comma? year")
def english_span(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "May 18-20, 2021"."""
    month, year = tokens[0].value, tokens[-1].value
    begin, last = (DayPart(day=token.value, month=month, year=year) for token in every(tokens, "number", "nth"))
    return "days", DaysPart(spans=((begin, last),), rule="english_span")


@rule(
    "span",
    f"{_ARTICLE} (day | {_LOOSE}) (comma | at_sign | dash | open_paren)? hours close_paren? (and)? (comma)?"
    " (au | a | dash | to | until | slash) (the)? day (comma | at_sign | dash | open_paren)? hours close_paren?",
)
def from_hour_of_day(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "du 18 novembre 2024 à 14h au 21 novembre 2024 à 12h"."""
    opening, closing = (token.value for token in every(tokens, "hours"))
    if opening.end or opening.role != "start" or closing.role not in ("start", "about") or closing.end:
        return None
    last: DayPart = every(tokens, "day")[-1].value
    days = every(tokens, "day")
    start = days[0] if len(days) == 2 else None
    number = first(tokens, *_NUMBERS)
    if start is None or (number and number.start < start.start):
        if number is None:
            return None
        weekday = first(tokens, "weekday")
        early = weekday is not None and weekday.start < number.start
        begin = DayPart(day=number.value, month=last.month, weekday=weekday.value if early and weekday else None)
    else:
        begin = start.value
    hours = HoursPart(start=opening.start, end=closing.start, zone=opening.zone or closing.zone)
    return "days", DaysPart(spans=((begin, last),), rule="from_hour_of_day", hours=(hours,))


@rule("span", f"(between)? {_ARTICLE} ((day | {_LOOSE}) {_JOIN} {_ARTICLE}){{0,14}} day")
def days_in_a_row(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read days with something between them: spans, lists, and lists of spans."""
    items, joins = _parts(tokens)
    if len(items) == 1:
        return None
    if "or" in joins:
        return "vague", nothing("ambiguous", _("one day or another"), rule="days_in_a_row")
    if tokens[0].name == "between" and joins == ["and"]:
        joins = ["to"]
    filled = _fill(items)
    if filled is None:
        return "unsure", nothing(None, _("the days are not in order"), rule="days_in_a_row")
    return "days", DaysPart(spans=_group(filled, joins), rule="days_in_a_row")


def _parts(tokens: Sequence[Token]) -> tuple[list[DayPart], list[str]]:
    items: list[DayPart] = []
    joins: list[str] = []
    pending: list[str] = []
    weekday: int | None = None
    for token in tokens:
        if token.name in ("weekday", "weekdays"):
            weekday = token.value
        elif token.name == "day" or token.name in _NUMBERS:
            if items:
                joins.append(_join_of(pending))
            items.append(_item(token, weekday))
            pending, weekday = [], None
        else:
            pending.append(token.name)
    return items, joins


def _item(token: Token, weekday: int | None) -> DayPart:
    if token.name == "day":
        day: DayPart = token.value
        return day if weekday is None else replace(day, weekday=weekday)
    return DayPart(day=token.value, weekday=weekday)


def _join_of(names: Sequence[str]) -> str:
    spanning = [name for name in names if name in _SPANNING]
    if spanning:
        return spanning[0]
    return next((name for name in names if name == "or"), "and")


def _fill(items: Sequence[DayPart]) -> list[DayPart] | None:
    """Return each day the month that follows it; None where the days then run backwards."""
    filled = [items[-1]]
    for item in reversed(items[:-1]):
        later = filled[0]
        if item.month is None:
            if not 1 <= (item.day or 0) <= (later.day or 0) or later.day == item.day:
                return None
            item = replace(
                item, month=later.month, year=later.year, other_month=later.other_month, pointing=later.pointing
            )
        filled.insert(0, item)
    return filled


def _group(days: Sequence[DayPart], joins: Sequence[str]) -> tuple[tuple[DayPart, DayPart], ...]:
    """Make spans of what "au", a dash or a slash joins; three days joined by dashes are three days."""
    spans: list[tuple[DayPart, DayPart]] = []
    place = 0
    while place < len(days):
        run = place
        while run < len(joins) and joins[run] in _SPANNING:
            run += 1
        if run - place == 1:
            spans.append((days[place], days[run]))
        else:
            spans.extend((day, day) for day in days[place : run + 1])
        place = run + 1
    return tuple(spans)


@rule("span", "day")
def single_day(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read a day that stands alone."""
    return "days", one_day(tokens[0].value, rule="single_day")
