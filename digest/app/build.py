"""One run from end to end: sources, store, selection, edition, letter. The only place that knows all the rooms.

A `EditionService` stands for one letter: its feeds.yaml, its state folder and the instant "now" of this run. What it
words goes into files of the letter, so it speaks the letter's language whatever the machine's is.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from digest.app.collect import Collector, Report
from digest.app.editions import EditionRepository, write_archive, write_file, write_letter
from digest.app.images import make_pictures, picture_files, with_own_pictures, with_pictures
from digest.app.paths import edition_file, edition_numbers, find_edition, name_for_person, own_templates
from digest.checks import CheckInput, Finding, addresses_to_ask, check_letter, lines_of
from digest.config.load import load_text_file
from digest.edition import Edition
from digest.edition.yaml.document import EditionFile, fingerprint
from digest.edition.yaml.read import MOST_OCTETS
from digest.errors import NewerError
from digest.locale import _, in_language
from digest.model import LinkCheckResult, Problem, Window
from digest.render.archive import render_archive
from digest.render.letter import RenderedLetter, render_letter
from digest.selection.dedupe import Merge
from digest.selection.explain import Explanation, explain_items, list_merges
from digest.sources.http.link_check import ask_links
from digest.store import Store
from digest.store.caches import keep_links, known_links

# What the newsroom gives back: plain data for the command line and the desk.


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildResult:
    """What one build gave.

    Attributes:
        edition: As its file has it, with the person's edits.
        edition_file: `editions/N.yaml`.
        folder: `out/N/`, or what was asked for.
        files: The files of the letter, in that folder.
        waits: Whether it has less to read than `minimum` and should wait for more.
        merges: Which of its articles are made of several.
        problems: Those of its pictures; the edition has its own.
    """

    edition: Edition
    edition_file: Path
    folder: Path
    files: tuple[Path, ...]
    waits: bool = False
    merges: tuple[Merge, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveResult:
    """The archive as it was written: how many editions it shows, its folder, its files in that folder."""

    editions: int
    folder: Path
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What the pre-flight of an edition found, the worst first."""

    edition: Edition
    findings: tuple[Finding, ...]


