"""Commands for the person's hand and eye: `edit` opens the edition's file, `preview` shows its letter."""

import os
import sys
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from digest.cli.context import WITH_PROBLEMS, CommandContext, paint, say_at, short_path
from digest.cli.i18n import N_, option
from digest.cli.registry import command
from digest.errors import ConfigError
from digest.locale import _, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from digest.checks import Finding


@command("edit")
@click.argument("number", metavar="[N]", type=click.IntRange(min=1), required=False)
@click.pass_obj
def edit(run: CommandContext, /, number: int | None) -> None:
    """Open editions/N.yaml in VISUAL or EDITOR; on a terminal a faulty file can be opened again at once."""
    newsroom = run.newsroom()
    file = newsroom.edition_file(number)
    editor = _editor()
    if editor is None:
        run.say(_("The edition's file is {file}").format(file=short_path(file)))
        run.say(_("Open it with any editor of plain text; set EDITOR to have it opened for you."))
    while editor is not None:
        _open(file, editor)
        try:
            newsroom.edition(number)
        except ConfigError as error:
            if not _again(run, error):
                raise
        else:
            run.say(_("{file} is in order. Next: digest preview.").format(file=short_path(file)))
            break
    run.answer({"edition_file": str(file)})


def _editor() -> str | None:
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    return named or ("notepad" if sys.platform == "win32" else None)


def _open(file: "Path", editor: str) -> None:
    """Wait until the person has closed the editor; `editor` may hold options, as in "code --wait"."""
    click.edit(filename=str(file), editor=editor)


def _again(run: CommandContext, error: ConfigError) -> bool:
    """Show the faults and ask; the answer no, or no terminal to ask on, leaves them as the run's error."""
    if not (run.on_terminal and sys.stdin.isatty()):
        return False
    click.echo(str(error), err=True)
    answer = click.prompt(_("Open the file again? (yes/no)"), default=_("yes"), show_default=True)
    return answer.strip().lower()[:1] in (_("yes")[:1], "y")


@command("preview")
@click.argument("number", metavar="[N]", type=click.IntRange(min=1), required=False)
@option(
    "--port",
    metavar=N_("PORT"),
    type=click.IntRange(1, 65535),
    default=8765,
    show_default=True,
    help=N_("The first port to try."),
)
@option("--no-browser", is_flag=True, help=N_("Only print the address."))
@option("--read-only", is_flag=True, help=N_("Show the letter, and let nothing be changed in the page."))
@click.pass_obj
def preview(run: CommandContext, /, number: int | None, port: int, no_browser: bool, read_only: bool) -> None:
    """Serve the letter on 127.0.0.1 until Ctrl-C."""
    from digest.preview import PreviewSession, open_server

    run.config()
    desk = PreviewSession(run.fresh_newsroom, number=number, environ=os.environ)
    desk.start()
    with open_server(desk, port=port, read_only=read_only) as server:
        address = f"http://127.0.0.1:{server.server_port}/"
        run.answer({"address": address})
        run.say(_("The preview is at {address} (Ctrl-C ends it).").format(address=address))
        if run.on_terminal and not no_browser:
            click.launch(address)
        with suppress(KeyboardInterrupt):
            server.serve_forever(poll_interval=0.1)
        click.echo("", nl=run.on_terminal)  # ends the line that the terminal began with ^C


# The command that looks an edition over before anyone reads it.

_COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


@command(
    "check", N_("What it says is silenced by its code under checks: ignore: in feeds.yaml; docs/checks.md lists them.")
)
@click.argument("number", metavar="[N]", type=click.IntRange(min=1), required=False)
@option("--no-links", is_flag=True, help=N_("Ask no link if it is alive: stay offline."))
@option("--json", "as_json", is_flag=True, help=N_("Print one JSON object and nothing else."))
@click.pass_obj
def check(run: CommandContext, /, number: int | None, no_links: bool, as_json: bool) -> int:
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
        "mend": finding.hint,
    }


def _say(finding: "Finding") -> str:
    level = paint(f"{_levels()[finding.level.value]} {finding.code}", _COLOURS[finding.level.value])
    return f"{level} {say_at(finding.place, finding.what)}\n  {finding.hint}"


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
