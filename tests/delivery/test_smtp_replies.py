import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.delivery.smtp.protocol import AT_MOST, ProtocolError, SmtpReply, parse_reply

NEARLY = st.lists(
    st.sampled_from([b"250", b"354", b"-", b" ", b"\r\n", b"\n", b"\r", b"\0", b"ok", b"9", b"\xe9", b"421 x\r\n"])
).map(b"".join)


@pytest.mark.parametrize(
    ("octets", "reply", "end"),
    [
        (b"250 ok\r\n", SmtpReply(250, b"ok"), 8),
        (b"250\r\n", SmtpReply(250, b""), 5),
        (b"250 ok\r\n354 go\r\n", SmtpReply(250, b"ok"), 8),
        (b"250-a\r\n250-b\r\n250 c\r\nmore", SmtpReply(250, b"a\nb\nc"), 21),
        (b"550-5.1.1 no\r\n550\r\n", SmtpReply(550, b"5.1.1 no\n"), 19),
        (b"250 d\xc3\xa9j\xc3\xa0\r\n", SmtpReply(250, b"d\xc3\xa9j\xc3\xa0"), 12),
    ],
)
def test_a_reply_is_read_to_its_end(octets: bytes, reply: SmtpReply, end: int) -> None:
    assert parse_reply(octets) == (reply, end)


@pytest.mark.parametrize("octets", [b"", b"2", b"250", b"250 o", b"250 ok\r", b"250-a\r\n", b"250-a\r\n25"])
def test_a_beginning_is_waited_on(octets: bytes) -> None:
    assert parse_reply(octets) is None


@pytest.mark.parametrize(
    "octets",
    [
        b"hello\r\n",
        b"250 ok\n",
        b"250 o\rk\r\n",
        b"250 o\0k",
        b"250ok",
        b"150 wait\r\n",
        b"650 x\r\n",
        b"25\r\n",
        b"250-a\r\n550 b\r\n",
        b"\r\n",
        b"250 " + b"x" * AT_MOST,
        b"250-x\r\n" * 3000,
    ],
)
def test_what_is_no_reply_is_no_reply(octets: bytes) -> None:
    with pytest.raises(ProtocolError):
        parse_reply(octets)


@given(st.binary() | NEARLY)
def test_no_octets_make_the_reading_fail_in_another_way(octets: bytes) -> None:
    try:
        found = parse_reply(octets)
    except ProtocolError:
        found = None

    assert found is None or (200 <= found[0].code < 600 and found[1] <= len(octets))


@given(NEARLY)
def test_what_was_read_stays_the_same_whatever_follows(octets: bytes) -> None:
    try:
        found = parse_reply(octets)
    except ProtocolError:
        return

    assert found is None or parse_reply(octets + b"250 more\r\n") == found


@given(NEARLY)
def test_what_is_garbage_was_so_from_the_beginning_or_became_it(octets: bytes) -> None:
    seen = []
    for end in range(len(octets) + 1):
        try:
            seen.append("reply" if parse_reply(octets[:end]) else "more")
        except ProtocolError:
            seen.append("garbage")

    order = [one for rank, one in enumerate(seen) if not rank or one != seen[rank - 1]]
    assert order in (["more"], ["more", "reply"], ["more", "garbage"])
