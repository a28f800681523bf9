"""What a person approves, as fingerprints: the letter's octets, its templates, its settings, the rule of its list.

Each part has one of its own, so that a message can say what changed. The text of the edition's file is kept only to
say so: a comment in it changes no letter, and voids nothing.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

from digest.config import Config
from digest.locale import _

_OURS = "letter."
_ENDINGS = (".j2", ".css")
_BOUND = ("message", "templates", "settings", "list")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """All that goes to the members, in a few characters: `parts` by their names."""

    parts: Mapping[str, str]

    @property
    def whole(self) -> str:
        """Give the one fingerprint of all that is bound."""
        return _hash("\n".join(f"{name} {self.parts[name]}" for name in _BOUND).encode())


def take_fingerprint(config: Config, *, message: bytes, text: str, templates: Path | None) -> Fingerprint:
    """Take the fingerprint of a letter.

    Args:
        config: Who sends it, and to whom.
        message: The letter as it was rendered.
        text: What is in the edition's file.
        templates: The project's own templates; None where it has none.
    """
    return Fingerprint(
        parts={
            "message": _hash(message),
            "templates": _hash_templates(templates),
            "settings": _hash_values(_settings(config)),
            "list": _hash_values(_list_rule(config)),
            "edition": hash_text(text),
        }
    )


def say_changes(before: Mapping[str, str], after: Mapping[str, str], *, edition: str) -> str:
    """Say which files changed between two fingerprints, `edition` being the name of the edition's."""
    names = {"edition": edition, "templates": "templates/", "settings": "feeds.yaml", "list": "feeds.yaml"}
    changed = dict.fromkeys(name for part, name in names.items() if before.get(part) != after.get(part))
    return ", ".join(changed) or _("what its sources say, or digest itself")


def hash_text(text: str) -> str:
    """Give the fingerprint of a text."""
    return _hash(text.encode("utf-8", "replace"))


def _settings(config: Config) -> Mapping[str, object]:
    """Give what feeds.yaml says of the letter and its headers; how fast it leaves, and by which way, binds nobody."""
    send = config.send
    return {
        "letter": asdict(config.letter),
        "web": config.web,
        "dkim": asdict(send.dkim) if send.dkim else None,
        "return_path": send.return_path,
    }


def _list_rule(config: Config) -> Mapping[str, object]:
    return {"members": config.members, "themes": [theme.name for theme in config.themes]}


def _hash_templates(folder: Path | None) -> str:
    """Take the effective source of each template of the letter: the project's own, or else ours; and what they use."""
    ours = {one.name: one.read_bytes() for one in files("digest.templates").iterdir() if one.name.endswith(_ENDINGS)}
    own = {str(file.relative_to(folder)): file.read_bytes() for file in _own_files(folder)} if folder else {}
    effective = {name: octets for name, octets in {**ours, **own}.items() if name.startswith(_OURS) or name not in ours}
    return _hash_values({name: _hash(octets) for name, octets in effective.items()})


def _own_files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.name.endswith(_ENDINGS) and file.is_file()]


def _hash_values(values: Mapping[str, object]) -> str:
    return _hash(json.dumps(values, sort_keys=True, ensure_ascii=False, default=str).encode())


def _hash(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()
