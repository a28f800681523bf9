"""Changes that the page posts: what they do to the file, and which are refused."""

import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from digest.preview import PreviewSession, open_server
from digest.preview.server import PreviewServer
from digest.store import Store
from tests.preview.letters import NOON, built, newsroom, served

SIGNED = "Maëlle Kerbrat-Diallo, présidente du réseau"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def letter(tmp_path: Path) -> Iterator[tuple[PreviewServer, Path]]:
    with served(built(tmp_path)) as server:
        yield server, tmp_path / "editions" / "1.yaml"


def post(
    server: PreviewServer, *, headers: dict[str, str] | None = None, path: str = "/change", **fields: str
) -> tuple[int, str]:
    """Post a form as the page does, but for what is given otherwise."""
    host = f"127.0.0.1:{server.server_port}"
    body = urlencode({"token": server.token, "seen": server.desk.view.seen, "look": "tab=edit", **fields})
    sent = {"Content-Type": FORM, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin", **(headers or {})}
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.request("POST", path, body=body, headers={name: value for name, value in sent.items() if value})
        answer = connection.getresponse()
        return answer.status, answer.headers["Location"] or answer.read().decode()
    finally:
        connection.close()


def ids(server: PreviewServer) -> list[str]:
    record = json.loads(server.desk.view.record)
    return [article["id"] for theme in record["themes"] for article in theme["articles"]]


def test_a_change_is_in_the_file_and_in_the_letter_before_the_page_is_shown_again(
    letter: tuple[PreviewServer, Path],
) -> None:
    server, file = letter

    status, there = post(server, do="words", subject="Un objet : tout neuf")

    parts = server.desk.view.parts
    is_written = re.search(r"^subject: .Un objet : tout neuf.$", file.read_text(encoding="utf-8"), re.MULTILINE)
    shown = parts and parts.header("Subject")
    assert (status, there.startswith("/?tab=edit"), shown, is_written is not None) == (
        303,
        True,
        "Un objet : tout neuf",
        True,
    )


def test_a_comment_in_the_file_outlives_a_change(letter: tuple[PreviewServer, Path]) -> None:
    server, file = letter
    file.write_text(file.read_text(encoding="utf-8").replace("agenda:\n", "# à relire\nagenda:  # bientôt\n"), "utf-8")
    server.desk.wait(1, at_most=5)

    status, _there = post(server, do="down", place=ids(server)[0])

    text = file.read_text(encoding="utf-8")
    assert (status, "# à relire\nagenda:  # bientôt\n" in text) == (303, True)


def test_a_newer_file_is_not_overwritten_and_the_page_says_when_it_was_saved(
    letter: tuple[PreviewServer, Path],
) -> None:
    server, file = letter
    seen = server.desk.view.seen
    newer = file.read_text(encoding="utf-8") + "# plus récent\n"
    file.write_text(newer, encoding="utf-8")

    status, page = post(server, do="words", edito="Mon édito", signed=SIGNED, seen=seen)

    said = ("editions/1.yaml" in page, re.findall('class="unsaved">(.*?)<', page), 'role="alert"' in page)
    assert (status, said, file.read_text(encoding="utf-8")) == (409, (True, ["Mon édito"], True), newer)


def test_of_two_pages_open_at_once_the_second_must_look_again(letter: tuple[PreviewServer, Path]) -> None:
    server, _file = letter
    seen = server.desk.view.seen

    statuses = [post(server, do="words", signed=name, seen=seen)[0] for name in ("Maëlle", "Yann")]

    assert statuses == [303, 409]


def test_changes_are_taken_back_one_by_one(letter: tuple[PreviewServer, Path]) -> None:
    server, file = letter
    texts = [file.read_text(encoding="utf-8")]
    for name in ("Maëlle", "Yann"):
        post(server, do="words", signed=name)
        texts.append(file.read_text(encoding="utf-8"))

    taken_back = []
    for _change in range(2):
        post(server, do="undo")
        taken_back.append(file.read_text(encoding="utf-8"))

    assert (taken_back, server.desk.can_undo, post(server, do="undo")[0]) == ([texts[1], texts[0]], False, 422)


def test_nothing_is_taken_back_over_what_somebody_else_saved(letter: tuple[PreviewServer, Path]) -> None:
    server, file = letter
    post(server, do="words", signed="Maëlle")
    version = server.desk.view.version
    file.write_text(file.read_text(encoding="utf-8") + "# plus récent\n", encoding="utf-8")
    server.desk.wait(version, at_most=5)

    assert (server.desk.can_undo, post(server, do="undo")[0]) == (False, 422)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"do": "words", "subject": " "}, "subject"),
        ({"do": "steal"}, "steal"),
        ({"do": "up", "place": "a-0000000000"}, "a-0000000000"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    letter: tuple[PreviewServer, Path], fields: dict[str, Any], words: str
) -> None:
    server, file = letter
    before = file.read_text(encoding="utf-8")

    status, page = post(server, **fields)

    assert (status, words in page, file.read_text(encoding="utf-8")) == (422, True, before)


