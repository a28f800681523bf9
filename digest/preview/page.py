"""The page of the preview: a frame around the letter, in the person's language; every view of it is a plain link."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from digest import locale
from digest.app.dry_run import TestResult
from digest.checks import Finding
from digest.locale import _, current_language, ngettext
from digest.preview.audience import TABS, WIDTHS, PreviewAudience, ViewOptions
from digest.preview.diff import EditionComparison, LineDifference
from digest.preview.editor import Editor
from digest.preview.provenance import ProvenanceGroup
from digest.preview.view import HEAVIEST, MessageParts, MessageView, explain_headers
from digest.text.sanitize import clean_line

# The letter as the frame shows it: its own words and looks, under the conditions the person chose.

# What Gmail's app and Outlook do to a letter of light colours: all of them inverted, the hues kept, the pictures not.
_INVERSION = (
    "<style>html { background-color: #ffffff; filter: invert(1) hue-rotate(180deg); }"
    " img { filter: invert(1) hue-rotate(180deg); }</style>"
)
# A scroll bar would take its width from a letter that is to be seen at 320 pixels; phones have none either.
_NO_BAR = "<style>html { scrollbar-width: none; }</style>"
_LOOKS = re.compile(r'style="[^"]*"|<style[^<>]*>[^<]*</style>')
_SIZE = re.compile(r"((?:font-size|line-height):\s?)(\d{1,3}(?:\.\d{1,3})?)px")


def frame_letter(html: str, choice: ViewOptions) -> str:
    """Return the page for the frame; links open in a new tab, because in the sandbox they would lead nowhere."""
    scheme = "all" if choice.colours == "dark" else "not all"
    html = re.sub(r"@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)", f"@media {scheme}", html)
    if choice.large:
        html = _LOOKS.sub(lambda looks: _SIZE.sub(_doubled, looks[0]), html)
    added = _NO_BAR + (_INVERSION if choice.colours == "forced" else "")
    html = html.replace("</head>", f"{added}</head>", 1)
    return re.sub(r'<a (?=[^<>]*href="https?:)', '<a target="_blank" rel="noopener" ', html)


def _doubled(size: re.Match[str]) -> str:
    return f"{size[1]}{2 * float(size[2]):g}px"


# The line in the inbox as three common clients cut it: by it a letter is opened or not.


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """What one client shows: who writes, the subject and the first words, each as far as it reaches.

    Attributes:
        layout: `row` where subject and first words share a line, `stack` where they stand one below the other.
    """

    client: str
    layout: str
    sender: str
    subject: str
    first_words: str
    is_cut: bool


def inbox_lines(parts: MessageParts) -> tuple[InboxLine, ...]:
    """Show the letter as inboxes do."""
    sender = parts.header("From").split(" <")[0].strip('" ')
    subject, words = clean_line(parts.header("Subject")), parts.inbox
    shared = 100 - len(subject)
    return (
        _line(_("Gmail in a browser"), "row", (sender, 20), (subject, 95), (words, max(shared, 0))),
        _line(_("A phone (iPhone, upright)"), "stack", (sender, 28), (subject, 38), (words, 84)),
        _line(_("Outlook on a computer"), "stack", (sender, 32), (subject, 45), (words, 48)),
    )


def _line(client: str, layout: str, *texts: tuple[str, int]) -> InboxLine:
    sender, subject, words = (_shown(text, limit) for text, limit in texts)
    is_cut = subject != texts[1][0]
    return InboxLine(client=client, layout=layout, sender=sender, subject=subject, first_words=words, is_cut=is_cut)


def _shown(text: str, limit: int) -> str:
    """Cut as clients do: in the middle of a word, with one sign for the rest."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rstrip() + "…" if limit > 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
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

    view: MessageView
    choice: ViewOptions
    audience: PreviewAudience = field(default_factory=PreviewAudience)
    findings: tuple[Finding, ...] = ()
    origins: tuple[ProvenanceGroup, ...] = ()
    differences: tuple[LineDifference, ...] | None = None
    since_sent: EditionComparison | None = None
    editor: Editor | None = None
    token: str = ""
    can_undo: bool = False
    tried: tuple[TestResult, ...] = ()
    refusal: str = ""
    unsaved: tuple[str, ...] = ()
    is_test: bool = False


def render_page(page: PreviewPage) -> str:
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


def _kilobytes(view: MessageView) -> str:
    """Return the weight with one decimal, after a comma in French."""
    number = f"{(view.parts.weight if view.parts else 0) / 1000:.1f}"
    return number.replace(".", ",") if current_language() == "fr" else number


def line_of(place: str, file: str) -> int:
    """Return the line that a place in the edition's file names: `editions/17.yaml:23 …`; 0 where it names none."""
    found = re.match(rf"{re.escape(file)}:(\d{{1,7}})\b", place) if file else None
    return int(found[1]) if found else 0


def _counts(findings: tuple[Finding, ...]) -> str:
    """Return in words how many errors, warnings and notes there are."""
    found = Counter(finding.level.value for finding in findings)
    says = {
        "error": ngettext("{count} error", "{count} errors", found["error"]),
        "warning": ngettext("{count} warning", "{count} warnings", found["warning"]),
        "note": ngettext("{count} note", "{count} notes", found["note"]),
    }
    return ", ".join(words.format(count=found[level]) for level, words in says.items()) + "."


def _level_names() -> dict[str, str]:
    return {"error": _("error"), "warning": _("warning"), "note": _("note")}


def _tabs(page: PreviewPage) -> dict[str, str]:
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
