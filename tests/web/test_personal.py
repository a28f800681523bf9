"""Personal links: opening changes nothing, posting does what it says, and nothing is said to strangers."""

import random
import re
import string
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from digest.model import MemberStatus
from digest.store import Store
from tests.makers import THEMES
from tests.web.visitors import NOW, Visitor, visit

ONE_CLICK = b"List-Unsubscribe=One-Click"
NAMES = [theme.name for theme in THEMES]
MULTIPART = b'--x1y2\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x1y2--\r\n'


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return visit(tmp_path)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("link", ["leave", "prefer"])
def test_nothing_but_post_changes_anything(visitor: Visitor, method: str, link: str) -> None:
    visitor.ask(method, getattr(visitor, link), ONE_CLICK, QUERY_STRING="List-Unsubscribe=One-Click&do=leave")

    assert visitor.now() == visitor.member


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        pytest.param("application/x-www-form-urlencoded", ONE_CLICK, id="as Gmail and Yahoo send it"),
        pytest.param("application/x-www-form-urlencoded; charset=UTF-8", ONE_CLICK, id="with a charset"),
        pytest.param("multipart/form-data; boundary=x1y2", MULTIPART, id="in parts"),
        pytest.param('multipart/form-data; boundary="x1y2"', MULTIPART, id="in parts, quoted"),
        pytest.param("multipart/form-data; boundary=x1y2", MULTIPART.replace(b"\r\n", b"\n"), id="bare line feeds"),
        pytest.param("", ONE_CLICK, id="without a kind"),
        pytest.param("text/plain", ONE_CLICK + b"\r\n", id="as text, with a line end"),
        pytest.param("application/x-www-form-urlencoded", b"list-unsubscribe=one-click", id="in small letters"),
    ],
)
def test_one_click_in_a_mail_program_unsubscribes_at_once(visitor: Visitor, kind: str, body: bytes) -> None:
    got = visitor.ask("POST", visitor.leave, body, CONTENT_TYPE=kind)

    found = (got.status, got.headers.get("Location"), got.headers.get("Set-Cookie"), visitor.now().standing)
    assert found == (200, None, None, MemberStatus.UNSUBSCRIBED)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"do=", id="an empty wish"),
        pytest.param(b"do=erase", id="an unknown wish"),
        pytest.param(b"List-Unsubscribe=Yes", id="another word"),
        pytest.param(b"\xff\x00=%zz&&&==", id="no form"),
        pytest.param(b"a=1&" * 4000, id="fields without end"),
    ],
)
def test_what_asks_for_nothing_we_know_changes_nothing(visitor: Visitor, body: bytes) -> None:
    got = visitor.ask("POST", visitor.leave, body)

    assert (got.status, got.heading, visitor.now()) == (200, "Leave the letter?", visitor.member)


def test_the_button_unsubscribes_and_the_page_says_so(visitor: Visitor) -> None:
    got = visitor.ask("POST", visitor.leave, {"do": "leave"})

    assert (got.status, got.heading, visitor.now().standing) == (
        200,
        "You have left the letter",
        MemberStatus.UNSUBSCRIBED,
    )


def test_leaving_twice_is_leaving_once(visitor: Visitor) -> None:
    first = visitor.ask("POST", visitor.leave, ONE_CLICK)
    again = visitor.ask("POST", visitor.leave, ONE_CLICK)
    shown = visitor.ask("GET", visitor.leave)

    assert (again, shown, visitor.now().standing) == (first, first, MemberStatus.UNSUBSCRIBED)


def test_leaving_can_be_taken_back_and_is_on_record_as_consent(visitor: Visitor) -> None:
    visitor.ask("POST", visitor.leave, {"do": "leave"})
    got = visitor.ask("POST", visitor.leave, {"do": "return"})
    consent = visitor.now().consent

    assert (got.status, visitor.now().standing, consent.given, consent.how, consent.text) == (
        200,
        MemberStatus.ACTIVE,
        date(2026, 11, 22),
        "page",
        "Receive the letter again",
    )


def test_nobody_comes_back_who_did_not_leave(tmp_path: Path) -> None:
    visitor = visit(tmp_path)
    with Store.open(tmp_path / ".digest") as store:
        store.roll().note_bounce(visitor.member.id, number=1, is_hard=True, words="550", limit=3, now=NOW)
    visitor.ask("POST", visitor.leave, {"do": "return"})

    assert visitor.now().standing is MemberStatus.BOUNCED


