"""Which addresses are asked, what is said of their answers, and which cannot be followed at all."""

from dataclasses import replace

import pytest

from digest.checks.links import (
    addresses_to_ask,
    find_broken_addresses,
    find_dead_links,
    find_lost_anchors,
    find_moved_links,
    find_unsure_links,
)
from digest.model import Link, LinkCheckResult, LinkStatus
from tests.checks.materials import CLEAN, EVENT, HTML, places, said, with_answer, with_article, with_config, with_html


def answers(**reaches: LinkStatus) -> dict[str, LinkCheckResult]:
    """Return an answer for each host."""
    urls = {f"https://{host}.example/": reach for host, reach in reaches.items()}
    return {url: LinkCheckResult(url=url, reach=reach, words="because") for url, reach in urls.items()}


def test_links_and_images_are_asked_once_and_mail_and_anchors_never() -> None:
    assert addresses_to_ask(CLEAN) == (
        "https://portail.example/0000000001",
        EVENT.url,
        "https://portail.example/logo.png",
    )


def test_an_address_is_asked_without_the_part_behind_its_hash() -> None:
    material = replace(CLEAN, html='<a href="https://a.example/p#x">x</a><a href="https://a.example/p#y">y</a>')

    assert addresses_to_ask(material) == ("https://a.example/p",)


@pytest.mark.parametrize("web", ["https://lettre.example", "https://lettre.example/"])
def test_the_letters_own_pages_are_not_asked_for_they_appear_later(web: str) -> None:
    html = '<a href="https://lettre.example/17/">En ligne</a><a href="https://lettre.example.org/">Autre</a>'
    material = replace(with_config(web=web), html=html)

    assert addresses_to_ask(material) == ("https://lettre.example.org/",)


def test_a_dead_link_is_told_at_every_article_and_event_that_has_it() -> None:
    url = EVENT.url or ""
    material = replace(with_article(links=(Link(url=url, title="Le programme"),)), links=answers())
    material = replace(material, links={url: LinkCheckResult(url=url, reach=LinkStatus.DEAD, words="gone (404)")})

    assert [(one.place, one.what) for one in find_dead_links(material)] == [
        ('editions/17.yaml:12 "Deux communes se jumellent"', f"{url}: gone (404)"),
        ('editions/17.yaml:20 "Bureau exécutif"', f"{url}: gone (404)"),
    ]


def test_a_dead_logo_is_told_in_feeds_yaml() -> None:
    logo = "https://portail.example/logo.png"
    letter = replace(CLEAN.config.letter, brand=replace(CLEAN.config.letter.brand, logo=logo))
    material = replace(
        with_config(letter=letter), links={logo: LinkCheckResult(url=logo, reach=LinkStatus.DEAD, words="gone")}
    )

    assert places(find_dead_links, material) == ["feeds.yaml letter.brand.logo"]


def test_a_dead_link_of_the_editorial_is_told_by_the_heading_above_it() -> None:
    material = with_html('<h2>Éditorial</h2><p><a href="https://mort.example/#bas">Voir le rapport</a></p>')
    material = replace(material, links=answers(mort=LinkStatus.DEAD))

    assert places(find_dead_links, material) == ['the HTML part, under "Éditorial"']


def test_a_host_that_does_not_exist_is_a_dead_link() -> None:
    material = replace(CLEAN, links=answers(mort=LinkStatus.NO_HOST, vivant=LinkStatus.ALIVE))

    assert len(list(find_dead_links(material))) == 1


def test_no_host_at_all_is_a_machine_without_a_network() -> None:
    material = replace(CLEAN, links=answers(un=LinkStatus.NO_HOST, deux=LinkStatus.NO_HOST))

    found = (list(find_dead_links(material)), said(find_unsure_links, material))
    assert found == ([], ["no link could be checked: not one site was found"])


def test_a_move_within_the_same_page_is_no_move() -> None:
    url = CLEAN.edition.chapters[0].articles[0].article.url or ""

    assert list(find_moved_links(with_answer(LinkStatus.ALIVE, moved_to=f"{url}#haut"))) == []


@pytest.mark.parametrize(
    "address",
    [
        "mailto:aicha@exemple.org",
        "mailto:aicha@exemple.org,paul@exemple.org?subject=Bonjour",
        "mailto:A%C3%AFcha%20%3Caicha@exemple.org%3E",
        "tel:+33123456789",
        "tel:+33-1-23-45-67-89;ext=12",
        "https://portail.example/",
        "HTTP://portail.example",
        "#monde",
    ],
)
def test_an_address_that_can_be_followed_is_let_pass(address: str) -> None:
    assert said(find_broken_addresses, with_html(f'<a href="{address}">Une page</a>')) == []


@pytest.mark.parametrize(
    "address",
    [
        "", "#", "page.html", "/page", "//portail.example/", "javascript:void(0)", "mailto:", "mailto:aicha",
        "mailto:aicha@exemple", "mailto:aicha@exemple.org,", "tel:", "tel:demander Aïcha", "https://", "http://[::1",
        "www.exemple.org", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_followed_is_told(address: str) -> None:
    assert len(said(find_broken_addresses, with_html(f'<a href="{address}">Une page</a>'))) == 1


def test_a_place_in_the_letter_may_be_an_id_or_a_name_with_accents() -> None:
    html = '<h2 id="édito">Édito</h2><a name="bas">Bas</a><a href="#%C3%A9dito">Édito</a><a href="#bas">Bas</a>'

    assert said(find_lost_anchors, replace(CLEAN, html=HTML + html)) == []
