"""Whether everything is in place for the letter to leave and arrive: one verdict a thing, each with its mend.

Nothing is changed, sent or read that the letter would miss: the store is opened only where there is one, the relay and
the mailbox are left right after the greeting. `machine` looks at this machine, this module at the world.
"""

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path

from digest.app.personalise import make_signer
from digest.config.model import Config, Source, SourceType
from digest.config.servers import read_login
from digest.delivery.diagnose.dns import (
    PublicKey,
    Resolver,
    ResolverError,
    examine_dkim,
    examine_dmarc,
    examine_mx,
    examine_spf,
)
from digest.delivery.diagnose.probe import Diagnosis, doubtful, good, try_mailbox, try_relay, wrong
from digest.delivery.factory import make_smtp_server, make_transport
from digest.delivery.sendmail import find_sendmail
from digest.errors import ConfigError, DigestError
from digest.locale import _, ngettext, quote
from digest.locale.reasons import say_reason
from digest.model import DeliveryState
from digest.sources.collect import agent_of
from digest.sources.http.client import HttpClient, HttpResponse
from digest.store import SourceStatus, Store
from digest.store.database import FILE_NAME
from digest.text.dates.format import format_day, format_instant

# Whether this machine is in order for the letter: folders, room on the disk, the store, the last runs.

_LITTLE, _TOO_LITTLE = 500_000_000, 50_000_000
_LONG_AGO = timedelta(days=2)
_LONG_FAILING = timedelta(days=7)


def examine_folders(config: Config, state: Path) -> Iterator[Diagnosis]:
    """Look at the rights and the room of the folders that are written to."""
    folders = [config.folder, state]
    if config.send.via == "folder" and config.send.folder:
        folders.append(config.send.folder)
    for folder in dict.fromkeys(folders):
        yield _examine_folder(folder)
    yield from _examine_privacy(state)


def _examine_folder(folder: Path) -> Diagnosis:
    """Look at a folder, or at the nearest one above that is there."""
    place = str(folder)
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return wrong(place, _("it cannot be written to"), _("Look at its path and its permissions."))
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        hint = _("Look at its path and its permissions.")
        return wrong(place, _("its disk cannot be looked at ({reason})").format(reason=say_reason(error)), hint)
    said = _("it can be written to, with {size} MB of room").format(size=f"{free // 1_000_000:,}".replace(",", " "))
    if free < _TOO_LITTLE:
        return wrong(place, _("there is hardly any room left on its disk"), _("Make room on the disk."))
    return doubtful(place, said, _("Make room on the disk.")) if free < _LITTLE else good(place, said)


def _examine_privacy(state: Path) -> Iterator[Diagnosis]:
    """Report where everybody on the machine can read who the members are."""
    files = (state, state / FILE_NAME)
    try:
        is_open = os.name == "posix" and all(file.stat().st_mode & stat.S_IROTH for file in files)
    except OSError:
        return
    if is_open:
        what = _("everybody on this machine can read the members' addresses in it")
        yield doubtful(str(state), what, _("Close it: {command}").format(command=f"chmod -R o= {state}"))


def examine_store(config: Config, state: Path, *, now: datetime) -> Iterator[Diagnosis]:
    """Look at the store, read whole, and at what it knows of the last runs; it is not made where there is none."""
    if not (state / FILE_NAME).exists():
        what = _("there is no store yet; nothing was collected")
        yield doubtful(str(state / FILE_NAME), what, _("Run digest collect, and let cron do it every day."))
        return
    try:
        with Store.open(state) as store:
            yield good(str(state / FILE_NAME), _("it was read, and is whole"))
            health = {one.source: one for one in store.health()}
            yield _examine_last_run([health[one.name] for one in config.sources if one.name in health], now)
            for source in config.sources:
                yield from _examine_source(source, health.get(source.name), now)
            yield from _examine_doubts(store)
    except DigestError as error:
        yield wrong(error.where or str(state), error.problem, error.hint)


def _examine_last_run(health: list[SourceStatus], now: datetime) -> Diagnosis:
    place = _("last collection")
    read = [one.last_read for one in health if one.last_read]
    hint = _("Run digest collect, and let cron do it every day.")
    if not read:
        return doubtful(place, _("no source of feeds.yaml was read yet"), hint)
    said = format_instant(max(read), now.tzinfo or UTC)
    return doubtful(place, said, hint) if now - max(read) > _LONG_AGO else good(place, said)


