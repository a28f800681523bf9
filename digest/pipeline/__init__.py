"""One run from end to end: sources, store, selection, edition, letter. The only room that knows all the others.

`newsroom` wires them, `shelf` holds the editions, `files` writes what comes out, `results` is what it gives back;
`additions` brings new sources into feeds.yaml.
"""

from digest.pipeline.newsroom import Newsroom
from digest.pipeline.results import Archived, Built, Checked, Collected, SourceState

__all__ = ["Archived", "Built", "Checked", "Collected", "Newsroom", "SourceState"]
