"""Rules for what holds a date and is none: streets, halls, laws; numbered things are for `numbers`.

They make `opaque` tokens before days are joined, so that "rue du 8 mai 1945, 25 avril 2024" keeps only its second day.
"""

from collections.abc import Sequence

from digest.locale import _
from digest.text.dates.grammar import DateContext, DayPart, Found, Token, every, nothing, rule
from digest.text.dates.rules.day import impossible

# Days that France has put on its street signs.
_REMEMBERED = {
    (8, 5),
    (14, 7),
    (11, 11),
    (4, 8),
    (19, 3),
    (1, 5),
    (4, 9),
    (18, 6),
    (25, 8),
    (6, 6),
    (30, 9),
    (24, 4),
    (26, 8),
    (22, 9),
}


_OPAQUE: Found = ("opaque", None)


@rule("trap", "street (du | des | de | la | dash){1,3} (dash)? day (?! au | until)")
def street(_tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "rue du 8 mai 1945"."""
    return _OPAQUE


@rule("trap", "(street | soft_street) day")
def hyphenated_name(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "arrêt 8-Mai-1945", "station 11-Novembre"."""
    day: DayPart = tokens[1].value
    return _OPAQUE if "-" in tokens[1].text and (day.day, day.month) in _REMEMBERED else None


@rule("trap", "other_word (opaque | other_word){0,3} (du | de) day")
def treaty(tokens: Sequence[Token], context: DateContext) -> Found:
    """Set aside "Convention du 20 novembre 1989"; of this year it may be a meeting."""
    day: DayPart = tokens[-1].value
    old = day.year is not None and day.year < context.reference.year - 5
    return _OPAQUE if old and tokens[0].text in ("convention", "protocole", "charte", "declaration", "pacte") else None


@rule("trap", "soft_street (du | des | dash){1,3} day (?! au | until)")
def hall(tokens: Sequence[Token], context: DateContext) -> Found:
    """Set aside "salle du 11-Novembre-1918", but not "le cours du 25 avril"."""
    day: DayPart = tokens[-1].value
    hyphenated = "-" in tokens[-1].text
    old = day.year is not None and day.year < context.reference.year - 30
    remembered = (day.day, day.month) in _REMEMBERED and day.year is None
    return _OPAQUE if hyphenated or old or remembered else None


@rule(
    "trap",
    "law (any_word | label | opaque | ordinal | dash | slash | first){0,9} (du | de) (weekday)? day"
    " (?! au | until) (year)? ((comma | and | or){1,2} (du | des | de)? day){0,6}",
)
def legal_text(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "décret n° 2022-1097 du 30 juillet 2022", "loi du 1er juillet 1901"."""
    verbs = {"fixe", "prevoit", "entre", "est", "sera", "aura", "a"}
    days = every(tokens, "day")
    return None if any(token.text in verbs for token in tokens if token.start < days[0].start) else _OPAQUE


@rule("trap", "label (colon | stop)? (day | numeric | maybe_numeric)")
def reference_number(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "n° 2024-05-12", "version 3.6.2024", "Réf. 14/06/24"."""
    in_letters = any(letter.isalpha() for letter in tokens[-1].text)
    return _OPAQUE if tokens[0].text in _REFERENCES and not in_letters else None


_REFERENCES = frozenset(("n°", "no", "numero", "version", "ref", "reference"))


# Rules for days that stand there and cannot be read: "?? mai 2024", "25 (ou 26) avril", "2O avril".

_PLACEHOLDERS = frozenset(("x", "xx", "xxx", "nn", "jj", "dd", "yy", "ler"))


@rule("unreadable", "open_paren (other_word | label | day_word) close_paren month year?")
def template(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "[date] juin 2024"."""
    return impossible(tokens) if tokens[1].text in ("date", "jour", "xx", "x", "jj") else None


@rule("unreadable", "(other_word | mark | stop | quote | bar){1,4} month year?")
def placeholder(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "xx mai 2024", "?? mai 2024", "ler juin 2024" (a letter for the figure)."""
    blank = [token.text for token in tokens if token.name not in ("month", "year")]
    marks = blank.count("?") >= 2 or blank.count("_") >= 1 or blank.count("*") >= 2
    return impossible(tokens) if blank[-1] in _PLACEHOLDERS or marks else None


@rule(
    "unreadable",
    "(the | du | au | weekday) (stop | mark | bar | quote){1,4} month year?"
    " | (?<! all_the | every | les) (the | weekday) month year?",
)
def blank_day(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "le … mai 2024", "jeudi mai 2024": the number is missing."""
    if tokens[0].name == "the" and tokens[0].text != "le":
        return None
    return impossible(tokens)


@rule("unreadable", "(number | first) open_paren or (the)? (number | first) close_paren month year?")
def one_or_the_other(_tokens: Sequence[Token], _context: DateContext) -> Found:
    """Leave "25 (ou 26) avril 2024" unread."""
    return "unsure", nothing("ambiguous", _("one day or another"), rule="one_or_the_other")


@rule("unreadable", "(opaque other_word | number mark) month year?")
def misread_figure(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "2O avril", "3Ø juin": a letter that should be a figure."""
    return impossible(tokens) if tokens[1].gap == 0 and len(tokens[1].text) == 1 else None


@rule("unreadable", "number day")
def parted_figures(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "2 5 avril": the fifth, or the twenty-fifth?"""
    number, day = tokens
    single = len(number.text) == 1 and day.text[:1].isdigit() and not day.text[1:2].isdigit()
    return impossible(tokens) if single and number.value <= 3 and day.gap == 1 else None


@rule("unreadable", "number stop day")
def dotted_days(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "14.15 mai": two days, or a number of something?"""
    return impossible(tokens) if tokens[1].gap == tokens[2].gap == 0 else None


@rule("unreadable", "(the | weekday) number (comma | dash) month year?")
def day_apart(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "le 10, mai 2024"."""
    return impossible(tokens)
