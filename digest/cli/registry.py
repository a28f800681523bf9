"""The table of contents: every command with its module and its one sentence, in the order of the week.

The help of the whole program is printed from here without loading a single command.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import click

from digest.cli.i18n import N_, LocalizedCommand, LocalizedGroup


class CommandEntry(NamedTuple):
    """A command: the module of this room it lives in, and what it does in one sentence."""

    module: str
    words: str


CONTENTS = {
    "init": CommandEntry("build", N_("Make a folder to start from: feeds.yaml and sample content.")),
    "collect": CommandEntry("build", N_("Read every source into the store.")),
    "sources": CommandEntry("sources", N_("See how the sources are; add some, take them elsewhere.")),
    "members": CommandEntry(
        "member_status", N_("See and change who receives the letter: import a list, add, remove, export.")
    ),
    "build": CommandEntry("build", N_("Collect, compose the next edition, and write its letter.")),
    "edit": CommandEntry("edit", N_("Open an edition's file in your editor, and check it afterwards.")),
    "preview": CommandEntry("edit", N_("Show an edition in the browser; the page follows what you save.")),
    "check": CommandEntry("edit", N_("Look for everything that could embarrass us, before anyone reads the letter.")),
    "test": CommandEntry("send", N_("Send the very message to the test addresses.")),
    "approve": CommandEntry("send", N_("Bind your name to an edition: just this letter may leave then.")),
    "send": CommandEntry("send", N_("Send an approved edition to every member who has not had it.")),
    "report": CommandEntry("report", N_("Say what became of an edition, member by member.")),
    "run": CommandEntry("scheduled", N_("Do all that is due, unattended: send what is approved, collect, build.")),
    "archive": CommandEntry("serve", N_("Write the editions as web pages that anybody may read.")),
    "serve": CommandEntry("serve", N_("Answer members' links: leaving, preferences, the archive, over HTTP.")),
    "links": CommandEntry("serve", N_("See the keys that members' links are signed with; make a new one.")),
    "mailbox": CommandEntry(
        "mailbox", N_("Read what came back: messages that could not be delivered, and wishes to leave.")
    ),
    "doctor": CommandEntry("doctor", N_("Look whether everything is in place for the letter to leave and to arrive.")),
    "explain": CommandEntry(
        "inspect_cmds", N_("Say why an article or an event is where it is, or why it is left out.")
    ),
    "dates": CommandEntry("inspect_cmds", N_("Say how French dates are read, one a line, as JSON.")),
    "config": CommandEntry("inspect_cmds", N_("Check feeds.yaml, and show it with every default filled in.")),
    "completion": CommandEntry("inspect_cmds", N_("Print the completion script of a shell.")),
}


def command(name: str, *more: str) -> Callable[[Callable[..., Any]], LocalizedCommand]:
    """Declare a command of the table; its help is its sentence, then `more` in paragraphs."""
    return click.command(name, cls=LocalizedCommand, help="\n\n".join((CONTENTS[name].words, *more)))


def group(name: str) -> Callable[[Callable[..., Any]], LocalizedGroup]:
    """Declare a command of the table that has commands of its own."""
    return click.group(name, cls=LocalizedGroup, help=CONTENTS[name].words)
