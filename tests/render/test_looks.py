"""The looks worked out once for the template are those that premailer gives to the whole letter, element by element."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from digest.config import Brand, Config
from digest.config.model import STYLES
from digest.edition import Edition
from digest.locale import in_language
from digest.render.colours import brand_colours
from digest.render.css_inline import InlinedStyle, Looks, fill_letter, fill_plainly
from digest.render.layout import lay_out
from digest.render.letter import render_letter
from digest.render.templates import TemplateEnvironment, TemplateError
from tests.render.samples import BARE_CONFIG, CONFIG, EMPTY, FULL
from tests.render.test_letter import HOSTILE, of_articles, titled

ROOT = Path(__file__).parent.parent.parent
EDITO = (
    '# Titre\n\n1. un\n2. deux\n\n> *cité* [lien](https://exemple.org/?a=1&b="<p>")\n\n'
    "- `code` **gras** <p class='x'>\n"
)
COMPACT = replace(CONFIG, letter=replace(CONFIG.letter, variant="compact", language="en"))
BRANDED = [
    replace(CONFIG, letter=replace(CONFIG.letter, brand=Brand(name="Réseau", style=name, **look, logo=logo)))
    for name, look in STYLES.items()
    for logo in (None, "https://exemple.org/logo.png?a=1&b='2'")
]
LETTERS = [
    pytest.param(FULL, CONFIG, id="full"),
    pytest.param(FULL, COMPACT, id="compact"),
    pytest.param(EMPTY, BARE_CONFIG, id="empty"),
    pytest.param(replace(FULL, edito=EDITO), CONFIG, id="every element of an édito"),
    pytest.param(of_articles(60, summary="Une phrase qui compte."), CONFIG, id="sixty articles"),
    *(pytest.param(FULL, config, id=f"look {number}") for number, config in enumerate(BRANDED)),
    *(pytest.param(titled(str(case.values[0])), CONFIG, id=f"hostile: {case.id}") for case in HOSTILE),
]


def elements(markup: str) -> list[tuple[str, dict[str, str], str, str]]:
    """Return every element and comment of a page: its name, its attributes, its words, the words behind it.

    Blanks around them do not count: lxml writes no end for an empty item of a list.
    """
    root = etree.fromstring(markup.encode(), etree.HTMLParser(encoding="utf-8"))
    return [(str(one.tag), dict(one.attrib), (one.text or "").strip(), (one.tail or "").strip()) for one in root.iter()]


def both_ways(edition: Edition, config: Config, folder: Path | None = None) -> tuple[str, str]:
    """Return the HTML as it is printed, and what premailer makes of the whole letter."""
    press, colours = TemplateEnvironment(folder), brand_colours(config.letter.brand)
    style = InlinedStyle(
        css=press.style("letter.css", colours), kept=press.style("letter.head.css", colours), fonts=colours["fonts"]
    )
    with in_language(config.letter.language):
        sheet = lay_out(edition, config, has_calendar=True)
        return fill_letter(press, sheet, style, looks={}), fill_plainly(press, sheet, style)


@pytest.mark.parametrize(("edition", "config"), LETTERS)
def test_both_ways_give_the_same_elements(edition: Edition, config: Config) -> None:
    printed, plain = both_ways(edition, config)

    assert elements(printed) == elements(plain)


@settings(max_examples=40)
@given(st.text(max_size=80), st.text(max_size=80))
def test_both_ways_give_the_same_elements_whatever_is_said(title: str, edito: str) -> None:
    printed, plain = both_ways(replace(titled(title), edito=edito), CONFIG)

    assert elements(printed) == elements(plain)


def test_the_shipped_template_is_certain_and_its_looks_are_many() -> None:
    known: Looks = {}
    render_letter(FULL, CONFIG, looks=known)

    assert [len(styles) > 30 for styles in known.values()] == [True]


def test_a_known_look_is_taken_as_it_is_known() -> None:
    known: Looks = {}
    first = render_letter(FULL, CONFIG, looks=known)
    (key,) = known

    other = render_letter(FULL, CONFIG, looks={key: {**known[key], "h1": "color:#123456"}})
    assert ("#123456" in first.html, "#123456" in other.html) == (False, True)


PAGE = (
    '<html><head><title>T</title></head><body class="desk"><p class="muted">a</p><p>b</p><ul><li>c</li></ul>'
    "{}</body></html>"
)
UNCERTAIN = [
    pytest.param("letter.css", "p + p { color: #111111; }", id="a sibling"),
    pytest.param("letter.css", "li:first-child { color: #111111; }", id="a position"),
    pytest.param("letter.css", "ul li { color: #111111; }", id="a descendant"),
    pytest.param("letter.css", "p.muted { color: #111111; }", id="a tag with a class"),
    pytest.param("letter.css", "[class] { color: #111111; }", id="an attribute"),
    pytest.param("letter.css", "@media screen { p { color: #111111; } }", id="a rule with rules in it"),
    pytest.param("letter.css", "p { color: #111111; } /* {{ */ * { margin: 0; }", id="everything"),
    pytest.param("letter.html.j2", '<p class="{{ letter.direction }}">x</p>', id="a computed class"),
    pytest.param("letter.html.j2", '<p{% if letter.number %} class="muted"{% endif %}>x</p>', id="a class at times"),
    pytest.param(
        "letter.html.j2", '<p {% if letter.number %}id="a">{% else %}id="b">{% endif %}x</p>', id="half a tag"
    ),
    pytest.param("letter.html.j2", "<p class='muted'>x</p>", id="a class in other quotes"),
    pytest.param("letter.html.j2", "<!--[if mso]><p title='{{ letter.title }}'>x</p><![endif]-->", id="for Outlook"),
    pytest.param("letter.html.j2", "<p class=muted>x</p>", id="a class without quotes"),
    pytest.param("letter.html.j2", '<p style="color:#222222">x</p>', id="a style of its own"),
    pytest.param("letter.html.j2", "<p{{ {'class': 'muted'} | xmlattr }}>x</p>", id="computed attributes"),
    pytest.param("letter.html.j2", "<h{{ 2 }}>x</h2>", id="a computed tag"),
    pytest.param("letter.html.j2", "{{ '<p>x</p>' | safe }}", id="markup from an expression"),
    pytest.param("letter.html.j2", "{{ ['<p>x</p>'] | map('safe') | first }}", id="markup by a detour"),
    pytest.param("letter.html.j2", "{{ 'http://exemple.org/' | urlize }}", id="links made of words"),
    pytest.param("letter.html.j2", "{% autoescape false %}{{ '<p>x</p>' }}{% endautoescape %}", id="nothing escaped"),
    pytest.param("letter.html.j2", "{% include 'part.html' %}", id="a part of its own"),
    pytest.param("letter.html.j2", "{% raw %}{{ <p>x</p> }}{% endraw %}", id="Jinja that is none"),
    pytest.param("letter.html.j2", "<style>p { color: #333333; }</style>", id="rules within"),
    pytest.param("letter.html.j2", "<script>'<p>'", id="an open end"),
]


@pytest.mark.parametrize(("name", "part"), UNCERTAIN)
def test_what_cannot_be_known_before_is_left_to_premailer(tmp_path: Path, name: str, part: str) -> None:
    (tmp_path / name).write_text(part if name == "letter.css" else PAGE.replace("{}", part), encoding="utf-8")
    (tmp_path / "part.html").write_text("<p>x</p>", encoding="utf-8")
    known: Looks = {}

    render_letter(FULL, CONFIG, templates=tmp_path, looks=known)
    printed, plain = both_ways(FULL, CONFIG, tmp_path)
    assert (known, printed) == ({}, plain)


CERTAIN = [
    pytest.param("", id="nothing more"),
    pytest.param('<P CLASS="muted">x</P>', id="capitals"),
    pytest.param('<p class="  count\n muted ">x</p>', id="several classes"),
    pytest.param('<br/><img class="muted" src="x" alt="a > b"/>', id="closed at once"),
    pytest.param(
        "1 < 2 {{ '<p>' }} {{ '}}' }} {# <p class='x'> #}<!-- <p class=x> -->", id="what only looks like a tag"
    ),
    pytest.param(
        '<p{% if 1 < 2 %} lang="{{ letter.language }}"{% else %} id="a"{% endif %} dir="auto">x</p>', id="a choice"
    ),
    pytest.param("{% macro a(b) %}<h3>{{ b }}</h3>{% endmacro %}{{ a(1) | trim }}", id="a macro"),
    pytest.param("{% set x %}<h3>y</h3>{% endset %}{{ x }}", id="a block kept"),
    pytest.param("{{ letter.edito_html | safe }}", id="the édito"),
]


@pytest.mark.parametrize("part", CERTAIN)
def test_what_is_certain_is_worked_out_once(tmp_path: Path, part: str) -> None:
    (tmp_path / "letter.html.j2").write_text(PAGE.replace("{}", part), encoding="utf-8")
    known: Looks = {}

    render_letter(FULL, CONFIG, templates=tmp_path, looks=known)
    printed, plain = both_ways(FULL, CONFIG, tmp_path)
    assert (len(known), elements(printed)) == (1, elements(plain))


def test_a_fault_in_a_project_s_template_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "letter.html.j2"
    file.write_text(
        PAGE.replace("{}", "\n\n<p class='muted'>\n{{ letter.nothing }}").replace("'", '"'), encoding="utf-8"
    )

    with pytest.raises(TemplateError) as caught:
        render_letter(FULL, CONFIG, templates=tmp_path)
    assert caught.value.where == f"{file}:4"


PROGRAM = """
import sys
from digest.render.letter import render_letter
from tests.render.samples import CONFIG, FULL
import json

looks = json.loads(sys.stdin.read())
render_letter(FULL, CONFIG, looks=looks)
print(sorted({"lxml", "premailer", "cssutils"} & set(sys.modules)))
"""


@pytest.mark.parametrize("is_known", [True, False])
def test_with_a_known_look_no_tool_for_css_is_even_imported(is_known: bool) -> None:
    known: Looks = {}
    render_letter(FULL, CONFIG, looks=known)
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        input=json.dumps(known if is_known else {}),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert run.stdout.strip() == str([] if is_known else ["cssutils", "lxml", "premailer"])
