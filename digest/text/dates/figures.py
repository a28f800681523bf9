"""Rules for days in figures: "25/04/2024", "2024-04-25", "25/04", "5-9-24"; the day stands before the month, always.

Two numbers with a slash are many things; their surroundings decide whether they are a day.
"""

from collections.abc import Sequence
from dataclasses import replace

from digest.text.dates.data import Context, Day
from digest.text.dates.days import impossible
from digest.text.dates.grammar import Found, Rule, every, rule
from digest.text.dates.tokens import Token


@rule("numeric")
def numeric_day(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "25/04/2024", "15.02.2021", "2024-04-25": the day before the month, unless the year stands first."""
    day: Day = tokens[0].value
    if not (1 <= (day.month or 0) <= 12 and 1 <= (day.day or 0) <= 31):
        return impossible(tokens)
    return "day", day


@rule("^ maybe_numeric $ | (the | weekday) maybe_numeric")
def loose_numeric_day(tokens: Sequence[Token], context: Context) -> Found:
    """Read "5-9-24" where it is the whole text or an article introduces it; elsewhere it may be a version."""
    day: Day = tokens[-1].value
    if abs((day.year or 0) - context.reference.year) > 12 or not (1 <= (day.day or 0) <= 31 and day.month):
        return None
    return "day", replace(day, weekday=tokens[0].value) if tokens[0].name == "weekday" else day


@rule("(the | weekday) number dash number (?! dash | slash | number | month | hours | other_word | opaque)")
def hyphenated_day(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "le 25-04"."""
    number, month = every(tokens, "number")
    glued = all(token.gap == 0 for token in tokens[2:])
    if not glued or len(number.text) != 2 or len(month.text) != 2 or not 1 <= month.value <= 12 or number.value > 31:
        return None
    weekday = tokens[0].value if tokens[0].name == "weekday" else None
    return "day", Day(day=number.value, month=month.value, weekday=weekday)


@rule("first (slash | dash | stop) number (slash | dash | stop) year")
def first_in_figures(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "1er/12/2024"."""
    month = tokens[2].value
    return ("day", Day(day=1, month=month, year=tokens[-1].value)) if 1 <= month <= 12 else impossible(tokens)


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
        return token._replace(name="day", value=Day(day=day, month=month))
    if introduced and after not in ("de", "des") and not plausible and before not in ("du", "des"):
        return token._replace(name="unsure", value=impossible([token])[1])  # type: ignore[index]  # never None
    if plausible and after not in ("de", "des") and (introduced or (bare and followed) or (timed and figures == 4)):
        return token._replace(name="day", value=Day(day=day, month=month))
    return token._replace(name="opaque", value=None)


_PARTS_OF_NUMBERS = frozenset(("slash", "dash"))


def _leads_to_day(tokens: Sequence[Token], place: int) -> bool:
    """Tell "Forum 18/11-21/11/2024": a whole date after a dash makes a day of what stands before it."""
    ahead = [token.name for token in tokens[place + 1 : place + 4]]
    return ahead[:1] in (["dash"], ["au"], ["a"]) and "numeric" in ahead[1:]


@rule("weekday number stop number")
def dotted_day(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "jeudi 25.04": only after a weekday, for "12.50" is many things."""
    _weekday, number, stop, month = tokens
    glued = stop.gap == month.gap == 0 and len(month.text) == 2
    if not (glued and 1 <= number.value <= 31 and 1 <= month.value <= 12):
        return None
    return "day", Day(day=number.value, month=month.value, weekday=tokens[0].value)


FIGURE_RULES: tuple[Rule, ...] = (numeric_day, loose_numeric_day, first_in_figures, dotted_day, hyphenated_day)
