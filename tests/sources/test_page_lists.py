"""List pages as the world's systems write them, each with what a careful reader finds; and pages that are no list."""

from datetime import date

import pytest

from digest.config import Source, SourceType
from digest.model import SourceResult
from digest.sources.page.reader import read_page
from tests.sources.readings import reading_of

TODAY = date(2026, 11, 20)
AROUND = (
    '<html lang="fr"><head><meta charset="utf-8"><title>{title} – Ville</title></head><body><header><nav><ul>'
    '<li><a href="/">Accueil du site</a></li><li><a href="/contact">Nous contacter</a></li></ul></nav></header>'
    "<main><h1>{title}</h1>{body}</main><footer><ul><li><a href='/m'>Mentions légales</a></li></ul></footer>"
    "</body></html>"
)
WANTED = [("La passerelle rouvre", "2026-11-12"), ("Un budget pour les jeunes", "2026-11-03")]
EMPTY: list[tuple[str, str]] = []


def read(body: str, title: str = "Actualités") -> SourceResult:
    source = Source(name="Page", type=SourceType.PAGE, url="https://ville.example/actus")
    return read_page(AROUND.format(title=title, body=body).encode(), reading_of(source, today=TODAY))


def dated(found: SourceResult) -> list[tuple[str, str]]:
    return [(one.title, str(one.published)[:10]) for one in found.articles]


