"""Markdown texts with a front matter in French or English, and without one."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.sources.folders import outline, read_one

_EVENT = """---
{title}: "Réunion du groupe-pays Liban"
{start}: 2024-05-14 14:30
{end}: 16h
{place}: Paris, Hôtel de Ville
{url}: https://example.org/liban
{status}: {cancelled}
---
On y parlera [du programme](https://example.org/p.pdf).
"""
_FRENCH = {
    "title": "titre",
    "start": "début",
    "end": "fin",
    "place": "lieu",
    "url": "lien",
    "status": "statut",
    "cancelled": "annulé",
}
_ENGLISH = {name: name for name in _FRENCH} | {"cancelled": "cancelled"}


@pytest.mark.parametrize("names", [pytest.param(_FRENCH, id="French"), pytest.param(_ENGLISH, id="English")])
def test_a_text_with_a_start_is_an_event(tmp_path: Path, names: dict[str, str]) -> None:
    found = read_one(tmp_path, "liban.md", _EVENT.format(**names))

    assert outline(found) == {
        "events": [
            {
                "title": "Réunion du groupe-pays Liban",
                "start": "2024-05-14T14:30:00+02:00",
                "end": "2024-05-14T16:00:00+02:00",
                "place": "Paris, Hôtel de Ville",
                "url": "https://example.org/liban",
                "status": "cancelled",
            }
        ]
    }


def test_a_text_without_front_matter_has_its_heading_as_title(tmp_path: Path) -> None:
    found = read_one(tmp_path, "appel.md", "# Un *appel*\n\nLe premier paragraphe.\n\n- une liste\n")

    assert outline(found) == {"articles": [{"title": "Un appel", "summary": "Le premier paragraphe."}]}


def test_a_front_matter_says_all_of_an_article(tmp_path: Path) -> None:
    content = """---
titre: Un fonds
date: 2 avril 2024
thème: Crises
mots:
  - Liban
  - Eau
chapo: Le fonds est ouvert.
auteur: Nadia Bel
lien: https://example.org/fonds
image: https://example.org/i.jpg
alt: Un puits
---
Le corps.
"""
    (article,) = read_one(tmp_path, "fonds.md", content).articles

    actual: dict[str, Any] = outline(read_one(tmp_path, "fonds.md", content))["articles"][0]
    assert actual | {"alt": article.image and article.image.alt, "body": article.body} == {
        "title": "Un fonds",
        "published": "2024-04-02",
        "theme": "Crises",
        "tags": ["Liban", "Eau"],
        "summary": "Le fonds est ouvert.",
        "author": "Nadia Bel",
        "url": "https://example.org/fonds",
        "alt": "Un puits",
        "body": "<p>Le corps.</p>",
    }


@pytest.mark.parametrize(
    ("words", "published"),
    [
        pytest.param("il y a 3 jours", "2024-04-07", id="ago"),
        pytest.param("hier", "2024-04-09", id="yesterday"),
        pytest.param("2024-04-02", "2024-04-02", id="ISO"),
        pytest.param("02/04/2024", "2024-04-02", id="day before month"),
    ],
)
def test_the_date_of_an_article_may_be_told_in_words(tmp_path: Path, words: str, published: str) -> None:
    found = read_one(tmp_path, "a.md", f"---\ntitle: Un\ndate: {words}\n---\nTexte.\n")

    assert outline(found)["articles"][0]["published"] == published


def test_a_relative_day_starts_an_event(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.md", "---\ntitle: Un\nstart: dans 10 jours\n---\n")

    assert outline(found)["events"] == [{"title": "Un", "start": "2024-04-20", "end": "2024-04-20"}]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param('---\ntitle: "Un\n---\nTexte.', "a.md:2: the front matter cannot be read", id="open quote"),
        pytest.param("---\ntitle: Un\nTexte.", "a.md:1: the front matter is never closed", id="never closed"),
        pytest.param("---\ntitle: Un\nclef: x\n---\n", 'a.md:3: the key "clef" is unknown', id="unknown key"),
        pytest.param("---\ntitle: Un\nimage: {a: b}\n---\n", "a.md:3: only `key: value`", id="nested"),
        pytest.param("---\ntitle: &a Un\ntags: [*a]\n---\n", "a.md:3: only `key: value`", id="alias"),
        pytest.param("---\ntitle: Un\nurl: /x\n---\n", 'a.md:3: "/x" is no web address', id="relative address"),
        pytest.param("---\ntitle: Un\nstart: 32/13/2024\n---\n", "a.md:3: ", id="impossible day"),
        pytest.param("---\ntitle: Un\ntype: event\n---\n", "a.md:3: ", id="event without a day"),
        pytest.param("---\ntitle: Un\nstart: 2024-05-02\nend: 2024-05-01\n---\n", "a.md:3: it ends before", id="ends"),
        pytest.param(
            "---\ntitle: Un\nstart: 2024-05-02\nstatus: flou\n---\n", 'a.md:4: the status "flou"', id="status"
        ),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, content: str, problem: str) -> None:
    told = [str(problem) for problem in read_one(tmp_path, "a.md", content).problems]

    assert [one[: len(f"contenu/{problem}")] for one in told] == [f"contenu/{problem}"]


def test_a_deep_front_matter_is_told_and_nothing_breaks(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.md", "---\ntitle: Un\nx: " + "[" * 8000 + "\n---\n")

    assert [problem.message for problem in found.problems] != []


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    content = "# {{ 7*7 }} <script>\n\n<script>alert(1)</script> [x](javascript:alert(1)) \u202ebidi\n"

    (article,) = read_one(tmp_path, "a.md", content).articles

    assert (article.title, article.body) == (
        "{{ 7*7 }} <script>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1)) bidi</p>",
    )


_EDITO = """---
type: {kind}
titre: {title}
date: 2 avril 2024
auteur: Maëlle Kerbrat, présidente
lien: https://exemple.org/edito
début: 3 avril 2024
---

Un *premier* paragraphe.

- une liste
  - et dedans
"""


@pytest.mark.parametrize("kind", ["édito", "Edito", "éditorial", "editorial", "ÉDITORIAL"])
def test_a_text_that_says_it_is_an_edito_keeps_its_markdown_and_has_no_address(tmp_path: Path, kind: str) -> None:
    found = read_one(tmp_path, "edito.md", _EDITO.format(kind=kind, title="Édito"))

    only = found.articles[0]
    assert (only.is_edito, only.title, only.author, only.url, only.published, only.summary, found.events) == (
        True,
        "Édito",
        "Maëlle Kerbrat, présidente",
        None,
        date(2024, 4, 2),
        "Un *premier* paragraphe.\n\n- une liste\n  - et dedans",
        (),
    )


def test_the_title_of_an_edito_stands_above_its_text(tmp_path: Path) -> None:
    found = read_one(tmp_path, "edito.md", _EDITO.format(kind="édito", title="Ce que l'on rapporte"))

    assert found.articles[0].summary.startswith("# Ce que l'on rapporte\n\nUn *premier* paragraphe.")


def test_an_edito_without_a_title_is_known_by_its_first_words(tmp_path: Path) -> None:
    found = read_one(tmp_path, "edito.md", "---\ntype: édito\n---\nBonjour à toutes et à tous.\n\nLa suite.\n")

    only = found.articles[0]
    assert (only.title, only.summary) == ("Bonjour à toutes et à tous.", "Bonjour à toutes et à tous.\n\nLa suite.")
