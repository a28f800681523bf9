from dataclasses import replace
from pathlib import Path

import pytest

from digest.render.letter import render_letter
from digest.render.templates import TemplateEnvironment, TemplateError
from tests.render.samples import CONFIG, EMPTY, FULL

ENGLISH = replace(CONFIG, letter=replace(CONFIG.letter, language="en"))
MEND = "\nMend the file, or delete it: then the program's own template is used."


def fault_of(folder: Path) -> str:
    with pytest.raises(TemplateError) as caught:
        render_letter(EMPTY, ENGLISH, templates=folder)
    return str(caught.value).replace(str(folder), "templates")


def test_a_project_overrides_one_file_and_keeps_the_others(tmp_path: Path) -> None:
    (tmp_path / "letter.subject.txt.j2").write_text("{{ letter.title }}, n° {{ letter.number }}", encoding="utf-8")

    own, ours = render_letter(FULL, CONFIG, templates=tmp_path), render_letter(FULL, CONFIG)

    assert (own.subject, own.text) == ("La lettre de la coopération décentralisée, n° 17", ours.text)


def test_a_project_without_templates_has_ours(tmp_path: Path) -> None:
    assert render_letter(FULL, CONFIG, templates=tmp_path / "absent") == render_letter(FULL, CONFIG)


def test_a_style_sheet_is_overridden_too(tmp_path: Path) -> None:
    (tmp_path / "letter.css").write_text("h1 { color: #123456; }", encoding="utf-8")

    assert '<h1 style="color:#123456">' in render_letter(FULL, CONFIG, templates=tmp_path).html


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param(
            "letter.html.j2",
            b"<p>\n{% if %}\n",
            "templates/letter.html.j2:2: the template cannot be used: "
            "Expected an expression, got 'end of statement block'" + MEND,
            id="a fault of syntax",
        ),
        pytest.param(
            "letter.txt.j2",
            b"\n\n{{ letter.titel }}",
            "templates/letter.txt.j2:3: the template cannot be used: "
            "'digest.render.view.LetterView object' has no attribute 'titel'" + MEND,
            id="a name that does not exist",
        ),
        pytest.param(
            "letter.html.j2",
            b"{{ 1 / 0 }}",
            "templates/letter.html.j2:1: the template cannot be used: division by zero" + MEND,
            id="an expression that fails",
        ),
        pytest.param(
            "letter.html.j2",
            b"caf\xe9",
            "templates/letter.html.j2: the template cannot be used: "
            "'utf-8' codec can't decode byte 0xe9 in position 3: unexpected end of data" + MEND,
            id="not UTF-8",
        ),
        pytest.param(
            "letter.html.j2",
            b'{% include "absent.j2" %}',
            'templates/letter.html.j2:1: the template cannot be used: there is no template "absent.j2"' + MEND,
            id="a template that does not exist",
        ),
        pytest.param(
            "letter.html.j2",
            b'<p>\n{% include "letter.html.j2" %}',
            "templates/letter.html.j2:2: the template cannot be used: it includes itself without end" + MEND,
            id="a template that includes itself",
        ),
        pytest.param(
            "letter.css",
            b"a {\ncolor: var(--colour);\n}",
            "templates/letter.css:2: the style sheet asks for the unknown value var(--colour)\n"
            "Known values: brand, brand-text, brand-dark, fonts.",
            id="an unknown value in a style sheet",
        ),
        pytest.param(
            "letter.html.j2",
            b"",
            "templates/letter.html.j2: the template gives no words at all" + MEND,
            id="an empty file",
        ),
    ],
)
def test_a_fault_in_a_project_s_template_is_told_with_its_line(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    (tmp_path / name).write_bytes(content)

    assert fault_of(tmp_path) == expected


def test_a_value_is_never_compiled_as_a_template(tmp_path: Path) -> None:
    (tmp_path / "one.txt.j2").write_text("{{ words }}", encoding="utf-8")

    assert TemplateEnvironment(tmp_path).fill("one.txt.j2", {"words": "{{ 7*7 }}{% raw %}"}) == "{{ 7*7 }}{% raw %}"


def test_values_are_escaped_in_html_and_not_in_text(tmp_path: Path) -> None:
    for name in ("one.txt.j2", "one.html.j2"):
        (tmp_path / name).write_text("{{ words }}", encoding="utf-8")
    press = TemplateEnvironment(tmp_path)

    said = [press.fill(name, {"words": '<b> & "x"'}) for name in ("one.txt.j2", "one.html.j2")]

    assert said == ['<b> & "x"', "&lt;b&gt; &amp; &#34;x&#34;"]
