"""A member's message by splicing is the very message that rendering the whole letter gives.

Ten thousand messages are read back by the standard library where DIGEST_FUZZ=10000 asks for so many; else fewer.
"""

import os
import random
import subprocess
import sys
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config import Config
from digest.errors import DigestError
from digest.locale import in_language
from digest.render.letter import HEAVY, render_letter
from digest.render.message_template import MessageTemplate, make_mould
from digest.render.recipient import RecipientFields
from digest.text.sanitize import clean_line
from tests.render.mime import faults_of
from tests.render.outlines import Outline
from tests.render.samples import CONFIG, EMPTY, FULL

FUZZED = int(os.environ.get("DIGEST_FUZZ", "300"))
ROOT = Path(__file__).parent.parent.parent
CONFIGS = {
    "pages": CONFIG,
    "mail only": replace(CONFIG, web=None),
    "http": replace(CONFIG, web="http://127.0.0.1:8080/"),
    "english": replace(CONFIG, letter=replace(CONFIG.letter, language="en")),
}
HARD_NAMES = (
    "<b>&amp;\"'</b>",
    "Éloi\u0301se Ñ",
    "👩\u200d👩\u200d👧 😀" * 9,
    "\u200fדוד בן-גוריון",
    "محمد علي",
    "=?utf-8?b?w4k=?=",
    "x" * 300,
    "mot " * 80,
    "a\r\nBcc: b@exemple.org",
    "\ufdd0\ufdd2\ufdd1",
    'Dupont, J. ("le maire") \\',
    "From Paris",
    ".",
    "-- ",
    "  ",
    "",
)
HARD_LOCALS = ("a" * 64, "o'hara+lettre=2&x", "é.lu", "=?x?=", "{{7*7}}")
BY_MAIL = "mailto:communication@exemple.org?subject=d%C3%A9sinscription%20T0k-n_"
names = st.sampled_from(HARD_NAMES) | st.text(max_size=120)
locals_ = (
    st.from_regex(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}", fullmatch=True)
    | st.sampled_from(HARD_LOCALS)
    | st.text(min_size=1, max_size=64)
)
domains = st.sampled_from(("exemple.org", "mairie-été.example", "a." * 60 + "fr"))
addresses = st.builds("{}@{}".format, locals_, domains)
true_tokens = st.from_regex(r"[A-Za-z0-9_-]{1,200}", fullmatch=True)
tokens = true_tokens | st.text(min_size=1, max_size=20)


@cache
def mould(kind: str) -> MessageTemplate:
    return make_mould(FULL, CONFIGS[kind])


def member(
    config: Config, *, name: str = "Éloïse O'Hara", address: str = "e@exemple.org", token: str = "T0k-n_"
) -> RecipientFields:
    pages = {"unsubscribe": f"{config.web}u/{token}", "preferences": f"{config.web}p/{token}"} if config.web else {}
    return RecipientFields(id="m-_" * 5 + "m", address=address, name=name, token=token, **pages)


def read(octets: bytes) -> EmailMessage:
    return message_from_bytes(octets, policy=policy.default)


def words_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


@settings(max_examples=100)
@given(st.sampled_from(sorted(CONFIGS)), names, addresses, tokens)
def test_a_filled_mould_is_the_letter_rendered_whole(kind: str, name: str, address: str, token: str) -> None:
    one = member(CONFIGS[kind], name=name, address=address, token=token)

    assert b"".join(mould(kind).fill(one)) == render_letter(FULL, CONFIGS[kind], personal=one).message


@settings(max_examples=100)
@given(
    st.sampled_from(sorted(CONFIGS)),
    names,
    st.from_regex(r"[a-z0-9+=]{1,64}@exemple\.org", fullmatch=True),
    true_tokens,
)
def test_a_strict_reader_finds_nothing_in_any_member_s_message(kind: str, name: str, address: str, token: str) -> None:
    octets = b"".join(mould(kind).fill(member(CONFIGS[kind], name=name, address=address, token=token)))

    faults = [fault for fault in faults_of(octets) if not fault.startswith("a line of")]
    assert (faults, [line for line in octets.split(b"\r\n") if line.startswith(b".")]) == ([], [])


def test_thousands_of_messages_are_read_back_with_their_values() -> None:
    chance = random.Random(17)
    small = make_mould(EMPTY, CONFIG)
    letters = "abcFx.=?_-é ÉøŁ<>&\"'\\,;@😀ש\u00a0\u202f\u0301"
    missing = []
    for number in range(FUZZED):
        name = clean_line("".join(chance.choices(letters, k=chance.randrange(200)))) or chance.choice(HARD_NAMES)
        token = "".join(chance.choices("abcXYZ019-_", k=chance.randrange(1, 160)))
        one = member(CONFIG, name=name, address=f"m{number}@exemple.org", token=token)
        message = read(b"".join(small.fill(one)))
        shown = clean_line(name) or one.address
        html, text = unescape(words_of(message, "html")), words_of(message, "plain")
        found = (
            message["To"].addresses[0].addr_spec == one.address,
            all(value in html and value in text for value in (shown, one.unsubscribe, one.preferences)),
            message["List-Unsubscribe"].startswith(f"<{one.unsubscribe}>, <mailto:"),
            message["List-Unsubscribe"].endswith(f"%20{token}>"),
            one.id in message["Message-ID"],
        )
        missing += [one] if not all(found) else []

    assert missing == []


