"""How the person wants to look: every view of the page is a plain link, and its address says all of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

TABS = ("message", "edit", "text", "headers", "checks", "why", "changes", "source")
WIDTHS = (320, 375, 600, 800)
COLOURS = ("light", "dark", "forced")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The tab, and for the message its width, its colours, its images, the size of its text."""

    tab: str = "message"
    width: int = 600
    colours: str = "light"
    images: bool = True
    large: bool = False

    def link(self, **changes: object) -> str:
        """Give the address of the page with some of this changed."""
        other = replace(self, **changes)  # type: ignore[arg-type]  # names and values come from our own template
        return "/?" + other.query()

    def query(self) -> str:
        """Give this choice as the query of an address."""
        return urlencode(
            {
                "tab": self.tab,
                "width": self.width,
                "colours": self.colours,
                "images": int(self.images),
                "large": int(self.large),
            },
        )


def read_choice(query: str) -> Choice:
    """Read the query of an address; whatever is not known is the default."""
    asked: Mapping[str, str] = {name: values[-1] for name, values in parse_qs(query[:2000]).items()}
    width = asked.get("width", "")
    return Choice(
        tab=asked["tab"] if asked.get("tab") in TABS else TABS[0],
        width=int(width) if width in map(str, WIDTHS) else 600,
        colours=asked["colours"] if asked.get("colours") in COLOURS else COLOURS[0],
        images=asked.get("images") != "0",
        large=asked.get("large") == "1",
    )
