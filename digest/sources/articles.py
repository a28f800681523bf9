"""From what a source said to the model: clean, dated, named, with its provenance. The one way foreign words take."""

import html
import re
from collections.abc import Mapping
from dataclasses import replace

from digest.model import Article, Provenance
from digest.sources.encoding import undo_mojibake
from digest.sources.furniture import Fragment, cut_sections, cut_signature, markup_of, parse_fragment
from digest.sources.pictures import choose_image, choose_links
from digest.sources.raw import RawArticle
from digest.sources.reading import Reading
from digest.sources.stamps import read_stamp
from digest.sources.summary import is_whole, summarise
from digest.text.addresses import host_of, page_key, safe_address, short_id, without_tracking
from digest.text.cleaning import clean_html, clean_line, cut_at_word, plain_text

_TITLE_AT_MOST = 300
_TAG_AT_MOST = 100
_TAGS_AT_MOST = 50
_STILL_MARKUP = re.compile(
    r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});"
    r"|</?(?:abbr|a|big|br|b|cite|code|div|em|font|h[1-6]|iframe|img|ins|i|li|mark|p|q|script|small|span|strong|style"
    r"|sub|sup|svg|s|ul|u)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)


def make_article(raw: RawArticle, reading: Reading) -> Article | None:
    """Give the article that a source tells of; None where it has neither title nor words."""
    raw = _mend(raw, reading.source.replace)
    base = raw.base or raw.url or reading.where
    description, content = parse_fragment(raw.summary), parse_fragment(raw.content)
    sections = (*cut_sections(description), *cut_sections(content))
    cut_signature(description)
    cut_signature(content)
    summary = summarise(description, content)
    title = read_title(raw.title) or cut_at_word(summary, limit=80)
    if not title:
        return None
    url = article_address(raw.url, base=base)
    return Article(
        id=short_id("a", *_identity(raw, url, title, reading)),
        title=title,
        url=url,
        published=read_stamp(raw.published, zone=reading.zone),
        summary=summary,
        body=_body(content if raw.content else description, is_content=bool(raw.content), base=base),
        tags=_tags((*raw.tags, *sections, *reading.source.tags)),
        author=cut_at_word(read_title(raw.author), limit=150),
        image=choose_image(raw, content if raw.content else description, base=base),
        links=choose_links(raw, content, base=base),
        language=_language(raw.language),
        theme=reading.source.theme,
        keys=_keys(raw, reading),
        provenance=Provenance(source=reading.source.name, where=reading.where),
    )


def outline_article(raw: RawArticle, reading: Reading, *, octets: str, frame: str) -> Article | None:
    """Give an article as `make_article` does, but for its words; None where these have to say which one it is.

    Args:
        raw: What is known without the words.
        reading: The reading of its feed.
        octets: Its octets, for reading the words later.
        frame: The name of what stands around it.
    """
    title = read_title(_mended(raw.title, reading.source.replace))
    url = article_address(raw.url, base=raw.url)
    if not title or not url:
        return None
    return Article(
        id=short_id("a", *_identity(raw, url, title, reading)),
        title=title,
        url=url,
        published=read_stamp(raw.published, zone=reading.zone),
        tags=reading.source.tags,
        theme=reading.source.theme,
        keys=_keys(raw, reading),
        unread=octets,
        frame=frame,
        provenance=Provenance(source=reading.source.name, where=reading.where),
    )


def read_title(title: str) -> str:
    """Give a title as one plain line, however often it was escaped; cut after about 300 characters."""
    text = title[:20_000]
    for _escaped in range(3):
        text = clean_line(plain_text(text)) if "<" in text else clean_line(html.unescape(text))
        if ("&" not in text and "<" not in text) or not _STILL_MARKUP.search(text):
            break
    return cut_at_word(text, limit=_TITLE_AT_MOST)


def article_address(address: str, *, base: str) -> str | None:
    """Give the http(s) address of an article without what only counts clicks; None where it has none."""
    safe = safe_address(address, base=base) if address.strip() else None
    return without_tracking(safe) if safe and safe.startswith("http") else None


def key_of_page(address: str, reading: Reading) -> str:
    """Give the key of a page of a source, the same on all mirrors of its host."""
    mirrors = reading.source.same_as
    if not mirrors:
        return page_key(address)
    return page_key(address, same_as=mirrors, host=host_of(reading.source.url or reading.where) or mirrors[0])


def _body(root: Fragment, *, is_content: bool, base: str) -> str:
    # A description that breaks off is no text that a reader could be given as the whole.
    return clean_html(markup_of(root), base=base) if is_content or is_whole(root) else ""


def _identity(raw: RawArticle, url: str | None, title: str, reading: Reading) -> tuple[str, ...]:
    if url and raw.own_address:
        return (key_of_page(url, reading),)
    return _keys(raw, reading) or (reading.source.name, url or "", title)


def _keys(raw: RawArticle, reading: Reading) -> tuple[str, ...]:
    guid = clean_line(raw.guid[:1000])
    if not guid:
        return ()
    if guid.startswith(("http:", "https:")):
        return (key_of_page(guid, reading),)
    # A bare number is an identifier in its own feed only.
    return (guid,) if guid.startswith(("urn:", "tag:")) else (f"{reading.source.name} {guid}",)


def _tags(names: tuple[str, ...]) -> tuple[str, ...]:
    tags: dict[str, str] = {}
    for name in names:
        tag = cut_at_word(read_title(name), limit=_TAG_AT_MOST)
        if tag:
            tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())[:_TAGS_AT_MOST]


def _language(name: str) -> str | None:
    found = re.fullmatch(r"([a-z]{2,3})(?:[-_]\w{1,20})*", name.strip().lower())
    return found[1] if found else None


def _mend(raw: RawArticle, faults: Mapping[str, str]) -> RawArticle:
    """Undo mojibake and replace the source's own known faults in every text, not in addresses."""
    return replace(
        raw,
        title=_mended(raw.title, faults),
        summary=_mended(raw.summary, faults),
        content=_mended(raw.content, faults),
        tags=tuple(_mended(tag, faults) for tag in raw.tags),
        author=_mended(raw.author, faults),
    )


def _mended(text: str, faults: Mapping[str, str]) -> str:
    text = undo_mojibake(text)
    for fault, right in faults.items():
        text = text.replace(fault, right)
    return text
