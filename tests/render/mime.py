"""A strict reader of messages, ours: what it finds, a relay, a filter or a mail program somewhere stumbles over.

It reads octets and knows nothing of the writer: RFC 5322 (messages), 2045 to 2047 (MIME, encoded words), 2369, 2919 and
8058 (lists), 3834 (automatic mail), 5064 (archives), 3282 (languages).
"""

import base64
import re
from collections import Counter
from collections.abc import Iterator

_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
_DOT_ATOM = rf"{_ATEXT}+(?:\.{_ATEXT}+)*"
_ADDRESS = rf"{_DOT_ATOM}@{_DOT_ATOM}"
_ENCODED = r"=\?[A-Za-z0-9-]+\?[BbQq]\?[!->@-~]*\?="
# Within a phrase the encoded text of "Q" is made of these signs only (RFC 2047 section 5, rule 3).
_PHRASE_WORD = r"=\?[A-Za-z0-9-]+\?(?:[Qq]\?[A-Za-z0-9!*+/=_-]*|[Bb]\?[A-Za-z0-9+/=]*)\?="
_QUOTED = r'"(?:[ !#-\[\]-~]|\\[ -~])*"'
_PHRASE = rf"(?:(?:{_PHRASE_WORD}|{_QUOTED}|{_ATEXT}+)(?: +|$))+"
_MAILBOX = rf"(?:{_ADDRESS}|(?:{_PHRASE})?<{_ADDRESS}>)"
_URI = r"<[a-z][a-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+>"
_LANGUAGE = r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*"
_PARAMETER = r'; ?[a-z]+=(?:[A-Za-z0-9!#$%&\'*+.^_`{|}~-]+|"(?:[ !#-\[\]-~]|\\[ -~])*")'
_DATE = (
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3]\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"[0-2]\d:[0-5]\d:[0-6]\d [+-]\d{4}"
)
_FORMS = {
    "date": _DATE,
    "from": _MAILBOX,
    "reply-to": rf"{_MAILBOX}(?:, {_MAILBOX})*",
    "to": rf"{_MAILBOX}(?:, {_MAILBOX})*",
    "message-id": rf"<{_ADDRESS}>",
    "list-id": rf"(?:{_PHRASE})?<{_DOT_ATOM}>",
    "list-unsubscribe": rf"{_URI}(?:, {_URI})*",
    "list-unsubscribe-post": "List-Unsubscribe=One-Click",
    "archived-at": _URI,
    "content-language": rf"{_LANGUAGE}(?:, {_LANGUAGE})*",
    "auto-submitted": "auto-generated",
    "precedence": "list|bulk",
    "mime-version": r"1\.0",
    "content-type": rf"[a-z]+/[a-z-]+(?:{_PARAMETER})*",
    "content-transfer-encoding": "7bit|quoted-printable|base64",
    "content-disposition": rf"(?:attachment|inline)(?:{_PARAMETER})*",
    "subject": r"[ -~]*",
    "dkim-signature": r"[ -~]*",
}
_RAW = ("list-unsubscribe", "archived-at", "message-id", "list-unsubscribe-post")
_NEEDED = ("date", "from", "to", "subject", "message-id", "mime-version", "content-type")
_QUOTED_LINE = re.compile(rb"(?:[!-<>-~]|[ \t](?!$)|=[0-9A-F]{2})*=?")


def faults_of(message: bytes) -> list[str]:
    """Name what is wrong with a message; nothing where it is right."""
    return [*_octets(message), *_entity(message, is_whole=True)]


def _octets(message: bytes) -> Iterator[str]:
    if not message.isascii() or b"\0" in message:
        yield "octets that are not of 7 bits"
    if re.search(rb"\r(?!\n)|(?<!\r)\n", message) or not message.endswith(b"\r\n"):
        yield "line ends that are not CRLF"
    yield from (f"a line of {len(line)} octets" for line in message.split(b"\r\n") if len(line) > 998)


def _entity(octets: bytes, *, is_whole: bool) -> Iterator[str]:
    """Look at a head and its body."""
    head, blank, body = octets.partition(b"\r\n\r\n")
    if not blank:
        yield "a head without an end"
    fields = list(_fields(head.decode("latin-1")))
    names = Counter(name for name, _lines in fields)
    yield from (f"{name} twice" for name, count in names.items() if count > 1 and name != "dkim-signature")
    yield from (f"no {name}" for name in (_NEEDED if is_whole else ("content-type",)) if name not in names)
    yield from (f"{name} in a part" for name in names if not is_whole and not name.startswith("content-"))
    for name, lines in fields:
        yield from _field(name, lines)
    kept = {name: "".join(lines) for name, lines in fields}
    yield from _body(kept, body)


