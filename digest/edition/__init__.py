"""One issue: plain data (`data`), its YAML file that a person edits (`document`), its JSON (`record`)."""

from digest.edition.model import Edition, LeftOut, PlacedArticle, ThemeSection

__all__ = ["Edition", "LeftOut", "PlacedArticle", "ThemeSection"]
