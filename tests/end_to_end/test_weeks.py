"""Week after week with the command itself: every article in exactly one letter, whatever the feeds do (issue 4)."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from digest.cli import main
from tests.end_to_end.commands import COMMAND, digest, environment, feeds_yaml, write
from tests.end_to_end.weeks import SHOWS, START, Item, feed, mark_sent, numbers_in, publish
from tests.servers import Reply, Site

WEEKS = 5


def letter_of(folder: Path, site: Site, sources: dict[str, str]) -> Path:
    """Write a letter that reads these paths of a site, by name."""
    entries = [f"{{name: {name}, url: {site.url(path)}}}" for name, path in sources.items()]
    return write(folder, {"feeds.yaml": feeds_yaml(*entries, more=f"fetch: {{allow: ['{site.host}']}}\n")})


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[list[int]]:
    """Return what six letters print: after five weeks, one more in which nothing new comes."""
    with Site() as site:
        letter = letter_of(tmp_path_factory.mktemp("semaines"), site, {name: f"/{name}" for name in SHOWS})
        return [one_week(letter, site, week) for week in range(WEEKS + 1)]


def one_week(letter: Path, site: Site, week: int) -> list[int]:
    shown = min(week, WEEKS - 1)
    for source, (name, show) in enumerate(SHOWS.items()):
        site.replies[f"/{name}"] = Reply(body=feed(show(source, shown)))
    now = START + timedelta(weeks=week)
    result = digest(letter, "--as-of", now.isoformat(), "build")
    assert result.code in (0, 3), result.err  # dates that cannot be meant are said
    return numbers_in(mark_sent(letter, now))


@pytest.mark.parametrize("name", SHOWS)
def test_over_five_weeks_each_article_is_in_one_letter_and_in_the_first_it_can_be(
    printed: list[list[int]], name: str
) -> None:
    source = list(SHOWS).index(name)
    of_source = [sorted(number for number in numbers if (number - 1000) // 100 == source) for numbers in printed]

    news = [sorted(item.number for item in publish(source, week)) for week in range(WEEKS)]
    # What is dated ahead appears at once, without that date: whoever reads of it then is in time.
    assert of_source == [*news, []]


MIRRORS = ("www.portail.example", "miroir.example", "portail-bis.example")


def copies(host: str, *, drift: bool) -> bytes:
    """Return four articles as a mirror shows them; with `drift` under other addresses and with other typography."""
    items = []
    for number, words in enumerate(("L’eau", "Les jeunes", "L’école", "La route"), start=1):
        title = f"{words} au cœur du jumelage numéro {number}"
        address = f"https://{host}/{'article' if not drift else host[0]}{number}.html"
        plain = title.replace("’", "'").replace("œ", "oe") + " !" if drift and host != MIRRORS[0] else title
        items.append(
            Item(number=number, title=plain, link=address, guid=address, published=START - timedelta(days=number))
        )
    return feed(items)


@pytest.mark.parametrize(
    ("same_as", "drift"),
    [
        pytest.param("same_as: [miroir.example, portail-bis.example]", False, id="named as mirrors"),
        pytest.param("tags: [x]", False, id="known by their titles"),
        pytest.param("tags: [x]", True, id="known by titles that are nearly equal"),
    ],
)
def test_four_articles_of_three_hosts_stay_four(tmp_path: Path, same_as: str, drift: bool) -> None:
    with Site({f"/{host}": Reply(body=copies(host, drift=drift)) for host in MIRRORS}) as site:
        entries = [f"{{name: '{host}', url: {site.url('/' + host)}, {same_as}}}" for host in MIRRORS]
        write(tmp_path, {"feeds.yaml": feeds_yaml(*entries, more=f"fetch: {{allow: ['{site.host}']}}\n")})
        result = digest(tmp_path, "--as-of", START.isoformat(), "build")

    assert (result.code, numbers_in(mark_sent(tmp_path, START))) == (0, [1, 2, 3, 4])


OFFSETS = ("+0100", "+0200", "+0000", "+1300", "-1100")
"""Of Paris, of UTC and of both sides of the date line."""
INSTANTS = [START - timedelta(days=6) + timedelta(hours=5 * count) for count in range(60 * 7 * 24 // 5)]


def every_five_hours(now: datetime) -> str:
    """Return a feed of the last seventeen days, an article every five hours, with offsets in turn."""
    items = []
    for number, instant in enumerate(INSTANTS):
        if now - timedelta(days=17) < instant <= now:
            offset = OFFSETS[number % len(OFFSETS)]
            local = instant.astimezone(UTC) + timedelta(hours=int(offset) // 100)
            items.append(
                f"<item><title>Nouvelle {number} du réseau</title><guid>tag:x.example,2026:{number}</guid>"
                f"<pubDate>{local:%a, %d %b %Y %H:%M:%S} {offset}</pubDate></item>"
            )
    return f"<rss version='2.0'><channel><title>F</title>{''.join(items)}</channel></rss>"


def test_sixty_weekly_letters_over_both_changes_of_the_clock_hold_every_article_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Some weeks are missed, some letters are built twice."""
    write(tmp_path, {"feeds.yaml": feeds_yaml("{name: Flux, path: contenu/}")})
    monkeypatch.chdir(tmp_path)
    seen: list[int] = []
    windows = []
    for week in (week for week in range(61) if week % 9 != 4):
        now = START + timedelta(weeks=week)
        write(tmp_path, {"contenu/flux.xml": every_five_hours(now)})
        for _run in range(2 if week % 7 == 1 else 1):
            with pytest.raises(SystemExit) as ended:
                main(["--language", "en", "--as-of", now.isoformat(), "build"])
            assert (ended.value.code, capsys.readouterr().err) == (0, "")
        edition = mark_sent(tmp_path, now)
        seen += numbers_in(edition)
        windows.append(edition.window)

    gaps = {after.first_day - before.last_day for before, after in pairwise(windows)}
    assert (Counter(seen), gaps) == (Counter(range(len(INSTANTS))), {timedelta(days=1)})