@pytest.mark.parametrize("name", HARD_NAMES)
def test_a_name_comes_back_from_the_head_as_it_was(name: str) -> None:
    # The newer parser puts a blank between two encoded words of a name; RFC 2047 (section 6.2) says that none is meant.
    message = message_from_bytes(b"".join(mould("pages").fill(member(CONFIG, name=name))))
    read_name, _address = parseaddr(message["To"])

    assert str(make_header(decode_header(read_name))) == clean_line(name)


ADDRESSES = [
    pytest.param("a.b+c@exemple.org", b"To: <a.b+c@exemple.org>\r\n", id="as most are"),
    pytest.param("a@mairie-été.example", b"To: <a@xn--mairie-t-h1ab.example>\r\n", id="accents in the domain"),
    pytest.param("é.lu@exemple.org", "To: <é.lu@exemple.org>\r\n".encode(), id="accents before the @ (RFC 6532)"),
    pytest.param("a b@exemple.org", b'To: <"a b"@exemple.org>\r\n', id="a blank"),
    pytest.param('a"\\>, <b@exemple.org', b'To: <"a\\"\\\\>, <b"@exemple.org>\r\n', id="what would end it"),
    pytest.param("a@exemple.org\r\nBcc: b", b"To: <a@exemple.org Bcc: b>\r\n", id="a header"),
]


@pytest.mark.parametrize(("address", "expected"), ADDRESSES)
def test_an_address_is_written_so_that_it_stays_one(address: str, expected: bytes) -> None:
    octets = b"".join(mould("pages").fill(member(CONFIG, name="", address=address)))

    assert [line for line in octets.splitlines(keepends=True) if line.startswith((b"To:", b"Bcc:"))] == [expected]


def test_the_head_names_the_member_and_both_ways_out() -> None:
    head = read(b"".join(mould("pages").fill(member(CONFIG))))
    names = ("To", "List-Unsubscribe", "List-Unsubscribe-Post")

    assert [head[name] for name in names] == [
        "Éloïse O'Hara <e@exemple.org>",
        f"<https://lettre.exemple.org/u/T0k-n_>, <{BY_MAIL}>",
        "List-Unsubscribe=One-Click",
    ]


@pytest.mark.parametrize("kind", ["mail only", "http"])
def test_one_click_is_promised_only_where_the_page_is_https(kind: str) -> None:
    head = read(b"".join(mould(kind).fill(member(CONFIGS[kind]))))

    assert head["List-Unsubscribe-Post"] is None


def test_a_message_has_the_same_identity_at_every_try_and_no_other_has_it() -> None:
    first = read(b"".join(mould("pages").fill(member(CONFIG))))["Message-ID"]
    again = read(b"".join(make_mould(FULL, CONFIG).fill(member(CONFIG, name="Autre", address="b@exemple.org"))))
    other = read(b"".join(mould("pages").fill(replace(member(CONFIG), id="other"))))
    next_one = read(b"".join(make_mould(replace(FULL, number=18), CONFIG).fill(member(CONFIG))))

    identities = {first, again["Message-ID"], other["Message-ID"], next_one["Message-ID"]}
    assert (again["Message-ID"] == first, len(identities)) == (True, 3)


def test_without_a_place_on_the_web_a_member_leaves_by_mail() -> None:
    message = read(b"".join(mould("mail only").fill(member(CONFIGS["mail only"]))))
    links = Outline(words_of(message, "html")).named("href")

    said = (links[-1], "désinscription T0k-n_" in " ".join(words_of(message, "plain").split()))
    assert said == (BY_MAIL, True)


@pytest.mark.parametrize("kind", ["pages", "mail only"])
def test_links_that_do_not_go_with_the_letter_are_refused(kind: str) -> None:
    other = CONFIGS["mail only" if kind == "pages" else "pages"]

    with pytest.raises(DigestError):
        mould(kind).fill(member(other))


def test_the_length_of_a_member_s_values_shortens_no_letter() -> None:
    light = len(render_letter(replace(EMPTY, preheader="x"), CONFIG).html)
    heavy = replace(EMPTY, preheader="x" * (HEAVY - light - 900))
    long, short = member(CONFIG, name="x" * 5000), member(CONFIG, name="x")
    shortened = {render_letter(heavy, CONFIG, personal=one).shortened for one in (long, short)}

    assert len(shortened) == 1


@pytest.mark.parametrize("kind", sorted(CONFIGS))
def test_a_mould_that_was_kept_is_the_same(kind: str) -> None:
    assert MessageTemplate.from_bytes(mould(kind).to_bytes()) == mould(kind)


