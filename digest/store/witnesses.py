"""How far this store knows each witness: the file beside an edition that says what a run of `send` was about to do.

A restored or older store knows less than the file, a new one nothing: that is how it shows. The store is written
first, so that it never knows less than a file it wrote itself.
"""

from dataclasses import dataclass

from digest.store.drawers import Drawer


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A witness as the store knows it: which mailing it is about, and how often it was written."""

    mailing: str
    generation: int


class Witnesses(Drawer):
    """What one store knows of its letter's witnesses."""

    def known(self) -> dict[int, Mark]:
        """Give the mark of each edition that has one."""
        with self._reading():
            rows = self._connection.execute("SELECT number, mailing, generation FROM witnesses").fetchall()
        return {number: Mark(mailing=mailing, generation=generation) for number, mailing, generation in rows}

    def next(self, number: int, mailing: str) -> int:
        """Count one more writing of the witness of an edition, and give its count."""
        last = self.known().get(number)
        generation = last.generation + 1 if last else 1
        self.accept(number, Mark(mailing=mailing, generation=generation))
        return generation

    def accept(self, number: int, mark: Mark) -> None:
        """Take a mark as known, whatever was known before."""
        with self._writing():
            self._connection.execute(
                "INSERT OR REPLACE INTO witnesses (number, mailing, generation) VALUES (?, ?, ?)",
                (number, mark.mailing, mark.generation),
            )
