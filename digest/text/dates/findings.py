"""What a text holds: each group of days with its hours and its part (event, deadline, publication …).

The parts are for `roles`; hours belong to the day they stand beside. Choosing among the findings is for `choice`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from digest.text.dates.clocks import CLOCK_RULES, place_of, settle_cities, settle_local_time
from digest.text.dates.data import Context, Days, Hours
from digest.text.dates.days import DAY_RULES, WEEKDAY_RULES, settle_mar, settle_month_badges
from digest.text.dates.figures import FIGURE_RULES, settle_slashes
from digest.text.dates.folding import Folded
from digest.text.dates.grammar import apply_rules
from digest.text.dates.holidays import HOLIDAY_RULES
from digest.text.dates.numbering import settle_numbers
from digest.text.dates.numerals import settle_numerals
from digest.text.dates.periods import PERIOD_RULES
from digest.text.dates.relative import RELATIVE_RULES
from digest.text.dates.repeated import FIRST_REPEATED_RULES, REPEATED_RULES
from digest.text.dates.roles import DAY_NAMES, ENDS_A_CLAUSE, part_of
from digest.text.dates.sequences import MONTH_FIRST_RULES, SEQUENCE_RULES
from digest.text.dates.tokens import Token, read_tokens
from digest.text.dates.traps import TRAP_RULES
from digest.text.dates.unreadable import UNREADABLE_RULES
from digest.text.dates.weeks import NUMBERED_WEEK_RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Some days in a text.

    Attributes:
        days: The days as written.
        hours: The hours that belong to them, in order.
        part: event, deadline, open, published, old, moved, cue (an event that the words announce), past.
        start: Where its words begin in the folded text; `end` is one past the last.
        place: Its place among the tokens.
        line_end: Whether a line ends right after it.
        head: "place" where a known place begins the text before it ("Paris, le 12 mai 2020": the head of a letter),
            "words" where other words do ("Forum, le 12 mai"), empty elsewhere.
        is_listed: Whether "et", a comma or a new line stands right before it.
        is_after_plural: Whether "reportées" or the like stands right before it.
        is_after_place: Whether a word and a comma stand before it.
    """

    days: Days
    hours: tuple[Hours, ...] = ()
    part: str = "event"
    start: int
    end: int
    place: int
    line_end: bool = False
    head: str = ""
    is_after_place: bool = False
    is_listed: bool = False
    is_after_plural: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that was found, and the tokens it was found in."""

    found: tuple[Finding, ...]
    tokens: tuple[Token, ...]

    def has(self, *names: str) -> bool:
        """Tell whether the text holds a token of one of these names."""
        return any(token.name in names for token in self.tokens)


def find_days(folded: Folded, original: str, context: Context) -> Findings:
    """Find all days of a text, with their hours and parts."""
    tokens = settle_numerals(read_tokens(folded, original))
    tokens = apply_rules(CLOCK_RULES, settle_cities(settle_local_time(tokens)), context)
    tokens = settle_month_badges(settle_slashes(settle_mar(tokens)))
    tokens = apply_rules(
        (
            *HOLIDAY_RULES,
            *FIRST_REPEATED_RULES,
            *NUMBERED_WEEK_RULES,
            *DAY_RULES,
            *FIGURE_RULES,
            *WEEKDAY_RULES,
            *TRAP_RULES,
        ),
        tokens,
        context,
    )
    tokens = apply_rules(
        (*UNREADABLE_RULES, *MONTH_FIRST_RULES, *PERIOD_RULES, *RELATIVE_RULES), settle_numbers(tokens), context
    )
    tokens = apply_rules((*SEQUENCE_RULES, *REPEATED_RULES), tokens, context)
    places = [place for place, token in enumerate(tokens) if token.name in DAY_NAMES]
    hours = _share_hours(tokens, places)
    return Findings(
        found=tuple(_finding(tokens, place, hours.get(place, ())) for place in places), tokens=tuple(tokens)
    )


def _finding(tokens: Sequence[Token], place: int, hours: Sequence[Token]) -> Finding:
    token = tokens[place]
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return Finding(
        days=token.value,
        hours=(*token.value.hours, *(one.value for one in hours)),
        part=part_of(tokens, place),
        start=min([token.start, *(one.start for one in hours)]),
        end=max([token.end, *(one.end for one in hours)]),
        place=place,
        line_end=after is None or after.gap == 2,
        head=_head(tokens, place),
        is_listed=_is_listed(tokens, place),
        is_after_plural=place > 0 and tokens[place - 1].name == "postponed" and tokens[place - 1].text.endswith("s"),
        is_after_place=_is_after_place(tokens, place),
    )


_HEAD_WORDS = frozenset(("other_word", "dash", "de", "la", "les", "the", "au", "quote", "soft_street", "a", "zone"))
_LONGEST_HEAD = 6


def _head(tokens: Sequence[Token], place: int) -> str:
    """Tell what stands before a day at the beginning of a text: "Paris, le"; a letter's head is short."""
    if place > _LONGEST_HEAD + 1:
        return ""
    before = list(tokens[:place])
    if before and before[-1].name == "the":
        before.pop()
    if not 1 < len(before) <= _LONGEST_HEAD or before[-1].name != "comma":
        return ""
    words = before[:-1]
    if any(token.name not in _HEAD_WORDS for token in words) or any(token.gap == 2 for token in words[1:]):
        return ""
    return "place" if place_of(words) else "words"


