"""How the person wants to look: every view of the page is a plain link, and its address says all of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from digest.app.audience import MOST_READINGS

TABS = ("message", "edit", "text", "headers", "checks", "why", "changes", "source")
WIDTHS = (320, 375, 600, 800)
COLOURS = ("light", "dark", "forced")
_LONGEST = 254  # characters of a mail address (RFC 5321 section 4.5.3.1.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewOptions:
    """The tab, and for the message its width, its colours, its images, the size of its text, and who reads it.

    Attributes:
        reader: The address of a member, as the person typed it; empty for nobody in particular.
        reading: The place of a choice of themes and language in the list of them, from 1; 0 for none.
    """

    tab: str = "message"
    width: int = 600
    colours: str = "light"
    images: bool = True
    large: bool = False
    reader: str = ""
    reading: int = 0

    def link(self, **changes: object) -> str:
        """Return the address of the page with some of this changed."""
        other = replace(self, **changes)  # type: ignore[arg-type]  # names and values come from our own template
        return "/?" + other.query()

    def query(self) -> str:
        """Return this choice as the query of an address."""
        return urlencode(self.settings())

    def settings(self) -> tuple[tuple[str, str | int], ...]:
        """Return this choice as names and values; what is not chosen is left out."""
        said: dict[str, str | int] = {
            "tab": self.tab,
            "width": self.width,
            "colours": self.colours,
            "images": int(self.images),
            "large": int(self.large),
        }
        if self.reader:
            said["reader"] = self.reader
        if self.reading:
            said["reading"] = self.reading
        return tuple(said.items())


def parse_view_options(query: str) -> ViewOptions:
    """Read the query of an address; whatever is not known is the default."""
    asked: Mapping[str, str] = {name: values[-1] for name, values in parse_qs(query[:2000]).items()}
    width, reading = asked.get("width", ""), asked.get("reading", "")
    return ViewOptions(
        tab=asked["tab"] if asked.get("tab") in TABS else TABS[0],
        width=int(width) if width in map(str, WIDTHS) else 600,
        colours=asked["colours"] if asked.get("colours") in COLOURS else COLOURS[0],
        images=asked.get("images") != "0",
        large=asked.get("large") == "1",
        reader=" ".join(asked.get("reader", "").split())[:_LONGEST],
        reading=int(reading) if reading in map(str, range(MOST_READINGS + 1)) else 0,
    )
