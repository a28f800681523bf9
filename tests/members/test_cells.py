"""Cells of a list, one by one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.addresses import mail_fault
from digest.members.fields import (
    UnreadableCellError,
    is_plain,
    parse_consent_day,
    read_language,
    read_themes,
    split_mailbox,
)
from digest.text.email_address import tidy_address


@given(
    st.from_regex(r"[a-zA-Z._-]{1,5}@[a-z0-9.-]{1,12}[a-z]{2}", fullmatch=True)
    | st.text(alphabet="aZ1.-_@", max_size=70)
)
def test_an_address_that_is_plain_at_a_glance_is_good_at_the_closer_look(address: str) -> None:
    assert not is_plain(address) or (mail_fault(address), tidy_address(address)) == ("", address)


@pytest.mark.parametrize(
    ("cell", "mailbox"),
    [
        pytest.param("jo@x.fr", ("jo@x.fr", ""), id="alone"),
        pytest.param('"Dupont, Jo" <Jo@X.fr>', ("Jo@x.fr", "Dupont, Jo"), id="with a name"),
        pytest.param("Jo <jo@x.fr> (bureau)", ("jo@x.fr", "Jo"), id="words after it"),
        pytest.param("<jo@x.fr", ("jo@x.fr", ""), id="one bracket"),
    ],
)
def test_a_mailbox_is_an_address_and_perhaps_a_name(cell: str, mailbox: tuple[str, str]) -> None:
    assert split_mailbox(cell) == mailbox


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        pytest.param("2026-03-04", date(2026, 3, 4), id="ISO"),
        pytest.param("04/03/2026", date(2026, 3, 4), id="day before month"),
        pytest.param("4.3.2026", date(2026, 3, 4), id="dots"),
        pytest.param("04/03/2026 17:30", date(2026, 3, 4), id="with an hour"),
        pytest.param("2026-03-04T17:30:00+01:00", date(2026, 3, 4), id="an instant"),
        pytest.param(" ", None, id="nothing"),
    ],
)
def test_a_day_is_read_as_it_is_written_in_france(cell: str, day: date | None) -> None:
    assert parse_consent_day(cell) == day


@pytest.mark.parametrize("cell", ["13/31/2026", "31/02/2026", "04/03/26", "demain", "2026", "٤/٣/٢٠٢٦0"])
def test_what_is_no_day_for_certain_is_not_guessed(cell: str) -> None:
    with pytest.raises(UnreadableCellError):
        parse_consent_day(cell)


@pytest.mark.parametrize(
    ("cell", "language"),
    [
        ("", ""),
        ("fr", "fr"),
        ("Français", "fr"),
        ("fr-BE", "fr"),
        ("EN", "en"),
        ("Anglais", "en"),
        ("english (UK)", "en"),
    ],
)
def test_a_language_goes_by_many_names(cell: str, language: str) -> None:
    assert read_language(cell) == language


def test_a_theme_whose_name_holds_a_comma_is_one_theme() -> None:
    known = ("Eau, énergie et climat", "Monde")

    assert (read_themes("eau, energie et climat; monde", known), read_themes("Eau, énergie et climat", known)) == (
        known,
        known[:1],
    )


def test_a_misspelt_theme_is_answered_with_the_one_that_was_meant() -> None:
    with pytest.raises(UnreadableCellError) as caught:
        read_themes("Mnode", ("Eau, énergie et climat", "Monde"))

    assert (str(caught.value), caught.value.hint) == ('"Mnode" is not a theme of feeds.yaml', 'Did you mean "Monde"?')
