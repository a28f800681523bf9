import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.text.typography import typeset

SAMPLES = [
    pytest.param("Annulé : le bureau ?", "Annulé\u00a0: le bureau\u202f?", id="punctuation"),
    pytest.param("Lieu: Lyon; fin!", "Lieu\u00a0: Lyon\u202f; fin\u202f!", id="missing spaces"),
    pytest.param('La "coopération" "2024"', "La «\u00a0coopération\u00a0» «\u00a02024\u00a0»", id="quotation marks"),
    pytest.param("« déjà »", "«\u00a0déjà\u00a0»", id="ordinary spaces in quotation marks"),
    pytest.param("l'agenda d'aujourd'hui...", "l’agenda d’aujourd’hui…", id="apostrophes and ellipsis"),
    pytest.param("17h30 et 9 h, 17 h 30", "17\u00a0h\u00a030 et 9\u00a0h, 17\u00a0h\u00a030", id="hours"),
    pytest.param("le 1er avril, le 25 août 2024", "le 1er\u00a0avril, le 25\u00a0août 2024", id="days"),
    pytest.param("n° 17, M. Aubert, 80 %", "n°\u00a017, M.\u00a0Aubert, 80\u00a0%", id="what belongs together"),
    pytest.param("la 1ère fois, les 2èmes, la 65ème", "la 1re fois, les 2es, la 65e", id="ordinals"),
    pytest.param("9 h 17h30", "9\u00a0h 17\u00a0h\u00a030", id="an hour and another"),
    pytest.param('(«"oui" et "non"', "(«\u00a0«\u00a0oui\u00a0» et «\u00a0non\u00a0»", id="quotation marks in others"),
    pytest.param("{name} : {count}", "{name}\u00a0: {count}", id="placeholders stay, their colon is set"),
]
UNTOUCHED = [
    "12:30",
    "de 12:30 à 13:30",
    "https://exemple.org/a?b=c;d:e!",
    "http://exemple.org/l'an?page=2",
    "lettre@exemple.org",
    "les élu·e·s, les élu.e.s et les habitant-e-s, tou-te-s",
    "agent(e)s",
    "`a ? b : c`",
    r"C:\dossier",
    "www.exemple.org;",
    "2024-04-12T17:30:00+02:00",
    "1er·ère, le 12ème-13ème, version 2.1ème",
]


@pytest.mark.parametrize(("text", "expected"), SAMPLES)
def test_french_words_are_set_as_a_printer_would(text: str, expected: str) -> None:
    assert typeset(text, language="fr") == expected


@pytest.mark.parametrize("text", UNTOUCHED)
def test_addresses_code_hours_and_inclusive_forms_stay_as_they_are(text: str) -> None:
    assert typeset(text, language="fr") == text


def test_english_has_no_space_before_its_punctuation() -> None:
    assert typeset("Don't wait: why?", language="en") == "Don’t wait: why?"


def test_another_language_is_left_alone() -> None:
    assert typeset("Ist's wahr ?", language="de") == "Ist's wahr ?"


KEPT = (
    "https://exemple.org/a?b;c!d:e", "http://exemple.org/l'an?page=2&x=1ère", "www.exemple.org/2ème", "a@exemple.org",
    "o'neil@exemple.org", "`a ? b : c`", "`l'an 17h30`", "12:30", "9:05", "23:59:59", "2024-04-12T17:30:00+02:00",
    r"C:\dossier", "/var/log", "élu·e·s", "élu.e.s", "habitant-e-s", "tou-te-s", "agent(e)s", "chef·fe", "1er·ère",
    "3e-s", "{name}", "clé_usb", "tel:+33140000000", "mailto:a@b.fr?subject=l'été",
)  # fmt: skip
BETWEEN = (
    " ", " ", " ", ",", ", ", "; ", " ; ", " : ", ": ", "? ", " ? ", "! ", " ! ", "\n", "\n\n", "\t", " («", ") ", "» ",
    " «", ' "', '" ', " (", "... ", "… ", "\u00a0", "\u202f", " – ", " ’ ",
)  # fmt: skip
AROUND = (
    "l'agenda", "n° 4", "1er avril", "2ème", "17h30", "9 h", "80 %", "M. Aubert", "Écrire", "2 024", '"oui"', "'", "«",
    "»", "aujourd'hui", "...", "?!", ":", "10 €",
)  # fmt: skip


def sentences(count: int) -> Iterator[tuple[str, list[str]]]:
    """Make sentences of words, of what must stay as it is, and of all that stands between; the same ones each time."""
    chance = random.Random(17)
    for _sentence in range(count):
        words = [chance.choice(KEPT if chance.random() < 0.5 else AROUND) for _word in range(chance.randrange(1, 9))]
        said = "".join(word + chance.choice(BETWEEN) for word in words)
        yield said, [word for word in words if word in KEPT]


def has_in_order(text: str, words: list[str]) -> bool:
    place = 0
    for word in words:
        place = text.find(word, place)
        if place < 0:
            return False
        place += len(word)
    return True


def test_in_ten_thousand_sentences_nothing_is_set_twice_and_what_must_stay_stays() -> None:
    set_once = [(typeset(said, language="fr"), kept) for said, kept in sentences(12_000)]

    wrong = [text for text, kept in set_once if typeset(text, language="fr") != text or not has_in_order(text, kept)]
    assert (wrong, sum(len(kept) for _text, kept in set_once) > 20_000) == ([], True)


PIECES = st.one_of(
    st.text(alphabet="abéh1239 '\"«»:;!?.…%()\u00a0\u202f{}`/@=\n\ue000", max_size=6),
    st.sampled_from(
        ["17h30", " : ", "l'", "...", "n° 4", "1er avril", "https://a.fr/x?y:", "{name}", "élu·e·s", "`a ?`"]
    ),
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))


@given(TEXTS)
def test_typesetting_twice_is_typesetting_once(text: str) -> None:
    once = typeset(text, language="fr")

    assert typeset(once, language="fr") == once


@given(
    st.lists(
        st.sampled_from(
            [
                "https://exemple.org/a?b;c!",
                "x@exemple.org",
                "tou-te-s",
                "élu·e·s",
                "élu.e.s",
                "12:30",
                "mot",
                ":",
                "?",
                "»",
            ]
        )
    )
)
def test_no_address_hour_or_inclusive_form_is_ever_changed(words: list[str]) -> None:
    kept = [word for word in words if len(word) > 3]

    assert [word for word in typeset(" ".join(words), language="fr").split() if len(word) > 3] == kept
