"""The one table of all keys of feeds.yaml: the checks, `config --show` and the documentation are derived from it."""

from collections.abc import Mapping
from functools import cache

from digest.config.delivery_keys import describe_delivery_keys
from digest.config.kinds import KeyDoc
from digest.config.letter_keys import describe_letter_keys
from digest.config.reading_keys import describe_care_keys, describe_source_keys
from digest.locale import current_language, in_language


def describe_keys() -> tuple[KeyDoc, ...]:
    """Give all keys in the order of the documentation, described in the current language."""
    return (*describe_letter_keys(), *describe_source_keys(), *describe_delivery_keys(), *describe_care_keys())


def keys_of(table: str) -> Mapping[str, KeyDoc]:
    """Give the keys of one table by their last name: `letter`, `sources[]`; the empty name is the top."""
    return _keys_of(table, current_language())


@cache
def _keys_of(table: str, language: str) -> Mapping[str, KeyDoc]:
    """Give the keys of a table as they are described in a language.

    Each of a hundred sources asks for the same ones: to describe all keys anew takes 0.1 ms.
    """
    with in_language(language):
        return {key.last: key for key in describe_keys() if key.table == table}
