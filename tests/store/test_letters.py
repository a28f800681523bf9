"""A store remembers what was first seen when, whatever feeds do to their items."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.model import Article, CollectionResult, Event, Problem, SourceResult, SourceState, Window
from digest.store import RecordResult, SourceStatus, Store
from tests.makers import make_article, make_event, seen, seen_event

MONDAY = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
LEFT = SourceState(
    items=b"\x00\x01",
    etag='"x"',
    last_modified="Mon, 16 Nov 2026 06:00:00 GMT",
    body=b"\x00BEGIN",
    fingerprint="ab",
    address="https://portail.example/flux",
    moved_to="https://portail.example/nouveau",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "state") as opened:
        yield opened


def harvest(*items: Article | Event, source: str = "Portail", **more: Any) -> CollectionResult:
    articles = tuple(item for item in items if isinstance(item, Article))
    events = tuple(item for item in items if isinstance(item, Event))
    return CollectionResult(yields=(SourceResult(source=source, articles=articles, events=events, **more),))


def test_what_was_recorded_is_given_back_with_the_instant_it_was_first_seen(store: Store) -> None:
    article, event = make_article("1"), make_event("1", source="Portail")

    recorded = store.record(harvest(article, event), now=MONDAY)

    assert (recorded, store.articles(), store.events()) == (
        RecordResult(new_articles=1, new_events=1),
        (seen(article, at=MONDAY),),
        (seen_event(event, at=MONDAY),),
    )


def test_a_second_collection_of_the_same_changes_nothing(store: Store) -> None:
    store.record(harvest(make_article("1")), now=MONDAY)

    recorded = store.record(harvest(make_article("1")), now=TUESDAY)

    assert (recorded, store.articles()) == (RecordResult(), (seen(make_article("1"), at=MONDAY),))


def test_an_edit_changes_the_words_and_not_the_first_day(store: Store) -> None:
    edited = make_article("1", title="Un titre corrigé")
    store.record(harvest(make_article("1")), now=MONDAY)

    recorded = store.record(harvest(edited), now=TUESDAY)

    assert (recorded, store.articles()) == (RecordResult(changed=1), (seen(edited, at=MONDAY),))


def test_what_a_feed_drops_from_its_ten_items_stays(store: Store) -> None:
    store.record(harvest(make_article("1")), now=MONDAY)

    store.record(harvest(make_article("2")), now=TUESDAY)

    assert [one.article.id for one in store.articles()] == ["a-1", "a-2"]


def test_an_article_under_a_new_id_is_found_by_its_address(store: Store) -> None:
    store.record(harvest(make_article("1", keys=("guid-old",))), now=MONDAY)
    again = make_article("9", url="http://www.portail.example/1?utm_source=x", title="Titre 1", keys=("guid-new",))

    recorded = store.record(harvest(again), now=TUESDAY)

    assert (recorded.new_articles, [(one.article.id, one.first_seen) for one in store.articles()]) == (
        0,
        [("a-1", MONDAY)],
    )


def test_an_article_at_a_mirror_is_found_by_the_mirrors_address_among_its_keys(store: Store) -> None:
    store.record(harvest(make_article("1", keys=("https://miroir.example/1",))), now=MONDAY)

    recorded = store.record(harvest(make_article("9", url="https://miroir.example/1")), now=TUESDAY)

    assert recorded.new_articles == 0


def test_an_article_whose_address_changes_is_found_by_its_guid(store: Store) -> None:
    store.record(harvest(make_article("1", title="Le fonds de solidarité", keys=("17",))), now=MONDAY)

    recorded = store.record(harvest(make_article("2", title="Le fonds de solidarite", keys=("17",))), now=TUESDAY)

    assert recorded.new_articles == 0


def test_a_guid_that_a_feed_gives_to_another_article_hides_neither(store: Store) -> None:
    store.record(harvest(make_article("1", title="Le bureau de mai", keys=("17",))), now=MONDAY)

    recorded = store.record(harvest(make_article("2", title="Un appel à projets", keys=("17",))), now=TUESDAY)

    assert recorded.new_articles == 1


def test_the_path_of_a_file_that_holds_several_articles_makes_them_not_one(store: Store) -> None:
    path = "contenu/flux.xml"

    recorded = store.record(harvest(make_article("1", keys=(path,)), make_article("2", keys=(path,))), now=MONDAY)

    assert recorded.new_articles == 2


def test_an_article_shown_twice_in_one_reading_is_one(store: Store) -> None:
    recorded = store.record(harvest(make_article("1"), make_article("1", title="Encore")), now=MONDAY)

    assert (recorded.new_articles, [one.article.title for one in store.articles()]) == (1, ["Titre 1"])


def test_an_article_of_two_sources_is_one_with_a_copy_of_each(store: Store) -> None:
    mine, theirs = make_article("1"), make_article("1", source="Miroir", title="Leur titre")
    both = CollectionResult(yields=(*harvest(mine).yields, *harvest(theirs, source="Miroir").yields))

    recorded = store.record(both, now=MONDAY)

    assert (recorded.new_articles, store.articles(sources=("Miroir", "Portail"))) == (
        1,
        (seen(theirs, at=MONDAY), seen(mine, at=MONDAY)),
    )


def test_a_source_that_is_no_longer_in_feeds_yaml_is_passed_over(store: Store) -> None:
    store.record(harvest(make_article("1")), now=MONDAY)

    assert store.articles(sources=("Ailleurs",)) == ()


def test_what_a_complete_source_no_longer_shows_is_withdrawn(store: Store) -> None:
    store.record(harvest(make_article("1"), make_event("1", source="Portail"), is_complete=True), now=MONDAY)

    recorded = store.record(harvest(make_article("2"), is_complete=True), now=TUESDAY)

    assert (recorded.withdrawn, [one.article.id for one in store.articles()], store.events()) == (2, ["a-2"], ())


def test_what_is_shown_again_comes_back_with_its_first_day(store: Store) -> None:
    store.record(harvest(make_article("1"), is_complete=True), now=MONDAY)
    store.record(harvest(is_complete=True), now=TUESDAY)

    store.record(harvest(make_article("1"), is_complete=True), now=WEDNESDAY)

    assert store.articles() == (seen(make_article("1"), at=MONDAY),)


@pytest.mark.parametrize("more", [{"failed": True}, {"is_unchanged": True}], ids=["failed", "unchanged"])
def test_a_reading_that_failed_or_saw_no_change_withdraws_nothing(store: Store, more: dict[str, Any]) -> None:
    store.record(harvest(make_article("1"), is_complete=True), now=MONDAY)

    recorded = store.record(harvest(is_complete=True, **more), now=TUESDAY)

    assert (recorded, len(store.articles())) == (RecordResult(), 1)


def test_a_file_written_over_after_its_letter_was_sent_is_a_new_article(store: Store) -> None:
    may = make_article("1", url=None, title="L'édito de mai", published=date(2026, 5, 4))
    june = make_article("1", url=None, title="Bientôt l'assemblée", published=date(2026, 6, 1))
    corrected = make_article("1", url=None, title="Bientôt l'assemblée générale", published=date(2026, 6, 1))
    store.record(harvest(may, is_complete=True), now=MONDAY)
    store.mark_sent(1, ["a-1"], window=Window(first_day=date(2026, 5, 1), last_day=date(2026, 5, 7)), now=MONDAY)

    recorded = [store.record(harvest(text, is_complete=True), now=TUESDAY) for text in (may, june, corrected)]

    assert ([one.new_articles for one in recorded], [one.article.title for one in store.articles()]) == (
        [0, 1, 0],
        ["Bientôt l'assemblée générale"],
    )


def test_two_days_of_one_repeated_event_stay_two(store: Store) -> None:
    first = make_event("1", keys=("uid-7",), start=date(2026, 11, 25))
    second = make_event("2", keys=("uid-7",), start=date(2026, 12, 2))

    recorded = store.record(harvest(first, second, source="Agenda"), now=MONDAY)

    assert recorded.new_events == 2


def test_what_a_source_left_for_its_next_reading_is_given_back(store: Store) -> None:
    store.record(harvest(remembered=LEFT), now=MONDAY)

    store.record(harvest(), now=TUESDAY)

    assert store.remembered() == {"Portail": replace(LEFT, last_read=TUESDAY)}


def test_a_source_that_fails_keeps_what_its_last_good_reading_left_and_what_the_site_asked_for(store: Store) -> None:
    waiting = replace(LEFT, wait_until=WEDNESDAY, moved_to="", is_gone=True)
    store.record(harvest(remembered=LEFT), now=MONDAY)

    store.record(harvest(remembered=waiting, failed=True), now=TUESDAY)

    assert store.remembered() == {
        "Portail": replace(waiting, last_read=TUESDAY, failures=1, failing_since=TUESDAY),
    }


def test_a_source_that_was_not_asked_is_as_it_was_but_for_the_word_about_it(store: Store) -> None:
    article, event = make_article("1"), make_event("1", source="Portail")
    word = Problem(source="Portail", where="https://portail.example/flux", message="not asked")
    store.record(harvest(article, event, remembered=LEFT), now=MONDAY)

    recorded = store.record(harvest(is_skipped=True, problems=(word,)), now=TUESDAY)

    assert (recorded, store.remembered(), len(store.articles()), len(store.events())) == (
        RecordResult(),
        {"Portail": replace(LEFT, last_read=MONDAY)},
        1,
        1,
    )
    assert store.problems(sources=("Portail",)) == (word,)


def test_the_failures_of_an_address_that_feeds_yaml_no_longer_has_do_not_count(store: Store) -> None:
    other = replace(LEFT, address="https://portail.example/autre")
    store.record(harvest(remembered=LEFT, failed=True), now=MONDAY)
    store.record(harvest(remembered=LEFT, failed=True), now=TUESDAY)

    store.record(harvest(remembered=other, failed=True), now=WEDNESDAY)

    assert store.remembered() == {
        "Portail": replace(other, last_read=WEDNESDAY, failures=1, failing_since=WEDNESDAY),
    }


def test_the_problems_of_a_source_are_those_of_its_last_reading(store: Store) -> None:
    broken = Problem(source="Portail", where="https://portail.example/flux:7", message="no date", hint="Write one.")
    down = Problem(source="Portail", where="https://portail.example/flux", message="it answers 500")
    said = []
    readings: tuple[dict[str, Any], ...] = (
        {"problems": (broken,)},
        {"is_unchanged": True},
        {"failed": True, "problems": (down,)},
        {"is_unchanged": True},
    )
    for reading in readings:
        store.record(harvest(**reading), now=MONDAY)
        said.append(store.problems(sources=("Ailleurs", "Portail")))

    assert said == [(broken,), (broken,), (down,), ()]


def test_the_health_of_a_source_says_since_when_it_fails(store: Store) -> None:
    store.record(harvest(), now=MONDAY)
    store.record(harvest(failed=True), now=TUESDAY)
    store.record(harvest(failed=True), now=WEDNESDAY)

    assert store.health() == (
        SourceStatus(source="Portail", last_read=WEDNESDAY, last_good=MONDAY, failing_since=TUESDAY, failures=2),
    )


def test_the_articles_and_events_of_each_source_are_counted_without_the_withdrawn(store: Store) -> None:
    store.record(harvest(make_article("1"), make_article("2"), make_event("1"), is_complete=True), now=MONDAY)
    store.record(harvest(make_event("2"), source="Agenda"), now=MONDAY)

    store.record(harvest(make_article("1"), make_event("1"), is_complete=True), now=TUESDAY)

    assert store.counts() == {"Portail": (1, 1), "Agenda": (0, 1)}


def test_a_harvest_that_breaks_in_the_middle_leaves_nothing(store: Store) -> None:
    broken = SourceResult(source="Agenda", events=(make_event("1", title="half a character: \ud800"),))

    with pytest.raises(UnicodeEncodeError):
        store.record(CollectionResult(yields=(*harvest(make_article("1")).yields, broken)), now=MONDAY)

    assert store.articles() == ()


def test_the_open_edition_is_the_first_then_the_newest_not_sent_then_the_next(store: Store) -> None:
    numbers = [store.open_number()]
    store.keep_draft(1, "draft")
    numbers.append(store.open_number())
    store.mark_sent(1, ["a-1"], window=Window(first_day=date(2026, 11, 9), last_day=date(2026, 11, 16)), now=MONDAY)
    numbers.append(store.open_number())
    store.keep_draft(5, "asked for by number")
    numbers.append(store.open_number())

    assert numbers == [1, 1, 2, 5]


def test_what_an_edition_dealt_with_stays_with_the_first_that_did(store: Store) -> None:
    window = Window(first_day=date(2026, 11, 9), last_day=date(2026, 11, 16))
    store.record(harvest(make_article("1")), now=MONDAY)
    store.mark_sent(1, ["a-1"], window=window, now=MONDAY)
    store.mark_sent(2, ["a-1", "a-unknown"], window=window, now=TUESDAY)

    assert store.articles() == (seen(make_article("1"), at=MONDAY, number=1),)


def test_the_last_sent_edition_comes_with_its_window(store: Store) -> None:
    window = Window(first_day=date(2026, 11, 9), last_day=date(2026, 11, 16))
    store.mark_sent(1, [], window=window, now=MONDAY)

    sent = store.last_sent()

    assert sent is not None
    assert (sent.number, sent.window, sent.sent, store.last_sent(before=1)) == (1, window, MONDAY, None)


def test_a_draft_is_the_text_written_last(store: Store) -> None:
    store.keep_draft(1, "eins")
    store.keep_draft(1, "deux")

    assert (store.draft(1), store.draft(2)) == ("deux", None)


def test_the_store_is_the_same_after_closing_and_opening(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.record(harvest(make_article("1")), now=MONDAY)
    with Store.open(tmp_path) as store:
        articles = store.articles()

    assert articles == (seen(make_article("1"), at=MONDAY),)


def monthly(number: int, month: str, day: int | None) -> Article:
    """Make an issue of a series: another page each time, under the first number of a feed that numbers afresh."""
    return make_article(
        month, title=f"La lettre de {month}", published=day and date(2026, 11, day), keys=(str(number),)
    )


@pytest.mark.parametrize(
    "later",
    [
        pytest.param((monthly(0, "mai", 15),), id="on another day"),
        pytest.param((monthly(0, "mai", None), monthly(1, "mars", None)), id="shown beside the one before"),
    ],
)
def test_a_new_issue_of_a_series_is_never_taken_for_the_one_before(store: Store, later: tuple[Article, ...]) -> None:
    store.record(harvest(monthly(0, "mars", 1)), now=MONDAY)

    recorded = store.record(harvest(*later), now=TUESDAY)

    assert (recorded.new_articles, sorted(one.article.id for one in store.articles())) == (1, ["a-mai", "a-mars"])


def test_a_page_that_was_moved_is_the_same_article(store: Store) -> None:
    store.record(harvest(monthly(0, "mars", 1)), now=MONDAY)

    recorded = store.record(harvest(replace(monthly(0, "mai", 2), title="La lettre de mars !")), now=TUESDAY)

    assert (recorded.new_articles, [one.article.id for one in store.articles()]) == (0, ["a-mars"])
