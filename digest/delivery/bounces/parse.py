"""Mail that comes back, read: which address bounced and how badly, who wishes to leave, and what is for a person.

Octets in, plain data out; nothing here opens a connection or knows a member. Reports of the standard form (RFC 3464)
are read here; notices of any other form by flufl.bounce, where it is installed, and only in mail that has the marks of
a notice: what a person wrote is never taken for one, even if it quotes a notice whole.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from importlib.util import find_spec
from unicodedata import normalize
from urllib.parse import unquote

from digest.delivery.bounces.classify import NOT_SAID, choose_status, find_status, is_hard
from digest.text.normalize import strip_accents
from digest.text.sanitize import clean_line

# Who wrote a message, by the marks of its header: a mail server, an automatic answer, or a person.

_DAEMON = re.compile(
    r"(?i)mailer[-_. ]?daemon|post-?master|mail[-_. ]?(?:delivery|system|admin)|delivery[-_. ](?:sub-?)?system|mdaemon|"
    r"system[-_. ]administrator|mail[-_ ]?server|smtp[-_. ]?(?:mail|service|server|gateway)"
)
_FAILURE = re.compile(
    r"(?i)undeliver|nondeliver|not (?:be )?deliver|non[- ](?:remis|distribu|d[ée]livr|deliver)|could not be sent|"
    r"delivery.{0,20}(?:fail|error|problem|status|notif)|fail(?:ed|ure)?.{0,20}deliver|returned mail|"
    r"returning message|mail (?:error|failure|system error)|failure notice|unknown|unzustellbar"
)
_PASSED_ON = re.compile(r"(?i)\s*(?:fwd?|tr|wg|i|rv|enc)\s*:")
_AUTOMATIC_WORDS = re.compile(
    r"(?i)\s*(?:auto(?:matic)?[- ]?(?:reply|response|answer)|r[ée]ponse automatique|out of (?:the )?office|absen[ct]|"
    r"message d.absence|je suis absent|vacation|cong[ée]s|abwesen)"
)


def field_of(message: Message, name: str) -> str:
    """Return a field of a header as it stands there, raw UTF-8 included (RFC 6532); empty where there is none."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return str(raw).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_notice(message: Message, subject: str) -> bool:
    """Whether a message has the marks of a mail server's notice.

    A report, or a sender that only servers are called; else a subject that tells of a failure, and no mark of a
    person: an answer to something, a message passed on, an absence.
    """
    if message.get_content_type() == "multipart/report" or is_daemon(message):
        return not _AUTOMATIC_WORDS.match(subject)
    return tells_of_failure(subject) and not _is_personal(message, subject)


def tells_of_failure(subject: str) -> bool:
    """Whether a subject says that something could not be delivered."""
    return bool(_FAILURE.search(subject))


def is_daemon(message: Message) -> bool:
    """Whether the sender is a mail server, by its name or address."""
    return bool(_DAEMON.search(field_of(message, "From")[:500]))


def _is_personal(message: Message, subject: str) -> bool:
    answers = message.get("In-Reply-To") or message.get("References")
    return bool(answers or _PASSED_ON.match(subject)) or is_automatic(message)


def is_automatic(message: Message) -> bool:
    """Whether a machine answered (RFC 3834 section 5, and what was usual before it)."""
    submitted = field_of(message, "Auto-Submitted").strip().lower()
    precedence = field_of(message, "Precedence").strip().lower()
    others = any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"))
    return submitted.startswith("auto-replied") or precedence in ("auto_reply", "junk") or others


MOST_OCTETS = 262_144
"""What is read of a message; a report says what it has to say before the message that came back."""

