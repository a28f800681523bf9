"""The letter on the desk: looked at again whenever a file it depends on is saved.

A fault in a file leaves the last good letter where it is and is shown beside it.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Generic, TypeVar

from digest.app.audience import Segment, list_readings
from digest.app.build import EditionService, find_precedent
from digest.app.delivery import DeliveryService
from digest.app.dry_run import TestResult
from digest.checks import Finding
from digest.config.model import Config
from digest.disk import replace_file
from digest.edition import Edition
from digest.edition.actions import EditAction, change_document
from digest.edition.yaml.document import EditionFile, fingerprint
from digest.errors import DigestError, UsageError
from digest.locale import _
from digest.preview.audience import TABS, PreviewAudience, ViewOptions, read_as
from digest.preview.diff import EditionComparison, LineDifference, compare_records, compare_with_sent
from digest.preview.provenance import ProvenanceGroup, find_origins
from digest.preview.view import MessageView, read_message

# What the last preview showed, kept in the state folder so that the next one can say what changed.


def recall_record(state: Path, edition: Edition | None) -> str:
    """Return the record of an edition as the last preview showed it; empty where there was none."""
    with suppress(OSError, UnicodeDecodeError):
        return _file(state, edition).read_text(encoding="utf-8") if edition else ""
    return ""


def remember_record(state: Path, edition: Edition, record: str) -> None:
    """Keep the record of an edition, whole or not at all."""
    with suppress(OSError):
        replace_file(_file(state, edition), record.encode())


def _file(state: Path, edition: Edition) -> Path:
    return state / "previewed" / f"{edition.number}.json"


# What can be taken back: the texts that the page's own changes replaced, as long as nobody else wrote since.

_MOST = 100


@dataclass(frozen=True, slots=True)
class _Step:
    before: str
    after: str


class EditHistory:
    """Remembers the page's changes of one run."""

    def __init__(self) -> None:
        self._steps: list[_Step] = []

    def keep(self, before: str, after: str) -> None:
        """Remember a change; those of before somebody else wrote are forgotten."""
        if before == after:
            return
        if self._steps and self._steps[-1].after != fingerprint(before):
            self._steps.clear()
        self._steps = [*self._steps[-_MOST + 1 :], _Step(before, fingerprint(after))]

    def before(self, seen: str) -> str | None:
        """Return the text before the last change; None where the file is not as that change left it."""
        is_ours = self._steps and self._steps[-1].after == seen
        return self._steps[-1].before if is_ours else None

    def forget_last(self) -> None:
        """Forget the last change: it was taken back."""
        self._steps.pop()


# What is worked out once for each version of the letter, when somebody first asks for it.

About = TypeVar("About")
Answer = TypeVar("Answer")


class VersionedCache(Generic[About, Answer]):
    """Remembers the newest answer.

    Args:
        work_out: Gives the answer.
    """

    def __init__(self, work_out: Callable[[About], Answer]) -> None:
        self._work_out = work_out
        self._working = threading.Lock()
        self._known: tuple[int, Answer] | None = None

    def of(self, version: int, about: About) -> Answer:
        """Return the answer for a version; whoever asks meanwhile waits for the same one."""
        with self._working:
            if self._known is None or self._known[0] != version:
                self._known = version, self._work_out(about)
            return self._known[1]


PAUSE = 0.05
"""Seconds between two looks at the files; where a look takes long, ten times as long as it took."""
MOST_FILES = 5000
"""How many files are watched at most; past that, a folder is no place of texts and looking would cost too much."""

Stamp = tuple[int, int]


