"""The keys of feeds.yaml that say what is read and how it is arranged: sources, themes, and how addresses are read."""

from digest.config.schema.fields import FieldType, KeyDoc
from digest.locale import _


def describe_source_keys() -> tuple[KeyDoc, ...]:
    """Return the keys of `sources`, `themes` and `distinct`."""
    return (*_source_keys(), *_theme_keys())


def describe_care_keys() -> tuple[KeyDoc, ...]:
    """Return the keys of `fetch` and `checks`: how carefully addresses are read, and what is looked at."""
    return (*_fetch_keys(), *_check_keys())


def _source_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(
            name="sources",
            kind=FieldType.TABLES,
            doc=_("The places that are read."),
            is_required=True,
        ),
        KeyDoc(
            name="sources[].name",
            kind=FieldType.LINE,
            doc=_("The name of the source, once in the file."),
            example="Cités Unies France",
            is_required=True,
        ),
        KeyDoc(
            name="sources[].url",
            kind=FieldType.SOURCE_ADDRESS,
            doc=_("The web address to read; either this or a path."),
            example="https://www.exemple.org/spip.php?page=backend",
        ),
        KeyDoc(
            name="sources[].path",
            kind=FieldType.PATH,
            doc=_("A file or folder to read, from the folder of feeds.yaml; either this or an url."),
            example="contenu/",
        ),
        KeyDoc(
            name="sources[].type",
            kind=FieldType.CHOICE,
            doc=_("What it is; seen from the address where left out."),
            example="calendar",
            choices=("feed", "calendar", "page", "folder"),
        ),
        KeyDoc(
            name="sources[].same_as",
            kind=FieldType.HOSTS,
            doc=_("Hosts of mirrors: their addresses are the same articles."),
            example="[miroir.exemple.org]",
        ),
        KeyDoc(
            name="sources[].theme",
            kind=FieldType.LINE,
            doc=_("The theme of everything it gives."),
            example="Réseau Monde & Europe",
        ),
        KeyDoc(
            name="sources[].tags",
            kind=FieldType.WORDS,
            doc=_("Tags added to everything it gives."),
            example="[CGLU]",
        ),
        KeyDoc(
            name="sources[].replace",
            kind=FieldType.PAIRS,
            doc=_("The source's own known faults, each with what it stands for."),
            example='{"coopé©ration": "coopération"}',
        ),
        KeyDoc(
            name="sources[].select",
            kind=FieldType.SELECTORS,
            doc=_("CSS selectors for a page without a feed: item, title, link, date, summary, place."),
            example='{item: "li.actu", title: "h3"}',
            choices=("item", "title", "link", "date", "summary", "place"),
        ),
        KeyDoc(
            name="sources[].saved_on",
            kind=FieldType.DAY,
            doc=_("The day the material was saved, for rehearsals: its dates then move with today, by whole weeks."),
            example="2024-04-10",
        ),
    )


def _theme_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(
            name="themes",
            kind=FieldType.TABLES,
            doc=_("The chapters of the letter, in its order."),
        ),
        KeyDoc(
            name="themes[].name",
            kind=FieldType.LINE,
            doc=_("The name of the theme, once in the file."),
            example="Réseau Monde & Europe",
            is_required=True,
        ),
        KeyDoc(
            name="themes[].tags",
            kind=FieldType.WORDS,
            doc=_("Tags that bring an article here; a theme without tags and words takes the rest."),
            example="[CGLU, CCRE]",
        ),
        KeyDoc(
            name="themes[].words",
            kind=FieldType.WORDS,
            doc=_("Words that bring an article here: no case, no accents, whole words."),
            example="[jumelage, PLATFORMA]",
        ),
        KeyDoc(
            name="distinct",
            kind=FieldType.WORDS,
            doc=_("Titles, addresses or ids of articles that are never merged with others."),
            example="[Agenda des jumelages]",
        ),
    )


def _fetch_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(name="fetch", kind=FieldType.TABLE, doc=_("How addresses are read.")),
        KeyDoc(
            name="fetch.allow",
            kind=FieldType.HOSTS,
            doc=_("Hosts on private networks that may be read; none where left out."),
            example="[intranet.exemple.org, 127.0.0.1:8080]",
        ),
        KeyDoc(
            name="fetch.deadline",
            kind=FieldType.DURATION,
            doc=_("The longest that one source may take, redirects included."),
            default="20 seconds",
        ),
        KeyDoc(
            name="fetch.at_most",
            kind=FieldType.SIZE,
            doc=_("The largest answer that is read, after unpacking."),
            default="20 MB",
        ),
    )


def _check_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(name="checks", kind=FieldType.TABLE, doc=_("What is looked at before the letter leaves.")),
        KeyDoc(
            name="checks.ignore",
            kind=FieldType.CODES,
            doc=_("Codes of findings that are not said again."),
            example="[S002, T001]",
        ),
    )
