"""From what a source said to the model: clean, dated, named, with its provenance. The one way foreign words take.

`naming` has what needs no words. Readers that may do without import this room where they read some: lxml comes with it.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from digest.model import Article, Provenance
from digest.sources.content import (
    Fragment,
    choose_image,
    choose_links,
    cut_sections,
    cut_signature,
    is_whole,
    markup_of,
    parse_fragment,
    summarise,
)
from digest.sources.identity import article_address, clean_title, identity_of, item_keys, mended, parse_feed_date
from digest.sources.types import RawArticle, ReadContext
from digest.text.sanitize import clean_html, cut_at_word
from digest.text.urls import short_id

_TAG_AT_MOST = 100
_TAGS_AT_MOST = 50


def make_article(raw: RawArticle, reading: ReadContext) -> Article | None:
    """Return the article that a source tells of; None where it has neither title nor words."""
    raw = _hint(raw, reading.source.replace)
    base = raw.base or raw.url or reading.where
    description, content = parse_fragment(raw.summary), parse_fragment(raw.content)
    sections = (*cut_sections(description), *cut_sections(content))
    cut_signature(description)
    cut_signature(content)
    summary = summarise(description, content)
    title = clean_title(raw.title) or cut_at_word(summary, limit=80)
    if not title:
        return None
    url = article_address(raw.url, base=base)
    return Article(
        id=short_id("a", *identity_of(raw, url, title, reading)),
        title=title,
        url=url,
        published=parse_feed_date(raw.published, zone=reading.zone),
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


def _hint(raw: RawArticle, faults: Mapping[str, str]) -> RawArticle:
    """Undo mojibake and replace the source's own known faults in every text, not in addresses."""
    return replace(
        raw,
        title=mended(raw.title, faults),
        summary=mended(raw.summary, faults),
        content=mended(raw.content, faults),
        tags=tuple(mended(tag, faults) for tag in raw.tags),
        author=mended(raw.author, faults),
    )
