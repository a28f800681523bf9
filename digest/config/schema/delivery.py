"""The keys of feeds.yaml that say to whom and how the letter leaves, and what comes back."""

from digest.config.schema.fields import FieldType, KeyDoc
from digest.locale import _


def describe_delivery_keys() -> tuple[KeyDoc, ...]:
    """Return the keys of `members`, `send`, `inbox` and `web`."""
    return (*_way_keys(), *_pace_keys(), *_person_keys(), *_dkim_keys(), *_inbox_keys(), *_other_keys())


def _way_keys() -> tuple[KeyDoc, ...]:
    """Return the keys that say by which way messages leave."""
    return (
        KeyDoc(name="send", kind=FieldType.TABLE, doc=_("How the letter leaves.")),
        KeyDoc(
            name="send.via",
            kind=FieldType.CHOICE,
            doc=_(
                "The way messages leave: a relay, a folder of files, this machine's own mail program, or a provider."
            ),
            default="smtp",
            choices=("smtp", "folder", "sendmail", "brevo", "mailjet", "ses"),
        ),
        KeyDoc(
            name="send.smtp",
            kind=FieldType.SMTP,
            doc=_("The mail relay: smtp:// or smtps://; the password only as ${NAME}, from the environment."),
            example="${DIGEST_SMTP}",
        ),
        KeyDoc(
            name="send.folder",
            kind=FieldType.FOLDER,
            doc=_("The folder (a maildir) that messages are laid in, with via: folder; made where it is missing."),
            example="envois/",
        ),
        KeyDoc(
            name="send.api_key",
            kind=FieldType.VARIABLE,
            doc=_("The key of the provider, from the environment; ${NAME}:${NAME} where it has two."),
            example="${DIGEST_API_KEY}",
        ),
        KeyDoc(
            name="send.api",
            kind=FieldType.API_ADDRESS,
            doc=_("The address of the provider, where it is not its usual one."),
            example="https://email.eu-west-3.amazonaws.com",
        ),
    )


def _pace_keys() -> tuple[KeyDoc, ...]:
    """Return the keys that say how fast, and from where."""
    return (
        KeyDoc(
            name="send.connections",
            kind=FieldType.COUNT,
            doc=_("How many connections are open at once, at most."),
            default="4",
            least=1,
            most=32,
        ),
        KeyDoc(
            name="send.rate",
            kind=FieldType.RATE,
            doc=_("How many messages leave in a second, minute or hour."),
            example="10 per second",
        ),
        KeyDoc(
            name="send.per_domain",
            kind=FieldType.RATE,
            doc=_("The same for each domain of the members' addresses."),
            example="2 per second",
        ),
        KeyDoc(
            name="send.return_path",
            kind=FieldType.MAIL_ADDRESS,
            doc=_("Where messages that cannot be delivered come back to; the sender where left out."),
            example="retours@exemple.org",
        ),
        KeyDoc(
            name="send.in_doubt",
            kind=FieldType.CHOICE,
            doc=_("What is done about a message whose answer was lost."),
            default="hold",
            choices=("hold", "resend", "skip"),
        ),
    )


def _person_keys() -> tuple[KeyDoc, ...]:
    """Return the keys that say who decides, and who is told."""
    return (
        KeyDoc(
            name="send.approval",
            kind=FieldType.CHOICE,
            doc=_("Who approves each issue before it is sent: one person, two, or none."),
            default="required",
            choices=("required", "two", "none"),
        ),
        KeyDoc(
            name="send.approval_lasts",
            kind=FieldType.DURATION,
            doc=_("How long an approval holds."),
            default="3 days",
        ),
        KeyDoc(
            name="send.grace",
            kind=FieldType.DURATION,
            doc=_("How late a letter may still leave after the day it was composed for."),
            default="3 days",
        ),
        KeyDoc(
            name="send.test_to",
            kind=FieldType.MAIL_ADDRESSES,
            doc=_("The addresses that test messages go to."),
            example="[communication@exemple.org]",
        ),
        KeyDoc(
            name="send.report_to",
            kind=FieldType.MAIL_ADDRESSES,
            doc=_("Who gets one line about each run of digest run by mail."),
            example="[communication@exemple.org]",
        ),
        KeyDoc(
            name="send.ping",
            kind=FieldType.PING,
            doc=_("The address of a health check, told of the start and the end of digest run; or ${NAME}."),
            example="${DIGEST_PING}",
        ),
    )


def _dkim_keys() -> tuple[KeyDoc, ...]:
    """Return the keys of the signature."""
    return (
        KeyDoc(
            name="send.dkim",
            kind=FieldType.TABLE,
            doc=_("The signature of each message (DKIM), where the relay does not sign; needs the extra [dkim]."),
        ),
        KeyDoc(
            name="send.dkim.domain",
            kind=FieldType.DOMAIN,
            doc=_("Who signs: the domain of the sender."),
            example="exemple.org",
            is_required=True,
        ),
        KeyDoc(
            name="send.dkim.selector",
            kind=FieldType.DOMAIN,
            doc=_("The name under which the DNS has the public key, before ._domainkey and the domain."),
            example="lettre2026",
            is_required=True,
        ),
        KeyDoc(
            name="send.dkim.key",
            kind=FieldType.KEY,
            doc=_("The private key, RSA or Ed25519, as PEM: its file, or ${NAME} that holds it; never the key itself."),
            example="/etc/digest/dkim.pem",
            is_required=True,
        ),
    )


def _inbox_keys() -> tuple[KeyDoc, ...]:
    """Return the keys of the mailbox that mail comes back to."""
    return (
        KeyDoc(name="inbox", kind=FieldType.TABLE, doc=_("The mailbox that bounces and wishes to leave come back to.")),
        KeyDoc(
            name="inbox.imap",
            kind=FieldType.IMAP,
            doc=_(
                "Where it is: imaps:// or imap://, with its folder; the password only as ${NAME}, from the environment."
            ),
            example="imaps://lettre:${DIGEST_PASSWORD}@imap.exemple.org/INBOX",
        ),
        KeyDoc(
            name="inbox.bounces",
            kind=FieldType.COUNT,
            doc=_("After how many editions in a row that came back an address is no longer written to."),
            default="3",
            least=1,
            most=100,
        ),
    )


def _other_keys() -> tuple[KeyDoc, ...]:
    return (
        KeyDoc(
            name="members",
            kind=FieldType.MEMBERS,
            doc=_("The list of members, a CSV file; where it is left out, the store keeps them."),
            example="membres.csv",
        ),
        KeyDoc(name="web", kind=FieldType.TABLE, doc=_("Where the letter can be read on the web.")),
        KeyDoc(
            name="web.address",
            kind=FieldType.WEB_ADDRESS,
            doc=_("The address of the archive and of the unsubscribe page."),
            example="https://lettre.exemple.org/",
        ),
    )
