"""The words of sources, typeset like ours where the letter asks for it (`typography: strict`).

Otherwise what a source wrote is printed as it wrote it. What is in another language than the letter stays as it is.
"""

from dataclasses import replace

from digest.config import Letter
from digest.edition import Chapter, Edition
from digest.model import Article, Event, Image, Link
from digest.text.cleaning import clean_line, clean_text
from digest.text.typography import typeset


def typeset_sources(edition: Edition, letter: Letter) -> Edition:
    """Give an edition with the words of its sources as the letter wants them."""
    if letter.typography != "strict":
        return edition
    language = letter.language
    return replace(
        edition,
        chapters=tuple(_chapter(chapter, language) for chapter in edition.chapters),
        agenda=tuple(_event(event, language) for event in edition.agenda),
        deadlines=tuple(_event(event, language) for event in edition.deadlines),
    )


def _chapter(chapter: Chapter, language: str) -> Chapter:
    articles = (replace(placed, article=_article(placed.article, language)) for placed in chapter.articles)
    return replace(chapter, articles=tuple(articles))


def _article(article: Article, language: str) -> Article:
    if article.language and article.language != language:
        return article
    return replace(
        article,
        title=_line(article.title, language),
        summary="\n".join(_line(line, language) for line in clean_text(article.summary).split("\n")),
        links=_links(article.links, language),
        image=_image(article.image, language),
    )


def _event(event: Event, language: str) -> Event:
    title, place = _line(event.title, language), _line(event.place, language)
    return replace(event, title=title, place=place, links=_links(event.links, language))


def _links(links: tuple[Link, ...], language: str) -> tuple[Link, ...]:
    return tuple(replace(link, title=_line(link.title, language)) for link in links)


def _image(image: Image | None, language: str) -> Image | None:
    return replace(image, alt=_line(image.alt, language)) if image else None


def _line(words: str, language: str) -> str:
    return typeset(clean_line(words), language=language)
