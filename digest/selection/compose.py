"""One edition out of all that is known: what it takes, merged, each article in its home, the agenda, the frame.

The result is what the machine would print; a person's edits come on top of it in `edition.document`, which is handed
all that is known as `Candidates` and so can print an article that the machine left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from digest.config.model import Config, Letter
from digest.edition.model import Edition, LeftOut, PlacedArticle, ThemeSection
from digest.edition.views import join_event_titles, say_preheader
from digest.edition.yaml.outline import Candidates, KnownIds
from digest.locale import _, in_language
from digest.model import Article, SeenArticle, SeenEvent, Window
from digest.selection.dedupe import Merge, MergeExclusions, MergeRule, merge_articles
from digest.selection.events import Agenda, compose_agenda, in_zone, settle_announcements
from digest.selection.themes import ThemeAssigner
from digest.selection.window import (
    EditionFrame,
    JudgedArticle,
    WindowDecision,
    article_day,
    frame_days,
    frame_edition,
    judge_article,
    without_impossible_date,
)
from digest.text.dates import format_moments
from digest.text.sanitize import clean_line

# The édito of one edition: of those that our own texts hold, the newest that no edition has dealt with.


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


def choose_edito(judged: Iterable[JudgedArticle]) -> ChosenEdito:
    """Choose the newest édito that the edition may take: by its own day and hour, then by when it was first seen."""
    due = [one for one in judged if one.seen.article.is_edito and one.verdict is WindowDecision.TAKEN]
    told = sorted((one for one in due if one.seen.article.summary), key=_newest_first)
    if not told:
        return ChosenEdito()
    newest, *others = told
    reason = _('the édito "{title}" is newer').format(title=newest.seen.article.title)
    left_out = (LeftOut(id=one.seen.article.id, title=one.seen.article.title, reason=reason) for one in others)
    return ChosenEdito(article=newest.seen.article, left_out=tuple(left_out))


def _newest_first(one: JudgedArticle) -> tuple[int, float, float, int]:
    return -one.day.toordinal(), -one.instant, -one.seen.first_seen.timestamp(), one.position


__all__ = ["EditionFrame", "Selection", "compose_edition", "frame_days", "frame_edition", "select"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """An edition with the reasons behind it.

    Attributes:
        edition: What the machine would print.
        judged: All éditos, then all articles after merging, in the order of the sources.
        merges: The articles that became one.
        agenda: The agenda with its own merges, and what waits beyond its last day: like articles of tomorrow that is
            not left out, for its day will come.
        material: All that an edition file may speak of.
    """

    edition: Edition
    judged: tuple[JudgedArticle, ...]
    merges: tuple[Merge, ...]
    agenda: Agenda
    material: Candidates


def compose_edition(
    config: Config, articles: Iterable[SeenArticle], events: Iterable[SeenEvent], *, frame: EditionFrame
) -> Edition:
    """Compose what the machine would print; articles and events in the order of the sources."""
    return select(config, articles, events, frame=frame).edition


def select(
    config: Config, articles: Iterable[SeenArticle], events: Iterable[SeenEvent], *, frame: EditionFrame
) -> Selection:
    """Compose an edition and keep the reasons; the words that go into it are in the letter's language."""
    zone = config.letter.timezone
    known = tuple(map(without_impossible_date, articles))
    told = settle_announcements((seen.event for seen in events), (seen.article for seen in known), zone=zone)
    with in_language(config.letter.language):
        kept, merges = _merged(config, known, frame)
        judged = tuple(_judge_all(kept, zone, frame))
        homes = ThemeAssigner(config, (one.article for one in kept), merges)
        days = Window(first_day=frame.window.last_day, last_day=frame.window.last_day + config.window.agenda)
        agenda = compose_agenda(told, window=days, zone=zone)
        edition = _printed(config, judged, homes, frame)
    preheader = edition.preheader or join_event_titles(agenda.events)
    waiting = len([one for one in judged if one.verdict is WindowDecision.LATER]) + len(agenda.left_out)
    merged = sum(len(merge.merged) for merge in merges) + sum(len(merge.merged) for merge in agenda.merges)
    edition = replace(
        edition,
        preheader=preheader,
        agenda=agenda.events,
        deadlines=agenda.deadlines,
        waiting=waiting,
        merged=merged,
    )
    events_known = (*reversed(told), *agenda.events, *agenda.deadlines)
    material = Candidates(
        title=config.letter.title,
        zone=zone,
        themes=tuple(theme.name for theme in config.themes),
        articles=homes,
        events={event.id: in_zone(event, zone) for event in events_known},
        editos=tuple(one.seen.article for one in judged if one.seen.article.is_edito and one.verdict.is_open),
        problems=frame.problems,
        waiting=waiting,
        merged=merged,
    )
    return Selection(edition=edition, judged=judged, merges=merges, agenda=agenda, material=material)


