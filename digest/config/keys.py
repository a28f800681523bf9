"""The one table of all keys of feeds.yaml: the checks, `config --show` and the documentation are derived from it."""

from digest.config.delivery_keys import describe_delivery_keys
from digest.config.kinds import KeyDoc
from digest.config.letter_keys import describe_letter_keys
from digest.config.reading_keys import describe_care_keys, describe_source_keys


def describe_keys() -> tuple[KeyDoc, ...]:
    """Give all keys in the order of the documentation, described in the current language."""
    return (*describe_letter_keys(), *describe_source_keys(), *describe_delivery_keys(), *describe_care_keys())


def keys_of(table: str) -> dict[str, KeyDoc]:
    """Give the keys of one table by their last name: `letter`, `sources[]`; the empty name is the top."""
    return {key.last: key for key in describe_keys() if key.table == table}
