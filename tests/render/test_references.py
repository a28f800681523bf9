import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.locale import in_language
from digest.model import Link
from digest.render.references import list_references

SITE = "https://www.exemple.org"


def words(*links: Link) -> list[str]:
    with in_language("en"):
        return [one.words for one in list_references(links, but=f"{SITE}/article")]


@pytest.mark.parametrize(
    ("title", "path", "expected"),
    [
        pytest.param("La convention (PDF, 240 ko)", "/a.pdf", "La convention (PDF, 240 ko)", id="the source's words"),
        pytest.param("S'inscrire", "/i", "S'inscrire", id="one word"),
        pytest.param("Programme :", "/p", "Programme", id="a colon at the end"),
        pytest.param("", "/IMG/pdf/CR_bureau-v3.pdf", "exemple.org (PDF)", id="no words"),
        pytest.param("UnitedCitiesandLocalGovernments :", "/c/x", "exemple.org", id="words without spaces"),
        pytest.param("CR_bureau-v3.pdf", "/CR_bureau-v3.pdf?v=2", "exemple.org (PDF)", id="the name of the file"),
        pytest.param("https://www.exemple.org/a", "/a", "exemple.org", id="the address itself"),
        pytest.param("Cliquez ici", "/a.pdf", "exemple.org (PDF)", id="words that any link could have"),
        pytest.param("", "/budget.xlsx", "exemple.org (spreadsheet)", id="a kind with a word"),
        pytest.param("", "/", "exemple.org", id="a page"),
    ],
)
def test_an_address_is_called_by_words_that_can_be_read_aloud(title: str, path: str, expected: str) -> None:
    assert words(Link(url=SITE + path, title=title)) == [expected]


def test_two_files_of_one_host_are_told_apart() -> None:
    assert words(Link(url=f"{SITE}/a.pdf"), Link(url=f"{SITE}/b.pdf"), Link(url=f"{SITE}/c.pdf")) == [
        "exemple.org (PDF)",
        "exemple.org (PDF) – 2",
        "exemple.org (PDF) – 3",
    ]


def test_a_mailbox_is_called_by_its_address() -> None:
    assert words(Link(url="mailto:a.b@exemple.org")) == ["a.b@exemple.org"]


def test_the_address_of_the_title_and_what_is_unsafe_are_left_away() -> None:
    assert words(Link(url=f"{SITE}/article"), Link(url="javascript:alert(1)", title="x")) == []


@given(
    st.lists(st.builds(Link, url=st.just(SITE) | st.text().map(lambda t: f"{SITE}/{t}"), title=st.text(max_size=40)))
)
def test_no_two_links_have_the_same_words_and_none_is_without(links: list[Link]) -> None:
    said = words(*links)

    assert (len(said), all(said)) == (len(set(said)), True)