class PreviewSession:
    """The newest letter, and a thread that keeps it new.

    Args:
        open_newsroom: Reads the configuration as it is now and wires the rooms.
        number: The edition to show; None for the newest, also when a newer one appears.
        environ: The environment, which holds the secrets that test messages leave with.
    """

    def __init__(
        self,
        open_newsroom: Callable[[], EditionService],
        *,
        number: int | None = None,
        environ: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._open = open_newsroom
        self._number = number
        self._environ = environ
        self._changed = threading.Condition()
        self._view = MessageView()
        self._is_open = True
        self._stamps: dict[Path, Stamp] = {}
        self._newsroom = open_newsroom()
        self._working = threading.Lock()
        self._last_preview = ""
        self._history = EditHistory()
        self._findings = VersionedCache(self._find)
        self._origins = VersionedCache(self._trace)
        self._readings = VersionedCache(self._list_readings)

    @property
    def view(self) -> MessageView:
        """Return what there is to show now."""
        return self._view

    def start(self) -> None:
        """Look for the first time, then watch in a thread of its own until `close`.

        Raises:
            UsageError: There is no such edition.
        """
        self._newsroom.edition_file(self._number)
        self._stamps = self._look_around()
        self._show(self._look())
        self._last_preview = recall_record(self._newsroom.state, self._view.edition)
        self._remember()
        threading.Thread(target=self._watch, name="desk", daemon=True).start()

    def findings(self, view: MessageView) -> tuple[Finding, ...]:
        """Look the letter over; links are not asked, a preview knocks at nobody's door."""
        return self._findings.of(view.version, view) if view.edition else ()

    def origins(self, view: MessageView) -> tuple[ProvenanceGroup, ...]:
        """Report of each article and event where it comes from and why it is where it is."""
        return self._origins.of(view.version, view) if view.edition else ()

    def differences(self, view: MessageView) -> tuple[LineDifference, ...] | None:
        """Report what changed since the preview before this one; None where there was none."""
        if not self._last_preview or view.rendered is None:
            return None
        return compare_records(self._last_preview, view.rendered.record)

    def since_sent(self, view: MessageView) -> EditionComparison | None:
        """Report what members have read of this edition, and what changed since; None where nothing was sent yet."""
        if view.edition is None or view.rendered is None:
            return None
        precedent = find_precedent(self._newsroom, view.edition.number)
        if precedent is None:
            return None
        return compare_with_sent(precedent.record, view.rendered.record, number=precedent.number)

    def read_as(self, view: MessageView, choice: ViewOptions) -> tuple[MessageView, PreviewAudience]:
        """Return the letter as the person wants to read it: as nobody in particular, as a member, as many of them."""
        is_asked = choice.tab == TABS[0] or choice.reading  # elsewhere no list of readers is shown
        readings = self._readings.of(view.version, view) if is_asked else ()
        return read_as(view, choice, self._newsroom, readings=readings)

    def test(self) -> tuple[TestResult, ...]:
        """Send the letter to the test addresses of feeds.yaml; return what was said about each.

        Raises:
            UsageError: There is no letter, or no test address.
            DigestError: Messages cannot leave.
        """
        edition, newsroom = self._view.edition, self._newsroom
        mailroom = DeliveryService(newsroom.config, state=newsroom.state, now=newsroom.now, environ=self._environ)
        return mailroom.test(edition.number if edition else None)

    @property
    def can_undo(self) -> bool:
        """Whether the last change of the page can be taken back."""
        return self._history.before(self._view.seen) is not None

    def change(self, change: EditAction, *, seen: str) -> None:
        """Change the edition's file as the page asks, and show it.

        Args:
            change: What to do; `undo` takes the last change back.
            seen: The fingerprint of the file that the person saw.

        Raises:
            NewerError: The file was saved by somebody else since.
            LockedError: Another run writes into the store.
            DigestError: The change cannot be made; nothing is written.
        """
        with self._working:
            edition = self._view.edition
            if edition is None:
                raise UsageError(_("there is no letter to change yet"))
            write = self._undoing(seen) if change.do == "undo" else partial(change_document, change=change)
            before = self._newsroom.change(edition.number, write, seen=seen)
            if change.do == "undo":
                self._history.forget_last()
            else:
                self._history.keep(before.text, self._newsroom.edition_text(edition.number))
            self._look_again()

    def _undoing(self, seen: str) -> Callable[[EditionFile], str]:
        before = self._history.before(seen)
        if before is None:
            raise UsageError(_("there is nothing that can be taken back: the file was saved by somebody else since"))
        return lambda _manuscript: before

    def _find(self, view: MessageView) -> tuple[Finding, ...]:
        if view.edition is None or view.rendered is None:
            return ()
        return self._newsroom.findings(view.edition, view.rendered, text=view.text, links=False)

    def _trace(self, view: MessageView) -> tuple[ProvenanceGroup, ...]:
        return find_origins(self._newsroom, view.edition, text=view.text)

    def _list_readings(self, _view: MessageView) -> tuple[Segment, ...]:
        return list_readings(self._newsroom)

    def _remember(self) -> None:
        view = self._view
        if view.edition and view.rendered and not view.fault:
            remember_record(self._newsroom.state, view.edition, view.rendered.record)

    def close(self) -> None:
        """End the watching and let go of everyone who waits."""
        with self._changed:
            self._is_open = False
            self._changed.notify_all()

    def wait(self, version: int, *, at_most: float) -> int | None:
        """Wait until there is another version than this one, at most so many seconds; None once the desk is closed."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_open or self._view.version != version, at_most)
            return self._view.version if self._is_open else None

    def _watch(self) -> None:
        pause = PAUSE
        while self._is_open:
            with self._changed:
                self._changed.wait_for(lambda: not self._is_open, pause)
            with self._working:
                pause = max(PAUSE, min(10 * self._look_again(), 1.0))

    def _look_again(self) -> float:
        """Show what was saved since the last look, if anything was; give the seconds that looking at the files took."""
        began = time.monotonic()
        stamps = self._look_around()
        seconds = time.monotonic() - began
        changed = {file for file, _stamp in stamps.items() ^ self._stamps.items()}
        if changed and self._is_open:
            self._stamps = stamps
            self._show(self._look(changed))
            self._remember()
        return seconds

    def _look(self, changed: Set[Path] = frozenset()) -> MessageView:
        """Read everything again; a fault, also of the program, keeps the last good letter and is shown beside it."""
        try:
            if changed:
                self._newsroom = self._open()
                self._take_in(changed)
            return _view(self._newsroom, self._number)
        except DigestError as error:
            fault = str(error)
        except Exception as error:  # it must be seen in the page, and not end the watching
            words = _("a fault of the program, not yours: {kind}: {words}")
            fault = words.format(kind=type(error).__name__, words=error)
        return replace(self._view, fault=fault)

    def _take_in(self, changed: Set[Path]) -> None:
        """Bring into the edition what feeds.yaml or a text of the person's own folders changed.

        Only files are collected: a save must not knock at anybody's server.
        """
        newsroom, config = self._newsroom, self._newsroom.config
        if any(_lies_in(file, (config.path, *_contents(config))) for file in changed):
            own = tuple(source for source in config.sources if source.path)
            EditionService(replace(config, sources=own), state=newsroom.state, now=newsroom.now).collect()
            newsroom.build(collect=False)

    def _show(self, view: MessageView) -> None:
        with self._changed:
            if replace(view, version=self._view.version) != self._view:
                self._view = replace(view, version=self._view.version + 1)
                self._changed.notify_all()

    def _look_around(self) -> dict[Path, Stamp]:
        config = self._newsroom.config
        places = (config.path, config.folder / "editions", config.folder / "templates", *_contents(config))
        return dict(islice(_stamps(places), MOST_FILES))


def _view(newsroom: EditionService, number: int | None) -> MessageView:
    text = newsroom.edition_text(number)
    edition = newsroom.edition(number)
    rendered = newsroom.render(edition)
    return MessageView(
        edition=edition,
        parts=read_message(rendered.message),
        message=rendered.message,
        rendered=rendered,
        text=text,
        config=newsroom.config,
    )


def _contents(config: Config) -> tuple[Path, ...]:
    return tuple(source.path for source in config.sources if source.path)


def _lies_in(file: Path, places: Iterable[Path]) -> bool:
    return any(file.is_relative_to(place) for place in places)


def _stamps(places: Iterable[Path]) -> Iterator[tuple[Path, Stamp]]:
    """Return every file in these places with its time and size; what vanishes meanwhile is left out."""
    for place in places:
        if place.is_dir():
            for folder, _folders, names in os.walk(place):
                yield from (found for name in sorted(names) for found in _stamp(Path(folder, name)))
        else:
            yield from _stamp(place)


def _stamp(file: Path) -> Iterator[tuple[Path, Stamp]]:
    try:
        status = file.stat()
    except OSError:
        return
    yield file, (status.st_mtime_ns, status.st_size)
