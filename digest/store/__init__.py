"""What was seen and what was sent: one SQLite file per letter, and the lock that keeps two runs apart.

The store knows items and editions and nothing of themes or windows; `selection` decides what an edition takes.
"""

from digest.store.health import Health
from digest.store.issues import SentEdition
from digest.store.letters import Store
from digest.store.recording import Recorded

__all__ = ["Health", "Recorded", "SentEdition", "Store"]
