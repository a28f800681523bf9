import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.locale import in_language
from digest.render.editorial import edito_html, edito_links, edito_text

SAMPLES = [
    pytest.param(
        "Bonjour *à* **tous**", "<p>Bonjour <em>à</em> <strong>tous</strong></p>", "Bonjour à tous", id="emphasis"
    ),
    pytest.param("# Un\n\n## Deux", "<h3>Un</h3>\n<h3>Deux</h3>", "Un\n\nDeux", id="headings begin below the letter's"),
    pytest.param(
        "[ici](https://exemple.org/?a=1&b=2)",
        '<p><a href="https://exemple.org/?a=1&amp;b=2">ici</a></p>',
        "ici\u00a0[1]",
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


@pytest.mark.parametrize(
    ("markdown", "text", "links"),
    [
        pytest.param("[a](https://x.org) [b](https://x.org)", "a\u00a0[1] b\u00a0[1]", ("https://x.org",), id="once"),
        pytest.param("[*a*](https://x.org)", "a\u00a0[1]", ("https://x.org",), id="words with emphasis"),
        pytest.param("[https://x.org*b*](https://x.org)", "https://x.orgb", (), id="words that begin as the address"),
        pytest.param("<a@x.org>", "a@x.org", (), id="a mailbox says itself"),
        pytest.param("[a]()", "a", (), id="an empty address"),
    ],
)
def test_links_are_numbered_in_their_order(markdown: str, text: str, links: tuple[str, ...]) -> None:
    assert (edito_text(markdown), edito_links(markdown)) == (text, links)


@given(st.text(alphabet="[]()<>*_`a:/.@! \n", max_size=60))
def test_no_edito_loses_a_number(markdown: str) -> None:
    text = edito_text(markdown)

    assert [n for n, _link in enumerate(edito_links(markdown), start=1) if f"\u00a0[{n}]" not in text] == []


def test_a_deep_edito_does_not_end_in_a_fault() -> None:
    assert isinstance(edito_html("> " * 3000 + "fin"), str)
