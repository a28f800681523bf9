"""One cell of a list at a time: addresses, names, languages, themes, days; what is unreadable is said."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from types import MappingProxyType

from digest.config.addresses import mail_fault
from digest.config.errors import did_you_mean, say_meant
from digest.locale import _, quote
from digest.model import MemberStatus
from digest.text.email_address import tidy_address
from digest.text.normalize import fold_for_search
from digest.text.sanitize import clean_line, clean_text, cut_at_word

# What `mail_fault` finds nothing wrong with, told in one look: nine in ten, and an import takes a fifth less time.
_PLAIN = re.compile(r"[a-zA-Z0-9_-]+(?:\.[a-zA-Z0-9_-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_PLAIN_AT_MOST = 64
_LONGEST_NAME, _LONGEST_TEXT = 200, 5000
_LANGUAGES: Mapping[str, str] = MappingProxyType(
    {"fr": "fr", "fra": "fr", "fre": "fr", "francais": "fr", "french": "fr", "f": "fr"}
    | {"en": "en", "eng": "en", "anglais": "en", "english": "en", "e": "en", "a": "en"}
)
_STATUS_WORDS: Mapping[str, MemberStatus] = MappingProxyType(
    dict.fromkeys(
        [
            "actif", "active", "actifs", "abonne", "abonnee", "oui", "yes", "1", "ok", "subscribed", "enabled",
            "confirmed", "confirme", "confirmee", "valide", "valid", "verified", "inscrit", "inscrite",
        ],
        MemberStatus.ACTIVE,
    )
    | dict.fromkeys(("opted in", "opt in", "subscriber"), MemberStatus.ACTIVE)
    | dict.fromkeys(
        [
            "desinscrit", "desinscrite", "desinscrits", "desabonne", "desabonnee", "desabonnes", "unsubscribed",
            "unsubscriber", "unsub", "parti", "partie", "non", "no", "0", "blocklisted", "blacklisted", "blocked",
            "bloque", "bloquee", "optout", "removed", "supprime", "supprimee", "deleted", "archived", "archive",
            "inactive", "inactif", "inactive", "complained", "complaint", "plainte", "spam", "suppressed",
            "resilie", "resiliee", "stop",
        ],
        MemberStatus.UNSUBSCRIBED,
    )
    | dict.fromkeys(
        ("opted out", "opt out", "liste noire", "spam complaint", "marked as spam", "ne plus contacter", "a quitte"),
        MemberStatus.UNSUBSCRIBED,
    )
    | dict.fromkeys(
        [
            "bounced", "bounce", "rejete", "rejetee", "erreur", "invalide", "invalid", "cleaned", "nettoye",
            "nettoyee", "hardbounced", "undeliverable", "undeliverables", "npai",
        ],
        MemberStatus.BOUNCED,
    )
    | dict.fromkeys(("en erreur", "hard bounced", "hard bounce", "adresse invalide"), MemberStatus.BOUNCED)
)  # fmt: skip
"""What lists say of a member: our own words, and those of Mailchimp, Brevo, MailPoet, listmonk, Sympa and others."""
_UNCONFIRMED = frozenset(["unconfirmed", "pending", "unactivated", "unverified", "disabled", "attente", "invited"]) | {
    "en attente",
    "non confirme",
    "non confirmee",
    "not confirmed",
    "a confirmer",
}
_CLEAR_DENIALS = frozenset(
    words
    for words, status in _STATUS_WORDS.items()
    if status is not MemberStatus.ACTIVE
    and words not in ("non", "no", "0", "archive", "archived", "erreur", "invalid", "invalide", "spam")
)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: .*)?", re.DOTALL)


class UnreadableCellError(ValueError):
    """A cell that cannot be used: what is wrong, and what to do about it."""

    def __init__(self, fault: str, hint: str = "") -> None:
        super().__init__(fault)
        self.hint = hint


def is_plain(address: str) -> bool:
    """Whether an address is good beyond doubt, without the closer look that the others get."""
    return len(address) <= _PLAIN_AT_MOST and _PLAIN.fullmatch(address) is not None


def split_mailbox(cell: str) -> tuple[str, str]:
    """Read `Name <address>` or an address alone; return the address as it is written to, and the name.

    Raises:
        UnreadableCellError: There is no address in it, or one that cannot be written to.
    """
    if is_plain(cell):
        return cell, ""
    name, bracket, rest = cell.rpartition("<")
    refuse_name(name)
    address = tidy_address(rest.partition(">")[0] if bracket else cell)
    if not address:
        raise UnreadableCellError(_("there is no address here"))
    if fault := mail_fault(address):
        raise UnreadableCellError(fault)
    return address, read_name(name.strip().strip("\"'")) if bracket else ""


def refuse_name(name: str) -> None:
    """Refuse a name that is none: with an address or an angle bracket in it.

    Raises:
        UnreadableCellError: It could add a recipient or a header to a message (RFC 5321 section 4.1.1).
    """
    if re.search(r"[^\s@]@[^\s@]|[<>]", name.strip()):
        raise UnreadableCellError(
            _("{name} is no name").format(name=quote(cut_at_word(clean_line(name), limit=_LONGEST_NAME))),
            _("A name holds no address, no < and no >."),
        )


def read_name(cell: str) -> str:
    """Read a name: one clean line."""
    return cut_at_word(clean_line(cell), limit=_LONGEST_NAME)


def parse_cell(cell: str) -> str:
    """Read words of consent: clean, line ends kept."""
    return clean_text(cell).strip()[:_LONGEST_TEXT]


def read_language(cell: str) -> str:
    """Read a language: `fr`, `en`, or nothing for the letter's.

    Raises:
        UnreadableCellError: The letter does not speak it.
    """
    folded = fold_for_search(cell)
    if not folded:
        return ""
    found = _LANGUAGES.get(folded) or _LANGUAGES.get(folded.split()[0])
    if found:
        return found
    fault = _("the letter does not speak {language}").format(language=quote(read_name(cell)))
    raise UnreadableCellError(fault, _("Write fr or en, or leave the cell empty for the letter's own language."))


def read_themes(cell: str, known: Sequence[str]) -> tuple[str, ...]:
    """Read themes parted by | ; , or line ends, in the order of the letter; nothing for all themes.

    Raises:
        UnreadableCellError: One of them is not a theme of feeds.yaml.
    """
    by_words = {fold_for_search(name): name for name in known}
    if fold_for_search(cell) in ("", "tous", "toutes", "all", *by_words):
        return tuple(name for words, name in by_words.items() if words == fold_for_search(cell))
    chosen: set[str] = set()
    for part in re.split(r"[|;\n]", cell):
        chosen.update(_theme_names(part, by_words))
    return tuple(name for name in known if name in chosen)


def read_known_themes(cell: str, known: Sequence[str]) -> tuple[tuple[str, ...], UnreadableCellError | None]:
    """Read themes without those that are none; return also what is wrong with the first of these."""
    try:
        return read_themes(cell, known), None
    except UnreadableCellError as error:
        chosen: set[str] = set()
        for name in re.split(r"[|;,\n]", cell):
            with suppress(UnreadableCellError):
                chosen.update(read_themes(name, known) if fold_for_search(name) else ())
        return tuple(name for name in known if name in chosen), error


def _theme_names(part: str, by_words: Mapping[str, str]) -> list[str]:
    """Return the themes of a part: it is one as a whole, commas included, or several with commas between."""
    if fold_for_search(part) in by_words:
        return [by_words[fold_for_search(part)]]
    names = [one for one in part.split(",") if fold_for_search(one)]
    for one in names:
        if fold_for_search(one) not in by_words:
            _refuse_theme(one, tuple(by_words.values()))
    return [by_words[fold_for_search(one)] for one in names]


def _refuse_theme(name: str, known: Sequence[str]) -> None:
    fault = _("{theme} is not a theme of feeds.yaml").format(theme=quote(read_name(name)))
    themes = _("Themes: {names}.").format(names=", ".join(known)) if known else _("feeds.yaml has no themes.")
    begun = [one for one in known if fold_for_search(one).startswith(fold_for_search(name))]
    meant = say_meant(begun[0]) if len(begun) == 1 else did_you_mean(name.strip(), known)
    raise UnreadableCellError(fault, meant or themes)


def read_standing(cell: str) -> MemberStatus | None:
    """Read whether a member is written to; None where the cell is empty.

    Raises:
        UnreadableCellError: It says something else.
    """
    folded = fold_for_search(cell)
    if not folded:
        return None
    if folded in _STATUS_WORDS:
        return _STATUS_WORDS[folded]
    if folded in _UNCONFIRMED:
        raise UnreadableCellError(
            _("the list says that this address was never confirmed"),
            _("Ask the person; once they agree, write active here, with the day of their consent."),
        )
    fault = _("the status {words} is not known").format(words=quote(read_name(cell)))
    raise UnreadableCellError(fault, _("Write active, unsubscribed or bounced, or leave the cell empty."))


def denied_status(cell: str) -> MemberStatus | None:
    """Return the status of a cell that by itself says "no more" (unsubscribed, blacklisted, bounced); else None."""
    folded = fold_for_search(cell)
    return _STATUS_WORDS[folded] if folded in _CLEAR_DENIALS else None


def parse_consent_day(cell: str) -> date | None:
    """Read a day: 2026-03-04 or 04/03/2026, day before month; an hour after it is passed over; None of nothing.

    Raises:
        UnreadableCellError: It is no day.
    """
    text = clean_line(cell)
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        if found:
            year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
            return date(int(year), int(month), int(day))
    except ValueError:
        pass
    fault = _("{words} is not a day").format(words=quote(read_name(cell)))
    raise UnreadableCellError(fault, _("Write it as 2026-03-04 or 04/03/2026."))
