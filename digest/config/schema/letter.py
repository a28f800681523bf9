"""The keys of feeds.yaml that say what the letter is: its words, its look, the days it covers."""

from digest.config.model import STYLES
from digest.config.schema.fields import FieldType, KeyDoc
from digest.locale import _


def describe_letter_keys() -> tuple[KeyDoc, ...]:
    """Return the keys of `letter`, `letter.brand`, `window` and `minimum`."""
    return (*_letter_keys(), *_brand_keys(), *_window_keys())


def _letter_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(
            name="letter",
            kind=FieldType.TABLE,
            doc=_("The letter itself: its words, and who writes it."),
            is_required=True,
        ),
        KeyDoc(
            name="letter.title",
            kind=FieldType.LINE,
            doc=_("The title of the letter."),
            example="La lettre de la coopération",
            is_required=True,
        ),
        KeyDoc(
            name="letter.from",
            kind=FieldType.MAILBOX,
            doc=_("Who sends it: name and address."),
            example="Cités Unies France <lettre@exemple.org>",
            is_required=True,
        ),
        KeyDoc(
            name="letter.reply_to",
            kind=FieldType.MAILBOX,
            doc=_("Where answers go; to the sender where left out."),
            example="communication@exemple.org",
        ),
        KeyDoc(
            name="letter.subject",
            kind=FieldType.SUBJECT,
            doc=_("The subject of the mail; {title}, {number}, {window} and {date} stand for what they say."),
            default='"{title} – {window}"',
        ),
        KeyDoc(
            name="letter.language",
            kind=FieldType.CHOICE,
            doc=_("The language the letter is written in."),
            default="fr",
            choices=("fr", "en"),
        ),
        KeyDoc(
            name="letter.timezone",
            kind=FieldType.ZONE,
            doc=_("The zone of its hours."),
            default="Europe/Paris",
        ),
        KeyDoc(
            name="letter.address",
            kind=FieldType.TEXT,
            doc=_("The postal address in the footer."),
            example="1 rue de l'Exemple, 75000 Paris",
        ),
        KeyDoc(
            name="letter.why",
            kind=FieldType.TEXT,
            doc=_("Why a member receives it, in the footer."),
            example="Vous recevez cette lettre comme membre du réseau.",
        ),
        KeyDoc(
            name="letter.contacts",
            kind=FieldType.MAILBOXES,
            doc=_("Whom to ask: names and addresses, printed at the end."),
            example="[Aïcha Exemple <aicha@exemple.org>]",
        ),
        KeyDoc(
            name="letter.variant",
            kind=FieldType.CHOICE,
            doc=_("The whole letter, or titles with one line each and no images, for readers on phones."),
            default="full",
            choices=("full", "compact"),
        ),
        KeyDoc(
            name="letter.images",
            kind=FieldType.CHOICE,
            doc=_(
                "The sources' own pictures, or thumbnails beside the archive's pages; these need the extra [images]."
            ),
            default="linked",
            choices=("linked", "thumbnails"),
        ),
        KeyDoc(
            name="letter.typography",
            kind=FieldType.CHOICE,
            doc=_("Whose words get French spaces and quotation marks: ours, or strictly all, those of sources too."),
            default="ours",
            choices=("ours", "strict"),
        ),
    )


def _brand_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(name="letter.brand", kind=FieldType.TABLE, doc=_("The look of the letter.")),
        KeyDoc(
            name="letter.brand.name",
            kind=FieldType.LINE,
            doc=_("The name at the head of the letter."),
            example="Cités Unies France",
        ),
        KeyDoc(
            name="letter.brand.logo",
            kind=FieldType.WEB_ADDRESS,
            doc=_("The web address of the logo (PNG, JPEG or GIF)."),
            example="https://www.exemple.org/logo.png",
        ),
        KeyDoc(
            name="letter.brand.style",
            kind=FieldType.CHOICE,
            doc=_("A ready look: colours and fonts, each of which a key below replaces."),
            default="atlantique",
            choices=tuple(STYLES),
        ),
        KeyDoc(
            name="letter.brand.colour",
            kind=FieldType.COLOUR,
            doc=_("The colour of titles and links; that of the style where left out."),
            default='"#00386f"',
        ),
        KeyDoc(
            name="letter.brand.colour_dark",
            kind=FieldType.COLOUR,
            doc=_("The same on a dark ground; that of the style where left out."),
            default='"#9cc7ff"',
        ),
        KeyDoc(
            name="letter.brand.fonts",
            kind=FieldType.FONTS,
            doc=_("The fonts, the first that the reader has is used; those of the style where left out."),
            default="Arial, Helvetica, sans-serif",
            example="Georgia, serif",
        ),
    )


def _window_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(name="window", kind=FieldType.TABLE, doc=_("The days one issue covers.")),
        KeyDoc(
            name="window.articles",
            kind=FieldType.DURATION,
            doc=_("How far it looks back for articles where no issue was sent before."),
            default="7 days",
        ),
        KeyDoc(
            name="window.agenda",
            kind=FieldType.DURATION,
            doc=_("How far ahead the agenda looks."),
            default="60 days",
        ),
        KeyDoc(
            name="window.horizon",
            kind=FieldType.DURATION,
            doc=_("How old an article may be when it is first seen."),
            default="30 days",
        ),
        KeyDoc(
            name="minimum",
            kind=FieldType.COUNT,
            doc=_("How many articles and events an issue needs; a thinner one waits."),
            default="1",
            example="3",
        ),
    )
