"""Commands for the web: `archive` writes the static pages."""

from pathlib import Path

import click

from digest.cli.contents import command
from digest.cli.run import Run, short_path
from digest.cli.speech import N_, option
from digest.locale import _, ngettext


@command(
    "archive", N_("Publish the folder as it is; without web.address in feeds.yaml it has no feed and no site map.")
)
@option("--out", metavar=N_("DIR"), help=N_("The folder for the pages; by default out/archive."))
@click.pass_obj
def archive(run: Run, /, out: str | None) -> None:
    """Write an index, a page for each edition, their calendars and a feed; safe to run again."""
    archived = run.newsroom().archive(out=Path(out) if out else None)
    run.answer(
        {
            "editions": archived.editions,
            "folder": str(archived.folder),
            "files": [str(file) for file in archived.files],
            "address": run.config().web,
        }
    )
    count = ngettext("{count} edition", "{count} editions", archived.editions).format(count=archived.editions)
    run.say(_("The archive has {count}: {folder}").format(count=count, folder=short_path(archived.folder)))
    if not run.config().web:
        run.say(_("feeds.yaml names no web.address: there is no feed, and the letter names no page to read online."))
