"""What was seen and what was sent: one SQLite file per letter, and the lock that keeps two runs apart.

The store knows items and editions and nothing of themes or windows; `selection` decides what an edition takes.
"""

from digest.store.editions import SentEdition
from digest.store.items import Recorded
from digest.store.source_state import Health
from digest.store.store import Store

__all__ = ["Health", "Recorded", "SentEdition", "Store"]
