"""Single values of feeds.yaml: what they may look like, and what they become."""

from datetime import timedelta

import pytest

from digest.config import ConfigFaults, Mailbox, SourceType, fill_in
from digest.errors import ConfigError
from tests.config.conftest import LoadText

LETTER = "letter: {title: La lettre, from: lettre@exemple.org}\n"
REST = LETTER + "sources: [{name: Nos textes, path: contenu}]\n"


def with_source(keys: str) -> str:
    """Write a file with one source of these keys."""
    return f"{LETTER}sources:\n  - {{name: Source, {keys}}}\n"


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("7 days", timedelta(days=7)),
        ("7 jours", timedelta(days=7)),
        ("1 Jour", timedelta(days=1)),
        ("2 weeks", timedelta(weeks=2)),
        ("36h", timedelta(hours=36)),
        ("20 secondes", timedelta(seconds=20)),
        ("3660 d", timedelta(days=3660)),
    ],
)
def test_a_duration_is_a_number_with_its_unit(load_text: LoadText, written: str, span: timedelta) -> None:
    assert load_text(f"{REST}window: {{articles: {written}}}\n").window.articles == span


@pytest.mark.parametrize(
    ("written", "octets"), [("20 MB", 20_000_000), ("500 ko", 500_000), ("2MiB", 2_097_152), ("512 octets", 512)]
)
def test_a_size_is_a_number_with_its_unit(load_text: LoadText, written: str, octets: int) -> None:
    assert load_text(f"{REST}fetch: {{at_most: {written}}}\n").fetch.at_most == octets


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        ("url: https://exemple.org/spip.php?page=backend", SourceType.FEED),
        ("url: https://exemple.org/", SourceType.FEED),
        ("url: https://exemple.org/agenda.ics", SourceType.CALENDAR),
        ("url: https://exemple.org/Agenda.ICAL?saison=2024", SourceType.CALENDAR),
        ("url: webcal://exemple.org/agenda", SourceType.CALENDAR),
        ("path: contenu", SourceType.FOLDER),
        ("url: https://exemple.org/, type: page", SourceType.PAGE),
    ],
)
def test_a_type_that_is_left_out_is_seen_from_the_address(load_text: LoadText, keys: str, kind: SourceType) -> None:
    assert load_text(with_source(keys)).sources[0].type is kind


def test_a_webcal_address_is_read_over_https(load_text: LoadText) -> None:
    assert load_text(with_source("url: webcal://exemple.org/a")).sources[0].url == "https://exemple.org/a"


@pytest.mark.parametrize(
    ("written", "mailbox"),
    [
        ("lettre@exemple.org", Mailbox(address="lettre@exemple.org")),
        ("La lettre <lettre@exemple.org>", Mailbox(name="La lettre", address="lettre@exemple.org")),
        ("'\"La lettre\" <lettre@exemple.org>'", Mailbox(name="La lettre", address="lettre@exemple.org")),
        ('"Dupont, Aïcha <a.d+l@sous.exemple.org>"', Mailbox(name="Dupont, Aïcha", address="a.d+l@sous.exemple.org")),
        ("l@collectivités.exemple", Mailbox(address="l@collectivités.exemple")),
        ("root@localhost", Mailbox(address="root@localhost")),
    ],
)
def test_a_mailbox_is_an_address_with_or_without_a_name(load_text: LoadText, written: str, mailbox: Mailbox) -> None:
    text = f"letter:\n  title: La lettre\n  from: {written}\nsources: [{{name: Nos textes, path: contenu}}]\n"

    assert load_text(text).letter.sender == mailbox


@pytest.mark.parametrize(
    "written",
    [
        "@exemple.org",
        "a@",
        "a@b@exemple.org",
        "a@-exemple.org",
        "a@exemple..org",
        "a b@exemple.org",
        "a" * 65 + "@b.fr",
    ],
)
def test_what_is_no_address_is_refused(load_text: LoadText, written: str) -> None:
    with pytest.raises(ConfigFaults) as caught:
        load_text(f'{REST}send: {{test_to: "{written}"}}\n')

    assert caught.value.problem.partition(":")[0] == "send.test_to is not a mail address"


