"""Commands for the person's hand and eye: `edit` opens the edition's file, `preview` shows its letter."""

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from digest.cli.contents import command
from digest.cli.run import Run, short_path
from digest.cli.speech import N_, option
from digest.errors import ConfigError
from digest.locale import _

if TYPE_CHECKING:
    from pathlib import Path


@command("edit")
@click.argument("number", metavar="[N]", type=click.IntRange(min=1), required=False)
@click.pass_obj
def edit(run: Run, /, number: int | None) -> None:
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


def _again(run: Run, error: ConfigError) -> bool:
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
def preview(run: Run, /, number: int | None, port: int, no_browser: bool, read_only: bool) -> None:
    """Serve the letter on 127.0.0.1 until Ctrl-C."""
    from digest.desk import Desk, open_server

    run.config()
    desk = Desk(run.fresh_newsroom, number=number, environ=os.environ)
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
