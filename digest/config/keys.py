"""The one table of all keys of feeds.yaml: the checks, `config --show` and the documentation are derived from it."""

from digest.config.data import STYLES
from digest.config.kinds import KeyDoc, Kind
from digest.locale import _


def describe_keys() -> tuple[KeyDoc, ...]:
    """Give all keys in the order of the documentation, described in the current language."""
    return (
        *_letter_keys(),
        *_brand_keys(),
        *_window_keys(),
        *_source_keys(),
        *_theme_keys(),
        *_send_keys(),
        *_other_keys(),
    )


def keys_of(table: str) -> dict[str, KeyDoc]:
    """Give the keys of one table by their last name: `letter`, `sources[]`; the empty name is the top."""
    return {key.last: key for key in describe_keys() if key.table == table}


def _letter_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(
            name="letter",
            kind=Kind.TABLE,
            doc=_("The letter itself: its words, and who writes it."),
            is_required=True,
        ),
        KeyDoc(
            name="letter.title",
            kind=Kind.LINE,
            doc=_("The title of the letter."),
            example="La lettre de la coopération",
            is_required=True,
        ),
        KeyDoc(
            name="letter.from",
            kind=Kind.MAILBOX,
            doc=_("Who sends it: name and address."),
            example="Cités Unies France <lettre@exemple.org>",
            is_required=True,
        ),
        KeyDoc(
            name="letter.reply_to",
            kind=Kind.MAILBOX,
            doc=_("Where answers go; to the sender where left out."),
            example="communication@exemple.org",
        ),
        KeyDoc(
            name="letter.subject",
            kind=Kind.SUBJECT,
            doc=_("The subject of the mail; {title}, {number}, {window} and {date} stand for what they say."),
            default='"{title} – {window}"',
        ),
        KeyDoc(
            name="letter.language",
            kind=Kind.CHOICE,
            doc=_("The language the letter is written in."),
            default="fr",
            choices=("fr", "en"),
        ),
        KeyDoc(
            name="letter.timezone",
            kind=Kind.ZONE,
            doc=_("The zone of its hours."),
            default="Europe/Paris",
        ),
        KeyDoc(
            name="letter.address",
            kind=Kind.TEXT,
            doc=_("The postal address in the footer."),
            example="1 rue de l'Exemple, 75000 Paris",
        ),
        KeyDoc(
            name="letter.why",
            kind=Kind.TEXT,
            doc=_("Why a member receives it, in the footer."),
            example="Vous recevez cette lettre comme membre du réseau.",
        ),
        KeyDoc(
            name="letter.contacts",
            kind=Kind.MAILBOXES,
            doc=_("Whom to ask: names and addresses, printed at the end."),
            example="[Aïcha Exemple <aicha@exemple.org>]",
        ),
        KeyDoc(
            name="letter.variant",
            kind=Kind.CHOICE,
            doc=_("The whole letter, or titles with one line each and no images, for readers on phones."),
            default="full",
            choices=("full", "compact"),
        ),
        KeyDoc(
            name="letter.images",
            kind=Kind.CHOICE,
            doc=_(
                "The sources' own pictures, or thumbnails beside the archive's pages; these need the extra [images]."
            ),
            default="linked",
            choices=("linked", "thumbnails"),
        ),
        KeyDoc(
            name="letter.typography",
            kind=Kind.CHOICE,
            doc=_("Whose words get French spaces and quotation marks: ours, or strictly all, those of sources too."),
            default="ours",
            choices=("ours", "strict"),
        ),
    )