def _merged(
    config: Config, known: Sequence[SeenArticle], frame: EditionFrame
) -> tuple[tuple[SeenArticle, ...], tuple[Merge, ...]]:
    """Make one article of those that are the same; éditos stay as they are, for of them one is chosen anyway."""
    kept, merges = merge_articles(
        (one for one in known if not one.article.is_edito),
        rule=MergeRule(
            zone=config.letter.timezone,
            mirrors=mirrors_of(config),
            distinct=MergeExclusions(config.distinct),
            since=frame.horizon - timedelta(days=1),
        ),
    )
    return (*(one for one in known if one.article.is_edito), *kept), merges


def mirrors_of(config: Config) -> dict[str, str]:
    """Return the host that each mirror named in feeds.yaml stands for, without `www.`."""
    return {
        mirror.lower().removeprefix("www."): urlsplit(source.url).hostname or ""
        for source in config.sources
        if source.url
        for mirror in source.same_as
    }


def _judge_all(kept: Iterable[SeenArticle], zone: ZoneInfo, frame: EditionFrame) -> Iterable[JudgedArticle]:
    for position, seen in enumerate(kept):
        verdict = judge_article(seen, frame=frame, zone=zone)
        yield JudgedArticle(seen=seen, day=article_day(seen, zone), position=position, verdict=verdict)


def _printed(config: Config, judged: Sequence[JudgedArticle], homes: ThemeAssigner, frame: EditionFrame) -> Edition:
    """Compose the frame, the édito and the articles."""
    edito = choose_edito(judged)
    due = (one for one in judged if one.verdict is WindowDecision.TAKEN and not one.seen.article.is_edito)
    taken = sorted(due, key=_print_order)
    at_home = [homes[one.seen.article.id] for one in taken]
    chapters = (ThemeSection(name=theme.name, articles=_placed(at_home, theme.name)) for theme in config.themes)
    printed = tuple(chapter for chapter in chapters if chapter.articles)
    return Edition(
        number=frame.number,
        title=config.letter.title,
        day=frame.day,
        window=frame.window,
        subject=say_subject(config.letter, frame),
        preheader=say_preheader(printed),
        edito=edito.text,
        signed=edito.signed,
        editos=edito.ids,
        chapters=printed,
        unclassified=_placed(at_home, None),
        pinned=choose_pinned(known.placed.article for known in at_home if known.theme),
        left_out=(*edito.left_out, *(left for one in judged if (left := _left_out(one, frame)))),
        problems=frame.problems,
    )


def _print_order(one: JudgedArticle) -> tuple[int, float, int]:
    """Newest first; of one day those without an hour last, in the order of the sources."""
    return -one.day.toordinal(), -one.instant, one.position


def _placed(at_home: Iterable[KnownIds], theme: str | None) -> tuple[PlacedArticle, ...]:
    return tuple(known.placed for known in at_home if known.theme == theme)


def _left_out(one: JudgedArticle, frame: EditionFrame) -> LeftOut | None:
    """Report what the horizon leaves out; of days a person asked for, what else there is needs no word."""
    if one.verdict is not WindowDecision.OLD or frame.is_explicit:
        return None
    reason = _("dated {day}, before {horizon}").format(day=one.day.isoformat(), horizon=frame.horizon.isoformat())
    return LeftOut(id=one.seen.article.id, title=one.seen.article.title, reason=reason)


def choose_pinned(articles: Iterable[Article]) -> str | None:
    """Choose what is "à la une", of articles newest first: the first with an image, a date, or at least a summary.

    What does not say when it was published may be old: it leads the letter only where nothing else can.
    """
    told = [article for article in articles if article.summary]
    shown = [article for article in told if article.image]
    dated = [article for article in told if article.published]
    return next((article.id for article in (*shown, *dated, *told)), None)


def say_subject(letter: Letter, frame: EditionFrame) -> str:
    """Fill in the letter's subject; a brace that is no known name stays as it was written."""
    zone = letter.timezone
    words = {
        "title": letter.title,
        "number": str(frame.number),
        "window": format_moments(frame.window.first_day, frame.window.last_day, zone=zone),
        "date": format_moments(frame.day, None, zone=zone),
    }
    return clean_line(_fill(letter.subject, words))


def _fill(pattern: str, words: Mapping[str, str]) -> str:
    """Replace `{name}` in one pass, so that a brace inside a value is never a name."""
    pieces = pattern.split("{")
    filled = [pieces[0]]
    for piece in pieces[1:]:
        name, brace, rest = piece.partition("}")
        filled.append(words[name] + rest if brace and name in words else "{" + piece)
    return "".join(filled)
