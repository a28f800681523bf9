"""Reasons of the operating system, said in the person's language."""

import errno
import os
from socket import EAI_NONAME, gaierror

import pytest

from digest.locale import in_language
from digest.locale.reasons import say_reason


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "no room left on the disk"), ("fr", "il n’y a plus de place sur le disque")],
)
def test_a_usual_reason_is_said_in_the_language(language: str, said: str) -> None:
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "lettre.html")

    with in_language(language):
        assert say_reason(error) == said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(OSError(errno.EDOM, "Out of domain"), "Out of domain", id="an unusual number"),
        pytest.param(OSError("timed out"), "timed out", id="no number"),
        pytest.param(TimeoutError("timed out"), "no answer came in time", id="no number, and a class that says it"),
        pytest.param(gaierror(EAI_NONAME, "Name or service not known"), "there is no such host", id="a look-up"),
        pytest.param(ValueError("embedded null byte"), "embedded null byte", id="another error"),
    ],
)
def test_any_other_reason_keeps_its_own_words(error: Exception, said: str) -> None:
    assert say_reason(error) == said