def _fields(head: str) -> Iterator[tuple[str, list[str]]]:
    for field in re.split(r"\r\n(?![ \t])", head):
        name, _colon, value = field.partition(":")
        yield name.lower(), value.removeprefix(" ").split("\r\n")


def _field(name: str, lines: list[str]) -> Iterator[str]:
    value = "".join(lines)
    form = _FORMS.get(name)
    if form is None:
        yield f"a field {name!r} that nobody knows"
    elif not re.fullmatch(form, value):
        yield f"{name}: {value!r}"
    if name in _RAW and len(lines) > 1:
        yield f"{name} on more than one line"
    if any(not line.strip() for line in lines[1:]) or any(line != line.rstrip() for line in lines):
        yield f"{name} with blanks at the end of a line"
    yield from _encoded_words(name, lines)


def _encoded_words(name: str, lines: list[str]) -> Iterator[str]:
    value = "".join(lines)
    words = re.findall(_ENCODED, value)
    if "=?" in re.sub(_ENCODED, "", value) and name not in _RAW:
        yield f"{name} with half an encoded word"
    yield from (f"{name} with a bad encoded word {word!r}" for word in words if not _is_sound(word))
    if words and name not in ("subject", "from", "reply-to", "to", "list-id"):
        yield f"{name} with an encoded word"
    if words and re.search(rf"{_ENCODED}(?![ ]|$)|(?<![ ])(?!^){_ENCODED}", value):
        yield f"{name} with an encoded word that touches another"
    longest = max(len(line) for line in (f"{name}: {lines[0]}", *lines[1:]))
    if words and longest > 76:
        yield f"{name} with encoded words on a line of {longest}"


def _is_sound(word: str) -> bool:
    """Whether an encoded word is short enough and holds whole characters."""
    charset, encoding, text = word[2:-2].split("?", 2)
    try:
        octets = base64.b64decode(text, validate=True) if encoding in "Bb" else _unquoted(text)
        octets.decode(charset)
    except ValueError:
        return False
    return len(word) <= 75


def _unquoted(text: str) -> bytes:
    if re.search("=(?![0-9A-F]{2})", text):
        raise ValueError(text)
    return re.sub(rb"=([0-9A-F]{2})", lambda found: bytes([int(found[1], 16)]), text.replace("_", " ").encode())


def _body(fields: dict[str, str], body: bytes) -> Iterator[str]:
    kind = fields.get("content-type", "").partition(";")[0]
    if kind.startswith("multipart/"):
        if fields.get("content-transfer-encoding", "7bit") != "7bit":
            yield f"{kind} encoded"
        yield from _parts(kind, fields["content-type"], body)
        return
    if "charset=utf-8" not in fields.get("content-type", ""):
        yield f"{kind} without its charset"
    if kind in ("text/plain", "text/html") and "content-language" not in fields:
        yield f"{kind} without its language"
    yield from (
        f"{kind}: {line!r}" for line in body.split(b"\r\n") if len(line) > 76 or not _QUOTED_LINE.fullmatch(line)
    )
    if fields.get("content-transfer-encoding") != "quoted-printable":
        yield f"{kind} is not quoted-printable"


def _parts(kind: str, written: str, body: bytes) -> Iterator[str]:
    found = re.search(r'boundary="([0-9A-Za-z\'()+_,./:=? -]{0,69}[0-9A-Za-z\'()+_,./:=?-])"', written)
    if found is None:
        yield f"{kind} without a sound boundary"
        return
    mark = b"--" + found[1].encode()
    before, *parts = re.split(rb"(?:\A|\r\n)" + re.escape(mark) + rb"\r\n", body)
    last, end, after = (parts or [b""])[-1].partition(b"\r\n" + mark + b"--")
    parts[-1:] = [last]
    if before or after.strip() or not end:
        yield f"{kind} with something before or after its parts"
    kinds = [_kind_of(part) for part in parts]
    if kinds not in (["text/plain", "text/html"], ["multipart/alternative", "text/calendar"]):
        yield f"{kind} of {kinds}"
    for part in parts:
        yield from _entity(part, is_whole=False)


def _kind_of(part: bytes) -> str:
    found = re.match(rb"(?:.+\r\n)*?Content-Type: ([a-z/]+)", part)
    return found[1].decode() if found else ""
