"""Hard or soft: what a server's status and words say of an address."""

import pytest

from digest.delivery.bounces.classify import choose_status, find_status, is_hard


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("550 5.1.1 User unknown", "5.1.1"),
        ("smtp; 550-5.7.1 [192.0.2.1] blocked", "5.7.1"),
        ("550 no", "5.0.0"),
        ("552 no room", "5.2.2"),
        ("452 no room", "4.2.2"),
        ("421 later", "4.0.0"),
        ("host 5.1.1.20 said nothing", ""),
        ("version 15.1.1", ""),
        ("", ""),
    ],
)
def test_a_status_is_found_in_the_words(words: str, status: str) -> None:
    assert find_status(words) == status


@pytest.mark.parametrize(
    ("written", "words", "status"),
    [
        ("5.1.1", "550 5.7.1 no", "5.1.1"),
        ("5.0.0", "550 5.7.1 no", "5.7.1"),
        ("5.0.0 (permanent)", "", "5.0.0"),
        ("4.0.0", "550 5.1.1 no", "4.0.0"),
        ("", "550 5.1.1 no", "5.1.1"),
        ("", "", "5.0.0"),
    ],
)
def test_the_more_precise_status_counts(written: str, words: str, status: str) -> None:
    assert choose_status(written, words) == status


@pytest.mark.parametrize(
    ("status", "words", "hard"),
    [
        ("5.1.1", "", True),
        ("5.1.2", "", True),
        ("5.1.8", "bad sender", False),
        ("5.2.1", "disabled", True),
        ("5.2.2", "user unknown", False),
        ("5.3.4", "", False),
        ("5.3.0", "Address does not exist", True),
        ("5.4.4", "", True),
        ("5.4.7", "", False),
        ("5.7.1", "", False),
        ("5.7.1", "No such user", True),
        ("5.0.0", "", True),
        ("5.0.0", "boîte pleine", False),
        ("5.0.0", "quota exceeded", False),
        ("5.5.0", "mailbox unavailable", True),
        ("4.1.1", "no such user", False),
        ("4.2.2", "", False),
    ],
)
def test_only_what_is_about_the_address_is_hard(status: str, words: str, hard: bool) -> None:
    assert is_hard(status, words) is hard
