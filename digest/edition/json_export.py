"""`edition.json`: an edition for programs, its keys fixed for good; what is not known is null."""

import json
from datetime import date, datetime
from typing import Any

from digest.edition.model import Account, Edition, PlacedArticle
from digest.model import Event, Moment, Problem


def edition_json(edition: Edition) -> str:
    """Return the record of an edition as a JSON text, always the same for the same edition."""
    return json.dumps(edition_record(edition), ensure_ascii=False, indent=2) + "\n"


def edition_record(edition: Edition) -> dict[str, Any]:
    """Return an edition as plain lists and texts.

    Deadlines stand in the agenda, by their last day among the others: they have no start.
    """
    agenda = sorted((*edition.agenda, *edition.deadlines), key=lambda event: event.first_day)
    return {
        "number": edition.number,
        "title": edition.title,
        "subject": edition.subject,
        "preheader": edition.preheader,
        "window": {
            "first_day": edition.window.first_day.isoformat(),
            "last_day": edition.window.last_day.isoformat(),
        },
        "edito": edition.edito,
        "themes": [
            {"name": chapter.name, "articles": [_article(placed) for placed in chapter.articles]}
            for chapter in edition.chapters
        ],
        "agenda": [_event(event) for event in agenda],
        "unclassified": [_article(placed) for placed in edition.unclassified],
        "left_out": [{"id": left.id, "title": left.title, "reason": left.reason} for left in edition.left_out],
        "problems": [_problem(problem) for problem in edition.problems],
        "deadlines": [_deadline(event) for event in edition.deadlines],
        "account": _account(edition.account),
    }


def _deadline(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "title": event.title,
        "url": event.url,
        "closes": _moment(event.end),
        "source": event.provenance.source or None,
    }


def _account(account: Account) -> dict[str, int]:
    return {
        "read": account.read,
        "printed": account.printed,
        "waiting": account.waiting,
        "left_out": account.left_out,
        "unclassified": account.unclassified,
        "merged": account.merged,
        "unreadable": account.unreadable,
    }


def _article(placed: PlacedArticle) -> dict[str, Any]:
    article = placed.article
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "date": _moment(article.published),
        "summary": article.summary or None,
        "source": article.provenance.source or None,
        "tags": list(article.tags),
        "also_in": list(placed.also_in),
        "image": article.image.url if article.image else None,
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "title": event.title,
        "url": event.url,
        "start": _moment(event.start),
        "end": _moment(event.end),
        "all_day": event.all_day,
        "place": event.place or None,
        "status": event.status.value,
        "source": event.provenance.source or None,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"source": problem.source or None, "where": problem.where or None, "message": problem.message}


def _moment(moment: Moment | None) -> str | None:
    """Write a day or an instant with its offset (RFC 3339)."""
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="seconds")
    return moment.isoformat() if isinstance(moment, date) else None
