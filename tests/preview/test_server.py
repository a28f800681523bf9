"""The preview over HTTP: what it answers, and to whom."""

import http.client
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from urllib.request import urlopen

import pytest

from digest.errors import UsageError
from digest.preview import PreviewSession, open_server
from digest.preview.server import PreviewServer
from tests.preview.letters import newsroom, served

Answer = tuple[int, http.client.HTTPMessage, str]


def ask(server: PreviewServer, path: str, *, method: str = "GET", host: str | None = None) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.request(method, path, headers={"Host": host} if host else {})
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("tab", ["message", "edit", "text", "headers", "checks", "why", "changes", "source"])
def test_every_tab_shows_the_edition(server: PreviewServer, tab: str) -> None:
    status, headers, page = ask(server, f"/?tab={tab}")

    assert (status, headers["Content-Type"], "<h1>" in page) == (200, "text/html; charset=utf-8", True)


def test_the_frame_holds_the_letter_of_the_sample_content(server: PreviewServer) -> None:
    _status, headers, letter = ask(server, "/message?width=320")

    assert ("Bureau exécutif" in letter, "sandbox" in headers["Content-Security-Policy"]) == (True, True)


def test_without_images_the_policy_of_the_frame_lets_none_through(server: PreviewServer) -> None:
    _status, headers, _letter = ask(server, "/message?images=0")

    assert "img-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/letter.eml", "/agenda.ics", "/edition.json", "/desk.css", "/desk.js"])
def test_every_file_of_the_page_is_there(server: PreviewServer, path: str) -> None:
    status, _headers, body = ask(server, path)

    assert (status, len(body) > 100) == (200, True)


def test_the_message_of_the_page_is_the_one_that_build_wrote_octet_for_octet(
    server: PreviewServer, letter: Path
) -> None:
    with urlopen(f"http://127.0.0.1:{server.server_port}/letter.eml") as answer:
        assert answer.read() == (letter / "out" / "1" / "letter.eml").read_bytes()


def test_the_frame_holds_the_words_of_the_html_part(server: PreviewServer, letter: Path) -> None:
    message = message_from_bytes((letter / "out" / "1" / "letter.eml").read_bytes(), policy=policy.default)
    part = message.get_body(("html",))

    view = server.desk.view
    assert (part and part.get_content().replace("\r\n", "\n")) == (view.parts and view.parts.html)


@pytest.mark.parametrize(
    "path",
    [
        "/feeds.yaml",
        "/../feeds.yaml",
        "/%2e%2e/feeds.yaml",
        "/desk.html.j2",
        "//etc/passwd",
        "/message/",
        "/desk.css/..",
        "/../../etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/%252e%252e/etc/passwd",
        "/..%5c..%5cetc%5cpasswd",
        "/%c0%ae%c0%ae/etc/passwd",
        "/desk.css%00.html",
        "/desk.css;/../feeds.yaml",
    ],
)
def test_nothing_else_is_there(server: PreviewServer, path: str) -> None:
    status, _headers, _body = ask(server, path)

    assert status == 404


@pytest.mark.parametrize(
    "host", ["exemple.org", "127.0.0.1", "127.0.0.1:1", "exemple.org:8765", "localhost.exemple.org"]
)
def test_a_foreign_host_name_is_refused(server: PreviewServer, host: str) -> None:
    statuses = [ask(server, path, host=host)[0] for path in ("/", "/message", "/changes", "/desk.css")]

    assert statuses == [403] * 4


def test_this_machine_by_its_name_is_welcome(server: PreviewServer) -> None:
    status, _headers, _body = ask(server, "/", host=f"localhost:{server.server_port}")

    assert status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_reading_and_the_forms_of_the_page_are_allowed(server: PreviewServer, method: str) -> None:
    status, headers, _body = ask(server, "/", method=method)

    assert (status, headers["Allow"]) == (405, "GET, HEAD")


def test_head_has_the_headers_and_no_body(server: PreviewServer) -> None:
    status, headers, body = ask(server, "/", method="HEAD")

    assert (status, int(headers["Content-Length"]) > 1000, body) == (200, True, "")