LISTS = {
    "SPIP": "<ul class='liste-items'><li class='item hentry'><h3 class='entry-title'>"
    "<a href='/spip.php?article12'>La passerelle"
    " rouvre</a></h3><p class='info-publi'><abbr class='published' title='2026-11-12T09:00:00Z'>12 novembre"
    "</abbr>, par la mairie"
    "</p><div class='introduction entry-content'>Ses mots.</div></li><li class='item hentry'><h3 class='entry-title'>"
    "<a href='/spip.php?article9'>Un budget pour les jeunes</a></h3><p class='info-publi'><abbr class='published'"
    " title='2026-11-03T09:00:00Z'>3 novembre</abbr></p></li></ul>",
    "WordPress": "<article class='post-12 post type-post'><header><h2 class='entry-title'>"
    "<a href='/a'>La passerelle rouvre</a></h2>"
    "<time class='entry-date published' datetime='2026-11-12T10:00:00+01:00'>12 novembre</time></header><p>Mots."
    "</p></article>"
    "<article class='post-9 post type-post'><header><h2 class='entry-title'><a href='/b'>Un budget pour les jeunes"
    "</a></h2>"
    "<time class='entry-date published' datetime='2026-11-03T10:00:00+01:00'>3 novembre</time></header></article>",
    "WordPress with an update": "<div class='post'><h2><a href='/a'>La passerelle rouvre</a></h2><time class='updated'"
    " datetime='2026-11-18'>18 novembre</time><time class='published' datetime='2026-11-12'>12 novembre</time></div>"
    "<div class='post'><h2><a href='/b'>Un budget pour les jeunes</a></h2>"
    "<time class='updated' datetime='2026-11-19'>x</time>"
    "<time class='published' datetime='2026-11-03'>3 novembre</time></div>",
    "Drupal views": "<div class='view-content'><div class='views-row views-row-1 odd'>"
    "<div class='views-field-title'><a href='/n/1'>La"
    " passerelle rouvre</a></div><span class='views-field-created'>Jeu, 12/11/2026 - 14:30</span></div>"
    "<div class='views-row"
    " views-row-2 even'><div class='views-field-title'><a href='/n/2'>Un budget pour les jeunes</a></div>"
    "<span class='views-field-created'>Mar, 03/11/2026 - 09:00</span></div></div>",
    "TYPO3": "<div class='news-list-view'><div class='article articletype-0'><div class='header'><h3>"
    "<a href='/d/1'>La passerelle"
    " rouvre</a></h3></div><div class='footer'><span class='news-list-date'><time datetime='2026-11-12'>12.11.2026"
    "</time></span>"
    "</div></div><div class='article articletype-0'><div class='header'><h3>"
    "<a href='/d/2'>Un budget pour les jeunes</a></h3></div>"
    "<div class='footer'><span class='news-list-date'><time datetime='2026-11-03'>03.11.2026</time></span></div>"
    "</div></div>",
    "Joomla blog": "<div class='items-row'><div class='item column-1'><h2 itemprop='name'>"
    "<a href='/j1'>La passerelle rouvre</a></h2>"
    "<dl class='article-info'><dd class='published'>Publication : 12 novembre 2026</dd></dl></div>"
    "<div class='item column-2'>"
    "<h2 itemprop='name'><a href='/j2'>Un budget pour les jeunes</a></h2><dl class='article-info'>"
    "<dd class='published'>"
    "Publication : 3 novembre 2026</dd></dl></div></div>",
    "Joomla table": "<table class='category'><tr class='cat-list-row0'><td class='list-title'>"
    "<a href='/j1'>La passerelle rouvre</a>"
    "</td><td class='list-date'>12 novembre 2026</td></tr><tr class='cat-list-row1'><td class='list-title'>"
    "<a href='/j2'>Un budget"
    " pour les jeunes</a></td><td class='list-date'>3 novembre 2026</td></tr></table>",
    "DSFR cards": "<div class='fr-grid-row'><div class='fr-col-4'><div class='fr-card fr-enlarge-link'>"
    "<h3 class='fr-card__title'>"
    "<a href='/1'>La passerelle rouvre</a></h3><p class='fr-card__desc'>Des mots.</p>"
    "<p class='fr-card__detail'>Publié le"
    " 12 novembre 2026</p></div></div><div class='fr-col-4'><div class='fr-card fr-enlarge-link'>"
    "<h3 class='fr-card__title'>"
    "<a href='/2'>Un budget pour les jeunes</a></h3><p class='fr-card__detail'>Publié le 3 novembre 2026</p></div>"
    "</div></div>",
    "a card that is one link": "<div class='grid'><a class='card' href='/1'><h3>La passerelle rouvre</h3>"
    "<span class='date'>12/11/2026"
    "</span></a><a class='card' href='/2'><h3>Un budget pour les jeunes</h3><span class='date'>03/11/2026</span>"
    "</a></div>",
    "lines with a day first": "<ul class='news'><li>12/11/2026 – <a href='/1'>La passerelle rouvre</a></li>"
    "<li>03/11/2026 –"
    " <a href='/2'>Un budget pour les jeunes</a></li></ul>",
    "a definition list": "<dl><dt>12 novembre 2026</dt><dd><a href='/1'>La passerelle rouvre</a></dd>"
    "<dt>3 novembre 2026</dt><dd>"
    "<a href='/2'>Un budget pour les jeunes</a></dd></dl>",
    "day, month and year apart": "<div class='actu'><div class='d'><span>12</span><span>NOV</span><span>2026"
    "</span></div><h4>"
    "<a href='/1'>La passerelle rouvre</a></h4></div><div class='actu'><div class='d'><span>03</span><span>NOV"
    "</span><span>2026"
    "</span></div><h4><a href='/2'>Un budget pour les jeunes</a></h4></div>",
    "read on, and no other link": "<div class='bloc'><h2>La passerelle rouvre</h2>"
    "<p>Publié le 12/11/2026 par Mairie</p><p>Mots.</p>"
    "<a href='/1'>Lire la suite</a></div><div class='bloc'><h2>Un budget pour les jeunes</h2>"
    "<p>Publié le 03/11/2026 par Mairie</p>"
    "<a href='/2'>Lire la suite</a></div>",
    "Elementor": "<div class='elementor-posts'><article class='elementor-post'><div class='elementor-post__text'><h3"
    " class='elementor-post__title'><a href='/1'>La passerelle rouvre</a></h3>"
    "<div class='elementor-post__meta-data'><span"
    " class='elementor-post-date'>12 novembre 2026</span></div></div></article><article class='elementor-post'><div"
    " class='elementor-post__text'><h3 class='elementor-post__title'><a href='/2'>Un budget pour les jeunes</a>"
    "</h3><div"
    " class='elementor-post__meta-data'><span class='elementor-post-date'>3 novembre 2026</span></div></div>"
    "</article></div>",
    "no links at all": "<section><div class='n'><h3>La passerelle rouvre</h3><p class='date'>12 novembre 2026</p></div>"
    "<div class='n'><h3>Un budget pour les jeunes</h3><p class='date'>3 novembre 2026</p></div></section>",
    "sections": "<section class='actu'><h2><a href='/1'>La passerelle rouvre</a></h2><p>"
    "<em>Mis en ligne le jeudi 12 novembre 2026"
    "</em></p></section><section class='actu'><h2><a href='/2'>Un budget pour les jeunes</a></h2><p>"
    "<em>Mis en ligne le mardi"
    " 3 novembre 2026</em></p></section>",
    "rows of cards": "<div class='row'><div class='col'><div class='card'><h5><a href='/1'>La passerelle rouvre"
    "</a></h5><small>"
    "12.11.2026</small></div></div></div><div class='row'><div class='col'><div class='card'><h5>"
    "<a href='/2'>Un budget pour les"
    " jeunes</a></h5><small>03.11.2026</small></div></div></div>",
    "pictures first": "<ul class='cards'><li><a href='/1'><img src='/i.jpg' alt=''></a><h3>"
    "<a href='/1'>La passerelle rouvre</a></h3>"
    "<p class='meta'>Le 12 novembre 2026 à 10h30</p></li><li><a href='/2'><img src='/j.jpg' alt=''></a><h3>"
    "<a href='/2'>Un budget"
    " pour les jeunes</a></h3><p class='meta'>Le 3 novembre 2026 à 9h</p></li></ul>",
}  # fmt: skip


