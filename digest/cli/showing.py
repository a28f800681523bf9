"""A configuration written back as feeds.yaml would say it, every default filled in.

What is printed can be read again and means the same; what is empty is left out, and no secret is ever in it, because
feeds.yaml holds only the secret's name.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any

from digest.config import Config, Mailbox

_NAMES = {"sender": "from"}


def feeds_yaml(config: Config) -> dict[str, Any]:
    """Give the keys and values of feeds.yaml, ready for YAML or JSON."""
    record = _mapping(config, leave_out="path")
    record["sources"] = [_mapping(source, leave_out="line") for source in config.sources]
    record["fetch"]["at_most"] = _size(config.fetch.at_most)
    return record


def _mapping(value: Any, *, leave_out: str = "") -> dict[str, Any]:
    named = ((field.name, getattr(value, field.name)) for field in fields(value) if field.name != leave_out)
    return {_NAMES.get(name, name): _plain(one) for name, one in named if one not in (None, "", ()) and one != {}}


def _plain(value: Any) -> Any:
    if isinstance(value, Mailbox):
        return f"{value.name} <{value.address}>" if value.name else value.address
    if is_dataclass(value):
        return _mapping(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, timedelta):
        return _span(value)
    return value if isinstance(value, int) else str(value)


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return f"{span.days} days" if seconds % 86400 == 0 else f"{seconds} seconds"


def _size(octets: int) -> str:
    return f"{octets // 1_000_000} MB" if octets % 1_000_000 == 0 else f"{max(octets // 1000, 1)} kB"
