"""The store: one SQLite file a letter, one repository a module, migrations, and the lock that keeps two runs apart.

It knows items, editions, members and deliveries, and nothing of themes or windows: `digest.selection` decides those.
"""

from digest.store.editions import SentEdition
from digest.store.items import RecordResult
from digest.store.source_state import SourceStatus
from digest.store.store import Store

__all__ = ["RecordResult", "SentEdition", "SourceStatus", "Store"]
