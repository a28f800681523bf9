"""One letter everywhere: what `build` writes, what the preview shows, what a member gets."""

import re
from dataclasses import replace
from email import message_from_bytes, policy
from html import escape
from pathlib import Path
from urllib.request import urlopen

import pytest

from digest.app.audience import print_for
from digest.checks import CheckInput, check_letter, lines_of
from digest.config import Config
from digest.locale import _, in_language
from digest.model import Member
from digest.render.letter import RenderedLetter, render_letter
from digest.render.recipient import RecipientFields
from digest.starter import copy_starter
from digest.text.typography import typeset
from tests.preview.letters import newsroom, served
from tests.render.samples import CONFIG, FULL

NAME = "Éloïse O'Hara & <Fils>"
READER = Member(id="m" * 16, address="e@exemple.org", name=NAME)


def html_octets(message: bytes) -> bytes:
    """Return the HTML part as it travels."""
    return message.split(b"Content-Type: text/html", 1)[1].split(b"\r\n--=_", 1)[0]


def html_lines(message: bytes) -> list[str]:
    part = message_from_bytes(message, policy=policy.default).get_body(("html",))
    return str(part.get_content()).splitlines() if part else []


def own_part(message: bytes, other: bytes) -> list[str]:
    """Return the words of the lines of HTML that another message has not."""
    known = set(html_lines(other))
    return [re.sub(r"<[^>]*>", "", line) for line in html_lines(message) if line not in known]


def said(words: str) -> str:
    """Return in words words of the letter's frame as its template does."""
    with in_language("fr"):
        return typeset(_(words), language="fr")


MAIL, PAGES = "", "web:\n  address: https://lettre.exemple.org/\n"
BY_MAIL = said("Unsubscribe by e-mail")
LINKS = f"{said('Unsubscribe')} · {said('Choose your themes, language, or pause')}"


@pytest.mark.parametrize("web", ["https://lettre.exemple.org/", None])
def test_what_is_checked_before_sending_holds_for_a_member_s_letter(web: str | None) -> None:
    config = replace(CONFIG, web=web)
    pages = {"unsubscribe": f"{web}u/T", "preferences": f"{web}p/T"} if web else {}
    reader = RecipientFields(id="m", address="e@exemple.org", name=NAME, token="T", **pages)

    found = [codes_of(render_letter(FULL, config, personal=personal), config) for personal in (None, reader)]
    assert found[1] == found[0]


def codes_of(letter: RenderedLetter, config: Config) -> list[str]:
    material = CheckInput(
        edition=FULL,
        config=config,
        html=letter.html,
        text=letter.text,
        message=letter.message,
        today=FULL.day,
        lines=lines_of(""),
    )
    return [found.code for found in check_letter(material)]


@pytest.mark.parametrize(
    ("web", "links"), [pytest.param(MAIL, BY_MAIL, id="mail"), pytest.param(PAGES, LINKS, id="pages")]
)
def test_only_a_member_s_own_links_and_name_differ(tmp_path: Path, web: str, links: str) -> None:
    copy_starter(tmp_path)
    feeds = tmp_path / "feeds.yaml"
    feeds.write_text(feeds.read_text(encoding="utf-8") + web, encoding="utf-8")
    room = newsroom(tmp_path)
    room.build()
    written = (tmp_path / "out" / "1" / "letter.eml").read_bytes()
    with served(tmp_path) as server, urlopen(f"http://127.0.0.1:{server.server_port}/letter.eml") as answer:
        shown = answer.read()
    sent = print_for(room, room.edition(), READER)

    shared = html_octets(written).split(b'<div class=3D"footer"')[0]
    assert (html_octets(shown) == html_octets(written), html_octets(sent).startswith(shared)) == (True, True)
    addressed = said("This letter is addressed to {name}").format(name=escape(NAME, quote=False))
    assert (own_part(sent, written), own_part(written, sent)) == ([addressed, links], [BY_MAIL])
