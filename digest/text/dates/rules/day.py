"""Rules for one day: "jeudi 25 avril 2024", "1er mai", "25/04", "avril 25, 2024", "le 5 du mois prochain".

They make `day` tokens (a `DayPart` inside), which `span` joins to spans and lists. A number that cannot be a day
makes the whole expression `unsure`: what is left of it ("mai 2024") is never read as something else.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from digest.locale import _
from digest.text.dates.grammar import DateContext, DayPart, DaysPart, Found, Token, every, first, nothing, rule
from digest.text.dates.lexicon import ENGLISH_MONTHS
from digest.text.dates.resolve import shift_day


def impossible(tokens: Sequence[Token]) -> Found:
    """Report that there is no such day."""
    written = "".join([" " * (token.gap > 0) + token.text for token in tokens]).strip()
    return "unsure", nothing(None, _('there is no day "{day}"').format(day=written), rule="impossible_day")


def settle_mar(tokens: list[Token]) -> list[Token]:
    """Make "mar." March after a number and Tuesday before one."""
    settled = list(tokens)
    for place, token in enumerate(tokens):
        if token.name == "mar":
            before = tokens[place - 1].name if place else ""
            after = tokens[place + 1].name if place + 1 < len(tokens) else ""
            after_comma = tokens[place + 2].name if place + 2 < len(tokens) else ""
            settled[place] = token._replace(**_mar(before, after, after_comma))
    return settled


_WORDS_OF_TEXT = frozenset(("other_word", "opaque"))


def _mar(before: str, after: str, after_comma: str) -> dict[str, Any]:
    if before in ("number", "first"):
        return {"name": "month", "value": 3}
    if before not in _WORDS_OF_TEXT and after == "comma":
        after = after_comma
    if after in ("number", "first", "numeric", "day_month", "clock"):
        return {"name": "weekday", "value": 1}
    return {"name": "other_word", "value": None}


@rule("day", "(every | all_the)? weekday comma? instant | instant")
def iso_instant(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "2024-04-25T17:30:00+02:00" (ISO 8601, RFC 3339)."""
    return "iso", tokens[-1].value


def _is_torn(tokens: Sequence[Token], number: Token, month: Token) -> bool:
    """Return "Quai 9 – juin 2024" and a month on the next line, unless the number begins a line, as badges do."""
    if number.gap == 2:
        return False
    dashes = every(tokens, "dash", "slash")
    return month.gap == 2 or (len(dashes) == 1 and dashes[0].gap > 0 and tokens[1] is dashes[0])


def _ordinal_day(tokens: Sequence[Token], number: Token) -> Found:
    """Read "2nd May" and "premier mai"; "8e mai" is nobody's date."""
    month = first(tokens, "month")
    if month and (number.text.startswith("premier") or (month.text in ENGLISH_MONTHS and number.text.endswith("nd"))):
        year = first(tokens, "year")
        return "day", DayPart(day=number.value, month=month.value, year=year.value if year else None)
    return impossible(tokens)


def _day(tokens: Sequence[Token], day: int, month: Token) -> Found:
    last = tokens[-1]
    year = last.value if last.name == "year" else None
    return "day", DayPart(day=day, month=month.value, year=year)


_LONG_YEAR = re.compile(r"(?:19|20)[0-9]{3,4}")


