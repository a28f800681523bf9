"""Who wrote a message, by the marks of its header: a mail server, an automatic answer, or a person."""

import re
from email.message import Message

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
    """Give a field of a header as it stands there, raw UTF-8 included (RFC 6532); empty where there is none."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return str(raw).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def is_notice(message: Message, subject: str) -> bool:
    """Tell whether a message has the marks of a mail server's notice.

    A report, or a sender that only servers are called; else a subject that tells of a failure, and no mark of a
    person: an answer to something, a message passed on, an absence.
    """
    if message.get_content_type() == "multipart/report" or is_daemon(message):
        return not _AUTOMATIC_WORDS.match(subject)
    return tells_of_failure(subject) and not _is_personal(message, subject)


def tells_of_failure(subject: str) -> bool:
    """Tell whether a subject says that something could not be delivered."""
    return bool(_FAILURE.search(subject))


def is_daemon(message: Message) -> bool:
    """Tell whether the sender is a mail server, by its name or address."""
    return bool(_DAEMON.search(field_of(message, "From")[:500]))


def _is_personal(message: Message, subject: str) -> bool:
    answers = message.get("In-Reply-To") or message.get("References")
    return bool(answers or _PASSED_ON.match(subject)) or is_automatic(message)


def is_automatic(message: Message) -> bool:
    """Tell whether a machine answered (RFC 3834 section 5, and what was usual before it)."""
    submitted = field_of(message, "Auto-Submitted").strip().lower()
    precedence = field_of(message, "Precedence").strip().lower()
    others = any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"))
    return submitted.startswith("auto-replied") or precedence in ("auto_reply", "junk") or others
