"""A member's message by splicing is the very message that rendering the whole letter gives."""

from dataclasses import replace
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config import Config
from digest.render.letter import render_letter
from digest.render.moulds import Mould, make_mould
from digest.render.personal import Personal
from tests.render.samples import CONFIG, FULL

CONFIGS = {
    "pages": CONFIG,
    "mail only": replace(CONFIG, web=None),
    "http": replace(CONFIG, web="http://127.0.0.1:8080/"),
    "english": replace(CONFIG, letter=replace(CONFIG.letter, language="en")),
}
HARD = (
    "<b>&amp;\"'",
    "É́loïse Ñ",
    "👩‍👩‍👧 😀" * 9,
    "‏דוד בן-גוריון",
    "=?utf-8?b?w4k=?=",
    "x" * 300,
    "a\r\nBcc: b",
    ".",
    "From x",
    "\ufdd0\ufdd2\ufdd1",
    "-- ",
    "",
)
names = st.sampled_from(HARD) | st.text(max_size=120)
locals_ = st.from_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}", fullmatch=True) | st.text(min_size=1, max_size=64)
addresses = st.builds("{}@{}".format, locals_, st.sampled_from(("exemple.org", "été.example", "a." * 60 + "fr")))
tokens = st.from_regex(r"[A-Za-z0-9_-]{0,60}", fullmatch=True) | st.text(max_size=20)


@cache
def mould(kind: str) -> Mould:
    return make_mould(FULL, CONFIGS[kind])


def member(
    config: Config, *, name: str = "Éloïse O'Hara", address: str = "e@exemple.org", token: str = "T0k-en_"
) -> Personal:
    unsubscribe, preferences = (f"{config.web}u/{token}", f"{config.web}p/{token}") if config.web else ("", "")
    return Personal(
        id="m" * 16, address=address, name=name, unsubscribe=unsubscribe, preferences=preferences, token=token
    )


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(CONFIGS)), names, addresses, tokens)
def test_a_filled_mould_is_the_letter_rendered_whole(kind: str, name: str, address: str, token: str) -> None:
    one = member(CONFIGS[kind], name=name, address=address, token=token)

    assert b"".join(mould(kind).fill(one)) == render_letter(FULL, CONFIGS[kind], personal=one).message
