"""Rules for days told from the day of publication: "mardi prochain", "jeudi en huit", "dans quinze jours".

By custom "huit jours" is a week and "quinze jours" two.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from dateutil.easter import easter
from dateutil.relativedelta import SU, relativedelta

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
from digest.text.dates.resolve import last_weekday, next_weekday, shift_day, week_of
from digest.text.dates.rules.period import imprecise


def _relative(first_day: date, last_day: date | None = None, *, rule_name: str, precision: str = "day") -> Found:
    days = fixed_span(first_day, last_day or first_day, rule=rule_name, precision=precision, kind="relative")
    return "relative", days


def ambiguous(rule_name: str) -> Found:
    """Report that the words may mean several days."""
    return "vague", nothing("ambiguous", _("it may mean several days"), rule=rule_name)


_NEAR = {
    "today": 0,
    "this_day": 0,
    "this_evening": 0,
    "tomorrow": 1,
    "after_tomorrow": 2,
    "yesterday": -1,
    "before_yesterday": -2,
}


@rule("holiday", "(the | la)? holiday (de | du | des | other_word) (?! year)")
def of_another_country(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "la fête nationale du Sénégal"."""
    return ("opaque", None) if first(tokens, "holiday", "opaque") and "fete nationale" in tokens[-2].text else None


