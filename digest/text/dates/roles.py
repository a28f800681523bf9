"""The part that days play in a text: event, deadline, opening, publication …, told by the words around them."""

import re
from collections.abc import Sequence

from digest.text.dates.tokens import Token

DAY_NAMES = frozenset(("days", "relative", "vague", "unsure", "days_until", "days_open", "days_moved"))
ENDS_A_CLAUSE = frozenset(("stop", "semicolon"))

# Markers before the days: how many tokens may stand between, and the part they give.
_BEFORE = {
    "closing_days": (3, "closed"), "prolonged": (12, "prolonged"), "planned_on": (3, "announced"),
    "until": (3, "deadline"), "deadline": (12, "deadline"), "deadline_after": (3, "deadline"), "open": (3, "open"),
    "from": (2, "open"), "published": (5, "published"), "old": (5, "old"), "moved_to": (4, "moved"),
    "cue": (6, "cue"), "planned": (3, "planned"), "past_cue": (6, "past"), "opening": (9, "opening"),
    "postponed": (6, "shifted"),
    "early": (2, "opening"), "late": (2, "closing"),
}  # fmt: skip
_FARTHEST = max(reach for reach, _part_name in _BEFORE.values())


def part_of(tokens: Sequence[Token], place: int) -> str:
    """Give the part that the days at a place play: event, deadline, open, published and so on."""
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
    return None if any(one.name == "colon" for one in tokens[place - back : place]) else part


_CLOSING = frozenset((
    "appel", "appels", "inscription", "inscriptions", "candidature", "candidatures", "guichet", "formulaire",
    "plateforme", "portail", "depot", "depots", "billetterie",
))  # fmt: skip


def _closed(tokens: Sequence[Token], place: int) -> str:
    """Tell "l'appel ferme le 31 mai", a deadline, from "la mairie est fermée le 1er mai"."""
    return "deadline" if any(token.text in _CLOSING for token in tokens[max(0, place - 10) : place]) else "closed"


def _deadline_follows(tokens: Sequence[Token], place: int) -> bool:
    """Tell "date limite pour le séminaire du 18 juin : 10 juin": the day after the colon is the deadline."""
    names = [token.name for token in tokens[place + 1 : place + 3]]
    return len(names) == 2 and names[0] == "colon" and names[1] in DAY_NAMES


def _moved_deadline(tokens: Sequence[Token], place: int, part: str) -> str:
    """Tell "date limite reportée au", "échéance fixée au": still a deadline."""
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
    """Tell "31 mai : date limite de dépôt", where no other day follows the words of a deadline."""
    token = tokens[place]
    if not _OF_A_CALL.match(token.text):
        return False
    ahead = tokens[place + 1 : place + 16]
    if token.text.startswith("dernier delai"):  # "7 juin, dernier délai pour candidater. Réunion le 15 juin"
        stops = [at for at, one in enumerate(ahead) if one.name in ENDS_A_CLAUSE]
        ahead = ahead[: stops[0]] if stops else ahead
    return not any(one.name in DAY_NAMES for one in ahead)