def test_whoever_was_erased_is_a_stranger(visitor: Visitor) -> None:
    stranger = visitor.ask("GET", "/u/" + "A" * 40)
    with Store.open(visitor.folder / ".digest") as store:
        store.roll().remove(visitor.member.address, now=NOW)

    assert visitor.ask("GET", visitor.leave) == stranger


def test_a_thousand_forged_links_get_one_same_page_and_change_nothing(visitor: Visitor) -> None:
    chance = random.Random(21)
    signs = string.ascii_letters + string.digits + "-_"
    answers = set()
    for _number in range(1000):
        place = chance.randrange(3, len(visitor.leave))
        sign = chance.choice([sign for sign in signs if sign != visitor.leave[place]])
        got = visitor.ask("POST", visitor.leave[:place] + sign + visitor.leave[place + 1 :], ONE_CLICK)
        answers.add((got.status, got.body, tuple(got.headers.items())))

    assert (len(answers), next(iter(answers))[0], visitor.now()) == (1, 404, visitor.member)


def test_what_is_wrong_with_a_link_is_not_told(visitor: Visitor) -> None:
    swapped = visitor.leave.replace("/u/", "/p/"), visitor.prefer.replace("/p/", "/u/")
    wrong = [*swapped, "/u/" + "A" * 40, visitor.leave[:-1], visitor.leave + "A", f"/u/{'-' * 88}"]
    answers = {(got.status, got.body) for got in (visitor.ask("GET", path) for path in wrong)}

    assert ({status for status, _body in answers}, len(answers)) == ({404}, 1)


@pytest.mark.parametrize("path", ["/u/", "/p/"])
def test_a_link_of_a_test_message_says_that_it_is_one(visitor: Visitor, path: str) -> None:
    got = visitor.ask("GET", path + "test-" + "A" * 35)

    assert (got.status, got.heading, visitor.leave in got.body) == (404, "This is the link of a test message", False)


def test_whoever_comes_back_ends_a_pause_and_reads_that_the_letter_comes(tmp_path: Path) -> None:
    visitor = visit(tmp_path, paused_until=date(2027, 1, 10))
    visitor.ask("POST", visitor.leave, {"do": "leave"})
    got = visitor.ask("POST", visitor.leave, {"do": "return"})

    assert (got.heading, "asked for a pause" in got.body, visitor.now().paused_until) == (
        "You receive the letter again",
        False,
        None,
    )


def test_nobody_who_pauses_is_told_that_the_letter_comes(tmp_path: Path) -> None:
    visitor = visit(tmp_path, paused_until=date(2027, 1, 10))

    assert visitor.ask("POST", visitor.leave, {"do": "return"}).heading == "Leave the letter?"


def test_whoever_pauses_already_is_offered_no_other_pause(tmp_path: Path) -> None:
    got = visit(tmp_path, paused_until=date(2027, 1, 10))
    page = got.ask("GET", got.leave).body

    assert [words in page for words in ("Your pause", "End the pause", "Rather a break?")] == [True, True, False]


@pytest.mark.parametrize("link", ["leave", "prefer"])
def test_a_member_whose_address_bounced_reads_what_to_do(visitor: Visitor, link: str) -> None:
    with Store.open(visitor.folder / ".digest") as store:
        store.roll().note_bounce(visitor.member.id, number=1, is_hard=True, words="550 no", limit=3, now=NOW)

    assert (
        "When it works again, or to receive the letter at another address, write to us:"
        in visitor.ask("GET", getattr(visitor, link)).body
    )


def test_a_link_of_a_retired_key_works_until_its_day(visitor: Visitor) -> None:
    with Store.open(visitor.folder / ".digest") as store:
        store.link_keys().rotate(NOW, timedelta(days=1))
        before = visitor.ask("GET", visitor.leave).status
        store.link_keys().rotate(NOW, timedelta())
        after = visitor.ask("GET", visitor.leave).status

    assert (before, after) == (200, 404)


def test_preferences_are_saved(visitor: Visitor) -> None:
    form = {"do": "save", "theme": NAMES[:2], "language": "fr", "pause": "3"}
    got = visitor.ask("POST", visitor.prefer, form)
    member = visitor.now()

    assert (got.status, member.themes, member.language, member.paused_until) == (
        200,
        tuple(NAMES[:2]),
        "fr",
        date(2027, 2, 22),
    )


