"""The page of the preview: a frame around the letter, in the person's language; every view of it is a plain link."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from digest import locale
from digest.checks import Finding
from digest.desk.choices import TABS, WIDTHS, Choice
from digest.desk.differences import Comparison, Difference
from digest.desk.editor import Editor
from digest.desk.inbox import inbox_lines
from digest.desk.origins import Group
from digest.desk.parts import HEAVIEST, explain_headers
from digest.desk.readers import Audience
from digest.desk.view import View
from digest.locale import _, current_language, ngettext
from digest.pipeline.rehearsal import Tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one page shows.

    Attributes:
        view: The letter.
        choice: How the person wants to look.
        audience: Who reads the letter that is shown.
        findings: What the checks found; for their tab.
        origins: Where everything comes from; for its tab.
        differences: What changed since the last preview; None where there was none.
        since_sent: What members have read of it already; None where nothing was sent.
        editor: The edition as rows; for the tab that changes it.
        token: What a form must carry; empty where nothing may be changed.
        can_undo: Whether the last change can be taken back.
        tried: What was said about each test message.
        refusal: Why the last change was not made, or the test not sent.
        unsaved: What the person wrote that was not saved with it.
        is_test: Whether it was a test that was refused.
    """

    view: View
    choice: Choice
    audience: Audience = field(default_factory=Audience)
    findings: tuple[Finding, ...] = ()
    origins: tuple[Group, ...] = ()
    differences: tuple[Difference, ...] | None = None
    since_sent: Comparison | None = None
    editor: Editor | None = None
    token: str = ""
    can_undo: bool = False
    tried: tuple[Tried, ...] = ()
    refusal: str = ""
    unsaved: tuple[str, ...] = ()
    is_test: bool = False


def write_page(page: Page) -> str:
    """Write the whole page."""
    parts, tabs = page.view.parts, _tabs(page)
    if page.choice.tab not in tabs:
        page = replace(page, choice=replace(page.choice, tab=TABS[0]))
    words = {
        "headers": explain_headers(parts) if parts else (),
        "inbox_lines": inbox_lines(parts) if parts else (),
        "weight": _kilobytes(page.view),
        "tabs": tabs,
        "levels": _level_names(),
        "counts": _counts(page.findings),
    }
    template = _environment().get_template("desk.html.j2")
    return template.render(
        page=page,
        view=page.view,
        choice=page.choice,
        seen=page.view.seen,  # once: three forms a row carry it
        look=page.choice.query(),
        widths=WIDTHS,
        heaviest=HEAVIEST,
        language=current_language(),
        line_of=line_of,
        **words,
    )


def _kilobytes(view: View) -> str:
    """Give the weight with one decimal, after a comma in French."""
    number = f"{(view.parts.weight if view.parts else 0) / 1000:.1f}"
    return number.replace(".", ",") if current_language() == "fr" else number


def line_of(place: str, file: str) -> int:
    """Give the line that a place in the edition's file names: `editions/17.yaml:23 …`; 0 where it names none."""
    found = re.match(rf"{re.escape(file)}:(\d{{1,7}})\b", place) if file else None
    return int(found[1]) if found else 0


def _counts(findings: tuple[Finding, ...]) -> str:
    """Say how many errors, warnings and notes there are."""
    found = Counter(finding.level.value for finding in findings)
    says = {
        "error": ngettext("{count} error", "{count} errors", found["error"]),
        "warning": ngettext("{count} warning", "{count} warnings", found["warning"]),
        "note": ngettext("{count} note", "{count} notes", found["note"]),
    }
    return ", ".join(words.format(count=found[level]) for level, words in says.items()) + "."


def _level_names() -> dict[str, str]:
    return {"error": _("error"), "warning": _("warning"), "note": _("note")}


def _tabs(page: Page) -> dict[str, str]:
    """Name the tabs; nothing is edited where nothing may be changed."""
    return {name: words for name, words in _tab_names().items() if page.token or name != "edit"}


def _tab_names() -> dict[str, str]:
    return {
        "message": _("Message"),
        "edit": _("Edit"),
        "text": _("Text"),
        "headers": _("Headers"),
        "checks": _("Checks"),
        "why": _("Why here"),
        "changes": _("Changes"),
        "source": _("Source"),
    }


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
