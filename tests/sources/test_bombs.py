"""Bombs, each served by a real site to a process of its own: its time, its memory, and what it says are looked at."""

import gzip
import json
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.servers import Reply, Site

MEGABYTES, SECONDS = 200, 10
AT_MOST = 20_000_000
HEALTHY = b"<rss version='2.0'><channel><item><title>Jumelages</title></item></channel></rss>"
COLLECT = """
import json, sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from digest.config import Config, Fetch, Letter, Mailbox, Source, SourceType
from digest.sources.collect import collect_sources

kind, healthy, *bombs = sys.argv[1:]
sources = (
    *(Source(name=f"bombe {n}", type=SourceType(kind), url=bomb) for n, bomb in enumerate(bombs)),
    Source(name="saine", type=SourceType.FEED, url=healthy),
)
letter = Letter(title="La lettre", sender=Mailbox(address="lettre@exemple.org"))
fetch = Fetch(allow=("127.0.0.1",), deadline=timedelta(seconds=8 if len(bombs) == 1 else 20))
config = Config(path=Path("/nowhere/feeds.yaml"), letter=letter, sources=sources, fetch=fetch)
start = time.process_time()
*found, other = collect_sources(config, now=datetime(2024, 4, 10, 8, tzinfo=UTC), remembered={}).yields
status = Path("/proc/self/status")  # not getrusage: its peak begins with that of the process that started this one
peak = [int(line.split()[1]) for line in status.open() if line.startswith("VmHWM")] if status.exists() else [0]
print(json.dumps({
    "seconds": time.process_time() - start,
    "megabytes": peak[0] / 1e3,
    "problems": [problem.message for one in found for problem in one.problems],
    "items": sum(len(one.articles) + len(one.events) for one in found),
    "other": [article.title for article in other.articles],
}))
"""


@dataclass(frozen=True, kw_only=True)
class Bomb:
    """What a bomb answers, as which kind of source, and what must be said of it; "" where its harmless part is read."""

    reply: Reply
    kind: str = "feed"
    said: str = ""


def rss(inside: str, head: str = "") -> bytes:
    return f"{head}<rss version='2.0'><channel><title>Essai</title>{inside}</channel></rss>".encode()


def item(more: str, title: str = "t") -> str:
    return f"<item><title>{title}</title>{more}</item>"