def _examine_source(source: Source, health: SourceStatus | None, now: datetime) -> Iterator[Diagnosis]:
    if health is None or health.failing_since is None:
        return
    since = health.failing_since.astimezone(now.tzinfo).date()
    what = _("it cannot be read since {day}").format(day=format_day(since))
    hint = _("Run digest sources check: it says why.")
    is_long = now - health.failing_since > _LONG_FAILING
    yield (wrong if is_long else doubtful)(_("source {name}").format(name=quote(source.name)), what, hint)


def _examine_doubts(store: Store) -> Iterator[Diagnosis]:
    """Report of editions that are not sent to the end, and of messages whose fate nobody knows."""
    outbox = store.outbox()
    for mailing in outbox.mailings():
        count = outbox.counts(mailing.number)[DeliveryState.IN_DOUBT]
        place = _("edition {number}").format(number=mailing.number)
        if count:
            what = ngettext("{count} message is in doubt", "{count} messages are in doubt", count).format(count=count)
            hint = _("See digest report {number}, then digest send {number} --in-doubt resend or skip.")
            yield doubtful(place, what, hint.format(number=mailing.number))


_PROVIDERS = {"brevo": "include:spf.brevo.com", "mailjet": "include:spf.mailjet.com", "ses": "include:amazonses.com"}
_ASKED_FOR_TIME = 3
_CLOCK_OFF, _CLOCK_WRONG = timedelta(minutes=2), timedelta(hours=1)
_SHORT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorReport:
    """What is examined, and with what.

    Attributes:
        state: The folder of the store.
        now: The instant, by this machine's clock.
        environ: The environment.
        is_offline: Whether nothing but this machine is looked at.
        is_rehearsal: Whether `now` is not what the clock says, so that it is not compared with others.
        name_server: Whom to ask for the DNS; empty for the machine's own.
    """

    config: Config
    state: Path
    now: datetime
    environ: Mapping[str, str]
    is_offline: bool = False
    is_rehearsal: bool = False
    name_server: str = ""


def examine(what: DoctorReport, report: Callable[[str], None] | None = None) -> Iterator[Diagnosis]:
    """Look at everything, one thing after the other."""
    say = report or _hush
    yield _say_config(what.config)
    yield from examine_folders(what.config, what.state)
    yield from examine_store(what.config, what.state, now=what.now)
    if what.is_offline:
        return
    say(_("Asking the clocks of others …"))
    yield from _examine_clock(what)
    say(_("Trying the relay …"))
    yield from _examine_way(what)
    yield from _examine_inbox(what)
    say(_("Asking the DNS …"))
    yield from _examine_names(what)


def _hush(_words: str) -> None:
    pass


def _say_config(config: Config) -> Diagnosis:
    sources, themes = len(config.sources), len(config.themes)
    first = ngettext("{count} source", "{count} sources", sources).format(count=sources)
    second = ngettext("{count} theme", "{count} themes", themes).format(count=themes)
    return good(config.path.name, f"{first}, {second}")


def _examine_clock(what: DoctorReport) -> Iterator[Diagnosis]:
    """Compare this machine's clock with those of the sources' sites; the nearest counts, for some serve old answers."""
    pages = [source for source in what.config.sources if source.url and not what.is_rehearsal][:_ASKED_FOR_TIME]
    gaps = [gap for page in pages if (gap := _gap(page, what)) is not None]
    if not gaps:
        return
    gap = min(gaps, key=abs)
    place, hint = _("clock"), _("Let the system set it, by NTP: timedatectl set-ntp true.")
    said = _("it is {seconds} seconds off").format(seconds=round(gap.total_seconds()))
    if abs(gap) < _CLOCK_OFF:
        yield good(place, _("it goes as those of the sources' sites do"))
    elif abs(gap) < _CLOCK_WRONG:
        yield doubtful(place, said, hint)
    else:
        yield wrong(place, said, hint)


def _gap(page: Source, what: DoctorReport) -> timedelta | None:
    limits = replace(what.config.fetch, deadline=min(what.config.fetch.deadline, _SHORT))
    client = HttpClient(limits=limits, agent=agent_of(what.config), method="HEAD", is_probe=True)
    answer = client.get(replace(page, type=SourceType.PAGE))
    try:
        then = parsedate_to_datetime(answer.headers["date"]) if isinstance(answer, HttpResponse) else None
    except (KeyError, ValueError, TypeError):
        return None
    return what.now - then if then and then.tzinfo else None


