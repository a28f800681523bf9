"""Rules for hours: "17 h 30", "dix-sept heures trente", "midi et quart", "de 9 à 12h", "14h (heure de Dakar)".

They make `hours` tokens; whose day they belong to is for `interpret` to say.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import tzinfo

from digest.text.dates.grammar import ClockPart, DateContext, Found, HoursPart, Token, every, first, rule
from digest.text.dates.timezones import PLACES, zone_of_name, zone_of_place

_LONGEST = 7


"""A whole number of hours up to which "de 7 h" is a length, not a beginning."""


_LONGEST_WITH_MINUTES = 4


def _later(clock: ClockPart, minutes: int) -> ClockPart | None:
    total = clock.hour * 60 + clock.minute + minutes
    return ClockPart(hour=total // 60, minute=total % 60) if 0 <= total <= 24 * 60 else None


def _as_found(clock: ClockPart | None) -> Found:
    return ("clock", clock) if clock else None


@rule("clock", "numeral hours_word (numeral | number)?")
def hour_in_letters(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "dix-sept heures trente"."""
    minute = tokens[2].value if len(tokens) > 2 else 0
    if tokens[0].value > 24 or minute > 59:
        return None
    return "clock", ClockPart(hour=tokens[0].value, minute=minute)


@rule("clock", "numeral zone_of the? (afternoon | evening | morning)")
def hour_of_the_afternoon(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "trois heures de l'après-midi", "deux heures du matin"."""
    later = tokens[-1].name != "morning" and 1 <= tokens[0].value < 12
    clock = ClockPart(hour=tokens[0].value + (12 if later else 0), is_afternoon=later)
    return ("clock", clock) if clock.hour <= 24 else None


@rule("clock", "noon dash (other_word | label)")
def named_after_noon(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "Midi-conférence": a name."""
    return ("opaque", None) if tokens[1].gap == tokens[2].gap == 0 else None


@rule("clock", "noon | midnight")
def noon_or_midnight(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "midi", "minuit"."""
    at_noon = tokens[0].name == "noon"
    return "clock", ClockPart(hour=12 if at_noon else 24, is_midnight=not at_noon)


@rule("clock", "clock (and? half | and? quarter | minus the? quarter | minus (numeral | number) | (numeral|number))")
def part_of_an_hour(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "neuf heures et demie", "9 heures moins le quart", "midi trente"."""
    clock: ClockPart = tokens[0].value
    if clock.minute:
        return None
    last = tokens[-1]
    if last.name in ("numeral", "number") and not first(tokens, "minus"):
        spoken = tokens[0].text in ("midi", "minuit")
        if not spoken or last.value not in (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55):
            return None
    minutes = {"half": 30, "quarter": 15}.get(last.name) or last.value
    if minutes > 59:
        return None
    if clock.is_midnight and not first(tokens, "minus"):
        return "clock", ClockPart(hour=0, minute=minutes)
    return _as_found(_later(clock, -minutes if first(tokens, "minus") else minutes))


@rule("clock", "clock numeral (?= comma | stop | close_paren | dash | semicolon | bar | colon | a | $)")
def minutes_in_letters(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "10 heures cinq"; "10 heures deux ateliers" tells no minutes."""
    clock: ClockPart = tokens[0].value
    if clock.minute or "heure" not in tokens[0].text or tokens[1].value % 5 or not 0 < tokens[1].value < 60:
        return None
    return "clock", replace(clock, minute=tokens[1].value)


def _same_half(opening: ClockPart, closing: ClockPart) -> ClockPart:
    """Move a beginning to the half of the day its end was told with: "de 3 à 5 heures de l'après-midi"."""
    if closing.is_afternoon and not opening.is_afternoon and opening.hour + 12 <= closing.hour:
        return replace(opening, hour=opening.hour + 12)
    return opening


@rule("clock", "clock (de the? | de la | du | en)? (afternoon | evening | morning)")
def half_of_the_day(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "3 heures de l'après-midi", "8 heures du soir"."""
    clock: ClockPart = tokens[0].value
    if tokens[-1].name != "morning" and 1 <= clock.hour < 12:
        return "clock", replace(clock, hour=clock.hour + 12, is_afternoon=True)
    return "clock", clock


@rule("clock", "universal_time")
def universal_time(_tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "temps universel"."""
    return "zone", zone_of_name("utc")


@rule(
    "clock",
    "open_paren? ((zone_of | local_time (de | a | du)) (the | la)? (other_word | label | first)"
    " (dash? (other_word | a | the | au |"
    " de)){0,3} | hours_word? zone)"
    " close_paren?",
)
def named_zone(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "(heure de Dakar)", "heure de Port-au-Prince", "(CET)"."""
    named = first(tokens, "zone")
    if named:
        return "zone", named.value
    words = [token for token in tokens if token.name not in ("open_paren", "close_paren", "zone_of", "local_time")]
    zone = clock_position(words)
    return ("zone", zone) if zone else None


def clock_position(words: Sequence[Token]) -> tzinfo | None:
    """Find the longest name of a place at the beginning of some words, with its article or without."""
    return _place_named(words) or (_place_named(words[1:]) if words and words[0].name in _ARTICLES else None)


_ARTICLES = frozenset(("the", "la", "de", "a", "du"))


def _place_named(words: Sequence[Token]) -> tzinfo | None:
    for length in range(len(words), 0, -1):
        name = "".join((" " if token.gap else "") + token.text for token in words[:length]).strip()
        zone = zone_of_place(name)
        if zone:
            return zone
    return None


def settle_local_time(tokens: list[Token]) -> list[Token]:
    """Make "heure locale" the zone of the one place that the text names, if we know it."""
    if not any(token.name == "local_time" for token in tokens):
        return tokens
    places = {zone for token in tokens if token.name == "other_word" and (zone := zone_of_place(token.text))}
    if len(places) != 1:
        return tokens
    zone = places.pop()
    return [token._replace(name="zone", value=zone) if token.name == "local_time" else token for token in tokens]


def settle_cities(tokens: list[Token]) -> list[Token]:
    """Make a city in brackets after a clock its zone: "9h (Paris)"."""
    settled: list[Token] = []
    place = 0
    while place < len(tokens):
        length = _bracketed_city(tokens, place) if settled and settled[-1].name == "clock" else 0
        zone = clock_position(tokens[place + 1 : place + length - 1]) if length else None
        if zone:
            settled.append(tokens[place]._replace(name="zone", value=zone, end=tokens[place + length - 1].end))
            place += length
        else:
            settled.append(tokens[place])
            place += 1
    return settled


def _bracketed_city(tokens: Sequence[Token], place: int) -> int:
    """Return the number of tokens of "(…)" at a place, at most seven; 0 where there is none."""
    if tokens[place].name != "open_paren":
        return 0
    names = [token.name for token in tokens[place : place + 7]]
    return names.index("close_paren") + 1 if "close_paren" in names else 0


@rule("clock", "open_paren? hours_word other_word close_paren?")
def zone_by_adjective(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "heure française"."""
    name = every(tokens, "other_word")[0].text
    zone = zone_of_place(name) if name not in PLACES else None
    return ("zone", zone) if zone else None


@rule("clock", "length (de | colon | a | about){0,2} clock")
def length(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "durée 2h"."""
    return "hours", HoursPart(start=tokens[-1].value, role="length")


@rule("clock", "(length (de | colon | a | about){0,2} | open_paren) (number | numeral | big) minutes_word")
def length_in_minutes(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "durée : 90 minutes"."""
    minutes = tokens[-2].value
    if minutes is None:
        return None
    return "hours", HoursPart(start=ClockPart(hour=minutes // 60, minute=minutes % 60), role="length")


@rule("clock", "clock (de) (la | the)? other_word | (en | this | every | plus) clock")
def hours_of_work(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "2h de formation", "en 3h": an amount of time."""
    clock = first(tokens, "clock")
    return ("opaque", None) if clock and (clock.value.hour <= 8 or tokens[0].name != "clock") else None


@rule("clock", "welcome other_word{0,3} colon? (a | des | open | about | from)? clock")
def welcome(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "accueil à 8h45": before the event begins."""
    clock = first(tokens, "clock")
    return ("hours", HoursPart(start=clock.value, role="welcome")) if clock else None


@rule("clock", "clock (colon | dash)? welcome")
def welcome_after(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "8h30 : accueil"; in "18h15", then "Café des élus" on a line of its own, the café is the event."""
    if tokens[-1].gap == 2 or tokens[-1].text in ("cafe", "petit - dejeuner"):
        return None
    return "hours", HoursPart(start=tokens[0].value, role="welcome")


@rule("clock", "clock open_paren clock close_paren")
def length_in_brackets(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "14h (1h30)": how long it lasts."""
    begin: ClockPart = tokens[0].value
    lasting: ClockPart = tokens[2].value
    end = begin.hour * 60 + begin.minute + lasting.hour * 60 + lasting.minute
    if lasting.hour > 6 or end > 24 * 60:
        return None
    return "hours", HoursPart(start=begin, end=ClockPart(hour=end // 60, minute=end % 60))


@rule(
    "clock",
    "(other_word | label | soft_street) de clock"
    " (?! zone? (a | dash | to | until | slash | and) (clock | number | numeral))"
    " | open_paren clock close_paren",
)
def length_of_a_thing(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Set aside "formation de 3 h", "webinaire (1h)": the hour it begins may stand elsewhere."""
    clock = first(tokens, "clock")
    if clock is None or clock.text in ("midi", "minuit"):
        return None
    lasting: ClockPart = clock.value
    return ("opaque", None) if lasting.hour <= (_LONGEST_WITH_MINUTES if lasting.minute else _LONGEST) else None


_CITY = "(a | open_paren)? (other_word | la) (dash? (other_word | au | a | de)){0,2} close_paren?"


@rule("clock", f"clock {_CITY} (slash | bar | comma | dash | and | semicolon)? clock {_CITY}")
def two_cities(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "9h Paris / 17h Tokyo": one instant given twice, told by the first."""
    second = next(place for place, token in enumerate(tokens) if place and token.name == "clock")
    bare = ("a", "open_paren", "close_paren", "slash", "bar", "comma", "dash", "and", "semicolon")
    one = clock_position([token for token in tokens[1:second] if token.name not in bare])
    two = clock_position([token for token in tokens[second + 1 :] if token.name not in bare])
    return ("hours", HoursPart(start=tokens[0].value, zone=one)) if one and two else None


@rule(
    "clock",
    "(de | between | from | open)? (number | numeral) (a | dash | and | to) clock zone?"
    " | (number | numeral) (dash | slash) clock zone?",
)
def unit_written_once(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "9-12h", "de 9 à 12h", "de quatorze à seize heures"."""
    number = first(tokens, "number", "numeral")
    clock = first(tokens, "clock")
    if number is None or clock is None or number.value >= clock.value.hour:
        return None
    introduced = tokens[0].name in ("de", "between", "from")
    if not introduced and first(tokens, "a", "and", "to"):
        return None
    if not introduced and any(token.gap for token in tokens[1:3]):
        return None
    zone = first(tokens, "zone")
    return "hours", HoursPart(
        start=_same_half(ClockPart(hour=number.value), clock.value), end=clock.value, zone=zone.value if zone else None
    )


@rule(
    "clock",
    "(de | between | from | open | des | a | at_sign)? clock zone?"
    " comma? (a | dash | and | to | slash | until | the) (a | la)? clock zone?",
)
def from_hour_to_hour(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "9h00-12h30", "de 9 h à 12 h 30", "entre 9h et 12h", "14h → 16h"."""
    one, two = (token.value for token in every(tokens, "clock"))
    joined = first(tokens, "and", "slash")
    if (joined and joined.name == "and" and tokens[0].name != "between") or first(tokens, "the"):
        return None
    zones = every(tokens, "zone")
    if len(zones) == 2 and zones[0].value != zones[1].value:  # one instant told twice
        return None
    if joined and joined.name == "slash" and (len(zones) > 1 or (zones and joined.gap)):
        return None
    return "hours", HoursPart(start=_same_half(one, two), end=two, zone=zones[-1].value if zones else None)


@rule("clock", "(ending | until | late | deadline) colon? (a | about | the)? clock zone?")
def end_of_it(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "fin à 16h", "jusqu'à 18h"."""
    clock = first(tokens, "clock")
    zone = first(tokens, "zone")
    return ("hours", HoursPart(end=clock.value, zone=zone.value if zone else None, role="end")) if clock else None


@rule("clock", "(a | des | open | about | from | en | at_sign)? clock zone?")
def hour(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "à 17h30", "dès 18h30", "vers 14h"."""
    clock, zone = first(tokens, "clock"), first(tokens, "zone")
    role = "about" if first(tokens, "about") else "start"
    return ("hours", HoursPart(start=clock.value, zone=zone.value if zone else None, role=role)) if clock else None


@rule("clock", "hours (comma | open_paren | dash)? (zone | local_time) close_paren?")
def hours_with_zone(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read a zone that stands a little after its hours: "15h-17h, heure de Paris"."""
    zone = first(tokens, "zone")
    hours: HoursPart = tokens[0].value
    return "hours", replace(hours, zone=zone.value) if zone and hours.zone is None else hours


@rule("clock", "hours (and | or) (hours and){0,4} hours")
def hours_again(tokens: Sequence[Token], _context: DateContext) -> Found:
    """Read "à 14h et à 18h": two sittings."""
    sittings: list[HoursPart] = [token.value for token in every(tokens, "hours")]
    if any(sitting.end or sitting.role != "start" for sitting in sittings):
        return None
    return "hours", replace(sittings[0], then=tuple(sittings[1:]))
