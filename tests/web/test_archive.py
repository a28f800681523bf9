"""The archive over HTTP: what `digest archive` wrote, as what it is, and nothing else."""

from pathlib import Path

import pytest

from digest.app.editions import write_archive
from tests.web.visitors import Visitor, visit

FILES = {
    "index.html": b"<h1>Toutes les lettres</h1>",
    "archive.css": b"p{}",
    "atom.xml": b"<feed/>",
    "sitemap.xml": b"<urlset/>",
    "17/index.html": b"<h1>No. 17</h1>",
    "17/agenda.ics": b"BEGIN:VCALENDAR\r\n",
    "17/p-0a.jpg": b"jpg",
}


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    folder = tmp_path / "out" / "archive"
    write_archive(FILES, folder)
    (folder / "notes.txt").write_text("not ours")
    (folder / "17" / "draft.html").write_text("not ours")
    (tmp_path / "out" / "secret.html").write_text("not ours")
    return visit(tmp_path)


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/index.html", "index.html", "text/html; charset=utf-8"),
        ("/archive.css", "archive.css", "text/css; charset=utf-8"),
        ("/atom.xml", "atom.xml", "application/atom+xml; charset=utf-8"),
        ("/sitemap.xml", "sitemap.xml", "application/xml; charset=utf-8"),
        ("/17/", "17/index.html", "text/html; charset=utf-8"),
        ("/17/agenda.ics", "17/agenda.ics", "text/calendar; charset=utf-8"),
        ("/17/p-0a.jpg", "17/p-0a.jpg", "image/jpeg"),
    ],
)
def test_a_file_of_the_archive_is_served_as_what_it_is(visitor: Visitor, path: str, name: str, kind: str) -> None:
    got = visitor.ask("GET", path)

    assert (got.status, got.headers["Content-Type"], got.body.encode()) == (200, kind, FILES[name])


@pytest.mark.parametrize(
    "path",
    [
        "/notes.txt",
        "/17/draft.html",
        "/18/",
        "/.archive-files",
        "/../secret.html",
        "/17/../../secret.html",
        "/17//index.html",
        "//index.html",
        "/..\\secret.html",
        "/\x00",
        "/index.html\n",
        "/Ã©.html",
        "/u/",
        "/p/short",
        "/feeds.yaml",
        "/17/index.html/",
        "/" + "9" * 5000 + "/",
    ],
)
def test_everything_else_is_not_there(visitor: Visitor, path: str) -> None:
    got = visitor.ask("GET", path)

    assert (got.status, got.heading) == (404, "This link leads nowhere")


def test_an_issue_without_its_slash_leads_to_it_wherever_the_letter_is(visitor: Visitor) -> None:
    answers = [visitor.ask("GET", "/17"), visitor.ask("GET", "", SCRIPT_NAME="/lettre")]

    assert [(got.status, got.headers["Location"]) for got in answers] == [(301, "17/"), (301, "lettre/")]


def test_what_a_reader_has_already_is_not_sent_again(visitor: Visitor) -> None:
    etag = visitor.ask("GET", "/atom.xml").headers["ETag"]
    got = visitor.ask("GET", "/atom.xml", HTTP_IF_NONE_MATCH=f'"other", W/{etag}')

    assert (got.status, got.body, "Content-Length" in got.headers) == (304, "", False)


def test_the_archive_may_be_kept_by_caches_and_found_by_robots(visitor: Visitor) -> None:
    headers = visitor.ask("GET", "/").headers

    assert (headers["Cache-Control"], "X-Robots-Tag" in headers) == ("public, max-age=300", False)


def test_an_archive_that_was_never_written_says_so(tmp_path: Path) -> None:
    got = visit(tmp_path).ask("GET", "/")

    assert (got.status, got.heading) == (200, "No letter has appeared yet.")