def _examine_way(what: DoctorReport) -> Iterator[Diagnosis]:
    """Try the way that messages leave by."""
    via = what.config.send.via
    if via == "smtp":
        yield from _try_smtp(what)
        return
    try:
        make_transport(what.config, what.environ)
    except DigestError as error:
        yield _of_error(f"via {via}", error)
        return
    program = find_sendmail(what.environ)
    if via == "sendmail" and not Path(program).exists():
        hint = _("Install one, such as postfix, or write another word under send: via:.")
        yield wrong(f"via {via}", _("there is no program {name}").format(name=program), hint)
        return
    yield good(f"via {via}", _("what it needs is there; a test message shows whether it works"))


def _try_smtp(what: DoctorReport) -> tuple[Diagnosis, ...]:
    if not what.config.send.smtp:
        hint = _("Write for example: {example}").format(example="smtp: ${DIGEST_SMTP}")
        return (doubtful("send", _("no relay is named, so nothing can leave yet"), hint),)
    try:
        return try_relay(make_smtp_server(what.config, what.environ), now=what.now)
    except ConfigError as error:
        return (_of_error("send.smtp", error),)


def _examine_inbox(what: DoctorReport) -> Iterator[Diagnosis]:
    if not what.config.inbox.imap:
        yield good("inbox", _("no mailbox is named: bounces and wishes to leave by mail are for a person to read"))
        return
    try:
        login = read_login(what.config.inbox.imap, what.environ, what="inbox.imap")
    except ConfigError as error:
        yield _of_error("inbox.imap", error)
        return
    yield try_mailbox(login)


def _examine_names(what: DoctorReport) -> Iterator[Diagnosis]:
    """Query the DNS about every domain that answers and bounces go to, and about the sender's more."""
    config = what.config
    try:
        names = Resolver(what.name_server)
    except ResolverError as error:
        command = "pip install 'digest-newsletter[doctor]'"
        hint = _("Install what asks it: {command}; or name a server with --name-server.").format(command=command)
        yield doubtful("DNS", _("it was not asked ({reason})").format(reason=error), hint)
        return
    sender = _domain(config.letter.sender.address)
    bounces = _domain(config.send.return_path or config.letter.sender.address)
    answers = _domain((config.letter.reply_to or config.letter.sender).address)
    yield from _guarded(f"SPF {bounces}", lambda: [examine_spf(bounces, names, sent_by=_mechanism(what))])
    yield from _examine_signature(what, names, sender)
    report_to = config.letter.sender.address
    yield from _guarded(f"DMARC {sender}", lambda: [examine_dmarc(sender, names, report_to=report_to)])
    for domain in dict.fromkeys((sender, answers, bounces)):
        yield from _guarded(f"MX {domain}", partial(_examine_mx, domain, names))


def _examine_mx(domain: str, names: Resolver) -> list[Diagnosis]:
    return [examine_mx(domain, names)]


def _guarded(place: str, ask: Callable[[], Iterable[Diagnosis]]) -> Iterator[Diagnosis]:
    try:
        yield from ask()
    except ResolverError as error:
        yield doubtful(place, str(error), _("Look at the network of this machine, and try again."))


def _examine_signature(what: DoctorReport, names: Resolver, sender: str) -> Iterator[Diagnosis]:
    dkim = what.config.send.dkim
    key = PublicKey(domain=dkim.domain, selector=dkim.selector) if dkim else None
    if key:
        try:
            key = replace(key, record=_public_record(what))
        except DigestError as error:
            yield wrong(error.where or "send.dkim", error.problem, error.hint)
    yield from _guarded("DKIM", lambda: examine_dkim(key, names, sender=sender))


def _public_record(what: DoctorReport) -> str:
    signer = make_signer(what.config, what.environ)
    if signer is None:
        return ""
    from digest.render.dkim import public_record

    return public_record(signer)


def _mechanism(what: DoctorReport) -> str:
    """Return in words what an SPF record needs for the way that messages leave by."""
    send = what.config.send
    if send.via in _PROVIDERS:
        return _PROVIDERS[send.via]
    try:
        host = read_login(send.smtp, what.environ, what="send.smtp").host if send.via == "smtp" and send.smtp else ""
    except ConfigError:
        host = ""
    return f"a:{host}" if "." in host and not host[-1].isdigit() else "mx"


def _domain(address: str) -> str:
    domain = address.rpartition("@")[2].lower()
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def _of_error(place: str, error: DigestError) -> Diagnosis:
    return wrong(place, error.problem, error.hint)
