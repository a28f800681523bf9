"""Commands about the sources: how they are, whether they can be read now, adding some, taking them elsewhere."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.cli.context import CommandContext, problem_record, say_at
from digest.cli.i18n import N_, LocalizedCommand, argument, option
from digest.cli.registry import group
from digest.errors import UsageError
from digest.locale import _, ngettext

if TYPE_CHECKING:
    from datetime import datetime

    from digest.app.add_source import SourceAdder
    from digest.app.collect import SourceStatusRow
    from digest.config.model import Config, Source
    from digest.model import CollectionResult, SourceResult
    from digest.sources.page.discover import Discovery


@group("sources")
def sources() -> None:
    """Keep the commands below."""


@sources.command(
    "list", cls=LocalizedCommand, help=N_("Show every source: when it was read, what it gave, what fails.")
)
@click.pass_obj
def list_sources(run: CommandContext, /) -> None:
    """Print one line a source, in columns."""
    states = run.intake().source_states()
    run.answer({"sources": [_state_record(one, run.config()) for one in states]})
    rows: list[tuple[str, ...]] = [
        (_("name"), _("type"), _("address"), _("read"), _("articles"), _("events"), _("state"))
    ]
    rows += [_state_row(one, run.config()) for one in states]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        run.say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _place(source: "Source", config: "Config") -> str:
    return source.url or os.path.relpath(source.path or "", config.folder)


def _state_record(one: "SourceStatusRow", config: "Config") -> dict[str, Any]:
    health = one.health
    return {
        "name": one.source.name,
        "type": one.source.type.value,
        "address": _place(one.source, config),
        "last_read": _iso(health.last_read),
        "last_good": _iso(health.last_good),
        "articles": one.articles,
        "events": one.events,
        "failing_since": _iso(health.failing_since),
        "failures": health.failures,
        "problem": problem_record(one.problem) if one.problem else None,
    }


def _iso(instant: "datetime | None") -> str | None:
    return instant.isoformat() if instant else None


def _state_row(one: "SourceStatusRow", config: "Config") -> tuple[str, ...]:
    health = one.health
    return (
        one.source.name,
        one.source.type.value,
        _place(one.source, config),
        _minute(health.last_good, config) or _("never"),
        str(one.articles),
        str(one.events),
        "; ".join(_worries(one, config)),
    )


def _worries(one: "SourceStatusRow", config: "Config") -> list[str]:
    since = _minute(one.health.failing_since, config)
    failing = [_("failing since {moment}").format(moment=since)] if since else []
    return failing + ([one.problem.message] if one.problem else [])


def _minute(instant: "datetime | None", config: "Config") -> str:
    return instant.astimezone(config.letter.timezone).strftime("%Y-%m-%d %H:%M") if instant else ""


@sources.command(
    "check", cls=LocalizedCommand, help=N_("Read every source now, for all it has, and write nothing down.")
)
@click.pass_obj
def check_sources(run: CommandContext, /) -> int:
    """Print one line a source; what is wrong goes to stderr, as everywhere."""
    intake = run.intake()
    with run.progress() as report:
        harvest = intake.check_sources(report=report)
    run.answer(_check_record(harvest))
    for one in harvest.yields:
        run.say(_verdict(one))
    return run.finish(harvest.problems)


def _check_record(harvest: "CollectionResult") -> dict[str, Any]:
    return {
        "sources": [
            {
                "name": one.source,
                "ok": not one.problems,
                "articles": len(one.articles),
                "events": len(one.events),
                "problems": [problem_record(problem) for problem in one.problems],
            }
            for one in harvest.yields
        ]
    }


def _verdict(one: "SourceResult") -> str:
    good, faulty, unread = _("ok"), _("problem"), _("not read")
    width = max(map(len, (good, faulty, unread)))
    if one.failed or one.is_skipped:
        return f"{unread.ljust(width)}  {one.source}"
    verdict = faulty if one.problems else good
    return f"{verdict.ljust(width)}  {say_at(one.source, _counts(len(one.articles), len(one.events)))}"


def _counts(articles: int, events: int) -> str:
    first = ngettext("{count} article", "{count} articles", articles).format(count=articles)
    second = ngettext("{count} event", "{count} events", events).format(count=events)
    return _("{articles}, {events}").format(articles=first, events=second)


@sources.command(
    "add",
    cls=LocalizedCommand,
    help="\n\n".join(
        (
            N_("Add a source to feeds.yaml: a site's address is enough, its feed or calendar is looked for."),
            N_("A file in OPML, as other feed readers export it, adds all its sources."),
            N_("Hosts on a private network are read only where feeds.yaml names them under fetch: allow."),
        )
    ),
)
@argument("place", metavar=N_("URL|FILE.opml"))
@option("--name", metavar=N_("NAME"), help=N_("What the source is called; by default what it calls itself."))
@click.pass_obj
def add_source(run: CommandContext, /, place: str, name: str | None) -> int:
    """Look, write, say what was found."""
    from digest.app.add_source import add_address, add_list

    file = Path(place)
    if "://" in place or not (file.suffix.lower() in (".opml", ".xml") or file.is_file()):
        added = add_address(run.config(), place, name=name, now=run.now(), environ=os.environ)
    elif name:
        raise UsageError(_("a list of sources has its own names"), hint=_("Leave --name out."))
    else:
        added = add_list(run.config(), file, environ=os.environ)
    run.answer(_addition_record(added))
    run.say("\n".join(_told(added, added.found) if added.found else [_counted(len(added.sources), added.known)]))
    return run.finish(added.problems)


def _addition_record(added: "SourceAdder") -> dict[str, Any]:
    return {
        "added": [{"name": one.name, "url": one.url, "type": one.type.value} for one in added.sources],
        "known": added.known,
        "others": list(added.found.others) if added.found else [],
        "problems": [problem_record(one) for one in added.problems],
    }


def _told(added: "SourceAdder", found: "Discovery") -> list[str]:
    kinds = {"calendar": _("a calendar"), "feed": _("a feed")}
    lines = [
        _("Found {kind} at {address}: {counts}.").format(
            kind=kinds[found.type.value], address=found.url, counts=_counts(found.articles, found.events)
        ),
        _('Added to feeds.yaml as "{name}". Next: digest collect.').format(name=added.sources[0].name),
    ]
    if found.others:
        lines.append(_("The page has others, too; add them by their addresses:"))
    return [*lines, *(f"  {address}" for address in found.others)]


def _counted(added: int, known: int) -> str:
    words = ngettext("{count} source added to feeds.yaml", "{count} sources added to feeds.yaml", added)
    rest = ngettext("{count} was there already", "{count} were there already", known).format(count=known)
    return words.format(count=added) + (f" ({rest})." if known else ".")


@sources.command("export", cls=LocalizedCommand, help=N_("Print the sources that have an address as OPML 2.0."))
@click.pass_obj
def export_sources(run: CommandContext, /) -> None:
    """Print the list for other feed readers, or for `digest sources add` elsewhere."""
    from digest.sources.opml import write_opml

    config = run.config()
    text = write_opml(config.sources, title=config.letter.title, now=run.now())
    if run.as_json:
        run.answer({"opml": text})
    else:
        click.echo(text, nl=False)
