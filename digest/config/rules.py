"""What several values of feeds.yaml must agree on: one address or path a source, names once, themes that exist."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from digest.config.data import SourceType
from digest.config.faults import did_you_mean, folded, listed, quoted
from digest.config.notes import Notes
from digest.config.tables import Entry
from digest.locale import _

_PROVIDERS = ("brevo", "mailjet", "ses")
_CALENDAR_ENDINGS = (".ics", ".ical", ".icalendar")


def check_file(file: Entry, notes: Notes) -> None:
    """Note the faults that lie between values."""
    sources: Sequence[Entry] = file.values.get("sources", ())
    themes: Sequence[Entry] = file.values.get("themes", ())
    _check_names(sources, notes)
    _check_names(themes, notes)
    _check_rest(themes, notes)
    if "send" in file.values:
        _check_way(file.values["send"], notes)
    for source in sources if not notes.is_full else ():
        _check_place(source, notes)
        _check_type(source, notes)
        _check_theme(source, themes, notes)


def guess_type(source: Entry) -> SourceType:
    """Tell what a source is that does not say it.

    A path is a folder; an address is a calendar if it is webcal: or ends in .ics, and a feed in all other cases.
    """
    if source.written("path"):
        return SourceType.FOLDER
    return SourceType.CALENDAR if _is_calendar(source.written("url")) else SourceType.FEED


def _is_calendar(address: str) -> bool:
    if address.lower().startswith("webcal"):
        return True
    try:
        return urlsplit(address).path.lower().endswith(_CALENDAR_ENDINGS)
    except ValueError:
        return False


def _check_names(entries: Sequence[Entry], notes: Notes) -> None:
    first: dict[str, Entry] = {}
    for entry in entries:
        name = folded(entry.values.get("name", ""))
        if name and name in first:
            line = first[name].place("name").line
            message = _("{owner} stands here a second time").format(owner=entry.owner)
            mend = _("The name is on line {line} already: give each one a name of its own.").format(line=line)
            notes.add(entry.place("name"), message, mend)
        first.setdefault(name, entry)


def _check_rest(themes: Sequence[Entry], notes: Notes) -> None:
    takers = [theme for theme in themes if _is_without(theme, "tags") and _is_without(theme, "words")]
    for theme in takers[1:]:
        message = _("{owner} takes the rest, as {other} does already").format(owner=theme.owner, other=takers[0].owner)
        notes.add(theme.place("name"), message, _("Give one of them tags or words; one theme at most has none."))


def _is_without(theme: Entry, key: str) -> bool:
    """Tell whether nothing is listed under a key; a fault in the list is something."""
    return not theme.has(key) or theme.values.get(key) == ()


def _check_place(source: Entry, notes: Notes) -> None:
    has_url, has_path = source.has("url"), source.has("path")
    if has_url and has_path:
        place = max(source.place("url"), source.place("path"))
        notes.add(
            place, _("{owner} has both a url and a path").format(owner=source.owner), _("Make two sources of it.")
        )
    elif source.table.is_whole and not has_url and not has_path:
        mend = _("Write url: and a web address, or path: and a file or folder.")
        notes.add(source.table.place, _("{owner} has neither a url nor a path").format(owner=source.owner), mend)


def _check_type(source: Entry, notes: Notes) -> None:
    kind = source.values.get("type")
    if kind is None:
        return
    place = source.place("type")
    if source.has("path") and kind != SourceType.FOLDER:
        mend = _("Leave type out: what a path holds is seen from the names of its files.")
        notes.add(place, _("{owner} has a path, and the type of every path is folder").format(owner=source.owner), mend)
    elif source.has("url") and kind == SourceType.FOLDER:
        mend = _("A web address is a feed, a calendar or a page; a folder has a path.")
        notes.add(place, _("{owner} has a web address, which is no folder").format(owner=source.owner), mend)
    elif kind != SourceType.CALENDAR and _is_calendar(source.written("url")):
        mend = _("Write type: calendar, or leave type out.")
        notes.add(place, _("{owner} has the address of a calendar").format(owner=source.owner), mend)


def _check_way(send: Entry, notes: Notes) -> None:
    """Note a fault where the way messages leave lacks what it needs; a relay may come later, from whoever installs."""
    via, needed = send.values.get("via"), {"folder": "folder", **dict.fromkeys(_PROVIDERS, "api_key")}
    if not send.has("via") and not send.has("smtp"):
        _check_unused(send, notes)
    elif via in needed and not send.has(needed[via]) and send.table.is_whole:
        message = _("{owner} has via: {via} and no {key}").format(owner=send.owner, via=via, key=quoted(needed[via]))
        example = "folder: envois/" if via == "folder" else "api_key: ${DIGEST_API_KEY}"
        notes.add(send.place("via"), message, _("Write for example: {example}").format(example=example))


def _check_unused(send: Entry, notes: Notes) -> None:
    """Note a fault where a folder or a key is given and nothing says that it is used."""
    for key, words in (("folder", ("folder",)), ("api_key", _PROVIDERS)):
        if send.has(key):
            message = _("{owner} has {key}, and nothing says that messages leave that way")
            mend = _("Add a line that says how they leave: {examples}.").format(
                examples=", ".join(f"via: {word}" for word in words)
            )
            notes.add(send.place(key), message.format(owner=send.owner, key=quoted(key)), mend)


def _check_theme(source: Entry, themes: Sequence[Entry], notes: Notes) -> None:
    wanted = source.values.get("theme")
    names = [theme.values.get("name", "") for theme in themes]
    if wanted is None or wanted in names or notes.is_full:
        return
    message = _("{owner} has the unknown theme {theme}").format(owner=source.owner, theme=quoted(wanted))
    if not names:
        notes.add(source.place("theme"), message, _("There are no themes in the file: add it under themes."))
        return
    known = _("Known themes: {words}.").format(words=listed(names))
    notes.add(source.place("theme"), message, f"{known} {did_you_mean(wanted, names)}".strip())
