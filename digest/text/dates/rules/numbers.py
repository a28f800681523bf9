"""The numbers of things and names, told from days: "Session 4, 25 avril", "Lyon 3 – jeudi 25 avril", "Rio+20".

A number joins the day after it ("Bureau : 14 et 15 mai") only where list or span words stand between them and nothing
before it claims it. Where both readings are good French ("Forum 4 – 6 mai"), it is unsure, and nothing is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from digest.text.dates.grammar import Token

_NUMBERS = frozenset(("number", "first", "numeral"))
COUNTED = frozenset(("number", "first", "numeral", "ordinal"))
_THINGS = frozenset(("label", "soft_street", "street"))
_WORDS = frozenset(("other_word", "opaque", "law", "zone"))
_JOINS = frozenset(("dash", "slash", "comma", "and", "au", "a", "to", "until", "plus"))
_SPANNING = frozenset(("dash", "slash"))
_POINTERS = frozenset(("weekday", "weekdays", "the", "les", "du"))
_PARTS_OF_TIME = frozenset(
    ("fortnight", "half_month", "decade", "quarter_year", "half_year", "week", "weeks", "weekday", "weekdays")
)
_CHAINED = _NUMBERS | {"day"}
_LONGEST_CHAIN = 14
_NEVER_FROM_TO = frozenset(("jour", "day", "journee", "odd", "sdg", "n°", "no", "page", "article", "saison"))
_FIRSTS = frozenset(("premier", "1e", "01e", "1eme", "01eme", "1ieme", "01ieme"))
_NUMBERED = frozenset(("number", "first"))
_UNSURE = -1
_HIGHEST = 12
"""Things are seldom numbered higher: "Session 18-21 novembre" is a span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chain:
    """Numbers that lead to a day: "5, 10 et 16, 25 avril".

    Attributes:
        items: The places of the numbers.
        joins: What stands after each of them.
        spaced: Whether a space stands before each join.
        pointed: Whether a weekday or an article stands after each join: "– jeudi 25 avril".
        day: The place of the day.
    """

    items: tuple[int, ...]
    joins: tuple[str, ...]
    spaced: tuple[bool, ...]
    pointed: tuple[bool, ...]
    day: int

    @property
    def is_single(self) -> bool:
        """Whether one number leads to the day."""
        return len(self.items) == 1

    @property
    def name_part(self) -> int:
        """How many of the numbers stand before the last sign that parts a name from a date."""
        part = 0
        for place, (join, spaced, pointed) in enumerate(zip(self.joins, self.spaced, self.pointed, strict=True), 1):
            ends_a_list = join == "comma" and "and" in self.joins[: place - 1]
            if (join in _SPANNING and spaced) or ends_a_list or (pointed and join in ("comma", "dash")):
                part = place
        return part


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
        elif settled[place].name == "ordinal" and settled[place].text in _FIRSTS:
            _settle_first(settled, place)
        place += 1
    return settled


def _without_signs(tokens: Sequence[Token]) -> list[Token]:
    """Drop the stops of "18.-21.11.2024", "du 1er. au 15"; make bars of the dashes that begin the lines of a list."""
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
    before, after = tokens[place - 1].name, tokens[place + 1].name
    return (before in _NUMBERED and after in ("dash", "au")) or (before == "first" and after == "and")


def _chain(tokens: Sequence[Token], place: int) -> _Chain | None:
    """Follow the numbers from a place on to the day they lead to."""
    items, joins, spaced, pointed = [place], [], [], []
    at = place + 1
    while len(items) < _LONGEST_CHAIN:
        begin = at
        at = _skip(tokens, begin, _JOINS)
        if at == begin:
            return None
        first = at
        at = _skip(tokens, first, _POINTERS)
        if at == len(tokens) or tokens[at].name not in _CHAINED:
            return None
        joins.append("and" if "and" in (tokens[begin].name, tokens[first - 1].name) else tokens[begin].name)
        spaced.append(tokens[begin].gap > 0)
        pointed.append(at > first or (tokens[at].name == "day" and tokens[at].value.weekday is not None))
        if tokens[at].name == "day":
            return _Chain(items=tuple(items), joins=tuple(joins), spaced=tuple(spaced), pointed=tuple(pointed), day=at)
        items.append(at)
        at += 1
    return None


