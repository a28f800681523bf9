"""Articles and events as JSON texts, and back; what the store writes it must be able to read in ten years.

A day is `2026-11-21`; an instant carries its offset and, where it has one, its zone, as RFC 9557 writes them:
`2026-11-21T17:30:00+01:00[Europe/Paris]`. A key this version does not know is passed over, a missing one takes its
default, so that a new optional field needs no migration.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest.model import Article, Event, Image, Link, Moment, Provenance, Status

Read = Callable[[Any], Any]


def _fields_of(kind: type[Any]) -> tuple[list[str], Callable[[object], tuple[object, ...]], list[object]]:
    defaults = {field.name: field.default for field in fields(kind)}
    names = sorted(defaults)
    return names, attrgetter(*names), [defaults[name] for name in names]


# Looked up once, and in the order of the keys: asking for the fields of each article anew took half of the writing.
_ENCODER = json.JSONEncoder(ensure_ascii=False)
_FIELDS = {kind: _fields_of(kind) for kind in (Article, Event, Provenance, Image, Link)}
_PARTS = tuple(_FIELDS)


def article_text(article: Article) -> str:
    """Return an article as a JSON text; equal articles give equal texts."""
    return _ENCODER.encode(_plain(article))


def event_text(event: Event) -> str:
    """Return an event as a JSON text; equal events give equal texts."""
    return _ENCODER.encode(_plain(event))


def read_article(text: str) -> Article:
    """Return the article of a text that `article_text` wrote."""
    return Article(**_values(Article, json.loads(text), _ARTICLE))


def decode_event(text: str) -> Event:
    """Return the event of a text that `event_text` wrote."""
    return Event(**_values(Event, json.loads(text), _EVENT))


def encode_instant(moment: Moment) -> str:
    """Write a day or an instant; the name of its zone in brackets where it has one (RFC 9557)."""
    zone = moment.tzinfo if isinstance(moment, datetime) else None
    name = f"[{zone.key}]" if isinstance(zone, ZoneInfo) and zone.key else ""
    return moment.isoformat() + name


def decode_instant(text: str) -> Moment:
    """Return the day or instant of a text that `encode_instant` wrote."""
    instant, bracket, name = text.partition("[")
    if "T" not in instant:
        return date.fromisoformat(instant)
    read = datetime.fromisoformat(instant)
    return read.astimezone(_zone(name.removesuffix("]"))) if bracket else read


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):  # written where the system knew more zones
        return ZoneInfo("UTC")


def _plain(value: object, *, but: str = "") -> object:
    """Turn a piece of the model into what JSON knows, but for one field; a default is not worth a word."""
    if isinstance(value, date):
        return encode_instant(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, _PARTS):
        names, values_of, defaults = _FIELDS[type(value)]
        told = zip(names, values_of(value), defaults, strict=True)
        return {
            name: one if type(one) is str else _plain(one)
            for name, one, default in told
            if one is not default and one != default and name != but
        }
    return value


def _values(kind: type[Any], plain: Mapping[str, Any], readers: Mapping[str, Read]) -> dict[str, Any]:
    known = {field.name for field in fields(kind)}
    same: Read = _same
    return {name: readers.get(name, same)(value) for name, value in plain.items() if name in known}


def _same(value: Any) -> Any:
    return value


def _one(kind: type[Any]) -> Read:
    return lambda plain: kind(**_values(kind, plain, {}))


def _links(plain: list[Mapping[str, Any]]) -> tuple[Link, ...]:
    return tuple(Link(**_values(Link, one, {})) for one in plain)


_ARTICLE: Mapping[str, Read] = {
    "published": decode_instant,
    "tags": tuple,
    "keys": tuple,
    "image": _one(Image),
    "links": _links,
    "provenance": _one(Provenance),
}


def _slots(plain: list[list[str | None]]) -> tuple[tuple[Moment | None, ...], ...]:
    return tuple(tuple(decode_instant(moment) if moment else None for moment in slot) for slot in plain)


_EVENT: Mapping[str, Read] = {
    "slots": _slots,
    "start": decode_instant,
    "end": decode_instant,
    "status": Status,
    "tags": tuple,
    "keys": tuple,
    "links": _links,
    "provenance": _one(Provenance),
}
