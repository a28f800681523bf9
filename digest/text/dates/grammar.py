"""The grammar of dates: its values (days, hours, readings), and how rules are registered and applied.

A `DayPart` may lack its month or its year; `resolve` fills them in against the reference day. A rule is a pattern over
the names of tokens and a function that makes one token of many: `"weekday? number month year?"` is compiled to a
regular expression in which every name is one character, and is searched in the signature of a text, the string of its
tokens' characters. Rules are applied stage by stage, in each in the order they are defined; what a rule made, the next
ones see as one token. Every repetition in a pattern is bounded, so the time is linear in the number of tokens.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from typing import Any, NamedTuple

Moment = date | datetime
"""A day, or an instant with its zone; the same as `digest.model.Moment`, which stands a storey above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One time something takes place: first to last day (included), or instants; None where it is not said."""

    start: Moment | None = None
    end: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a text says about days.

    Attributes:
        says: takes_place, closes, opens, cancelled, moved, prolonged, took_place or published.
        start: None for a deadline, and where something moved to no new day.
        end: The last day, included, or the instant it ends; of a deadline the last safe day.
        slots: Its sittings: "du 10 au 12 mars, de 9 h à 17 h" has three.
        precision: hour, day, week, fortnight, month, quarter or semester.
        approximate: Whether it is said with "vers".
        is_before: Whether the deadline is the day after `end`: "avant le 15 juin".
    """

    says: str
    start: Moment | None = None
    end: Moment | None = None
    slots: tuple[Occurrence, ...] = ()
    precision: str = "day"
    approximate: bool = False
    is_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DateReading:
    """How an expression was read.

    Attributes:
        words: The words that were read, as they stand in the text; empty where nothing was found.
        occurrences: In order of time; empty where nothing can safely be read.
        kind: deadline, open, multiple, cancelled, postponed, relative, imprecise, ambiguous, recurring or publication;
            None for a plain date.
        precision: What the words are exact to: minute, about, day, halfday, week, fortnight, month, quarter, semester.
        problem: What a person should look at, in words; None where all is well.
        rule: The name of the rule that read it.
        position: Where the words stand in the text given: first character, and one past the last.
        slots: The sittings of the occurrences: hours beside several days are of each day.
        is_before: Whether the deadline is said with "avant": the day named is already too late.
    """

    words: str = ""
    occurrences: tuple[Occurrence, ...] = ()
    kind: str | None = None
    precision: str = "day"
    problem: str | None = None
    rule: str = ""
    position: tuple[int, int] = (0, 0)
    slots: tuple[Occurrence, ...] = ()
    is_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DateContext:
    """What an expression is read against: the reference day, the zone of hours without one, agenda or running text."""

    reference: date
    zone: tzinfo
    agenda: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPart:
    """A day as it is written: whatever is missing is None.

    Attributes:
        weekday: Monday is 0; it never decides, it only confirms.
        day: From 1; 31 with `clip` means the last day of the month.
        other_month: The second month an abbreviation may mean ("jui": 6, then 7).
        pointing: +1 for "prochain", -1 for "dernier", 0 without.
    """

    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    year: int | None = None
    other_month: int | None = None
    clip: bool = False
    pointing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPart:
    """A time of day; hour 24 is the midnight that ends the day, `is_midnight` says it was called "minuit".

    `is_afternoon` says that "de l'après-midi" or "du soir" moved it to the second half of the day.
    """

    hour: int
    minute: int = 0
    second: int = 0
    is_midnight: bool = False
    is_afternoon: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursPart:
    """The hours of one sitting; `role` is start, end, welcome, about or length (then `start` is how long it lasts).

    `then` holds further sittings of the same days: "à 14h et à 18h".
    """

    start: ClockPart | None = None
    end: ClockPart | None = None
    zone: tzinfo | None = None
    role: str = "start"
    then: "tuple[HoursPart, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysPart:
    """One or several spans of days, each with a first and a last day as written, perhaps with hours of their own."""

    spans: tuple[tuple[DayPart, DayPart], ...] = ()
    kind: str | None = None
    precision: str = "day"
    problem: str | None = None
    rule: str = ""
    hours: tuple[HoursPart, ...] = ()


def one_day(written: DayPart, *, rule: str) -> DaysPart:
    """Make the days of a single day."""
    return DaysPart(spans=((written, written),), rule=rule)


def fixed(day: date) -> DayPart:
    """Make a day that is already known in full."""
    return DayPart(day=day.day, month=day.month, year=day.year)


def fixed_span(first: date, last: date, *, rule: str, precision: str = "day", kind: str | None = None) -> DaysPart:
    """Make the days from a first to a last day that are already known in full."""
    return DaysPart(spans=((fixed(first), fixed(last)),), rule=rule, precision=precision, kind=kind)


def fixed_days(days: Iterable[date], *, rule: str, kind: str | None = None) -> DaysPart:
    """Make several separate days that are already known in full."""
    return DaysPart(spans=tuple((fixed(day), fixed(day)) for day in days), rule=rule, kind=kind)


def nothing(kind: str | None, problem: str | None, *, rule: str) -> DaysPart:
    """Make the days of an expression that cannot safely be read, and say why."""
    return DaysPart(kind=kind, problem=problem, rule=rule)


