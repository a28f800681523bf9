"""Commands for members' own pages: `serve` answers their links, `links` renews what these are signed with."""

import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from digest.cli.context import CommandContext, short_path
from digest.cli.i18n import N_, option
from digest.cli.registry import command
from digest.locale import _, ngettext
from digest.text.dates.format import format_day, format_instant

if TYPE_CHECKING:
    from digest.store.link_keys import StoredLinkKey


def parse_listen_address(text: str) -> tuple[str, int]:
    """Read a host and a port, as in 127.0.0.1:8000 or [::1]:8000."""
    host, _colon, port = text.rpartition(":")
    if host and port.isascii() and port.isdigit() and int(port[:6]) <= 65535:
        return host.removeprefix("[").removesuffix("]"), int(port)
    raise click.BadParameter(_('"{value}" is not a host and a port. Write it like 127.0.0.1:8000.').format(value=text))


@command("serve")
@option(
    "--listen",
    metavar=N_("HOST:PORT"),
    type=parse_listen_address,
    default="127.0.0.1:8000",
    show_default=True,
    help=N_("Where to listen; anything but this machine itself opens a port to others."),
)
@option(
    "--threads",
    metavar="N",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help=N_("How many requests are answered at once."),
)
@click.pass_obj
def serve(run: CommandContext, /, listen: tuple[str, int], threads: int) -> None:
    """Serve unsubscription, preferences and out/archive/ until Ctrl-C or SIGTERM, behind a web server of yours."""
    from digest.web import make_application
    from digest.web.server import WebServer

    config = run.config()
    zone = config.letter.timezone
    application = make_application(
        config,
        state=run.state_folder(),
        clock=lambda: run.now(zone),
        again=lambda: run.fresh_newsroom().config,
    )
    host, port = listen
    with WebServer(application, host=host, port=port, threads=threads) as server:
        signal.signal(signal.SIGTERM, _leave)
        address = f"http://{f'[{host}]' if ':' in host else host}:{server.port}/"
        run.answer({"address": address, "web": config.web})
        run.say(_("The members' pages are at {address} (Ctrl-C ends it).").format(address=address))
        if not config.web:
            run.say(_("feeds.yaml names no web.address: the letters bear no links to these pages."))
        server.run()


def _leave(_number: int, _frame: object) -> NoReturn:
    """End in order; the server answers what it has in hand."""
    raise SystemExit(0)


@command("links", N_("With --new-key the links of letters that have left stop working once the days are over."))
@option("--new-key", is_flag=True, help=N_("Sign with a new key from now on."))
@option(
    "--keep",
    metavar=N_("DAYS"),
    type=click.IntRange(0, 3650),
    default=180,
    show_default=True,
    help=N_("How long the links of the older keys go on working; 0 where a key has leaked."),
)
@click.pass_obj
def links(run: CommandContext, /, new_key: bool, keep: int) -> None:
    """Show since when each key is there and until when its links work; no secret is ever shown."""
    from digest.store import Store

    now = run.now()
    with Store.open(run.state_folder()) as store:
        if new_key:
            store.link_keys().rotate(now, timedelta(days=keep))
        known = store.link_keys().known()
    run.answer({"keys": [_record(key) for key in known]})
    for key in known:
        run.say(_say_key(key, now))
    if not known:
        run.say(_("There is no key yet: the first is made when a letter with personal links leaves."))


def _record(key: "StoredLinkKey") -> dict[str, object]:
    return {
        "number": key.number,
        "made": key.made.isoformat(),
        "works_until": key.retired.isoformat() if key.retired else None,
    }


def _say_key(key: "StoredLinkKey", now: datetime) -> str:
    zone = now.tzinfo or UTC
    made = format_day(key.made.astimezone(zone).date())
    if key.retired is None:
        return _("Key {number}, made on {day}: signs the links of letters to come.").format(number=key.number, day=made)
    words = (
        _("Key {number}, made on {day}: its links no longer work.")
        if key.retired <= now
        else _("Key {number}, made on {day}: its links work until {end}.")
    )
    return words.format(number=key.number, day=made, end=format_instant(key.retired, zone))


# Commands for the web: `archive` writes the static pages.


@command(
    "archive", N_("Publish the folder as it is; without web.address in feeds.yaml it has no feed and no site map.")
)
@option("--out", metavar=N_("DIR"), help=N_("The folder for the pages; by default out/archive."))
@click.pass_obj
def archive(run: CommandContext, /, out: str | None) -> None:
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
