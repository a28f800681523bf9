"""The numbers of things and names, told from days: "Session 4, 25 avril", "Lyon 3 – jeudi 25 avril", "Rio+20".

A number joins the day after it ("Bureau : 14 et 15 mai") only where list or span words stand between them and nothing
before it claims it. Where both readings are good French ("Forum 4 – 6 mai"), it is unsure, and nothing is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from digest.text.dates.tokens import Token

_NUMBERS = frozenset(("number", "first", "numeral"))
_COUNTED = frozenset(("number", "first", "numeral", "ordinal"))
_THINGS = frozenset(("label", "soft_street", "street"))
_WORDS = frozenset(("other_word", "opaque", "law", "zone"))
_JOINS = frozenset(("dash", "slash", "comma", "and", "au", "a", "to", "until", "plus"))
_SPANNING = frozenset(("dash", "slash"))
_POINTERS = frozenset(("weekday", "weekdays", "the", "les", "du"))
_PARTS_OF_TIME = frozenset(
    ("fortnight", "half_month", "decade", "quarter_year", "half_year", "week", "weeks", "weekday", "weekdays")
)
_LONGEST_CHAIN = 14
_NEVER_FROM_TO = frozenset(("jour", "day", "journee", "odd", "sdg", "n°", "no", "page", "article", "saison"))
_HIGHEST = 12
"""Things are seldom numbered higher: "Session 18-21 novembre" is a span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chain:
    """Numbers that lead to a day: "5, 10 et 16, 25 avril".

    Attributes:
        items: The places of the numbers.
        joins: What stands after each of them.
        spaced: Whether a space stands before the last join.
        parting: Whether the first join is a dash with spaces, and more numbers follow: "Niveau 2 – 4 et 5 juin".
        pointed: Whether a weekday or an article stands before the day: "– jeudi 25 avril".
        day: The place of the day.
        parted: How many of the numbers stand before an inner article: "2" in "Module 2, du 3 au 5 juin".
    """

    items: tuple[int, ...]
    joins: tuple[str, ...]
    spaced: bool
    parting: bool
    pointed: bool
    day: int
    parted: int = 0


def settle_numbers(tokens: list[Token]) -> list[Token]:
    """Take their numbers off things and names; what may be either becomes an `unsure_number`."""
    settled = _without_signs(tokens)
    place = 0
    while place < len(settled):
        if settled[place].name in _THINGS:
            _settle_thing(settled, place)
        elif settled[place].name in _NUMBERS:
            chain = _chain(settled, place)
            if chain:
                _settle_chain(settled, chain)
                place = chain.day
        elif settled[place].text == "premier" and settled[place].name == "ordinal":
            _settle_premier(settled, place)
        place += 1
    return settled


def _without_signs(tokens: Sequence[Token]) -> list[Token]:
    """Drop the stop of "18.-21.11.2024", and make bars of the dashes that begin the lines of a list."""
    bullets = [place for place in range(len(tokens) - 1) if _is_bullet(tokens, place)]
    marked = set(bullets) if len(bullets) > 1 else set()
    return [
        token._replace(name="bar") if place in marked else token
        for place, token in enumerate(tokens)
        if not _is_stop_of_number(tokens, place)
    ]


def _is_bullet(tokens: Sequence[Token], place: int) -> bool:
    return tokens[place].name == "dash" and tokens[place].gap == 2 and tokens[place + 1].gap < 2


def _is_stop_of_number(tokens: Sequence[Token], place: int) -> bool:
    if not 0 < place < len(tokens) - 1 or tokens[place].name != "stop" or tokens[place].gap:
        return False
    return tokens[place - 1].name == "number" and tokens[place + 1].name in ("dash", "au")


def _chain(tokens: Sequence[Token], place: int) -> _Chain | None:
    """Follow the numbers from a place on to the day they lead to."""
    items, joins = [place], []
    at, parted = place + 1, 0
    parting = False
    while len(items) < _LONGEST_CHAIN:
        begin = at
        while at < len(tokens) and at - begin < 2 and tokens[at].name in _JOINS:
            at += 1
        if at == begin:
            return None
        joins.append("and" if "and" in (tokens[begin].name, tokens[at - 1].name) else tokens[begin].name)
        first = at
        while at < len(tokens) and at - first < 2 and tokens[at].name in _POINTERS:
            at += 1
        if at == len(tokens):
            return None
        if tokens[at].name == "day":
            pointed = at > first or tokens[at].value.weekday is not None
            spaced = tokens[begin].gap > 0
            return _Chain(
                items=tuple(items),
                joins=tuple(joins),
                spaced=spaced,
                pointed=pointed,
                day=at,
                parted=parted,
                parting=parting,
            )
        if tokens[at].name not in _NUMBERS:
            return None
        parting = parting or (len(items) == 1 and tokens[begin].name == "dash" and tokens[begin].gap > 0)
        if at > first and joins[-1] in ("comma", "dash") and not parted:
            parted = len(items)
        items.append(at)
        at += 1
    return None


