"""From what a source said to the model: clean, dated, named, with its provenance. The one way foreign words take.

`identity` has what identifies an article and dates it, `content` what is in it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from digest.locale import _, ngettext
from digest.model import Article, Event, Problem, Provenance
from digest.sources.content import (
    Fragment,
    choose_image,
    choose_links,
    cut_byline,
    cut_sections,
    cut_signature,
    is_whole,
    markup_of,
    parse_fragment,
    summarise,
)
from digest.sources.identity import (
    StatedDate,
    article_address,
    clean_title,
    identity_of,
    item_keys,
    mended,
    read_published,
)
from digest.sources.types import RawArticle, ReadContext
from digest.text.sanitize import clean_html, clean_line, cut_at_word
from digest.text.urls import short_id

_TAG_AT_MOST = 100
_TAGS_AT_MOST = 50
_FAULTS_AT_MOST = 20
"""Faults of single articles that are named."""


def make_article(raw: RawArticle, reading: ReadContext) -> Article | None:
    """Return the article that a source tells of; None where it has neither title nor words."""
    raw = _replace_faults(raw, reading.source.replace)
    base = raw.base or raw.url or reading.where
    description, content = parse_fragment(raw.summary), parse_fragment(raw.content)
    sections = (*cut_sections(description), *cut_sections(content))
    for part in (description, content):
        cut_byline(part)
        cut_signature(part)
    summary = summarise(description, content)
    title = clean_title(raw.title) or cut_at_word(summary, limit=80)
    if not title:
        return None
    url = article_address(raw.url, base=base)
    return Article(
        id=short_id("a", *identity_of(raw, url, title, reading)),
        title=title,
        url=url,
        published=read_published(raw.published, reading).moment,
        summary=summary,
        body=_body(content if raw.content else description, is_content=bool(raw.content), base=base),
        tags=_tags((*raw.tags, *sections, *reading.source.tags)),
        author=cut_at_word(clean_title(raw.author), limit=150),
        image=choose_image(raw, content if raw.content else description, base=base),
        links=choose_links(raw, content, base=base),
        language=_language(raw.language),
        theme=reading.source.theme,
        keys=item_keys(raw, reading),
        provenance=Provenance(source=reading.source.name, where=reading.where),
    )


def read_each(
    items: Iterable[RawArticle], read: Callable[[RawArticle], Article | Event | None], reading: ReadContext
) -> tuple[list[Article | Event | None], tuple[Problem, ...]]:
    """Read the items of a source one by one: a broken one never takes its neighbours along.

    An item that cannot be read stays with its title and link; None where it has neither. Beside the items come
    the faults of single ones: what could not be read, and dates that cannot be used.

    Args:
        items: As the source gave them.
        read: What makes something of one.
        reading: Where they come from.
    """
    made: list[Article | Event | None] = []
    faults = []
    for raw in items:
        try:
            item = read(raw)
            stated = read_published(raw.published, reading) if isinstance(item, Article) else StatedDate()
            made.append(item)
            if item is not None and stated.problem:
                faults.append(stated.problem.replace("{title}", item.title[:80]))
        except Exception as error:  # foreign octets break in any way; which one is said
            kept = _bare_article(raw, reading)
            made.append(kept)
            name = kept.title if kept else cut_at_word(clean_line(raw.title or raw.url or raw.guid), limit=_TAG_AT_MOST)
            faults.append(
                _('"{title}" cannot be read whole ({reason}); its title and link stay').format(
                    title=name, reason=f"{type(error).__name__}: {error}"[:_TAG_AT_MOST]
                )
            )
    rest = len(faults) - _FAULTS_AT_MOST
    if rest > 0:
        message = ngettext("{count} more article has a fault", "{count} more articles have faults", rest)
        faults[_FAULTS_AT_MOST:] = [message.format(count=rest)]
    source, where = reading.source.name, reading.where
    return made, tuple(Problem(source=source, where=where, message=message) for message in faults)


def _bare_article(raw: RawArticle, reading: ReadContext) -> Article | None:
    """Return an article with nothing but its title and link; None where not even these can be had."""
    try:
        return make_article(RawArticle(title=clean_line(raw.title), url=raw.url, guid=raw.guid, base=raw.base), reading)
    except Exception:  # then there is nothing to keep; the problem names it
        return None


def _body(root: Fragment, *, is_content: bool, base: str) -> str:
    # A description that breaks off is no text that a reader could be given as the whole.
    return clean_html(markup_of(root), base=base) if is_content or is_whole(root) else ""


def _tags(names: tuple[str, ...]) -> tuple[str, ...]:
    tags: dict[str, str] = {}
    for name in names:
        tag = cut_at_word(clean_title(name), limit=_TAG_AT_MOST)
        if tag:
            tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())[:_TAGS_AT_MOST]


def _language(name: str) -> str | None:
    found = re.fullmatch(r"([a-z]{2,3})(?:[-_]\w{1,20})*", name.strip().lower())
    return found[1] if found else None


def _replace_faults(raw: RawArticle, faults: Mapping[str, str]) -> RawArticle:
    """Undo mojibake and replace the source's own known faults in every text, not in addresses."""
    return replace(
        raw,
        title=mended(raw.title, faults),
        summary=mended(raw.summary, faults),
        content=mended(raw.content, faults),
        tags=tuple(mended(tag, faults) for tag in raw.tags),
        author=mended(raw.author, faults),
    )
