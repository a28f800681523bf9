"""Markdown texts: front matter in French or English, then CommonMark; an article, or an event where it says so.

It is an event if it has a start or `type: event`; with `type: édito` it is the édito of an edition, and its Markdown
stays as it is. The text is rendered by markdown-it-py with HTML off, then cleaned like every foreign HTML.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markdown_it import MarkdownIt

from digest.locale import _
from digest.model import Article, Event, Image, Link, Problem, SourceResult, Status
from digest.sources.encoding import decode_text
from digest.sources.files.csv_events import (
    FieldAlias,
    UnreadableDateError,
    field_meaning,
    parse_moment_cell,
    parse_status_cell,
    read_slots,
)
from digest.sources.files.front_matter import (
    FrontMatterEntry,
    FrontMatterFault,
    is_unclosed,
    read_front_matter,
    split_front_matter,
)
from digest.sources.portal.items import (
    find_links,
    fold_title,
    found_at,
    name_article,
    name_event,
    problem_at,
    status_in,
    web_address,
)
from digest.sources.types import ReadContext
from digest.text.sanitize import clean_html, clean_line, clean_text, excerpt, plain_text

_HEADING = re.compile(r"#[ \t]+([^\n]+)|([^\n]+)\n=+[ \t]*(?=\n|\Z)")
_AT_MOST = 200_000
_EVENT_TYPES = ("event", "evenement", "agenda", "rendez-vous", "rdv", "reunion")
_EDITO_TYPES = ("edito", "editorial")
_DRAFT_WORDS = ("draft", "brouillon", "prive", "private", "pending", "a valider", "en attente", "hidden", "unpublished")
_NO_WORDS = ("false", "no", "non", "0", "off", "faux", "n", "jamais", "never")
_PARAGRAPH = re.compile(r"^<p>(.*?)</p>", re.DOTALL | re.MULTILINE)
_TABLE = re.compile(r"<table>.*?</table>\n?", re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
_HREF = re.compile(r'<a href="([^"]+)">(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownDoc:
    """A Markdown text taken apart: its values by meaning, their lines, and the text as it is and rendered.

    `heading` is the title it gives itself, if it does; `title` is never empty where there is a word.
    """

    values: Mapping[str, str]
    tags: tuple[str, ...]
    lines: Mapping[str, int]
    heading: str
    title: str
    text: str
    body: str

    @property
    def kind(self) -> str:
        """What it says it is, folded; empty where it does not say."""
        return fold_title(self.values.get("type", ""))

    @property
    def is_edito(self) -> bool:
        """Whether it is the édito of an edition."""
        return self.kind in _EDITO_TYPES

    @property
    def draft_key(self) -> str:
        """The key that says that it is not to be printed; empty where none does."""
        words = {
            key: fold_title(self.values.get(key, "")).strip(" .!") for key in ("draft", "published", "status", "type")
        }
        said = {
            "draft": words["draft"] not in ("", *_NO_WORDS),
            "published": words["published"] in _NO_WORDS,
            "status": words["status"] in _DRAFT_WORDS,
            "type": words["type"] in _DRAFT_WORDS,
        }
        return next((key for key, is_said in said.items() if is_said), "")

    @property
    def is_draft(self) -> bool:
        """Whether it says of itself that it is not to be printed, in French or English."""
        return bool(self.draft_key)

    @property
    def words(self) -> str:
        """The text without its marks."""
        return plain_text(self.body)


def read_markdown(raw: bytes, reading: ReadContext) -> SourceResult:
    """Read a Markdown text: one article or one event, and what is wrong in its front matter."""
    text = decode_text(raw)
    if text is None or not text.strip("\ufeff \t\n"):
        message = _("it is no text") if text is None else _("there is no text in it")
        problem = problem_at(reading, message, hint=_("Take it out of the folder, or write something in it."))
        return SourceResult(source=reading.source.name, problems=(problem,))
    note, problems = _take_apart(text[:_AT_MOST], reading)
    if note is None:
        return SourceResult(source=reading.source.name, problems=problems)
    if note.is_draft:
        hint = _("Take the key out once it is ready.")
        problem = problem_at(
            reading, _("this text is a draft, and is left out"), line=note.lines[note.draft_key], hint=hint
        )
        return SourceResult(source=reading.source.name, problems=(problem,))
    if not _is_event(note):
        article, more = _article(note, reading)
        return SourceResult(source=reading.source.name, articles=(article,), problems=(*problems, *more))
    events, more = _events(note, reading)
    return SourceResult(source=reading.source.name, events=events, problems=(*problems, *more))


def _take_apart(text: str, reading: ReadContext) -> tuple[MarkdownDoc | None, tuple[Problem, ...]]:
    """Return the note and its faults; no note where the front matter is broken, because its title would be a guess."""
    block, rest = split_front_matter(text)
    entries, faults = read_front_matter(block) if block is not None else ({}, ())
    if is_unclosed(text):
        faults = (FrontMatterFault(message=_("the front matter is never closed"), line=1, is_fatal=True),)
    known = {meaning: entry for name, entry in entries.items() if (meaning := field_meaning(name))}
    unknown = tuple(
        _problem(reading, _('the key "{key}" is unknown').format(key=clean_line(name)[:60]), entry.line)
        for name, entry in entries.items()
        if field_meaning(name) is None
    )
    problems = (*(_problem(reading, fault.message, fault.line) for fault in faults), *unknown)
    return None if any(fault.is_fatal for fault in faults) else _note(known, rest), problems


def _note(known: Mapping[str, FrontMatterEntry], rest: str) -> MarkdownDoc:
    rest = rest.lstrip()
    heading = _HEADING.match(rest)
    named = clean_line(" ".join(known["title"].words)) if "title" in known else ""
    first = clean_line(plain_text(_render((heading[1] or heading[2]).rstrip(" \t#")))) if heading else ""
    text = rest[heading.end() :] if heading and (not named or fold_title(first) == fold_title(named)) else rest
    body = _render(text)
    return MarkdownDoc(
        values={meaning: clean_text(", ".join(entry.words)).strip() for meaning, entry in known.items() if entry.words},
        tags=_tags(known.get("tags")),
        lines={meaning: entry.line for meaning, entry in known.items()},
        heading=named or first,
        title=excerpt(named or first or plain_text(body).partition("\n")[0], limit=300),
        text=clean_text(text).strip(),
        body=body,
    )


_PARSER = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])


def _render(text: str) -> str:
    return clean_html(_TABLE.sub(_rows_as_paragraphs, _PARSER.render(text)))


def _rows_as_paragraphs(table: re.Match[str]) -> str:
    """Return a table as a paragraph for each row: a letter has no tables of its texts, and no cell may be lost."""
    rows = (_CELL.findall(row) for row in _ROW.findall(table[0]))
    return "\n".join(f"<p>{' – '.join(cell for cell in row if cell)}</p>" for row in rows if any(row)) + "\n"


def _tags(entry: FrontMatterEntry | None) -> tuple[str, ...]:
    if entry is None:
        return ()
    words = entry.words if len(entry.words) > 1 else re.split(r"[,;]", entry.words[0]) if entry.words else ()
    return tuple(dict.fromkeys(tag for word in words if (tag := clean_line(word))))


def _is_event(note: MarkdownDoc) -> bool:
    if note.is_edito:
        return False
    return note.kind in _EVENT_TYPES or any(note.values.get(key) for key in ("start", "end", "deadline"))


def _article(note: MarkdownDoc, reading: ReadContext) -> tuple[Article, tuple[Problem, ...]]:
    written = "published" if note.values.get("published") else "date"
    published, problems = None, list[Problem]()
    if note.values.get(written):
        try:
            published = parse_moment_cell(note.values[written], reading)
        except UnreadableDateError as error:
            problems.append(_problem(reading, str(error), note.lines[written]))
    url, faults = _address(note, "url", reading)
    image, more = _address(note, "image", reading)
    article = Article(
        id="",
        title=note.title or reading.where,
        url=None if note.is_edito else url,  # its address is no article to be read
        published=published,
        summary=_edito(note) if note.is_edito else _summary(note),
        body=note.body,
        tags=note.tags,
        author=clean_line(note.values.get("author", "")),
        image=Image(url=image, alt=clean_line(note.values.get("alt", ""))) if image else None,
        links=_links(note),
        language=note.values.get("language"),
        theme=clean_line(note.values.get("theme", "")) or None,
        is_edito=note.is_edito,
        provenance=found_at(reading, note.lines.get("title", 1)),
    )
    return name_article(article, reading), (*problems, *faults, *more)


def _events(note: MarkdownDoc, reading: ReadContext) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    line = next((note.lines[key] for key in ("start", "date", "deadline", "end", "type") if key in note.lines), 1)
    try:
        slots = read_slots(note.values, reading)
    except UnreadableDateError as error:
        hint = _("Write the day as in 25/04/2024 or 25 avril 2024.")
        return (), (problem_at(reading, str(error), line=line, hint=hint),)
    url, faults = _address(note, "url", reading)
    stated = parse_status_cell(note.values.get("status", ""))
    if stated is None:
        message = _('the status "{status}" is unknown').format(status=clean_line(note.values["status"])[:60])
        faults = (*faults, _problem(reading, message, note.lines["status"]))
    return tuple(_event(note, slot, (url, stated), reading) for slot in slots), faults


def _event(note: MarkdownDoc, slot: FieldAlias, told: tuple[str | None, Status | None], reading: ReadContext) -> Event:
    url, stated = told
    statuses = (stated or Status.CONFIRMED, slot.status, status_in(note.title))
    event = Event(
        id="",
        title=note.title or reading.where,
        start=slot.start,
        end=slot.end,
        slots=slot.slots,
        precision=slot.precision,
        place=clean_line(note.values.get("place", "")),
        url=url,
        summary=_summary(note),
        status=next((s for s in statuses if s is not Status.CONFIRMED), Status.CONFIRMED),
        tags=note.tags,
        theme=clean_line(note.values.get("theme", "")) or None,
        links=_links(note),
        keys=(reading.where,),
        provenance=found_at(reading, note.lines.get("title", 1)),
    )
    return name_event(event, reading)


def _edito(note: MarkdownDoc) -> str:
    """Return the Markdown of an édito below its title, if it has one: the letter says "Éditorial" itself."""
    is_title = note.heading and fold_title(note.heading) not in _EDITO_TYPES
    return f"# {note.heading}\n\n{note.text}" if is_title and note.text else note.text


def _summary(note: MarkdownDoc) -> str:
    paragraphs = " ".join(plain_text(words) for words in _PARAGRAPH.findall(note.body))
    return excerpt(note.values.get("summary") or paragraphs or note.words)


def _links(note: MarkdownDoc) -> tuple[Link, ...]:
    """The links of the text, with the words they stand on; bare addresses in a list of links too."""
    found = {
        url: Link(url=url, title=clean_line(plain_text(words)))
        for url, words in _HREF.findall(note.body)
        if web_address(url)
    }
    listed = find_links([note.values.get("links", "")])
    return tuple({**{link.url: link for link in listed}, **found}.values())


def _address(note: MarkdownDoc, key: str, reading: ReadContext) -> tuple[str | None, tuple[Problem, ...]]:
    words = note.values.get(key, "")
    if not words or (address := web_address(words)):
        return address if words else None, ()
    message = _('"{words}" is no web address').format(words=clean_line(words)[:80])
    return None, (_problem(reading, message, note.lines[key], hint=_("Write it whole, from https:// on.")),)


def _problem(reading: ReadContext, message: str, line: int, *, hint: str = "") -> Problem:
    return problem_at(
        reading, message, line=line, hint=hint or _("Correct the front matter between the two lines of ---.")
    )
