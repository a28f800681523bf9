"""Tokens: ours are read, and nothing else is, by the thousand."""

import random
import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.members.tokens import TokenPurpose, make_token, member_links, read_token
from digest.model import LinkKey
from tests.makers import make_config

KEY = LinkKey(number=2, secret=b"a secret of thirty-two octets, b")
OLDER = LinkKey(number=1, secret=b"the one before, of as many octet")
KEYS = (KEY, OLDER)
MEMBER = "Zm9v-_YmFyYmF6cX"
SIGNS = string.ascii_letters + string.digits + "-_"
IDS = st.text(SIGNS, min_size=16, max_size=16)


@given(IDS, st.sampled_from(KEYS), st.sampled_from(TokenPurpose))
def test_what_was_made_is_read(member: str, key: LinkKey, purpose: TokenPurpose) -> None:
    token = make_token(member, key, purpose=purpose)

    assert (read_token(token, KEYS, purpose=purpose), len(token)) == (member, 40)


def test_a_thousand_tokens_one_character_off_are_refused() -> None:
    chance = random.Random(17)
    token = make_token(MEMBER, KEY)
    forged = []
    for _number in range(1000):
        place = chance.randrange(len(token))
        sign = chance.choice([sign for sign in SIGNS if sign != token[place]])
        forged.append(token[:place] + sign + token[place + 1 :])

    assert [one for one in forged if read_token(one, KEYS)] == []


def test_every_other_character_at_every_place_is_refused() -> None:
    token = make_token(MEMBER, KEY)
    forged = [
        token[:place] + sign + token[place + 1 :]
        for place in range(len(token))
        for sign in SIGNS
        if sign != token[place]
    ]

    assert ([one for one in forged if read_token(one, KEYS)], len(forged)) == ([], 40 * 63)


def test_a_thousand_tokens_given_to_another_member_are_refused() -> None:
    chance = random.Random(18)
    members = ["".join(chance.choices(SIGNS, k=16)) for _number in range(1001)]
    swapped = [other + make_token(member, KEY)[16:] for member, other in pairwise(members)]

    assert ([one for one in swapped if read_token(one, KEYS)], len(swapped)) == ([], 1000)


def test_a_token_cut_short_or_made_longer_is_refused() -> None:
    token = make_token(MEMBER, KEY)
    forged = [*(token[:length] for length in range(40)), *(token[start:] for start in range(1, 40))]
    forged += [token + sign for sign in SIGNS] + [sign + token for sign in SIGNS]

    assert [one for one in forged if read_token(one, KEYS)] == []


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param("{}=", id="padding"),
        pytest.param("{}\n", id="a line feed"),
        pytest.param(" {}", id="a space"),
        pytest.param("é{}", id="not ASCII"),
        pytest.param("{}\x00", id="a zero"),
        pytest.param("{}" * 1000, id="without end"),
    ],
)
def test_another_spelling_of_a_token_is_refused(spelling: str) -> None:
    token = make_token(MEMBER, KEY)

    assert read_token(spelling.replace("{}", token), KEYS) is None


@given(st.text())
def test_any_text_may_be_read(text: str) -> None:
    assert read_token(text, KEYS) is None


def test_a_token_opens_only_what_it_was_made_for() -> None:
    leave, prefer = (make_token(MEMBER, KEY, purpose=purpose) for purpose in TokenPurpose)
    crossed = (read_token(leave, KEYS, purpose=TokenPurpose.PREFERENCES), read_token(prefer, KEYS))

    assert crossed == (None, None)


def test_a_thousand_tokens_of_keys_that_are_not_accepted_are_refused() -> None:
    strangers = [LinkKey(number=number, secret=bytes([number % 251]) * 32) for number in range(1000)]
    tokens = [make_token(MEMBER, key) for key in strangers]

    assert [token for token in tokens if read_token(token, KEYS)] == []


def test_tokens_of_the_older_key_are_read_until_it_is_retired() -> None:
    token = make_token(MEMBER, OLDER)

    assert (read_token(token, KEYS), read_token(token, (KEY,)), read_token(token, ())) == (MEMBER, None, None)


def test_the_secret_shows_in_no_representation_of_its_key() -> None:
    assert repr(KEY) == "LinkKey(number=2)"


@pytest.mark.parametrize("web", ["https://lettre.exemple.org/n", "https://lettre.exemple.org/n/"])
def test_links_lead_below_the_letters_place_on_the_web(web: str) -> None:
    leave, prefer = member_links(make_config(web=web), MEMBER, KEY)

    found = (
        leave.startswith("https://lettre.exemple.org/n/u/"),
        read_token(leave.rpartition("/")[2], KEYS),
        prefer.startswith("https://lettre.exemple.org/n/p/"),
        read_token(prefer.rpartition("/")[2], KEYS, purpose=TokenPurpose.PREFERENCES),
    )
    assert found == (True, MEMBER, True, MEMBER)


def test_a_letter_without_a_place_on_the_web_has_no_links() -> None:
    assert member_links(make_config(web=None), MEMBER, KEY) == ("", "")
