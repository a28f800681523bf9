"""What a text says about days: every statement with its kind, its ends, its sittings and its precision."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.locale import in_language
from digest.text.dates import date_record, event_times, format_moments, read_date

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 1, 15)


def _said(text: str) -> list[tuple[str, str | None, str | None, int]]:
    statements = date_record(text, reference=TODAY, zone=PARIS)["statements"]
    return [
        (statement["says"], statement["start"], statement["end"], len(statement["slots"])) for statement in statements
    ]


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("Conseil le 12 mars", [("takes_place", "2026-03-12", "2026-03-12", 1)]),
        (
            "Du 10 au 12 décembre 2026, de 9 h à 17 h",
            [("takes_place", "2026-12-10T09:00+01:00", "2026-12-12T17:00+01:00", 3)],
        ),
        ("Candidatures avant le 15 juin", [("closes", None, "2026-06-14", 1)]),
        ("Candidatures jusqu'au 15 juin", [("closes", None, "2026-06-15", 1)]),
        ("À partir du 16 février", [("opens", "2026-02-16", None, 1)]),
        ("ANNULÉ : atelier du 11 mars", [("cancelled", "2026-03-11", "2026-03-11", 1)]),
        ("Atelier prévu le 3 mars, se tiendra finalement le 10", [("moved", "2026-03-10", "2026-03-10", 1)]),
        ("REPORTÉ – Café des maires du 12 mars", [("moved", None, None, 0)]),
        ("Candidatures prolongées jusqu'au 31 mars 2026", [("prolonged", None, "2026-03-31", 1)]),
        ("Le forum s'est tenu du 3 au 5 juin 2025", [("took_place", "2025-06-03", "2025-06-05", 1)]),
        ("Publié le 3 janvier 2026", [("published", "2026-01-03", "2026-01-03", 1)]),
        (
            "Inscriptions jusqu'au 10 mars – Réunion le 17 mars",
            [("closes", None, "2026-03-10", 1), ("takes_place", "2026-03-17", "2026-03-17", 1)],
        ),
        ("Prochainement", []),
        ("Tous les mardis", []),
        ("Agenda 2030", []),
    ],
)
def test_a_text_says_its_statements(text: str, statements: list[tuple[str, str | None, str | None, int]]) -> None:
    assert _said(text) == statements


@pytest.mark.parametrize(
    ("text", "precision", "is_approximate"),
    [
        ("en janvier 2027", "month", False),
        ("au 1er trimestre 2027", "quarter", False),
        ("le 12 mars à 14 h", "hour", False),
        ("le 12 mars vers 14 h", "hour", True),
        ("le 12 mars", "day", False),
    ],
)
def test_a_statement_says_how_exact_it_is(text: str, precision: str, is_approximate: bool) -> None:
    (statement,) = date_record(text, reference=TODAY, zone=PARIS)["statements"]

    assert (statement["precision"], statement["approximate"]) == (precision, is_approximate)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("10-12 décembre 2026, de 9h à 17h", "du 10 au 12 décembre 2026, de 9 h à 17 h"),
        ("le 12 mars 2026 de 9h à 12h et de 14h à 17h", "jeudi 12 mars 2026, de 9 h à 12 h et de 14 h à 17 h"),
        ("en janvier 2027", "en janvier 2027"),
        ("T1 2027", "au 1er trimestre 2027"),
        ("2e semestre 2026", "au 2e semestre 2026"),
        ("à partir du 15 février 2026", "à partir du 15 février 2026"),
        ("avant le 15 juin 2026", "avant le 15 juin 2026"),
        ("12 mars 2026 vers 14h", "jeudi 12 mars 2026, vers 14 h"),
        ("samedi 14 mars 2026 de 22h à 2h", "samedi 14 mars 2026, de 22 h à 2 h"),
        ("du 7 au 22 mars 2026 à 20h", "du 7 au 22 mars 2026, à 20 h"),
    ],
)
def test_a_time_is_printed_as_it_was_said(text: str, printed: str) -> None:
    (time,) = event_times(read_date(text, reference=TODAY, zone=PARIS))
    with in_language("fr"):
        words = format_moments(time.start, time.end, zone=PARIS, slots=time.slots, precision=time.precision)

    assert words.replace("\u00a0", " ") == printed


DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31))
HOURS = st.tuples(st.integers(7, 12), st.sampled_from([0, 15, 30]), st.integers(13, 23), st.sampled_from([0, 45]))


@settings(max_examples=300)
@given(DAYS, st.integers(0, 20), HOURS, st.sampled_from(("span", "month", "quarter", "about", "from", "before")))
def test_every_shape_that_is_printed_is_read_back(
    day: date, length: int, hours: tuple[int, int, int, int], shape: str
) -> None:
    last = date.fromordinal(day.toordinal() + length)
    clock = f"{hours[0]} h {hours[1]:02} à {hours[2]} h {hours[3]:02}"
    text = {
        "span": f"du {day:%d/%m/%Y} au {last:%d/%m/%Y} de {clock}",
        "month": f"{day:%m/%Y}",
        "quarter": f"T{(day.month + 2) // 3} {day.year}",
        "about": f"le {day:%d/%m/%Y} vers {hours[0]} h",
        "from": f"à partir du {day:%d/%m/%Y}",
        "before": f"avant le {day:%d/%m/%Y}",
    }[shape]
    (time,) = event_times(read_date(text, reference=TODAY, zone=PARIS))
    with in_language("fr"):
        words = format_moments(time.start, time.end, zone=PARIS, slots=time.slots, precision=time.precision)

    assert event_times(read_date(words, reference=TODAY, zone=PARIS)) == (time,)