EDITO = "---\ntype: édito\nauteur: Maëlle Kerbrat\n---\n\n{text}\n"
SPRING = "Le printemps revient, et avec lui les délégations que nos communes attendent depuis l'automne."
EASTER = "Quarante jeunes volontaires partent cette semaine vers trois continents ; leurs maires les accompagnent."


def test_an_edito_is_in_one_letter_also_when_it_is_mended_and_its_file_written_over(tmp_path: Path) -> None:
    with Site({"/flux": Reply(body=feed([item for week in range(4) for item in publish(1, week)]))}) as site:
        letter = letter_of(tmp_path, site, {"Flux": "/flux"})
        config = (letter / "feeds.yaml").read_text(encoding="utf-8")
        write(
            letter, {"feeds.yaml": config.replace("sources:\n", "sources:\n  - {name: Nos textes, path: contenu/}\n")}
        )
        editos = []
        for week, text in enumerate((SPRING, SPRING + " Bonne lecture !", EASTER, EASTER)):
            write(letter, {"contenu/edito.md": EDITO.format(text=text)})
            now = START + timedelta(weeks=week)
            built = digest(letter, "--as-of", now.isoformat(), "build")
            assert built.code in (0, 3), built.err  # the feed shows items of weeks to come
            edition = mark_sent(letter, now)
            editos.append((edition.edito, edition.signed))

    assert editos == [(SPRING, "Maëlle Kerbrat"), ("", ""), (EASTER, "Maëlle Kerbrat"), ("", "")]


def test_of_two_collections_at_once_one_leaves_with_5_before_the_other_ends(tmp_path: Path) -> None:
    with Site({"/lent": Reply(body=feed(publish(1, 0)), pause=6)}) as site:
        letter = letter_of(tmp_path, site, {"Lent": "/lent"})
        command = [*COMMAND, "--as-of", START.isoformat(), "collect"]
        with Popen(command, cwd=letter, env=environment(), stdout=PIPE, stderr=PIPE) as first:
            while not site.asked:
                time.sleep(0.01)
            second = digest(letter, "--language", "en", "collect")
            is_first_running = first.poll() is None
            out, err = first.communicate(timeout=30)

    assert (second.code, "another run of this letter is under way" in second.err, is_first_running) == (5, True, True)
    assert (first.returncode, err, b"3" in out) == (0, b"", True)


def test_a_collection_killed_in_its_middle_is_simply_run_again(tmp_path: Path) -> None:
    with Site({"/lent": Reply(body=feed(publish(1, 0)), pause=6), "/vite": Reply(body=feed(publish(2, 0)))}) as site:
        letter = letter_of(tmp_path, site, {"Lent": "/lent", "Vite": "/vite"})
        command = [*COMMAND, "--as-of", START.isoformat(), "collect"]
        with Popen(command, cwd=letter, env=environment(), stdout=PIPE, stderr=PIPE) as first:
            while len(site.asked) < 2:
                time.sleep(0.01)
            first.kill()
        site.replies["/lent"] = Reply(body=feed(publish(1, 0)))
        result = digest(letter, "--as-of", START.isoformat(), "build")

    expected = sorted(item.number for source in (1, 2) for item in publish(source, 0))
    assert (result.code, sorted(numbers_in(mark_sent(letter, START)))) == (0, expected)