def _skip(tokens: Sequence[Token], place: int, names: frozenset[str]) -> int:
    """Go past at most two tokens of these names."""
    at = place
    while at < len(tokens) and at - place < 2 and tokens[at].name in names:
        at += 1
    return at


def _settle_thing(tokens: list[Token], place: int) -> None:
    """Decide about the number after "Session", "ODD", "Salle"; "Bureau : 14 et 15 mai" keeps its days."""
    at = _number_of_thing(tokens, place)
    if at is None:
        return
    number = tokens[at]
    chain = _chain(tokens, at)
    if chain is None:
        _hide(tokens, (at,))
        _hide_slashed(tokens, at)
        return
    apart = number.gap == 2 or tokens[at - 1].name == "colon"
    claimed = _claimed_apart(chain) if apart else _claimed_by_thing(tokens, chain, tokens[place].text)
    _claim(tokens, chain, claimed)


def _number_of_thing(tokens: Sequence[Token], place: int) -> int | None:
    """Find the number of a thing; "2e" in "Bureau : 2e quinzaine de juin" is none."""
    at = place + 1
    while at < len(tokens) and at - place <= 1 and tokens[at].name in ("label", "colon"):
        at += 1
    if at >= len(tokens) or tokens[at].name not in COUNTED:
        return None
    follows = tokens[at + 1].name if at + 1 < len(tokens) else ""
    return None if tokens[at].name != "number" and follows in _PARTS_OF_TIME else at


def _claim(tokens: list[Token], chain: _Chain, claimed: int) -> None:
    """Take the first numbers of a chain off the day; with `_UNSURE` say that nobody knows."""
    if claimed == _UNSURE:
        tokens[chain.items[0]] = tokens[chain.items[0]]._replace(name="unsure_number")
    else:
        _hide(tokens, chain.items[:claimed])


def _hide(tokens: list[Token], places: Sequence[int]) -> None:
    for place in places:
        tokens[place] = tokens[place]._replace(name="opaque", value=None)


def _hide_slashed(tokens: list[Token], place: int) -> None:
    """Hide what a slash adds to a number: "article 4/24"."""
    if place + 2 < len(tokens) and tokens[place + 1].name == "slash" and tokens[place + 2].name == "number":
        _hide(tokens, (place + 2,))


def _claimed_apart(chain: _Chain) -> int:
    """Return how many numbers a thing claims past a colon or a line end: "Salle : 4, 25 avril"."""
    return 1 if chain.is_single and chain.joins == ("comma",) else 0


def _claimed_by_thing(tokens: Sequence[Token], chain: _Chain, thing: str) -> int:
    """Return how many numbers "Session", "ODD", "Salle" claim."""
    last = chain.joins[-1]
    if chain.name_part and not chain.is_single:
        return chain.name_part if tokens[chain.items[0]].value <= _HIGHEST or thing in _NEVER_FROM_TO else _UNSURE
    if last == "comma":
        return 1 if chain.is_single else _UNSURE
    if last not in _SPANNING:
        if "comma" not in chain.joins or thing.endswith("s"):
            return 0
        return _UNSURE
    if not chain.is_single:
        return _claimed_before_span(tokens, chain)
    claimed = _claimed_before_dash(tokens[chain.items[0]], tokens[chain.day], chain)
    return 1 if claimed == _UNSURE and thing in _NEVER_FROM_TO else claimed


def _claimed_before_span(tokens: Sequence[Token], chain: _Chain) -> int:
    """Return "Africités 9, 17-21 mai", the name's number and then a span."""
    one, two = (tokens[place].value for place in chain.items[:2])
    return 1 if len(chain.items) == 2 and chain.joins[0] == "comma" and two != one + 1 else _UNSURE


def _claimed_before_dash(number: Token, day: Token, chain: _Chain) -> int:
    """Return "Session 3 – 25 avril", "Jour 1-15.02.2021" from "Session 18-21 novembre"."""
    ahead = (day.value.day or 0) - number.value
    if chain.pointed[-1] or ahead <= 0:
        return 1
    if number.value > _HIGHEST:
        return _UNSURE if chain.spaced[-1] else 0
    if chain.spaced[-1]:
        return _UNSURE if ahead <= 3 else 1
    if not any(letter.isalpha() for letter in day.text):
        return 1
    return 0 if ahead == 1 else _UNSURE


