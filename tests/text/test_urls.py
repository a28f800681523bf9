import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.text.urls import host_of, page_key, safe_address, short_id, without_tracking


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://exemple.org/a?b=c#d", "https://exemple.org/a?b=c#d"),
        ("page.html", "https://base.exemple.org/dir/page.html"),
        ("//exemple.org/x", "https://exemple.org/x"),
        ("  https://exemple.org/a b.pdf ", "https://exemple.org/a%20b.pdf"),
        ('https://exemple.org/"><script>', "https://exemple.org/%22%3E%3Cscript%3E"),
        ("https://exemple.org/été", "https://exemple.org/été"),
        ("https://exemple.org/a\u202eb", "https://exemple.org/a%E2%80%AEb"),
        ("mailto:lettre@exemple.org", "mailto:lettre@exemple.org"),
        ("tel:+33123456789", "tel:+33123456789"),
        ("mailto:a@b.example?subject=x%0D%0ABcc:c@d.example", None),
        ("javascript:alert(1)", None),
        ("JaVa\tScRiPt:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("https://banque.example@mal.example/", None),
        ("http://", None),
        ("http://[::1", None),
        ("https://exemple.org/" + "x" * 5000, None),
        ("", None),
    ],
)
def test_an_address_is_made_absolute_or_refused(address: str, expected: str | None) -> None:
    assert safe_address(address, base="https://base.exemple.org/dir/") == expected


@given(st.text(), st.text())
@example("http://[", "http://[")
@example("\ud800", "\udfff")
def test_whatever_is_safe_is_safe_again_and_the_same(address: str, base: str) -> None:
    safe = safe_address(address, base=base)

    assert safe is None or safe_address(safe) == safe


SAME_PAGE = [
    "https://exemple.org/a+b/?x=1&y=2",
    "http://www.exemple.org/a%2Bb?y=2&x=1",
    "https://EXEMPLE.org:443/a+b?x=1&y=2#ancre",
    "https://exemple.org/a%20b?x=1&xtor=RSS-3&y=2&utm_source=rss",
    "https://miroir.example/a+b?x=1&y=2",
    "https://www.miroir.example/a+b/?fbclid=z&x=1&y=2",
]


@pytest.mark.parametrize("address", SAME_PAGE)
def test_addresses_of_one_page_have_one_key(address: str) -> None:
    key = page_key(address, same_as=["www.miroir.example"], host="exemple.org")

    assert key == page_key(SAME_PAGE[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://exemple.org/spip.php?article12", "https://exemple.org/spip.php?article13"),
        ("https://exemple.org/a", "https://exemple.org/b"),
        ("https://exemple.org/?p=1", "https://exemple.org/?p=2"),
        ("https://exemple.org:8443/", "https://exemple.org/"),
        ("https://fr.exemple.org/a", "https://exemple.org/a"),
    ],
)
def test_addresses_of_different_pages_have_different_keys(one: str, other: str) -> None:
    assert page_key(one) != page_key(other)


@given(st.text())
@example("http://x:99999999/")
@example("http://[")
def test_every_text_has_a_key(address: str) -> None:
    assert isinstance(page_key(address), str)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://e.org/a?utm_source=x&b=1&xtor=RSS#c", "https://e.org/a?b=1#c"),
        ("https://e.org/a?xtor=RSS-1", "https://e.org/a"),
        ("https://e.org/a?article12", "https://e.org/a?article12"),
        ("https://e.org/a?b=%C3%A9+x&gclid=1", "https://e.org/a?b=%C3%A9+x"),
        ("https://e.org/a#xtor=RSS-1", "https://e.org/a"),
        ("https://e.org/a#xtorse", "https://e.org/a#xtorse"),
    ],
)
def test_what_only_counts_clicks_is_cut_and_the_rest_stays_to_the_letter(address: str, expected: str) -> None:
    assert without_tracking(address) == expected


def test_an_address_has_a_host_or_none() -> None:
    assert [host_of(one) for one in ("https://WWW.Exemple.org:1/", "rien", "http://[")] == ["www.exemple.org", "", ""]


def test_a_short_id_is_stable() -> None:
    assert short_id("a", "x", "y") == "a-9ab9de2576"


hosts = st.lists(st.text("ab-3", min_size=1, max_size=4), min_size=1, max_size=4).map(".".join)
paths = st.lists(st.text("aB1._~-/", max_size=4), max_size=4).map("/".join)


@given(st.sampled_from(["http", "https"]), hosts, paths)
def test_the_quick_way_of_a_simple_address_gives_what_the_long_one_gives(scheme: str, host: str, path: str) -> None:
    address = f"{scheme}://{host}/{path}"

    # A space before it, or a fragment, leads the long way.
    quick = (safe_address(address, base="https://a.example/"), page_key(address, same_as=("a.b",), host="c"))

    assert quick == (
        safe_address(f" {address}", base="https://a.example/"),
        page_key(f"{address}#x", same_as=("a.b",), host="c"),
    )
