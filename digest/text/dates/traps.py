"""Rules for what holds a date and is none: streets, halls, laws; numbered things are for `numbering`.

They make `opaque` tokens before days are joined, so that "rue du 8 mai 1945, 25 avril 2024" keeps only its second day.
"""

from collections.abc import Sequence

from digest.text.dates.data import Context, Day
from digest.text.dates.grammar import Found, Rule, every, rule
from digest.text.dates.tokens import Token

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


@rule("street (du | des | de | la | dash){1,3} (dash)? day (?! au | until)")
def street(_tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "rue du 8 mai 1945"."""
    return _OPAQUE


@rule("soft_street (du | des | dash){1,3} day (?! au | until)")
def hall(tokens: Sequence[Token], context: Context) -> Found:
    """Set aside "salle du 11-Novembre-1918", but not "le cours du 25 avril"."""
    day: Day = tokens[-1].value
    hyphenated = "-" in tokens[-1].text
    old = day.year is not None and day.year < context.reference.year - 30
    remembered = (day.day, day.month) in _REMEMBERED and day.year is None
    return _OPAQUE if hyphenated or old or remembered else None


@rule(
    "law (any_word | label | opaque | ordinal | dash | slash | first){0,9} (du | de) (weekday)? day"
    " (?! au | until) (year)? ((comma | and | or){1,2} (du | des | de)? day){0,6}"
)
def legal_text(tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "décret n° 2022-1097 du 30 juillet 2022", "loi du 1er juillet 1901"."""
    verbs = {"fixe", "prevoit", "entre", "est", "sera", "aura", "a"}
    days = every(tokens, "day")
    return None if any(token.text in verbs for token in tokens if token.start < days[0].start) else _OPAQUE


@rule("label (colon | stop)? (day | numeric | maybe_numeric)")
def reference_number(tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "n° 2024-05-12", "version 3.6.2024", "Réf. 14/06/24"."""
    in_letters = any(letter.isalpha() for letter in tokens[-1].text)
    return _OPAQUE if tokens[0].text in _REFERENCES and not in_letters else None


_REFERENCES = frozenset(("n°", "no", "numero", "version", "ref", "reference"))


@rule("not_cancelled | not_today")
def plain_words(_tokens: Sequence[Token], _context: Context) -> Found:
    """Set aside "sauf annulation", "la ville de demain"."""
    return _OPAQUE


TRAP_RULES: tuple[Rule, ...] = (street, hall, legal_text, reference_number, plain_words)