def _settle_thing(tokens: list[Token], place: int) -> None:
    """Decide about the number after "Session", "ODD", "Salle"; "Bureau : 14 et 15 mai" keeps its days."""
    at = _number_of_thing(tokens, place)
    if at is None:
        return
    number = tokens[at]
    chain = _chain(tokens, at)
    apart = number.gap == 2 or tokens[at - 1].name == "colon"
    claimed = _claimed(tokens, chain, apart=apart, plural=tokens[place].text.endswith("s")) if chain else "all"
    if tokens[place].text in _NEVER_FROM_TO and claimed == "unsure":
        claimed = "all"
    if chain is None or claimed == "all":
        _hide_all(tokens, chain.items if chain else (at,))
        _hide_slashed(tokens, at)
    elif claimed == "first":
        _hide_all(tokens, chain.items[: chain.parted or 1])
    elif claimed == "unsure":
        tokens[at] = number._replace(name="unsure_number")


def _number_of_thing(tokens: Sequence[Token], place: int) -> int | None:
    """Find the number of a thing; "2e" in "Bureau : 2e quinzaine de juin" is none."""
    at = place + 1
    while at < len(tokens) and at - place <= 1 and tokens[at].name in ("label", "colon"):
        at += 1
    if at >= len(tokens) or tokens[at].name not in _COUNTED:
        return None
    follows = tokens[at + 1].name if at + 1 < len(tokens) else ""
    return None if tokens[at].name != "number" and follows in _PARTS_OF_TIME else at


def _hide(tokens: list[Token], place: int) -> None:
    tokens[place] = tokens[place]._replace(name="opaque", value=None)


def _hide_all(tokens: list[Token], places: Sequence[int]) -> None:
    for place in places:
        _hide(tokens, place)


def _hide_slashed(tokens: list[Token], place: int) -> None:
    """Hide what a slash adds to a number: "article 4/24"."""
    if place + 2 < len(tokens) and tokens[place + 1].name == "slash" and tokens[place + 2].name == "number":
        _hide(tokens, place + 2)


def _claimed(tokens: Sequence[Token], chain: _Chain, *, apart: bool, plural: bool) -> str:
    """Tell which numbers of a chain a thing claims: "all", the "first", "none", or "unsure"."""
    single = len(chain.items) == 1
    last = chain.joins[-1]
    if chain.parted:
        return "first"
    if chain.parting and not apart and last not in _SPANNING:
        return "first" if tokens[chain.items[0]].value <= _HIGHEST else "unsure"
    if apart:
        return "all" if single and last == "comma" else "none"
    if last == "comma":
        return "all" if single or "and" in chain.joins else "unsure"
    if last not in _SPANNING:
        return "unsure" if "comma" in chain.joins and not plural else "none"
    if not single:
        return _claimed_of_several(tokens, chain)
    return _claimed_before_dash(tokens[chain.items[0]], tokens[chain.day], chain)


def _claimed_of_several(tokens: Sequence[Token], chain: _Chain) -> str:
    """Tell "Africités 9, 17-21 mai", the name's number and then a span, from "Cahier 3-4 – jeudi 25 avril"."""
    one, two = (tokens[place].value for place in chain.items[:2])
    if len(chain.items) == 2 and chain.joins[0] == "comma" and two != one + 1 and not chain.pointed:
        return "first"
    return "all" if chain.pointed and chain.spaced else "unsure"


def _claimed_before_dash(number: Token, day: Token, chain: _Chain) -> str:
    """Tell "Session 3 – 25 avril", "Jour 1-15.02.2021" from "Session 18-21 novembre"."""
    ahead = (day.value.day or 0) - number.value
    if chain.pointed or ahead <= 0:
        return "all"
    if number.value > _HIGHEST:
        return "none"
    if chain.spaced:
        return "unsure" if ahead <= 3 else "all"
    if not any(letter.isalpha() for letter in day.text):
        return "all"
    return "none" if ahead == 1 else "unsure"


