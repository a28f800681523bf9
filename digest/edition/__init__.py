"""One issue as data (`model`), the YAML file that a person edits (`yaml`), and its JSON (`json_export`)."""

from digest.edition.model import Edition, LeftOut, PlacedArticle, ThemeSection

__all__ = ["Edition", "LeftOut", "PlacedArticle", "ThemeSection"]
