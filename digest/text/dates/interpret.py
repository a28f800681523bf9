"""What a text holds: each group of days with its hours and the part it plays (event, deadline, publication …).

Hours belong to the day they stand beside, words around tell its part. Choosing is for `api`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from digest.text.dates.grammar import STAGES, DateContext, DateMatch, DateMatches, DaysPart, Token, apply_stages
from digest.text.dates.lexer import read_tokens
from digest.text.dates.normalize import Folded
from digest.text.dates.rules import exclude, period, recurring, relative, span
from digest.text.dates.rules.clock import clock_position, settle_cities, settle_local_time
from digest.text.dates.rules.day import settle_mar, settle_month_badges, settle_slashes
from digest.text.dates.rules.numbers import COUNTED, settle_numbers, settle_numerals
from digest.text.dates.rules.span import settle_lists

# The part that days play in a text: event, deadline, opening, publication …, told by the words around them.

DAY_NAMES = frozenset(("days", "relative", "vague", "unsure", "days_until", "days_open", "days_moved"))
ENDS_A_CLAUSE = frozenset(("stop", "semicolon"))

# Markers before the days: how many tokens may stand between, and the part they give.
_BEFORE = {
    "closing_days": (3, "closed"), "prolonged": (12, "prolonged"), "planned_on": (3, "announced"),
    "until": (3, "deadline"), "deadline": (12, "deadline"), "deadline_after": (3, "deadline"), "open": (3, "open"),
    "from": (2, "open"), "published": (5, "published"), "old": (5, "old"), "moved_to": (4, "moved"),
    "cue": (6, "cue"), "planned": (3, "planned"), "past_cue": (6, "past"), "opening": (9, "opening"),
    "opening_of": (9, "opens"),
    "postponed": (6, "shifted"),
    "early": (2, "opening"), "late": (2, "closing"), "closing_label": (3, "closing"),
}  # fmt: skip
_FARTHEST = max(reach for reach, _part_name in _BEFORE.values())


def part_of(tokens: Sequence[Token], place: int) -> str:
    """Return the part that the days at a place play: event, deadline, open, published and so on."""
    named = {"days_until": "deadline", "days_open": "open", "days_moved": "moved"}.get(tokens[place].name)
    return named or _part_after(tokens, place) or _part_before(tokens, place) or "event"


def _part_before(tokens: Sequence[Token], place: int) -> str | None:
    for back in range(1, min(_FARTHEST, place) + 1):
        token = tokens[place - back]
        reach, part = _BEFORE.get(token.name, (0, ""))
        if part == "deadline" and back > 2 and _deadline_follows(tokens, place):
            return None
        if back <= reach and (meant := _meant(part, tokens, place, back)):
            return meant
        named_before = token.name in DAY_NAMES and not (back == 2 and tokens[place - 1].name == "colon")
        if token.name in ENDS_A_CLAUSE or named_before:
            return None
    return None


def _meant(part: str, tokens: Sequence[Token], place: int, back: int) -> str | None:
    """Settle what a marker means for the days after it; None where it means nothing for them."""
    if part == "closed":
        return _closed(tokens, place - back)
    if part in ("moved", "cue"):
        return _moved_deadline(tokens, place - back, part)
    at_day = tokens[place - 1].name == "au" or tokens[place].text.startswith("au")
    if part == "prolonged":
        return "deadline" if at_day else None
    if part != "shifted":
        return part
    if at_day:
        return "moved"
    return None if any(token.name == "colon" for token in tokens[place - back : place]) else part


_CLOSING = frozenset((
    "appel", "appels", "inscription", "inscriptions", "candidature", "candidatures", "guichet", "formulaire",
    "plateforme", "portail", "depot", "depots", "billetterie",
))  # fmt: skip


def _closed(tokens: Sequence[Token], place: int) -> str:
    """Return "l'appel ferme le 31 mai", a deadline, from "la mairie est fermée le 1er mai"."""
    return "deadline" if any(token.text in _CLOSING for token in tokens[max(0, place - 10) : place]) else "closed"


def _deadline_follows(tokens: Sequence[Token], place: int) -> bool:
    """Return "date limite pour le séminaire du 18 juin : 10 juin": the day after the colon is the deadline."""
    names = [token.name for token in tokens[place + 1 : place + 3]]
    return len(names) == 2 and names[0] == "colon" and names[1] in DAY_NAMES


def _moved_deadline(tokens: Sequence[Token], place: int, part: str) -> str:
    """Return "date limite reportée au", "échéance fixée au": still a deadline."""
    for token in reversed(tokens[max(0, place - 6) : place]):
        if token.name == "deadline":
            return "deadline"
        if token.name in ENDS_A_CLAUSE or token.name in DAY_NAMES:
            break
    return part


def _part_after(tokens: Sequence[Token], place: int) -> str | None:
    for ahead in range(place + 1, min(place + 5, len(tokens))):
        token = tokens[ahead]
        if token.name == "deadline_after" or (token.name == "deadline" and _is_last_word(tokens, ahead)):
            return "deadline"
        if token.name not in ("comma", "open_paren", "hours", "dash", "included", "colon"):
            return None
    return None


_OF_A_CALL = re.compile(r"(?:date|limite|dernier|fin d|cloture d|fermeture d|deadline|echeance|delai)")


def _is_last_word(tokens: Sequence[Token], place: int) -> bool:
    """Return "31 mai : date limite de dépôt", where no other day follows the words of a deadline."""
    token = tokens[place]
    if not _OF_A_CALL.match(token.text):
        return False
    ahead = tokens[place + 1 : place + 16]
    if token.text.startswith("dernier delai"):  # "7 juin, dernier délai pour candidater. Réunion le 15 juin"
        stops = [at for at, token in enumerate(ahead) if token.name in ENDS_A_CLAUSE]
        ahead = ahead[: stops[0]] if stops else ahead
    return not any(token.name in DAY_NAMES for token in ahead)


_BEFORE_NUMBERS = STAGES[1 : STAGES.index("trap") + 1]
_AFTER_NUMBERS = STAGES[STAGES.index("trap") + 1 :]
RULE_MODULES = (exclude, period, recurring, relative, span)  # importing them registers their rules


def find_days(folded: Folded, original: str, context: DateContext) -> DateMatches:
    """Find all days of a text, with their hours and parts."""
    tokens = read_tokens(folded, original)
    if any(token.name == "numeral" for token in tokens):
        tokens = settle_numerals(tokens)
    tokens = apply_stages(("clock",), settle_cities(settle_local_time(tokens)), context)
    tokens = settle_month_badges(settle_slashes(settle_mar(tokens)))
    tokens = apply_stages(_BEFORE_NUMBERS, tokens, context)
    if any(token.name in COUNTED or (token.name == "dash" and token.gap == 2) for token in tokens):
        tokens = settle_lists(settle_numbers(tokens))
    tokens = apply_stages(_AFTER_NUMBERS, tokens, context)
    places = [place for place, token in enumerate(tokens) if token.name in DAY_NAMES]
    hours = _share_hours(tokens, places)
    return DateMatches(
        found=tuple(_match(tokens, place, hours.get(place, ()), context) for place in places), tokens=tuple(tokens)
    )


def _match(tokens: Sequence[Token], place: int, hours: Sequence[Token], context: DateContext) -> DateMatch:
    token = tokens[place]
    days = _in_year_said(tokens, place, context)
    title_year, is_titled = _title_year(tokens, place) if days is token.value else (0, False)
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return DateMatch(
        days=days,
        hours=(*token.value.hours, *(token.value for token in hours)),
        part=part_of(tokens, place),
        start=min([token.start, *(token.start for token in hours)]),
        end=max([token.end, *(token.end for token in hours)]),
        place=place,
        line_end=after is None or after.gap == 2,
        head=_head(tokens, place),
        is_listed=_is_listed(tokens, place),
        is_after_plural=place > 0 and tokens[place - 1].name == "postponed" and tokens[place - 1].text.endswith("s"),
        is_after_place=_is_after_place(tokens, place),
        is_before=_is_before(tokens, place),
        title_year=title_year,
        is_titled=is_titled,
    )


def _is_before(tokens: Sequence[Token], place: int) -> bool:
    if tokens[place].name == "days_until":
        return tokens[place].text.startswith(("avant", "before"))
    marker = next((token for token in reversed(tokens[max(0, place - 3) : place]) if token.name == "until"), None)
    return marker is not None and marker.text.startswith(("avant", "before"))


# A year that is said elsewhere in the sentence: "l'an dernier, … en mars", "en 2019, … en mars", "Africités 2028 : …".

_YEAR_REACH, _YEAR_AHEAD, _TITLE_REACH = 14, 4, 8


def _in_year_said(tokens: Sequence[Token], place: int, context: DateContext) -> DaysPart:
    days: DaysPart = tokens[place].value
    written = [day for span in days.spans for day in span]
    if not written or days.kind or any(day.year or day.pointing for day in written):
        return days
    year = _year_said(tokens, place, context)
    if year is None:
        return days
    first, last = written[0], written[-1]
    turns = (first.month or 0) > (last.month or 0)
    spans = tuple(
        (replace(one, year=year), replace(two, year=year + (turns and two.month == last.month)))
        for one, two in days.spans
    )
    return replace(days, spans=spans)


def _year_said(tokens: Sequence[Token], place: int, context: DateContext) -> int | None:
    for at in range(place - 1, max(-1, place - 1 - _YEAR_REACH), -1):
        if tokens[at].name == "stop":
            break
        if (year := _year_of_words(tokens, at, context)) is not None:
            return year
    for at in range(place + 1, min(len(tokens), place + 1 + _YEAR_AHEAD)):
        if tokens[at].name == "stop" or tokens[at].name in DAY_NAMES - {"vague"}:
            break
        if tokens[at].name == "vague" and tokens[at].value.rule == "pointed_year":
            return _year_of_words(tokens, at, context)
    return None


def _year_of_words(tokens: Sequence[Token], at: int, context: DateContext) -> int | None:
    """Return the year of "l'an dernier"; of "en 2019," only at the beginning of a sentence."""
    token = tokens[at]
    if token.name != "vague" or (not token.text[-4:].isdigit() and token.value.rule != "pointed_year"):
        return None
    if token.value.rule == "pointed_year":
        if "an" not in token.text:
            return None
        return context.reference.year + (1 if "prochain" in token.text else -1)
    begins = at == 0 or tokens[at - 1].name == "stop"
    parted = at + 1 < len(tokens) and tokens[at + 1].name == "comma"
    is_year = token.value.rule == "vague_season" and token.text.startswith("en")
    return int(token.text[-4:]) if is_year and begins and parted else None


_NO_TITLE = frozenset((
    "agenda", "horizon", "vision", "objectif", "objectifs", "plan", "strategie", "paris", "cap", "ambition", "budget",
    "exercice", "campagne", "programme", "odd", "bilan", "rapport", "mandat", "feuille", "projet", "projets", "appel",
))  # fmt: skip
_BETWEEN_TITLE = frozenset(("colon", "dash", "comma", "les", "the", "du", "bar", "open_paren", "quote", "close_paren"))


def _title_year(tokens: Sequence[Token], place: int) -> tuple[int, bool]:
    for at in range(place - 1, max(0, place - 1 - _TITLE_REACH), -1):
        token = tokens[at]
        if token.name == "stop" or token.name in DAY_NAMES:
            break
        if token.name != "year":
            continue
        signs = {tokens[at - 1].name, tokens[at + 1].name if tokens[at + 1].gap == 0 else ""}
        named = tokens[at - 1].name not in ("dash", "slash", "number", "opaque", "and", "a", "au", "en")
        if (
            not named
            or signs & {"dash", "slash"}
            or any(word.text in _NO_TITLE for word in tokens[max(0, at - 4) : at])
        ):
            break
        return token.value, all(sign.name in _BETWEEN_TITLE for sign in tokens[at + 1 : place])
    return 0, False


_HEAD_WORDS = frozenset(("other_word", "dash", "de", "la", "les", "the", "au", "quote", "soft_street", "a", "zone"))
_LONGEST_HEAD = 6


def _head(tokens: Sequence[Token], place: int) -> str:
    """Return what stands before a day at the beginning of a text: "Paris, le"; a letter's head is short."""
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
    return "place" if clock_position(words) else "words"


def _is_after_place(tokens: Sequence[Token], place: int) -> bool:
    before = [token.name for token in tokens[max(0, place - 3) : place]]
    return before[-2:] == ["comma", "the"] or before[-1:] == ["comma"]


def _is_listed(tokens: Sequence[Token], place: int) -> bool:
    if tokens[place].gap == 2:
        return True
    before = [token.name for token in tokens[max(0, place - 2) : place]]
    return any(name in ("and", "comma", "slash", "semicolon", "bar") for name in before)


def _share_hours(tokens: Sequence[Token], places: Sequence[int]) -> dict[int, list[Token]]:
    """Return each hours token to the days before it, or, where there are none near, to the days after it."""
    shared: dict[int, list[Token]] = {}
    if _is_hours_first(tokens, places):
        hours = [token for token in tokens if token.name == "hours"]
        return {place: [token] for place, token in zip(places, hours, strict=True)}
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
    """Return "de 9h à 12h le 4 juin et de 14h à 17h le 5 juin": each day has its own hours right before it."""
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
