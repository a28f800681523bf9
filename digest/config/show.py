"""A `Config` said back: the effective values, as the file would write them; no secret, for none is in a `Config`."""

import os
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from digest.config.model import Brand, Config, Letter, Mailbox, MailboxSettings, Send, Source, Theme

_UNITS = (("days", 86_400), ("hours", 3600), ("minutes", 60), ("seconds", 1))
_WIDTH = 4096


def show_config(config: Config) -> str:
    """Give the effective values as YAML, in the order of the documentation; reading it again gives the same values."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment] # ruamel annotates the default only
    yaml.width = _WIDTH
    stream = StringIO()
    yaml.dump(_record(config), stream)
    return stream.getvalue()


def config_record(config: Config) -> dict[str, Any]:
    """Return the effective values for `--json`: the keys of the file, and `path`, the file itself."""
    return {"path": str(config.path), **_record(config)}


def _record(config: Config) -> dict[str, Any]:
    fetch, window = config.fetch, config.window
    return _said(
        {
            "letter": _letter(config.letter),
            "window": {
                "articles": _span(window.articles),
                "agenda": _span(window.agenda),
                "horizon": _span(window.horizon),
            },
            "minimum": config.minimum,
            "sources": [_source(source, config.folder) for source in config.sources],
            "themes": [_theme(theme) for theme in config.themes],
            "distinct": list(config.distinct),
            "members": config.members,
            "send": _send(config.send, config.folder),
            "inbox": _inbox(config.inbox),
            "web": _said({"address": config.web}),
            "fetch": _said(
                {"allow": list(fetch.allow), "deadline": _span(fetch.deadline), "at_most": _size(fetch.at_most)}
            ),
            "checks": _said({"ignore": list(config.checks.ignore)}),
        }
    )


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {}, ())}


def _letter(letter: Letter) -> dict[str, Any]:
    return _said(
        {
            "title": letter.title,
            "from": _mailbox(letter.sender),
            "reply_to": _mailbox(letter.reply_to) if letter.reply_to else None,
            "subject": letter.subject,
            "language": letter.language,
            "timezone": letter.timezone.key,
            "address": letter.address,
            "why": letter.why,
            "contacts": [_mailbox(contact) for contact in letter.contacts],
            "variant": letter.variant,
            "images": letter.images,
            "typography": letter.typography,
            "brand": _brand(letter.brand),
        }
    )


def _brand(brand: Brand) -> dict[str, Any]:
    names = ("name", "logo", "style", "colour", "colour_dark", "fonts")
    return _said({name: getattr(brand, name) for name in names})


def _source(source: Source, folder: Path) -> dict[str, Any]:
    return _said(
        {
            "name": source.name,
            "url": source.url,
            "path": os.path.relpath(source.path, folder) if source.path else None,
            "type": source.type.value,
            "same_as": list(source.same_as),
            "theme": source.theme,
            "tags": list(source.tags),
            "replace": dict(source.replace),
            "select": dict(source.select),
            "saved_on": source.saved_on.isoformat() if source.saved_on else None,
        }
    )


def _theme(theme: Theme) -> dict[str, Any]:
    return _said({"name": theme.name, "tags": list(theme.tags), "words": list(theme.words)})


def _send(send: Send, folder: Path) -> dict[str, Any]:
    """Return in words all of it, in the order of its fields: they have the names of the keys."""
    values = {field.name: getattr(send, field.name) for field in fields(send)}
    return _said(
        values
        | {
            "folder": os.path.relpath(send.folder, folder) if send.folder else None,
            "approval_lasts": _span(send.approval_lasts),
            "grace": _span(send.grace),
            "test_to": list(send.test_to),
            "report_to": list(send.report_to),
            "dkim": asdict(send.dkim) if send.dkim else None,
        }
    )


def _inbox(inbox: MailboxSettings) -> dict[str, Any]:
    return _said({"imap": inbox.imap, "bounces": inbox.bounces})


def _mailbox(mailbox: Mailbox) -> str:
    return f"{mailbox.name} <{mailbox.address}>" if mailbox.name else mailbox.address


def _span(span: timedelta) -> str:
    """Write a duration in the largest unit up to days that has no rest."""
    seconds = int(span.total_seconds())
    unit, size = next((unit, size) for unit, size in _UNITS if seconds % size == 0)
    count = seconds // size
    return f"{count} {unit if count > 1 else unit.removesuffix('s')}"


def _size(octets: int) -> str:
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 1000)):
        if octets % size == 0:
            return f"{octets // size} {unit}"
    return f"{octets} bytes"
