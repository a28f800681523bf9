"""Rules for holidays: fixed ones, and those that Easter moves (python-dateutil reckons it).

A holiday alone is often a name ("île de Pâques", "marché de Noël"): it is read with a year, a weekday or "à", "la".
"""

from collections.abc import Callable, Sequence
from datetime import date

from dateutil.easter import easter
from dateutil.relativedelta import SU, relativedelta

from digest.text.dates.data import Context, Day, Days
from digest.text.dates.grammar import Found, Rule, every, first, rule
from digest.text.dates.resolution import shift_day
from digest.text.dates.tokens import Token

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


@rule(
    "(other_word | month | fortnight | weekend | soft_street | street | length | zone_of) (de | du | des)"
    " (the | la)? holiday year? | plus de holiday"
)
def named_after_a_holiday(_tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "île de Pâques", "marché de Noël 2024"."""
    return "opaque", None


@rule("(weekday (de | du)? | a | en | cue)? (the | la)? holiday (de | comma)? year?")
def holiday(tokens: Sequence[Token], context: Context) -> Found:
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
    written = Day(day=day.day, month=day.month, year=day.year, weekday=weekday.value if weekday else None)
    return "days", Days(spans=((written, written),), rule="holiday" if year else "holiday_without_year")


def _missing_year(day_in: Callable[[int], date], context: Context) -> date:
    start = context.reference if context.agenda else shift_day(context.reference, months=-3)
    years = range(max(1583, min(start.year, 4097)), max(1585, min(start.year + 2, 4099)))
    return next((day for year in years if (day := day_in(year)) >= start), day_in(years[-1]))


@rule("(the | la)? holiday (de | du | des | other_word) (?! year)")
def of_another_country(tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "la fête nationale du Sénégal"."""
    return ("opaque", None) if first(tokens, "holiday", "opaque") and "fete nationale" in tokens[-2].text else None


HOLIDAY_RULES: tuple[Rule, ...] = (of_another_country, named_after_a_holiday, holiday)