def _settle_chain(tokens: list[Token], chain: _Chain) -> None:
    """Decide about numbers that no label claims: a name may, or a sign before them."""
    if any(tokens[item].name == "numeral" for item in chain.items) and _settle_letters(tokens, chain):
        return
    claimed = _claimed_by_name(tokens, chain)
    if claimed == "all":
        _hide_all(tokens, chain.items)
    elif claimed == "first":
        _hide_all(tokens, chain.items[: chain.parted or 1])
    elif claimed == "unsure":
        tokens[chain.items[0]] = tokens[chain.items[0]]._replace(name="unsure_number")


def _claimed_by_name(tokens: Sequence[Token], chain: _Chain) -> str:
    place = chain.items[0]
    before = [token.name for token in tokens[max(0, place - 2) : place]]
    last = chain.joins[-1]
    spaced_pointer = last in _SPANNING and chain.spaced and chain.pointed
    if before[-1:] == ["plus"] and before[0] in _WORDS:
        return "all"  # "Rio+20"
    if before == ["year", "slash"] and tokens[place].gap == 0:
        return "all"  # "Bulletin 2024/4"
    if before[-1:] in (["les"], ["des"]) and spaced_pointer:
        return "all"  # "Club des 20 – jeudi 25 avril"
    if before[-1:] == ["des"] and chain.joins == ("comma",) and not _goes_on(tokens, chain):
        return "all"  # "Union des 27, 14 juin"
    if before[-1:] == ["comma"] and before[0] == "opaque" and last == "comma":
        return "all"  # "ODD 5, 10 et 16, 25 avril"
    if before[-1:] and before[-1] in _WORDS and tokens[place].gap != 2:
        return _claimed_by_word(tokens, chain)
    return "none"


def _claimed_by_word(tokens: Sequence[Token], chain: _Chain) -> str:
    last = chain.joins[-1]
    single = len(chain.items) == 1
    if chain.parted:
        return "first"
    glued = tokens[chain.items[0]].gap == 0
    if last == "comma":
        if single or "and" in chain.joins:
            return "all"
        return "none" if _is_list(tokens, chain) else "unsure"
    if chain.parting and last not in _SPANNING:
        return "unsure"
    if last == "and" and "comma" in chain.joins and not glued:
        return "none" if _is_list(tokens, chain) else "unsure"
    if last not in _SPANNING or not (chain.spaced or not single):
        return "none"
    if not single and not chain.pointed:
        return _claimed_of_several(tokens, chain) if chain.joins[0] == "comma" else "unsure"
    if chain.pointed and chain.spaced:
        return "all"
    return "unsure" if tokens[chain.items[0]].value <= _HIGHEST and not glued else "none"


def _is_list(tokens: Sequence[Token], chain: _Chain) -> bool:
    """Tell days at one distance ("19, 20, 21 novembre", "3, 10 et 17 juin") and days above any numbering."""
    values = [*(tokens[item].value for item in chain.items), tokens[chain.day].value.day or 0]
    return values[0] > _HIGHEST or len({two - one for one, two in pairwise(values)}) == 1


def _goes_on(tokens: Sequence[Token], chain: _Chain) -> bool:
    """Tell "des 12, 19 décembre et 9 janvier": a list that the day does not end."""
    return chain.day + 1 < len(tokens) and tokens[chain.day + 1].name in ("and", "comma")


def _settle_letters(tokens: list[Token], chain: _Chain) -> bool:
    """Hide numbers in letters before a day in figures: "Tous pour un, jeudi 25 avril", "Club des Cinq – 25 avril"."""
    if chain.joins[-1] not in ("comma", "dash"):
        return False
    day = tokens[chain.day]
    letters = day.text.lstrip("abcdefghijklmnopqrstuvwxyz',. ")
    in_figures = letters[:1].isdigit() and not letters[:4].isdigit()
    if in_figures or chain.joins[-1] == "comma":
        _hide_all(tokens, chain.items)
        return True
    tokens[chain.items[0]] = tokens[chain.items[0]]._replace(name="unsure_number")
    return True


def _settle_premier(tokens: list[Token], place: int) -> None:
    """Make a day of "premier" in "du premier au trois juillet"."""
    chain = _chain(tokens, place)
    if (
        chain
        and place
        and tokens[place - 1].name in ("du", "the", "les", "weekday")
        and chain.joins[0] in ("au", "and", "a")
    ):
        tokens[place] = tokens[place]._replace(name="first", value=1)
