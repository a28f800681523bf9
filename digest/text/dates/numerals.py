"""Numbers in letters: "vingt et un", "trente-et-un", "deux mil vingt-quatre" become one token each.

What cannot be one number stays several: "les dix et vingt mai" are two days.
"""

from collections.abc import Sequence

from digest.text.dates.tokens import Token

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
    """Give what the words from a place on are worth, and one past the last of them."""
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
