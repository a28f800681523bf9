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


# Lists whose month is written once, with hours, places or brackets between their days: "jeudi 12 (9h) et vendredi 13
# (14h) mars", "le 3 mars à Lille, le 5 à Lyon". Each loose number becomes a day of that month.

_SEPARATORS = frozenset(("comma", "and", "semicolon", "slash", "bar", "close_paren"))
_OF_A_SITTING = frozenset(("hours", "open_paren", "close_paren", "a", "at_sign", "zone", "dash", "colon"))
_OF_A_PLACE = frozenset(
    ("other_word", "opaque", "soft_street", "street", "label", "la", "the", "des", "de", "du", "au", "en")
)
_POINTING = frozenset(("weekday", "weekdays", "the"))
_REPLACING = frozenset(("moved_to", "old"))
_MAY_FOLLOW = frozenset((*_SEPARATORS, "hours", "open_paren", "a", "at_sign", "stop", "dash", "colon"))
_CHAIN = frozenset(("comma", "and", "dash", "au", "a", "to", "weekday", "the", "les", "number", "first"))
_FARTHEST = 9
_MOST_WORDS = 5


def settle_lists(tokens: list[Token]) -> list[Token]:
    """Make days of the numbers of a list with the month of another item, whatever hours and places stand between."""
    settled = list(tokens)
    for place, token in enumerate(tokens):
        if token.name == "day" and token.value.month and not token.value.other_month:
            _spread(settled, place, token.value)
        elif token.name == "month":
            _spread_month(settled, place)
    return [token for token in settled if token.name != "taken"]


def _spread(tokens: list[Token], place: int, anchor: DayPart) -> None:
    for step in (1, -1):
        last, at = anchor, _next_item(tokens, place, step)
        while at is not None and _follows(tokens, at, last, step):
            last = _make_day(tokens, at, anchor)
            at = _next_item(tokens, at, step)


def _follows(tokens: Sequence[Token], at: int, last: DayPart, step: int) -> bool:
    day = tokens[at].value
    if at and tokens[at - 1].name in _REPLACING:
        return bool(day != last.day)
    return bool((day - (last.day or 0)) * step > 0)


def _next_item(tokens: Sequence[Token], place: int, step: int) -> int | None:
    """Find the next loose number of a list in one direction; hours or a place stand between, and a separator."""
    parted, words = False, 0
    for at in range(place + step, place + step * (_FARTHEST + 1), step):
        if not 0 <= at < len(tokens):
            return None
        token = tokens[at]
        if token.name in ("number", "first"):
            return at if (parted or tokens[at - 1].name in _REPLACING) and _is_loose(tokens, at) else None
        parted = parted or token.name in _SEPARATORS or token.gap == 2
        words += token.name in _OF_A_PLACE - {"the"}
        allowed = token.name in _OF_A_SITTING or token.name in _SEPARATORS or token.name in _POINTING | {"taken"}
        if not (allowed or (token.name in _OF_A_PLACE and words <= _MOST_WORDS) or token.name in _REPLACING | {"cue"}):
            return None
        if step < 0 and token.name in _OF_A_PLACE - {"the"} and not _is_place(tokens, at):
            return None
    return None


def _is_place(tokens: Sequence[Token], at: int) -> bool:
    """Whether words before a day name the place of the day before it: "à Lille", "(mairie)"."""
    return any(token.name in ("a", "open_paren", "soft_street") for token in tokens[max(0, at - 2) : at + 1])


def _is_loose(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number is a day of a list: after a weekday or an article, or between a separator and its hours."""
    if not 1 <= tokens[at].value <= 31 or _leads_to_day(tokens, at):
        return False
    before = tokens[at - 1].name if at else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is not None and after.name not in _MAY_FOLLOW and after.gap < 2:
        return False
    if after is not None and after.name == "dash" and at + 2 < len(tokens) and tokens[at + 2].name in _NUMBERS:
        return False
    if before in _POINTING or before in _REPLACING:
        return before != "the" or tokens[at - 1].text == "le"
    timed = any(token.name == "hours" for token in tokens[at + 1 : at + 3])
    return timed and (before in _SEPARATORS or before == "les" or tokens[at].gap == 2)


def _leads_to_day(tokens: Sequence[Token], at: int) -> bool:
    """Whether nothing but list signs and numbers stands before a day: "aux 12 et 13 juin"."""
    for token in tokens[at + 1 :]:
        if token.name == "day":
            return True
        if token.name not in _CHAIN:
            return False
    return False


def _make_day(tokens: list[Token], at: int, anchor: DayPart) -> DayPart:
    number = tokens[at]
    weekday = tokens[at - 1] if at and tokens[at - 1].name in ("weekday", "weekdays") else None
    day = replace(anchor, day=number.value, weekday=weekday.value if weekday else None)
    start = weekday or number
    text = start.text + number.text if weekday else number.text
    tokens[at] = Token("day", text, day, start.start, number.end, start.gap)
    if weekday:
        tokens[at - 1] = weekday._replace(name="taken")
    return day


def _spread_month(tokens: list[Token], place: int) -> None:
    """Spread a month that stands apart from its days: "vendredi 13 (14h) mars 2026", "Mars 2026 : mardi 3 à 18h"."""
    year = tokens[place + 1] if place + 1 < len(tokens) and tokens[place + 1].name == "year" else None
    month = DayPart(month=tokens[place].value, year=year.value if year else None)
    end = place + (2 if year else 1)
    at = place - 1
    while at >= 0 and place - at <= 3 and tokens[at].name in ("hours", "open_paren", "close_paren"):
        at -= 1
    if at < place - 1 and tokens[at].name in ("number", "first") and _is_loose(tokens, at):
        day = _make_day(tokens, at, month)
    else:
        at = end
        while (
            at < len(tokens) and at - end < 3 and tokens[at].name in ("colon", "comma", "dash", "weekday", "the", "les")
        ):
            at += 1
        ahead = tokens[at + 1 : at + 3]
        timed = any(token.name == "hours" for token in ahead)
        if at == end or at >= len(tokens) or tokens[at].name != "number" or not timed or not _is_loose(tokens, at):
            return
        day = _make_day(tokens, at, month)
    for taken in range(place, end):
        tokens[taken] = tokens[taken]._replace(name="taken")
    _spread(tokens, at, day)
