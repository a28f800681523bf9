import json
from dataclasses import replace
from typing import Any

from digest.edition import Edition
from digest.locale import in_language
from digest.render.archive import write_linked_data
from digest.render.layout import lay_out
from tests.render.samples import CONFIG, FULL, MEETINGS


def written(edition: Edition) -> str:
    with in_language("en"):
        return write_linked_data(edition, lay_out(edition, CONFIG, has_calendar=True))


def graph(edition: Edition) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(written(edition))["@graph"]
    return found


def test_a_letter_is_a_news_article_and_each_event_an_event() -> None:
    assert [one["@type"] for one in graph(FULL)] == ["NewsArticle", *("Event" for _event in MEETINGS)]


def test_a_cancelled_meeting_is_said_with_its_hour_and_place() -> None:
    assert graph(FULL)[2] == {
        "@type": "Event",
        "name": "Atelier budget participatif",
        "startDate": "2024-04-18T09:30+02:00",
        "eventStatus": "https://schema.org/EventCancelled",
        "location": {"@type": "Place", "name": "Lyon", "address": "Lyon"},
        "url": "https://portail.exemple.org/spip.php?evenement3",
    }


def test_no_title_can_end_the_element_it_stands_in() -> None:
    title = "</script><script>alert(1)</script> <!-- \u2028 &amp;"
    hostile = written(replace(FULL, subject=title, preheader=title, title=title))

    assert (set("<>&\u2028") & set(hostile), json.loads(hostile)["@graph"][0]["headline"][:9]) == (set(), "</script>")
