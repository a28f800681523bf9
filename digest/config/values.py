"""Plain values of feeds.yaml: texts, words out of a few, numbers, durations, sizes, days, colours, zones.

Each reader takes a node and what is asked for; it gives the value, or notes a fault and gives None.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from string import Formatter
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from digest.config.context import RequestedKeys
from digest.config.errors import did_you_mean, listed, quoted, say_meant, suggest
from digest.config.schema.fields import FieldType
from digest.config.schema.registry import synonyms_of
from digest.config.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from digest.locale import _

SUBJECT_FIELDS = ("title", "number", "window", "date")
LONGEST_TEXT = 5_000
_LONGEST_DURATION = timedelta(days=36525)
_LARGEST_SIZE = 1_000_000_000
_HIDDEN = {"\u200b", "\u200e", "\u200f", "\ufeff", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2060, 0x2070))}

_SECONDS = {
    **dict.fromkeys(("second", "seconds", "seconde", "secondes", "s", "sec"), 1),
    **dict.fromkeys(("minute", "minutes", "min"), 60),
    **dict.fromkeys(("hour", "hours", "heure", "heures", "h"), 3600),
    **dict.fromkeys(("day", "days", "jour", "jours", "d", "j"), 86_400),
    **dict.fromkeys(("week", "weeks", "semaine", "semaines"), 604_800),
}
_UNEQUAL = ("month", "months", "mois", "year", "years", "an", "ans", "année", "années")
_OCTETS = {
    **dict.fromkeys(("kb", "ko"), 1000),
    **dict.fromkeys(("mb", "mo"), 1_000_000),
    **dict.fromkeys(("gb", "go"), 1_000_000_000),
    **dict.fromkeys(("kib", "kio"), 1024),
    **dict.fromkeys(("mib", "mio"), 1_048_576),
    **dict.fromkeys(("gib", "gio"), 1_073_741_824),
    **dict.fromkeys(("bytes", "octets", "byte", "octet"), 1),
}
# Not "Etc/": its signs are the other way round ("Etc/GMT+1" is one hour behind Greenwich).
_CONTINENTS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
_PER = {
    **dict.fromkeys(("second", "seconde", "s"), "second"),
    **dict.fromkeys(("minute", "min"), "minute"),
    **dict.fromkeys(("hour", "heure", "h"), "hour"),
}


def refuse(node: Node, asked: RequestedKeys, message: str, hint: str = "") -> None:
    """Note a fault at a value; the mend is an example where nothing better is known."""
    asked.notes.add(node.place, message, hint or asked.example)


def read_scalar(node: Node, asked: RequestedKeys) -> str | None:
    """Read any single value as the text that stands there, freed of space at both ends."""
    if isinstance(node, ScalarNode):
        return None if node.is_refused else node.text.strip()
    found = _("a list") if isinstance(node, SequenceNode) else _("a table")
    message = _("{what} must be one text, and {found} stands here").format(what=asked.what, found=found)
    begins_with = asked.notes.rest_of_line(node.place)[:1]
    if begins_with in ("[", "{") and asked.key.kind in (FieldType.LINE, FieldType.TEXT, FieldType.SUBJECT):
        refuse(node, asked, message, _("A text that begins with [ or { goes between quotes."))
    else:
        refuse(node, asked, message)
    return None


def parse_text(node: Node, asked: RequestedKeys) -> str | None:
    """Read a text that may have several lines."""
    text = read_scalar(node, asked)
    if text is None:
        return None
    if len(text) > LONGEST_TEXT:
        message = _("{what} is longer than {count} characters").format(what=asked.what, count=LONGEST_TEXT)
        refuse(node, asked, message, _("Shorten it."))
        return None
    hidden = next(
        (c for c in text if c in _HIDDEN or (c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cs"))), None
    )
    if hidden is None:
        return text
    message = _("{what} holds an invisible character (U+{code})").format(what=asked.what, code=f"{ord(hidden):04X}")
    hint = _("Delete it: type the words again instead of pasting them.")
    asked.notes.add(asked.notes.place_of(hidden, node.place), message, hint)
    return None


def read_line(node: Node, asked: RequestedKeys) -> str | None:
    """Read a text of one line."""
    if isinstance(node, ScalarNode) and re.search(r"[\t\r\n\x85\u2028\u2029]", node.text.strip()):
        message = _("{what} must stand on one line, without tabs").format(what=asked.what)
        refuse(node, asked, message, _("Remove the line break or the tab."))
        return None
    return parse_text(node, asked)


def parse_choice(node: Node, asked: RequestedKeys) -> str | None:
    """Read one of a few words; case does not count."""
    word = read_line(node, asked)
    choices = asked.key.choices
    if word is None or word.lower() in choices:
        return word.lower() if word else None
    message = _("{owner} has the unknown {key} {value}").format(
        owner=asked.owner, key=asked.key.last, value=quoted(word)
    )
    form = _("Known types: {words}.") if asked.key.last == "type" else _("Known words: {words}.")
    refuse(node, asked, message, known_words(word, choices, form))
    return None


def known_words(word: str, known: tuple[str, ...], form: str) -> str:
    """Name the known words and the one that was probably meant."""
    meant = did_you_mean(word, known, synonyms=synonyms_of(known))
    return f"{form.format(words=listed(known))} {meant}".strip()


def read_count(node: Node, asked: RequestedKeys) -> int | None:
    """Read a whole number between the bounds of its key."""
    text = read_line(node, asked)
    if text is None:
        return None
    least, most = asked.key.least, asked.key.most
    if re.fullmatch(r"[0-9]{1,9}", text) and least <= int(text) <= most:
        return int(text)
    message = _("{what} must be a whole number from {least} to {most}, not {value}").format(
        what=asked.what, least=least, most=most, value=quoted(text)
    )
    refuse(node, asked, message)
    return None


def parse_duration(node: Node, asked: RequestedKeys) -> timedelta | None:
    """Read `7 days`, `36 hours`, `20 secondes`; a bare number and months are refused."""
    text = read_line(node, asked)
    if text is None:
        return None
    found = re.fullmatch(r"([0-9]{1,9})\s*([^\W\d_]*)", text)
    unit = found.group(2).lower() if found else ""
    if unit in _UNEQUAL:
        message = _("{what} cannot be in months or years: they are not all of one length").format(what=asked.what)
        refuse(node, asked, message, _("Write days or weeks."))
        return None
    if not found or unit not in _SECONDS:
        _refuse_duration(node, asked, text)
        return None
    span = timedelta(seconds=min(int(found.group(1)), 10**9) * _SECONDS[unit])
    if timedelta(0) < span <= _LONGEST_DURATION:
        return span
    refuse(node, asked, _("{what} must be between 1 second and 100 years").format(what=asked.what))
    return None


def _refuse_duration(node: Node, asked: RequestedKeys, text: str) -> None:
    if _refuse_bare_number(node, asked, text):
        return
    message = _("{what} must be a duration, not {value}").format(what=asked.what, value=quoted(text))
    units = ("seconds", "minutes", "hours", "days", "weeks")
    word = text.lstrip("0123456789 ")
    unit = suggest(word, units) if word != text else None
    refuse(node, asked, message, say_meant(text.removesuffix(word).strip() + f" {unit}") if unit else "")


def _refuse_bare_number(node: Node, asked: RequestedKeys, text: str) -> bool:
    """Note a fault where the unit of a quantity is missing, and suggest the usual one."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        return False
    unit = asked.key.sample.partition(" ")[2]
    message = _("{what} has a number without a unit").format(what=asked.what)
    refuse(node, asked, message, say_meant(f"{text} {unit}"))
    return True


