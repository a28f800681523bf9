"""What a refusal is about: the member, the message, or us, by stage, enhanced status and the server's wording.

The status alone does not say it: 5.7.1 is the answer to a member's closed group, to a message taken for spam and to a
relay that does not let us relay; `550` without more is all of them. So the wording decides first, then the status
(RFC 3463, RFC 5248), then the stage: what is said to MAIL is about the sender, to RCPT about the member, after the dot
about the message. RFC 5321 section 4.2.1 makes 4yz "later" and 5yz "never"; an answer about us is later in either case.
"""

import re
from enum import StrEnum

from digest.delivery.bounces.classify import find_status


class Scope(StrEnum):
    """Whom a refusal is about."""

    MEMBER = "member"
    MESSAGE = "message"
    US = "us"


class Stage(StrEnum):
    """At which command a reply came; `CONTENT` is the final dot."""

    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    CONTENT = "content"


_ABOUT_MEMBER = (
    # wording, where it was seen
    (r"user you are trying to contact is receiving mail", "Google 4.2.1: the member's own mailbox is flooded"),
    (
        (
            r"^(?!.*\b(?:send|outgoing|daily|hourly|relay)).*\b(?:(?:mail ?|in)?box|recipient|user"
            r"|account)\b.{0,30}\b(?:full|over ?quota|quota exceeded)"
        ),
        "Dovecot",
    ),
    (r"(?:out of storage|storage space|quota is full)", "Google 4.2.2, Microsoft 5.2.2"),
    (r"gr[ea]y ?list", "postgrey, rspamd"),
    (r"no such user|user unknown|unknown user|mailbox unavailable|does not exist", "many"),
)
_ABOUT_US = (
    # wording, where it was seen
    (
        r"(?:un)?able to relay|relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:allowed|permitted))",
        "Postfix, Exchange",
    ),
    (
        r"not permitted to relay|prohibited.{0,20}relay|does ?n[o']t relay|authentication (?:is )?required",
        "Exim, sendmail",
    ),
    (r"daily (?:user |sending |message )*(?:sending )?(?:quota|limit)|sending (?:quota|limit)", "Google 5.4.5, Gandi"),
    (r"(?:message|sending|relay|hourly|outgoing|outmail)\b.{0,20}\bquota|quota of \d+", "cPanel, outMail, AWStats"),
    (r"(?:submission|recipient rate|sender thread|concurrent connections?) (?:quota|limit)", "Microsoft 5.1.90, 4.3.2"),
    (r"exceeded (?:the|your|its|a) .{0,40}\b(?:limit|quota|rate|max)", "OVH, Strato, Ionos"),
    (
        r"(?:limit|number).{0,30}(?:messages?|recipients?|rcpts|mails|emails)\b.{0,40}(?:exceeded|reached|per )",
        "OVH, Web.de",
    ),
    (r"only \d+ (?:messages?|recipients|mails) per", "postfwd"),
    (
        r"rate.?limit|ratelimit|throttl|too (?:fast|quickly)|slow down|rate at which|sending rate",
        "rspamd, Amazon, Google",
    ),
    (
        r"too (?:many|much) (?:mail|messages?|e-?mails?|connections?|concurrent|sessions|errors|recipients)",
        "OVH, Orange",
    ),
    (r"unusual (?:rate|amount) of|suspicious(?: mail)? activity", "Google 4.7.28, 5.7.1"),
    (r"ofr_\w*|oft?_?1\d\d", "Orange, Wanadoo"),
    (
        r"not enough credits|credits? exhausted|account (?:is )?(?:suspended|disabled|blocked|not activated)",
        "Brevo, Mailjet",
    ),
    (r"(?:host|ip|server|network)\b.{0,60}\b(?:blocked|black ?listed|listed|banned)", "Spamhaus, Microsoft"),
    (
        r"(?:blocked|listed) (?:using|by|at|in|on)\b|block ?list|black ?list|\brbl\b|dnsbl|spamhaus",
        "Postfix with a DNSBL",
    ),
    (r"(?:bad|poor|low) reputation|sender reputation", "Free, SFR, Google 5.7.1"),
    (
        r"reverse dns|\bptr\b|(?:spf|dkim|dmarc) (?:check )?(?:fail|did not)|unauthenticated (?:mail|e-?mail)",
        "Google 5.7.26",
    ),
    (
        r"send(?:er)? (?:address )?(?:is )?not allowed|(?:permission|allowed|authori[sz]ed) to send as",
        "Microsoft 5.7.60",
    ),
    (r"sender address rejected|not owned by user|sender.{0,20}(?:rejected|refused|denied)", "Postfix"),
    (r"trop de (?:messages|connexions)|quota d['’]envoi|limite d['’]envoi", "French hosts"),
    (
        (
            r"service (?:temporarily )?unavailable|system (?:is )?(?:busy|overloaded|resources)|insufficient (?:system"
            r"|disk)"
        ),
        "RFC 3463",
    ),
    (r"(?:server|local) (?:error|configuration)|temporar(?:y|ily) (?:system|server|lookup|local)", "Postfix 4.3.x"),
)
_MEMBER = re.compile("|".join(pattern for pattern, _seen in _ABOUT_MEMBER), re.IGNORECASE)
_US = re.compile("|".join(pattern for pattern, _seen in _ABOUT_US), re.IGNORECASE)
_BY_STATUS = (
    (re.compile(r"\d\.1\.[78]|\d\.1\.9\d|5\.7\.(?:3|5\d\d?|6\d|7\d\d)|\d\.4\.5|\d\.5\.[0-6]|\d\.3\.2"), Scope.US),
    (re.compile(r"\d\.1\.\d+|\d\.2\.[0-24]|\d\.4\.1"), Scope.MEMBER),
    (re.compile(r"\d\.2\.3|\d\.3\.4|\d\.6\.\d+"), Scope.MESSAGE),
)
_BY_STAGE = {Stage.MAIL: Scope.US, Stage.RCPT: Scope.MEMBER, Stage.DATA: Scope.US, Stage.CONTENT: Scope.MESSAGE}
CLOSING = 421
LOGIN_CODES = (530, 534, 535, 538)
"""Answers that are about the session: log in first, use TLS first."""
TOO_LARGE = 552


def scope_of_reply(code: int, text: str, stage: Stage) -> tuple[Scope, bool]:
    """Return whom a refusal is about, and whether its words or status say so; else only the stage does.

    Args:
        code: The reply code, 400 or more (RFC 5321 section 4.2).
        text: Its words, on one line.
        stage: Which command it answers.
    """
    if code == CLOSING or code in LOGIN_CODES:
        return Scope.US, True
    if _MEMBER.search(text) and stage is not Stage.MAIL:
        return Scope.MEMBER, True
    if _US.search(text):
        return Scope.US, True
    status = find_status(text)
    for pattern, scope in _BY_STATUS:
        if status and pattern.fullmatch(status):
            return scope, True
    if code == TOO_LARGE:
        return Scope.MESSAGE, True
    return _BY_STAGE[stage], False
