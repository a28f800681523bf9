"""A folder as a source: every file of any name and any octets gives items or problems, never a traceback."""

import os
import socket
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config import Source, SourceType
from digest.sources.files.folder import read_folder
from tests.sources.folders import EXHIBITS, outline, read_one, reading_at, things_in
from tests.sources.readings import reading_of

_ENDINGS = [".md", ".txt", ".html", ".pdf", ".ics", ".csv", ".tsv", ".xml", ".json", ".rss", ".atom", ".docx", ""]


def places_in(folder: Path, *, where: str = "contenu") -> list[str]:
    """Return the places of what a folder holds, in order."""
    found = read_folder(reading_at(folder, where=where))
    return [str(one.provenance) for one in things_in(found)]


def test_files_are_read_in_the_order_of_their_names_and_hidden_ones_are_not(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.txt", "a.txt", ".caché.md", ".git/x.md", "~$b.md", "photo.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Titre\n\nTexte.\n")

    assert places_in(tmp_path) == ["contenu/a.txt:1", "contenu/b.md:1", "contenu/a/z.txt:1"]


def test_a_single_file_is_a_source_too(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# Une note\n")

    assert places_in(tmp_path / "note.md", where="textes/note.md") == ["textes/note.md:1"]


def test_the_folder_of_feeds_yaml_itself_adds_nothing_to_the_places(tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text("# Une note\n")

    assert places_in(tmp_path, where=".") == ["note.md:1"]


def test_a_missing_folder_is_a_failed_source(tmp_path: Path) -> None:
    found = read_folder(reading_at(tmp_path / "nulle-part"))

    assert (found.failed, outline(found)) == (True, {"problems": ["contenu: there is no such file or folder"]})


@pytest.mark.parametrize(
    ("name", "content", "is_complete"),
    [
        pytest.param("b.md", b"# Une autre\n", True, id="all are read"),
        pytest.param("b.docx", b"PK", True, id="one is of another program"),
        pytest.param("b.pdf", b"%PDF-1.7 broken", False, id="a PDF is broken"),
        pytest.param("b.xml", b"<html>", False, id="a feed is none"),
        pytest.param("b.txt", b"\x00\x01\x02", False, id="a text is none"),
    ],
)
def test_nothing_is_withdrawn_while_a_file_cannot_be_read(
    tmp_path: Path, name: str, content: bytes, is_complete: bool
) -> None:
    (tmp_path / "a.md").write_text("# Une note\n")
    (tmp_path / name).write_bytes(content)

    found = read_folder(reading_at(tmp_path))

    assert (found.is_complete, found.failed, found.articles[0].title) == (is_complete, False, "Une note")


def test_documents_of_other_programs_are_mentioned_once(tmp_path: Path) -> None:
    for name in ("a.docx", "b.odt", "c.docx", "d.doc", "e.jpg"):
        (tmp_path / name).write_bytes(b"PK")

    told = read_folder(reading_at(tmp_path)).problems

    assert [problem.message for problem in told] == [
        "not read, because their format is not known: contenu/a.docx, contenu/b.odt, contenu/c.docx …"
    ]


def test_saved_feeds_and_calendars_are_read(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(
        '<rss version="2.0"><channel><title>t</title><item><title>Un article</title>'
        "<link>https://example.org/1</link></item></channel></rss>"
    )
    (tmp_path / "agenda.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Un rendez-vous\r\n"
        "DTSTART;VALUE=DATE:20240502\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )

    found = read_folder(reading_at(tmp_path))

    assert [one.title for one in things_in(found)] == ["Un article", "Un rendez-vous"]


def test_what_is_neither_file_nor_folder_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.md"))
        told = outline(read_folder(reading_at(tmp_path)))

    assert told == {"problems": ["contenu/pipe.txt: it is no regular file", "contenu/s.md: it is no regular file"]}


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "contenu"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("Un secret\n")
    (inside / "a.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "b.txt").symlink_to(inside / "c.txt")
    (inside / "boucle.txt").symlink_to(inside / "boucle.txt")
    (inside / "c.txt").write_text("Un texte\n")
    (inside / "haut").symlink_to(tmp_path)

    found = read_folder(reading_at(inside))

    assert [article.title for article in found.articles] == ["Un texte", "Un texte"]
    assert [problem.where for problem in found.problems] == ["contenu/a.txt", "contenu/boucle.txt"]


def test_a_file_that_is_too_large_is_told(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(20_000_001)

    assert outline(read_folder(reading_at(tmp_path))) == {"problems": ["contenu/a.txt: it is larger than 20 MB"]}


def test_a_link_to_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nulle-part.txt")

    assert [problem.where for problem in read_folder(reading_at(tmp_path)).problems] == ["contenu/a.txt"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param(b"caf\xe9.txt", "contenu/caf\\xe9.txt:1", id="octets that are no UTF-8"),
        pytest.param(b"a\nb.txt", "contenu/a\\nb.txt:1", id="line feed"),
        pytest.param("\u202etxt.a.txt".encode(), "contenu/\\u202etxt.a.txt:1", id="bidirectional mark"),
        pytest.param("é.txt".encode(), "contenu/é.txt:1", id="accent"),
        pytest.param(b"x" * 240 + b".txt", "contenu/" + "x" * 240 + ".txt:1", id="long"),
    ],
)
def test_a_name_of_any_octets_is_shown_harmlessly(tmp_path: Path, name: bytes, shown: str) -> None:
    (tmp_path / os.fsdecode(name)).write_text("Un titre\n")

    assert places_in(tmp_path) == [shown]


@pytest.mark.parametrize(
    ("content", "title"),
    [
        pytest.param("Été\n".encode(), "Été", id="UTF-8"),
        pytest.param("Été\n".encode("utf-8-sig"), "Été", id="UTF-8 with a mark"),
        pytest.param("L’été\n".encode("cp1252"), "L’été", id="Windows-1252"),
        pytest.param("Été\n".encode("utf-16"), "Été", id="UTF-16"),
    ],
)
def test_the_encoding_of_a_text_is_found_out(tmp_path: Path, content: bytes, title: str) -> None:
    assert [article.title for article in read_one(tmp_path, "a.txt", content).articles] == [title]


@pytest.mark.parametrize("name", [f"a{ending}" for ending in _ENDINGS if ending not in ("", ".docx")])
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), id="a picture"),
        pytest.param(b"\xff\xfe", id="a mark alone"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_a_problem(tmp_path: Path, name: str, content: bytes) -> None:
    found = read_one(tmp_path, name, content)

    assert (found.articles, found.events, len(found.problems), found.failed) == ((), (), 1, False)


def test_a_saved_page_is_read_as_of_the_day_it_was_saved(tmp_path: Path) -> None:
    exhibit = (EXHIBITS / "portal" / "agenda_without_years.txt").read_bytes()
    (tmp_path / "page.txt").write_bytes(exhibit)
    saved = 1_701_700_000  # 4 December 2023
    os.utime(tmp_path / "page.txt", (saved, saved))

    found = read_folder(reading_at(tmp_path, today=date(2024, 4, 10)))

    assert [event.first_day.isoformat() for event in found.events] == ["2023-12-15", "2024-01-08", "2024-02-28"]


def test_what_the_source_says_is_added_to_every_item(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: La coopé©ration\ntags: [Eau]\n---\n")
    (tmp_path / "b.csv").write_text("titre,date\nBal,1/6/2024\n")
    source = Source(
        name="s",
        type=SourceType.FOLDER,
        path=tmp_path,
        theme="Monde",
        tags=("CUF",),
        replace={"coopé©ration": "coopération"},
    )

    found = read_folder(reading_of(source, where="contenu"))

    assert [(one.title, one.tags, one.theme) for one in things_in(found)] == [
        ("La coopération", ("Eau", "CUF"), "Monde"),
        ("Bal", ("CUF",), "Monde"),
    ]


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.binary(min_size=1, max_size=60).map(lambda name: name.replace(b"/", b"").replace(b"\0", b"") or b"x"),
            st.sampled_from(_ENDINGS),
            st.one_of(
                st.binary(max_size=300),
                st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
                st.sampled_from(
                    [b"---\n", b"%PDF-1.7\n", b"BEGIN:VCALENDAR\r\n", b"<rss>", b'{"version":', b"titre;date\n"]
                ),
            ),
        ),
        max_size=6,
    )
)
def test_no_name_and_no_octets_stop_the_reading(files: list[tuple[bytes, str, bytes]]) -> None:
    with TemporaryDirectory() as folder:
        for name, ending, content in files:
            Path(folder, os.fsdecode(name) + ending).write_bytes(content)

        found = read_folder(reading_at(Path(folder)))

    assert not found.failed
    assert all(place == place.encode("utf-8").decode() for place in [str(p) for p in found.problems])
