"""The page of the preview: a frame around the letter, in the person's language; every view of it is a plain link."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import parse_qs, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from digest import locale
from digest.desk.parts import HEAVIEST, explain_headers
from digest.desk.watching import View
from digest.locale import _, current_language

TABS = ("message", "text", "headers", "why", "source")
WIDTHS = (320, 375, 600, 800)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How the person wants to look: the tab, and for the message its width, its colours, its images."""

    tab: str = "message"
    width: int = 600
    dark: bool = False
    images: bool = True

    def link(self, **changes: object) -> str:
        """Give the address of the page with some of this changed."""
        other = replace(self, **changes)  # type: ignore[arg-type]  # names and values come from our own template
        return "/?" + other.query()

    def query(self) -> str:
        """Give this choice as the query of an address."""
        return urlencode(
            {"tab": self.tab, "width": self.width, "dark": int(self.dark), "images": int(self.images)},
        )


def read_choice(query: str) -> Choice:
    """Read the query of an address; whatever is not known is the default."""
    asked: Mapping[str, str] = {name: values[-1] for name, values in parse_qs(query[:2000]).items()}
    width = asked.get("width", "")
    return Choice(
        tab=asked["tab"] if asked.get("tab") in TABS else TABS[0],
        width=int(width) if width in map(str, WIDTHS) else 600,
        dark=asked.get("dark") == "1",
        images=asked.get("images") != "0",
    )


def write_page(view: View, choice: Choice) -> str:
    """Write the whole page."""
    headers = explain_headers(view.parts) if view.parts else ()
    return (
        _environment()
        .get_template("desk.html.j2")
        .render(
            view=view,
            choice=choice,
            headers=headers,
            weight=_kilobytes(view),
            tabs=_tab_names(),
            widths=WIDTHS,
            heaviest=HEAVIEST,
            language=current_language(),
        )
    )


def _kilobytes(view: View) -> str:
    """Give the weight with one decimal, after a comma in French."""
    number = f"{(view.parts.weight if view.parts else 0) / 1000:.1f}"
    return number.replace(".", ",") if current_language() == "fr" else number


def _tab_names() -> dict[str, str]:
    return {
        "message": _("Message"),
        "text": _("Text"),
        "headers": _("Headers"),
        "why": _("Why here"),
        "source": _("Source"),
    }


def write_message(view: View, choice: Choice) -> str:
    """Give the HTML part for the frame: its own words and looks, in the colours and with the images chosen.

    A browser cannot be told to prefer dark in a frame, so the condition of the style sheet is decided here. Links
    open in a new tab: in the sandboxed frame they would lead nowhere.
    """
    html = view.parts.html if view.parts else ""
    scheme = "all" if choice.dark else "not all"
    html = re.sub(r"@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)", f"@media {scheme}", html)
    return re.sub(r'<a (?=[^<>]*href="https?:)', '<a target="_blank" rel="noopener" ', html)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("digest.templates", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"_": lambda message: locale._(message), "ngettext": locale.ngettext}
    return environment
