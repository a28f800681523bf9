"""Names of columns and keys in French and English, and the slots that their values tell."""

import pytest

from digest.model import Status
from digest.sources.files.csv_events import UnreadableDateError, field_meaning, parse_status_cell, read_slots
from tests.sources.readings import reading_of


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("Titre", "title"),
        ("Intitulé", "title"),
        ("Date de début", "start"),
        ("DÉBUT", "start"),
        ("Fin", "end"),
        ("Heure de fin", "end_time"),
        ("Horaires", "start_time"),
        ("Lieu", "place"),
        ("Où ?", "place"),
        ("Lien", "url"),
        ("Mots-clés", "tags"),
        ("Thème", "theme"),
        ("Auteur·e", "author"),
        ("Start Date", "start"),
        ("Remarque", None),
        ("", None),
    ],
)
def test_a_name_means_the_same_in_both_languages(name: str, meaning: str | None) -> None:
    assert field_meaning(name) == meaning


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("", Status.CONFIRMED),
        ("Confirmé", Status.CONFIRMED),
        ("ANNULÉE", Status.CANCELLED),
        ("reporté", Status.POSTPONED),
        ("complet", Status.FULL),
        ("flou", None),
    ],
)
def test_a_status_is_known_or_none(words: str, status: Status | None) -> None:
    assert parse_status_cell(words) is status


@pytest.mark.parametrize(
    ("values", "start", "end"),
    [
        ({"date": "25/04/2024"}, "2024-04-25", "2024-04-25"),
        ({"date": "25/04/2024", "start_time": "14"}, "2024-04-25 14:00:00+02:00", "None"),
        ({"start": "25 avril 2024 17h30", "end": "18h15"}, "2024-04-25 17:30:00+02:00", "2024-04-25 18:15:00+02:00"),
        ({"start": "2024-04-25", "end": "2024-04-27"}, "2024-04-25", "2024-04-27"),
        ({"start": "2024-04-25 17:30", "end": "2024-04-27"}, "2024-04-25", "2024-04-27"),
        ({"deadline": "30 avril 2024"}, "None", "2024-04-30"),
    ],
)
def test_a_slot_is_read_from_the_values_there_are(values: dict[str, str], start: str, end: str) -> None:
    (slot,) = read_slots(values, reading_of())

    assert (str(slot.start), str(slot.end)) == (start, end)


@pytest.mark.parametrize(
    "values", [{"date": "n’importe quoi"}, {"date": "31/02/2024"}, {"start": "3/5/2024", "end": "2/5/2024"}]
)
def test_what_is_no_day_is_said(values: dict[str, str]) -> None:
    with pytest.raises(UnreadableDateError):
        read_slots(values, reading_of())
