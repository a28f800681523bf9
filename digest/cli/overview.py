"""`digest` alone: the week, and the state of the letter, in six lines.

Nothing is written, asked or rendered for it: what the store knows is enough. In a folder without a letter it says how
to begin.
"""

from digest.cli.context import CommandContext, short_path
from digest.locale import _, ngettext

_WEEK = "collect → build → edit → preview → check → test → approve → send → report"


def show_overview(run: CommandContext) -> None:
    """Print the overview.

    Raises:
        DigestError: feeds.yaml or the store cannot be used.
    """
    if not run.has_config():
        _say_beginning(run)
        return
    config = run.config()
    state = run.state_folder()
    run.say(f"{config.letter.title} ({short_path(config.path)})")
    run.say(_("The week: {commands}").format(commands=_WEEK))
    run.say(_("Edition: {state}").format(state=_edition_state(run)))
    run.say(_("Sources: {state}").format(state=_sources_state(run)))
    run.say(_("Members: {state}").format(state=_members_state(run)) if state.exists() else _("Members: none yet"))
    run.say(_("Help: digest --help, or digest COMMAND --help"))


def _say_beginning(run: CommandContext) -> None:
    run.say(_("There is no letter in this folder or above it."))
    run.say(_("Begin one: digest init my-letter"))
    run.say(_("The week: {commands}").format(commands=_WEEK))
    run.say(_("Help: digest --help, or digest COMMAND --help"))


def _edition_state(run: CommandContext) -> str:
    """Return in words how far the open edition is."""
    from digest.store import Store

    config = run.config()
    with Store.open(run.state_folder()) as store:
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


def _members_state(run: CommandContext) -> str:
    from digest.model import MemberStatus
    from digest.store import Store

    with Store.open(run.state_folder()) as store:
        counts = store.roll().count()
    active = counts[MemberStatus.ACTIVE]
    return ngettext("{count} receives the letter", "{count} receive the letter", active).format(count=active)
