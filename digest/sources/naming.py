"""What an article is called and known by: its title, its address, what identifies it. No library for its words.

A feed read for the first time asks for nothing else; without lxml and what reads words it starts 12 ms sooner.
"""

import html
import re
from collections.abc import Mapping

from digest.model import Article, Provenance
from digest.sources.encoding import undo_mojibake
from digest.sources.raw import RawArticle
from digest.sources.reading import Reading
from digest.sources.stamps import read_stamp
from digest.text.addresses import host_of, page_key, safe_address, short_id, without_tracking
from digest.text.cleaning import clean_line, cut_at_word, plain_text

_TITLE_AT_MOST = 300
_STILL_MARKUP = re.compile(
    r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}\d{0,2});"
    r"|</?(?:abbr|a|big|br|b|cite|code|div|em|font|h[1-6]|iframe|img|ins|i|li|mark|p|q|script|small|span|strong|style"
    r"|sub|sup|svg|s|ul|u)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)


def outline_article(raw: RawArticle, reading: Reading, *, octets: str, frame: str) -> Article | None:
    """Give an article as `make_article` does, but for its words; None where these have to say which one it is.

    Args:
        raw: What is known without the words.
        reading: The reading of its feed.
        octets: Its octets, for reading the words later.
        frame: The name of what stands around it.
    """
    title = read_title(mended(raw.title, reading.source.replace))
    url = article_address(raw.url, base=raw.url)
    if not title or not url:
        return None
    return Article(
        id=short_id("a", *identity_of(raw, url, title, reading)),
        title=title,
        url=url,
        published=read_stamp(raw.published, zone=reading.zone),
        tags=reading.source.tags,
        theme=reading.source.theme,
        keys=keys_of(raw, reading),
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


def identity_of(raw: RawArticle, url: str | None, title: str, reading: Reading) -> tuple[str, ...]:
    """Give what the id of an article is made of: its page, or else its identifiers, or else its title."""
    if url and raw.own_address:
        return (key_of_page(url, reading),)
    return keys_of(raw, reading) or (reading.source.name, url or "", title)


def keys_of(raw: RawArticle, reading: Reading) -> tuple[str, ...]:
    """Give what identifies an article beside its address."""
    guid = clean_line(raw.guid[:1000])
    if not guid:
        return ()
    if guid.startswith(("http:", "https:")):
        return (key_of_page(guid, reading),)
    # A bare number is an identifier in its own feed only.
    return (guid,) if guid.startswith(("urn:", "tag:")) else (f"{reading.source.name} {guid}",)


def mended(text: str, faults: Mapping[str, str]) -> str:
    """Give a text without mojibake and without the source's own known faults."""
    text = undo_mojibake(text)
    for fault, right in faults.items():
        text = text.replace(fault, right)
    return text
