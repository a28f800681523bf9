"""The renderings that the members of one edition need: one for each choice of themes and language that differs."""

from datetime import datetime
from pathlib import Path

from digest.config import Config
from digest.edition import Edition
from digest.edition.variants import choose_themes
from digest.model import Member
from digest.pipeline.pictures import with_pictures
from digest.pipeline.places import own_templates
from digest.render.moulds import make_mould
from digest.store.looks import keep_looks, known_looks

NOTHING = 0
"""The number of no rendering: nothing in the edition is for them."""


class Variants:
    """The renderings of an edition: one for each choice of themes and language that makes another letter.

    Args:
        edition: The whole, with its own pictures.
        config: Who writes.
        state: Where the looks of letters are kept.
    """

    def __init__(self, edition: Edition, config: Config, state: Path) -> None:
        self._edition = with_pictures(edition, config, state)
        self._config = config
        self._state = state
        self._numbers: dict[tuple[str, tuple[str, ...]], int] = {}
        self._editions: list[tuple[str, Edition]] = []

    def number_of(self, member: Member) -> int:
        """Give the number of the rendering that a member gets, from 1; 0 where nothing in it is for them."""
        language = member.language or self._config.letter.language
        choice = (language, member.themes)
        if choice not in self._numbers:
            self._numbers[choice] = self._find(language, choose_themes(self._edition, member.themes))
        return self._numbers[choice]

    def moulds(self, *, leaves: datetime) -> dict[int, bytes]:
        """Render each of them, once, to leave at one instant."""
        known = known_looks(self._state)
        looks = dict(known)
        templates = own_templates(self._config)
        moulds = {
            place: make_mould(
                edition, self._config, templates=templates, looks=looks, language=language, leaves=leaves
            ).to_bytes()
            for place, (language, edition) in enumerate(self._editions, start=1)
        }
        if looks != known:
            keep_looks(self._state, looks)
        return moulds

    def describe(self) -> dict[str, str]:
        """Say of each rendering in which language it is and which themes are in it."""
        return {
            str(place): ", ".join((language, *(chapter.name for chapter in edition.chapters)))
            for place, (language, edition) in enumerate(self._editions, start=1)
        }

    def _find(self, language: str, edition: Edition) -> int:
        if edition.is_empty:
            return NOTHING
        if (language, edition) not in self._editions:
            self._editions.append((language, edition))
        return self._editions.index((language, edition)) + 1
