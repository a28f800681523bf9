"""Commands that make something: a starter folder, a collection, an edition with its letter."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.cli.context import CommandContext, parse_day_option, problem_record, say_at, short_path
from digest.cli.i18n import N_, argument, option
from digest.cli.registry import command
from digest.errors import UsageError
from digest.locale import _, ngettext

if TYPE_CHECKING:
    from datetime import date

    from digest.app.build import BuildResult
    from digest.config.model import Config
    from digest.edition import Edition
    from digest.model import Window
    from digest.selection.dedupe import Merge


@command("init")
@argument("folder", metavar=N_("DIR"))
@click.pass_obj
def init(run: CommandContext, /, folder: str) -> None:
    """Copy the starter into DIR, which may exist; no file in it is ever overwritten."""
    from digest.starter import copy_starter

    written = copy_starter(Path(folder))
    run.answer({"folder": folder, "files": [str(file) for file in written]})
    run.say(
        _("{folder} is ready: feeds.yaml says what is read, contenu/ holds sample texts to replace.").format(
            folder=folder
        )
    )
    run.say(_("Next: cd {folder}, then digest build, then digest preview.").format(folder=folder))


@command("collect")
@option("--retry", is_flag=True, help=N_("Ask the sources, too, that are left alone for now: failing, busy, gone."))
@click.pass_obj
def collect(run: CommandContext, /, retry: bool) -> int:
    """Read the sources; what is new is kept with the day it was first seen."""
    intake = run.intake()
    with run.progress() as report:
        collected = intake.collect(report=report, retry=retry)
    recorded, yields = collected.recorded, collected.harvest.yields
    run.answer(
        {
            "new_articles": recorded.new_articles,
            "new_events": recorded.new_events,
            "changed": recorded.changed,
            "withdrawn": recorded.withdrawn,
            "sources": [
                {"name": one.source, "articles": len(one.articles), "events": len(one.events)} for one in yields
            ],
            "problems": [problem_record(problem) for problem in collected.harvest.problems],
        }
    )
    run.say(_new(recorded.new_articles, recorded.new_events))
    for one in yields if run.verbose else ():
        run.say("  " + say_at(one.source, _counts(len(one.articles), len(one.events))))
    return run.finish(collected.harvest.problems)


def _new(articles: int, events: int) -> str:
    if not articles and not events:
        return _("Nothing new.")
    return _("New: {counts}.").format(counts=_counts(articles, events))


def _counts(articles: int, events: int) -> str:
    first = ngettext("{count} article", "{count} articles", articles).format(count=articles)
    second = ngettext("{count} event", "{count} events", events).format(count=events)
    return _("{articles}, {events}").format(articles=first, events=second)


@command("build")
@option("--from", "first", metavar=N_("DATE"), type=parse_day_option, help=N_("The first day whose articles go in."))
@option(
    "--to",
    "last",
    metavar=N_("DATE"),
    type=parse_day_option,
    help=N_("The last day whose articles go in; the agenda starts there."),
)
@option("--out", metavar=N_("DIR"), help=N_("The folder for the letter's files; by default out/ and the number."))
@option("--no-collect", is_flag=True, help=N_("Read no source: compose from what the store knows."))
@option(
    "--number",
    metavar="N",
    type=click.IntRange(min=1),
    help=N_("The edition's number; by default the open one or the next."),
)
@click.pass_obj
def build(run: CommandContext, /, no_collect: bool, number: int | None, out: str | None, **days: "date | None") -> int:
    """Make the edition and its letter; safe to run again, what a person changed stays."""
    from digest.selection.explain import say_merge

    newsroom, window = run.newsroom(), _window(run, days["first"], days["last"])
    with run.progress() as report:
        built = newsroom.build(
            number=number, window=window, collect=not no_collect, out=Path(out) if out else None, report=report
        )
    run.answer(_record(built))
    run.say("\n".join(_summary(built, run.config())))
    for merge in built.merges if run.verbose else ():
        run.say("\n    ".join((f"  {merge.title}", *say_merge(merge))))
    return run.finish((*built.edition.problems, *built.problems))


def _window(run: CommandContext, first: "date | None", last: "date | None") -> "Window | None":
    """Return the explicit window; the end left out is today, the beginning left out is as long before as usual."""
    from digest.model import Window

    if first is None and last is None:
        return None
    last = last or run.now().date()
    first = first or last - run.config().window.articles
    if first > last:
        raise UsageError(
            _("the window would begin on {first} and end before it, on {last}").format(first=first, last=last),
            hint=_("Give --from a day that is not after --to."),
        )
    return Window(first_day=first, last_day=last)


def _record(built: "BuildResult") -> dict[str, Any]:
    edition = built.edition
    return {
        "number": edition.number,
        "empty": edition.is_empty,
        "waits": built.waits,
        "edition_file": str(built.edition_file),
        "folder": str(built.folder),
        "files": [str(file) for file in built.files],
        "themes": [{"name": chapter.name, "articles": len(chapter.articles)} for chapter in edition.chapters],
        "events": len(edition.agenda) + len(edition.deadlines),
        "merges": [_merge_record(merge) for merge in built.merges],
        "problems": [problem_record(problem) for problem in (*edition.problems, *built.problems)],
    }


def _merge_record(merge: "Merge") -> dict[str, Any]:
    return {
        "id": merge.kept,
        "title": merge.title,
        "merged": list(merge.merged),
        "sources": list(merge.sources),
        "why": merge.why,
    }


def _summary(built: "BuildResult", config: "Config") -> list[str]:
    edition = built.edition
    if edition.is_empty:
        return [_("Edition {number} is empty: no article and no event in its days.").format(number=edition.number)]
    lines = [
        _("Edition {number}: {counts}.").format(number=edition.number, counts=_shares(edition)),
        *_account(edition),
        _("Written: {file} to edit, {folder} to look at.").format(
            file=short_path(built.edition_file), folder=short_path(built.folder)
        ),
        _("Next: {commands}.").format(commands=", ".join(_next_commands(config))),
    ]
    waits = _("It has less to read than feeds.yaml asks for (minimum), and waits for more.")
    return [*lines, waits] if built.waits else lines


def _account(edition: "Edition") -> list[str]:
    """Return in one line what became of all that was read; nothing where all of it is in the letter."""
    account = edition.account
    if account.read == account.printed:
        return []
    rests = (
        (account.waiting, _("{count} waiting for their day")),
        (account.left_out, _("{count} left out")),
        (account.unclassified, _("{count} without a theme")),
        (account.merged, _("{count} merged")),
        (account.unreadable, _("{count} unreadable")),
    )
    counts = ", ".join(words.format(count=count) for count, words in rests if count)
    return [
        _("Of {read} read, {printed} are in the letter; {counts}.").format(
            read=account.read, printed=account.printed, counts=counts
        )
    ]


def _next_commands(config: "Config") -> list[str]:
    """Name the way from a new edition to its members, as far as feeds.yaml has it."""
    send = config.send
    tested, approved = ["digest test"] * bool(send.test_to), ["digest approve"] * (send.approval != "none")
    leaves = [*tested, *approved, "digest send"] if send.smtp or send.via != "smtp" else []
    return ["digest edit", "digest preview", *leaves]


def _shares(edition: "Edition") -> str:
    """Count articles and events, and the articles of each theme: `8 articles, 9 events (Monde 3, Climat 5)`."""
    shares = [(chapter.name, len(chapter.articles)) for chapter in edition.chapters]
    counts = _counts(sum(count for _name, count in shares), len(edition.agenda) + len(edition.deadlines))
    themes = ", ".join(f"{name} {count}" for name, count in shares)
    return f"{counts} ({themes})" if themes else counts
