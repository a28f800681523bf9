"""The first words beside the subject: the titles of the issue, as many as an inbox shows."""

from collections.abc import Iterable, Sequence

from digest.edition.data import Chapter
from digest.text.folding import fold

PREHEADER_LENGTH = 110


def say_preheader(chapters: Iterable[Chapter]) -> str:
    """Join the first titles, one of each theme first."""
    rows = [[placed.article.title for placed in chapter.articles] for chapter in chapters]
    return join_titles([row[rank] for rank in range(max(map(len, rows), default=0)) for row in rows if rank < len(row)])


def join_titles(titles: Sequence[str]) -> str:
    """Join as many whole titles as the inbox shows beside the subject; a first one that is too long is cut."""
    joined = ""
    for title in titles:
        longer = f"{joined} · {title}" if joined else title
        if len(longer) > PREHEADER_LENGTH:
            return joined or title[: PREHEADER_LENGTH - 1].rstrip() + "…"
        joined = longer
    return joined


def names_any(preheader: str, titles: Iterable[str]) -> bool:
    """Tell whether a preheader names one of some titles; of a long one it holds the beginning only."""
    line = fold(preheader)
    return any(fold(title)[:40].rstrip() in line for title in titles)
