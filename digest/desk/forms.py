"""What the page sends: who may send it, and what it asks for.

A page of the world can make a browser post a form to 127.0.0.1, but not read this page: so the origin must be our own,
and each form carries a token of this run that only our page knows.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qsl, quote

from digest.edition import Edition
from digest.edition.changes import Change

MOST_OCTETS = 400_000
_KIND = "application/x-www-form-urlencoded"
_TEXTS = ("subject", "preheader", "edito", "signed", "title", "summary")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What one form asks for.

    Attributes:
        seen: The fingerprint of the file that the person saw.
        look: How the person looked at the page, as the query of its address.
    """

    change: Change
    seen: str = ""
    look: str = ""

    @property
    def anchor(self) -> str:
        """Give the place in the page that the person was at."""
        return quote(self.change.place.replace("#", "line-"))


def is_ours(headers: Message, *, host: str) -> bool:
    """Tell whether a form comes from our own page; every browser says the origin of what it posts."""
    from_here = headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return headers.get("Origin", "").lower() == f"http://{host.lower()}" and from_here


def read_form(body: bytes, headers: Message, *, token: str) -> Form | None:
    """Read a form; None where it is none, or does not carry the token."""
    if headers.get_content_type() != _KIND or len(body) > MOST_OCTETS:
        return None
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=40, errors="replace")
    except ValueError:
        return None
    fields = dict(pairs)
    if not hmac.compare_digest(fields.get("token", "").encode(), token.encode()):
        return None
    change = Change(
        do=fields.get("do", ""),
        place=fields.get("place", ""),
        before=fields.get("before", ""),
        theme=fields.get("theme", ""),
        texts={key: fields[key] for key in _TEXTS if key in fields},
    )
    return Form(change=change, seen=fields.get("seen", ""), look=fields.get("look", ""))


def unsaved_words(form: Form, edition: Edition | None) -> tuple[str, ...]:
    """Give what a person wrote in a form and the edition does not say."""
    said = {" ".join(words.split()) for words in _words(edition)} if edition else set()
    return tuple(words for words in form.change.texts.values() if " ".join(words.split()) not in {*said, ""})


def _words(edition: Edition) -> Iterator[str]:
    yield from (edition.subject, edition.preheader, edition.edito, edition.signed)
    for chapter in edition.chapters:
        for placed in chapter.articles:
            yield from (placed.article.title, placed.article.summary)
    yield from (event.title for event in (*edition.agenda, *edition.deadlines))