def _settle_chain(tokens: list[Token], chain: _Chain) -> None:
    """Decide about numbers that no label claims: a sign before them may, or a name."""
    if any(tokens[item].name == "numeral" for item in chain.items) and _settle_letters(tokens, chain):
        return
    place = chain.items[0]
    before = [token.name for token in tokens[max(0, place - 2) : place]]
    claimed = _claimed_by_sign(tokens, chain, before)
    if not claimed and before and before[-1] in _WORDS and tokens[place].gap != 2:
        claimed = _claimed_by_word(tokens, chain)
    _claim(tokens, chain, claimed)


def _claimed_by_sign(tokens: Sequence[Token], chain: _Chain, before: Sequence[str]) -> int:
    glued = tokens[chain.items[0]].gap == 0
    if before[-1:] == ["plus"] and before[0] in _WORDS:
        return 1  # "Rio+20"
    if glued and (before == ["year", "slash"] or before[-1:] == ["stop"] or _is_hashed(tokens, chain)):
        return 1  # "Bulletin 2024/4", "Phase 2.1", "Webinaire #4"
    if before[-1:] in (["les"], ["des"]) and chain.joins[0] in _SPANNING and chain.spaced[0] and chain.pointed[0]:
        return 1  # "Club des 20 – jeudi 25 avril"
    if before[-1:] == ["du"] and chain.is_single and (chain.joins[0] == "comma" or chain.pointed[0]):
        return _UNSURE if chain.joins[0] in ("comma", "dash", "slash") else 0  # "Conseil du 21, 25 avril"
    if before[-1:] == ["des"] and chain.is_single and chain.joins[0] == "dash" and chain.spaced[0]:
        return _UNSURE  # "Club des 20 – 25 avril"
    if before[-1:] == ["des"] and chain.joins == ("comma",) and not _goes_on(tokens, chain):
        return 1  # "Union des 27, 14 juin"
    if before == ["opaque", "comma"] and not chain.is_single:
        return chain.name_part  # "ODD 5, 10 et 16, 25 avril"
    return 0


def _is_hashed(tokens: Sequence[Token], chain: _Chain) -> bool:
    return chain.items[0] > 0 and tokens[chain.items[0] - 1].text == "#"


def _claimed_by_word(tokens: Sequence[Token], chain: _Chain) -> int:
    """Return how many numbers the word before them claims: "Lyon 3, 25 avril", "Cahier 3-4 – jeudi 25 avril"."""
    last = chain.joins[-1]
    if chain.is_single:
        return _claimed_single(chain, last, tokens[chain.items[0]].value)
    if chain.name_part:
        sure = chain.pointed[chain.name_part - 1] or chain.joins[chain.name_part - 1] == "comma"
        return chain.name_part if sure else _UNSURE
    if last in _SPANNING and chain.joins[0] == "comma":
        return _claimed_before_span(tokens, chain)
    if "comma" in chain.joins and not _is_list(tokens, chain):
        return len(chain.items) if chain.joins == ("dash", "comma") and tokens[chain.items[0]].value <= 12 else _UNSURE
    return _UNSURE if chain.joins == ("dash", "comma") else 0


def _claimed_single(chain: _Chain, last: str, number: int) -> int:
    if last == "comma" or (last in _SPANNING and chain.spaced[0] and chain.pointed[0]):
        return 1
    return _UNSURE if last in _SPANNING and chain.spaced[0] and number <= _HIGHEST else 0


def _is_list(tokens: Sequence[Token], chain: _Chain) -> bool:
    """Return days at one distance ("19, 20, 21 novembre", "3, 10 et 17 juin") and days above any numbering."""
    values = [*(tokens[item].value for item in chain.items), tokens[chain.day].value.day or 0]
    return values[0] > _HIGHEST or len({two - one for one, two in pairwise(values)}) == 1


def _goes_on(tokens: Sequence[Token], chain: _Chain) -> bool:
    """Return "des 12, 19 décembre et 9 janvier": a list that the day does not end."""
    return chain.day + 1 < len(tokens) and tokens[chain.day + 1].name in ("and", "comma")


