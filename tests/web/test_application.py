"""The application around the personal pages: methods, sizes, places, and what is said when something fails."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from digest.model import MemberStatus
from digest.store.database import FILE_NAME
from digest.web import application
from tests.end_to_end.commands import feeds_yaml
from tests.web.visitors import Visitor, visit


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return visit(tmp_path)


def test_other_methods_are_refused_with_those_that_are_allowed(visitor: Visitor) -> None:
    answers = [
        visitor.ask(method, path) for method, path in (("PUT", visitor.leave), ("POST", "/"), ("DELETE", "/17/"))
    ]

    assert [(got.status, got.headers["Allow"]) for got in answers] == [
        (405, "GET, HEAD, OPTIONS, POST"),
        (405, "GET, HEAD, OPTIONS"),
        (405, "GET, HEAD, OPTIONS"),
    ]


def test_options_are_told_and_nothing_else(visitor: Visitor) -> None:
    got = visitor.ask("OPTIONS", visitor.leave)

    assert (got.status, got.headers["Allow"], got.body) == (204, "GET, HEAD, OPTIONS, POST", "")


@pytest.mark.parametrize("path", ["leave", "prefer"])
def test_head_has_the_headers_of_get_and_no_body(visitor: Visitor, path: str) -> None:
    get, head = (visitor.ask(method, getattr(visitor, path)) for method in ("GET", "HEAD"))

    assert (head.status, head.headers, head.body) == (get.status, get.headers, "")


def test_a_form_that_is_too_large_is_refused_unread(visitor: Visitor) -> None:
    got = visitor.ask("POST", visitor.leave, b"List-Unsubscribe=One-Click&x=" + b"y" * 20_000)

    assert (got.status, visitor.now().standing) == (413, MemberStatus.ACTIVE)


def test_a_length_that_is_not_said_or_not_true_makes_nothing_wait(visitor: Visitor) -> None:
    body = b"List-Unsubscribe=One-Click"
    found = [
        visitor.ask("POST", visitor.leave, body, CONTENT_LENGTH=length).status for length in ("", "-1", "9" * 400, "²")
    ]

    assert found == [200] * 4


def test_a_body_that_says_where_it_ends_needs_no_length(visitor: Visitor) -> None:
    body = b"List-Unsubscribe=One-Click"
    visitor.ask("POST", visitor.leave, body, CONTENT_LENGTH="", **{"wsgi.input_terminated": True})

    assert visitor.now().standing is MemberStatus.UNSUBSCRIBED


@pytest.mark.parametrize(
    ("script", "prefix"),
    [
        pytest.param("", "", id="the proxy cuts the prefix off"),
        pytest.param("", "/lettres/n", id="the proxy passes it on"),
        pytest.param("/lettres/n", "", id="the server was told it"),
    ],
)
@pytest.mark.parametrize("web", ["https://exemple.org/lettres/n", "https://exemple.org/lettres/n/"])
def test_it_works_below_a_path(tmp_path: Path, script: str, prefix: str, web: str) -> None:
    visitor = visit(tmp_path, more={"web": web})
    got = visitor.ask("POST", prefix + visitor.leave, b"List-Unsubscribe=One-Click", SCRIPT_NAME=script)
    missing = visitor.ask("GET", f"{prefix}/nowhere", SCRIPT_NAME=script)

    assert (got.status, missing.status, visitor.now().standing) == (200, 404, MemberStatus.UNSUBSCRIBED)


@pytest.mark.parametrize("web", ["https://exemple.org/u/", "https://exemple.org/p", "https://exemple.org/17/"])
@pytest.mark.parametrize("is_cut", [True, False])
def test_a_place_that_looks_like_one_of_our_pages_confuses_nothing(tmp_path: Path, web: str, is_cut: bool) -> None:
    visitor = visit(tmp_path, more={"web": web})
    prefix = "" if is_cut else web.removeprefix("https://exemple.org").rstrip("/")

    assert visitor.ask("GET", prefix + visitor.leave).status == 200


def test_a_damaged_store_is_said_without_a_token_and_nothing_is_changed(visitor: Visitor) -> None:
    (visitor.folder / ".digest" / FILE_NAME).write_bytes(b"")
    got = visitor.ask("POST", visitor.leave, b"List-Unsubscribe=One-Click")

    found = (
        got.status,
        got.headers["Retry-After"],
        got.heading,
        visitor.leave[3:] in got.log + got.body,
        bool(got.log),
    )
    assert found == (503, "60", "This does not work for now", False, True)


def test_a_store_that_was_put_back_is_read_anew(tmp_path: Path) -> None:
    visitor = visit(tmp_path)
    file = tmp_path / ".digest" / FILE_NAME
    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    visitor.ask("GET", visitor.leave)
    copy.replace(file)
    visitor.ask("POST", visitor.leave, b"List-Unsubscribe=One-Click")

    assert visitor.now().standing is MemberStatus.UNSUBSCRIBED


def test_a_fault_of_the_program_names_its_place_and_no_value(visitor: Visitor) -> None:
    got = visitor.ask("POST", visitor.leave, CONTENT_LENGTH="3", **{"wsgi.input": None})

    assert (got.status, visitor.leave[3:] in got.log, "AttributeError (" in got.log) == (503, False, True)


def test_a_template_of_the_letter_that_cannot_be_filled_is_a_fault_without_a_page(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "web.html.j2").write_text("{{ letter.unknown }}")
    visitor = visit(tmp_path)
    got = visitor.ask("GET", visitor.leave)

    assert (got.status, got.body, got.headers["Content-Type"]) == (
        503,
        "503 Service Unavailable\n",
        "text/plain; charset=utf-8",
    )


def test_a_letter_may_have_templates_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "web.left.html.j2").write_text("<h1>Au revoir, {{ letter.title }}</h1>")
    visitor = visit(tmp_path)

    assert visitor.ask("POST", visitor.leave, {"do": "leave"}).heading == "Au revoir, La lettre du réseau"


def test_the_environment_names_the_letter_and_its_pages_follow_the_file(tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(feeds_yaml("{name: Portail, url: https://portail.example/flux}"), encoding="utf-8")
    made = application({"DIGEST_CONFIG": str(file), "DIGEST_STATE": str(tmp_path / "state")})
    pages = []
    for text in ("title: La lettre", "title: La gazette de la semaine", "titel: faute"):
        file.write_text(file.read_text(encoding="utf-8").replace("title: La lettre", text), encoding="utf-8")
        if "faute" in text:
            file.write_text("letter: [", encoding="utf-8")
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/x", "wsgi.errors": io.StringIO()}
        pages.append(b"".join(made(environ, lambda _status, _headers: None)).decode())

    assert ["gazette" in page for page in pages] == [False, True, True]
