"""What can be taken back: the texts that the page's own changes replaced, as long as nobody else wrote since."""

from dataclasses import dataclass

from digest.edition.document import fingerprint

_MOST = 100


@dataclass(frozen=True, slots=True)
class _Step:
    before: str
    after: str


class History:
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
        """Give the text before the last change; None where the file is not as that change left it."""
        is_ours = self._steps and self._steps[-1].after == seen
        return self._steps[-1].before if is_ours else None

    def forget_last(self) -> None:
        """Forget the last change: it was taken back."""
        self._steps.pop()