def read_size(node: Node, asked: RequestedKeys) -> int | None:
    """Read `20 MB`, `500 ko`, `1 GiB` as octets; a bare number is refused."""
    text = read_line(node, asked)
    if text is None:
        return None
    found = re.fullmatch(r"([0-9]{1,9})\s*([A-Za-z]+)", text)
    factor = _OCTETS.get(found.group(2).lower()) if found else None
    if found and factor:
        size = int(found.group(1)) * factor
        if 0 < size <= _LARGEST_SIZE:
            return size
        refuse(node, asked, _("{what} must be between 1 byte and 1 GB").format(what=asked.what))
        return None
    if _refuse_bare_number(node, asked, text):
        return None
    message = _("{what} must be a size, not {value}").format(what=asked.what, value=quoted(text))
    refuse(node, asked, message, _("Known units: kB, MB, GB.") + " " + asked.example)
    return None


def parse_rate(node: Node, asked: RequestedKeys) -> str | None:
    """Read `10 per second`, `600 par minute`, `1000/h`; return it as `10 per second`."""
    text = read_line(node, asked)
    if text is None:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,5})\s*(?:per|par|/)\s*([a-z]+)", text.lower())
    if found and found.group(2) in _PER:
        return f"{found.group(1)} per {_PER[found.group(2)]}"
    if _refuse_bare_number(node, asked, text):
        return None
    message = _("{what} must be a number per second, minute or hour, not {value}").format(
        what=asked.what, value=quoted(text)
    )
    refuse(node, asked, message)
    return None


def parse_day_value(node: Node, asked: RequestedKeys) -> date | None:
    """Read an ISO date."""
    text = read_line(node, asked)
    if text is None:
        return None
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        message = _("{what}: there is no day {value}").format(what=asked.what, value=quoted(text))
        refuse(node, asked, message, _("Look at the month and the day."))
        return None
    message = _("{what} must be a day written as year-month-day, not {value}").format(
        what=asked.what, value=quoted(text)
    )
    refuse(node, asked, message)
    return None


def read_colour(node: Node, asked: RequestedKeys) -> str | None:
    """Read `#rrggbb` or `#rgb`; return `#rrggbb` in small letters."""
    text = read_line(node, asked)
    if text is None:
        return None
    digits = text.lower().removeprefix("#")
    if text.startswith("#") and re.fullmatch(r"[0-9a-f]{3}|[0-9a-f]{6}", digits):
        return "#" + (digits if len(digits) > len("rgb") else "".join(digit * 2 for digit in digits))
    message = _("{what} must be a colour as #rrggbb, not {value}").format(what=asked.what, value=quoted(text))
    refuse(node, asked, message)
    return None


