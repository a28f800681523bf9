"""Addresses as they are pasted, and when two of them are one mailbox."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.email_address import mailbox_key, tidy_address


@pytest.mark.parametrize(
    ("pasted", "tidy"),
    [
        pytest.param("jo@x.fr", "jo@x.fr", id="as it should be"),
        pytest.param(" Jo.Dupont@Mairie.FR\u00a0", "Jo.Dupont@mairie.fr", id="spaces and capitals"),
        pytest.param("\u200bjo@\u2060x.fr\ufeff", "jo@x.fr", id="unseen signs"),
        pytest.param("mailto:jo@x.fr?subject=Lettre", "jo@x.fr", id="a link"),
        pytest.param("« jo@x.fr ».", "jo@x.fr", id="quoted in a sentence"),
        pytest.param("jo@Évry.fr", "jo@xn--vry-9la.fr", id="an accent in the domain"),
        pytest.param("jo@évry..fr", "jo@évry..fr", id="a domain that is none"),
        pytest.param("personne", "personne", id="no address"),
    ],
)
def test_an_address_is_tidied(pasted: str, tidy: str) -> None:
    assert tidy_address(pasted) == tidy


@given(st.text(alphabet="aZ.@ éÉ\u200b\u00a0:mailto'\"<>-", max_size=30) | st.text(max_size=30))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    once = tidy_address(text)

    assert tidy_address(once) == once


def test_one_mailbox_has_one_key() -> None:
    assert {mailbox_key(one) for one in ("Jo@Évry.fr", "jo@XN--vry-9la.FR", " jo@e\u0301vry.fr")} == {
        "jo@xn--vry-9la.fr"
    }
