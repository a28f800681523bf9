"""What a server meant when it sent a message back: the address is dead for good, or this message had bad luck.

Only what is about the address itself counts as hard (RFC 3463: X.1.x, X.2.1 and a domain that does not exist). A full
mailbox, a message taken for spam or found too large says nothing of the member, though its code begins with 5.
"""

import re

_CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -])")
_DEAD = re.compile(r"5\.(?:1\.(?:0|1|2|3|4|6|10)|2\.1|4\.4)")
_VAGUE = re.compile(r"5\.(?:0\.\d+|2\.0|4\.1|5\.\d+)")


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)\b(?:{'|'.join(patterns)})\b")


_GONE = _any_of(
    r"no such (?:user|person|address|mail ?box|account|recipient|domain)",
    r"(?:user|recipient|address|account|host|mail ?box) (?:is )?unknown",
    r"unknown (?:user|recipient|address|local|mail ?box)",
    r"does(?: not|n't) exist",
    r"no mail ?box",
    r"not a (?:known|valid) (?:user|recipient|address|mail ?box)",
    r"not listed in",
    r"(?:utilisateur|destinataire|adresse|bo[iî]te) inconnue?",
    r"n['’]existe (?:pas|plus)",
)
_PASSING = _any_of(
    r"(?:over ?)?quota",
    r"(?:mail ?box|inbox|account|bo[iî]te|storage|is)\W{1,3}(?:is )?full",
    r"pleine|satur\w+",
    r"too (?:large|big|many)|size limit",
    r"spam\w*|unsolicited|virus|content|security|polic(?:y|ies)|reputation|dmarc|dkim|spf",
    r"blocked|block ?list\w*|black ?list\w*|is listed|relay\w*|rate limit\w*",
    r"greylist\w*|temporar\w+|timed? ?out|expired|try (?:again )?later|confirmation",
    r"message (?:was )?(?:refused|rejected)",
)
NOT_SAID = "5.0.0"


def find_status(words: str) -> str:
    """Find an enhanced status code in a server's words (RFC 3463); from a plain reply code where there is none.

    Args:
        words: What the server said; only the first 2,000 characters count.

    Returns:
        `5.1.1`, or `5.0.0` and `4.0.0` after a plain code; empty where there is neither.
    """
    found = _CODE.search(words, 0, 2000)
    if found:
        return found[1]
    plain = _REPLY.search(words, 0, 2000)
    return _of_reply(plain[1]) if plain else ""


def _of_reply(code: str) -> str:
    """Return the status of a reply code without an enhanced one; 452 and 552 tell of room (RFC 5321 section 4.2.2)."""
    return {"452": "4.2.2", "552": "5.2.2"}.get(code, f"{code[0]}.0.0")


def choose_status(written: str, words: str) -> str:
    """Choose between the status of a report and what the server's own words say, which are often more precise."""
    own = find_status(written) or NOT_SAID
    told = find_status(words)
    is_vague = own.endswith(".0.0") or bool(_VAGUE.fullmatch(own))
    return told if told and is_vague and told[0] == own[0] else own


def is_hard(status: str, words: str) -> bool:
    """Whether the address will never work.

    Args:
        status: `5.1.1`.
        words: What the server said; they decide where the status tells nothing but failure.
    """
    words = words[:2000]
    if _DEAD.fullmatch(status) or (status.startswith("5") and not status.startswith("5.2") and _GONE.search(words)):
        return True
    return bool(_VAGUE.fullmatch(status)) and not _PASSING.search(words)
