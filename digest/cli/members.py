"""Commands about the members: who receives the letter, lists in and out, and the themes they chose."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from digest.cli.context import CommandContext, problem_record, say_at, short_path
from digest.cli.i18n import N_, LocalizedCommand, argument, option
from digest.cli.registry import group
from digest.errors import UsageError
from digest.locale import _, ngettext
from digest.text.dates.format import format_day

if TYPE_CHECKING:
    from datetime import date

    from digest.app.members import ImportSummary
    from digest.members.columns import ColumnReport
    from digest.model import Member, Problem
    from digest.store import Store
    from digest.store.member_import import ImportResult

_consent_how = option(
    "--consent-how", metavar=N_("WORDS"), default="", help=N_("How the consent was given: a form, a meeting, by phone.")
)
_consent_on = option(
    "--consent-on", metavar=N_("DAY"), default="", help=N_("When it was given, as in 2026-03-04 or 04/03/2026.")
)
_consent_text = option("--consent-text", metavar=N_("WORDS"), default="", help=N_("The words that were agreed to."))


@group("members")
def members() -> None:
    """Keep the commands below."""


def open_store(run: CommandContext) -> "Store":
    """Open the store of the letter."""
    from digest.store import Store

    return Store.open(run.state_folder())


@members.command(
    "import",
    cls=LocalizedCommand,
    help="\n\n".join(
        (
            N_("Read a list of members: Excel's CSV as it comes, or one address a line; - is standard input."),
            N_("Without FILE, the one that feeds.yaml names. Whoever left or was removed stays out."),
        )
    ),
)
@argument("file", metavar=N_("[FILE]"), required=False)
@_consent_how
@_consent_on
@_consent_text
@option("--over-choices", is_flag=True, help=N_("Let the list change themes and languages that members chose."))
@option("--shrink", is_flag=True, help=N_("Go on even where the letter loses more than half of its members."))
@option("--from", "tool", metavar=N_("TOOL"), default="", help=N_("The tool that exported it: brevo, mailchimp …"))
@option(
    "--ignore-column", "ignored", metavar=N_("NAME"), multiple=True, help=N_("A column that says nothing here. Repeat.")
)
@click.pass_obj
def import_members(
    run: CommandContext,
    /,
    file: str | None,
    consent_how: str,
    consent_on: str,
    consent_text: str,
    over_choices: bool,
    shrink: bool,
    tool: str,
    ignored: tuple[str, ...],
) -> int:
    """Take the list, and say what became of it."""
    from digest.app.member_edit import read_consent
    from digest.app.members import ImportRules, choose_list, import_list

    rules = ImportRules(
        consent=read_consent(consent_on, consent_how, consent_text),
        may_shrink=shrink,
        over_choices=over_choices,
        tool=_known_tool(tool),
        ignored=ignored,
    )
    chosen = choose_list(run.config(), Path(file) if file else None)
    with open_store(run) as store, run.progress() as report:
        done = import_list(run.config(), store, chosen, rules, now=run.now(), report=report)
    run.answer(_importmember_record(done))
    run.say("\n".join([*_column_lines(done.columns), *_import_lines(done.taken)]))
    for line, first in done.taken.double_lines if run.verbose else ():
        run.say(_("line {line} has the address of line {first}").format(line=line, first=first))
    if done.refused:
        run.say(_refused_line(done))
    return run.finish(done.problems)


def _known_tool(tool: str) -> str:
    """Return the name of a tool as `columns.TOOLS` knows it.

    Raises:
        UsageError: Nothing is known of it.
    """
    from digest.members.columns import TOOLS

    name = tool.casefold().strip()
    if name and name not in TOOLS:
        raise UsageError(
            _("--from: nothing is known of the lists of {tool}").format(tool=tool),
            hint=_("Known tools: {names}. Without --from the titles of the columns decide.").format(
                names=", ".join(TOOLS)
            ),
        )
    return name


def _importmember_record(done: "ImportSummary") -> dict[str, Any]:
    from dataclasses import asdict

    taken = {name: value for name, value in asdict(done.taken).items() if name != "double_lines"}
    doubles = [{"line": line, "first": first} for line, first in done.taken.double_lines]
    return {
        **taken,
        "double_lines": doubles,
        "refused": done.refused,
        "columns": {"used": done.columns.used, "unused": done.columns.unused, "unsaid": done.columns.unsaid},
        "problems": [problem_record(one) for one in done.problems],
    }


def _column_lines(report: "ColumnReport") -> list[str]:
    """Return which columns of the list were used, which were not, and what one of consent leaves unsaid."""
    lines = []
    if report.used:
        lines.append(_("Columns used: {names}.").format(names=", ".join(report.used)))
    if report.unused:
        lines.append(_("Columns not used: {names}.").format(names=", ".join(report.unused)))
    if report.unsaid:
        words = ngettext(
            "{count} row leaves the column of consent empty: nobody knows whether they agreed.",
            "{count} rows leave the column of consent empty: nobody knows whether they agreed.",
            report.unsaid,
        )
        lines.append(words.format(count=report.unsaid))
    return lines


def _import_lines(taken: "ImportResult") -> list[str]:
    counts = (
        (taken.new, ngettext("{count} new member", "{count} new members", taken.new)),
        (taken.changed, ngettext("{count} changed", "{count} changed", taken.changed)),
        (taken.same, ngettext("{count} as before", "{count} as before", taken.same)),
    )
    first = ", ".join(words.format(count=count) for count, words in counts) + "."
    return [first, *(words.format(count=count) for count, words in _more_counts(taken) if count)]


def _more_counts(taken: "ImportResult") -> tuple[tuple[int, str], ...]:
    """Return in words what else became of rows and members, each with its number."""
    return (
        (
            taken.kept_out,
            ngettext(
                "{count} person left before, as the list says, and stays out.",
                "{count} people left before, as the list says, and stay out.",
                taken.kept_out,
            ),
        ),
        (
            taken.doubles,
            ngettext(
                "{count} row has the address of an earlier one; the first counts.",
                "{count} rows have the address of an earlier one; the first counts.",
                taken.doubles,
            ),
        ),
        (
            taken.left,
            ngettext(
                "{count} of the list left the letter and stays out.",
                "{count} of the list left the letter and stay out.",
                taken.left,
            ),
        ),
        (
            taken.bounced,
            ngettext(
                "{count} of the list has an address that does not work, and stays out.",
                "{count} of the list have addresses that do not work, and stay out.",
                taken.bounced,
            ),
        ),
        (
            taken.removed,
            ngettext(
                "{count} of the list was removed for good and stays out.",
                "{count} of the list were removed for good and stay out.",
                taken.removed,
            ),
        ),
        (
            taken.left_now,
            ngettext(
                "{count} member is no longer written to, as the list says.",
                "{count} members are no longer written to, as the list says.",
                taken.left_now,
            ),
        ),
        (
            taken.dropped,
            ngettext(
                "{count} member is not in the list any more and gets nothing.",
                "{count} members are not in the list any more and get nothing.",
                taken.dropped,
            ),
        ),
        (
            taken.own_choices,
            ngettext(
                "{count} member keeps the language and themes they chose (else: --over-choices).",
                "{count} members keep the language and themes they chose (else: --over-choices).",
                taken.own_choices,
            ),
        ),
    )


def _refused_line(done: "ImportSummary") -> str:
    words = ngettext("{count} row was refused.", "{count} rows were refused.", done.refused)
    shown = len(done.problems)
    more = _("The first {shown} are named.").format(shown=shown) if shown < done.refused else ""
    return f"{words.format(count=done.refused)} {more}".rstrip()


@members.command("add", cls=LocalizedCommand, help=N_("Add one member: an address, or Name <address>."))
@argument("address", metavar=N_("ADDRESS"))
@option("--name", metavar=N_("NAME"), default="", help=N_("Who it is."))
@option("--language", metavar=N_("fr|en"), default="", help=N_("The language they want; by default the letter's."))
@option("--theme", "themes", metavar=N_("THEME"), multiple=True, help=N_("A theme they want; by default all. Repeat."))
@_consent_how
@_consent_on
@_consent_text
@option("--again", is_flag=True, help=N_("They left or were removed, and ask for the letter again."))
@click.pass_obj
def add(run: CommandContext, /, again: bool, **typed: Any) -> None:
    """Add them, and say so."""
    from digest.app.member_edit import MemberRequest, add_member
    from digest.app.members import list_file, refuse_beside_file
    from digest.store.members import say_gone

    if not again:
        refuse_beside_file(run.config())
    with open_store(run) as store:
        member, before = add_member(run.config(), store, MemberRequest(**typed), now=run.now(), again=again)
    run.answer({"added": member_record(member), "back": before is not None})
    run.say(_("{address} is a member now.").format(address=member.address))
    if before:
        run.say(_("Before that, {reason}.").format(reason=say_gone(before)))
    if list_file(run.config()):
        run.say(
            _("Put them into {name} as well: feeds.yaml says that this is the list.").format(name=run.config().members)
        )


@members.command(
    "remove",
    cls=LocalizedCommand,
    help="\n\n".join(
        (
            N_("Erase all that is known of these addresses."),
            N_("What stays is a fingerprint of each, so that no list brings them back."),
        )
    ),
)
@argument("addresses", metavar=N_("ADDRESS..."), nargs=-1, required=True)
@click.pass_obj
def remove(run: CommandContext, /, addresses: tuple[str, ...]) -> None:
    """Remove each one, and say which were members."""
    from digest.app.member_edit import remove_member

    with open_store(run) as store:
        done = {address: remove_member(store, address, now=run.now()) for address in addresses}
    run.answer({"removed": [{"address": address, "was_member": one.was_member} for address, one in done.items()]})
    erased, unknown = _("erased; no list brings it back"), _("was no member; no list will bring it in")
    for address, one in done.items():
        run.say(say_at(address, erased if one.was_member else unknown))


@members.command(
    "list", cls=LocalizedCommand, help=N_("Show the members; with digest --json all that is known of them.")
)
@option(
    "--status",
    type=click.Choice(["active", "unsubscribed", "bounced"]),
    help=N_("Only those of one status."),
)
@click.pass_obj
def list_members(run: CommandContext, /, status: str | None) -> int:
    """Print one line a member, then how many there are."""
    from digest.members.csv_io import say_standings
    from digest.model import MemberStatus

    with open_store(run) as store:
        problems = _follow_list_file(run, store)
        roll = store.roll()
        found = roll.members(standing=MemberStatus(status) if status else None)
        if run.as_json:
            run.answer({"members": [member_record(one) for one in found], "counts": dict(roll.count())})
            return run.finish(problems)
        words, today = say_standings(), run.now().date()
        for one in found:
            run.say(_row(one, words[one.standing], today))
        counts = roll.count()
    run.say(", ".join(say_at(words[standing], str(count)) for standing, count in counts.items()))
    return run.finish(problems)


def _follow_list_file(run: CommandContext, store: "Store") -> "tuple[Problem, ...]":
    """Bring the store up to date with the file that `members:` names; return what stands against it."""
    from digest.app.members import synchronise
    from digest.errors import DigestError
    from digest.model import Problem

    try:
        return synchronise(run.config(), store, run.now()).problems
    except DigestError as error:
        return (Problem(source="", where=error.where, message=error.problem, hint=error.hint),)


def _row(member: "Member", standing: str, today: "date") -> str:
    themes = ", ".join(member.themes) or _("all themes")
    if member.paused_until and member.paused_until >= today:
        themes += "; " + _("pauses until {day}").format(day=format_day(member.paused_until))
    return "  ".join((member.address.ljust(36), member.name.ljust(24), standing.ljust(11), themes)).rstrip()


def member_record(member: "Member") -> dict[str, Any]:
    """Return what is known of a member, for JSON."""
    consent = member.consent
    return {
        "id": member.id,
        "address": member.address,
        "name": member.name,
        "language": member.language or None,
        "themes": list(member.themes),
        "status": member.standing.value,
        "paused_until": member.paused_until.isoformat() if member.paused_until else None,
        "consent": {
            "given": consent.given.isoformat() if consent.given else None,
            "how": consent.how or None,
            "text": consent.text or None,
        },
    }


@members.command("export", cls=LocalizedCommand, help=N_("Write the members as a table for Excel."))
@option("--output", "-o", metavar=N_("FILE"), help=N_("The file to write; without it the table is printed."))
@click.pass_obj
def export(run: CommandContext, /, output: str | None) -> None:
    """Print the table, or write it and say where."""
    from digest.app.members import export_list

    run.config()  # the letter's language names the columns
    file = Path(output).absolute() if output else None
    with open_store(run) as store:
        if run.as_json and file is None:
            run.answer({"csv": "".join(export_list(store, None))})
            return
        for piece in export_list(store, file):
            click.echo(piece, nl=False)
        count = sum(store.roll().count().values())
    if file:
        run.answer({"file": str(file), "members": count})
        words = ngettext("{count} member written to {file}.", "{count} members written to {file}.", count)
        run.say(words.format(count=count, file=short_path(file)))


@members.command(
    "themes",
    cls=LocalizedCommand,
    help="\n\n".join(
        (
            N_("Show how many members chose each theme; of one ADDRESS, the themes they chose."),
            N_("With themes after the address, write down that they want these; --all for all of them."),
        )
    ),
)
@argument("address", metavar=N_("[ADDRESS]"), required=False)
@argument("themes", metavar=N_("[THEME]..."), nargs=-1)
@option("--all", "everything", is_flag=True, help=N_("They want all themes."))
@click.pass_obj
def show_themes(run: CommandContext, /, address: str | None, themes: tuple[str, ...], everything: bool) -> None:
    """Show or write, as the arguments say."""
    from digest.app.member_edit import find_member, set_member_themes

    if everything and (themes or not address):
        raise UsageError(_("--all goes with one address and no theme"))
    with open_store(run) as store:
        if not address:
            _show_counts(run, store)
            return
        if themes or everything:
            member = set_member_themes(run.config(), store, address, themes, now=run.now())
        else:
            member = find_member(store, address)
    run.answer({"address": member.address, "themes": list(member.themes)})
    run.say(say_at(member.address, ", ".join(member.themes) or _("all themes")))


def _show_counts(run: CommandContext, store: "Store") -> None:
    from digest.app.member_edit import count_themes

    everything, chosen = count_themes(run.config(), store)
    run.answer({"all": everything, "themes": chosen})
    known = {theme.name for theme in run.config().themes}
    rows = [(_("all themes"), everything), *chosen.items()]
    width = max(len(name) for name, _count in rows)
    for name, count in rows:
        note = "" if name in known or name == rows[0][0] else "  " + _("(not in feeds.yaml any more)")
        run.say(f"{name.ljust(width)}  {count:>6}{note}")
