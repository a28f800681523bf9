"""Rules for days that stand there and cannot be read: "?? mai 2024", "25 (ou 26) avril", "2O avril".

They make `unsure` tokens, so that what is left of such a day ("mai 2024") is never taken for a whole month.
"""

from collections.abc import Sequence

from digest.locale import _
from digest.text.dates.data import Context, nothing
from digest.text.dates.days import impossible
from digest.text.dates.grammar import Found, Rule, rule
from digest.text.dates.tokens import Token

_PLACEHOLDERS = frozenset(("x", "xx", "xxx", "nn", "jj", "dd", "yy", "ler"))


@rule("open_paren (other_word | label | day_word) close_paren month year?")
def template(tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "[date] juin 2024"."""
    return impossible(tokens) if tokens[1].text in ("date", "jour", "xx", "x", "jj") else None


@rule("(other_word | mark | stop | quote | bar){1,4} month year?")
def placeholder(tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "xx mai 2024", "?? mai 2024", "ler juin 2024" (a letter for the figure)."""
    blank = [token.text for token in tokens if token.name not in ("month", "year")]
    marks = blank.count("?") >= 2 or blank.count("_") >= 1 or blank.count("*") >= 2
    return impossible(tokens) if blank[-1] in _PLACEHOLDERS or marks else None


@rule(
    "(the | du | au | weekday) (stop | mark | bar | quote){1,4} month year?"
    " | (?<! all_the | every | les) (the | weekday) month year?"
)
def blank_day(tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "le … mai 2024", "jeudi mai 2024": the number is missing."""
    if tokens[0].name == "the" and tokens[0].text != "le":
        return None
    return impossible(tokens)


@rule("(number | first) open_paren or (the)? (number | first) close_paren month year?")
def one_or_the_other(_tokens: Sequence[Token], _context: Context) -> Found:
    """Leave "25 (ou 26) avril 2024" unread."""
    return "unsure", nothing("ambiguous", _("one day or another"), rule="one_or_the_other")


@rule("(opaque other_word | number mark) month year?")
def misread_figure(tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "2O avril", "3Ø juin": a letter that should be a figure."""
    return impossible(tokens) if tokens[1].gap == 0 and len(tokens[1].text) == 1 else None


@rule("number day")
def parted_figures(tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "2 5 avril": the fifth, or the twenty-fifth?"""
    number, day = tokens
    single = len(number.text) == 1 and day.text[:1].isdigit() and not day.text[1:2].isdigit()
    return impossible(tokens) if single and number.value <= 3 and day.gap == 1 else None


@rule("number stop day")
def dotted_days(tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "14.15 mai": two days, or a number of something?"""
    return impossible(tokens) if tokens[1].gap == tokens[2].gap == 0 else None


@rule("(the | weekday) number (comma | dash) month year?")
def day_apart(tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "le 10, mai 2024"."""
    return impossible(tokens)


UNREADABLE_RULES: tuple[Rule, ...] = (
    template,
    placeholder,
    blank_day,
    one_or_the_other,
    misread_figure,
    parted_figures,
    dotted_days,
    day_apart,
)
