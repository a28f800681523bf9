"""Other words for the words of feeds.yaml, often the French ones; for "did you mean" only."""

from collections.abc import Iterable

SYNONYMS = {
    "letter": ("lettre", "newsletter"),
    "title": ("titre",),
    "from": ("de", "sender", "expéditeur"),
    "reply_to": ("répondre_à", "réponse"),
    "subject": ("sujet", "objet"),
    "language": ("langue",),
    "timezone": ("fuseau", "fuseau_horaire", "tz"),
    "address": ("adresse", "adresse_postale"),
    "why": ("pourquoi", "raison"),
    "brand": ("marque", "charte"),
    "colour": ("color", "couleur"),
    "colour_dark": ("color_dark", "couleur_sombre"),
    "distinct": ("distincts", "distinctes", "à_part", "séparés"),
    "style": ("thème", "look", "ready"),
    "variant": ("variante", "format"),
    "compact": ("court", "courte", "short"),
    "full": ("complète", "complet", "entière"),
    "fonts": ("police", "polices"),
    "window": ("fenêtre", "période"),
    "sources": ("flux", "feeds"),
    "name": ("nom", "titre", "title"),
    "url": ("uri", "href", "adresse", "address", "lien", "link"),
    "path": ("chemin", "dossier", "folder", "fichier", "file"),
    "same_as": ("miroirs", "mirrors"),
    "tags": ("étiquettes", "mots-clés", "keywords"),
    "words": ("mots",),
    "replace": ("remplacer",),
    "select": ("sélecteurs", "selectors"),
    "themes": ("rubriques", "sections"),
    "send": ("envoi", "sending"),
    "smtp": ("relay", "serveur", "server"),
    "rate": ("débit",),
    "approval": ("approbation", "validation"),
    "members": ("membres", "subscribers", "abonnés"),
    "web": ("site",),
    "checks": ("check", "contrôles", "vérifications"),
    "ignore": ("ignorer", "silence", "skip"),
    "deadline": ("timeout", "délai"),
    "at_most": ("max_size", "limit"),
    "calendar": ("agenda", "ical", "ics", "icalendar", "calendrier"),
    "feed": ("rss", "atom", "flux", "spip"),
    "page": ("html", "web", "site"),
    "fr": ("français", "french", "fra", "fr_FR"),
    "en": ("anglais", "english", "eng", "en_GB"),
    "none": ("no", "non", "false", "aucune"),
    "required": ("yes", "oui", "true", "requise"),
    "resend": ("renvoyer",),
    "hold": ("wait", "attendre"),
}


def synonyms_of(known: Iterable[str]) -> dict[str, str]:
    """Give the other words for known words, each with the word it stands for."""
    return {other: word for word in known for other in SYNONYMS.get(word, ())}
