"""Every exhibit is read as a French reader reads it; agendas, choices and positions beside."""

from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from digest.text.dates import Occurrence, date_record, find_dates, read_date
from tests.text.dates.exhibits import FOLDER, Exhibit, read_exhibits

PARIS = ZoneInfo("Europe/Paris")
EXHIBITS = [
    exhibit
    for path in sorted(Path(FOLDER).glob("*.tsv"))
    if path.stem not in ("agenda", "labelled")
    for exhibit in read_exhibits(path.stem)
]


def _name(exhibit: Exhibit) -> str:
    return f"{exhibit.text!r} on {exhibit.reference}"


def _expected(exhibit: Exhibit) -> dict[str, Any]:
    return {"start": exhibit.start, "end": exhibit.end, "all_day": exhibit.all_day, "kind": exhibit.kind}


def _keys_of(record: dict[str, Any]) -> dict[str, Any]:
    return {key: record[key] for key in ("start", "end", "all_day", "kind")}


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=_name)
def test_an_exhibit_is_read_as_a_french_reader_reads_it(exhibit: Exhibit) -> None:
    record = date_record(exhibit.text, reference=exhibit.reference, zone=PARIS)

    assert _keys_of(record) == _expected(exhibit)


def test_every_expression_that_an_independent_reader_labelled_is_read_as_labelled() -> None:
    misread = {
        exhibit.text: record
        for exhibit in read_exhibits("labelled")
        if _keys_of(record := date_record(exhibit.text, reference=exhibit.reference, zone=PARIS)) != _expected(exhibit)
    }

    assert misread == {}


@pytest.mark.parametrize("exhibit", [one for one in EXHIBITS if one.precision], ids=_name)
def test_an_exhibit_is_read_with_its_precision(exhibit: Exhibit) -> None:
    reading = read_date(exhibit.text, reference=exhibit.reference, zone=PARIS)

    assert reading.precision == exhibit.precision


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=_name)
def test_a_reading_without_a_day_says_why_or_has_no_kind(exhibit: Exhibit) -> None:
    reading = read_date(exhibit.text, reference=exhibit.reference, zone=PARIS)

    assert reading.occurrences or reading.kind in (None, "cancelled") or reading.problem


@pytest.mark.parametrize("exhibit", read_exhibits("agenda"), ids=_name)
def test_an_agenda_is_read_forward_from_the_day_it_was_captured(exhibit: Exhibit) -> None:
    reading = read_date(exhibit.text, reference=exhibit.reference, zone=PARIS, agenda=True)
    start, end = (date.fromisoformat(written) if written else None for written in (exhibit.start, exhibit.end))

    assert reading.occurrences == ((Occurrence(start=start, end=end),) if start or end else ())


def test_a_weekday_that_contradicts_keeps_the_date_and_warns() -> None:
    reading = read_date("mercredi 14 novembre", reference=date(2024, 10, 1), zone=PARIS)

    assert (reading.occurrences[0].start, reading.problem) == (
        date(2024, 11, 14),
        "2024-11-14 is a Thursday, not a Wednesday",
    )


def test_a_day_that_does_not_exist_is_named() -> None:
    reading = read_date("31/04/2024", reference=date(2024, 4, 10), zone=PARIS)

    assert reading.problem == 'there is no day "31/04/2024"'


def test_the_words_of_the_date_can_be_cut_out_of_a_title() -> None:
    title = "Café des élues et élus, le <b>25</b>&nbsp;avril 2024, à Lyon"
    start, end = read_date(title, reference=date(2024, 4, 10), zone=PARIS).position

    assert title[:start] + "…" + title[end:] == "Café des élues et élus, le <b>…, à Lyon"


def test_all_dates_of_a_paragraph_are_found_in_order() -> None:
    paragraph = (
        "Publié le 2 avril 2024. Le bureau se réunit le 25 avril 2024 à 14h ; les candidatures sont reçues jusqu'au"
        " 15 avril. Rendez-vous rue du 8 mai 1945."
    )
    found = find_dates(paragraph, reference=date(2024, 4, 10), zone=PARIS)

    assert [(one.words, one.kind) for one in found] == [
        ("2 avril 2024", "publication"),
        ("25 avril 2024 à 14h", None),
        ("15 avril", "deadline"),
    ]


def test_a_reading_names_its_rule() -> None:
    reading = read_date("tous les mardis de juin 2024", reference=date(2024, 4, 10), zone=PARIS)

    assert reading.rule == "weekdays_of_a_span"


def test_a_record_has_the_keys_that_the_command_prints() -> None:
    record = date_record("les 3 et 10 juin 2024", reference=date(2024, 4, 10), zone=PARIS)

    assert record == {
        "text": "les 3 et 10 juin 2024",
        "start": "2024-06-03|2024-06-10",
        "end": "2024-06-03|2024-06-10",
        "all_day": True,
        "kind": "multiple",
        "problem": None,
        "statements": [
            {
                "says": "takes_place",
                "start": "2024-06-03",
                "end": "2024-06-10",
                "slots": [
                    {"start": "2024-06-03", "end": "2024-06-03"},
                    {"start": "2024-06-10", "end": "2024-06-10"},
                ],
                "precision": "day",
                "approximate": False,
            }
        ],
    }
