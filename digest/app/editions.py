"""The editions of one letter beside its open store: framed, composed into their files, read back from them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from digest.app.paths import edition_file, name_for_person
from digest.config.load import load_text_file
from digest.config.model import Config
from digest.disk import replace_file
from digest.edition import Edition
from digest.edition.yaml.document import EditionFile, composed_days, read_edition, update_document, write_document
from digest.edition.yaml.read import MOST_OCTETS
from digest.errors import ConfigError, DigestError
from digest.locale import _, in_language
from digest.locale.reasons import say_reason
from digest.model import Problem, Window
from digest.render.letter import RenderedLetter
from digest.selection.compose import EditionFrame, Selection, frame_days, frame_edition, select
from digest.sources.collect import read_deferred
from digest.store import Store

# The letter and the archive on the disk: whole files, and none of anybody else's ever deleted.

_ARCHIVE_LIST = ".archive-files"
_ARCHIVE_FILE = re.compile(r"(?:\d{1,9}/)?[a-z][a-z0-9-]{0,60}\.(?:html|css|xml|txt|ics|jpg|png)")


def write_letter(rendered: RenderedLetter, folder: Path) -> tuple[Path, ...]:
    """Write the files of a letter into a folder; return those that are there now.

    Raises:
        DigestError: The disk refuses.
    """
    contents = {
        "letter.html": rendered.html.encode(),
        "letter.txt": rendered.text.encode(),
        "letter.eml": rendered.message,
        "agenda.ics": rendered.calendar,
        "edition.json": rendered.record.encode(),
    }
    for name, octets in contents.items():
        if octets:
            write_file(folder / name, octets)
        else:  # an issue without an agenda has no calendar, also where an earlier build left one
            (folder / name).unlink(missing_ok=True)
    return tuple(folder / name for name, octets in contents.items() if octets)


def write_archive(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the pages, then take those away that an earlier run wrote and this one did not: the list says which.

    Only our own files are ever deleted: the folder may be a web server's, with other things in it.
    """
    listed = folder / _ARCHIVE_LIST
    before = listed.read_text(encoding="utf-8", errors="replace").split("\n") if listed.is_file() else []
    gone = [name for name in before if name not in files and _ARCHIVE_FILE.fullmatch(name)]
    write_file(listed, "\n".join((*files, *gone, "")).encode())
    for name, octets in files.items():
        write_file(folder / name, octets)
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    write_file(listed, "\n".join((*files, "")).encode())


def read_archive(folder: Path, name: str) -> bytes | None:
    """Return a file of the archive by its path in it; None for everything that no archive of ours has put there."""
    if not _ARCHIVE_FILE.fullmatch(name):
        return None
    try:
        listed = (folder / _ARCHIVE_LIST).read_text(encoding="utf-8", errors="replace").split("\n")
        return (folder / name).read_bytes() if name in listed else None
    except OSError:
        return None


def write_file(file: Path, octets: bytes) -> None:
    """Write a file whole or not at all: whoever reads it meanwhile sees the old one.

    Raises:
        DigestError: The disk refuses.
    """
    try:
        replace_file(file, octets)
    except OSError as error:
        problem = _("the file cannot be written ({reason})").format(reason=say_reason(error))
        raise DigestError(
            problem, where=str(file), hint=_("Check the rights of its folder and the room left on the disk.")
        ) from error