@rule(
    "holiday",
    "(other_word | month | fortnight | weekend | soft_street | street | length | zone_of) (de | du | des)"
    " (the | la)? holiday year? | plus de holiday",
)
def named_after_a_holiday(_tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "île de Pâques", "marché de Noël 2024"."""
    return "opaque", None


@rule("holiday", "(weekday (de | du)? | a | en | cue)? (the | la)? holiday (de | comma)? year?")
def holiday(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "lundi de Pâques 2025", "à Noël", "la Toussaint"."""
    token, year = every(tokens, "holiday")[0], first(tokens, "year")
    introduced = tokens[0].name != "holiday" and not (token.text == "ascension" and not first(tokens, "weekday"))
    if not (year or introduced or token.text in _SURE):
        return None
    if year and not 1583 <= year.value <= 2199:
        return None
    day_in = _holiday(token.text)
    day = day_in(year.value) if year else _missing_year(day_in, context)
    weekday = first(tokens, "weekday")
    written = DayPart(day=day.day, month=day.month, year=day.year, weekday=weekday.value if weekday else None)
    return "days", DaysPart(spans=((written, written),), rule="holiday" if year else "holiday_without_year")


@rule(
    "relative",
    "(today | tomorrow) (comma (the | des | du | this | today) | comma? (la | les) | other_word tomorrow? | and)",
)
def title_of_today(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "Demain, la ville", "Aujourd'hui pour demain": a title."""
    word = first(tokens, "other_word") or tokens[-1]
    return (
        None if word.name == "other_word" and word.text not in ("pour", "sera", "serait", "avec") else ("opaque", None)
    )


@rule(
    "relative",
    "(other_word | and | soft_street) (today | tomorrow | yesterday)"
    " (?! morning | evening | afternoon | weekday | comma? hours | day | days)",
)
def figure_of_speech(_tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "construire demain", "hier comme aujourd'hui": without an hour it is rarely a day."""
    return "opaque", None


@rule("relative", "weekday (in_eight | in_fifteen) | today_in_eight")
def weekday_in_eight(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "jeudi en huit": a week after the Thursday to come."""
    more = 14 if tokens[-1].name == "in_fifteen" else 7
    base = context.reference
    if tokens[0].name == "weekday":
        base = next_weekday(base, tokens[0].value, same_day=True)
    return _relative(shift_day(base, days=more), rule_name="weekday_in_eight")


@rule(
    "relative",
    "(dans | en | ago | until | in_eight) (number | numeral | first | big) (day_word | weeks | week |"
    " month_word | year_word)",
)
def counted_days(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "dans 3 jours", "dans huit jours", "il y a deux semaines"; months are too vague."""
    unit, count = tokens[2], tokens[1].value
    if tokens[0].name not in ("dans", "ago") and tokens[0].text != "in":
        return imprecise("counted_days") if tokens[0].name == "until" else None
    if count is None or unit.name in ("month_word", "year_word"):
        return imprecise("counted_days") if tokens[0].name == "dans" else None
    days = count * 7 if unit.name in ("weeks", "week") else {8: 7, 15: 14}.get(count, count)
    return _relative(
        shift_day(context.reference, days=-days if tokens[0].name == "ago" else days), rule_name="counted_days"
    )


@rule("relative", "this weekend | weekend (next | last) | next weekend")
def pointed_weekend(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "ce week-end"; "le week-end prochain" is this one to some and the next to others."""
    saturday = shift_day(week_of(context.reference)[0], days=5)
    if first(tokens, "next"):
        return ambiguous("pointed_weekend")
    if first(tokens, "last"):
        saturday = shift_day(saturday, days=-7)
    return _relative(saturday, shift_day(saturday, days=1), rule_name="pointed_weekend")


@rule("clock", "(dans (the | les)? | until) clock")
def vague_delay(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "dans 2h", "d'ici 48 h": a delay, not an hour of the day."""
    return imprecise("vague_delay") if tokens[0].name == "dans" or tokens[0].text.startswith("d' ici") else None


@rule("relative", "weekday de (la | the)? week (next | last)")
def weekday_of_week(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "jeudi de la semaine prochaine"."""
    step = 7 if first(tokens, "next") else -7
    monday = shift_day(week_of(context.reference)[0], days=step)
    return _relative(shift_day(monday, days=tokens[0].value), rule_name="weekday_of_week")


@rule("relative", "(la | the)? week (next | last) | this week | next week | last week")
def pointed_week(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "cette semaine", "la semaine dernière"; "la semaine prochaine" is too loose for an agenda."""
    if first(tokens, "next"):
        return imprecise("pointed_week")
    step = -7 if first(tokens, "last") else 0
    return _relative(*week_of(shift_day(context.reference, days=step)), rule_name="pointed_week", precision="week")


@rule("relative", "(the)? month_word (next | last) | this month_word (dash other_word)?")
def pointed_month(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "le mois prochain", "ce mois-ci"."""
    step = 1 if first(tokens, "next") else -1 if first(tokens, "last") else 0
    start = shift_day(context.reference.replace(day=1), months=step)
    return _relative(start, shift_day(start, months=1, days=-1), rule_name="pointed_month", precision="month")


@rule("relative", "(the)? (year_word | summer) (next | last) | last_year | next_year")
def pointed_year(_tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "l'année prochaine": no day."""
    return imprecise("pointed_year")


@rule(
    "relative",
    "(today | tomorrow | after_tomorrow | yesterday | before_yesterday | this_evening | this_day) (morning"
    " | evening | afternoon | weekday)?",
)
def near_day(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "aujourd'hui", "demain", "avant-hier", "ce soir"."""
    day = shift_day(context.reference, days=_NEAR[tokens[0].name])
    half = tokens[0].name == "this_evening" or tokens[-1].name in ("morning", "evening", "afternoon")
    return _relative(day, rule_name="near_day", precision="halfday" if half else "day")


@rule("relative", "(this)? weekday (next | last)? | next weekday | last weekday")
def pointed_weekday(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "mardi prochain", "ce jeudi", "samedi dernier"."""
    weekday = first(tokens, "weekday")
    if weekday is None or len(tokens) < 2:
        return None
    if first(tokens, "last"):
        return _relative(last_weekday(context.reference, weekday.value), rule_name="pointed_weekday")
    same_day = tokens[0].name == "this"
    return _relative(next_weekday(context.reference, weekday.value, same_day=same_day), rule_name="pointed_weekday")


@rule(
    "weekday_alone",
    "(comma | colon | dash | open_paren | cue | other_word)? weekday (morning | evening | afternoon)? comma? hours",
)
def bare_weekday(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "jeudi à 18h": the Thursday to come; on a Thursday it may be today or in a week."""
    weekday, hours = first(tokens, "weekday"), tokens[-1]
    if weekday is None or tokens[0].name not in (
        "weekday",
        "cue",
        "other_word",
        "comma",
        "colon",
        "dash",
        "open_paren",
    ):
        return None
    if weekday.value == context.reference.weekday():
        return ambiguous("bare_weekday")
    day = next_weekday(context.reference, weekday.value, same_day=False)
    return "relative", replace(fixed_span(day, day, rule="bare_weekday", kind="relative"), hours=(hours.value,))


@rule("weekday_alone", "until weekday")
def until_weekday(tokens: Sequence[Token], context: DateContext) -> Found:
    """Read "avant vendredi"; said on a Friday it may be today or in a week."""
    if tokens[1].value == context.reference.weekday():
        return ambiguous("until_weekday")
    day = next_weekday(context.reference, tokens[1].value, same_day=False)
    return "days_until", fixed_span(day, day, rule="until_weekday")


_FIXED = {
    "noel": (25, 12), "jour de noel": (25, 12), "veille de noel": (24, 12), "lendemain de noel": (26, 12),
    "reveillon de noel": (24, 12), "toussaint": (1, 11), "jour de la toussaint": (1, 11), "assomption": (15, 8),
    "saint - sylvestre": (31, 12), "st - sylvestre": (31, 12), "jour de l' an": (1, 1), "nouvel an": (1, 1),
    "epiphanie": (6, 1), "chandeleur": (2, 2), "saint - valentin": (14, 2), "st - valentin": (14, 2),
    "fete du travail": (1, 5), "fete nationale": (14, 7), "fete de la musique": (21, 6),
}  # fmt: skip


_FROM_EASTER = {
    "paques": 0, "jour de paques": 0, "dimanche de paques": 0, "lundi de paques": 1, "vendredi saint": -2,
    "jeudi saint": -3, "samedi saint": -1, "ascension": 39, "jour de l' ascension": 39, "jeudi de l' ascension": 39,
    "pentecote": 49, "dimanche de pentecote": 49, "lundi de pentecote": 50, "mardi gras": -47,
    "mercredi des cendres": -46, "dimanche des rameaux": -7,
}  # fmt: skip


_SURE = frozenset(name for name in (*_FIXED, *_FROM_EASTER) if " " in name) - {"fete nationale", "mardi gras"}


def _mothers_day(year: int) -> date:
    """The last Sunday of May, or the first of June where that is Whitsun (Code de l'action sociale, D215-1)."""
    last_sunday = date(year, 5, 31) + relativedelta(weekday=SU(-1))
    return last_sunday if last_sunday != shift_day(easter(year), days=49) else last_sunday + relativedelta(days=7)


def _holiday(name: str) -> Callable[[int], date]:
    if name == "fete des meres":
        return _mothers_day
    if name in _FROM_EASTER:
        return lambda year: shift_day(easter(year), days=_FROM_EASTER[name])
    day, month = _FIXED[name]
    return lambda year: date(year, month, day)


def _missing_year(day_in: Callable[[int], date], context: DateContext) -> date:
    start = context.reference if context.agenda else shift_day(context.reference, months=-3)
    years = range(max(1583, min(start.year, 4097)), max(1585, min(start.year + 2, 4099)))
    return next((day for year in years if (day := day_in(year)) >= start), day_in(years[-1]))
