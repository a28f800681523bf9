"""What the rules are given and what they give: the material of one letter, flaws, and findings with code and level."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from digest.config import Config
from digest.edition import Edition
from digest.model import LinkAnswer


class Level(StrEnum):
    """How bad it is: an error harms readers or breaks a duty, a warning embarrasses, a note could be done better."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One letter as it would leave, with what is known around it.

    Attributes:
        html: The HTML part; `text` and `message` are the text part and the whole message.
        today: The day it is looked at, in the letter's zone.
        links: What each address answered; empty where none was asked.
        lines: The line of each article and event in the edition's file, by id.
    """

    edition: Edition
    config: Config
    html: str
    text: str
    message: bytes
    today: date
    links: Mapping[str, LinkAnswer] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something a rule found: where, what is wrong in one clause, and what to do about it."""

    place: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A flaw with the code and the level of its rule."""

    code: str
    level: Level
    place: str
    what: str
    mend: str


Check = Callable[[Material], Iterator[Flaw]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: its code, which never changes its meaning, its level, and its function, whose docstring says it."""

    code: str
    level: Level
    check: Check
