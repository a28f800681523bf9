"""The preview's HTTP server: 127.0.0.1 only, and only for this machine's own browser.

A page of the world could make a browser ask 127.0.0.1 under a name of its own (DNS rebinding): the Host header is
checked. What changes the edition is posted by our own page, with the token of this run, or refused. The letter stands
in a sandboxed frame without scripts, whatever its HTML says.
"""

import hmac
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from digest.edition import Edition
from digest.edition.actions import EditAction
from digest.errors import DigestError, LockedError, NewerError
from digest.locale import _
from digest.preview.audience import ViewOptions, parse_view_options
from digest.preview.editor import make_editor
from digest.preview.page import PreviewPage, frame_letter, render_page
from digest.preview.session import PreviewSession
from digest.preview.view import MessageView

# What the page sends: who may send it, and what it asks for.

MOST_OCTETS = 400_000
_KIND = "application/x-www-form-urlencoded"
_TEXTS = ("subject", "preheader", "edito", "signed", "title", "summary")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditForm:
    """What one form asks for.

    Attributes:
        seen: The fingerprint of the file that the person saw.
        look: How the person looked at the page, as the query of its address.
    """

    change: EditAction
    seen: str = ""
    look: str = ""

    @property
    def anchor(self) -> str:
        """Return the place in the page that the person was at."""
        return quote(self.change.place.replace("#", "line-"))


def is_ours(headers: Message, *, host: str) -> bool:
    """Whether a form comes from our own page; every browser says the origin of what it posts."""
    from_here = headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return headers.get("Origin", "").lower() == f"http://{host.lower()}" and from_here


def read_form(body: bytes, headers: Message, *, token: str) -> EditForm | None:
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
    change = EditAction(
        do=fields.get("do", ""),
        place=fields.get("place", ""),
        before=fields.get("before", ""),
        theme=fields.get("theme", ""),
        texts={key: fields[key] for key in _TEXTS if key in fields},
    )
    return EditForm(change=change, seen=fields.get("seen", ""), look=fields.get("look", ""))


def unsaved_words(form: EditForm, edition: Edition | None) -> tuple[str, ...]:
    """Return what a person wrote in a form and the edition does not say."""
    said = {" ".join(words.split()) for words in _words(edition)} if edition else set()
    return tuple(words for words in form.change.texts.values() if " ".join(words.split()) not in {*said, ""})


def _words(edition: Edition) -> Iterator[str]:
    yield from (edition.subject, edition.preheader, edition.edito, edition.signed)
    for chapter in edition.chapters:
        for placed in chapter.articles:
            yield from (placed.article.title, placed.article.summary)
    yield from (event.title for event in (*edition.agenda, *edition.deadlines))


TRIES = 50
"""How many ports are tried, from the first one up."""
HEARTBEAT = 10.0
"""Seconds after which a silent stream of events says that it lives; then a browser that left is noticed."""

_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src {images}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)


class PreviewServer(ThreadingHTTPServer):
    """A server that shows one desk."""

    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # on Windows it would let two programs share a port

    def __init__(self, desk: PreviewSession, *, port: int, read_only: bool = False) -> None:
        self.desk = desk
        self.token = "" if read_only else secrets.token_urlsafe(32)
        super().__init__(("127.0.0.1", port), PreviewHandler)

    def __exit__(self, *raised: Any) -> None:
        """Close the desk first, so that streams of events end; not in `server_close`, which a taken port calls too."""
        self.desk.close()
        super().__exit__(*raised)


def open_server(desk: PreviewSession, *, port: int, read_only: bool = False) -> PreviewServer:
    """Listen on the first free port from this one up; read-only, the page changes nothing.

    Raises:
        DigestError: None of them is free.
    """
    for candidate in range(port, min(port + TRIES, 65536)):
        try:
            return PreviewServer(desk, port=candidate, read_only=read_only)
        except OSError:
            continue
    raise DigestError(
        _("no port is free from {port} up").format(port=port),
        where="127.0.0.1",
        hint=_("Close other previews, or choose another first port with --port."),
    )