def _brand_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(name="letter.brand", kind=Kind.TABLE, doc=_("The look of the letter.")),
        KeyDoc(
            name="letter.brand.name",
            kind=Kind.LINE,
            doc=_("The name at the head of the letter."),
            example="Cités Unies France",
        ),
        KeyDoc(
            name="letter.brand.logo",
            kind=Kind.WEB_ADDRESS,
            doc=_("The web address of the logo (PNG, JPEG or GIF)."),
            example="https://www.exemple.org/logo.png",
        ),
        KeyDoc(
            name="letter.brand.style",
            kind=Kind.CHOICE,
            doc=_("A ready look: colours and fonts, each of which a key below replaces."),
            default="atlantique",
            choices=tuple(STYLES),
        ),
        KeyDoc(
            name="letter.brand.colour",
            kind=Kind.COLOUR,
            doc=_("The colour of titles and links; that of the style where left out."),
            default='"#00386f"',
        ),
        KeyDoc(
            name="letter.brand.colour_dark",
            kind=Kind.COLOUR,
            doc=_("The same on a dark ground; that of the style where left out."),
            default='"#9cc7ff"',
        ),
        KeyDoc(
            name="letter.brand.fonts",
            kind=Kind.FONTS,
            doc=_("The fonts, the first that the reader has is used; those of the style where left out."),
            default="Arial, Helvetica, sans-serif",
            example="Georgia, serif",
        ),
    )


def _window_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(name="window", kind=Kind.TABLE, doc=_("The days one issue covers.")),
        KeyDoc(
            name="window.articles",
            kind=Kind.DURATION,
            doc=_("How far it looks back for articles where no issue was sent before."),
            default="7 days",
        ),
        KeyDoc(
            name="window.agenda",
            kind=Kind.DURATION,
            doc=_("How far ahead the agenda looks."),
            default="60 days",
        ),
        KeyDoc(
            name="window.horizon",
            kind=Kind.DURATION,
            doc=_("How old an article may be when it is first seen."),
            default="30 days",
        ),
        KeyDoc(
            name="minimum",
            kind=Kind.COUNT,
            doc=_("How many articles and events an issue needs; a thinner one waits."),
            default="1",
            example="3",
        ),
    )


def _source_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(
            name="sources",
            kind=Kind.TABLES,
            doc=_("The places that are read."),
            is_required=True,
        ),
        KeyDoc(
            name="sources[].name",
            kind=Kind.LINE,
            doc=_("The name of the source, once in the file."),
            example="Cités Unies France",
            is_required=True,
        ),
        KeyDoc(
            name="sources[].url",
            kind=Kind.SOURCE_ADDRESS,
            doc=_("The web address to read; either this or a path."),
            example="https://www.exemple.org/spip.php?page=backend",
        ),
        KeyDoc(
            name="sources[].path",
            kind=Kind.PATH,
            doc=_("A file or folder to read, from the folder of feeds.yaml; either this or an url."),
            example="contenu/",
        ),
        KeyDoc(
            name="sources[].type",
            kind=Kind.CHOICE,
            doc=_("What it is; seen from the address where left out."),
            example="calendar",
            choices=("feed", "calendar", "page", "folder"),
        ),
        KeyDoc(
            name="sources[].same_as",
            kind=Kind.HOSTS,
            doc=_("Hosts of mirrors: their addresses are the same articles."),
            example="[miroir.exemple.org]",
        ),
        KeyDoc(
            name="sources[].theme",
            kind=Kind.LINE,
            doc=_("The theme of everything it gives."),
            example="Réseau Monde & Europe",
        ),
        KeyDoc(
            name="sources[].tags",
            kind=Kind.WORDS,
            doc=_("Tags added to everything it gives."),
            example="[CGLU]",
        ),
        KeyDoc(
            name="sources[].replace",
            kind=Kind.PAIRS,
            doc=_("The source's own known faults, each with what it stands for."),
            example='{"coopé©ration": "coopération"}',
        ),
        KeyDoc(
            name="sources[].select",
            kind=Kind.SELECTORS,
            doc=_("CSS selectors for a page without a feed: item, title, link, date, summary, place."),
            example='{item: "li.actu", title: "h3"}',
            choices=("item", "title", "link", "date", "summary", "place"),
        ),
        KeyDoc(
            name="sources[].saved_on",
            kind=Kind.DAY,
            doc=_("The day the material was saved, for rehearsals: its dates then move with today, by whole weeks."),
            example="2024-04-10",
        ),
    )


