"""When something a source shows is something the store already has: by its id, its address, or another key.

Feeds re-issue GUIDs, mirrors change the host, a portal renames a page: what agrees in one sound key is the same thing.
A key that several items of one reading share (the path of a file that holds them all) identifies none of them.
"""

import difflib
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from digest.model import Article, Event, day_of
from digest.text.addresses import page_key
from digest.text.folding import fold
from digest.text.likeness import is_near_text


def own_keys(item: Article | Event) -> tuple[str, ...]:
    """Give the keys of an article or event, the soundest first: its id, its address, then the others.

    A key that is an address or another URI means the same everywhere; any other only means something to its source.
    An event's address is no key: an agenda page tells of many events.
    """
    address = (address_key(item.url),) if isinstance(item, Article) and item.url else ()
    others = (_spread(key, item.provenance.source) for key in item.keys if key)
    return tuple(dict.fromkeys((item.id, *address, *others)))


def address_key(address: str) -> str:
    """Give the key of a page, without its scheme, tracking and the like; addresses no one can read stay as they are."""
    try:
        return page_key(address)
    except ValueError:
        return address


def shared_keys(keyed: Iterable[tuple[str, Iterable[str]]]) -> frozenset[str]:
    """Give the keys that different items of one reading have in common, each given as its id with its keys."""
    holders = {(key, name) for name, keys in keyed for key in keys}
    return frozenset(key for key, count in Counter(key for key, _id in holders).items() if count > 1)


def is_same_article(new: Article, old: Article) -> bool:
    """Tell whether two articles that share a GUID are one article.

    Some feeds number their items afresh each time, so a GUID alone does not make a new page an old one: where both
    have an address, and not the same, their titles must be near and their days the same as well. "La lettre de mars" is
    near "La lettre de mai"; a page that was moved keeps its day.
    """
    if new.url is None or old.url is None or address_key(new.url) == address_key(old.url):
        return True
    return is_near(new.title, old.title) and _days_agree(new, old)


def _days_agree(new: Article, old: Article) -> bool:
    """Tell whether two articles are of the same day, or of the next by another clock; no day contradicts none."""
    if new.published is None or old.published is None:
        return True
    return abs(day_of(new.published) - day_of(old.published)) <= timedelta(days=1)


def is_another_text(new: Article, old: Article) -> bool:
    """Tell whether a file that keeps its name holds another article than before: another title and a later day.

    `breves.md` is written over every month; what it says in June is not an edit of May. An article with an address is
    the page at that address, whatever it says. An édito is its text: its title is often the same, and a person who
    writes the next one does not always think of the day.
    """
    if new.is_edito and old.is_edito:
        return not is_near_text(new.summary, old.summary)
    if new.url or old.url or new.published is None or old.published is None:
        return False
    return day_of(new.published) > day_of(old.published) and not is_near(new.title, old.title)


def is_near(one: str, other: str) -> bool:
    """Tell whether one title may be an edit of the other: four fifths of the letters stay, and all the digits."""
    first, second = fold(one)[:300], fold(other)[:300]
    digits = [[c for c in text if c.isdigit()] for text in (first, second)]
    return digits[0] == digits[1] and difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= 0.8


def _spread(key: str, source: str) -> str:
    if key.lower().startswith(("http://", "https://")):
        return address_key(key)
    is_worldwide = ":" in key and len(key) >= 12 and " " not in key
    return key if is_worldwide else f"{source}\n{key}"
