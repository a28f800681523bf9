import pytest

from digest.locale import in_language
from digest.render.edito import edito_html, edito_text

SAMPLES = [
    pytest.param(
        "Bonjour *à* **tous**", "<p>Bonjour <em>à</em> <strong>tous</strong></p>", "Bonjour à tous", id="emphasis"
    ),
    pytest.param("# Un\n\n## Deux", "<h3>Un</h3>\n<h3>Deux</h3>", "Un\n\nDeux", id="headings begin below the letter's"),
    pytest.param(
        "[ici](https://exemple.org/?a=1&b=2)",
        '<p><a href="https://exemple.org/?a=1&amp;b=2">ici</a></p>',
        "ici <https://exemple.org/?a=1&b=2>",
        id="a link",
    ),
    pytest.param(
        "<https://exemple.org/>",
        '<p><a href="https://exemple.org/">https://exemple.org/</a></p>',
        "https://exemple.org/",
        id="a bare address is said once",
    ),
    pytest.param("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>", "- un\n- deux", id="a list"),
    pytest.param("1. un\n2. deux", "<ol>\n<li>un</li>\n<li>deux</li>\n</ol>", "1. un\n2. deux", id="a numbered list"),
    pytest.param("un  \ndeux", "<p>un<br>\ndeux</p>", "un\ndeux", id="a line end"),
    pytest.param("Vraiment ?", "<p>Vraiment\u202f?</p>", "Vraiment\u202f?", id="typography"),
    pytest.param("`a ?`", "<p>a ?</p>", "a ?", id="code is not typeset"),
    pytest.param(
        "<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>", "<script>x</script>", id="HTML is shown"
    ),
    pytest.param(
        "[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>", "[x](javascript:alert(1))", id="a script link"
    ),
    pytest.param("{{ 7*7 }}", "<p>{{ 7*7 }}</p>", "{{ 7*7 }}", id="a template is words"),
    pytest.param("", "", "", id="nothing"),
]


@pytest.mark.parametrize(("markdown", "html", "text"), SAMPLES)
def test_an_edito_is_safe_html_and_plain_text(markdown: str, html: str, text: str) -> None:
    with in_language("fr"):
        said = (edito_html(markdown), edito_text(markdown))

    assert said == (html, text)


def test_a_deep_edito_does_not_end_in_a_fault() -> None:
    assert isinstance(edito_html("> " * 3000 + "fin"), str)
