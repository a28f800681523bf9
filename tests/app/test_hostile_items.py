"""Hostile items among good ones, over all kinds of sources: every good one is printed, and the letter is made."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.app.build import EditionService
from digest.config import Fetch, Source, SourceType
from tests.makers import make_config
from tests.servers import Reply, Site

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
SHARDS = (
    "&#11;", "&#x1F;", "&#0;", "\x0b", "\u202e", "\ufeff", "\ud83d", "&amp;#11;", "&lt;script&gt;", "<b", "]]>", "<!--",
    "{{ 7*7 }}", "%s%n", "'", '"', "\\", "`", "[x](javascript:alert(1))", "| a |", "---", "\n\n", "\t", "😀" * 50,
    "é" * 400, "a" * 3000, "12/13/2026", "31 février 2026", "99:99", "9" * 40, "-1", "NaN", "null", ": {", "- [",
    "&a *a", "!!python/object:x", "#", ";;;", "=1+1", "@", "\r", "https://[::1",
    "http://%zz/", "//", "data:text/html,x",
)  # fmt: skip
GOOD = 12


def scrap(chance: random.Random, at_most: int = 5) -> str:
    return "".join(chance.choice(SHARDS) for _shard in range(chance.randint(0, at_most)))


def hostile_feed(chance: random.Random) -> bytes:
    names = ("title", "link", "guid", "pubDate", "description", "category", "author", "enclosure", "ev:startdate")
    items = []
    for number in range(GOOD):
        items.append(f"<item><title>Fil {number}</title><link>https://bon.example/{number}</link></item>")
        fields = (
            f"<{name}>{scrap(chance).replace('<', '&lt;')}</{name}>"
            for name in chance.sample(names, chance.randint(1, 9))
        )
        items.append(f"<item>{''.join(fields)}</item>")
    head = '<rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/"><channel><title>x</title>'
    return f"{head}{''.join(items)}</channel></rss>".encode("utf-8", "surrogatepass")


def hostile_calendar(chance: random.Random) -> bytes:
    names = ("SUMMARY", "DTEND", "RRULE", "EXDATE", "LOCATION", "URL", "DESCRIPTION", "STATUS", "DURATION", "UID")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number in range(GOOD):
        lines += [
            "BEGIN:VEVENT",
            f"UID:bon-{number}",
            f"DTSTART:202612{number + 1:02}T090000Z",
            f"SUMMARY:Ical {number}",
        ]
        lines += ["END:VEVENT", "BEGIN:VEVENT", f"DTSTART:{chance.choice(('20261203', scrap(chance)))}"]
        for name in chance.sample(names, chance.randint(1, 9)):
            words = chance.choice(
                (scrap(chance), "FREQ=SECONDLY;COUNT=99999999", "FREQ=DAILY;INTERVAL=0", "P99999999W")
            )
            lines.append(f"{name}:{words}".replace("\n", "\\n").replace("\r", ""))
        lines.append("END:VEVENT")
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode("utf-8", "surrogatepass")


def hostile_table(chance: random.Random) -> bytes:
    rows = ["titre;date;heure;lieu;lien"]
    for number in range(GOOD):
        rows.append(f"Table {number};{number + 1:02}/12/2026;18h;Paris;https://bon.example/t{number}")
        rows.append(";".join('"' + scrap(chance).replace('"', '""').replace("\n", " ") + '"' for _cell in range(5)))
    return "\n".join(rows).encode("utf-8", "surrogatepass")


def hostile_text(chance: random.Random) -> bytes:
    head = f"---\ntitle: {scrap(chance)}\ndate: {scrap(chance)}\ntags: [{scrap(chance)}]\n---\n"
    return (chance.choice(("", head)) + scrap(chance, 20)).encode("utf-8", "surrogatepass")


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/feed": Reply(body=b"")}) as running:
        yield running


@pytest.mark.parametrize("seed", range(8))
def test_every_good_item_is_in_the_letter_whatever_stands_beside_it(seed: int, site: Site, tmp_path: Path) -> None:
    chance = random.Random(seed)
    site.replies["/feed"] = Reply(body=hostile_feed(chance))
    folder = tmp_path / "textes"
    folder.mkdir()
    (folder / "agenda.ics").write_bytes(hostile_calendar(chance))
    (folder / "dates.csv").write_bytes(hostile_table(chance))
    for number in range(GOOD):
        text = f"---\ntitle: Texte {number}\ndate: 2026-11-18\n---\nUn paragraphe."
        (folder / f"bon-{number}.md").write_text(text, encoding="utf-8")
        (folder / f"x-{number}.md").write_bytes(hostile_text(chance))
    sources = (
        Source(name="Fil", type=SourceType.FEED, url=site.url("/feed")),
        Source(name="Dossier", type=SourceType.FOLDER, path=folder),
    )
    config = replace(make_config(path=tmp_path / "feeds.yaml"), sources=sources, fetch=Fetch(allow=("127.0.0.1",)))

    found = EditionService(config, state=tmp_path / ".digest", now=NOW).build()

    edition = found.edition
    chapters = [*(chapter.articles for chapter in edition.chapters), edition.unclassified]
    titles = {placed.article.title for articles in chapters for placed in articles}
    titles |= {event.title for event in edition.agenda}
    assert [
        name
        for kind in ("Fil", "Ical", "Table", "Texte")
        for number in range(GOOD)
        if (name := f"{kind} {number}") not in titles
    ] == []
    assert "Texte 0" in (found.folder / "letter.html").read_text(encoding="utf-8")
