"""Words of a link that do not say where it leads: "cliquez ici", "lire la suite" (WCAG 2.2, 2.4.4)."""

from digest.text.normalize import fold_for_search

_VAGUE = frozenset(
    fold_for_search(words)
    for words in (
        "ici", "cliquez ici", "cliquer ici", "clic ici", "par ici", "c'est ici", "là", "lien", "ce lien", "le lien",
        "voir", "voir ici", "lire", "lire ici", "suite", "la suite", "lire la suite", "lire plus", "la suite ici",
        "en savoir plus", "plus", "plus d'infos", "plus d'informations", "pour en savoir plus", "savoir plus",
        "voir plus", "détails", "télécharger", "site", "site web", "cette page", "article", "lire l'article",
        "click here", "here", "read more", "more", "learn more", "this link", "link", "this page", "details",
        "download", "see more", "find out more",
    )
)  # fmt: skip


def is_vague(words: str) -> bool:
    """Tell whether these are words that any link could have; case, accents and punctuation do not count."""
    return fold_for_search(words) in _VAGUE
