import re
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.text.sanitize import clean_html, clean_line, clean_text, cut_at_word, excerpt, plain_text

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SNIPPETS = st.sampled_from([
    "<p>", "</p>", "<a href='javascript:alert(1)'>", '<a href="/x">', "</a>", "<script>", "</script>", "<b onclick=x>",
    "<svg onload=x>", "<math>", "<style>", "<!--", "-->", "<img src=x onerror=y>", "<li>", "<ul>", "<table><a>", "<p",
    "&#x202e;", "&lt;script&gt;", "&amp;lt;", '="', "<iframe srcdoc='", "é", "e\u0301\u0301\u0301\u0301\u0301\u0301",
    "\u202e", "\x00", "\r\n", "{{7*7}}",
])  # fmt: skip
MARKUP = st.lists(SNIPPETS | st.text(max_size=9), max_size=25).map("".join)
ACTIVE = re.compile(
    r"<\s*(?:script|style|iframe|svg|math|img|form|object|embed|link|meta|base)\b|<[^>]*\son\w+\s*=", re.IGNORECASE
)


@given(MARKUP)
@example("<b><p>a</b>b</p>")
@example("<a><p><a>x")
@example("<p>a<p> </p>")
def test_cleaning_html_twice_is_cleaning_it_once(markup: str) -> None:
    once = clean_html(markup, base="https://exemple.org/a/")

    assert clean_html(once, base="https://exemple.org/a/") == once


@given(st.text() | MARKUP)
@example("a\u0301\u200b\u0302")
@example("\u1100\u200b\u1161")
def test_cleaning_text_twice_is_cleaning_it_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text() | MARKUP)
def test_a_clean_line_is_one_line_without_control_or_bidirectional_marks(text: str) -> None:
    line = clean_line(text)

    assert [c for c in line if c in BIDI or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")] == []


@given(st.text() | MARKUP)
def test_no_letter_carries_more_than_four_marks(text: str) -> None:
    kinds = "".join("m" if unicodedata.category(c) in ("Mn", "Me") else "." for c in clean_text(text))

    assert "mmmmm" not in kinds


@given(MARKUP)
def test_nothing_active_is_left(markup: str) -> None:
    cleaned = clean_html(markup, base="https://exemple.org/")

    assert (ACTIVE.search(cleaned), re.findall(r'href="(?!https?:|mailto:|tel:)', cleaned)) == (None, [])


@given(MARKUP)
def test_plain_text_holds_no_line_that_is_not_clean(markup: str) -> None:
    text = plain_text(markup)

    assert text == "\n".join(clean_line(line) for line in text.split("\n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Réunion {{ 7*7 }} {% x %} ${7*7}", "Réunion {{ 7*7 }} {% x %} ${7*7}", id="templates are words"),
        pytest.param("Titre\r\nBcc: tous@exemple.org", "Titre Bcc: tous@exemple.org", id="no second header line"),
        pytest.param("facture\u202efdp.exe", "facturefdp.exe", id="no reversed words"),
        pytest.param("a\u2028b\u0085c\x0bd", "a b c d", id="line ends of every kind"),
        pytest.param("élu·e·s, tou-te-s", "élu·e·s, tou-te-s", id="inclusive forms stay"),
        pytest.param("« 17\u202fh\u00a030 »", "« 17\u202fh\u00a030 »", id="no-break spaces stay"),
        pytest.param("e\u0301te\u0301", "été", id="composed"),
        pytest.param("👩\u200d🚒 नमस्ते", "👩\u200d🚒 नमस्ते", id="joined emoji and other scripts stay"),
        pytest.param("coopé\u00adra\u200btion\ud800", "coopération", id="hidden breaks and halves of characters go"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_line_is_cleaned(text: str, expected: str) -> None:
    assert clean_line(text) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param("<p>a</p><p>&nbsp;</p><p>b</p>", "<p>a</p><p>b</p>", id="empty paragraphs go"),
        pytest.param(
            "<a href='/x?a=1&b=2'>y</a>", '<a href="https://exemple.org/x?a=1&amp;b=2">y</a>', id="links get whole"
        ),
        pytest.param("<a href='javascript:x'>y</a>", "y", id="dead links are words"),
        pytest.param("<b onclick=x style='a'>y</b>", "<b>y</b>", id="handlers and styles go"),
        pytest.param("<script>x</script><style>y</style>z", "z", id="scripts go with their content"),
        pytest.param("<div><font color=red>mots</font></div>", "mots", id="other elements leave their words"),
        pytest.param("1 < 2 & 3", "1 &lt; 2 &amp; 3", id="bare signs are escaped"),
    ],
)
def test_html_is_cleaned(markup: str, expected: str) -> None:
    assert clean_html(markup, base="https://exemple.org/") == expected


@pytest.mark.parametrize(
    "base", ["", "https://", "https://exemple.1", "http://[", "ftp://exemple.org/", "dossier/page.html"]
)
def test_without_a_base_that_is_an_address_relative_links_are_words(base: str) -> None:
    assert clean_html("<a href='/x'>y</a>", base=base) == "y"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        pytest.param("<p>a</p><ul><li>b<li>c</ul>d<br>e", "a\nb\nc\nd\ne", id="blocks are lines"),
        pytest.param("<b>a</b>b<i>c</i>", "abc", id="inline elements join"),
        pytest.param("&eacute;&amp;&lt;b&gt;", "é&<b>", id="entities are characters"),
        pytest.param("<p>x <script>y</script><!-- z --></p>", "x", id="hidden parts go"),
    ],
)
def test_html_becomes_plain_text(markup: str, expected: str) -> None:
    assert plain_text(markup) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Court.", "Court.", id="short texts stay"),
        pytest.param("Une phrase assez longue. " + "mot " * 9, "Une phrase assez longue.", id="at a sentence"),
        pytest.param("mot, " * 20, "mot, mot, mot, mot, mot, mot, mot …", id="at a word"),
        pytest.param("x" * 99, "x" * 38 + " …", id="inside a word only if it must be"),
    ],
)
def test_an_excerpt_is_cut_where_it_hurts_least(text: str, expected: str) -> None:
    assert excerpt(text, limit=40) == expected


@given(st.text(), st.integers(min_value=4, max_value=400))
def test_a_line_cut_at_a_word_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(cut_at_word(clean_line(text), limit=limit)) <= limit


@pytest.mark.parametrize(
    "bomb",
    ["<div>" * 200_000, "<ul><li>" * 100_000, "<b>" * 200_000, "<p>" * 200_000, "&lt;" * 200_000, "<a href='" * 90_000],
)
def test_a_bomb_of_tags_is_defused_in_time(bomb: str) -> None:
    start = time.process_time()
    clean_html(bomb)
    plain_text(bomb)

    assert time.process_time() - start < 3
