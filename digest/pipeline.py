"""One run from end to end: sources, store, selection, edition, letter. The only place that knows all the rooms.

A `Newsroom` stands for one letter: its feeds.yaml, its state folder and the instant "now" of this run. What it words
goes into files of the letter, so it speaks the letter's language whatever the machine's is.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from digest.checks import Finding, Material, addresses_to_ask, check_letter, lines_of
from digest.config import Config, Source
from digest.config.load import read_text_file
from digest.edition import Edition
from digest.edition.document import (
    Manuscript,
    composed_days,
    fingerprint,
    read_document,
    update_document,
    write_document,
)
from digest.errors import ConfigError, DigestError, NewerError, UsageError
from digest.locale import _, in_language
from digest.model import Harvest, LinkAnswer, Problem, Remembered, Window
from digest.render.archive import render_archive
from digest.render.letter import Rendered, render_letter
from digest.selection.compose import Frame, Selection, frame_days, frame_edition, select
from digest.selection.duplicates import Merge
from digest.selection.explanations import Explanation, explain_items, list_merges
from digest.sources.collect import collect_sources
from digest.sources.links import ask_links
from digest.sources.patience import why_not_asked, without_content, without_waiting
from digest.store import Health, Recorded, Store
from digest.store.links import keep_links, known_links
from digest.store.looks import keep_looks, known_looks

_ARCHIVE_LIST = ".archive-files"
_ARCHIVE_FILE = re.compile(r"(?:\d{1,9}/)?[a-z][a-z0-9-]{0,60}\.(?:html|css|xml|txt|ics)")

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one collection brought: the harvest, and what of it was new to the store."""

    harvest: Harvest
    recorded: Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How one source is, and how many articles and events the store knows of it.

    Attributes:
        problem: Why it would not be asked now; None where it would.
    """

    source: Source
    health: Health
    articles: int
    events: int
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What one build gave.

    Attributes:
        edition: As its file has it, with the person's edits.
        edition_file: `editions/N.yaml`.
        folder: `out/N/`, or what was asked for.
        files: The files of the letter, in that folder.
        waits: Whether it has fewer articles than `minimum` and should wait for more.
        merges: Which of its articles are made of several.
    """

    edition: Edition
    edition_file: Path
    folder: Path
    files: tuple[Path, ...]
    waits: bool = False
    merges: tuple[Merge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """The archive as it was written: how many editions it shows, its folder, its files in that folder."""

    editions: int
    folder: Path
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the pre-flight of an edition found, the worst first."""

    edition: Edition
    findings: tuple[Finding, ...]


class Newsroom:
    """The rooms, wired for one letter.

    Args:
        config: What feeds.yaml says.
        state: The folder of the store; made where it is missing.
        now: The instant of this run; "today" is its day in the letter's zone.
    """

    def __init__(self, config: Config, *, state: Path, now: datetime) -> None:
        self.config = config
        self.state = state
        self.now = now

    def collect(self, report: Report | None = None, *, retry: bool = False) -> Collected:
        """Read every source into the store.

        Args:
            report: Told each source's name and counts as it is done.
            retry: Whether to ask the sources, too, that are left alone for now.

        Raises:
            LockedError: Another run writes into this store.
        """
        with Store.open(self.state) as store, store.lock(now=self.now):
            return self._collect(store, report, retry=retry)

    def check_sources(self, report: Report | None = None) -> Harvest:
        """Ask every source for all it has, now, and write nothing down; its problems are worded for who asks."""
        remembered: dict[str, Remembered] = {}
        if self.state.is_dir():
            with Store.open(self.state) as store:
                remembered = without_content(store.remembered())
        return collect_sources(self.config, now=self.now, remembered=remembered, report=report)

    def source_states(self) -> tuple[SourceState, ...]:
        """Say how each source of feeds.yaml is, in its order."""
        with Store.open(self.state) as store:
            known = {one.source: one for one in store.health()}
            counts, remembered = store.counts(), store.remembered()
        zone, nothing = self.config.letter.timezone, Remembered()
        return tuple(
            SourceState(
                source=source,
                health=known.get(source.name, Health(source=source.name)),
                articles=counts.get(source.name, (0, 0))[0],
                events=counts.get(source.name, (0, 0))[1],
                problem=why_not_asked(source, remembered.get(source.name, nothing), now=self.now, zone=zone),
            )
            for source in self.config.sources
        )

    def build(
        self,
        *,
        number: int | None = None,
        window: Window | None = None,
        collect: bool = True,
        out: Path | None = None,
        report: Report | None = None,
    ) -> Built:
        """Collect, compose the open edition into its file, and write its letter.

        What a person changed in the file stays. A file with a fault is never overwritten.

        Args:
            number: The edition; the open one or the next where it is None.
            window: The very days whose articles go in, instead of what is new.
            collect: Whether to read the sources first. Without it an edition into which nothing new belongs stays as
                it was composed, whatever the day is.
            out: The folder for the letter's files; `out/N/` beside feeds.yaml where it is None.
            report: Told each source's name and counts as it is done.

        Raises:
            LockedError: Another run writes into this store.
            Faults: The edition's file has faults.
        """
        with Store.open(self.state) as store, store.lock(now=self.now):
            if collect:
                self._collect(store, report)
            number = number or store.open_number()
            file = self._file(number)
            if window or collect or not self._is_composed(store, number):
                self._compose(store, self._frame(store, number, window))
            edition, selection = self._read_with_reasons(store, number)
        folder = out or self.config.folder / "out" / str(number)
        files = _write_letter(self.render(edition), folder)
        count = sum(len(chapter.articles) for chapter in edition.chapters)
        return Built(
            edition=edition,
            edition_file=file,
            folder=folder,
            files=files,
            waits=count < self.config.minimum,
            merges=list_merges(selection, edition=edition),
        )

    def edition_file(self, number: int | None = None) -> Path:
        """Give the file of an edition; the newest where no number is given.

        Raises:
            UsageError: There is no such edition.
        """
        numbers = self._numbers()
        if number is None and numbers:
            number = numbers[-1]
        if number not in numbers:
            problem = _("there is no edition {number} yet") if number else _("there is no edition yet")
            raise UsageError(problem.format(number=number), mend=_('Make one with "digest build".'))
        return self._file(number)

    def edition(self, number: int | None = None) -> Edition:
        """Read an edition from its file; the newest where no number is given.

        Raises:
            UsageError: There is no such edition.
            Faults: Its file has faults.
        """
        file = self.edition_file(number)
        with Store.open(self.state) as store:
            return self._read(store, int(file.stem))

    def edition_text(self, number: int | None = None) -> str:
        """Give what is in an edition's file, its lines ended by line feeds; the newest where no number is given.

        Raises:
            UsageError: There is no such edition.
            ConfigError: The file cannot be read.
        """
        file = self.edition_file(number)
        return read_text_file(file, self._name(file))

    def first_seen(self) -> dict[str, datetime]:
        """Say when each article and event that the store knows came in, by its id."""
        with Store.open(self.state) as store:
            articles = ((one.article.id, one.first_seen) for one in store.articles())
            events = ((one.event.id, one.first_seen) for one in store.events())
            return {key: min(times) for key, times in _by_key((*articles, *events)).items()}

    def change(self, number: int, changed: Callable[[Manuscript], str], *, seen: str) -> Manuscript:
        """Change an edition's file, on whose page a person saw it as `seen`; give it as it was before.

        Args:
            number: The edition.
            changed: Gives the new text.
            seen: The fingerprint of the text that the person saw.

        Raises:
            NewerError: The file has another text by now; nothing is written.
            LockedError: Another run writes into this store.
            Faults: The file has faults, or would have; nothing is written.
        """
        file = self.edition_file(number)
        with Store.open(self.state) as store, store.lock(now=self.now):
            manuscript = self._manuscript(store, number)
            if fingerprint(manuscript.text) != seen:
                raise self._newer(file)
            with in_language(self.config.letter.language):
                text = changed(manuscript)
                # A change that makes a fault is none.
                read_document(text, file=manuscript.file, material=manuscript.material, draft=manuscript.draft)
            if read_text_file(file, manuscript.file) != manuscript.text:
                raise self._newer(file)
            if text != manuscript.text:
                _write_file(file, text.encode())
        return manuscript

    def render(self, edition: Edition) -> Rendered:
        """Render an edition with the project's own templates before ours."""
        known = known_looks(self.state)
        looks = dict(known)
        rendered = render_letter(edition, self.config, templates=self._own_templates(), looks=looks)
        if looks != known:
            keep_looks(self.state, looks)
        return rendered

    def archive(self, *, out: Path | None = None) -> Archived:
        """Write all editions as web pages that anybody may read; what an earlier run wrote there and is gone goes.

        Args:
            out: The folder; `out/archive/` beside feeds.yaml where it is None.

        Raises:
            UsageError: There is no edition.
            ConfigError: An edition's file has faults, or bears another's number; then nothing is written.
        """
        self.edition_file()
        with Store.open(self.state) as store:
            editions = tuple(self._read_own(store, number) for number in self._numbers())
        files = render_archive(editions, self.config, templates=self._own_templates())
        folder = out or self.config.folder / "out" / "archive"
        _write_archive(files, folder)
        shown = sum(name.endswith("/index.html") for name in files)
        return Archived(editions=shown, folder=folder, files=tuple(folder / name for name in files))

    def check(self, number: int | None = None, *, links: bool = True) -> Checked:
        """Look an edition over before anyone reads it; the newest where no number is given.

        Args:
            number: The edition.
            links: Whether its links are asked if they are alive; those asked a few hours ago are not asked again.

        Raises:
            UsageError: There is no such edition.
            Faults: Its file has faults.
        """
        file = self.edition_file(number)
        edition = self.edition(int(file.stem))
        findings = self.findings(edition, self.render(edition), text=self.edition_text(number), links=links)
        return Checked(edition=edition, findings=findings)

    def findings(self, edition: Edition, rendered: Rendered, *, text: str, links: bool) -> tuple[Finding, ...]:
        """Look over an edition that was rendered already.

        Args:
            edition: The edition.
            rendered: Its letter.
            text: What is in its file, which tells the lines of what is found.
            links: Whether its links are asked if they are alive.
        """
        material = Material(
            edition=edition,
            config=self.config,
            html=rendered.html,
            text=rendered.text,
            message=rendered.message,
            today=self.now.astimezone(self.config.letter.timezone).date(),
            lines=lines_of(text),
        )
        if links:
            material = replace(material, links=self._ask_links(addresses_to_ask(material)))
        return check_letter(material)

    def explain(self, text: str, *, number: int | None = None) -> tuple[Explanation, ...]:
        """Say why articles and events whose title, address or id holds the text are where they are, or are out.

        Args:
            text: What a person typed; nothing at all names everything.
            number: The edition; the open one where it is None.
        """
        with Store.open(self.state) as store:
            number = number or store.open_number()
            frame = self._composed_frame(store, number) or self._frame(store, number, None)
            selection = self._select(store, frame)
            has_file = self._file(number).exists()
            edition = self._read(store, number) if has_file else selection.edition
            return explain_items(text, selection, frame=frame, edition=edition)

    def _collect(self, store: Store, report: Report | None, *, retry: bool = False) -> Collected:
        remembered = without_waiting(store.remembered()) if retry else store.remembered()
        with in_language(self.config.letter.language):
            harvest = collect_sources(self.config, now=self.now, remembered=remembered, report=report)
        return Collected(harvest=harvest, recorded=store.record(harvest, now=self.now))

    def _ask_links(self, addresses: tuple[str, ...]) -> dict[str, LinkAnswer]:
        known = known_links(self.state, now=self.now)
        asked = ask_links((address for address in addresses if address not in known), config=self.config)
        keep_links(self.state, asked.values(), now=self.now)
        answers = {**known, **asked}
        return {address: answers[address] for address in addresses}

    def _file(self, number: int) -> Path:
        return self.config.folder / "editions" / f"{number}.yaml"

    def _numbers(self) -> list[int]:
        return sorted(int(file.stem) for file in self._file(1).parent.glob("*.yaml") if file.stem.isdecimal())

    def _own_templates(self) -> Path | None:
        own = self.config.folder / "templates"
        return own if own.is_dir() else None

    def _frame(self, store: Store, number: int, window: Window | None) -> Frame:
        today = self.now.astimezone(self.config.letter.timezone).date()
        if window:
            return frame_days(window, number=number, today=today)
        return self._frame_of(store, number, today)

    def _frame_of(self, store: Store, number: int, day: date) -> Frame:
        sent = store.last_sent(before=number)
        return frame_edition(self.config.window, number=number, today=day, last_sent=sent.window if sent else None)

    def _composed_frame(self, store: Store, number: int) -> Frame | None:
        """Give the frame in which the machine composed an edition last; None where it has not yet."""
        draft = store.draft(number)
        days = composed_days(draft) if draft else None
        if days is None:
            return None
        day, window = days
        frame = self._frame_of(store, number, day)
        return frame if frame.window == window else frame_days(window, number=number, today=day)

    def _is_composed(self, store: Store, number: int) -> bool:
        """Tell whether composing again in the same frame would give just what the machine wrote last."""
        frame = self._composed_frame(store, number)
        if frame is None or not self._file(number).exists():
            return False
        return self._draft(self._select(store, frame).edition) == store.draft(number)

    def _select(self, store: Store, frame: Frame) -> Selection:
        names = [source.name for source in self.config.sources]
        frame = replace(frame, problems=store.problems(sources=names))
        return select(self.config, store.articles(sources=names), store.events(sources=names), frame=frame)

    def _draft(self, edition: Edition) -> str:
        with in_language(self.config.letter.language):
            return write_document(edition, zone=self.config.letter.timezone)

    def _compose(self, store: Store, frame: Frame) -> None:
        """Bring a new composition into the edition's file: first the file, then the draft it is compared with later."""
        selection, file = self._select(store, frame), self._file(frame.number)
        draft = text = self._draft(selection.edition)
        if file.exists():
            text = self._updated(file, selection, store.draft(frame.number))
        _write_file(file, text.encode())
        store.keep_draft(frame.number, draft)

    def _updated(self, file: Path, selection: Selection, draft: str | None) -> str:
        """Give the text of a file with a new composition in it; a fault in it is said with all the others first."""
        name = self._name(file)
        text = read_text_file(file, name)
        with in_language(self.config.letter.language):
            read_document(text, file=name, material=selection.material, draft=draft)
            zone = self.config.letter.timezone
            return update_document(text, file=name, draft=draft, edition=selection.edition, zone=zone)

    def _read(self, store: Store, number: int) -> Edition:
        return self._read_with_reasons(store, number)[0]

    def _read_with_reasons(self, store: Store, number: int) -> tuple[Edition, Selection]:
        """Read an edition from its file, and give what the machine decided about its days."""
        file, name = self._file(number), self._name(self._file(number))
        frame = self._composed_frame(store, number) or self._frame(store, number, None)
        selection, text, draft = self._select(store, frame), read_text_file(file, name), store.draft(number)
        with in_language(self.config.letter.language):
            edition = read_document(text, file=name, material=selection.material, draft=draft)
        return edition, selection

    def _read_own(self, store: Store, number: int) -> Edition:
        """Read an edition whose page must not take another's place."""
        edition = self._read(store, number)
        if edition.number != number:
            problem = _("the file of edition {number} bears the number {other}")
            raise ConfigError(
                problem.format(number=number, other=edition.number),
                where=self._name(self._file(number)),
                mend=_("Write {line} in it, or take the file away.").format(line=f"number: {number}"),
            )
        return edition

    def _manuscript(self, store: Store, number: int) -> Manuscript:
        file, name = self._file(number), self._name(self._file(number))
        frame = self._composed_frame(store, number) or self._frame(store, number, None)
        return Manuscript(
            text=read_text_file(file, name),
            file=name,
            material=self._select(store, frame).material,
            draft=store.draft(number),
        )

    def _newer(self, file: Path) -> NewerError:
        saved = datetime.fromtimestamp(file.stat().st_mtime, self.config.letter.timezone)
        return NewerError(
            _("the file was saved at {time}, after this page showed it; nothing was written over it").format(
                time=saved.strftime("%H:%M:%S")
            ),
            where=self._name(file),
            mend=_("Look at what it says now, then change it again."),
        )

    def _name(self, file: Path) -> str:
        """Give the name of a file as the letter's own messages call it: from the folder of feeds.yaml on."""
        return str(file.relative_to(self.config.folder))


def _by_key(pairs: Iterable[tuple[str, datetime]]) -> dict[str, list[datetime]]:
    times: dict[str, list[datetime]] = {}
    for key, time in pairs:
        times.setdefault(key, []).append(time)
    return times


def _write_letter(rendered: Rendered, folder: Path) -> tuple[Path, ...]:
    contents = {
        "letter.html": rendered.html.encode(),
        "letter.txt": rendered.text.encode(),
        "letter.eml": rendered.message,
        "agenda.ics": rendered.calendar,
        "edition.json": rendered.record.encode(),
    }
    for name, octets in contents.items():
        if octets:
            _write_file(folder / name, octets)
        else:  # an issue without an agenda has no calendar, also where an earlier build left one
            (folder / name).unlink(missing_ok=True)
    return tuple(folder / name for name, octets in contents.items() if octets)


def _write_archive(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the pages, then take those away that an earlier run wrote and this one did not: the list says which.

    Only our own files are ever deleted: the folder may be a web server's, with other things in it.
    """
    listed = folder / _ARCHIVE_LIST
    before = listed.read_text(encoding="utf-8", errors="replace").split("\n") if listed.is_file() else []
    gone = [name for name in before if name not in files and _ARCHIVE_FILE.fullmatch(name)]
    _write_file(listed, "\n".join((*files, *gone, "")).encode())
    for name, octets in files.items():
        _write_file(folder / name, octets)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    _write_file(listed, "\n".join((*files, "")).encode())


def _write_file(file: Path, octets: bytes) -> None:
    """Write a file whole or not at all: whoever reads it meanwhile sees the old one.

    Raises:
        DigestError: The disk refuses.
    """
    beside = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(octets)
        os.replace(beside, file)  # noqa: PTH105 - the name says that it replaces
    except OSError as error:
        reason = error.strerror or str(error)
        problem = _("the file cannot be written ({reason})").format(reason=reason)
        raise DigestError(
            problem, where=str(file), mend=_("Check the rights of its folder and the room left on the disk.")
        ) from error