@rule("day", "(number | first | numeral)? month big")
def long_year(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "6 juin 20245": a year with a figure too many, not the postcode in "6 juin 75001 Paris"."""
    year = tokens[-1]
    return impossible(tokens) if year.gap < 2 and _LONG_YEAR.fullmatch(year.text) else None


@rule("day", "month number (dash | au | a | to) month number (comma? year)?")
def month_first_span(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "avril 25 - avril 28"; in "septembre 24 - juin 25" the figures may be years."""
    numbers, months = every(tokens, "number"), every(tokens, "month")
    year = tokens[-1].value if tokens[-1].name == "year" else None
    near = [abs(token.value - context.reference.year % 100) <= 2 for token in numbers]
    if not year and all(near) and months[0].value != months[1].value:
        return "vague", nothing("ambiguous", _("it may mean several days"), rule="month_first_span")
    if not all(1 <= token.value <= 31 for token in numbers):
        return None
    first_day, last_day = (
        DayPart(day=number.value, month=month.value) for number, month in zip(numbers, months, strict=True)
    )
    return "days", DaysPart(spans=((first_day, replace(last_day, year=year)),), rule="month_first_span")


@rule("day", "month (number | first | nth | ordinal) comma? year")
def month_first(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "avril 25, 2024" (Drupal) and "May 18, 2021"."""
    month, number = tokens[0], tokens[1]
    if not 1 <= number.value <= 31:
        return impossible(tokens)
    return "day", DayPart(day=number.value, month=month.value, year=tokens[-1].value)


@rule("day", "month (number | first) (?= at_sign | hours)")
def month_first_without_year(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "août 12 @ 14 h 00 min" (The Events Calendar, WordPress)."""
    return (
        ("day", DayPart(day=tokens[1].value, month=tokens[0].value))
        if 1 <= tokens[1].value <= 31
        else impossible(tokens)
    )


_DOTTED = "(number | first) stop month (stop? year)?"


@rule("day", f"(?<= the | weekday | dash | au | colon | open_paren){_DOTTED}")
def dotted_month(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "le 10. mai 2024", "1er.mai", "25? avril"."""
    number, stop, month = tokens[:3]
    if stop.gap:
        return None
    return _day(tokens, number.value, month) if 1 <= number.value <= 31 else impossible(tokens)


@rule("day", f"(label | soft_street | street)? {_DOTTED}")
def dotted_month_after_words(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "10. mai 2024" at the beginning of a line; after words the number may be theirs."""
    number, stop, month = (every(tokens, *names)[0] for names in (_DAY_NUMBERS, ("stop",), ("month",)))
    if stop.gap or tokens[0] is not number:
        return None
    return _day(tokens, number.value, month) if number.gap == 2 and 1 <= number.value <= 31 else impossible(tokens)


_DAY_NUMBERS = ("number", "first", "numeral")


@rule("day", "first comma month year?")
def first_apart(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "1er, mai 2024"."""
    return _day(tokens, 1, tokens[2])


@rule("day", "(the | weekday)? (number | first | numeral) (de | month_range_of) month year?")
def day_of_a_month(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "le 10 de mai 2024", "le vingt-cinq du mois d'avril"; "Bulletin 10 de mai" is no day."""
    number, month = first(tokens, *_DAY_NUMBERS), first(tokens, "month")
    if number is None or month is None or (first(tokens, "month_range_of", "de") or number).text not in _OF_A_MONTH:
        return None
    if tokens[0] is number and not (number.name == "numeral" and first(tokens, "month_range_of")):
        return None
    if not 1 <= number.value <= 31:
        return impossible(tokens)
    day = DayPart(
        day=number.value,
        month=month.value,
        year=tokens[-1].value if tokens[-1].name == "year" else None,
        weekday=tokens[0].value if tokens[0].name == "weekday" else None,
    )
    return "day", day


_OF_A_MONTH = frozenset(("de", "d'", "du mois de", "du mois d'"))


@rule(
    "day",
    "(number | first) ((dash | slash) month (dash | slash) number | month number)"
    " (?= comma | stop | close_paren | colon | a | hours | bar | au | dash hours"
    " | dash weekday? (number | first) month | $)",
)
def two_figure_year(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "25 avril 24", "25-avr-24"; the year must be near, and nothing may be counted by it."""
    figures = every(tokens, "number")[-1]
    number, month = tokens[0], first(tokens, "month")
    year = context.reference.year // 100 * 100 + figures.value
    if (
        month is None
        or len(figures.text) != 2
        or abs(year - context.reference.year) > 12
        or (figures.gap == 2 and figures is tokens[-1])
        or len({token.gap > 0 for token in every(tokens, "dash", "slash")}) > 1
        or not 1 <= number.value <= 31
    ):
        return None
    return "day", DayPart(day=number.value, month=month.value, year=year)


@rule(
    "day",
    "(number | first | big | opaque | ordinal | nth | numeral) (dash | slash)? de? month ((dash | slash |"
    " comma)? year)?",
)
def day_month_year(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "25 avril 2024", "1er mai", "11-Novembre-1918"."""
    number, month = tokens[0], first(tokens, "month")
    if month is None or (first(tokens, "dash", "slash") and number.name == "opaque"):
        return None
    if _is_torn(tokens, number, month):
        return None
    if number.name == "opaque" and not number.text[-1:].isdigit():
        return None
    if number.name == "numeral" and tokens[1].name == "dash" and tokens[-1].name != "year":
        return "opaque", None  # "Métro Quatre-Septembre"
    if first(tokens, "de") and month.text not in ENGLISH_MONTHS:
        return None
    if number.name in ("big", "opaque") or not 1 <= number.value <= 31:
        return impossible(tokens)
    if number.name == "ordinal":
        return _ordinal_day(tokens, number)
    return _day(tokens, number.value, month)


def settle_month_badges(tokens: list[Token]) -> list[Token]:
    """Make a day of the badge "avr" over "25" that begins a text, each on a line of its own."""
    lines = [token.gap == 2 for token in tokens[:3]]
    if [token.name for token in tokens[:2]] != ["month", "number"] or not all(lines) or tokens[1].value > 31:
        return tokens
    month, number = tokens[:2]
    if len(tokens) > 2 and tokens[2].name == "year":
        return tokens
    day = DayPart(day=number.value, month=month.value)
    badge = Token("day", f"{month.text} {number.text}", day, month.start, number.end, 2)
    return [badge, *tokens[2:]] if number.value else tokens


@rule("day", "the? (number | first) jui year?")
def june_or_july(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "26 jui": June or July, another date in the text must say which."""
    number = first(tokens, "number", "first")
    year = first(tokens, "year")
    if number is None or not 1 <= number.value <= 31:
        return impossible(tokens)
    day = DayPart(day=number.value, month=6, other_month=7, year=year.value if year else None)
    return "day", day


@rule("day", "weekday? (number | first) (during | of_this_month | of_next_month | of_last_month)")
def day_of_this_month(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "le 12 courant", "le 5 du mois prochain"."""
    number = first(tokens, "number", "first")
    if number is None or (tokens[-1].name == "during" and tokens[-1].gap == 0):
        return None
    months = {"of_next_month": 1, "of_last_month": -1}.get(tokens[-1].name, 0)
    month = shift_day(context.reference.replace(day=1), months=months)
    weekday = tokens[0].value if tokens[0].name == "weekday" else None
    return "day", DayPart(day=number.value, month=month.month, year=month.year, weekday=weekday)


@rule("day", "numeric")
def numeric_day(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "25/04/2024", "15.02.2021", "2024-04-25": the day before the month, unless the year stands first."""
    day: DayPart = tokens[0].value
    if not (1 <= (day.month or 0) <= 12 and 1 <= (day.day or 0) <= 31):
        return impossible(tokens)
    return "day", day


@rule("day", "^ maybe_numeric $ | (the | weekday) maybe_numeric")
def loose_numeric_day(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "5-9-24" where it is the whole text or an article introduces it; elsewhere it may be a version."""
    day: DayPart = tokens[-1].value
    if abs((day.year or 0) - context.reference.year) > 12 or not (1 <= (day.day or 0) <= 31 and day.month):
        return None
    return "day", replace(day, weekday=tokens[0].value) if tokens[0].name == "weekday" else day


@rule("day", "first (slash | dash | stop) number (slash | dash | stop) year")
def first_in_figures(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "1er/12/2024"."""
    month = tokens[2].value
    return ("day", DayPart(day=1, month=month, year=tokens[-1].value)) if 1 <= month <= 12 else impossible(tokens)


def settle_slashes(tokens: list[Token]) -> list[Token]:
    """Decide for each "25/04" whether its surroundings make it a day."""
    settled = list(tokens)
    for place, token in enumerate(tokens):
        if token.name == "day_month":
            settled[place] = _slash(tokens, place)
    return settled


_INTRODUCING = frozenset((
    "the", "du", "au", "weekday", "until", "open", "cue", "deadline", "moved_to", "published", "old", "planned",
    "this", "day", "between", "from",
))  # fmt: skip


_NEUTRAL = frozenset(["mark", "dash", "and", "colon", "open_paren", "comma", "les", "des", "bar", "semicolon", "a"])


_CLOSING = frozenset((
    "mark", "comma", "stop", "a", "hours", "clock", "dash", "au", "close_paren", "and", "open_paren", "colon", "slash",
    "bar", "day_month", "numeric", "semicolon",
))  # fmt: skip


def _slash(tokens: Sequence[Token], place: int) -> Token:
    token = tokens[place]
    day, month, figures = token.value
    before = tokens[place - 1].name if place else "start"
    after = tokens[place + 1].name if place + 1 < len(tokens) else "end"
    introduced = before in _INTRODUCING
    bare = figures == 4 and (before in _NEUTRAL or before == "start" or token.gap == 2)
    timed = "hours" in (after, tokens[place + 2].name if place + 2 < len(tokens) else "") and before in (
        "label",
        "other_word",
    )
    followed = after in _CLOSING or after == "end" or tokens[place + 1].gap == 2
    plausible = 1 <= month <= 12 and 1 <= day <= 31
    if plausible and figures >= 3 and (token.gap or before not in _PARTS_OF_NUMBERS) and _leads_to_day(tokens, place):
        return token._replace(name="day", value=DayPart(day=day, month=month))
    if introduced and after not in ("de", "des") and not plausible and before not in ("du", "des"):
        return token._replace(name="unsure", value=impossible([token])[1])  # type: ignore[index]  # never None
    if plausible and after not in ("de", "des") and (introduced or (bare and followed) or (timed and figures == 4)):
        return token._replace(name="day", value=DayPart(day=day, month=month))
    return token._replace(name="opaque", value=None)


_PARTS_OF_NUMBERS = frozenset(("slash", "dash"))


def _leads_to_day(tokens: Sequence[Token], place: int) -> bool:
    """Return "Forum 18/11-21/11/2024": a whole date after a dash makes a day of what stands before it."""
    ahead = [token.name for token in tokens[place + 1 : place + 4]]
    return ahead[:1] in (["dash"], ["au"], ["a"]) and "numeric" in ahead[1:]


@rule("day", "weekday number stop number")
def dotted_day(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "jeudi 25.04": only after a weekday, for "12.50" is many things."""
    _weekday, number, stop, month = tokens
    glued = stop.gap == month.gap == 0 and len(month.text) == 2
    if not (glued and 1 <= number.value <= 31 and 1 <= month.value <= 12):
        return None
    return "day", DayPart(day=number.value, month=month.value, weekday=tokens[0].value)


@rule("day", "(the | weekday) number dash number (?! dash | slash | number | month | hours | other_word | opaque)")
def hyphenated_day(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "le 25-04"."""
    number, month = every(tokens, "number")
    glued = all(token.gap == 0 for token in tokens[2:])
    if not glued or len(number.text) != 2 or len(month.text) != 2 or not 1 <= month.value <= 12 or number.value > 31:
        return None
    weekday = tokens[0].value if tokens[0].name == "weekday" else None
    return "day", DayPart(day=number.value, month=month.value, weekday=weekday)


@rule("day", "(weekday | weekdays) (next | last)? comma? the? day")
def weekday_before(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read the weekday into its day: "Jeudi, 25 avril 2024"."""
    pointing = 1 if first(tokens, "next") else -1 if first(tokens, "last") else 0
    day: DayPart = tokens[-1].value
    return "day", replace(day, weekday=tokens[0].value, pointing=day.pointing or pointing)


@rule("day", "day (open_paren? included close_paren? | (au | a the?)? (morning | evening) (?= au | until | a))")
def marked_end(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "du 3 juin inclus au 7 juin inclus", "du 1er juin au matin au 3 juin au soir": the ends are days."""
    return "day", tokens[0].value


@rule("day", "year_word year (comma | and){0,2} the? day")
def day_of_the_minutes(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "L'an deux mille vingt-quatre, le vingt-cinq avril", as councils begin their minutes."""
    day: DayPart = tokens[-1].value
    if tokens[0].text != "an" or tokens[1].text.isdigit() or day.year:
        return None
    return "day", replace(day, year=tokens[1].value)


@rule("day", "day (next | last)")
def pointed_day(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "le 3 novembre dernier"."""
    return "day", replace(tokens[0].value, pointing=1 if tokens[1].name == "next" else -1)
