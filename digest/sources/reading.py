"""What a reader of bytes is told about them; shared by every kind of source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from digest.config import Source
from digest.model import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reading of one address or file of a source.

    Attributes:
        source: The source, as feeds.yaml has it.
        where: The address after redirects, or the file relative to feeds.yaml; goes into provenances and problems.
        today: The day of the reading; what French dates without a year are read against where nothing better is known.
        zone: The letter's zone: hours without a zone are meant there.
        agenda: The days in which recurring events are expanded, both ends included.
        headers: The response's headers, lower-case names; empty for files.
        may_wait: Whether the words of a feed's articles may wait until a letter wants them.
        known: Which items of a feed were read before (`Remembered.items`) and are not to be read again.
    """

    source: Source
    where: str
    today: date
    zone: ZoneInfo
    agenda: Window
    headers: Mapping[str, str] = field(default_factory=dict)
    known: bytes = b""
    may_wait: bool = False
