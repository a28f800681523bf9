"""Lists of sources as other feed readers know them (OPML 2.0): octets in, sources out, and back.

Nothing of a list is ever fetched. A document that declares an entity is refused before anything in it is expanded, and
only http and https addresses are taken; a private one among them is refused when it is connected to, like any other.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from digest.config.model import Source, SourceType
from digest.errors import DigestError
from digest.locale import _
from digest.model import Problem
from digest.text.sanitize import clean_line, cut_at_word
from digest.text.urls import safe_address

_AT_MOST = 5_000_000
_MOST_SOURCES = 2000
_DEEPEST = 100
_LONGEST_NAME = 80
_TYPES = {"calendar": SourceType.CALENDAR, "ics": SourceType.CALENDAR, "page": SourceType.PAGE}
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlEntry:
    """One line of a list: a name, never empty, and an http(s) address."""

    name: str
    url: str
    type: SourceType
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlDocument:
    """What a list holds, in its order, and what in it cannot be used."""

    outlines: tuple[OpmlEntry, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_opml(raw: bytes, *, file: str) -> OpmlDocument:
    """Read a list of sources.

    Args:
        raw: The octets of the file.
        file: Its name in messages.

    Raises:
        DigestError: It is no OPML, is broken, too large, or declares entities.
    """
    if len(raw) > _AT_MOST:
        message = _("the file is larger than {count} MB").format(count=_AT_MOST // 1_000_000)
        raise DigestError(message, where=file, hint=_("Is it the right file? A list of sources fills some kB."))
    reader = _Reader(file)
    try:
        reader.read(raw)
    except expat.ExpatError as error:
        raise DigestError(
            _("the file is no XML, or it is broken on this line"),
            where=f"{file}:{error.lineno}",
            hint=_("Export it again from the program that wrote it."),
        ) from error
    except (LookupError, ValueError) as error:  # an encoding that expat or Python does not know
        message = _("the file is in an encoding that cannot be read")
        raise DigestError(message, where=file, hint=_("Save it as UTF-8.")) from error
    if not reader.is_opml:
        raise DigestError(
            _("this is no list of sources (OPML)"), where=file, hint=_("Give an .opml file, or the address of a site.")
        )
    return OpmlDocument(outlines=tuple(reader.outlines), problems=tuple(reader.problems))


class _Reader:
    """One pass over a document; keeps what `outline` elements with an address say."""

    def __init__(self, file: str) -> None:
        self.outlines: list[OpmlEntry] = []
        self.problems: list[Problem] = []
        self.is_opml = False
        self._file = file
        self._depth = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.EntityDeclHandler = self._refuse_entity
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def read(self, raw: bytes) -> None:
        self._parser.Parse(raw, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self.is_opml = name.lower() == "opml"
        said = {key.lower(): value for key, value in attributes.items()}
        address = said.get("xmlurl", "").strip()
        if self.is_opml and name.lower() == "outline" and address and self._depth <= _DEEPEST:
            self._take(said, address)

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _take(self, said: dict[str, str], address: str) -> None:
        line = self._parser.CurrentLineNumber
        url = _web(address)
        if url is None:
            message = _('"{address}" is no web address').format(address=cut_at_word(clean_line(address), limit=100))
            self._note(line, message, _("Only http and https are read."))
        elif len(self.outlines) == _MOST_SOURCES:
            self._note(line, _("the list is longer than {count} sources").format(count=_MOST_SOURCES), _("Split it."))
        elif len(self.outlines) < _MOST_SOURCES:
            name = clean_line(said.get("text") or said.get("title") or "") or urlsplit(url).hostname or url
            kind = _TYPES.get(said.get("type", "").strip().lower(), _guess(url))
            self.outlines.append(OpmlEntry(name=cut_at_word(name, limit=_LONGEST_NAME), url=url, type=kind, line=line))

    def _note(self, line: int, message: str, hint: str) -> None:
        if len(self.problems) < _MOST_SOURCES:
            self.problems.append(Problem(source="", where=f"{self._file}:{line}", message=message, hint=hint))

    def _refuse_entity(self, *_declaration: object) -> None:
        raise DigestError(
            _("the file declares entities, which no list of sources needs"),
            where=f"{self._file}:{self._parser.CurrentLineNumber}",
            hint=_("Do not use it, or delete its DOCTYPE in an editor."),
        )


def _web(address: str) -> str | None:
    safe = safe_address(re.sub(r"^(?i:webcals?|feed)://", "https://", address))
    return safe if safe and urlsplit(safe).scheme in ("http", "https") else None


def _guess(url: str) -> SourceType:
    return SourceType.CALENDAR if urlsplit(url).path.lower().endswith((".ics", ".ical")) else SourceType.FEED


def write_opml(sources: Iterable[Source], *, title: str, now: datetime) -> str:
    """Write the sources that have an address as OPML 2.0; `read_opml` gives the same names, addresses and types."""
    rows = [_row(source) for source in sources if source.url]
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<opml version="2.0">',
            "  <head>",
            f"    <title>{_text(title)}</title>",
            f"    <dateCreated>{format_datetime(now)}</dateCreated>",
            "  </head>",
            "  <body>",
            *rows,
            "  </body>",
            "</opml>",
            "",
        )
    )


def _row(source: Source) -> str:
    # Feed readers know "rss" for feeds of every kind (OPML 2.0, "Subscription lists"), and pass over other types.
    kind = "rss" if source.type is SourceType.FEED else source.type.value
    name, url = _attribute(source.name), _attribute(source.url or "")
    return f'    <outline type="{kind}" text={name} title={name} xmlUrl={url}/>'


def _attribute(text: str) -> str:
    return quoteattr(_UNPRINTABLE.sub("", text))


def _text(text: str) -> str:
    return _UNPRINTABLE.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
