"""Why an article or event is where it is, or out: every decision of the selection said in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from digest.edition.model import Edition
from digest.locale import _, quote
from digest.model import Article, Event
from digest.selection.compose import Selection
from digest.selection.dedupe import Merge
from digest.selection.themes import ThemeAssignment, say_home
from digest.selection.window import EditionFrame, JudgedArticle, WindowDecision
from digest.text.normalize import fold_for_search, is_near_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is to be said of one article or event.

    Attributes:
        id: Its id.
        title: Its title, as its source has it.
        source: The name of its source.
        where: The address or file it was read from.
        day: The day it counts for.
        is_printed: Whether the edition prints it.
        reasons: One sentence each, the decisive one first.
    """

    id: str
    title: str
    source: str
    where: str
    day: date
    is_printed: bool
    reasons: tuple[str, ...]


def explain_items(text: str, selection: Selection, *, frame: EditionFrame, edition: Edition) -> tuple[Explanation, ...]:
    """Explain all articles and events that a text names: by id, or by words of their title or address.

    Args:
        text: What a person typed; case and accents do not count, nothing at all names everything.
        selection: What the machine decided.
        frame: The edition's frame.
        edition: The edition as its file has it, with the person's edits.
    """
    articles = (one for one in selection.judged if is_named(text, one.seen.article))
    events = (event for event in _events(selection) if _is_among(text, (event.id, *event.keys, event.title)))
    return (
        *(_explain_article(one, selection, frame, edition) for one in articles),
        *(_explain_event(event, selection, edition) for event in events),
    )


def is_named(text: str, article: Article) -> bool:
    """Whether a text names an article."""
    return _is_among(text, (article.id, *article.keys, article.title, article.url or ""))


def _is_among(text: str, names: Iterable[str]) -> bool:
    wanted = fold_for_search(text)
    return any(text.strip() == name or wanted in fold_for_search(name) for name in names)


def _explain_article(one: JudgedArticle, selection: Selection, frame: EditionFrame, edition: Edition) -> Explanation:
    article = one.seen.article
    reasons = _edito_reasons if article.is_edito else _article_reasons
    return Explanation(
        id=article.id,
        title=article.title,
        source=article.provenance.source,
        where=str(article.provenance),
        day=one.day,
        is_printed=_is_printed(article, edition),
        reasons=(*reasons(one, selection, frame, edition), *_merges(article.id, selection)),
    )


def _is_printed(article: Article, edition: Edition) -> bool:
    if article.is_edito:
        return article.id in edition.editos and is_near_text(edition.edito, article.summary)
    return _chapter_of(article.id, edition) is not None


def _edito_reasons(one: JudgedArticle, selection: Selection, frame: EditionFrame, edition: Edition) -> Iterator[str]:
    """Return in words why an édito is the édito, or not; in a theme it is only where a person put it there."""
    article, left_out = one.seen.article, {left.id: left.reason for left in selection.edition.left_out}
    if _is_printed(article, edition):
        yield _("the édito of edition {number}").format(number=edition.number)
    elif article.id in selection.edition.editos:
        yield _("replaced by hand, in {file}").format(file=f"editions/{edition.number}.yaml")
    elif article.id in left_out:
        yield _("out: {reason}").format(reason=left_out[article.id])
    elif one.verdict is not WindowDecision.TAKEN:
        yield _out(one, frame)
    else:
        yield _("out: it is empty")


def _article_reasons(one: JudgedArticle, selection: Selection, frame: EditionFrame, edition: Edition) -> Iterator[str]:
    printed = _chapter_of(one.seen.article.id, edition)
    known = selection.material.articles[one.seen.article.id]
    file = f"editions/{edition.number}.yaml"
    by_machine = known.theme if one.verdict is WindowDecision.TAKEN else None
    if printed is not None and printed != by_machine:
        yield _('in "{theme}" by hand, in {file}').format(theme=printed, file=file)
    elif printed is None and by_machine is not None:
        yield _("left out by hand, in {file}").format(file=file)
    if one.verdict is not WindowDecision.TAKEN:
        yield _out(one, frame)
    yield say_home(ThemeAssignment(theme=known.theme, placed=known.placed))


def _out(one: JudgedArticle, frame: EditionFrame) -> str:
    """Return in words why the machine does not take an article."""
    day, window = one.day.isoformat(), frame.window
    if one.verdict is WindowDecision.DEALT:
        return _("out: edition {number} dealt with it").format(number=one.seen.number)
    if one.verdict is WindowDecision.LATER:
        return _("out: dated {day}, after the window ({last_day}); it waits for its day").format(
            day=day, last_day=window.last_day.isoformat()
        )
    return _("out: dated {day}, before {horizon}").format(day=day, horizon=frame.horizon.isoformat())


def _chapter_of(article: str, edition: Edition) -> str | None:
    names = (
        chapter.name for chapter in edition.chapters if article in {placed.article.id for placed in chapter.articles}
    )
    return next(names, None)


def _merges(article: str, selection: Selection) -> Iterator[str]:
    for merge in selection.merges:
        if merge.kept == article:
            yield from say_merge(merge)


def say_merge(merge: Merge) -> Iterator[str]:
    """Return in words what was made one, and how that is undone; several copies of one page have one id and are one."""
    sources = ", ".join(f'"{source}"' for source in merge.sources)
    yield _("one article out of several ({why}): {sources}").format(why=merge.why, sources=sources)
    if merge.merged:
        yield _("to print them apart, write in feeds.yaml: distinct: [{id}]").format(id=merge.kept)


def list_merges(selection: Selection, *, edition: Edition) -> tuple[Merge, ...]:
    """Return the merges of what the edition prints, in the order of the sources."""
    printed = {placed.article.id for chapter in edition.chapters for placed in chapter.articles}
    return tuple(merge for merge in selection.merges if printed & {merge.kept, *merge.merged})


def _events(selection: Selection) -> Iterator[Event]:
    """Return every event once, as the agenda has it where the agenda has it."""
    known = {event.id: event for event in selection.material.events.values()}
    gone = {merged for merge in selection.agenda.merges for merged in merge.merged}
    return (event for key, event in known.items() if key not in gone)


def _explain_event(event: Event, selection: Selection, edition: Edition) -> Explanation:
    printed = event.id in {one.id for one in (*edition.agenda, *edition.deadlines)}
    return Explanation(
        id=event.id,
        title=event.title,
        source=event.provenance.source,
        where=str(event.provenance),
        day=event.first_day,
        is_printed=printed,
        reasons=(_event_reason(event, selection, edition, printed=printed), *_event_merges(event.id, selection)),
    )


def _event_reason(event: Event, selection: Selection, edition: Edition, *, printed: bool) -> str:
    if printed:
        return _("among the deadlines") if event.is_deadline else _("in the agenda")
    left_out = {left.id: left.reason for left in selection.agenda.left_out}
    if event.id in left_out:
        return _("out: {reason}").format(reason=left_out[event.id])
    if event.last_day < edition.window.last_day:
        return _("out: over since {day}").format(day=event.last_day.isoformat())
    return _("left out by hand, in {file}").format(file=f"editions/{edition.number}.yaml")


def _event_merges(event: str, selection: Selection) -> Iterator[str]:
    for merge in selection.agenda.merges:
        if merge.id == event:
            sources = ", ".join(map(quote, merge.sources))
            yield _("one event out of several: {sources}").format(sources=sources)
