"""The page about a sent edition: numbers and drawings, written where it is expected, without a name or an address."""

import re
from pathlib import Path

import pytest
from lxml import html as lxml_html
from selenium.webdriver import Chrome

from tests import browser as browsers
from tests.browser import overflow_of, prefer_colours, show_as_usual, show_at, violations_of
from tests.end_to_end.letters import approve, at_noon, build_letter, change, send
from tests.mail_server import Fault, MailServer

browser = browsers.browser

STATUSES = {
    "eve@gone.example;Ève": "désinscrit",
    "fay@dead.example;Fay": "bounced",
    "gus@away.example;Gus": "2026-12-24",
    "hal@mairie.example;Hal": "",
    "ivy@mairie.example;Ivy": "",
}
REFUSAL = Fault(at="RCPT", to="hal@mairie.example", say="550 5.1.1 <hal@mairie.example> nobody of this name")
NAMES = ("Ana", "Dan", "Ève", "Fay", "Gus", "Hal", "Ivy", "Zoé")


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a letter that was sent, with a member for each reason there is not to get it."""
    folder = build_letter(tmp_path_factory.mktemp("lettre"))
    change(folder / "feeds.yaml", "  via: folder\n  folder: envois\n", "  smtp: ${RELAY}\n")
    rows = [
        f"{who};;;{'' if says[:1].isdigit() else says};{says if says[:1].isdigit() else ''}"
        for who, says in STATUSES.items()
    ]
    head = "courriel;nom;thèmes;langue;statut;pause\nana@exemple.org;Ana;;;;\ndan@exemple.org;Dan;;fr;;\n"
    (folder / "membres.csv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    approve(folder)
    with MailServer(faults=(REFUSAL,)) as server:
        send(folder, RELAY=server.address)
    return folder


def table(page: str, name: str) -> dict[str, str]:
    rows = lxml_html.fromstring(page).xpath(f"//table[@aria-labelledby='{name}']//tr")
    return {row.xpath("string(th)"): row.xpath("string(td)") for row in rows}


def test_the_page_is_written_beside_the_letter_and_says_where(letter: Path) -> None:
    result = at_noon(letter, "report", "--html")

    assert (result.code, result.out, result.err) == (3, "Written: out/1/report.html\n", "")
    assert (letter / "out/1/report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_page_counts_states_domains_and_reasons_and_adds_up(letter: Path) -> None:
    page = at_noon(letter, "report", "1", "--html", "--output", "-").out

    assert table(page, "states") == {"sent": "3", "refused": "1", "excluded": "3", "members on the list": "7"}
    assert table(page, "refusals") == {"mairie.example": "1"}
    assert table(page, "exclusions") == {"left the letter": "1", "the address does not work": "1", "pause": "1"}


def test_the_page_bears_no_name_and_no_address_and_fetches_nothing(letter: Path) -> None:
    page = at_noon(letter, "report", "--html", "--output", "-").out

    found = [name for name in NAMES if name in page] + re.findall(r"[\w.]+@[\w.]+", page)

    assert (found, re.findall(r"(?:src|href|url)\s*[=(]", page)) == ([], [])


def test_the_page_goes_where_it_is_told_to(letter: Path, tmp_path: Path) -> None:
    result = at_noon(letter, "--json", "report", "--html", "--output", str(tmp_path / "page.html"))

    assert result.out == f'{{"number": 1, "file": "{tmp_path}/page.html"}}\n'
    assert (tmp_path / "page.html").exists()


def test_a_place_for_the_page_without_a_page_is_refused(letter: Path) -> None:
    result = at_noon(letter, "report", "--output", "page.html")

    assert (result.code, "Add --html." in result.err) == (2, True)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_shuts_nobody_out_and_fits_every_screen(letter: Path, browser: Chrome, scheme: str) -> None:
    at_noon(letter, "report", "--html")
    prefer_colours(browser, scheme)
    found = []
    for width in (320, 600, 1280):
        show_at(browser, width)
        browser.get((letter / "out/1/report.html").as_uri())
        found.append((overflow_of(browser), violations_of(browser)))
    show_as_usual(browser)

    assert found == [(0, [])] * 3