class EditionService(Collector):
    """The rooms, wired for one letter.

    Args:
        config: What feeds.yaml says.
        state: The folder of the store; made where it is missing.
        now: The instant of this run; "today" is its day in the letter's zone.
    """

    def build(
        self,
        *,
        number: int | None = None,
        window: Window | None = None,
        collect: bool = True,
        out: Path | None = None,
        report: Report | None = None,
    ) -> BuildResult:
        """Collect, compose the open edition into its file, and write its letter.

        What a person changed in the file stays. A file with a fault is never overwritten. An edition that is on its
        way to the members is left as it is; the next one begins once all of them were tried.

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
                self.collect_into(store, report)
            number = number or store.open_number()
            shelf = self._shelf(store)
            is_frozen = store.outbox().mailing(number) is not None
            if not is_frozen and (window or collect or not shelf.is_composed(number)):
                shelf.compose(shelf.frame(number, window))
            edition, selection = shelf.read(number)
            problems = make_pictures(edition, self.config, self.state)
        folder = out or self.config.folder / "out" / str(number)
        files = write_letter(self.render(edition), folder)
        return BuildResult(
            edition=edition,
            edition_file=edition_file(self.config, number),
            folder=folder,
            files=files,
            waits=edition.size < self.config.minimum,
            merges=list_merges(selection, edition=edition),
            problems=problems,
        )

    def edition_file(self, number: int | None = None) -> Path:
        """Return the file of an edition; the newest where no number is given.

        Raises:
            UsageError: There is no such edition.
        """
        return edition_file(self.config, find_edition(self.config, number))

    def edition(self, number: int | None = None) -> Edition:
        """Read an edition from its file; the newest where no number is given.

        Raises:
            UsageError: There is no such edition.
            Faults: Its file has faults.
        """
        file = self.edition_file(number)
        with Store.open(self.state) as store:
            return self._shelf(store).read(int(file.stem))[0]

    def edition_text(self, number: int | None = None) -> str:
        """Return what is in an edition's file, its lines ended by line feeds; the newest where no number is given.

        Raises:
            UsageError: There is no such edition.
            ConfigError: The file cannot be read.
        """
        file = self.edition_file(number)
        return load_text_file(file, name_for_person(self.config, file), at_most=MOST_OCTETS)

    def first_seen(self) -> dict[str, datetime]:
        """Return in words when each article and event that the store knows came in, by its id."""
        with Store.open(self.state) as store:
            seen = [(one.article.id, one.first_seen) for one in store.articles()]
            seen += [(one.event.id, one.first_seen) for one in store.events()]
        return dict(sorted(seen, reverse=True))  # of one id told several times the first instant stays

    def change(self, number: int, changed: Callable[[EditionFile], str], *, seen: str) -> EditionFile:
        """Change an edition's file, on whose page a person saw it as `seen`; return it as it was before.

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
            shelf = self._shelf(store)
            manuscript = shelf.manuscript(number)
            if fingerprint(manuscript.text) != seen:
                raise self._newer(file)
            with in_language(self.config.letter.language):
                text = changed(manuscript)
            shelf.read_text(text, manuscript)  # a change that makes a fault is none
            if load_text_file(file, manuscript.file, at_most=MOST_OCTETS) != manuscript.text:
                raise self._newer(file)
            if text != manuscript.text:
                write_file(file, text.encode())
        return manuscript

    def render(self, edition: Edition) -> RenderedLetter:
        """Render an edition with the project's own templates before ours."""
        edition = with_pictures(edition, self.config, self.state)
        return render_letter(edition, self.config, templates=own_templates(self.config))

    def archive(self, *, out: Path | None = None) -> ArchiveResult:
        """Write all editions as web pages that anybody may read; what an earlier run wrote there and is gone goes.

        Args:
            out: The folder; `out/archive/` beside feeds.yaml where it is None.

        Raises:
            UsageError: There is no edition.
            ConfigError: An edition's file has faults, or bears another's number; then nothing is written.
        """
        self.edition_file()
        with Store.open(self.state) as store:
            shelf = self._shelf(store)
            editions = tuple(shelf.read_own(number) for number in edition_numbers(self.config))
        shown = tuple(with_own_pictures(edition, self.config, self.state) for edition in editions)
        files = render_archive(shown, self.config, templates=own_templates(self.config))
        for edition in editions:
            if f"{edition.number}/index.html" in files:
                files |= picture_files(edition, self.config, self.state)
        folder = out or self.config.folder / "out" / "archive"
        write_archive(files, folder)
        count = sum(name.endswith("/index.html") for name in files)
        return ArchiveResult(editions=count, folder=folder, files=tuple(folder / name for name in files))

    def check(self, number: int | None = None, *, links: bool = True) -> CheckResult:
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
        return CheckResult(edition=edition, findings=findings)

    def findings(self, edition: Edition, rendered: RenderedLetter, *, text: str, links: bool) -> tuple[Finding, ...]:
        """Look over an edition that was rendered already.

        Args:
            edition: The edition.
            rendered: Its letter.
            text: What is in its file, which tells the lines of what is found.
            links: Whether its links are asked if they are alive.
        """
        material = CheckInput(
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
        """Report why articles and events whose title, address or id holds the text are where they are, or are out.

        Args:
            text: What a person typed; nothing at all names everything.
            number: The edition; the open one where it is None.
        """
        with Store.open(self.state) as store:
            number = number or store.open_number()
            shelf = self._shelf(store)
            frame = shelf.frame_composed(number)
            if edition_file(self.config, number).exists():
                edition, selection = shelf.read(number, everything=True)
            else:
                selection = shelf.select(frame, everything=True)
                edition = selection.edition
            return explain_items(text, selection, frame=frame, edition=edition)

    def _ask_links(self, addresses: tuple[str, ...]) -> dict[str, LinkCheckResult]:
        known = known_links(self.state, now=self.now)
        asked = ask_links((address for address in addresses if address not in known), config=self.config)
        keep_links(self.state, asked.values(), now=self.now)
        answers = {**known, **asked}
        return {address: answers[address] for address in addresses}

    def _newer(self, file: Path) -> NewerError:
        saved = datetime.fromtimestamp(file.stat().st_mtime, self.config.letter.timezone)
        return NewerError(
            _("the file was saved at {time}, after this page showed it; nothing was written over it").format(
                time=saved.strftime("%H:%M:%S")
            ),
            where=name_for_person(self.config, file),
            hint=_("Look at what it says now, then change it again."),
        )

    def _shelf(self, store: Store) -> EditionRepository:
        return EditionRepository(self.config, store, now=self.now)


# What members have read already: the record of the edition that was sent last, as it was frozen.


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousEdition:
    """An edition that left: its number, and its `edition.json` as it was frozen."""

    number: int
    record: str


def find_precedent(newsroom: EditionService, number: int) -> PreviousEdition | None:
    """Return what was sent of an edition; where it was not, the edition sent before it; None where there is none."""
    with Store.open(newsroom.state) as store:
        before = store.last_sent(before=number)
        for known in (number, before.number if before else 0):
            mailing = store.outbox().mailing(known)
            record = mailing.record.get("edition") if mailing else None
            if isinstance(record, str):
                return PreviousEdition(number=known, record=record)
    return None