_MOST_PARTS = 60
_MOST_BOUNCED = 50
_LONGEST_WORDS = 300
_FOR_GUESSING = 60_000  # octets of text that are given to heuristics
_FOR_PLAIN = 2_000
_ADDRESS = re.compile(r"(?<![\w.@+-])[\w.+'=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_ID = re.compile(r"(?im)^[> \t]*Message-ID:\s{0,3}(<[^<>\s]{3,250}>)")
_LIST = re.compile(r"(?im)^[> \t]*List-Unsubscribe:\s?([^\r\n]{1,1500}(?:\r?\n[ \t][^\r\n]{1,1500}){0,5})")
_TOKEN = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{25,88}(?![A-Za-z0-9_-])")
_WISH = re.compile(
    r"(?i)\W{0,3}(?:please )?(?:unsubscribe(?: me)?|remove me|signoff|stop|"
    r"(?:me |se )?des(?:abonn|inscri)[a-z]{0,8}(?:[ -]moi)?)(?!\w)\W{0,5}?([A-Za-z0-9_-]{25,88})?\W{0,5}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalMessage:
    """What a returned message tells of the one that was sent: identities and tokens out of its header."""

    ids: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """An address that a message could not be delivered to.

    Attributes:
        addresses: The address, the one that was written to first; where mail was forwarded there are two.
        is_hard: Whether it will never work.
        is_delay: Whether it was not given up: the server goes on trying, and the message may still arrive.
        status: The enhanced status code, `5.1.1`.
        words: What the server said, in one line; may be empty.
    """

    addresses: tuple[str, ...]
    is_hard: bool
    status: str
    words: str = ""
    is_delay: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscribeRequest:
    """A wish to leave.

    Attributes:
        address: Whom the message says it is from; anybody can write that.
        tokens: What may be a member's token, which nobody can make up.
        is_complaint: Whether it is a provider's word that the member marked the letter as spam (RFC 5965).
    """

    address: str = ""
    tokens: tuple[str, ...] = ()
    is_complaint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedMail:
    """What a message says: bounces, or a wish to leave, or neither, and then it is for a person.

    Attributes:
        original: What is known of the message that came back.
        is_automatic: Whether a machine wrote it: an absence, a delay, a receipt.
    """

    bounces: tuple[Bounce, ...] = ()
    leave: UnsubscribeRequest | None = None
    original: OriginalMessage = OriginalMessage()
    is_automatic: bool = False


def knows_notices() -> bool:
    """Whether flufl.bounce is installed, the extra [mailbox]."""
    return find_spec("flufl") is not None and find_spec("flufl.bounce") is not None


def read_return(octets: bytes) -> ReturnedMail:
    """Read a message that came back, or that somebody wrote; whatever it is, it is read without an error."""
    octets = octets[:MOST_OCTETS]
    if octets.lower().count(b"boundary") > _MOST_PARTS:
        return ReturnedMail()
    message = message_from_bytes(octets)
    kind = _report_kind(message)
    original = _read_original(octets)
    if kind == "feedback-report":
        complaint = UnsubscribeRequest(tokens=original.tokens, is_complaint=True) if _is_complaint(message) else None
        return ReturnedMail(leave=complaint, original=original, is_automatic=complaint is None)
    bounces = tuple(_read_report(message)) if kind == "delivery-status" else ()
    may_tell = kind != "disposition-notification" or is_daemon(message)  # a receipt is a person's, most of the time
    if not bounces and may_tell and is_notice(message, subject_of(message)):
        # a gateway's report may stand in an ordinary multipart; what it says is better than any guess
        bounces = tuple(_read_report(message)) or _guess(message) or tuple(_read_plain(message))
    if bounces:
        return ReturnedMail(bounces=bounces[:_MOST_BOUNCED], original=original)
    return ReturnedMail(leave=_read_wish(message), original=original, is_automatic=bool(kind) or is_automatic(message))


def _report_kind(message: Message) -> str:
    """Return the kind of a report (RFC 6522); empty where it is none."""
    if message.get_content_type() != "multipart/report":
        return ""
    given = str(message.get_param("report-type", "") or "").lower()
    types = {part.get_content_type() for part in _parts(message)}
    for kind in ("delivery-status", "feedback-report", "disposition-notification"):
        if given == kind or f"message/{kind}" in types or f"message/global-{kind}" in types:
            return kind
    return given or "report"


def _parts(message: Message) -> tuple[Message, ...]:
    """Return the parts right below the top; what a part encloses is somebody else's message."""
    payload = message.get_payload()
    return tuple(part for part in payload if isinstance(part, Message)) if isinstance(payload, list) else ()


def _is_complaint(message: Message) -> bool:
    """Return a complaint from what else has its form: a forged sender (RFC 6591), a word of no spam (RFC 6430)."""
    reports = (inner for part in _parts(message) if "feedback" in part.get_content_type() for inner in _parts(part))
    types = {field_of(report, "Feedback-Type").strip().lower() for report in reports}
    return types.isdisjoint(("auth-failure", "not-spam", "virus"))


def _read_report(message: Message) -> Iterator[Bounce]:
    """Read the machine's part of a report (RFC 3464 section 2.3); what was delivered or passed on is no bounce."""
    for part in _parts(message):
        if part.get_content_type() in ("message/delivery-status", "message/global-delivery-status"):
            for block in _blocks(part):
                if field_of(block, "Action").strip().lower().startswith(("fail", "error", "delay")):
                    yield from _read_block(block)


def _blocks(part: Message) -> tuple[Message, ...]:
    """Return the groups of fields; the international form is a message for the standard library (RFC 6533)."""
    inner = _parts(part)
    if part.get_content_type() == "message/delivery-status":
        return inner
    rest = (one.get_payload(decode=True) for one in inner)
    text = b"\n\n".join(octets for octets in rest if isinstance(octets, bytes)).decode("utf-8", "replace")
    return (*inner, *(message_from_string(group) for group in re.split(r"\r?\n\r?\n", text) if group.strip()))


def _read_block(block: Message) -> Iterator[Bounce]:
    names = ("Original-Recipient", "X-Actual-Recipient", "Final-Recipient")
    addresses = tuple(dict.fromkeys(filter(None, (_recipient(block, name) for name in names))))
    words = _words(re.sub(r"(?i)^\s*[\w-]{1,20}\s*;", "", field_of(block, "Diagnostic-Code")))
    status = choose_status(field_of(block, "Status"), words)
    delay = field_of(block, "Action").strip().lower().startswith("delay")
    if addresses:
        hard = not delay and is_hard(status, words)
        yield Bounce(addresses=addresses, is_hard=hard, status=status, words=words, is_delay=delay)


def _recipient(block: Message, name: str) -> str:
    value = field_of(block, name)
    found = re.search(r"[^\s<>;\"]{1,200}@[^\s<>;\",]{1,255}", value.rpartition(";")[2])
    return found[0] if found else ""


def _words(text: str) -> str:
    return clean_line(text)[:_LONGEST_WORDS]


def _guess(message: Message) -> tuple[Bounce, ...]:
    """Read a notice without a standard form; nothing where flufl.bounce is not installed or cannot read it."""
    try:
        from flufl.bounce import all_failures
    except ImportError:
        return ()
    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)  # it logs tracebacks of mails that it cannot read
    try:
        passing, lasting = all_failures(message)
    except Exception:  # twenty foreign readers of any octets at all: one that fails recognises nothing
        return ()
    text = _text_of(message)
    return tuple(_guessed(address, text, is_delay=address not in lasting) for address in sorted(passing | lasting))


def _read_plain(message: Message) -> Iterator[Bounce]:
    """Read a server's plain words: an address, and soon after it what was said to it; by a daemon, of a failure."""
    if not (is_daemon(message) and tells_of_failure(subject_of(message))):
        return
    text = _text_of(message)[:_FOR_PLAIN]
    for found in _ADDRESS.finditer(text):
        words = _words(text[found.end() : found.end() + 2 * _LONGEST_WORDS].lstrip("> :."))
        status = find_status(words)
        if status.startswith(("4", "5")):
            yield Bounce(addresses=(found[0],), is_hard=is_hard(status, words), status=status, words=words)
            return


def _guessed(raw: bytes, text: str, *, is_delay: bool) -> Bounce:
    address = raw.decode("ascii", "replace")
    words = _line_about(address, text)
    status = find_status(words) or ("4.0.0" if is_delay else NOT_SAID)
    hard = not is_delay and is_hard(status, words)
    return Bounce(addresses=(address,), is_hard=hard, status=status, words=words, is_delay=is_delay)


def _line_about(address: str, text: str) -> str:
    """Return what a notice says of an address: from the line that names it on, for a few lines."""
    place = text.lower().find(address.lower())
    return _words(text[place : place + 2 * _LONGEST_WORDS]) if place >= 0 else ""


def _text_of(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            octets = part.get_payload(decode=True)
            return octets[:_FOR_GUESSING].decode("utf-8", "replace") if isinstance(octets, bytes) else ""
    return ""


def _read_original(octets: bytes) -> OriginalMessage:
    """Look below the header for what the original's header says; it stands there as it was sent."""
    body = re.split(rb"\r?\n\r?\n", octets, maxsplit=1)[1:]
    text = body[0].decode("latin-1") if body else ""
    tokens = (token for line in _LIST.findall(text) for token in _TOKEN.findall(unquote(line)))
    return OriginalMessage(ids=tuple(dict.fromkeys(_ID.findall(text)))[:20], tokens=tuple(dict.fromkeys(tokens))[:20])


def _read_wish(message: Message) -> UnsubscribeRequest | None:
    """Read a wish to leave out of the subject; a token in the text may be quoted from the letter, and says nothing."""
    wish = _WISH.fullmatch(strip_accents(normalize("NFD", subject_of(message))))
    if not wish:
        return None
    senders = [address for _name, address in getaddresses([field_of(message, "From")]) if address]
    address = senders[0] if len(senders) == 1 and not is_automatic(message) else ""
    tokens = tuple(filter(None, wish.groups()))
    return UnsubscribeRequest(address=address, tokens=tokens) if address or tokens else None


def subject_of(message: Message) -> str:
    """Return the subject in plain characters, whatever was done to it on the way."""
    raw = field_of(message, "Subject")[:1000]
    try:
        return clean_line(str(make_header(decode_header(raw))))
    except (LookupError, ValueError, HeaderParseError):
        return clean_line(raw)
