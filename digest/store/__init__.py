"""What was seen and what was sent: one SQLite file per letter, and the lock that keeps two runs apart.

The store knows items and editions and nothing of themes or windows; `selection` decides what an edition takes.
"""

from digest.store.editions import SentEdition
from digest.store.items import RecordResult
from digest.store.source_state import SourceStatus
from digest.store.store import Store

__all__ = ["RecordResult", "SentEdition", "SourceStatus", "Store"]