def _is_after_place(tokens: Sequence[Token], place: int) -> bool:
    before = [token.name for token in tokens[max(0, place - 3) : place]]
    return before[-2:] == ["comma", "the"] or before[-1:] == ["comma"]


def _is_listed(tokens: Sequence[Token], place: int) -> bool:
    if tokens[place].gap == 2:
        return True
    before = [token.name for token in tokens[max(0, place - 2) : place]]
    return any(name in ("and", "comma", "slash", "semicolon", "bar") for name in before)


def _share_hours(tokens: Sequence[Token], places: Sequence[int]) -> dict[int, list[Token]]:
    """Give each hours token to the days before it, or, where there are none near, to the days after it."""
    shared: dict[int, list[Token]] = {}
    if _is_hours_first(tokens, places):
        hours = [token for token in tokens if token.name == "hours"]
        return {place: [one] for place, one in zip(places, hours, strict=True)}
    index = 0
    for place, token in enumerate(tokens):
        if token.name != "hours":
            continue
        while index < len(places) and places[index] < place:
            index += 1
        owner = _owner(
            tokens, place, places[index - 1] if index else None, places[index] if index < len(places) else None
        )
        if owner is not None:
            shared.setdefault(owner, []).append(token)
    return shared


def _is_hours_first(tokens: Sequence[Token], places: Sequence[int]) -> bool:
    """Tell "de 9h à 12h le 4 juin et de 14h à 17h le 5 juin": each day has its own hours right before it."""
    days = set(places)
    order = [token.name == "hours" for place, token in enumerate(tokens) if token.name == "hours" or place in days]
    if len(places) < 2 or order != [True, False] * len(places):
        return False
    return all("hours" in [token.name for token in tokens[max(0, place - 3) : place]] for place in places)


def _owner(tokens: Sequence[Token], place: int, before: int | None, after: int | None) -> int | None:
    distance_after = after - place if after is not None and not _clause_ends(tokens, place, after) else 99
    if before is not None:
        distance = place - before
        parted = _clause_ends(tokens, before, place) and tokens[place - 1].name != "colon"  # "; heure : 18h30"
        leaning = distance_after <= 3 and distance > distance_after and tokens[place].gap == 2
        if distance <= (8 if parted else 24) and not leaning:
            return before
    if before is None and after is not None and after - place <= 6 and tokens[after - 1].name == "colon":
        return after  # "Horaires : de 17h30 à 18h15. Date : 25 avril"
    return after if distance_after <= 10 else None


def _clause_ends(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(token.name in ENDS_A_CLAUSE for token in tokens[start + 1 : min(end, start + 26)])