def test_while_another_run_writes_nothing_is_changed(letter: tuple[PreviewServer, Path]) -> None:
    server, file = letter
    before = file.read_text(encoding="utf-8")
    with Store.open(file.parent.parent / ".digest") as store, store.lock(now=NOON):
        status, _page = post(server, do="words", signed="Maëlle")

    assert (status, file.read_text(encoding="utf-8")) == (423, before)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://exemple.org"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Host": "exemple.org"},
        {"Host": "exemple.org", "Origin": "http://exemple.org"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json"},
        {"Content-Type": ""},
    ],
    ids=str,
)
def test_a_form_of_another_page_is_refused(letter: tuple[PreviewServer, Path], headers: dict[str, str]) -> None:
    server, file = letter
    before = file.read_text(encoding="utf-8")

    status, _body = post(server, headers=headers, do="words", signed="Pirate")

    assert (status, file.read_text(encoding="utf-8")) == (403, before)


@pytest.mark.parametrize("token", ["", "x", "é", "0" * 43])
def test_a_form_without_the_token_of_this_run_is_refused(letter: tuple[PreviewServer, Path], token: str) -> None:
    server, _file = letter

    assert post(server, do="words", signed="Pirate", token=token)[0] == 403


@pytest.mark.parametrize("path", ["/", "/change/", "/change?x", "/../change", "/message"])
def test_only_one_address_takes_forms(letter: tuple[PreviewServer, Path], path: str) -> None:
    server, _file = letter

    assert post(server, path=path, do="words", signed="Pirate")[0] == 405


def test_a_form_that_is_too_large_is_refused(letter: tuple[PreviewServer, Path]) -> None:
    server, _file = letter

    assert post(server, do="words", edito="é" * 100_000)[0] == 403


def test_a_preview_that_only_reads_offers_no_editing_and_takes_no_form(tmp_path: Path) -> None:
    import threading

    built(tmp_path)
    desk = PreviewSession(lambda: newsroom(tmp_path))
    desk.start()
    with open_server(desk, port=8765, read_only=True) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        connection.request("GET", "/?tab=edit")
        page = connection.getresponse().read().decode()
        connection.close()
        statuses = [post(server, do="words", signed="Pirate", token=token)[0] for token in ("", "x")]
        server.shutdown()
        thread.join()

    assert ('method="post"' in page, 'data-tab="message"' in page, statuses) == (False, True, [405, 405])


def test_an_own_text_without_an_id_is_changed_by_its_line(letter: tuple[PreviewServer, Path]) -> None:
    server, file = letter
    text = file.read_text(encoding="utf-8").replace("    articles:\n", "    articles:\n      - title: Le nôtre\n", 1)
    line = text[: text.index("- title: Le nôtre")].count("\n") + 1
    file.write_text(text, encoding="utf-8")
    server.desk.wait(1, at_most=5)

    status, _there = post(server, do="retell", place=f"#{line}", title="À : vous")

    assert (status, '- title: "À : vous"\n' in file.read_text(encoding="utf-8")) == (303, True)