@pytest.mark.parametrize(
    "written",
    [
        "${DIGEST_SMTP}",
        "smtp://relais.exemple.org",
        "smtp://relais.exemple.org:587",
        "smtps://lettre:${SECRET}@relais.exemple.org",
        "smtp://${USER}:${SECRET}@relais.exemple.org:587",
        "smtp://lettre@relais.exemple.org",
        "smtp://127.0.0.1:2525",
        "smtp://[::1]:2525",
    ],
)
def test_an_address_of_a_relay_stays_as_it_is_written(load_text: LoadText, written: str) -> None:
    assert load_text(f'{REST}send: {{smtp: "{written}"}}\n').send.smtp == written


@pytest.mark.parametrize(
    "written",
    [
        "${DIGEST_IMAP}",
        "imaps://lettre:${SECRET}@imap.exemple.org",
        "imap://lettre@exemple.org:${SECRET}@imap.exemple.org:143/Retours/2026",
        "imap://127.0.0.1:1143",
    ],
)
def test_an_address_of_a_mailbox_stays_as_it_is_written(load_text: LoadText, written: str) -> None:
    assert load_text(f'{REST}inbox: {{imap: "{written}"}}\n').inbox.imap == written


@pytest.mark.parametrize(
    "written",
    ["https://api.exemple.org", "http://localhost:8080/v3", "http://127.4.5.6", "http://[::1]:8080"],
)
def test_an_address_of_a_provider_is_https_or_on_this_machine(load_text: LoadText, written: str) -> None:
    assert load_text(f'{REST}send: {{api: "{written}"}}\n').send.api == written


@pytest.mark.parametrize("written", ["http://localhost.exemple.org", "http://10.0.0.1", "ftp://127.0.0.1"])
def test_an_address_of_a_provider_shows_the_key_to_nobody(load_text: LoadText, written: str) -> None:
    with pytest.raises(ConfigFaults):
        load_text(f'{REST}send: {{api: "{written}"}}\n')


def test_the_folder_of_messages_starts_from_the_file_and_need_not_exist(load_text: LoadText) -> None:
    config = load_text(f"{REST}send: {{via: folder, folder: envois}}\n")

    assert config.send.folder == config.folder / "envois"


@pytest.mark.parametrize(
    "written",
    ["smtp://lettre:secret@relais", "smtp://lettre:${A}x@relais", "lettre:secret@relais", "smtp://a:b@c:secret@relais"],
)
def test_a_password_in_plain_words_is_refused_and_not_repeated(load_text: LoadText, written: str) -> None:
    with pytest.raises(ConfigFaults) as caught:
        load_text(f'{REST}send:\n  smtp: "{written}"\n')

    assert ("secret" in str(caught.value), "x@relais" in str(caught.value), caught.value.problem) == (
        False,
        False,
        "send.smtp holds a password in plain words",
    )


def test_variables_are_filled_in_when_they_are_needed() -> None:
    assert fill_in("smtp://a:${S}@${H}", {"S": "x", "H": "relais"}) == "smtp://a:x@relais"


def test_a_variable_that_is_needed_and_not_set_is_named() -> None:
    with pytest.raises(ConfigError) as caught:
        fill_in("${DIGEST_SMTP}", {})

    assert str(caught.value) == (
        "the environment variable DIGEST_SMTP is not set\nSet it before the command: export DIGEST_SMTP=…"
    )


def test_one_value_stands_for_a_list_of_one(load_text: LoadText) -> None:
    assert load_text(with_source("path: contenu, tags: CGLU")).sources[0].tags == ("CGLU",)


def test_the_line_of_a_source_is_known(load_text: LoadText) -> None:
    assert load_text(with_source("path: contenu")).sources[0].line == 3


def test_a_path_may_lie_outside_of_the_folder(load_text: LoadText) -> None:
    assert load_text(with_source("path: ..")).sources[0].type is SourceType.FOLDER


def test_an_empty_text_counts_as_left_out(load_text: LoadText) -> None:
    config = load_text(with_source('path: contenu, theme: "", url: "", tags: "", type: ""'))

    assert (config.sources[0].type, config.sources[0].theme, config.sources[0].url) == (SourceType.FOLDER, None, None)


def test_space_in_a_replacement_is_kept(load_text: LoadText) -> None:
    config = load_text(with_source('path: contenu, replace: {" ,": ", ", "(…)": }'))

    assert dict(config.sources[0].replace) == {" ,": ", ", "(…)": ""}


def test_a_theme_with_empty_lists_takes_the_rest(load_text: LoadText) -> None:
    with pytest.raises(ConfigFaults) as caught:
        load_text(f"{REST}themes:\n  - {{name: Reste, tags: []}}\n  - name: Autres\n")

    assert caught.value.problem == 'theme "Autres" takes the rest, as theme "Reste" does already'
