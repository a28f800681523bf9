"""What a collection of a hundred feeds costs, beside rss2email in the same run and beside what nobody can go below.

Run it with `python benchmarks/feeds.py [feeds]`. A local server answers each feed (50 articles, most of them older than
the week of the letter) after 50 to 200 ms. Every program runs in a process of its own: wall clock, CPU and peak memory
are the system's. Without rss2email (`pip install rss2email`) its lines are left out. What
is past its bound is marked, and nothing else happens: the ratios are the result.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from digest.sources.collect import AT_ONCE

ARTICLES = 50
FIRST = 1000
TEXT = """la coopération décentralisée réunit l’élue et les agents des collectivités autour de projets communs : eau,
climat, culture, jumelage, réseau, Afrique, Europe, Méditerranée, appel à projets, solidarité"""
HEAD = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Site {n}</title><link>https://site{n}.example/</link>
<description>Un réseau</description><language>fr</language><lastBuildDate>{built}</lastBuildDate>"""
ITEM = """<item><title>{title}</title><link>https://site{n}.example/article/{k}</link>
<guid isPermaLink="false">id-{n}-{k}</guid><pubDate>{day:02d} Apr 2024 08:{minute:02d}:00 +0200</pubDate>
<dc:creator>Anne {k}</dc:creator><category>Eau</category><category><![CDATA[Climat]]></category>
<description><![CDATA[<p>{lead}</p>]]></description><content:encoded><![CDATA[{body}]]></content:encoded></item>
"""
CONFIG = """letter: {{title: Banc, from: banc@exemple.org}}
window: {{articles: 7 days}}
fetch: {{allow: [127.0.0.1]}}
sources:
{sources}"""

_DIGEST = (sys.executable, "-m", "digest", "--as-of", "2024-04-28", "--quiet")


def words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(TEXT.split()) for _word in range(count)).capitalize() + "."


def make_item(site: int, number: int) -> str:
    """Write one article, always the same for the same numbers; its text is about 1.5 kB of HTML."""
    chance = random.Random(site * 100_003 + number)
    part = '<p>{} <a href="/page/{}?x=1">lien</a> <strong>{}</strong></p>'
    body = "".join(part.format(words(chance, 25), number, words(chance, 3)) for _part in range(6))
    return ITEM.format(
        n=site,
        k=number,
        title=words(chance, 8),
        lead=words(chance, 40),
        body=f'{body}<img src="/images/{number}.jpg" width="300">',
        day=min(28, max(1, 28 - (FIRST + ARTICLES - number) // 2)),
        minute=number % 60,
    )


def make_feed(site: int, *, new: int = 0, built: str = "") -> bytes:
    """Write a feed of the newest articles first; `new` have come since the first reading."""
    newest = FIRST + ARTICLES + new
    items = (make_item(site, number) for number in range(newest, newest - ARTICLES, -1))
    return (HEAD.format(n=site, built=built) + "".join(items) + "</channel></rss>").encode()


class Handler(BaseHTTPRequestHandler):
    """Answers a feed after its delay; a connection is kept."""

    protocol_version = "HTTP/1.1"
    server: "Host"

    def do_GET(self) -> None:
        """Wait, then send the feed as it is now; without validators, as many sites do."""
        time.sleep(self.server.delay)
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server names it
        """Report nothing."""


class Host(ThreadingHTTPServer):
    """One site with one feed, on a port of its own."""

    daemon_threads = True

    def __init__(self, number: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.number = number
        self.delay = random.Random(number).uniform(0.05, 0.2)
        self.body = make_feed(number)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Return the address of the feed."""
        return f"http://127.0.0.1:{self.server_port}/feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one process cost: seconds, seconds, megabytes."""

    wall: float
    cpu: float
    peak: float

    def __str__(self) -> str:
        return f"{self.wall:7.2f} s wall {self.cpu:7.2f} s CPU {self.peak:6.0f} MB"


def run(*command: str, folder: Path) -> Cost:
    """Run a command to its end and give what it cost, as the system counts it."""
    start = time.perf_counter()
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
        _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        print(f"{command[:3]} ended with {process.returncode}:", (folder / "said.txt").read_text()[-500:])
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return Cost(wall=time.perf_counter() - start, cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss / unit)


def digest_command(folder: Path, hosts: list[Host]) -> tuple[str, ...]:
    sources = "".join(f"  - {{name: Site {host.number}, url: '{host.url}', type: feed}}\n" for host in hosts)
    (folder / "feeds.yaml").write_text(CONFIG.format(sources=sources), encoding="utf-8")
    return (*_DIGEST, "collect")


def rss2email_command(folder: Path, hosts: list[Host]) -> tuple[str, ...] | None:
    beside = Path(sys.executable).with_name("r2e")
    program = str(beside) if beside.exists() else shutil.which("r2e")
    if program is None:
        return None
    feeds = "".join(f"[feed.site{host.number}]\nurl = {host.url}\n" for host in hosts)
    (folder / "r2e.cfg").write_text(f"[DEFAULT]\nfrom = a@exemple.org\nto = b@exemple.org\n{feeds}", encoding="utf-8")
    return (program, "-c", "r2e.cfg", "-d", "r2e.json", "run", "--no-send")


def rounds(command: tuple[str, ...], folder: Path, hosts: list[Host]) -> dict[str, Cost]:
    """Run a program on each state of the feeds in turn: all new, the same, rebuilt without news, five new each."""
    costs = {}
    for state, new, built in (("first run", 0, ""), ("the same", 0, ""), ("rebuilt", 0, "later"), ("five new", 5, "")):
        for host in hosts:
            host.body = make_feed(host.number, new=new, built=built)
        costs[state] = run(*command, folder=folder)
    return costs


def say(what: str, ours: float, theirs: float, bound: float) -> None:
    ratio = ours / theirs
    print(f"  {what:58} {ratio:6.3f}  (at most {bound:.3f}){'' if ratio <= bound else '  PAST ITS BOUND'}")


def compare(ours: dict[str, Cost], theirs: dict[str, Cost]) -> None:
    """Print the ratios to rss2email that are bounded."""
    say("first run, wall, to rss2email's", ours["first run"].wall, theirs["first run"].wall, 1 / 10)
    say("first run, CPU, to rss2email's", ours["first run"].cpu, theirs["first run"].cpu, 1 / 4)
    say("nothing new, wall, to rss2email's", ours["the same"].wall, theirs["the same"].wall, 1 / 25)
    say("nothing new, CPU, to rss2email's", ours["the same"].cpu, theirs["the same"].cpu, 1 / 10)


def main(count: int) -> None:
    """Print what each run cost, then the ratios."""
    hosts = [Host(number) for number in range(count)]
    programs = {"digest": digest_command, "rss2email": rss2email_command}
    costs: dict[str, dict[str, Cost]] = {}
    for name, command_of in programs.items():
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            command = command_of(folder, hosts)
            if command is None:
                print(f"{name} is not installed: skipped")
                continue
            costs[name] = rounds(command, folder, hosts)
        for state, cost in costs[name].items():
            print(f"{name:10} {state:10} {cost}")
    delays = sum(host.delay for host in hosts)
    ours = costs["digest"]
    if "rss2email" in costs:
        compare(ours, costs["rss2email"])
    say("nothing new, wall, to the delays over the connections", ours["the same"].wall, delays / min(count, AT_ONCE), 2)
    say("peak memory, to 110 MB", max(cost.peak for cost in ours.values()), 110, 1)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
