"""Every rule has a letter that it finds fault with, and a letter without a flaw has none."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from digest.checks import RULES, CheckInput, Finding, Severity, check_letter
from digest.checks.html_rules import CUT, HEAVY
from digest.config import Checks
from digest.edition import PlacedArticle
from digest.model import Link, LinkStatus
from tests.checks.materials import (
    ARTICLE,
    CLEAN,
    HTML,
    OUT,
    PROBLEM,
    codes,
    with_answer,
    with_article,
    with_articles,
    with_brand,
    with_config,
    with_edition,
    with_event,
    with_html,
    with_letter,
)
from tests.makers import THEMES, make_article

PAGE = Path(__file__).parent.parent.parent / "docs" / "checks.md"
DARK = "<style>@media (prefers-color-scheme: dark) { .sheet { background-color: #1b1f24 !important } }</style>"
FLAWED: dict[str, CheckInput] = {
    "L001": with_answer(LinkStatus.DEAD, words="gone"),
    "L002": with_answer(LinkStatus.UNSURE, words="too slow"),
    "L003": with_answer(LinkStatus.PRIVATE, words="private"),
    "L004": with_answer(LinkStatus.ALIVE, moved_to="https://neuf.example/"),
    "L005": with_html('<a href="mailto:personne">Écrire à Aïcha</a>'),
    "L006": with_html('<a href="#agenda">Agenda</a>'),
    "L007": with_html('<a href="https://portail.example/x">Cliquez ici</a>'),
    "L008": with_html('<a href="https://portail.example/x">https://portail.example/x</a>'),
    "L009": with_html('<a href="https://portail.example/x"></a>'),
    "L010": with_html('<a href="https://portail.example/x">Bureau exécutif</a>'),
    "H001": with_html('<img src="https://portail.example/a.png" width="600">'),
    "H002": with_html('<img src="https://portail.example/a.png" alt="Une mairie">'),
    "H003": with_html("<h1>Un autre titre</h1>"),
    "H004": with_html("<h2>Agenda</h2><h4>Mardi</h4>"),
    "H005": with_html("<h2> </h2>"),
    "H006": replace(CLEAN, html=HTML.replace('lang="fr"', "")),
    "H007": with_html('<img src="data:image/png;base64,AAAA" alt="Une mairie" width="600">'),
    "H008": with_html("<script>1</script>"),
    "C001": with_html('<p style="color:#999999">Pâle</p>'),
    "C002": with_brand(colour="#f28c00"),
    "C003": with_brand(colour_dark="#00386f"),
    "C004": with_html('<p style="display: flex">Côte à côte</p>'),
    "C005": with_html(f'{DARK}<p class="sheet" style="background-color:#ffffff">Gris</p>'),
    "W001": with_html(f"<p>{'é' * (CUT // 2)}</p>"),
    "W002": with_html(f"<p>{'é' * (HEAVY // 2)}</p>"),
    "S001": with_edition(subject=" "),
    "S002": with_edition(subject="La lettre de la coopération décentralisée – du 11 au 18 novembre 2026"),
    "S003": with_edition(subject="LETTRE DU RÉSEAU"),
    "S004": with_edition(subject="Venez ! Inscrivez-vous !"),
    "S005": with_edition(preheader=""),
    "S006": with_edition(preheader="Deux communes"),
    "S007": with_edition(preheader="Une phrase longue. " * 10),
    "S008": with_edition(preheader="La lettre du réseau, no 17 du réseau"),
    "D001": with_event(start=date(2026, 11, 17)),
    "D002": with_event(start=date(2026, 11, 25), end=date(2026, 11, 20)),
    "D003": with_article(title="Réunion le lundi 25 novembre 2026"),
    "D004": with_event(title="Bureau exécutif du 26 novembre 2026"),
    "D005": with_article(summary="La réunion a lieu demain."),
    "D006": with_article(title="Le bureau se réunira le 10 juin"),
    "D007": replace(CLEAN, today=date(2026, 11, 21)),
    "D008": with_article(summary="Candidatures jusqu'au 12 novembre 2026."),
    "T001": with_config(themes=THEMES[:2]),
    "T002": with_articles(ARTICLE, make_article("0000000003", title="Deux communes se jumellent !")),
    "T003": with_articles(ARTICLE, make_article("0000000003", url=ARTICLE.url)),
    "T004": with_edition(unclassified=(PlacedArticle(article=make_article("0000000003")),)),
    "T005": replace(with_article(tags=("Membres",)), config=replace(CLEAN.config, web="https://lettre.example/")),
    "T006": with_edition(chapters=(), agenda=()),
    "T007": with_article(title="La coopÃ©ration"),
    "T008": with_article(summary="Ils se retrouvent (…) (…)"),
    "T009": with_article(summary="Ils se retrouvent&nbsp;: venez."),
    "T010": with_article(title="Appel « Jeunesse et climat"),
    "T011": with_edition(subject="Lettre 17 : dernière chance de répondre"),
    "P001": with_html('<img src="https://portail.example/o.gif" alt="" width="1" height="1">'),
    "P002": with_html('<a href="https://portail.example/x?utm_source=lettre">Une page</a>'),
    "P003": with_html('<a href="https://bit.ly/abc">Une page</a>'),
    "O001": replace(CLEAN, message=b"Subject: La lettre\r\n\r\n"),
    "O002": replace(CLEAN, html=HTML.replace(OUT, "https://portail.example/")),
    "O003": with_letter(address=""),
    "O004": with_letter(why=""),
    "R001": with_edition(problems=(PROBLEM,)),
    "R002": with_config(checks=Checks(ignore=("S020",))),
}
ALSO = {"S001": {"S008"}, "S006": {"S008"}, "T006": {"T001"}}
"""What a flaw cannot be without."""


def test_a_letter_without_a_flaw_has_no_finding() -> None:
    assert check_letter(CLEAN) == ()


def test_every_rule_has_its_flawed_letter() -> None:
    assert sorted(FLAWED) == sorted(rule.code for rule in RULES)


@pytest.mark.parametrize("code", FLAWED)
def test_a_flawed_letter_is_found_by_its_rule_and_no_other(code: str) -> None:
    found = set(codes(FLAWED[code]))

    assert found - ALSO.get(code, set()) == {code}


@pytest.mark.parametrize("code", FLAWED)
def test_every_finding_says_where_what_and_how_to_mend_it(code: str) -> None:
    findings = check_letter(FLAWED[code])

    assert [one for one in findings if not (one.place and one.what and one.hint)] == []


@pytest.mark.parametrize("code", FLAWED)
def test_every_rule_is_silenced_by_its_code(code: str) -> None:
    flawed = FLAWED[code]
    ignore = (*flawed.config.checks.ignore, code)

    silenced = replace(flawed, config=replace(flawed.config, checks=Checks(ignore=ignore)))

    assert code not in codes(silenced)


def test_codes_are_a_letter_and_three_digits_and_stand_once() -> None:
    known = [rule.code for rule in RULES]

    assert [code for code in known if not re.fullmatch(r"[A-Z][0-9]{3}", code) or known.count(code) > 1] == []


def test_the_worst_comes_first() -> None:
    flawed = replace(with_edition(subject="LETTRE ! DU ! RÉSEAU " * 4), html=HTML.replace("<h1>", "<h2>"))

    levels = [finding.level for finding in check_letter(flawed)]

    assert levels == sorted(levels, key=list(Severity).index)


def test_a_finding_of_an_article_names_its_line_in_the_editions_file() -> None:
    (found,) = check_letter(FLAWED["D005"])

    assert found == Finding(
        code="D005",
        level=Severity.WARNING,
        place='editions/17.yaml:12 "Deux communes se jumellent"',
        what='"demain" is another day when it is read',
        hint="Write the date.",
    )


def test_an_unknown_code_in_feeds_yaml_is_told_with_the_one_that_was_meant() -> None:
    (found,) = check_letter(with_config(checks=Checks(ignore=("S020",))))

    assert (found.code, found.place, found.what) == ("R002", "feeds.yaml checks.ignore", 'no check has the code "S020"')


def test_the_page_of_the_checks_lists_every_code_with_its_level() -> None:
    rows = re.findall(r"^\| `([A-Z][0-9]{3})` \| (\w+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert rows == [(rule.code, rule.level.value) for rule in RULES]


def test_every_rule_says_in_its_docstring_what_it_finds() -> None:
    assert [rule.code for rule in RULES if not (rule.check.__doc__ or "").strip()] == []


def test_the_page_of_the_checks_says_what_each_function_says() -> None:
    rows = dict(
        re.findall(r"^\| `([A-Z][0-9]{3})` \| \w+ \| (.*?) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    )

    assert rows == {rule.code: (rule.check.__doc__ or "").strip() for rule in RULES}


def test_an_edition_without_lines_names_titles_only() -> None:
    found = check_letter(replace(FLAWED["D005"], lines={}))

    assert [one.place for one in found] == ['"Deux communes se jumellent"']


def test_links_of_the_event_and_of_the_article_may_be_many() -> None:
    links = tuple(Link(url=f"https://portail.example/{n}", title=f"Pièce {n}") for n in range(5))

    assert codes(with_article(links=links)) == []