def _settle_letters(tokens: list[Token], chain: _Chain) -> bool:
    """Hide numbers in letters before days in figures: "Tous pour un, jeudi 25 avril"."""
    names = [tokens[item].name for item in chain.items]
    lead = next((place for place, name in enumerate(names) if name != "numeral"), len(names))
    if not lead or chain.joins[lead - 1] not in ("comma", "dash"):
        return False
    letters = tokens[chain.day].text.lstrip("abcdefghijklmnopqrstuvwxyz',. ")
    in_figures = lead < len(names) or (letters[:1].isdigit() and not letters[:4].isdigit())
    if in_figures or chain.joins[lead - 1] == "comma":
        _hide(tokens, chain.items[:lead])
    else:
        _claim(tokens, chain, _UNSURE)
    return True


def _settle_first(tokens: list[Token], place: int) -> None:
    """Make a day of "premier" in "du premier au trois juillet", of "1e" in "du 1e au 15 juin"."""
    chain = _chain(tokens, place)
    before = tokens[place - 1].name if place else ""
    joins = ("au", "and", "a", "comma") if before == "les" else ("au", "and", "a")
    if chain and before in ("du", "the", "les", "weekday") and chain.joins[0] in joins:
        tokens[place] = tokens[place]._replace(name="first", value=1)


# Numbers in letters: "vingt et un", "trente-et-un", "deux mil vingt-quatre" become one token each.

_FIRST_YEAR, _LAST_YEAR = 1500, 2199


def settle_numerals(tokens: list[Token]) -> list[Token]:
    """Join the words of each number; what may be a year becomes one."""
    settled: list[Token] = []
    place = 0
    while place < len(tokens):
        if tokens[place].name != "numeral":
            settled.append(tokens[place])
            place += 1
            continue
        worth, end = _number_at(tokens, place)
        settled.append(_joined(tokens[place:end], worth))
        place = end
    return settled


def _joined(tokens: Sequence[Token], worth: int) -> Token:
    name = "year" if _FIRST_YEAR <= worth <= _LAST_YEAR else "numeral"
    text = "".join([token.text for token in tokens])
    return Token(name, text, worth, tokens[0].start, tokens[-1].end, tokens[0].gap)


def _number_at(tokens: Sequence[Token], place: int) -> tuple[int, int]:
    """Return what the words from a place on are worth, and one past the last of them."""
    thousands, part = _with_more(0, 0, tokens[place].value) or (0, 0)
    end = place + 1
    while (ahead := _next_numeral(tokens, end)) is not None:
        more = _with_more(thousands, part, tokens[ahead].value)
        if more is None:
            break
        thousands, part = more
        end = ahead + 1
    return thousands + part, end


def _next_numeral(tokens: Sequence[Token], place: int) -> int | None:
    """Find the next word of a number: right there, after a hyphen, or after "et" where French has one."""
    between = 0
    hyphens = 0
    joined_by_and = False
    while place + between < len(tokens) and between < 3 and tokens[place + between].name in ("dash", "and"):
        token = tokens[place + between]
        if token.name == "dash" and (token.text != "-" or token.gap):
            return None
        hyphens += token.name == "dash"
        joined_by_and = joined_by_and or token.text == "et"
        between += 1
    if place + between >= len(tokens) or between - hyphens > 1 or (between == 1 and not hyphens and not joined_by_and):
        return None
    last = tokens[place + between]
    if last.name != "numeral" or last.gap > (0 if between and tokens[place + between - 1].name == "dash" else 1):
        return None
    return None if joined_by_and and last.value not in (1, 11) else place + between


def _with_more(thousands: int, part: int, value: int) -> tuple[int, int] | None:
    """Add a word to a number; None where French does not say so."""
    if value == 1000:
        return None if thousands else ((part or 1) * 1000, 0)
    if value == 20 and part % 100 == 4:
        return thousands, part + 76  # "quatre-vingt"
    if value == 100:
        return (thousands, (part or 1) * value) if part < 10 else None
    if not part or _follows(part % 100, value):
        return thousands, part + value
    return None


def _follows(before: int, value: int) -> bool:
    if before == 0:
        return value < 100
    if before in (10, 70, 90):
        return 7 <= value <= 9
    if before in (60, 80) and 10 <= value <= 16:
        return True
    return before % 10 == 0 and 1 <= value <= 9