@pytest.mark.parametrize("path", ["/", "/desk.js", "/nothing"])
def test_every_answer_is_strict_about_what_may_load(server: PreviewServer, path: str) -> None:
    _status, headers, _body = ask(server, path)

    actual = ("default-src 'none'" in headers["Content-Security-Policy"], headers["X-Content-Type-Options"])
    assert actual == (True, "nosniff")


def test_a_second_preview_takes_the_next_free_port(server: PreviewServer, letter: Path) -> None:
    desk = PreviewSession(lambda: newsroom(letter))

    with open_server(desk, port=server.server_port) as second:
        assert second.server_port > server.server_port


def test_a_saved_edition_is_told_and_shown(own_server: tuple[PreviewServer, Path]) -> None:
    server, folder = own_server
    file = folder / "editions" / "1.yaml"

    def title_it() -> None:
        file.write_text(
            file.read_text(encoding="utf-8").replace("Un jumelage met", "Douze valises, un jumelage met"), "utf-8"
        )

    version = change(server, title_it)

    assert (version, "Douze valises" in ask(server, "/message")[2]) == (2, True)


def test_a_fault_is_shown_with_its_line_and_the_last_good_letter_stays(own_server: tuple[PreviewServer, Path]) -> None:
    server, folder = own_server
    before = ask(server, "/message")[2]

    change(server, lambda: (folder / "editions" / "1.yaml").write_text("number: 1\nthemes: [\n", encoding="utf-8"))

    page = ask(server, "/")[2]
    assert ('role="alert"' in page, "editions/1.yaml:" in page, ask(server, "/message")[2]) == (True, True, before)


def test_a_new_text_in_the_content_folder_enters_the_letter(own_server: tuple[PreviewServer, Path]) -> None:
    server, folder = own_server
    words = "---\ntitle: Une école de plus\ndate: 2026-01-14\n---\n\nElle ouvre.\n"

    change(server, lambda: (folder / "contenu" / "ecole.md").write_text(words, encoding="utf-8"))

    assert "Une école de plus" in ask(server, "/message")[2]


def change(server: PreviewServer, save: Callable[[], object]) -> int:
    """Save something while listening to the stream of changes; return the version it tells."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.request("GET", "/changes")
        stream = connection.getresponse()
        first = next_version(stream)
        save()
        while (version := next_version(stream)) == first:
            pass
        return version
    finally:
        connection.close()


def next_version(stream: http.client.HTTPResponse) -> int:
    while not (line := stream.readline().decode()).startswith("data:"):
        assert line, "the stream has ended"
    return int(line.removeprefix("data:"))


def test_an_edition_that_does_not_exist_is_wrong_usage(letter: Path) -> None:
    desk = PreviewSession(lambda: newsroom(letter), number=99)

    with pytest.raises(UsageError):
        desk.start()


def test_an_article_tells_its_rule_its_source_its_first_day_and_its_line(server: PreviewServer, letter: Path) -> None:
    text = (letter / "editions" / "1.yaml").read_text(encoding="utf-8")
    groups = server.desk.origins(server.desk.view)

    found = next(one for group in groups for one in group.origins if one.title.startswith("Un jumelage met"))
    line = text[: text.index("Un jumelage met")].count("\n")
    assert (
        found.source,
        found.where.startswith("contenu/"),
        found.first_seen,
        found.line,
        "jumelage" in found.reasons[0],
    ) == (
        "Nos textes",
        True,
        "4\xa0March 2026",
        line,
        True,
    )


def test_the_next_preview_tells_what_changed_since_the_last(own_server: tuple[PreviewServer, Path]) -> None:
    first, folder = own_server
    file = folder / "editions" / "1.yaml"
    text = file.read_text(encoding="utf-8").replace("Un jumelage met", "Douze valises, un jumelage met")
    before = first.desk.differences(first.desk.view)
    first.desk.close()

    file.write_text(text, encoding="utf-8")
    with served(folder) as second:
        found = second.desk.differences(second.desk.view) or ()

    assert (before, [one.what for one in found]) == (None, ["another title"])