class EditionRepository:
    """The editions of one letter.

    Args:
        config: What feeds.yaml says.
        store: Its store, open; whoever composes holds its lock.
        now: The instant of this run.
    """

    def __init__(self, config: Config, store: Store, *, now: datetime) -> None:
        self._config = config
        self._store = store
        self._now = now

    def frame(self, number: int, window: Window | None = None) -> EditionFrame:
        """Frame an edition for today, or for the days that a person asked for."""
        today = self._now.astimezone(self._config.letter.timezone).date()
        if window:
            return frame_days(window, number=number, today=today)
        return self._frame_of(number, today)

    def frame_composed(self, number: int) -> EditionFrame:
        """Return the frame in which the machine composed an edition last; today's where it has not yet."""
        return self._last_frame(number) or self.frame(number)

    def is_composed(self, number: int) -> bool:
        """Whether composing again in the same frame would give just what the machine wrote last."""
        frame = self._last_frame(number)
        if frame is None or not edition_file(self._config, number).exists():
            return False
        return self._draft(self.select(frame).edition) == self._store.draft(number)

    def select(self, frame: EditionFrame, *, everything: bool = False) -> Selection:
        """Compose what the machine would print, with its reasons.

        Args:
            frame: The edition's frame.
            everything: Whether articles from before its horizon count, too, that no edition asked for yet.
        """
        names = [source.name for source in self._config.sources]
        store, frame = self._store, replace(frame, problems=self._store.problems(sources=names))
        since = date.min if everything else frame.horizon
        deferred = store.deferred(since=since)
        if deferred:
            found = read_deferred(self._config, deferred, now=self._now)
            store.record_deferred(found, since=since, now=self._now)
            frame = replace(frame, problems=(*frame.problems, *found.problems))
        try:
            return self._select(names, frame)
        except Exception as error:  # whatever a source brought: the letter is composed without it, and it is named
            if isinstance(error, DigestError):
                raise
            return self._select_without_one(names, frame, error)

    def _select(self, names: Sequence[str], frame: EditionFrame) -> Selection:
        store = self._store
        selection = select(self._config, store.articles(sources=names), store.events(sources=names), frame=frame)
        self._draft(selection.edition)  # what cannot be written into a file cannot be composed
        return selection

    def _select_without_one(self, names: Sequence[str], frame: EditionFrame, error: Exception) -> Selection:
        """Compose without the first source that makes it fail; the error itself where no single one does."""
        message = _("what it holds cannot be composed ({kind}: {words}); the letter is composed without this source")
        message = message.format(kind=type(error).__name__, words=str(error)[:100])
        for name in names:
            problem = Problem(source=name, where=name, message=message, hint=_("Please report this fault."))
            try:
                rest = [other for other in names if other != name]
                return self._select(rest, replace(frame, problems=(*frame.problems, problem)))
            except Exception:  # noqa: S112 - then it is another source
                continue
        raise error

    def compose(self, frame: EditionFrame) -> None:
        """Bring a new composition into the edition's file: first the file, then the draft it is compared with later.

        Raises:
            Faults: The file has faults; it is left as it is.
        """
        selection, file = self.select(frame), edition_file(self._config, frame.number)
        draft = text = self._draft(selection.edition)
        if file.exists():
            text = self._updated(frame.number, selection)
        write_file(file, text.encode())
        self._store.keep_draft(frame.number, draft)

    def read(self, number: int, *, everything: bool = False) -> tuple[Edition, Selection]:
        """Read an edition from its file, and return what the machine decided about its days.

        Args:
            number: The edition.
            everything: Whether articles from before its horizon count, too, that no edition asked for yet.

        Raises:
            Faults: The file has faults.
        """
        selection = self.select(self.frame_composed(number), everything=everything)
        manuscript = self._manuscript(number, selection)
        return self.read_text(manuscript.text, manuscript), selection

    def read_own(self, number: int) -> Edition:
        """Read an edition whose page must not take another's place.

        Raises:
            ConfigError: The file has faults, or bears another's number.
        """
        edition = self.read(number)[0]
        if edition.number != number:
            problem = _("the file of edition {number} bears the number {other}")
            raise ConfigError(
                problem.format(number=number, other=edition.number),
                where=name_for_person(self._config, edition_file(self._config, number)),
                hint=_("Write {line} in it, or take the file away.").format(line=f"number: {number}"),
            )
        return edition

    def manuscript(self, number: int) -> EditionFile:
        """Return an edition's file with all that it may come to speak of; the caller holds the lock."""
        return self._manuscript(number, self.select(self.frame_composed(number)))

    def read_text(self, text: str, manuscript: EditionFile) -> Edition:
        """Read an edition from a text that is to become its file, or is.

        Raises:
            Faults: The text has faults.
        """
        with in_language(self._config.letter.language):
            return read_edition(text, file=manuscript.file, material=manuscript.material, draft=manuscript.draft)

    def _manuscript(self, number: int, selection: Selection) -> EditionFile:
        file = edition_file(self._config, number)
        name = name_for_person(self._config, file)
        return EditionFile(
            text=load_text_file(file, name, at_most=MOST_OCTETS),
            file=name,
            material=selection.material,
            draft=self._store.draft(number),
        )

    def _updated(self, number: int, selection: Selection) -> str:
        """Return the text of a file with a new composition in it; a fault in it is said with all the others first."""
        manuscript = self._manuscript(number, selection)
        self.read_text(manuscript.text, manuscript)
        with in_language(self._config.letter.language):
            return update_document(
                manuscript.text,
                file=manuscript.file,
                draft=manuscript.draft,
                edition=selection.edition,
                zone=self._config.letter.timezone,
            )

    def _frame_of(self, number: int, day: date) -> EditionFrame:
        sent = self._store.last_sent(before=number)
        return frame_edition(self._config.window, number=number, today=day, last_sent=sent.window if sent else None)

    def _last_frame(self, number: int) -> EditionFrame | None:
        draft = self._store.draft(number)
        days = composed_days(draft) if draft else None
        if days is None:
            return None
        day, window = days
        frame = self._frame_of(number, day)
        return frame if frame.window == window else frame_days(window, number=number, today=day)

    def _draft(self, edition: Edition) -> str:
        with in_language(self._config.letter.language):
            return write_document(edition, zone=self._config.letter.timezone)


# Where the files of the editions are, and what a person calls them; light, for a run of `send` may need no more.
