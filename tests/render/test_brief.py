import pytest

from digest.render.brief import address, row, underlined

BLANK = " " * 28


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        pytest.param("à 9 h", "à 9 h" + " " * 23 + "Réunion", id="beside the label"),
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
    lines = row("un titre qui ne finit pas " * 4, "à 9 h").split("\n")

    assert [line[:28].strip() for line in lines] == ["à 9 h", "", ""]


def test_a_title_is_underlined_as_far_as_its_longest_line() -> None:
    assert underlined("Été", "-") == "Été\n---"


def test_an_address_gives_up_its_indent_rather_than_be_too_wide() -> None:
    short, long = "https://exemple.org/", "https://exemple.org/" + "x" * 60

    assert (address(short, "  "), address(long, "  ")) == ("  " + short, long)