def gigabyte(kind: int) -> bytes:
    """Pack a gigabyte of blanks: blocks that end in a full flush may be repeated as they are (RFC 1951)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, kind)
    head = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + block * 999 + packer.flush()


def laughs(parameter: str = "") -> bytes:
    mark = "%" if parameter else "&"
    entities = "".join(f'<!ENTITY {parameter} a{n} "{f"{mark}a{n - 1};" * 10}">' for n in range(1, 12))
    return rss(item("", title="&a11;"), head=f'<!DOCTYPE rss [<!ENTITY {parameter} a0 "lol">{entities}]>')


MANY = " ".join(f"a{n}='>'" for n in range(1_000_000))
TOO_LONG = "the answer is longer than 20 MB"
CUT = "at the end of the feed"
EVENT = "BEGIN:VEVENT\r\nUID:{n}\r\nDTSTAMP:20240401T080000Z\r\nDTSTART:20240425\r\nSUMMARY:a\r\nEND:VEVENT\r\n"
BOMBS = {
    "a gigabyte in gzip": Bomb(reply=Reply(body=gigabyte(31), headers={"Content-Encoding": "gzip"}), said=TOO_LONG),
    "a gigabyte deflated": Bomb(reply=Reply(body=gigabyte(15), headers={"Content-Encoding": "deflate"}), said=TOO_LONG),
    "a body without end": Bomb(reply=Reply(body=b"<item>" * 10_000, is_endless=True), said=TOO_LONG),
    "a hundred thousand articles": Bomb(reply=Reply(body=rss(item("") * 100_000)), said="99000 articles " + CUT),
    "articles of twenty megabytes": Bomb(reply=Reply(body=rss(item("") * (AT_MOST // 40))), said=CUT),
    "elements in each other": Bomb(reply=Reply(body=rss(item(f"<description>{'<b>' * 200_000}</description>")))),
    "tags in each other": Bomb(reply=Reply(body=rss(item(f"<description>{'&lt;p&gt;' * 200_000}</description>")))),
    "articles in each other": Bomb(reply=Reply(body=b"<rss>" * 200_000 + b"<item>" * 200_000), said=CUT),
    "a title of a megabyte": Bomb(reply=Reply(body=rss(item("", title="mot " * 250_000)))),
    "a title of twenty megabytes": Bomb(reply=Reply(body=rss(item("", title="\u20ac" * 6_600_000))), said=CUT),
    "a million attributes": Bomb(reply=Reply(body=rss(f"<item {MANY}><title>t</title></item>")), said=CUT),
    "attributes without an end": Bomb(reply=Reply(body=f"<rss {MANY}".encode()), said="in the middle"),
    "entities that laugh": Bomb(reply=Reply(body=laughs())),
    "parameter entities that laugh": Bomb(reply=Reply(body=laughs("%"))),
    "octets of nothing": Bomb(reply=Reply(body=bytes(AT_MOST - 1)), said="no feed"),
    "brackets": Bomb(reply=Reply(body=b"[" * (AT_MOST - 1)), said="no feed"),
    "a JSON feed of a million articles": Bomb(
        reply=Reply(body=b'{"items":[' + b'{"id":"1","title":"x"},' * 800_000 + b"{}]}"), said="no feed"
    ),
    "a page of tags in each other": Bomb(
        reply=Reply(body=b"<html><body>" + b"<div>" * 200_000), kind="page", said="no"
    ),
    "a page of attributes": Bomb(reply=Reply(body=f"<html><body {MANY}>".encode()), kind="page", said="no"),
    "a page of links": Bomb(
        reply=Reply(body=b"<html><body>" + b"<article><a href='/a'>mot mot</a></article>" * 400_000), kind="page"
    ),
    "a page whose entities laugh": Bomb(reply=Reply(body=laughs()), kind="page"),
    "a calendar of events": Bomb(
        reply=Reply(body=f"BEGIN:VCALENDAR\r\n{EVENT * 150_000}END:VCALENDAR".encode()), kind="calendar", said="2000"
    ),
    "a calendar of every second": Bomb(
        reply=Reply(
            body=b"BEGIN:VCALENDAR\r\n"
            + EVENT.replace("SUMMARY", "RRULE:FREQ=SECONDLY\r\nSUMMARY").encode()
            + b"END:VCALENDAR"
        ),
        kind="calendar",
        said="SECONDLY",
    ),
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site({f"/{n}": bomb.reply for n, bomb in enumerate(BOMBS.values())}) as running:
        running.replies["/healthy"] = Reply(body=HEALTHY)
        yield running


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_little_is_said_and_harms_no_other_source(name: str, site: Site) -> None:
    bomb = BOMBS[name]
    address = site.url(f"/{list(BOMBS).index(name)}")
    command = [sys.executable, "-c", COLLECT, bomb.kind, site.url("/healthy"), address]

    ended = subprocess.run(command, capture_output=True, check=True, text=True)

    told = json.loads(ended.stdout)
    is_said = any(bomb.said in problem for problem in told["problems"]) if bomb.said else not told["problems"]
    assert (told["megabytes"] < MEGABYTES, told["seconds"] < SECONDS, is_said, told["other"]) == (
        True,
        True,
        True,
        ["Jumelages"],
    ), told


def test_sixty_large_answers_at_once_cost_little_more_than_one(site: Site) -> None:
    blank = Reply(body=gzip.compress(rss(" " * 18_900_000)), headers={"Content-Encoding": "gzip"})

    with ExitStack() as running:
        sites = [running.enter_context(Site({"/": blank})) for _site in range(60)]
        command = [sys.executable, "-c", COLLECT, "feed", site.url("/healthy"), *(one.url() for one in sites)]
        ended = subprocess.run(command, capture_output=True, check=True, text=True)

    told = json.loads(ended.stdout)
    assert (told["megabytes"] < MEGABYTES, told["problems"], told["other"]) == (True, [], ["Jumelages"]), told


def test_an_entity_reads_no_file_and_asks_no_address(site: Site) -> None:
    canary = site.url("/canary")
    evil = (
        f'<!DOCTYPE rss SYSTEM "{canary}" [<!ENTITY % p SYSTEM "{canary}">%p;'
        f'<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY w SYSTEM "{canary}">]>'
    )
    for kind in ("feed", "page", "calendar"):
        site.replies[f"/{kind}"] = Reply(body=rss(item("<description>&f;</description>", title="a&f;&w;"), head=evil))
        command = [sys.executable, "-c", COLLECT, kind, site.url("/healthy"), site.url(f"/{kind}")]
        subprocess.run(command, capture_output=True, check=True, text=True)

    assert "/canary" not in site.asked
