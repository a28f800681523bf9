"""Whether this machine is in order for the letter: folders, room on the disk, the store, the last runs."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest.config import Config, Source
from digest.deliver.verdicts import Verdict, doubtful, good, wrong
from digest.errors import DigestError
from digest.locale import _, ngettext, quote
from digest.locale.reasons import say_reason
from digest.model import State
from digest.store import Health, Store
from digest.store.database import FILE_NAME
from digest.text.instants import say_day, say_instant

_LITTLE, _TOO_LITTLE = 500_000_000, 50_000_000
_LONG_AGO = timedelta(days=2)
_LONG_FAILING = timedelta(days=7)


def examine_folders(config: Config, state: Path) -> Iterator[Verdict]:
    """Look at the rights and the room of the folders that are written to."""
    folders = [config.folder, state]
    if config.send.via == "folder" and config.send.folder:
        folders.append(config.send.folder)
    for folder in dict.fromkeys(folders):
        yield _examine_folder(folder)
    yield from _examine_privacy(state)


def _examine_folder(folder: Path) -> Verdict:
    """Look at a folder, or at the nearest one above that is there."""
    place = str(folder)
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return wrong(place, _("it cannot be written to"), _("Look at its path and its permissions."))
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        mend = _("Look at its path and its permissions.")
        return wrong(place, _("its disk cannot be looked at ({reason})").format(reason=say_reason(error)), mend)
    said = _("it can be written to, with {size} MB of room").format(size=f"{free // 1_000_000:,}".replace(",", " "))
    if free < _TOO_LITTLE:
        return wrong(place, _("there is hardly any room left on its disk"), _("Make room on the disk."))
    return doubtful(place, said, _("Make room on the disk.")) if free < _LITTLE else good(place, said)


def _examine_privacy(state: Path) -> Iterator[Verdict]:
    """Say where everybody on the machine can read who the members are."""
    files = (state, state / FILE_NAME)
    try:
        is_open = os.name == "posix" and all(file.stat().st_mode & stat.S_IROTH for file in files)
    except OSError:
        return
    if is_open:
        what = _("everybody on this machine can read the members' addresses in it")
        yield doubtful(str(state), what, _("Close it: {command}").format(command=f"chmod -R o= {state}"))


def examine_store(config: Config, state: Path, *, now: datetime) -> Iterator[Verdict]:
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
        yield wrong(error.where or str(state), error.problem, error.mend)


def _examine_last_run(health: list[Health], now: datetime) -> Verdict:
    place = _("last collection")
    read = [one.last_read for one in health if one.last_read]
    mend = _("Run digest collect, and let cron do it every day.")
    if not read:
        return doubtful(place, _("no source of feeds.yaml was read yet"), mend)
    said = say_instant(max(read), now.tzinfo or UTC)
    return doubtful(place, said, mend) if now - max(read) > _LONG_AGO else good(place, said)


def _examine_source(source: Source, health: Health | None, now: datetime) -> Iterator[Verdict]:
    if health is None or health.failing_since is None:
        return
    since = health.failing_since.astimezone(now.tzinfo).date()
    what = _("it cannot be read since {day}").format(day=say_day(since))
    mend = _("Run digest sources check: it says why.")
    is_long = now - health.failing_since > _LONG_FAILING
    yield (wrong if is_long else doubtful)(_("source {name}").format(name=quote(source.name)), what, mend)


def _examine_doubts(store: Store) -> Iterator[Verdict]:
    """Say of editions that are not sent to the end, and of messages whose fate nobody knows."""
    outbox = store.outbox()
    for mailing in outbox.mailings():
        count = outbox.counts(mailing.number)[State.IN_DOUBT]
        place = _("edition {number}").format(number=mailing.number)
        if count:
            what = ngettext("{count} message is in doubt", "{count} messages are in doubt", count).format(count=count)
            mend = _("See digest report {number}, then digest send {number} --in-doubt resend or skip.")
            yield doubtful(place, what, mend.format(number=mailing.number))
