"""The editions of one letter beside its open store: framed, composed into their files, read back from them."""

from dataclasses import replace
from datetime import date, datetime

from digest.config import Config
from digest.config.load import read_text_file
from digest.edition import Edition
from digest.edition.document import Manuscript, composed_days, read_document, update_document, write_document
from digest.edition.reading import MOST_OCTETS
from digest.errors import ConfigError
from digest.locale import _, in_language
from digest.model import Window
from digest.pipeline.files import write_file
from digest.pipeline.places import edition_file, name_for_person
from digest.pipeline.words import Wanted, due_for, with_words
from digest.selection.compose import Frame, Selection, frame_days, frame_edition, select
from digest.store import Store


class Shelf:
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

    def frame(self, number: int, window: Window | None = None) -> Frame:
        """Frame an edition for today, or for the days that a person asked for."""
        today = self._now.astimezone(self._config.letter.timezone).date()
        if window:
            return frame_days(window, number=number, today=today)
        return self._frame_of(number, today)

    def frame_composed(self, number: int) -> Frame:
        """Give the frame in which the machine composed an edition last; today's where it has not yet."""
        return self._last_frame(number) or self.frame(number)

    def is_composed(self, number: int) -> bool:
        """Tell whether composing again in the same frame would give just what the machine wrote last."""
        frame = self._last_frame(number)
        if frame is None or not edition_file(self._config, number).exists():
            return False
        return self._draft(self.select(frame).edition) == self._store.draft(number)

    def select(self, frame: Frame, *, also: Wanted | None = None, keep: bool = False) -> Selection:
        """Compose what the machine would print, with its reasons.

        Args:
            frame: The edition's frame.
            also: Tells whose words are needed beside those of the articles that the edition may print.
            keep: Whether to keep the words that are read for it; then the caller holds the letter's lock.
        """
        names = [source.name for source in self._config.sources]
        store, frame = self._store, replace(frame, problems=self._store.problems(sources=names))
        due = due_for(frame, also, zone=self._config.letter.timezone, named=self._text(frame.number))
        articles = with_words(store.articles(sources=names), due, config=self._config, store=store, keep=keep)
        return select(self._config, articles, store.events(sources=names), frame=frame)

    def _text(self, number: int) -> str:
        """Give what is in an edition's file, faults and all; nothing where there is none."""
        try:
            return edition_file(self._config, number).read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def compose(self, frame: Frame) -> None:
        """Bring a new composition into the edition's file: first the file, then the draft it is compared with later.

        Raises:
            Faults: The file has faults; it is left as it is.
        """
        selection, file = self.select(frame, keep=True), edition_file(self._config, frame.number)
        draft = text = self._draft(selection.edition)
        if file.exists():
            text = self._updated(frame.number, selection)
        write_file(file, text.encode())
        self._store.keep_draft(frame.number, draft)

    def read(self, number: int, *, also: Wanted | None = None) -> tuple[Edition, Selection]:
        """Read an edition from its file, and give what the machine decided about its days.

        Args:
            number: The edition.
            also: Tells whose words are needed beside those of the articles that the edition may print.

        Raises:
            Faults: The file has faults.
        """
        selection = self.select(self.frame_composed(number), also=also)
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
                mend=_("Write {line} in it, or take the file away.").format(line=f"number: {number}"),
            )
        return edition

    def manuscript(self, number: int) -> Manuscript:
        """Give an edition's file with all that it may come to speak of; the caller holds the lock."""
        return self._manuscript(number, self.select(self.frame_composed(number), also=lambda _one: True, keep=True))

    def read_text(self, text: str, manuscript: Manuscript) -> Edition:
        """Read an edition from a text that is to become its file, or is.

        Raises:
            Faults: The text has faults.
        """
        with in_language(self._config.letter.language):
            return read_document(text, file=manuscript.file, material=manuscript.material, draft=manuscript.draft)

    def _manuscript(self, number: int, selection: Selection) -> Manuscript:
        file = edition_file(self._config, number)
        name = name_for_person(self._config, file)
        return Manuscript(
            text=read_text_file(file, name, at_most=MOST_OCTETS),
            file=name,
            material=selection.material,
            draft=self._store.draft(number),
        )

    def _updated(self, number: int, selection: Selection) -> str:
        """Give the text of a file with a new composition in it; a fault in it is said with all the others first."""
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

    def _frame_of(self, number: int, day: date) -> Frame:
        sent = self._store.last_sent(before=number)
        return frame_edition(self._config.window, number=number, today=day, last_sent=sent.window if sent else None)

    def _last_frame(self, number: int) -> Frame | None:
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
