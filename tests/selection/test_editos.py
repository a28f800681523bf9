"""An édito out of our own texts: the newest one fills the letter's, once, and the others are said."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from digest.edition.model import Edition, LeftOut, dealt_ids
from digest.edition.yaml.document import read_edition, update_document, write_document
from digest.model import Article, CollectionResult, SeenArticle, SourceResult, Window
from digest.selection.compose import Selection, frame_edition, select
from digest.selection.explain import explain_items
from digest.store import Store
from tests.makers import PARIS, make_article, make_config, seen

CONFIG = make_config()
TODAY = date(2026, 11, 18)
FRAME = frame_edition(CONFIG.window, number=1, today=TODAY, last_sent=None)
FILE = "editions/1.yaml"
MAY = "On nous demande souvent ce que la coopération rapporte, et nous montrons des visages et des chantiers."
JUNE = "Les jumelages préparent leurs vacances, et quarante communes attendent leurs jeunes volontaires."


def make_edito(name: str, day: int | None = 17, **more: Any) -> Article:
    values: dict[str, Any] = {
        "title": f"Édito {name}",
        "url": None,
        "published": day and date(2026, 11, day),
        "summary": f"{MAY} {name}",
        "author": "Maëlle Kerbrat",
        "is_edito": True,
    }
    return make_article(name, **{**values, **more})


def choose(*articles: Article | SeenArticle) -> Selection:
    known = (one if isinstance(one, SeenArticle) else seen(one) for one in articles)
    return select(CONFIG, known, (), frame=FRAME)


def read(text: str, selection: Selection, draft: str) -> Edition:
    return read_edition(text, file=FILE, material=selection.material, draft=draft)


def write(selection: Selection) -> str:
    return write_document(selection.edition, zone=PARIS)


def reasons(text: str, selection: Selection, edition: Edition | None = None) -> list[tuple[str, bool, tuple[str, ...]]]:
    found = explain_items(text, selection, frame=FRAME, edition=edition or selection.edition)
    return [(one.id, one.is_printed, one.reasons) for one in found]


def test_the_newest_edito_is_the_letters_and_the_others_are_left_out() -> None:
    edition = choose(make_edito("1", 13), make_article("3", published=TODAY), make_edito("2", 16)).edition

    printed = [placed.article.id for chapter in edition.chapters for placed in chapter.articles]
    assert (edition.edito, edition.signed, printed, edition.unclassified, edition.left_out, dealt_ids(edition)) == (
        f"{MAY} 2",
        "Maëlle Kerbrat",
        ["a-3"],
        (),
        (LeftOut(id="a-1", title="Édito 1", reason='the édito "Édito 2" is newer'),),
        ("a-1", "a-2", "a-3"),
    )


def test_of_one_day_the_edito_seen_last_is_taken() -> None:
    late = seen(make_edito("2"), at=datetime(2026, 11, 18, 12, tzinfo=PARIS))

    assert choose(late, make_edito("1"), make_edito("3")).edition.editos == ("a-2",)


def test_an_edito_of_tomorrow_waits_and_an_old_or_empty_one_is_not_taken() -> None:
    edition = choose(make_edito("1", 19), make_edito("2", 1), make_edito("3", summary="")).edition

    assert (edition.edito, [left.id for left in edition.left_out]) == ("", ["a-2"])


def test_an_edito_is_never_merged_with_the_article_of_the_same_title() -> None:
    article = make_article("1", title="Ce que la coopération rapporte", published=TODAY)
    edito = make_edito("2", 18, title="Ce que la coopération rapporte", source="Nos textes")

    selection = choose(article, edito)

    assert (selection.merges, selection.edition.editos, len(selection.edition.chapters)) == ((), ("a-2",), 1)


def test_an_edito_in_the_file_is_the_one_of_the_source() -> None:
    selection = choose(make_edito("1", summary=f"{MAY}\n\n- une liste\n  - et dedans"))

    assert read(write(selection), selection, write(selection)) == selection.edition


def test_what_a_person_wrote_in_its_place_stays_and_the_edito_is_dealt_with() -> None:
    before, after = choose(make_edito("1")), choose(make_edito("1"), make_edito("2", 18))
    written = write(before).replace(f"edito: {MAY} 1", "edito: De ma main.")

    text = update_document(written, file=FILE, draft=write(before), edition=after.edition, zone=PARIS)
    edition = read(text, after, write(after))

    assert (edition.edito, dealt_ids(edition)) == ("De ma main.", ("a-1", "a-2"))


def test_an_edito_that_comes_later_fills_a_file_that_has_none() -> None:
    before, after = choose(make_article("3", published=TODAY)), choose(make_edito("1"))
    written = write(before).replace("subject: ", "subject: Mon objet, ")

    text = update_document(written, file=FILE, draft=write(before), edition=after.edition, zone=PARIS)

    assert read(text, after, write(after)).edito == f"{MAY} 1"


def test_an_edito_is_explained() -> None:
    selection = choose(make_edito("1", 13), make_edito("2"), make_edito("3", 19), make_edito("4", summary=""))

    assert reasons("edito", selection) == [
        ("a-1", False, ('out: the édito "Édito 2" is newer',)),
        ("a-2", True, ("the édito of edition 1",)),
        ("a-3", False, ("out: dated 2026-11-19, after the window (2026-11-18); it waits for its day",)),
        ("a-4", False, ("out: it is empty",)),
    ]


def test_an_edito_that_a_person_replaced_is_explained() -> None:
    selection = choose(make_edito("1"))

    edition = replace(selection.edition, edito="De ma main.")

    assert reasons("edito", selection, edition) == [("a-1", False, ("replaced by hand, in editions/1.yaml",))]


def send(store: Store, *articles: Article, week: int) -> str:
    """Collect from our folder, compose, send; return the édito that was printed."""
    now = datetime(2026, 11, 18 + week, 8, tzinfo=PARIS)
    store.record(
        CollectionResult(yields=(SourceResult(source="Portail", articles=articles, is_complete=True),)), now=now
    )
    sent = store.last_sent()
    frame = frame_edition(
        CONFIG.window, number=store.open_number(), today=now.date(), last_sent=sent.window if sent else None
    )
    edition = select(CONFIG, store.articles(), (), frame=frame).edition
    store.mark_sent(frame.number, dealt_ids(edition), window=frame.window, now=now)
    return edition.edito


def test_an_edito_is_sent_once_though_its_file_is_mended_and_written_over(tmp_path: Path) -> None:
    texts = [MAY, MAY, MAY + " Une coquille de moins.", JUNE, JUNE + " !", MAY + " Encore.", "Bonne année 2027 !"]
    with Store.open(tmp_path) as store:
        sent = [
            send(store, make_edito("edito", None, title="Édito", summary=text), week=week)
            for week, text in enumerate(texts)
        ]

    assert sent == [MAY, "", "", JUNE, "", "", "Bonne année 2027 !"]


def test_the_window_of_a_letter_does_not_matter_to_an_undated_edito(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.mark_sent(1, (), window=Window(first_day=TODAY, last_day=TODAY), now=datetime(2026, 11, 18, tzinfo=PARIS))

        assert send(store, make_edito("1", None), week=5) == f"{MAY} 1"
