from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import Source, SourceType
from digest.errors import DigestError
from digest.sources.opml import read_opml, write_opml

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
FEED = Source(name='Cités Unies <France> & "amis"', type=SourceType.FEED, url="https://a.example/?a=1&b=2")
AGENDA = Source(name="Agenda", type=SourceType.CALENDAR, url="https://a.example/agenda")
PAGE = Source(name="Actualités", type=SourceType.PAGE, url="https://a.example/actualites")
TEXTS = Source(name="Nos textes", type=SourceType.FOLDER, path=Path("/contenu"))
BOMB = (
    b'<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<opml><body><outline text="&b;" xmlUrl="http://a.example/&b;"/></body></opml>'
)


def listed(raw: bytes) -> list[tuple[str, str, str]]:
    return [(one.name, one.url, one.type.value) for one in read_opml(raw, file="liste.opml").outlines]


def body(rows: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><opml version="1.1"><body>{rows}</body></opml>'.encode()


def test_what_is_exported_is_read_back() -> None:
    text = write_opml((FEED, AGENDA, PAGE, TEXTS), title="La lettre & co", now=NOW)

    assert listed(text.encode()) == [(one.name, one.url, one.type.value) for one in (FEED, AGENDA, PAGE)]


def test_an_export_is_opml_2() -> None:
    text = write_opml((AGENDA,), title="La lettre & co", now=NOW)

    assert text == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
        "  <head>\n    <title>La lettre &amp; co</title>\n"
        "    <dateCreated>Sat, 21 Nov 2026 08:00:00 +0000</dateCreated>\n  </head>\n  <body>\n"
        '    <outline type="calendar" text="Agenda" title="Agenda" xmlUrl="https://a.example/agenda"/>\n'
        "  </body>\n</opml>\n"
    )


@given(name=st.text(max_size=60))
def test_whatever_a_source_is_called_its_list_is_well_formed(name: str) -> None:
    source = Source(name=name, type=SourceType.FEED, url="https://a.example/")

    text = write_opml((source,), title=name, now=NOW)

    assert [one.url for one in read_opml(text.encode("utf-8", "replace"), file="x").outlines] == ["https://a.example/"]


def test_lists_of_other_readers_are_read_folders_and_all() -> None:
    rows = """
        <outline text="Réseau"><outline title="CGLU" type="rss" xmlUrl="http://cglu.example/feed" htmlUrl="x"/>
        <outline xmlUrl="feed://sans-nom.example/rss.xml"/></outline>
        <outline text="Agenda" xmlurl="webcal://a.example/cal.ics"/><outline text="Un dossier vide"/>"""

    assert listed(body(rows)) == [
        ("CGLU", "http://cglu.example/feed", "feed"),
        ("sans-nom.example", "https://sans-nom.example/rss.xml", "feed"),
        ("Agenda", "https://a.example/cal.ics", "calendar"),
    ]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://a.example/x",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "/etc/passwd",
        "data:text/xml,x",
        "http://lettre:secret@a.example/",
        "http://",
    ],
)
def test_only_web_addresses_are_taken_and_others_are_said_with_their_line(address: str) -> None:
    found = read_opml(body(f'\n<outline text="x" xmlUrl="{address}"/>'), file="liste.opml")

    assert (found.outlines, [(one.where, one.message) for one in found.problems]) == (
        (),
        [("liste.opml:2", f'"{address}" is no web address')],
    )


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(BOMB, "the file declares entities, which no list of sources needs", id="a bomb of entities"),
        pytest.param(
            b'<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body/></opml>',
            "the file declares entities, which no list of sources needs",
            id="a file as entity",
        ),
        pytest.param(
            b'<!DOCTYPE opml [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd">%x;]><opml/>',
            "the file declares entities, which no list of sources needs",
            id="a parameter entity",
        ),
        pytest.param(b"<opml><body>", "the file is no XML, or it is broken on this line", id="cut short"),
        pytest.param(b"", "the file is no XML, or it is broken on this line", id="empty"),
        pytest.param(b"<rss/>", "this is no list of sources (OPML)", id="a feed"),
        pytest.param(b"\xff\xfe\x00", "the file is no XML, or it is broken on this line", id="junk"),
        pytest.param(
            b'<?xml version="1.0" encoding="martian"?><opml/>',
            "the file is in an encoding that cannot be read",
            id="an unknown encoding",
        ),
        pytest.param(b" " * 5_000_001, "the file is larger than 5 MB", id="too large"),
    ],
)
def test_what_is_no_list_is_refused(raw: bytes, message: str) -> None:
    with pytest.raises(DigestError) as raised:
        read_opml(raw, file="liste.opml")

    assert raised.value.problem == message


def test_a_doctype_from_elsewhere_is_not_fetched() -> None:
    raw = b'<!DOCTYPE opml SYSTEM "http://127.0.0.1:9/opml.dtd"><opml><body><outline xmlUrl="http://a.example/"/></body></opml>'

    assert listed(raw) == [("a.example", "http://a.example/", "feed")]


def test_a_list_of_any_depth_and_length_is_bounded() -> None:
    deep = body("<outline>" * 50_000 + "</outline>" * 50_000)
    long = body("".join(f'<outline xmlUrl="http://a.example/{n}"/>' for n in range(3000)))

    assert (listed(deep), len(listed(long))) == ([], 2000)


def word_or_list(raw: bytes) -> str:
    try:
        return "a list" if read_opml(raw, file="x") else ""
    except DigestError as error:
        return error.hint


@given(st.binary(max_size=300))
def test_any_octets_give_a_list_or_a_word(raw: bytes) -> None:
    assert all(word_or_list(octets) for octets in (raw, body("")[:-20] + raw))
