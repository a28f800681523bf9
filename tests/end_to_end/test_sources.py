"""The commands about sources, as a person types them, against real servers."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.commands import Result, digest, feeds_yaml, write
from tests.servers import Reply, Site

ALLOW = "fetch:\n  allow: [127.0.0.1]\n  deadline: 3 seconds\n"
FEED = (
    b"<rss version='2.0'><channel><title>CGLU</title><item><title>Jumelages</title><link>http://a.example/1</link>"
    b"</item></channel></rss>"
)
PAGE = b"<html><head><link rel='alternate' type='application/rss+xml' href='/flux'></head></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/": Reply(body=PAGE), "/flux": Reply(body=FEED), "/mort": Reply(status=500)}) as running:
        yield running


def letter(folder: Path, *sources: str, more: str = ALLOW) -> Path:
    return write(folder, {"feeds.yaml": feeds_yaml(*sources, more=more), "textes/a.md": "# Un texte\n\nDes mots.\n"})


def run(folder: Path, *arguments: str) -> Result:
    return digest(folder, "--language", "en", "--as-of", "2026-11-21T09:00", *arguments)


def test_list_shows_each_source_in_columns_with_its_health(tmp_path: Path, site: Site) -> None:
    letter(tmp_path, "name: Nos textes\n    path: textes", f"name: Mort\n    url: {site.url('/mort')}")
    run(tmp_path, "collect")

    result = run(tmp_path, "sources", "list")

    width = len(site.url("/mort"))
    assert result == Result(
        code=0,
        out=f"name        type    {'address'.ljust(width)}  read              articles  events  state\n"
        f"Nos textes  folder  {'textes'.ljust(width)}  2026-11-21 09:00  1         0\n"
        f"Mort        feed    {site.url('/mort')}  never             0         0       "
        "failing since 2026-11-21 09:00\n",
        err="",
    )


def test_list_as_json_says_the_same(tmp_path: Path, site: Site) -> None:
    letter(tmp_path, f"name: Mort\n    url: {site.url('/mort')}")
    run(tmp_path, "collect")

    result = run(tmp_path, "--json", "sources", "list")

    assert json.loads(result.out) == {
        "sources": [
            {
                "name": "Mort",
                "type": "feed",
                "address": site.url("/mort"),
                "last_read": "2026-11-21T09:00:00+01:00",
                "last_good": None,
                "articles": 0,
                "events": 0,
                "failing_since": "2026-11-21T09:00:00+01:00",
                "failures": 1,
                "problem": None,
            }
        ]
    }


def test_list_says_why_a_source_is_not_asked(tmp_path: Path, site: Site) -> None:
    letter(tmp_path, f"name: Parti\n    url: {site.url('/parti')}")
    site.replies["/parti"] = Reply(status=410)
    run(tmp_path, "collect")

    shown = run(tmp_path, "sources", "list").out.splitlines()[1]

    assert shown.endswith(
        "failing since 2026-11-21 09:00; the address is gone for good (410), and it is not asked any more"
    )


def test_check_reads_every_source_now_and_writes_nothing_down(tmp_path: Path, site: Site) -> None:
    letter(tmp_path, f"name: CGLU\n    url: {site.url('/flux')}", f"name: Mort\n    url: {site.url('/mort')}")

    result = run(tmp_path, "sources", "check")
    known = json.loads(run(tmp_path, "--json", "sources", "list").out)["sources"]

    assert (result.code, result.out, [one["last_read"] for one in known]) == (
        3,
        "ok        CGLU: 1 article, 0 events\nnot read  Mort\n",
        [None, None],
    )
    assert result.err == (
        f"problem: {site.url('/mort')}: the site answers with an error of its own (500)\n"
        "  It is tried again next time.\n"
    )


def test_check_of_good_sources_is_0(tmp_path: Path, site: Site) -> None:
    letter(tmp_path, f"name: CGLU\n    url: {site.url('/flux')}")

    assert run(tmp_path, "sources", "check").code == 0


def test_add_finds_the_feed_of_a_page_and_writes_it_with_its_own_name(tmp_path: Path, site: Site) -> None:
    letter(tmp_path, "name: Nos textes\n    path: textes  # ce que nous écrivons")
    before = (tmp_path / "feeds.yaml").read_text(encoding="utf-8")

    result = run(tmp_path, "sources", "add", site.url("/"))

    assert result == Result(
        code=0,
        out=f"Found a feed at {site.url('/flux')}: 1 article, 0 events.\n"
        'Added to feeds.yaml as "CGLU". Next: digest collect.\n',
        err="",
    )
    assert (tmp_path / "feeds.yaml").read_text(encoding="utf-8") == before.replace(
        "# ce que nous écrivons\n",
        f"# ce que nous écrivons\n  - name: CGLU\n    url: {site.url('/flux')}\n    type: feed\n",
    )


def test_add_refuses_an_address_and_a_name_that_are_there(tmp_path: Path, site: Site) -> None:
    letter(tmp_path, f"name: CGLU\n    url: {site.url('/flux')}")
    before = (tmp_path / "feeds.yaml").read_bytes()

    results = [
        run(tmp_path, "sources", "add", site.url("/flux/")),
        run(tmp_path, "sources", "add", site.url("/")),
        run(tmp_path, "sources", "add", site.url("/autre"), "--name", "cglu"),
    ]

    assert ([(one.code, one.err.splitlines()[0]) for one in results], (tmp_path / "feeds.yaml").read_bytes()) == (
        [
            (2, 'digest: feeds.yaml:5: source "CGLU" has this address already'),
            (2, 'digest: feeds.yaml:5: source "CGLU" has this address already'),
            (2, 'digest: there is a source "cglu" already'),
        ],
        before,
    )


def test_add_of_a_private_address_says_how_to_allow_it(tmp_path: Path, site: Site) -> None:
    letter(tmp_path, "name: Nos textes\n    path: textes", more="")

    result = run(tmp_path, "sources", "add", site.url("/"))

    said = (
        f'digest: {site.url("/")}: "127.0.0.1" leads into a private network (127.0.0.1)\n'
        'If that is meant, add "127.0.0.1" under fetch: allow: in feeds.yaml.\n'
    )
    assert (result.code, result.err, site.connections) == (1, said, 0)


def test_a_list_goes_out_and_comes_in_elsewhere_without_doubles(tmp_path: Path, site: Site) -> None:
    here = letter(
        tmp_path / "ici",
        f"name: CGLU\n    url: {site.url('/flux')}",
        f"name: Agenda\n    url: {site.url('/a.ics')}",
        "name: Nos textes\n    path: textes",
    )
    there = letter(tmp_path / "ailleurs", f"name: Villes\n    url: {site.url('/flux')}")
    write(tmp_path, {"liste.opml": run(here, "sources", "export").out})

    result = run(there, "sources", "add", "../liste.opml")
    listed = json.loads(run(there, "--json", "sources", "list").out)["sources"]

    assert (result, [(one["name"], one["type"]) for one in listed], site.asked) == (
        Result(code=0, out="1 source added to feeds.yaml (1 was there already).\n", err=""),
        [("Villes", "feed"), ("Agenda", "calendar")],
        [],
    )


def test_a_list_with_addresses_that_are_none_adds_the_others_and_says_so(tmp_path: Path) -> None:
    letter(tmp_path, "name: Nos textes\n    path: textes")
    rows = '<outline text="A" xmlUrl="file:///etc/passwd"/>\n<outline text="null" xmlUrl="http://b.example/"/>'
    write(tmp_path, {"liste.opml": f"<opml><body>\n{rows}\n</body></opml>"})

    result = run(tmp_path, "sources", "add", "liste.opml")

    assert result == Result(
        code=3,
        out="1 source added to feeds.yaml.\n",
        err='problem: liste.opml:2: "file:///etc/passwd" is no web address\n  Only http and https are read.\n',
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("sources", "add"), 2, id="no address"),
        pytest.param(("sources", "add", "absent.opml"), 2, id="no such file"),
        pytest.param(("sources", "add", "textes/a.md"), 1, id="a file that is no list"),
        pytest.param(("sources", "add", "http://no-such-host.invalid/"), 1, id="no such host"),
        pytest.param(("sources", "add", "file:///etc/passwd"), 1, id="a file address"),
        pytest.param(("sources", "nothing"), 2, id="no such command"),
    ],
)
def test_what_cannot_be_added_leaves_the_file_alone(tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    letter(tmp_path, "name: Nos textes\n    path: textes")
    before = (tmp_path / "feeds.yaml").read_bytes()

    result = run(tmp_path, *arguments)

    assert (result.code, bool(result.err), "Traceback" in result.err, (tmp_path / "feeds.yaml").read_bytes()) == (
        code,
        True,
        False,
        before,
    )


def test_collect_by_hand_can_ask_a_source_that_is_left_alone(tmp_path: Path, site: Site) -> None:
    letter(tmp_path, f"name: CGLU\n    url: {site.url('/flux')}")
    site.replies["/flux"] = Reply(status=410)
    run(tmp_path, "collect")
    site.replies["/flux"] = Reply(body=FEED)

    codes = [run(tmp_path, "collect").code, run(tmp_path, "collect", "--retry").code]

    assert (codes, len(site.asked)) == ([3, 0], 2)