def read_zone(node: Node, asked: RequestedKeys) -> ZoneInfo | None:
    """Read a zone of the time zone database."""
    name = read_line(node, asked)
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = [zone for zone in sorted(available_timezones()) if zone.startswith(_CONTINENTS)]
        cities = {zone.rpartition("/")[2]: zone for zone in known} | {"CEST": "Europe/Paris"}
        message = _("{what} is the unknown zone {value}").format(what=asked.what, value=quoted(name))
        meant = did_you_mean(name, known, synonyms=cities)
        refuse(node, asked, message, meant or asked.example)
        return None


def read_subject(node: Node, asked: RequestedKeys) -> str | None:
    """Read a subject line: one line, with known fields only."""
    text = read_line(node, asked)
    if text is None:
        return None
    fields = _("Known fields: {fields}. A brace itself is written twice.").format(
        fields=listed(f"{{{name}}}" for name in SUBJECT_FIELDS)
    )
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        refuse(node, asked, _("{what} has a brace without its other half").format(what=asked.what), fields)
        return None
    for _text, name, form, conversion in parts:
        if name is not None and (name not in SUBJECT_FIELDS or form or conversion):
            message = _("{what} has the unknown field {field}").format(what=asked.what, field=quoted(f"{{{name}}}"))
            place = asked.notes.place_of(f"{{{name}", node.place)
            asked.notes.add(place, message, f"{fields} {did_you_mean(name, SUBJECT_FIELDS)}".strip())
            return None
    return text


def read_fonts(node: Node, asked: RequestedKeys) -> str | None:
    """Read font names as CSS knows them, joined by commas; a list will do."""
    names = parse_words(node, asked)
    if names is None:
        return None
    text = ", ".join(names)
    if re.fullmatch(r"[\w '\",-]+", text):
        return text
    message = _("{what} must be names of fonts, not {value}").format(what=asked.what, value=quoted(text))
    refuse(node, asked, message)
    return None


def parse_each(
    node: Node, asked: RequestedKeys, read: Callable[[Node, RequestedKeys], str | None]
) -> tuple[str, ...] | None:
    """Read a list with one reader for its values; one value stands for a list of one, twice the same for once."""
    if isinstance(node, MappingNode):
        message = _("{what} must be a list, and a table stands here").format(what=asked.what)
        refuse(node, asked, message)
        return None
    items = node.items if isinstance(node, SequenceNode) else (node,)
    said = (item for item in items if not (isinstance(item, ScalarNode) and item.is_null))
    values = [read(item, asked) for item in said]
    return tuple(dict.fromkeys(value for value in values if value))


def parse_words(node: Node, asked: RequestedKeys) -> tuple[str, ...] | None:
    """Read a list of texts."""
    return parse_each(node, asked, read_line)


def read_codes(node: Node, asked: RequestedKeys) -> tuple[str, ...] | None:
    """Read codes of the pre-flight, like D004; which ones there are, only the pre-flight knows."""
    return parse_each(node, asked, _read_code)


def _read_code(node: Node, asked: RequestedKeys) -> str | None:
    text = read_line(node, asked)
    if text is None or re.fullmatch(r"[A-Za-z][0-9]{3}", text):
        return text.upper() if text else None
    message = _("{what} must be codes of checks, not {value}").format(what=asked.what, value=quoted(text))
    refuse(
        node, asked, message, _("A code is a letter and three digits, as digest check prints it.") + " " + asked.example
    )
    return None


def read_pairs(node: Node, asked: RequestedKeys) -> tuple[tuple[str, str], ...] | None:
    """Read a table of texts; what stands for nothing is the empty text."""
    if not isinstance(node, MappingNode):
        message = _("{what} must be a table").format(what=asked.what)
        refuse(node, asked, message)
        return None
    pairs = [
        (row.key.text, row.value) for row in node.rows if row.key.text and read_scalar(row.value, asked) is not None
    ]
    return tuple((key, _exact(value)) for key, value in pairs)


def _exact(node: Node) -> str:
    """Return a single value with the space around it, which may be what is wrong; what stands for nothing is empty."""
    return node.text if isinstance(node, ScalarNode) and not node.is_null else ""


def read_selectors(node: Node, asked: RequestedKeys) -> tuple[tuple[str, str], ...] | None:
    """Read a table of CSS selectors with known keys."""
    if isinstance(node, MappingNode):
        for row in node.rows:
            _check_selector(row.key, asked)
    return read_pairs(node, asked)


def _check_selector(key: ScalarNode, asked: RequestedKeys) -> None:
    if key.text in asked.key.choices or key.is_refused:
        return
    message = _("{what} has the unknown key {key}").format(what=asked.what, key=quoted(key.text))
    refuse(key, asked, message, known_words(key.text, asked.key.choices, _("Known keys: {words}.")))