@pytest.mark.parametrize("system", LISTS)
def test_a_list_page_gives_its_list(system: str) -> None:
    assert dated(read(LISTS[system])) == WANTED


EVENTS = {
    "The Events Calendar": "<article class='tribe-events-calendar-list__event type-tribe_events'><h3>"
    "<a href='/e1'>Atelier climat</a>"
    "</h3><time datetime='2026-12-04'>4 décembre, 9 h</time><span class='tribe-events-venue'>Mairie</span></article>"
    "<article class='tribe-events-calendar-list__event type-tribe_events'><h3><a href='/e2'>Marché solidaire</a></h3>"
    "<time datetime='2026-12-12'>12 décembre</time></article>",
    "words of a town": "<div class='evt'><h3><a href='/e1'>Atelier climat</a></h3>"
    "<p class='date'>Vendredi 4 décembre 2026</p>"
    "<p class='lieu'>Mairie</p></div><div class='evt'><h3><a href='/e2'>Marché solidaire</a></h3>"
    "<p class='date'>Samedi 12"
    " décembre 2026</p></div>",
}


@pytest.mark.parametrize("system", EVENTS)
def test_boxes_of_an_agenda_are_events_with_their_day_and_place(system: str) -> None:
    found = read(EVENTS[system], "Agenda")

    assert [(one.title, str(one.start)[:10], one.place) for one in found.events] == [
        ("Atelier climat", "2026-12-04", "Mairie"),
        ("Marché solidaire", "2026-12-12", ""),
    ]


ARTICLES = {
    "an update beside it": "<article><h1>Le titre</h1><p>Publié le 3 novembre 2026 – Mis à jour le 15 novembre "
    "2026</p><p>Le texte dit"
    " assez de mots pour qu’on le lise.</p></article>",
    "another article's day": "<article><h1>Le titre</h1><p class='date'>3 novembre 2026</p>"
    "<p>Le texte dit assez de mots pour qu’on le"
    " lise.</p><section><h2>Sur le même sujet</h2><ul><li><a href='/x'>Une autre</a> "
    "<time datetime='2026-11-18'>18/11</time></li>"
    "</ul></section></article>",
    "a comment's day": "<article><h1>Le titre</h1><p>Mis en ligne le 03/11/2026</p>"
    "<p>Le texte dit assez de mots pour qu’on le lise."
    "</p></article><div id='comments'><h2>Commentaires</h2><ol><li><time datetime='2026-11-19'>19/11</time> Bravo"
    "</li></ol></div>",
    "by somebody": "<article><h1>Le titre</h1><p>Publié par la mairie le 3 novembre 2026</p>"
    "<p>Le texte dit assez de mots pour qu’on"
    " le lise, jusqu’au 30 novembre 2026.</p></article>",
    "a time of the article": "<article><h1>Le titre</h1><time datetime='2026-11-03'>il y a deux semaines</time>"
    "<p>Le texte dit assez de"
    " mots pour qu’on le lise.</p></article>",
}  # fmt: skip


