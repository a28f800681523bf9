"""An edition for machines, inside its page: JSON-LD of schema.org, a NewsArticle for the letter, Events for dates.

For the archive only: mail clients drop it, and some take it for a trick.
"""

import json
from datetime import datetime
from typing import Any

from digest.edition import Edition
from digest.model import Event, Moment, Status
from digest.render.sheet import Sheet
from digest.text.addresses import safe_address
from digest.text.cleaning import clean_line

_LONGEST_HEADLINE = 110
_STATUSES = {
    Status.CONFIRMED: "EventScheduled",
    Status.CANCELLED: "EventCancelled",
    Status.POSTPONED: "EventPostponed",
    Status.FULL: "EventScheduled",
}
# A data block ends at "</script", and two line ends of Unicode end a line of JavaScript.
_ESCAPES = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def write_linked_data(edition: Edition, sheet: Sheet) -> str:
    """Give the JSON that stands in `<script type="application/ld+json">`; nothing in it can end that element."""
    graph = [_letter(edition, sheet), *(_event(event) for event in edition.agenda)]
    record = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _letter(edition: Edition, sheet: Sheet) -> dict[str, Any]:
    publisher = {"@type": "Organization", "name": sheet.sender.name or sheet.brand or sheet.title}
    return _said(
        {
            "@type": "NewsArticle",
            "headline": sheet.subject[:_LONGEST_HEADLINE],
            "description": sheet.preheader,
            "datePublished": edition.day.isoformat(),
            "inLanguage": sheet.language,
            "isAccessibleForFree": True,
            "url": sheet.online,
            "mainEntityOfPage": sheet.online,
            "author": publisher,
            "publisher": publisher,
            "articleSection": [section.name for section in sheet.sections],
        }
    )


def _event(event: Event) -> dict[str, Any]:
    place = clean_line(event.place)
    return _said(
        {
            "@type": "Event",
            "name": clean_line(event.title),
            "startDate": _moment(event.start),
            "endDate": _moment(event.end),
            "eventStatus": f"https://schema.org/{_STATUSES[event.status]}",
            "location": {"@type": "Place", "name": place, "address": place} if place else None,
            "url": _page(event.url),
        }
    )


def _page(url: str | None) -> str | None:
    address = safe_address(clean_line(url)) if url else None
    return address if address and address.lower().startswith("http") else None


def _said(record: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known."""
    return {key: value for key, value in record.items() if value not in (None, "", [])}


def _moment(moment: Moment | None) -> str | None:
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat() if moment else None
