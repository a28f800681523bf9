"""A letter from the most hostile sources there are, beside an internal server that nobody may reach: the canary."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.app.add_source import add_list
from digest.app.build import EditionService
from digest.config import Fetch, Source, SourceType, load_config
from tests.end_to_end.commands import feeds_yaml, write
from tests.makers import make_config
from tests.servers import Reply, Site

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def canary() -> Iterator[Site]:
    with Site({"/": Reply(body=b"<rss version='2.0'><channel><title>secret</title></channel></rss>")}) as running:
        yield running


def build(folder: Path, *sources: Source, allow: tuple[str, ...]) -> tuple[int, str]:
    """Build a letter; count the sources that could not be read, and return everything that was written."""
    config = make_config(
        path=folder / "feeds.yaml", sources=sources, fetch=Fetch(allow=allow, deadline=timedelta(seconds=3))
    )
    newsroom = EditionService(config, state=folder / ".digest", now=NOW)
    newsroom.build()
    written = (file.read_bytes() for file in (folder / "out" / "1").iterdir())
    failed = sum(state.health.failures for state in newsroom.source_states())
    return failed, b"".join(written).decode("utf-8", "replace")


def feed(name: str, address: str, kind: SourceType = SourceType.FEED) -> Source:
    return Source(name=name, type=kind, url=address)


def spellings(port: int) -> list[str]:
    """Return the ways to write 127.0.0.1 and what means it."""
    hosts = (
        "127.0.0.1", "2130706433", "0x7f000001", "017700000001", "0177.0.0.1", "0x7f.0x0.0x0.0x1", "127.1", "127.0.1",
        "0.0.0.0", "0", "localhost", "LOCALHOST", "localhost.", "127.0.0.1.", "[::1]", "[::]", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "①②⑦.⓪.⓪.①", "127。0。0。1", "evil.example@127.0.0.1", "127.0.0.1%2f@127.0.0.1", "127.0.0.1\\@127.0.0.1",
    )  # fmt: skip
    return [f"http://{host}:{port}/" for host in hosts]


def test_no_spelling_of_an_internal_address_is_connected_to(tmp_path: Path, canary: Site) -> None:
    sources = [feed(f"n{place}", address) for place, address in enumerate(spellings(canary.port))]

    failed, written = build(tmp_path, *sources, allow=())

    assert (failed, canary.connections, "secret" in written) == (len(sources), 0, False)


def test_no_redirect_to_an_internal_address_is_followed(tmp_path: Path, site: Site, canary: Site) -> None:
    targets = [*spellings(canary.port), f"//127.0.0.1:{canary.port}/", f"\thttp://127.0.0.1:{canary.port}/"]
    targets += [f"{scheme}://127.0.0.1:{canary.port}/" for scheme in ("ftp", "gopher", "file", "dict", "jar", "HTTPS")]
    targets += ["file:///etc/passwd", "data:text/xml,<rss/>", "unix:///run/x", f"http:127.0.0.1:{canary.port}/"]
    for place, target in enumerate(targets):
        octets = target.encode().decode("latin-1")  # what http.server can send
        status = (301, 302, 303, 307, 308)[place % 5]
        site.replies[f"/{place}"] = Reply(status=status, headers={"Location": octets})
        site.replies[f"/hop/{place}"] = Reply(status=302, headers={"Location": f"/{place}"})
    sources = [feed(path, site.url(path)) for path in list(site.replies)]

    failed, written = build(tmp_path, *sources, allow=(site.host,))

    assert (failed, canary.connections, "secret" in written) == (len(sources), 0, False)


def hostile_feed(address: str) -> bytes:
    """Write an RSS feed that points to an address by every means that some program somewhere follows by itself."""
    html = f"""<img src="{address}i.png" srcset="{address}s.png 2x"><link rel="stylesheet" href="{address}l.css">
<style>@import url({address}c.css); body {{background: url({address}b.png)}}</style>
<p style="background-image: url('{address}p.png')">Jumelage</p><iframe src="{address}f"></iframe>
<svg><image href="{address}v.svg"/><use href="{address}u.svg#x"/></svg><video poster="{address}o" src="{address}m">
</video><object data="{address}d"></object><embed src="{address}e"><meta http-equiv="refresh" content="0;{address}r">
<base href="{address}"><input type="image" src="{address}n"><body background="{address}g">"""
    return f"""<?xml version="1.0"?><?xml-stylesheet href="{address}x.css" type="text/css"?>