def _theme_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(
            name="themes",
            kind=Kind.TABLES,
            doc=_("The chapters of the letter, in its order."),
        ),
        KeyDoc(
            name="themes[].name",
            kind=Kind.LINE,
            doc=_("The name of the theme, once in the file."),
            example="Réseau Monde & Europe",
            is_required=True,
        ),
        KeyDoc(
            name="themes[].tags",
            kind=Kind.WORDS,
            doc=_("Tags that bring an article here; a theme without tags and words takes the rest."),
            example="[CGLU, CCRE]",
        ),
        KeyDoc(
            name="themes[].words",
            kind=Kind.WORDS,
            doc=_("Words that bring an article here: no case, no accents, whole words."),
            example="[jumelage, PLATFORMA]",
        ),
        KeyDoc(
            name="distinct",
            kind=Kind.WORDS,
            doc=_("Titles, addresses or ids of articles that are never merged with others."),
            example="[Agenda des jumelages]",
        ),
    )


def _send_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(name="send", kind=Kind.TABLE, doc=_("How the letter leaves.")),
        KeyDoc(
            name="send.smtp",
            kind=Kind.SMTP,
            doc=_("The mail relay: smtp:// or smtps://; the password only as ${NAME}, from the environment."),
            example="${DIGEST_SMTP}",
        ),
        KeyDoc(
            name="send.rate",
            kind=Kind.RATE,
            doc=_("How many messages leave in a second, minute or hour."),
            example="10 per second",
        ),
        KeyDoc(
            name="send.approval",
            kind=Kind.CHOICE,
            doc=_("Whether a person approves each issue before it is sent."),
            default="required",
            choices=("required", "none"),
        ),
        KeyDoc(
            name="send.test_to",
            kind=Kind.MAIL_ADDRESSES,
            doc=_("The addresses that test messages go to."),
            example="[communication@exemple.org]",
        ),
        KeyDoc(
            name="send.in_doubt",
            kind=Kind.CHOICE,
            doc=_("What is done about a message whose answer was lost."),
            default="hold",
            choices=("hold", "resend", "skip"),
        ),
        KeyDoc(
            name="send.dkim",
            kind=Kind.TABLE,
            doc=_("The signature of each message (DKIM), where the relay does not sign; needs the extra [dkim]."),
        ),
        KeyDoc(
            name="send.dkim.domain",
            kind=Kind.DOMAIN,
            doc=_("Who signs: the domain of the sender."),
            example="exemple.org",
            is_required=True,
        ),
        KeyDoc(
            name="send.dkim.selector",
            kind=Kind.DOMAIN,
            doc=_("The name under which the DNS has the public key, before ._domainkey and the domain."),
            example="lettre2026",
            is_required=True,
        ),
        KeyDoc(
            name="send.dkim.key",
            kind=Kind.KEY,
            doc=_("The private key, RSA or Ed25519, as PEM: its file, or ${NAME} that holds it; never the key itself."),
            example="/etc/digest/dkim.pem",
            is_required=True,
        ),
    )


def _other_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(
            name="members",
            kind=Kind.MEMBERS,
            doc=_("The members: a CSV file, or the address of a database."),
            example="membres.csv",
        ),
        KeyDoc(name="web", kind=Kind.TABLE, doc=_("Where the letter can be read on the web.")),
        KeyDoc(
            name="web.address",
            kind=Kind.WEB_ADDRESS,
            doc=_("The address of the archive and of the unsubscribe page."),
            example="https://lettre.exemple.org/",
        ),
        KeyDoc(name="fetch", kind=Kind.TABLE, doc=_("How addresses are read.")),
        KeyDoc(
            name="fetch.allow",
            kind=Kind.HOSTS,
            doc=_("Hosts on private networks that may be read; none where left out."),
            example="[intranet.exemple.org, 127.0.0.1:8080]",
        ),
        KeyDoc(
            name="fetch.deadline",
            kind=Kind.DURATION,
            doc=_("The longest that one source may take, redirects included."),
            default="20 seconds",
        ),
        KeyDoc(
            name="fetch.at_most",
            kind=Kind.SIZE,
            doc=_("The largest answer that is read, after unpacking."),
            default="20 MB",
        ),
        KeyDoc(name="checks", kind=Kind.TABLE, doc=_("What is looked at before the letter leaves.")),
        KeyDoc(
            name="checks.ignore",
            kind=Kind.CODES,
            doc=_("Codes of findings that are not said again."),
            example="[S002, T001]",
        ),
    )