class Token(NamedTuple):
    """A piece of the text.

    Attributes:
        name: Its symbol in the grammar.
        text: The folded letters.
        value: What it is worth: a number, a `DayPart`, a `ClockPart`, a zone, later `Hours` and `Days`.
        start: Where it begins in the folded text; `end` is one past its last character.
        gap: What stands before it: 0 nothing, 1 a space, 2 a line end.
    """

    name: str
    text: str
    value: Any
    start: int
    end: int
    gap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMatch:
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
        is_before: Whether "avant" stands before it: the last safe day is the one before.
        title_year: A year that stands in the words before: "Africités 2028 : du 13 au 17 novembre".
        is_titled: Whether nothing but a sign and an article stands between that year and the days.
    """

    days: DaysPart
    hours: tuple[HoursPart, ...] = ()
    part: str = "event"
    start: int
    end: int
    place: int
    line_end: bool = False
    head: str = ""
    is_after_place: bool = False
    is_before: bool = False
    title_year: int = 0
    is_titled: bool = False
    is_listed: bool = False
    is_after_plural: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMatches:
    """All that was found, and the tokens it was found in."""

    found: tuple[DateMatch, ...]
    tokens: tuple[Token, ...]

    def has(self, *names: str) -> bool:
        """Whether the text holds a token of one of these names."""
        return any(token.name in names for token in self.tokens)


class _Characters(dict[str, str]):
    """The one character that stands for each symbol in signatures."""

    def __missing__(self, name: str) -> str:
        self[name] = made = chr(0xE000 + len(self))
        return made


_characters = _Characters()

# Names that stand for several symbols.
_GROUPS = {
    "any_word": (
        "other_word de a the la les du des au en dans and opaque quote comma number first ordinal numeral"
        " label year big"
        " soft_street this month_word open_paren close_paren law"
    ),
}


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern over names; parentheses only group, spaces mean nothing."""
    compact = re.sub(r"[a-z_]+", lambda found: _class(found[0]), pattern).replace(" ", "")
    return re.compile(re.sub(r"\((?!\?)", "(?:", compact))


def _class(name: str) -> str:
    return "[" + "".join(_characters[name] for name in _GROUPS.get(name, name).split()) + "]"


Found = tuple[str, Any] | None
"""What a rule makes of the tokens it matched: a symbol and its value; None where it does not hold after all."""


Rewrite = Callable[[Sequence[Token], DateContext], Found]


@dataclass(frozen=True, slots=True)
class DateRule:
    """A rule: its name (shown by `digest dates --verbose`), its pattern, and what it makes."""

    name: str
    pattern: re.Pattern[str]
    make: Rewrite


STAGES = (
    "clock", "holiday", "nth_weekday", "numbered_week", "day", "trap", "unreadable", "month_first", "period",
    "relative", "span", "recurring", "weekday_alone",
)  # fmt: skip
"""The stages in their order; `interpret` settles words of two meanings between some of them."""
RULES: dict[str, list[DateRule]] = {stage: [] for stage in STAGES}
"""The rules of each stage, as `rule` registers them where they are defined."""


def rule(stage: str, pattern: str) -> Callable[[Rewrite], DateRule]:
    """Register a function as a rule of a stage, after those registered before; the rule has the function's name."""

    def register(make: Rewrite) -> DateRule:
        registered = DateRule(make.__name__, compile_pattern(pattern), make)
        RULES[stage].append(registered)
        return registered

    return register


def apply_stages(stages: Iterable[str], tokens: list[Token], context: DateContext) -> list[Token]:
    """Apply the rules of some stages in order, each over the whole text."""
    signature = "".join([_characters[token.name] for token in tokens])
    for stage in stages:
        if not _any_rule(stage).search(signature):
            continue
        for date_rule in RULES[stage]:
            if date_rule.pattern.search(signature):
                tokens = _apply(date_rule, tokens, signature, context)
                signature = "".join([_characters[token.name] for token in tokens])
    return tokens


@cache
def _any_rule(stage: str) -> re.Pattern[str]:
    """Return a pattern that matches where some rule of the stage does: most stages have nothing to do in most texts."""
    return re.compile("|".join(f"(?:{date_rule.pattern.pattern})" for date_rule in RULES[stage]))


def _apply(date_rule: DateRule, tokens: list[Token], signature: str, context: DateContext) -> list[Token]:
    made: list[Token] = []
    done = 0
    for found in date_rule.pattern.finditer(signature):
        matched = tokens[found.start() : found.end()]
        result = date_rule.make(matched, context)
        if result is None:
            continue
        made += tokens[done : found.start()]
        text = "".join([token.text for token in matched])
        made.append(Token(result[0], text, result[1], matched[0].start, matched[-1].end, matched[0].gap))
        done = found.end()
    return made + tokens[done:]


def first(tokens: Sequence[Token], *names: str) -> Token | None:
    """Return the first token with one of these names."""
    return next((token for token in tokens if token.name in names), None)


def every(tokens: Sequence[Token], *names: str) -> list[Token]:
    """Return all tokens with one of these names."""
    return [token for token in tokens if token.name in names]