@pytest.mark.parametrize("kind", ARTICLES)
def test_an_article_has_the_day_it_was_published_and_the_address_it_was_read_at(kind: str) -> None:
    article = read(ARTICLES[kind], "Le titre").articles[0]

    assert (article.title, str(article.published)[:10], article.url, "Publié" in article.summary) == (
        "Le titre", "2026-11-03", "https://ville.example/actus", False,
    )  # fmt: skip


SILENT = {
    "a bot wall": "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
    "<p>Enable JavaScript and"
    " cookies to continue</p><script>x()</script></body></html>",
    "a check in French": "<html><head><title>Vérification de sécurité</title></head><body>"
    "<p>Vérification que vous n’êtes pas un robot"
    "</p></body></html>",
    "an application": "<html><head><title>Actualités</title></head><body><div id='app'></div><script src='/a.js'>"
    "</script></body></html>",
    "a menu and no more": "<html><head><title>Plan</title></head><body><main><h1>Plan du site</h1>"
    "<a href='/a'>Vie municipale</a>"
    " <a href='/b'>Vos démarches</a> <a href='/c'>Culture et sports</a> <a href='/d'>Nous écrire</a></main></body>"
    "</html>",
}  # fmt: skip


@pytest.mark.parametrize("kind", SILENT)
def test_a_page_that_says_nothing_is_a_source_that_failed(kind: str) -> None:
    source = Source(name="Page", type=SourceType.PAGE, url="https://ville.example/actus")
    found = read_page(SILENT[kind].encode(), reading_of(source, today=TODAY))

    assert (found.articles, found.failed, len(found.problems)) == ((), True, 1)


def test_an_article_with_a_list_in_it_stays_one_article() -> None:
    text = "<p>" + "Le conseil a décidé de plusieurs mesures pour le quartier. " * 12 + "</p>"
    found = read(f"<div>{text}<ul><li>12/11/2026 – <a href='/1'>Compte rendu long</a></li><li>03/11/2026 – "
    "<a href='/2'>Ordre"
                 f" du jour</a></li></ul></div>", "Le titre")  # fmt: skip

    assert [one.title for one in found.articles] == ["Le titre"]


LINKED = (
    '<html><head><script type="application/ld+json">{"@type": "Event", "name": "Forum de l’eau", "startDate": %s,'
    ' "eventStatus": "https://schema.org/%s",}</script></head><body></body></html>'
)


@pytest.mark.parametrize(
    ("start", "status", "expected"),
    [
        ('"2026-12-03"', "EventCancelled", [("2026-12-03", "cancelled")]),
        (
            '"2026-12-03T00:00:00+00:00", "endDate": "2026-12-03T23:59:59+00:00"',
            "EventScheduled",
            [("2026-12-03", "confirmed")],
        ),
        ('["2026-12-03", "2026-12-05"]', "EventPostponed", [("2026-12-03", "postponed"), ("2026-12-05", "postponed")]),
    ],
    ids=["cancelled", "all day", "two days"],
)  # fmt: skip
def test_json_ld_is_read_leniently_with_its_status_and_every_day(
    start: str, status: str, expected: list[tuple[str, str]]
) -> None:
    source = Source(name="Page", type=SourceType.PAGE, url="https://ville.example/actus")
    found = read_page((LINKED % (start, status)).encode(), reading_of(source, today=TODAY))

    assert [(str(one.start), one.status.value) for one in found.events] == expected
