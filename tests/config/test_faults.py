"""How a fault is printed, and what "did you mean" finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.errors import MOST_SHOWN, ConfigFault, FaultCollector, mask_secrets, show_fault, suggest

KEYS = ("title", "from", "reply_to", "timezone")


def test_a_fault_is_printed_with_its_line_a_caret_and_the_mend() -> None:
    fault = ConfigFault(line=2, column=9, message='unknown type "icall"', hint="Known types: feed.\nTry calendar.")

    assert show_fault(fault, file="feeds.yaml", text="name: Agenda\n  type: icall\n") == (
        'feeds.yaml:2:9: unknown type "icall"\n  type: icall\n        ^\n  Known types: feed.\n  Try calendar.'
    )


def test_a_fault_of_the_whole_file_has_no_line() -> None:
    fault = ConfigFault(line=0, column=0, message="the file is empty", hint="Write one.")

    assert show_fault(fault, file="feeds.yaml", text="") == "feeds.yaml: the file is empty\n  Write one."


@pytest.mark.parametrize(
    ("line", "column", "shown"),
    [
        pytest.param("a: x", 4, "a: x\n   ^", id="plain"),
        pytest.param("\ta: x", 2, "→a: x\n ^", id="a tab is one arrow"),
        pytest.param("é: x", 4, "é: x\n   ^", id="an accent of its own takes no room"),
        pytest.param("漢: x", 4, "漢: x\n    ^", id="a wide sign takes two columns"),
        pytest.param("a\x1b[31m: x", 8, "a�[31m: x\n       ^", id="no colours from the file"),
        pytest.param("a: x", 5, "a: x\n    ^", id="behind the end"),
    ],
)
def test_the_caret_stands_under_the_place(line: str, column: int, shown: str) -> None:
    fault = ConfigFault(line=1, column=column, message="here")

    assert show_fault(fault, file="f", text=line) == f"f:1:{column}: here\n{shown}"


def test_a_long_line_is_cut_around_the_place() -> None:
    line = "a" * 200 + "!" + "b" * 200
    shown = show_fault(ConfigFault(line=1, column=201, message="here"), file="f", text=line).split("\n")

    assert shown[1:] == ["…" + "a" * 60 + "!" + "b" * 39 + "…", " " * 61 + "^"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("smtp: smtp://moi:secret@relais:587", "smtp: smtp://moi:******@relais:587"),
        ("smtp: smtp://moi:un secret@relais", "smtp: smtp://moi:*********@relais"),
        ("smtp: smtp://moi:sec@ret@relais", "smtp: smtp://moi:*******@relais"),
        ("smtp: smtp://moi:secret", "smtp: smtp://moi:******"),
        ("smtp: moi:secret@relais", "smtp: moi:******@relais"),
        ("smtp: smtp://moi:${SECRET}@relais", "smtp: smtp://moi:${SECRET}@relais"),
        ("smtp: smtp://moi@ici:secret@relais:587", "smtp: smtp://moi@ici:******@relais:587"),
        ("smtp: smtp://moi@relais:587", "smtp: smtp://moi@relais:587"),
        ("imap: imaps://moi:secret", "imap: imaps://moi:******"),
        ("api_key: secret", "api_key: ******"),
        ("{via: ses, clé_api: a:b}", "{via: ses, clé_api: ****"),
        ('"API key": "a b"', '"API key": ** **'),
        ("api_key: ${KEY}:${SECRET}", "api_key: ${KEY}:${SECRET}"),
        ("smtp: smtp://relais:587", "smtp: smtp://relais:587"),
        ("url: https://exemple.org:8443/actus", "url: https://exemple.org:8443/actus"),
        ("from: Lettre <lettre@exemple.org>", "from: Lettre <lettre@exemple.org>"),
    ],
)
def test_a_password_is_never_printed(line: str, shown: str) -> None:
    assert mask_secrets(line) == shown


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        pytest.param("titel", "title", id="letters turned round"),
        pytest.param("Title", "title", id="case"),
        pytest.param("réply-to", "reply_to", id="accents"),
        pytest.param("titre", "title", id="French"),
        pytest.param("agenda", None, id="nothing near"),
        pytest.param("", None, id="nothing at all"),
    ],
)
def test_a_near_word_is_suggested(word: str, meant: str | None) -> None:
    assert suggest(word, KEYS, synonyms={"titre": "title", "nom": "name"}) == meant


def test_all_faults_are_printed_in_the_order_of_the_lines() -> None:
    faults = FaultCollector(
        [ConfigFault(line=2, column=1, message="two"), ConfigFault(line=1, column=1, message="one")],
        file="f",
        text="a\nb",
    )

    assert (str(faults), faults.exit_code) == ("f:1:1: one\na\n^\nf:2:1: two\nb\n^", 78)


def test_a_file_with_very_many_faults_shows_the_first_ones() -> None:
    faults = FaultCollector([ConfigFault(line=0, column=0, message="bad")] * (MOST_SHOWN + 1), file="f", text="")

    assert str(faults) == "f: bad\n" * MOST_SHOWN + "… and more. Mend these first."


@given(text=st.text(), line=st.integers(0, 5), column=st.integers(1, 500))
def test_any_fault_of_any_text_can_be_printed(text: str, line: int, column: int) -> None:
    shown = show_fault(ConfigFault(line=line, column=column, message="here"), file="f", text=text)

    assert len(shown.split("\n")) in (1, 3)


@given(word=st.text(), known=st.lists(st.text(min_size=1)))
def test_a_suggestion_is_a_known_word_or_none(word: str, known: list[str]) -> None:
    assert suggest(word, known) in (None, *known)


def test_a_known_word_that_is_near_comes_before_a_synonym_that_is_nearer() -> None:
    synonyms = {"forme": "variant"}

    meant = [suggest(word, ("from", "variant"), synonyms=synonyms) for word in ("form", "forme", "formes")]

    assert meant == ["from", "variant", "variant"]
