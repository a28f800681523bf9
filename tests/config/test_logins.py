"""Addresses of servers taken apart: what comes from a variable is taken as it is, and is never shown."""

import pytest

from digest.config.servers import ServerLogin, read_login
from digest.errors import ConfigError

WORD = "p@ss:w/rd%41"


@pytest.mark.parametrize(
    ("text", "login"),
    [
        pytest.param(
            "smtp://lettre:${WORD}@relais.exemple.org:587",
            ServerLogin(scheme="smtp", host="relais.exemple.org", port=587, user="lettre", password=WORD),
            id="the password is a variable",
        ),
        pytest.param(
            "imaps://lettre@exemple.org:${WORD}@imap.exemple.org/Retours/2026",
            ServerLogin(
                scheme="imaps",
                host="imap.exemple.org",
                user="lettre@exemple.org",
                password=WORD,
                folder="Retours/2026",
            ),
            id="an @ in the name",
        ),
        pytest.param(
            "${WHOLE}",
            ServerLogin(scheme="imap", host="::1", port=1143, user="a@b", password="p/q", folder="É"),
            id="all of it is a variable",
        ),
        pytest.param("SMTP://relais", ServerLogin(scheme="smtp", host="relais"), id="nobody logs in"),
    ],
)
def test_an_address_is_taken_apart(text: str, login: ServerLogin) -> None:
    environ = {"WORD": WORD, "WHOLE": "imap://a%40b:p%2Fq@[::1]:1143/%C3%89"}

    assert read_login(text, environ, what="send.smtp") == login


@pytest.mark.parametrize("whole", ["", "S3CRET", "smtp://", "smtp://a:S3CRET@", "smtp://a:S3CRET@b:x", "//a:S3CRET@b"])
def test_what_is_no_address_is_refused_without_its_words(whole: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_login("${WHOLE}", {"WHOLE": whole}, what="send.smtp")

    assert (caught.value.problem, "S3CRET" in str(caught.value)) == (
        "send.smtp is not the address of a server",
        False,
    )


def test_a_password_is_in_no_representation() -> None:
    assert "S3CRET" not in repr(read_login("smtp://a:${WORD}@b", {"WORD": "S3CRET"}, what="send.smtp"))


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(ConfigError) as caught:
        read_login("smtp://a:${WORD}@b", {"OTHER": "x"}, what="send.smtp")

    assert caught.value.problem == "the environment variable WORD is not set"