def test_all_themes_and_the_letters_own_language_follow_the_letter(tmp_path: Path) -> None:
    visitor = visit(tmp_path, themes=(NAMES[0],), language="fr", paused_until=date(2027, 1, 1))
    visitor.ask("POST", visitor.prefer, {"do": "save", "theme": NAMES, "language": "en", "pause": "0"})
    member = visitor.now()

    assert (member.themes, member.language, member.paused_until) == ((), "", None)


def test_a_form_without_a_theme_is_shown_again_and_saves_nothing(visitor: Visitor) -> None:
    got = visitor.ask("POST", visitor.prefer, {"do": "save", "pause": "3", "language": "fr"})
    ticked = re.findall(r'value="(\w+)" checked', got.body)

    assert (got.status, got.heading, ticked, visitor.now()) == (
        422,
        "Please choose a theme",
        ["fr", "3"],
        visitor.member,
    )


@pytest.mark.parametrize(
    "form",
    [
        {"theme": ["Nothing of ours", NAMES[0]], "language": "de", "pause": "12"},
        {"theme": [NAMES[0], NAMES[0]], "language": "", "pause": "keep"},
        {"theme": [NAMES[0]], "pause": "-1"},
    ],
)
def test_what_the_form_does_not_offer_is_not_saved(visitor: Visitor, form: dict[str, object]) -> None:
    visitor.ask("POST", visitor.prefer, {"do": "save", **form})

    assert visitor.now() == replace(visitor.member, themes=(NAMES[0],))


def test_a_pause_stays_as_it_is_when_something_else_is_saved(tmp_path: Path) -> None:
    visitor = visit(tmp_path, paused_until=date(2027, 1, 10))
    page = visitor.ask("GET", visitor.prefer)
    visitor.ask("POST", visitor.prefer, {"do": "save", "theme": NAMES[:1], "language": "en", "pause": "keep"})

    assert ('value="keep" checked' in page.body, visitor.now().paused_until) == (True, date(2027, 1, 10))


def test_the_link_that_leaves_can_pause_but_not_choose(visitor: Visitor) -> None:
    visitor.ask("POST", visitor.leave, {"do": "save", "theme": NAMES[0]})
    untouched = visitor.now()
    visitor.ask("POST", visitor.leave, {"do": "pause"})
    paused = visitor.now().paused_until
    visitor.ask("POST", visitor.leave, {"do": "resume"})

    assert (untouched, paused, visitor.now()) == (visitor.member, date(2027, 2, 22), visitor.member)


def test_the_preferences_lead_to_the_page_that_leaves(visitor: Visitor) -> None:
    page = visitor.ask("GET", visitor.prefer)

    assert f'href="..{visitor.leave}"' in page.body


def test_the_pages_speak_the_members_language(tmp_path: Path) -> None:
    visitor = visit(tmp_path, language="fr")
    page = visitor.ask("GET", visitor.leave)

    assert ('<html lang="fr"' in page.body, page.headers["Content-Language"]) == (True, "fr")


@pytest.mark.parametrize("link", ["leave", "prefer"])
def test_a_page_shows_no_address(tmp_path: Path, link: str) -> None:
    visitor = visit(tmp_path, name="Jeanne Martin")
    pages = [visitor.ask("GET", getattr(visitor, link)), visitor.ask("POST", getattr(visitor, link), {"do": "leave"})]

    assert [("jeanne" in page.body.lower(), "j…\u2060@ville.example" in page.body) for page in pages] == [
        (False, True)
    ] * 2


@pytest.mark.parametrize("path", ["leave", "prefer"])
def test_a_personal_page_is_kept_nowhere_and_tells_nobody(visitor: Visitor, path: str) -> None:
    headers = visitor.ask("GET", getattr(visitor, path)).headers
    names = ("Cache-Control", "Referrer-Policy", "X-Robots-Tag", "X-Content-Type-Options")
    policy = headers["Content-Security-Policy"]

    assert ([headers[name] for name in names], "default-src 'none'" in policy, "unsafe" in policy) == (
        ["no-store", "no-referrer", "noindex, nofollow, noarchive", "nosniff"],
        True,
        False,
    )


def test_names_of_themes_cannot_break_the_page(tmp_path: Path) -> None:
    evil = replace(THEMES[0], name="<b>\"&'</b>")
    visitor = visit(tmp_path, more={"themes": (evil, *THEMES[1:])})
    visitor.ask("POST", visitor.prefer, {"do": "save", "theme": [evil.name]})

    assert (visitor.now().themes, "<b>" in visitor.ask("GET", visitor.prefer).body) == ((evil.name,), False)
