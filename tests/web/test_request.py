"""Requests: whatever octets come, a small form is read out of them, or nothing."""

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.web.http import MOST_OCTETS, HttpRequest, read_request

MIXED = st.lists(
    st.sampled_from(
        [
            b"--b",
            b"\r\n",
            b"\n\n",
            b"Content-Disposition: form-data; name=",
            b'"do"',
            b"leave",
            b"--",
            b"=",
            b"&",
            b"%0",
        ]
    )
    | st.binary(max_size=20),
    max_size=30,
).map(b"".join)
KINDS = st.sampled_from(
    [
        "multipart/form-data; boundary=b",
        "multipart/form-data; boundary*=utf-8''%ff%",
        "multipart/form-data; boundary*=x'y'z; boundary*0=q",
        "multipart/form-data; boundary=é",
        'multipart/form-data; boundary="',
        "application/x-www-form-urlencoded",
    ]
)


def read(body: bytes, kind: str = "", *, stream: io.BytesIO | None = None, **environ: str) -> HttpRequest:
    asked = {"REQUEST_METHOD": "POST", "PATH_INFO": "/u/x", "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": kind}
    return read_request({**asked, "wsgi.input": stream or io.BytesIO(body), **environ}, None)


@given(MIXED, KINDS | st.text(max_size=60))
@example(b"", "multipart/form-data; boundary*=nonsense''b")
@example(b"--b\r\n", "multipart/form-data; boundary*0=b; boundary*2=c")
def test_any_body_of_any_kind_can_be_read(body: bytes, kind: str) -> None:
    request = read(body, kind)

    assert sum(len(values) for values in request.fields.values()) <= 200


def test_parts_are_read_in_order_and_files_are_no_fields() -> None:
    body = (
        b'ignored--b\r\nContent-Disposition: form-data; name="theme"\r\n\r\nun\r\n'
        b'--b\r\nContent-Disposition: form-data; name=theme\r\n\r\n"deux"\r\n'
        b'--b\r\nContent-Disposition: form-data; filename="do"\r\n\r\nleave\r\n--b--\r\n'
    )

    assert dict(read(body, "multipart/form-data; boundary=b").fields) == {"theme": ("un", '"deux"')}


def test_a_form_keeps_every_value_and_every_letter() -> None:
    assert dict(read(b"theme=R%C3%A9seau+%26+co&theme=&do=save").fields) == {
        "theme": ("Réseau & co", ""),
        "do": ("save",),
    }


@pytest.mark.parametrize(("size", "is_too_large"), [(MOST_OCTETS, False), (MOST_OCTETS + 1, True), (10**7, True)])
def test_more_than_the_most_is_neither_read_nor_kept(size: int, is_too_large: bool) -> None:
    stream = io.BytesIO(b"x" * size)
    request = read(b"", stream=stream, CONTENT_LENGTH=str(size))

    assert (request.is_too_large, stream.tell()) == (is_too_large, min(size, MOST_OCTETS + 1))


def test_only_what_is_posted_is_read() -> None:
    stream = io.BytesIO(b"do=leave")
    request = read(b"", stream=stream, REQUEST_METHOD="PUT", CONTENT_LENGTH="8")

    assert (request.fields, stream.tell()) == ({}, 0)


def test_a_request_shows_nothing_of_what_it_was_sent() -> None:
    assert "secret" not in repr(read(b"do=secret", PATH_INFO="/u/secret", HTTP_IF_NONE_MATCH="secret"))
