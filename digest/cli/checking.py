"""The command that looks an edition over before anyone reads it."""

from collections import Counter
from typing import TYPE_CHECKING

import click

from digest.cli.contents import command
from digest.cli.run import WITH_PROBLEMS, Run, paint, say_at
from digest.cli.speech import N_, option
from digest.locale import _, ngettext

if TYPE_CHECKING:
    from digest.checks import Finding

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


@command(
    "check", N_("What it says is silenced by its code under checks: ignore: in feeds.yaml; docs/checks.md lists them.")
)
@click.argument("number", metavar="[N]", type=click.IntRange(min=1), required=False)
@option("--no-links", is_flag=True, help=N_("Ask no link if it is alive: stay offline."))
@option("--json", "as_json", is_flag=True, help=N_("Print one JSON object and nothing else."))
@click.pass_obj
def check(run: Run, /, number: int | None, no_links: bool, as_json: bool) -> int:
    """Print every finding with its code, its place and its mend; the letter and its files stay as they are."""
    run.as_json = run.as_json or as_json
    newsroom = run.newsroom()
    with run.progress() as report:
        if report and not no_links:
            report(_("Asking whether the links are alive …"))
        checked = newsroom.check(number, links=not no_links)
    run.answer({"number": checked.edition.number, "findings": [_record(one) for one in checked.findings]})
    for finding in checked.findings if not run.as_json else ():
        click.echo(_say(finding))
    run.say(_summary(checked.edition.number, checked.findings))
    return WITH_PROBLEMS if any(finding.level.value != "note" for finding in checked.findings) else 0


def _record(finding: "Finding") -> dict[str, str]:
    return {
        "code": finding.code,
        "level": finding.level.value,
        "place": finding.place,
        "what": finding.what,
        "mend": finding.mend,
    }


def _say(finding: "Finding") -> str:
    level = paint(f"{_levels()[finding.level.value]} {finding.code}", _COLOURS[finding.level.value])
    return f"{level} {say_at(finding.place, finding.what)}\n  {finding.mend}"


def _levels() -> dict[str, str]:
    return {"error": _("error"), "warning": _("warning"), "note": _("note")}


def _summary(number: int, findings: tuple["Finding", ...]) -> str:
    if not findings:
        return _("Edition {number}: nothing to mend.").format(number=number)
    counts = Counter(finding.level.value for finding in findings)
    parts = (
        ngettext("{count} error", "{count} errors", counts["error"]).format(count=counts["error"]),
        ngettext("{count} warning", "{count} warnings", counts["warning"]).format(count=counts["warning"]),
        ngettext("{count} note", "{count} notes", counts["note"]).format(count=counts["note"]),
    )
    return _("Edition {number}: {counts}.").format(number=number, counts=", ".join(parts))
