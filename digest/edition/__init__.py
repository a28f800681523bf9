"""One issue: plain data (`data`), its YAML file that a person edits (`document`), its JSON (`record`)."""

from digest.edition.model import Chapter, Edition, LeftOut, Placed

__all__ = ["Chapter", "Edition", "LeftOut", "Placed"]