<!DOCTYPE rss SYSTEM "{address}rss.dtd">
<rss version="2.0" xmlns:xi="http://www.w3.org/2001/XInclude" xmlns:media="http://search.yahoo.com/mrss/">
<channel xml:base="{address}"><title>Portail</title><link>{address}</link><image><url>{address}logo.png</url></image>
<cloud domain="127.0.0.1" port="80" path="/"/>
<item><title>Jumelage &lt;img src="{address}t.png"&gt;</title><link>{address}article</link>
<enclosure url="{address}a.jpg" type="image/jpeg" length="1"/><media:content url="{address}m.jpg" medium="image"/>
<media:thumbnail url="{address}h.jpg"/><xi:include href="{address}inc.xml"/><comments>{address}comments</comments>
<pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate><description><![CDATA[{html}]]></description></item></channel></rss>
""".encode()


def hostile_calendar(address: str) -> bytes:
    rows = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//FR", f"SOURCE;VALUE=URI:{address}again.ics",
        f"TZURL:{address}tz.ics", "BEGIN:VTIMEZONE", "TZID:Ailleurs/Nulle", f"TZURL:{address}zone.ics", "END:VTIMEZONE",
        "BEGIN:VEVENT", "UID:1@x", "DTSTAMP:20261101T080000Z", "DTSTART;TZID=Ailleurs/Nulle:20261125T100000",
        "SUMMARY:Rencontre", f"URL:{address}event", f"ATTACH;FMTTYPE=image/png:{address}a.png",
        f"IMAGE;VALUE=URI:{address}i.png", f"DESCRIPTION;ALTREP=\"{address}d.html\":x", f"CONFERENCE:{address}c",
        "END:VEVENT", "END:VCALENDAR", "",
    )  # fmt: skip
    return "\r\n".join(rows).encode()


def hostile_page(address: str) -> bytes:
    return f"""<!DOCTYPE html SYSTEM "{address}p.dtd"><html manifest="{address}m"><head><title>Page</title>
<base href="{address}"><meta property="og:type" content="article"><meta property="og:title" content="Jumelages">
<meta property="og:image" content="{address}o.png"><meta property="og:url" content="{address}u">
<link rel="preload" href="{address}l"><script src="{address}s.js"></script>
<script type="application/ld+json">{{"@context": "{address}context", "@type": "NewsArticle", "headline": "Jumelages",
"datePublished": "2026-11-20", "image": "{address}j.png", "url": "{address}k"}}</script></head>
<body><article><h1>Jumelages</h1><p>Un texte.</p><img src="{address}i.png"></article></body></html>""".encode()


def test_nothing_that_content_names_is_fetched(tmp_path: Path, site: Site, canary: Site) -> None:
    address = canary.url("/")
    texts = {
        "contenu/texte.md": f"# Un texte\n\n![x]({address}md.png) <img src='{address}i.png'>\n",
        "contenu/page.html": hostile_page(address).decode(),
        "contenu/agenda.ics": hostile_calendar(address).decode(),
        "contenu/flux.xml": hostile_feed(address).decode(),
    }
    write(tmp_path, texts)
    site.replies |= {
        "/feed": Reply(body=hostile_feed(address)),
        "/agenda.ics": Reply(body=hostile_calendar(address)),
        "/page": Reply(body=hostile_page(address), headers={"Link": f"<{address}>; rel=preload"}),
    }

    _failed, written = build(
        tmp_path,
        feed("Portail", site.url("/feed")),
        feed("Agenda", site.url("/agenda.ics"), SourceType.CALENDAR),
        feed("Page", site.url("/page"), SourceType.PAGE),
        Source(name="Textes", type=SourceType.FOLDER, path=tmp_path / "contenu"),
        allow=(site.host, canary.host),
    )

    assert (canary.connections, "Jumelage" in written) == (0, True)


def test_a_list_of_sources_is_written_down_without_asking_any(tmp_path: Path, canary: Site) -> None:
    write(
        tmp_path,
        {
            "feeds.yaml": feeds_yaml(f"name: A\n    url: {canary.url('/a')}"),
            "liste.opml": f'<!DOCTYPE opml SYSTEM "{canary.url("/x.dtd")}"><opml><head><ownerId>{canary.url("/o")}'
            f'</ownerId></head><body><outline text="B" type="include" url="{canary.url("/i")}"/>'
            f'<outline text="C" xmlUrl="{canary.url("/c")}" htmlUrl="{canary.url("/h")}"/></body></opml>',
        },
    )
    config = load_config(tmp_path / "feeds.yaml", environ={})

    added = add_list(config, tmp_path / "liste.opml", environ={})
    now = load_config(tmp_path / "feeds.yaml", environ={})
    EditionService(now, state=tmp_path / ".digest", now=NOW).collect()

    assert ([one.name for one in added.sources], len(now.sources), canary.connections) == (["C"], 2, 0)
