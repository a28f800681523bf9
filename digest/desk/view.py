"""What the page of the preview shows, at one instant."""

from dataclasses import dataclass

from digest.config import Config
from digest.desk.parts import Parts
from digest.edition import Edition
from digest.edition.document import fingerprint
from digest.render.letter import Rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the page shows.

    Attributes:
        version: Grows with every change that is worth a reload.
        edition: The last good edition; None where there was none yet.
        parts: Its message, read back from its octets.
        message: The message as it travels; that of a member where the page shows it as they get it.
        rendered: Its letter with all its parts.
        text: What is in its file.
        config: What feeds.yaml said.
        fault: What is wrong in the files as they are now; empty where nothing is.
    """

    version: int = 0
    edition: Edition | None = None
    parts: Parts | None = None
    message: bytes = b""
    rendered: Rendered | None = None
    text: str = ""
    config: Config | None = None
    fault: str = ""

    @property
    def seen(self) -> str:
        """Give the fingerprint of the file that this view shows."""
        return fingerprint(self.text)

    @property
    def record(self) -> str:
        """Give its edition.json."""
        return self.rendered.record if self.rendered else "{}"

    @property
    def calendar(self) -> bytes:
        """Give its agenda as iCalendar."""
        return self.rendered.calendar if self.rendered else b""

    @property
    def file(self) -> str:
        """Name the edition's file."""
        return f"editions/{self.edition.number}.yaml" if self.edition else ""
