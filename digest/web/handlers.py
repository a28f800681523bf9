"""Personal links: what opening one shows, and what posting from its page, or from a mail program, does."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from digest.app.editions import read_archive
from digest.app.preferences import LinkClaim, PreferenceService, months_after
from digest.config.model import Config
from digest.locale import LANGUAGES
from digest.members.tokens import TokenPurpose
from digest.model import Member, MemberStatus
from digest.web.http import ARCHIVE_POLICY, HttpAnswer, HttpRequest
from digest.web.pages import BREAK, PAUSES, MemberPages, PageNotice

_ONE_CLICK = ("list-unsubscribe", "one-click")


def answer_get(pages: MemberPages, wishes: PreferenceService, held: LinkClaim) -> HttpAnswer:
    """Show the page of a link; nothing changes."""
    return _show(pages, wishes.member(held), held)


def answer_post(pages: MemberPages, wishes: PreferenceService, held: LinkClaim, request: HttpRequest) -> HttpAnswer:
    """Do what was posted: one click in a mail program (RFC 8058 section 3.2), or a button of our page.

    The answer is a page and never a redirection. What asks for nothing we know changes nothing.
    """
    do = request.first("do")
    if _is_one_click(request.fields):
        return _show(pages, wishes.leave(held, how="one click"), held)
    if do == "leave":
        return _show(pages, wishes.leave(held, how="page"), held)
    if do == "return":
        return _show(pages, wishes.come_back(held, words=pages.return_words), held, PageNotice.BACK)
    if do in ("pause", "resume"):
        until = months_after(wishes.today, BREAK) if do == "pause" else None
        member = wishes.choose(held, lambda known: replace(known, paused_until=until))
        return _show(pages, member, held, PageNotice.PAUSED if until else PageNotice.BACK)
    if do == "save" and held.purpose is TokenPurpose.PREFERENCES:
        return _save(pages, wishes, held, request)
    return answer_get(pages, wishes, held)


def _save(pages: MemberPages, wishes: PreferenceService, held: LinkClaim, request: HttpRequest) -> HttpAnswer:
    """Write the choices of the form; a form without a theme is shown again."""
    chosen = [theme.name for theme in pages.config.themes if theme.name in request.fields.get("theme", ())]
    if not chosen and pages.config.themes:
        member = wishes.member(held)
        if member is None or member.standing is MemberStatus.UNSUBSCRIBED:
            return _show(pages, member, held)
        return pages.refused(member, ticked=(request.first("language"), request.first("pause")))
    member = wishes.choose(held, lambda known: _wished(known, pages.config, request, wishes))
    return _show(pages, member, held, PageNotice.SAVED)


def _wished(member: Member, config: Config, request: HttpRequest, wishes: PreferenceService) -> Member:
    names = tuple(theme.name for theme in config.themes)
    chosen = tuple(name for name in names if name in request.fields.get("theme", ()))
    language, pause = request.first("language"), request.first("pause")
    if language in LANGUAGES:
        member = replace(member, language="" if language == config.letter.language else language)
    if pause == "0":
        member = replace(member, paused_until=None)
    elif pause in {str(months) for months in PAUSES}:
        member = replace(member, paused_until=months_after(wishes.today, int(pause)))
    return replace(member, themes=() if chosen == names else chosen)


def _show(pages: MemberPages, member: Member | None, held: LinkClaim, notice: PageNotice | None = None) -> HttpAnswer:
    if member is None:
        return pages.unknown(is_test=held.is_test)
    if member.standing is MemberStatus.UNSUBSCRIBED:
        return pages.left(member)
    if held.purpose is TokenPurpose.PREFERENCES:
        return pages.preferences(member, notice)
    return pages.leave(member, notice)


def _is_one_click(fields: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a mail program unsubscribes its user; some write the words in small letters."""
    return any((name.lower(), value.strip().lower()) == _ONE_CLICK for name, sent in fields.items() for value in sent)


# The archive over HTTP: the files that `digest archive` wrote, and nothing else that lies there.

_KINDS = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "jpg": "image/jpeg",
    "png": "image/png",
}


def answer_archive(config: Config, request: HttpRequest) -> HttpAnswer | None:
    """Return a file of the archive, or the way to it; None where it has none of that name.

    A redirection names its target from where the asker is, which is right behind any proxy.
    """
    if not request.path or re.fullmatch(r"/[0-9]{1,9}", request.path):
        return HttpAnswer(status=HTTPStatus.MOVED_PERMANENTLY, headers=(("Location", f"{request.place}/"),))
    name = request.path[1:]
    name += "index.html" if name.endswith("/") or not name else ""
    octets = read_archive(config.folder / "out" / "archive", name)
    if octets is None:
        return None
    etag = f'"{hashlib.sha256(octets).hexdigest()[:32]}"'
    headers = (
        ("Content-Security-Policy", ARCHIVE_POLICY),
        ("Cache-Control", "public, max-age=300"),
        ("ETag", etag),
    )
    if etag in request.etag:
        return HttpAnswer(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    return HttpAnswer(kind=_kind(name), body=octets, headers=headers)


def _kind(name: str) -> str:
    return "application/atom+xml; charset=utf-8" if name == "atom.xml" else _KINDS[name.rpartition(".")[2]]
