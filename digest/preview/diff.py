"""What changed between two records of an edition (`edition.json`): what a person who looks again wants to see first."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from digest.locale import _

_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDifference:
    """One thing that is not as it was: what it is about, what happened to it, and the words before and now."""

    title: str
    what: str
    before: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class _Stand:
    """An article or event and the list it is in."""

    box: str
    values: Mapping[str, Any]


def compare_records(before: str, now: str) -> tuple[LineDifference, ...]:
    """Report what is different now; nothing where the older record cannot be read."""
    try:
        older, newer = json.loads(before), json.loads(now)
        return (*_words(older, newer), *_items(_stands(older), _stands(newer)))[:_MOST]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionComparison:
    """This edition beside one that members have read.

    Attributes:
        number: Of the one they have read.
        fresh: How many articles and events they have not.
        again: The titles of those that stand in both.
        differences: What is not as it was told then, where both tell of it; everything, where both are one edition.
    """

    number: int
    fresh: int
    again: tuple[str, ...]
    differences: tuple[LineDifference, ...]


def compare_with_sent(sent: str, now: str, *, number: int) -> EditionComparison | None:
    """Report what members know already of this edition, and what of it has changed since; None where nobody can tell.

    Args:
        sent: The record of what was sent.
        now: The record of this edition.
        number: Of the edition that was sent.
    """
    try:
        older, newer = _stands(json.loads(sent)), _stands(json.loads(now))
        is_same = json.loads(sent)["number"] == json.loads(now)["number"]
        both = [key for key in newer if key in older]
        told = (change for key in both for change in _changes(older[key], newer[key]))
        return EditionComparison(
            number=number,
            fresh=len(newer) - len(both),
            again=tuple(newer[key].values["title"] for key in both),
            differences=compare_records(sent, now) if is_same else tuple(told)[:_MOST],
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _words(older: Mapping[str, Any], newer: Mapping[str, Any]) -> Iterator[LineDifference]:
    names = {"subject": _("Subject"), "preheader": _("Preheader"), "edito": _("Édito")}
    for key, title in names.items():
        if older[key] != newer[key]:
            yield LineDifference(title=title, what=_("other words"), before=older[key], now=newer[key])


def _stands(record: Mapping[str, Any]) -> dict[str, _Stand]:
    boxes: list[tuple[str, Iterable[Mapping[str, Any]]]] = [
        *((theme["name"], theme["articles"]) for theme in record["themes"]),
        (_("Agenda"), record["agenda"]),
    ]
    return {str(item["id"]): _Stand(box, item) for box, items in boxes for item in items}


def _items(older: Mapping[str, _Stand], newer: Mapping[str, _Stand]) -> Iterator[LineDifference]:
    for key, stand in newer.items():
        if key not in older:
            yield LineDifference(title=stand.values["title"], what=_('new, in "{theme}"').format(theme=stand.box))
        else:
            yield from _changes(older[key], stand)
    for key, stand in older.items():
        if key not in newer:
            yield LineDifference(title=stand.values["title"], what=_('gone from "{theme}"').format(theme=stand.box))
    yield from _reordered(older, newer)


def _changes(older: _Stand, newer: _Stand) -> Iterator[LineDifference]:
    title = newer.values["title"]
    if older.box != newer.box:
        yield LineDifference(title=title, what=_("in another theme"), before=older.box, now=newer.box)
    names = {"title": _("another title"), "summary": _("another summary"), "url": _("another link")}
    days = {"start": _("another day"), "end": _("another end"), "place": _("another place"), "status": _("its status")}
    for key, what in {**names, **days}.items():
        was, is_now = older.values.get(key), newer.values.get(key)
        if was != is_now:
            yield LineDifference(title=title, what=what, before=str(was or ""), now=str(is_now or ""))


def _reordered(older: Mapping[str, _Stand], newer: Mapping[str, _Stand]) -> Iterator[LineDifference]:
    """Report of which lists the order is another one, when only those count that stayed in them."""
    stayed = [key for key, stand in newer.items() if key in older and older[key].box == stand.box]
    places = {key: place for place, key in enumerate(older)}
    boxes = dict.fromkeys(newer[one].box for one, other in pairwise(stayed) if _are_swapped(newer, places, one, other))
    yield from (LineDifference(title=box, what=_("another order")) for box in boxes)


def _are_swapped(newer: Mapping[str, _Stand], places: Mapping[str, int], one: str, other: str) -> bool:
    return newer[one].box == newer[other].box and places[one] > places[other]
