"""The unattended week, one run of it: go on with what is frozen, send what is approved, collect, compose.

In this order, because nothing may hold up a letter that is on its way, and what a person approved must not be changed
by what the sources brought since. Sources are read by the first run of a day, whichever it is, so that a missed hour
or day is made up for, and the edition does not change under the hands of whoever edits it. Without approvals a new
letter leaves when the last one is as old as `window: articles:`; cron says how often to look, not how often to write.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from digest.app.approval import ApprovalStatus, weigh_approvals
from digest.app.delivery import DeliveryService
from digest.app.notify import HealthcheckPing, Notifier
from digest.app.paths import edition_file
from digest.app.report import next_try
from digest.app.run_log import Notification, RunLog
from digest.app.send import RunControl
from digest.app.sent_marker import check_witnesses
from digest.errors import DigestError, LockedError
from digest.locale import _
from digest.model import DeliveryState, Problem
from digest.store import Store
from digest.store.lock import RUN_FILE_NAME, lock_letter
from digest.text.dates.format import format_day

if TYPE_CHECKING:
    from digest.edition import Edition

_COLLECTED = "collected"


class ScheduledRun:
    """One letter that nobody watches.

    Args:
        mailroom: Its way out, at the instant of this run.
    """

    def __init__(self, mailroom: DeliveryService) -> None:
        self._mailroom = mailroom
        self._config = mailroom.config
        self._state = mailroom.state
        self._now = mailroom.now
        self._is_checked = False
        self._is_held = False
        self._is_late = False

    def run(self, watch: RunControl | None = None, *, report: Callable[[str], None] | None = None) -> RunLog:
        """Do all that is due now; safe to run again, whatever ended the run before.

        Args:
            watch: Who watches the sending.
            report: Told each source as it is read.

        Raises:
            LockedError: Another such run is under way.
            DigestError: The store cannot be used.
        """
        with lock_letter(self._state, now=self._now, name=RUN_FILE_NAME):
            pinger = HealthcheckPing(self._config, self._mailroom.environ)
            pinger.begin()
            diary = RunLog()
            try:
                self._work(diary, watch or RunControl(), report)
            except BaseException as error:
                pinger.end(getattr(error, "exit_code", 1), _("Failed."))
                raise
            teller = Notifier(self._config, now=self._now, environ=self._mailroom.environ)
            with self._store() as store:
                teller.tell(diary, store)
            pinger.end(diary.failure, diary.summary)
            diary.problems.extend(pinger.problems)
            with self._store() as store:
                teller.remember(diary, store)
            return diary

    def _work(self, diary: RunLog, watch: RunControl, report: Callable[[str], None] | None) -> None:
        try:
            due = self._due_mailings()
        except DigestError as error:  # nothing is done on the word of a state that cannot be trusted
            diary.note_error(error)
            return
        steps: list[Callable[[], None]] = [*(self._sender(number, diary, watch) for number in due)]
        steps.append(lambda: self._send_approved(diary, watch))
        steps.append(lambda: self._send_unasked(diary, watch) if self._refresh(diary, report) else None)
        for step in steps:
            if watch.stop.is_set():
                diary.is_interrupted = True
                return
            try:
                step()
            except LockedError as error:
                diary.note_error(error)
                return
            except DigestError as error:
                diary.note_error(error)

    def _store(self) -> Store:
        """Open the store; the first time it is read whole to find out whether it is damaged."""
        store = Store.open(self._state, is_checked=self._is_checked)
        self._is_checked = True
        return store

    def _due_mailings(self) -> list[int]:
        """Name the mailings that are under way and have something to do now, the oldest first."""
        with self._store() as store:
            check_witnesses(self._config, store, is_trusted=False)
            open_ones = [one.number for one in store.outbox().mailings() if not one.finished]
            return [number for number in open_ones if self._is_due(store, number)]

    def _is_due(self, store: Store, number: int) -> bool:
        outbox = store.outbox()
        counts = outbox.counts(number)
        if counts[DeliveryState.TO_SEND] or counts[DeliveryState.IN_FLIGHT] or not outbox.open_count(number):
            return True
        if self._config.send.in_doubt != "hold" and outbox.open_doubts(number):
            return True
        again = next_try(store, number)
        return again is not None and again <= self._now

    def _sender(self, number: int, diary: RunLog, watch: RunControl) -> Callable[[], None]:
        return lambda: self._send(number, diary, watch)

    def _send(self, number: int, diary: RunLog, watch: RunControl) -> None:
        diary.note_sent(self._mailroom.send(number, watch=watch))

    def _send_approved(self, diary: RunLog, watch: RunControl) -> None:
        """Send the open edition if it is approved just as it is."""
        with self._store() as store:
            number = self._open_number(store)
            if number is None or self._config.send.approval == "none" or not store.approvals().of(number):
                return
            standings = self._weigh(store, number, diary)
        self._is_held = bool(standings and standings.valid)
        if standings and standings.is_enough:
            self._send(number, diary, watch)
            self._is_held = False
        elif self._is_held:
            diary.lines.append(_("Edition {number} waits for a second approval.").format(number=number))

    def _open_number(self, store: Store) -> int | None:
        """Return the number of the open edition; None where it is not made yet, or is on its way already."""
        number = store.open_number()
        is_there = edition_file(self._config, number).exists() and not store.outbox().mailing(number)
        return number if is_there else None

    def _weigh(self, store: Store, number: int, diary: RunLog) -> ApprovalStatus | None:
        """Weigh the approvals of an edition; None where its time has passed."""
        from digest.app.build import EditionService
        from digest.app.freeze import refuse_stale, take_proof

        proof = take_proof(EditionService(self._config, state=self._state, now=self._now), number)
        approvals = store.approvals().of(number)
        standings = weigh_approvals(approvals, self._config, fingerprint=proof.fingerprint.whole, now=self._now)
        key = f"void:{number}:{max(one.given for one in approvals).isoformat()}"
        if standings.valid or standings.expired:
            try:
                refuse_stale(proof.edition, self._config, store, now=self._now)
            except DigestError as error:
                self._note_void(store, diary, Notification(key=key, words=_late(number)), error)
                self._is_late = True
                return None
        if not standings.valid:
            words = _void(number, is_expired=bool(standings.expired))
            self._note_void(store, diary, Notification(key=key, words=words), None)
        return standings

    def _note_void(self, store: Store, diary: RunLog, event: Notification, error: DigestError | None) -> None:
        """Note once that a letter somebody approved does not leave."""
        if store.told().since(event.key):
            return
        diary.events.append(event)
        if error:
            diary.note_error(error)
        else:
            diary.problems.append(Problem(source="", where="", message=event.words.rstrip(".")))

    def _refresh(self, diary: RunLog, report: Callable[[str], None] | None) -> bool:
        """Read the sources and compose the open edition, once a day; return whether nothing stood in the way."""
        with self._store() as store:
            last = store.told().since(_COLLECTED)
            is_on_its_way = store.outbox().mailing(store.open_number()) is not None
        if last and self._day(last) == self._day(self._now) and not self._is_late:
            self._say_waiting(diary)
            return True
        if self._is_held or is_on_its_way:
            from digest.app.collect import Collector

            collected = Collector(self._config, state=self._state, now=self._now).collect(report)
            diary.problems.extend(collected.harvest.problems)
        else:
            self._build(diary, report)
        with self._store() as store:
            store.told().note([_COLLECTED], now=self._now)
        return True

    def _build(self, diary: RunLog, report: Callable[[str], None] | None) -> None:
        from digest.app.build import EditionService
        from digest.app.freeze import why_wait

        built = EditionService(self._config, state=self._state, now=self._now).build(report=report)
        diary.problems.extend((*built.edition.problems, *built.problems))
        waits = why_wait(built.edition, self._config)
        if waits:
            diary.lines.append(waits)
        elif self._config.send.approval != "none":
            self._ask_approval(built.edition, diary)

    def _ask_approval(self, edition: "Edition", diary: RunLog) -> None:
        words = _waits(edition.number)
        diary.lines.append(words)
        with self._store() as store:
            if self._next_day(store) <= self._day(self._now):
                diary.events.append(Notification(key=f"approval:{edition.number}", words=words))

    def _say_waiting(self, diary: RunLog) -> None:
        """Say, to a person who looks, that the edition is there and waits."""
        if self._config.send.approval == "none" or diary.lines or self._is_held:
            return
        with self._store() as store:
            number = self._open_number(store)
        if number is not None:
            words = _("Edition {number} is open, and nobody has approved it.")
            diary.lines.append(words.format(number=number))

    def _send_unasked(self, diary: RunLog, watch: RunControl) -> None:
        """Send the open edition where no approval is asked for, if the last letter is long enough ago."""
        if self._config.send.approval != "none":
            return
        with self._store() as store:
            number, due = self._open_number(store), self._next_day(store)
        if number is None:
            return
        if due > self._day(self._now):
            words = _("Edition {number} is ready; it leaves on {day} (window: articles: in feeds.yaml).")
            diary.lines.append(words.format(number=number, day=format_day(due)))
            return
        self._send(number, diary, watch)

    def _next_day(self, store: Store) -> date:
        """Return the day from which on the next letter is due."""
        last = store.last_sent()
        if last is None:
            return date.min
        mailing = store.outbox().mailing(last.number)
        return self._day(mailing.frozen if mailing else last.sent) + self._config.window.articles

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(self._config.letter.timezone).date()


def _waits(number: int) -> str:
    words = _('Edition {number} waits for approval: digest approve {number} --by "…".')
    return words.format(number=number)


def _late(number: int) -> str:
    words = _("Edition {number} was approved and did not leave in time; it is composed anew and waits for approval.")
    return words.format(number=number)


def _void(number: int, *, is_expired: bool) -> str:
    if is_expired:
        return _("The approval of edition {number} has expired; it waits for a new one.").format(number=number)
    words = _("Edition {number} changed since it was approved, and does not leave; it waits for approval.")
    return words.format(number=number)
