"""Rules for how long something lasts: "durée 2h", "14h (1h30)"; "formation de 3 h" is no hour of the day."""

from collections.abc import Sequence

from digest.text.dates.data import Clock, Context, Hours
from digest.text.dates.grammar import Found, Rule, first, rule
from digest.text.dates.tokens import Token

_LONGEST = 7
"""A whole number of hours up to which "de 7 h" is a length, not a beginning."""
_LONGEST_WITH_MINUTES = 4


@rule("length (de | colon | a | about){0,2} clock")
def length(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "durée 2h"."""
    return "hours", Hours(start=tokens[-1].value, role="length")


@rule("(length (de | colon | a | about){0,2} | open_paren) (number | numeral | big) minutes_word")
def length_in_minutes(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "durée : 90 minutes"."""
    minutes = tokens[-2].value
    if minutes is None:
        return None
    return "hours", Hours(start=Clock(hour=minutes // 60, minute=minutes % 60), role="length")


@rule("clock (de) (la | the)? other_word | (en | this | every | plus) clock")
def hours_of_work(tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "2h de formation", "en 3h": an amount of time."""
    clock = first(tokens, "clock")
    return ("opaque", None) if clock and (clock.value.hour <= 8 or tokens[0].name != "clock") else None


@rule("clock open_paren clock close_paren")
def length_in_brackets(tokens: Sequence[Token], _context: Context) -> Found:
    """Read "14h (1h30)": how long it lasts."""
    begin: Clock = tokens[0].value
    lasting: Clock = tokens[2].value
    end = begin.hour * 60 + begin.minute + lasting.hour * 60 + lasting.minute
    if lasting.hour > 6 or end > 24 * 60:
        return None
    return "hours", Hours(start=begin, end=Clock(hour=end // 60, minute=end % 60))


@rule(
    "(other_word | label | soft_street) de clock"
    " (?! zone? (a | dash | to | until | slash | and) (clock | number | numeral))"
    " | open_paren clock close_paren"
)
def length_of_a_thing(tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "formation de 3 h", "webinaire (1h)": the hour it begins may stand elsewhere."""
    clock = first(tokens, "clock")
    if clock is None or clock.text in ("midi", "minuit"):
        return None
    lasting: Clock = clock.value
    return ("opaque", None) if lasting.hour <= (_LONGEST_WITH_MINUTES if lasting.minute else _LONGEST) else None


LENGTH_RULES: tuple[Rule, ...] = (length, length_in_minutes, hours_of_work)
LENGTH_ALONE_RULES: tuple[Rule, ...] = (length_in_brackets, length_of_a_thing)
