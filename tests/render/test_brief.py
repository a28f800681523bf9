import pytest

from digest.render.templates import address, first_column, marked, row, underlined

BLANK = " " * 32


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        pytest.param("à 9 h", "à 9 h" + " " * 27 + "Réunion", id="beside the label"),
        pytest.param("", BLANK + "Réunion", id="under an empty label"),
        pytest.param(
            "du 30 décembre 2026 au 2 janvier 2027",
            f"du 30 décembre 2026 au 2 janvier 2027\n{BLANK}Réunion",
            id="under a long label",
        ),
    ],
)
def test_a_row_has_two_columns(label: str, expected: str) -> None:
    assert row("Réunion", label) == expected


def test_a_long_title_stays_in_its_column() -> None:
    lines = row("un titre qui ne finit pas " * 4, "à 9 h", 28).split("\n")

    assert [line[:28].strip() for line in lines] == ["à 9 h", "", ""]


def test_the_first_column_is_as_wide_as_its_labels_but_for_very_long_ones() -> None:
    assert (first_column(["À 9 h", "De 14 h à 16 h 30", "x" * 31]), first_column([])) == (19, 2)


def test_a_number_is_held_to_its_last_word_and_without_an_address_there_is_none() -> None:
    numbers = {"https://exemple.org/": 12}

    assert (marked("Un titre", "https://exemple.org/", numbers), marked("Un titre", None, numbers)) == (
        "Un titre\u00a0[12]",
        "Un titre",
    )


def test_a_title_is_underlined_as_far_as_its_longest_line() -> None:
    assert underlined("Été", "-") == "Été\n---"


def test_an_address_gives_up_its_indent_rather_than_be_too_wide() -> None:
    short, long = "https://exemple.org/", "https://exemple.org/" + "x" * 60

    assert (address(short, "  "), address(long, "  ")) == ("  " + short, long)
