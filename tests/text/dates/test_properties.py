"""What must hold for every text: no exception, time in step with length, positions inside the text."""

import time
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.dates import date_record, find_dates, parse_timestamp, read_date

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2024, 4, 10)
WORDS = """
    le la les du au de à et ou en dès 1er 2 3 18 29 30 31 32 45 99 2024 2025 0 00 24h 17h30 9-12h minuit midi et
    demie heures lundi mardi mar. mer. jeudi jui avril mai juin mars février sept. décembre 25/04 31/04/2024
    25.04.2024 2024-04-25 2024-04-25T17:30:00Z - – → / , ; . : ( ) | & @ jusqu'au avant date limite : à partir
    du publié le reporté au annulé prochain dernier dans huit jours tous les mardis chaque premier semaine 53 60
    T4 S1 trimestre quinzaine fin début été rue place loi décret n° salle atelier Pâques Noël heure de Dakar
    UTC+2 UTC-99 CET durée accueil hier demain week-end vingt trente-et-un mil premier dernier mardis sauf reportée
    session bureau ODD + … ?? xx moitié décade semaines 05/2024 5-9-24 10. (1h) fermé clôture convocation
    9.30-12.30 # inclus matin remplacée par mais finalement l'an prochaine année lieu avant vers (9h) à Lille, pas
"""
PIECES = ("\n", *WORDS.split())


@given(st.text())
def test_any_text_is_read_without_an_exception(text: str) -> None:
    record = date_record(text, reference=TODAY, zone=PARIS)

    assert list(record) == ["text", "start", "end", "all_day", "kind", "problem", "statements"]


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.dates(), st.booleans())
def test_any_words_of_dates_are_read_without_an_exception_on_any_day(
    pieces: list[str], reference: date, agenda: bool
) -> None:
    text = " ".join(pieces)
    reading = read_date(text, reference=reference, zone=PARIS, agenda=agenda)

    assert reading.words == text[slice(*reading.position)]


@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_readings_come_in_the_order_of_the_text(pieces: list[str]) -> None:
    readings = find_dates(" ".join(pieces), reference=TODAY, zone=PARIS)

    assert [one.position[1] for one in readings] == sorted(one.position[1] for one in readings)


@given(st.text() | st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))
def test_any_date_field_is_read_without_an_exception(text: str) -> None:
    moment = parse_timestamp(text, zone=PARIS)

    assert moment is None or isinstance(moment, date)


@given(st.lists(st.sampled_from(PIECES), max_size=10))
def test_a_reading_either_has_days_or_has_none_of_their_marks(pieces: list[str]) -> None:
    record = date_record(" ".join(pieces), reference=TODAY, zone=PARIS)

    assert (record["all_day"] is None) == (record["start"] is None and record["end"] is None)


@pytest.mark.parametrize("piece", ["1", " ", "le "])
def test_a_million_characters_take_time_in_step(piece: str) -> None:
    took = [_seconds(piece * (size // len(piece))) for size in (100_000, 1_000_000)]

    assert took[1] < 40 * max(took[0], 0.02)


@pytest.mark.parametrize(
    "piece",
    [
        "1.",
        "25/",
        "a_",
        "12-",
        "mai ",
        "1, ",
        "jeudi 3, ",
        "du 3 au ",
        "14h ",
        "date limite ",
        "loi ",
        "&",
        "<a",
        "25 avril 2024 ",
        "9h le 4 juin ",
        "le … mai ",
        "session 3, ",
        "3 – ",
        "- 14 mai 2024\n",
    ],
)
def test_a_text_ten_times_as_long_takes_time_in_step(piece: str) -> None:
    took = [_seconds(piece * (size // len(piece))) for size in (10_000, 100_000)]

    assert took[1] < 40 * max(took[0], 0.02)


def _seconds(text: str) -> float:
    start = time.process_time()
    read_date(text, reference=TODAY, zone=PARIS)
    return time.process_time() - start