UNREADABLE = [
    pytest.param(lambda octets: octets[:5], "does not know", id="nothing"),
    pytest.param(lambda octets: octets.replace(b"mould 1", b"mould 2", 1), "does not know", id="a later form"),
    pytest.param(lambda octets: octets[:-1], "damaged", id="cut"),
    pytest.param(lambda octets: octets.replace(b"html", b"hxml", 1), "damaged", id="another octet"),
]


@pytest.mark.parametrize(("harm", "words"), UNREADABLE)
def test_a_mould_that_cannot_be_read_is_said(harm: object, words: str) -> None:
    assert callable(harm)
    with in_language("en"), pytest.raises(DigestError) as caught:
        MessageTemplate.from_bytes(harm(mould("pages").to_bytes()))

    assert words in str(caught.value)


def test_the_frame_speaks_the_member_s_language_and_the_articles_keep_theirs() -> None:
    message = read(b"".join(make_mould(FULL, CONFIG, language="en").fill(member(CONFIG))))
    outline = Outline(words_of(message, "html"))
    headings = [words for _tag, words in outline.headings]

    said = (message["Content-Language"], "In the spotlight" in headings, headings[2][:25])
    assert (said, set(outline.named("lang"))) == (("en", True, "Eau et assainissement : t"), {"en", "fr"})


def test_filling_a_kept_mould_loads_nothing_that_renders() -> None:
    program = (
        "import sys; from digest.render.message_template import MessageTemplate\n"
        "from digest.render.recipient import RecipientFields\n"
        "MessageTemplate.from_bytes(sys.stdin.buffer.read()).fill(RecipientFields(id='m', address='a@exemple.org'))\n"
        "heavy = {'jinja2', 'markupsafe', 'premailer', 'lxml', 'cssutils', 'dateutil', 'feedparser', 'requests'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], input=mould("mail only").to_bytes(), cwd=ROOT, capture_output=True, timeout=60
    )

    assert (run.stdout.strip(), run.stderr) == (b"[]", b"")


OWN_TEXT = "{{ letter.title }} {{ letter.unsubscribe }}"
OWN_HTML = (
    '<html><body><p>{{ letter.addressee }}</p><p><a href="{{ letter.unsubscribe }}">x</a>'
    "<a title='{{ letter.addressee }}' href='{{ letter.preferences }}'>y</a></p></body></html>"
)
PRINTING = [
    pytest.param("letter.txt.j2", OWN_TEXT, id="as it is"),
    pytest.param(
        "letter.txt.j2", OWN_TEXT + "\n{{ ('mot ' * 20 ~ letter.addressee ~ ' fin') | wrapped }}", id="in columns"
    ),
    pytest.param(
        "letter.txt.j2", "{% if letter.addressee %}{{ letter.addressee }}{% endif %}", id="where there is one"
    ),
    pytest.param("letter.html.j2", OWN_HTML, id="in HTML that is inlined the plain way"),
    pytest.param("letter.css", "p + p { margin: 0 } a { color: #123456 }", id="with a style sheet that is not simple"),
]


@pytest.mark.parametrize("name", [HARD_NAMES[0], HARD_NAMES[10], ""])
@pytest.mark.parametrize(("file", "source"), PRINTING)
def test_own_templates_give_the_same_octets_by_both_ways(tmp_path: Path, file: str, source: str, name: str) -> None:
    (tmp_path / file).write_text(source, encoding="utf-8")
    one = member(CONFIG, name=name)

    whole = render_letter(EMPTY, CONFIG, templates=tmp_path, personal=one)
    message = b"".join(make_mould(EMPTY, CONFIG, templates=tmp_path).fill(one))
    assert (message == whole.message, words_of(read(message), "html").replace("\r\n", "\n")) == (True, whole.html)


MORE = [
    pytest.param("letter.subject.txt.j2", "{{ letter.addressee }} : {{ letter.subject }}", id="in the subject"),
    pytest.param("letter.txt.j2", "{{ letter.addressee | upper }}", id="other letters"),
    pytest.param("letter.txt.j2", "{{ letter.addressee | truncate(20) }}", id="a part"),
    pytest.param("letter.txt.j2", "{{ letter.unsubscribe | length }} signs", id="a count"),
    pytest.param(
        "letter.txt.j2", "{{ 'a' if letter.addressee == 'x' else letter.addressee | replace('a', 'b') }}", id="both"
    ),
    pytest.param(
        "letter.html.j2", "<html><body>{{ letter.addressee | urlencode }}</body></html>", id="another encoding"
    ),
    pytest.param("letter.html.j2", "<html><body>{{ letter.addressee | safe }}</body></html>", id="not escaped"),
]


@pytest.mark.parametrize(("file", "source"), MORE)
def test_a_template_that_does_more_than_print_a_member_s_values_is_refused(
    tmp_path: Path, file: str, source: str
) -> None:
    (tmp_path / file).write_text(source, encoding="utf-8")

    with in_language("en"), pytest.raises(DigestError) as caught:
        make_mould(EMPTY, CONFIG, templates=tmp_path)

    assert str(caught.value).startswith(f"{tmp_path / file}: the template does more with a member's own values")
