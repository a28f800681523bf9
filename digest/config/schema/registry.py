"""The one table of all keys of feeds.yaml: the checks, `config --show` and the documentation are derived from it."""

from collections.abc import Iterable, Mapping
from functools import cache

from digest.config.schema.delivery import describe_delivery_keys
from digest.config.schema.fields import KeyDoc
from digest.config.schema.letter import describe_letter_keys
from digest.config.schema.sources import describe_care_keys, describe_source_keys
from digest.locale import current_language, in_language


def describe_keys() -> tuple[KeyDoc, ...]:
    """Return all keys in the order of the documentation, described in the current language."""
    return (*describe_letter_keys(), *describe_source_keys(), *describe_delivery_keys(), *describe_care_keys())


def schema_keys(table: str) -> Mapping[str, KeyDoc]:
    """Return the keys of one table by their last name: `letter`, `sources[]`; the empty name is the top."""
    return _keys_of(table, current_language())


@cache
def _keys_of(table: str, language: str) -> Mapping[str, KeyDoc]:
    """Return the keys of a table as they are described in a language.

    Each of a hundred sources asks for the same ones: to describe all keys anew takes 0.1 ms.
    """
    with in_language(language):
        return {key.last: key for key in describe_keys() if key.table == table}


# Other words for the words of feeds.yaml, often the French ones; for "did you mean" only.

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
    "images": ("pictures", "photos", "illustrations"),
    "thumbnails": ("vignettes", "miniatures"),
    "linked": ("liées", "liens", "links"),
    "typography": ("typographie",),
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
    "via": ("par", "transport", "moyen", "canal", "method", "how"),
    "folder": ("dossier", "maildir", "répertoire", "directory"),
    "api_key": ("key", "clé", "clé_api", "apikey", "token", "jeton"),
    "api": ("url", "adresse_api", "endpoint", "api_url"),
    "connections": ("connexions", "parallel", "workers"),
    "per_domain": ("par_domaine", "domain_rate"),
    "approval_lasts": ("approval_expires", "durée_approbation", "validité"),
    "grace": ("délai_de_grâce", "retard", "late"),
    "test_to": ("test", "essai", "essais", "tester"),
    "report_to": ("rapport", "rapport_à", "report", "notify", "prévenir"),
    "return_path": ("retour", "retours", "bounce_to", "envelope_from", "expéditeur_technique"),
    "ping": ("healthcheck", "surveillance", "heartbeat"),
    "inbox": ("mailbox", "boîte", "boîte_aux_lettres", "réception", "retours", "returns"),
    "imap": ("serveur", "server", "boîte", "mailbox"),
    "bounces": ("retours", "rebonds", "erreurs", "soft_bounces"),
    "sendmail": ("local", "postfix", "exim", "mail"),
    "brevo": ("sendinblue",),
    "ses": ("aws", "amazon", "amazonses"),
    "two": ("deux", "double", "2"),
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
    """Return the other words for known words, each with the word it stands for."""
    return {other: word for word in known for other in SYNONYMS.get(word, ())}
