"""The édito of one edition: of those that our own texts hold, the newest that no edition has dealt with.

An édito belongs to the edition that takes it. Another one of the same days is left out, said, and not kept for later:
a greeting of last week is worse than none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from digest.edition.data import LeftOut
from digest.locale import _
from digest.model import Article
from digest.selection.window import Judged, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenEdito:
    """The édito that is printed, if there is one, and the others of its days with the reason why not."""

    article: Article | None = None
    left_out: tuple[LeftOut, ...] = ()

    @property
    def text(self) -> str:
        """Its Markdown; empty where there is none."""
        return self.article.summary if self.article else ""

    @property
    def signed(self) -> str:
        """Who signs it."""
        return self.article.author if self.article else ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Its id."""
        return (self.article.id,) if self.article else ()


def choose_edito(judged: Iterable[Judged]) -> ChosenEdito:
    """Choose the newest édito that the edition may take: by its own day and hour, then by when it was first seen."""
    due = [one for one in judged if one.seen.article.is_edito and one.verdict is Verdict.TAKEN]
    told = sorted((one for one in due if one.seen.article.summary), key=_newest_first)
    if not told:
        return ChosenEdito()
    newest, *others = told
    reason = _('the édito "{title}" is newer').format(title=newest.seen.article.title)
    left_out = (LeftOut(id=one.seen.article.id, title=one.seen.article.title, reason=reason) for one in others)
    return ChosenEdito(article=newest.seen.article, left_out=tuple(left_out))


def _newest_first(one: Judged) -> tuple[int, float, float, int]:
    return -one.day.toordinal(), -one.instant, -one.seen.first_seen.timestamp(), one.position
