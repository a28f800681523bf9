import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config import Source, SourceType
from digest.model import SourceResult
from digest.sources.page.reader import read_page
from tests.sources.readings import plain, reading_of

EXHIBITS = Path(__file__).parent.parent / "data" / "pages"
LIST = """<ul class="news"><li><a class="t" href="/1">Une nouvelle</a> <i class="d">2024-04-02</i> <p>Ses mots.</p></li>
<li><a class="t" href="/2">Une autre</a> <i class="d">2024-04-03</i><b class="ou">Mairie</b></li></ul>"""


def read(raw: bytes, **select: str) -> SourceResult:
    source = Source(name="Page", type=SourceType.PAGE, url="https://source.exemple.org/feed", select=select)
    return read_page(raw, reading_of(source))


@pytest.mark.parametrize("name", sorted(file.name for file in EXHIBITS.glob("*.html")))
def test_an_exhibit_gives_what_stands_beside_it(name: str) -> None:
    found = plain(read((EXHIBITS / name).read_bytes()))

    assert found == json.loads((EXHIBITS / f"{name}.expected").read_text(encoding="utf-8"))


def test_selectors_of_feeds_yaml_find_the_articles_of_a_list() -> None:
    found = plain(read(LIST.encode(), item="ul.news > li", title=".t", date=".d", summary="p"))

    assert found["articles"] == [
        {
            "title": "Une nouvelle",
            "url": "https://source.exemple.org/1",
            "published": "2024-04-02",
            "summary": "Ses mots.",
            "body": "<p>Ses mots.</p>",
        },
        {"title": "Une autre", "url": "https://source.exemple.org/2", "published": "2024-04-03"},
    ]


def test_selectors_with_a_place_find_events() -> None:
    found = plain(read(LIST.encode(), item="li", title=".t", date=".d", place=".ou"))

    assert [(event["title"], event["start"], event.get("place")) for event in found["events"]] == [
        ("Une nouvelle", "2024-04-02", None),
        ("Une autre", "2024-04-03", "Mairie"),
    ]


def test_a_selector_that_css_does_not_know_is_named() -> None:
    found = read(LIST.encode(), item="li >> a[")

    assert (found.failed, [one.message.startswith('the selector "li >> a[" (item)') for one in found.problems]) == (
        True,
        [True],
    )


def test_a_page_without_anything_says_what_to_write() -> None:
    message = "https://source.exemple.org/feed: no article or event was found on the page"
    hint = "Say in feeds.yaml where they stand: select: item, title, link, date, summary, place."

    found = read(b"<html><body></body></html>")

    assert (found.failed, [str(one) for one in found.problems]) == (True, [f"{message}\n  {hint}"])


@settings(max_examples=200)
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: f"<h1>{text}</h1><p>{text}".encode("utf-8", "replace"))
)
def test_any_octets_at_all_give_a_yield(raw: bytes) -> None:
    assert isinstance(read(raw), SourceResult)
