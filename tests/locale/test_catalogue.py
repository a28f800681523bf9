"""The French catalogue is complete, names the same places as the English, and its compiled form is the same words."""

import ast
import gettext
import re

import pytest
from babel.messages.catalog import Message

from digest.locale import _, in_language, ngettext, quote
from tests.locale.words import FOLDER, ROOT, catalogue, extracted, up_to_date


def messages() -> set[str]:
    """Return every message of the sources: singulars, as their ids."""
    return {singular(message) for message in extracted() if message.id}


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def test_every_message_has_its_french() -> None:
    said = {singular(message) for message in catalogue() if message.id and all(forms(message)) and not message.fuzzy}

    assert messages() - said == set()


def test_the_catalogue_holds_no_message_that_nobody_says() -> None:
    known = {singular(message) for message in catalogue() if message.id}

    assert known - messages() == set()


@pytest.mark.parametrize("message", [m for m in catalogue() if m.id], ids=lambda m: singular(m)[:60])
def test_the_french_names_the_places_that_the_english_names(message: Message) -> None:
    places = re.compile(r"\{(\w*)[^}]*\}|%\((\w+)\)s")
    english = message.id if isinstance(message.id, str) else " ".join(message.id)

    named = {name for form in forms(message) for name in places.findall(form)}

    assert named == set(places.findall(english))


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (FOLDER / "digest.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    written = {m.id: m.string for m in catalogue() if isinstance(m.id, str) and m.id and m.string}
    spoken = {words: compiled.gettext(words) for words in written}

    assert spoken == written


def test_french_has_the_singular_for_none_and_one() -> None:
    with in_language("fr"):
        said = [ngettext("{count} article", "{count} articles", count).format(count=count) for count in (0, 1, 2)]

    assert said == ["0 article", "1 article", "2 articles"]


def test_an_unknown_language_speaks_english() -> None:
    with in_language("tlh"):
        said = _("{count} articles")

    assert said == "{count} articles"


@pytest.mark.parametrize(("language", "said"), [("fr", "«\u00a0agenda\u00a0»"), ("en", '"agenda"')])
def test_names_stand_between_the_quotation_marks_of_the_language(language: str, said: str) -> None:
    with in_language(language):
        quoted = quote("agenda")

    assert quoted == said


def test_bringing_the_catalogue_up_to_date_twice_is_doing_it_once() -> None:
    once = up_to_date(catalogue(), extracted())

    twice = up_to_date(once, extracted())

    assert [(m.id, m.string) for m in twice] == [(m.id, m.string) for m in once]


def test_the_head_of_the_catalogue_says_only_what_gettext_needs() -> None:
    head = next(iter(up_to_date(catalogue(), extracted())))

    assert [line.partition(":")[0] for line in str(head.string).splitlines()] == [
        "Language",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
        "Plural-Forms",
    ]


def test_nothing_is_said_inside_an_f_string_where_the_extraction_does_not_look() -> None:
    said = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in (ROOT / "digest").rglob("*.py")
        for text in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext")
    ]

    assert said == []
