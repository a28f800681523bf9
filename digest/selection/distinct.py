"""The articles that a person keeps apart: named in feeds.yaml under `distinct`, they are never merged with others."""

from collections.abc import Iterable

from digest.model import Article
from digest.text.addresses import page_key
from digest.text.folding import fold


class Distinct:
    """What `distinct` names, by title, address or id.

    Args:
        names: As a person wrote them: case, accents and punctuation of a title do not count, nor do the scheme and
            the tracking parameters of an address.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        given = [name.strip() for name in names]
        self._ids = frozenset(given)
        self._pages = frozenset(_page(name) for name in given if "://" in name)
        self._titles = frozenset(title for name in given if "://" not in name and (title := fold(name)))

    def __contains__(self, article: Article) -> bool:
        """Tell whether an article is named."""
        if article.id in self._ids:
            return True
        # Most letters keep nothing apart, and a store holds thousands of articles: nothing is folded in vain.
        is_titled = bool(self._titles) and fold(article.title) in self._titles
        return is_titled or (bool(self._pages) and article.url is not None and _page(article.url) in self._pages)


def _page(address: str) -> str:
    try:
        return page_key(address)
    except ValueError:
        return address
