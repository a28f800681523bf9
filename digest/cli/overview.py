"""`digest` alone: the week, and the state of the letter, in six lines.

Nothing is collected, asked or rendered for it: what the store knows is enough. In a folder without a letter it says
how to begin.
"""

from typing import TYPE_CHECKING

from digest.cli.context import CommandContext, short_path
from digest.locale import _, ngettext

if TYPE_CHECKING:
    from digest.config import Config
    from digest.store import Store

_WEEK = "collect → build → edit → preview → check → test → approve → send → report"


def show_overview(run: CommandContext) -> None:
    """Print the overview.

    Raises:
        DigestError: feeds.yaml or the store cannot be used.
    """
    from digest.store import Store

    if not run.has_config():
        _say_beginning(run)
        return
    config = run.config()
    run.say(f"{config.letter.title} ({short_path(config.path)})")
    run.say(_("The week: {commands}").format(commands=_WEEK))
    with Store.open(run.state_folder()) as store:
        edition, members = _edition_state(config, store), _members_state(store)
    run.say(_("Edition: {state}").format(state=edition))
    run.say(_("Sources: {state}").format(state=_sources_state(run)))
    run.say(_("Members: {state}").format(state=members))
    run.say(_("Help: digest --help, or digest COMMAND --help"))


def _say_beginning(run: CommandContext) -> None:
    run.say(_("There is no letter in this folder or above it."))
    run.say(_("Begin one: digest init my-letter"))
    run.say(_("The week: {commands}").format(commands=_WEEK))
    run.say(_("Help: digest --help, or digest COMMAND --help"))


def _edition_state(config: "Config", store: "Store") -> str:
    """Return in words how far the open edition is."""
    number, sent = store.open_number(), store.last_sent()
    approvals = store.approvals().of(number)
    last = _("no. {number} was sent last").format(number=sent.number) if sent else _("none was sent yet")
    if not (config.folder / "editions" / f"{number}.yaml").is_file():
        return _("no. {number} is not composed yet (digest build); {last}").format(number=number, last=last)
    if config.send.approval == "none":
        return _("no. {number} is ready; {last}").format(number=number, last=last)
    words = (
        _("no. {number} is ready, approved; {last}") if approvals else _("no. {number} is ready, not approved; {last}")
    )
    return words.format(number=number, last=last)


def _sources_state(run: CommandContext) -> str:
    rows = run.intake().source_states()
    silent = [row.source.name for row in rows if row.health.failures]
    count = ngettext("{count} source", "{count} sources", len(rows)).format(count=len(rows))
    if not silent:
        return count
    words = ngettext("{count} silent: {names}", "{count} silent: {names}", len(silent))
    return f"{count}, " + words.format(count=len(silent), names=", ".join(silent))


def _members_state(store: "Store") -> str:
    from digest.model import MemberStatus

    active = store.roll().count()[MemberStatus.ACTIVE]
    return ngettext("{count} receives the letter", "{count} receive the letter", active).format(count=active)