class PreviewHandler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: PreviewServer
    timeout = 30
    server_version = "digest"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer with a page, a file of the page, a part of the letter, or the stream of changes."""
        if not self._is_for_us():
            self._refuse(HTTPStatus.FORBIDDEN)
            return
        address = urlsplit(self.path)
        if address.path == "/changes":
            self._stream()
            return
        answer = self._answers().get(address.path)
        if answer is None:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        try:
            answer(parse_view_options(address.query))
        except DigestError as error:  # the state folder, say, cannot be read any more
            self._send("text/plain", f"{error}\n".encode(), status=HTTPStatus.INTERNAL_SERVER_ERROR)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

    def do_POST(self) -> None:
        """Change the edition as the page asks, then show the page again; what cannot be done is said there."""
        body = self.rfile.read(min(self._length(), MOST_OCTETS + 1))
        if not self._is_for_us() or not is_ours(self.headers, host=self.headers.get("Host", "")):
            self._refuse(HTTPStatus.FORBIDDEN)
        elif self.path not in ("/change", "/test") or not self.server.token:
            self._refuse(HTTPStatus.METHOD_NOT_ALLOWED)
        elif (form := read_form(body, self.headers, token=self.server.token)) is None:
            self._refuse(HTTPStatus.FORBIDDEN)
        elif self.path == "/test":
            self._test(form)
        else:
            self._change(form)

    def _length(self) -> int:
        said = self.headers.get("Content-Length", "")
        return int(said) if said.isascii() and said.isdigit() and len(said) < len("1000000000") else 0

    def _change(self, form: EditForm) -> None:
        try:
            self.server.desk.change(form.change, seen=form.seen)
        except NewerError as error:
            self._send_refusal(HTTPStatus.CONFLICT, form, str(error))
        except LockedError as error:
            self._send_refusal(HTTPStatus.LOCKED, form, str(error))
        except DigestError as error:
            self._send_refusal(HTTPStatus.UNPROCESSABLE_ENTITY, form, str(error))
        else:
            self._begin(HTTPStatus.SEE_OTHER, "text/plain")
            self.send_header("Location", f"/?{parse_view_options(form.look).query()}#{form.anchor}")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def _test(self, form: EditForm) -> None:
        """Send the letter to the test addresses, and say in the page what came of it."""
        try:
            tried = self.server.desk.test()
        except DigestError as error:
            self._send_refusal(HTTPStatus.UNPROCESSABLE_ENTITY, form, str(error), is_test=True)
        else:
            page = replace(self._page(self.server.desk.view, parse_view_options(form.look)), tried=tried)
            self._send("text/html", render_page(page).encode())

    def _send_refusal(self, status: HTTPStatus, form: EditForm, words: str, *, is_test: bool = False) -> None:
        page = self._page(self.server.desk.view, parse_view_options(form.look))
        page = replace(page, refusal=words, is_test=is_test, unsaved=unsaved_words(form, self.server.desk.view.edition))
        self._send("text/html", render_page(page).encode(), status=status)

    def _refuse_method(self) -> None:
        self._refuse(HTTPStatus.METHOD_NOT_ALLOWED)

    do_PUT = do_DELETE = do_OPTIONS = do_PATCH = _refuse_method  # noqa: N815 - as above

    def _answers(self) -> dict[str, Callable[[ViewOptions], None]]:
        """Name every address there is: nothing else is looked up, least of all on the disk."""
        view = self.server.desk.view
        return {
            "/": lambda choice: self._send("text/html", render_page(self._page(view, choice)).encode()),
            "/message": lambda choice: self._send_letter(view, choice),
            "/desk.css": lambda _choice: self._send("text/css", _shipped("desk.css")),
            "/desk.js": lambda _choice: self._send("text/javascript", _shipped("desk.js")),
            "/letter.eml": lambda choice: self._send(
                "message/rfc822", self.server.desk.read_as(view, choice)[0].message
            ),
            "/agenda.ics": lambda _choice: self._send("text/calendar", view.calendar),
            "/favicon.ico": lambda _choice: self._send("image/svg+xml", _shipped("desk.svg")),
            "/edition.json": lambda _choice: self._send("application/json", view.record.encode()),
        }

    def _is_for_us(self) -> bool:
        port = self.server.server_port
        return self.headers.get("Host", "").lower() in (f"127.0.0.1:{port}", f"localhost:{port}")

    def _page(self, view: MessageView, choice: ViewOptions) -> PreviewPage:
        """Gather what a page shows; what only one tab needs is worked out for that tab alone."""
        desk = self.server.desk
        shown, audience = desk.read_as(view, choice)
        return PreviewPage(
            view=shown,
            choice=choice,
            audience=audience,
            findings=desk.findings(view) if choice.tab == "checks" else (),
            origins=desk.origins(view) if choice.tab == "why" else (),
            differences=desk.differences(view) if choice.tab == "changes" else None,
            since_sent=desk.since_sent(view) if choice.tab == "changes" else None,
            editor=make_editor(view) if choice.tab == "edit" else None,
            token=self.server.token,
            can_undo=desk.can_undo,
        )

    def _send_letter(self, view: MessageView, choice: ViewOptions) -> None:
        parts = self.server.desk.read_as(view, choice)[0].parts
        html = frame_letter(parts.html if parts else "", choice)
        images = "https: http:" if choice.images else "'none'"
        self._send("text/html", html.encode(), policy=_LETTER_POLICY.format(images=images))

    def _send(self, kind: str, body: bytes, *, policy: str = _PAGE_POLICY, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._begin(status, kind, policy)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _begin(self, status: HTTPStatus, kind: str, policy: str = _PAGE_POLICY) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind if kind == "message/rfc822" else f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Referrer-Policy", "same-origin")  # with no-referrer a form's Origin would be null
        self.send_header("Cache-Control", "no-store")

    def _refuse(self, status: HTTPStatus) -> None:
        body = f"{status.value} {status.phrase}\n".encode()
        self._begin(status, "text/plain")
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")  # RFC 9110 section 15.5.6
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _stream(self) -> None:
        """Report each new version as it comes (server-sent events), until the browser or the desk leaves."""
        self._begin(HTTPStatus.OK, "text/event-stream")
        self.end_headers()
        version: int | None = -1
        while version is not None and self.command != "HEAD":
            try:
                self.wfile.write(f"data: {version}\n\n".encode() if version >= 0 else b": here\n\n")
            except OSError:
                return
            version = self.server.desk.wait(version, at_most=HEARTBEAT)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the signature of http.server
        """Stay silent: the terminal belongs to the person."""


def _shipped(name: str) -> bytes:
    return (files("digest.templates") / name).read_bytes()
