"""What an examination says of one thing: in order, worth attention, or wrong, and how to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: `wrong` keeps letters from leaving or arriving, `attention` may do so one day."""

    OK = "ok"
    ATTENTION = "attention"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found at one place; `mend` says what to do about it, empty where all is well."""

    level: Level
    place: str
    what: str
    mend: str = ""


def good(place: str, what: str) -> Verdict:
    """Say that something is in order."""
    return Verdict(level=Level.OK, place=place, what=what)


def doubtful(place: str, what: str, mend: str) -> Verdict:
    """Say that something is worth attention."""
    return Verdict(level=Level.ATTENTION, place=place, what=what, mend=mend)


def wrong(place: str, what: str, mend: str) -> Verdict:
    """Say that something is wrong."""
    return Verdict(level=Level.WRONG, place=place, what=what, mend=mend)
