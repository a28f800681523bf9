"""A sheet as YAML that a person likes to edit: short lines, prose between quotes, foreign words that stay words.

What is written is read back the same by any YAML 1.2 parser; nothing is ever wrapped, so that one line is one thing.
"""

import re
from collections.abc import Iterable, Mapping

from digest.edition.yaml.outline import DocEntry, DocSection, EditionDoc
from digest.locale import _

_PLAIN = re.compile(r"[^\W\d_][^:#\[\]{}\"`|>\\]*")
_PLAIN_ADDRESS = re.compile(r"(?:https?|mailto|tel):[A-Za-z0-9/._~!$&()+=@%?;,:*-]*[A-Za-z0-9/_~=&)]")
# French typography, and printable in YAML (section 5.1) whatever Python says of it.
_SPACES = str.maketrans({"\xa0": " ", "\u202f": " "})
_PROSE = frozenset(("title", "summary", "subject", "preheader", "place", "signed"))
_NOT_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"))


def write_sheet(sheet: EditionDoc, *, title: str) -> str:
    """Write a whole file, with the words at its head that say how to edit it.

    Args:
        sheet: What to write.
        title: The letter's title.
    """
    number = sheet.scalars.get("number", "")
    lines = [f"# {line}" for line in _introduction(title, number)]
    lines += [f"{key}: {bare(sheet.scalars.get(key, ''))}" for key in ("number", "day")]
    lines.append(f"window: {{first_day: {bare(sheet.window[0])}, last_day: {bare(sheet.window[1])}}}")
    lines += scalar_lines("subject", sheet.scalars.get("subject", ""))
    lines += scalar_lines("preheader", sheet.scalars.get("preheader", ""))
    lines += scalar_lines("edito", sheet.scalars.get("edito", ""))
    lines += scalar_lines("signed", sheet.scalars.get("signed", ""))
    lines += scalar_lines("pinned", sheet.scalars.get("pinned", ""))
    lines += section_list("themes", sheet.themes)
    lines += entry_list("agenda", sheet.agenda)
    lines += entry_list("deadlines", sheet.deadlines)
    lines += entry_list("unclassified", sheet.unclassified)
    lines += entry_list("left_out", sheet.left_out)
    return "\n".join(lines) + "\n"


def _introduction(title: str, number: str) -> Iterable[str]:
    shown = re.sub(r"[^\w .,;:!?'’«»()&/·–-]", " ", title)
    yield _("{title}, no. {number}").format(title=shown, number=number)
    yield _("Move the lines of an article to move it, delete them to leave it out, type over a title to change it.")
    yield _("What you change stays as you wrote it, also when new articles are collected.")


def section_list(key: str, sections: Iterable[DocSection]) -> list[str]:
    """Write the themes with their articles."""
    rows = [line for section in sections for line in section_lines(section)]
    return [f"{key}:", *rows] if rows else [f"{key}: []"]


def section_lines(section: DocSection) -> list[str]:
    """Write one theme with its articles."""
    rows = [line for entry in section.entries for line in entry_lines(entry, indent=6)]
    return [f"  - name: {scalar(section.name)}", *(["    articles:", *rows] if rows else ["    articles: []"])]


def entry_list(key: str, entries: Iterable[DocEntry]) -> list[str]:
    """Write a list of articles or events."""
    rows = [line for entry in entries for line in entry_lines(entry, indent=2)]
    return [f"{key}:", *rows] if rows else [f"{key}: []"]


def entry_lines(entry: DocEntry, *, indent: int) -> list[str]:
    """Write one article or event; what is left out is one line."""
    pairs = {**({"id": entry.id} if entry.id else {}), **entry.fields}
    space = " " * indent
    if set(entry.fields) <= {"title", "reason"} and "reason" in entry.fields:
        return [f"{space}- {{{', '.join(f'{key}: {flow_scalar(value)}' for key, value in pairs.items())}}}"]
    return block_lines(pairs, indent=indent)


def block_lines(pairs: Mapping[str, str], *, indent: int) -> list[str]:
    """Write one entry of a list, a key a line."""
    space = " " * (indent + 2)
    lines = [line for key, value in pairs.items() for line in scalar_lines(key, value, indent=indent + 2)]
    return [f"{' ' * indent}- {lines[0].removeprefix(space)}", *lines[1:]] if lines else [f"{' ' * indent}- {{}}"]


def scalar_lines(key: str, value: str, *, indent: int = 0) -> list[str]:
    """Write a key with its value; several lines go below the key, as they are."""
    space = " " * indent
    rows = value.split("\n")
    if _is_block(value, rows):
        chomping = "|" if value.endswith("\n") else "|-"
        body = rows[:-1] if value.endswith("\n") else rows
        return [f"{space}{key}: {chomping}", *(f"{space}  {row}" if row else "" for row in body)]
    if key == "edito" and not value:
        return [f"{space}{key}: |"]
    return [f"{space}{key}: {_prose(value) if key in _PROSE else scalar(value)}"]


def _prose(value: str) -> str:
    """Write what a person types over between quotes, so that a French " : " in it is no fault."""
    return f'"{value}"' if value and is_printable(value) and not set(value) & set('"\\') else scalar(value)


def _is_block(value: str, rows: list[str]) -> bool:
    """Whether a text can stand below its key: no blanks at the ends of its lines, nothing that is not printed.

    Lines after the first may be indented: the lists of an édito are.
    """
    if len(rows) < 2 or not rows[0] or rows[0] != rows[0].strip() or value.endswith("\n\n"):
        return False
    return all(row == row.rstrip() and is_printable(row) for row in rows)


def bare(value: str) -> str:
    """Write a number or a day."""
    return value if re.fullmatch(r"\d+|\d{4}-\d\d-\d\d", value) else scalar(value)


def scalar(value: str) -> str:
    """Write a text on one line: plain where no reader could take it for anything else, else between quotes."""
    if _PLAIN_ADDRESS.fullmatch(value) or _is_plain(value):
        return value
    if is_printable(value):
        return "'" + value.replace("'", "''") + "'" if '"' in value or "\\" in value else f'"{value}"'
    return '"' + "".join(_escaped(character) for character in value) + '"'


def flow_scalar(value: str) -> str:
    """Write a text inside braces, where a comma ends a plain one."""
    plain = _is_plain(value) and "," not in value and "?" not in value
    return value if plain else '"' + "".join(_escaped(character) for character in value) + '"'


def _is_plain(value: str) -> bool:
    # "25 novembre" is a text for all its digits: no number and no day has a space in it.
    start = value.lstrip("0123456789") if " " in value.translate(_SPACES) else value
    if not _PLAIN.fullmatch(start.lstrip("\xa0 ")) or value != value.strip():
        return False
    return is_printable(value) and value.lower() not in _NOT_WORDS


def is_printable(text: str) -> bool:
    """Whether a text is seen as it is: no control, no break, no space that looks like another."""
    return text.translate(_SPACES).isprintable()


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if is_printable(character):
        return character
    code = ord(character)
    named = {"\n": "\\n", "\t": "\\t"}.get(character)
    return named or (f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
