"""The homes of all articles, found when they are asked for.

A letter's store holds thousands of articles after some years and an edition prints some tens: looking for words in
all of them took nine tenths of the time of a composition (3.9 s of 4.5 s for 2,000 articles of 300 words).
"""

from collections.abc import Iterable, Iterator, Mapping

from digest.config import Config
from digest.edition.document import Known
from digest.locale import in_language
from digest.model import Article
from digest.selection.duplicates import Merge
from digest.selection.themes import find_home


class Homes(Mapping[str, Known]):
    """Articles with their homes, by id; one that was merged is found under each of its ids.

    Args:
        config: The themes, and the language in which the reasons are said.
        articles: All articles after merging.
        merges: Which ones became one.
    """

    def __init__(self, config: Config, articles: Iterable[Article], merges: Iterable[Merge]) -> None:
        self._config = config
        self._articles = {article.id: article for article in articles}
        for merge in merges:
            self._articles |= dict.fromkeys(merge.merged, self._articles[merge.kept])
        self._found: dict[str, Known] = {}

    def __getitem__(self, key: str) -> Known:
        """Give the home of an article."""
        if key not in self._found:
            article = self._articles[key]
            with in_language(self._config.letter.language):
                home = find_home(article, self._config.themes)
            self._found[key] = Known(placed=home.placed, theme=home.theme)
        return self._found[key]

    def __contains__(self, key: object) -> bool:
        return key in self._articles

    def __iter__(self) -> Iterator[str]:
        return iter(self._articles)

    def __len__(self) -> int:
        return len(self._articles)
