"""The letter as it would leave now: an edition read, rendered and fingerprinted; and whether it may leave at all.

All that renders is loaded in here, and nowhere else on the way out: a frozen letter needs none of it.
"""

from dataclasses import dataclass
from datetime import datetime

from digest.config import Config
from digest.edition import Edition
from digest.errors import DigestError
from digest.locale import _, ngettext
from digest.pipeline.fingerprints import Fingerprint, take_fingerprint
from digest.pipeline.newsroom import Newsroom
from digest.pipeline.places import edition_file, name_for_person, own_templates
from digest.pipeline.shelf import Shelf
from digest.render.letter import Rendered
from digest.store import Store
from digest.text.instants import say_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One edition as it would leave.

    Attributes:
        text: What is in its file.
    """

    edition: Edition
    text: str
    rendered: Rendered
    fingerprint: Fingerprint


def take_proof(newsroom: Newsroom, number: int) -> Proof:
    """Read and render an edition.

    Raises:
        Faults: Its file has faults.
        ConfigError: Its file bears another's number.
        TemplateError: A template of the project cannot be used.
    """
    config, text = newsroom.config, newsroom.edition_text(number)
    with Store.open(newsroom.state) as store:
        edition = Shelf(config, store, now=newsroom.now).read_own(number)
    rendered = newsroom.render(edition)
    fingerprint = take_fingerprint(config, message=rendered.message, text=text, templates=own_templates(config))
    return Proof(edition=edition, text=text, rendered=rendered, fingerprint=fingerprint)


def refuse_stale(edition: Edition, config: Config, store: Store, *, now: datetime) -> None:
    """Refuse a letter whose time has passed.

    Raises:
        DigestError: A later edition was sent already, or it was composed too long ago.
    """
    place = name_for_person(config, edition_file(config, edition.number))
    sent = store.last_sent()
    if sent and sent.number > edition.number:
        problem = _("edition {number} is older than edition {later}, which was sent on {day}")
        day = say_day(sent.sent.astimezone(config.letter.timezone).date())
        raise DigestError(
            problem.format(number=edition.number, later=sent.number, day=day),
            where=place,
            mend=_('Make the next one: "digest build".'),
        )
    if now.astimezone(config.letter.timezone).date() - edition.day > config.send.grace:
        problem = _("edition {number} was composed for {day}, more than {grace} ago (send: grace: in feeds.yaml)")
        raise DigestError(
            problem.format(number=edition.number, day=say_day(edition.day), grace=_days(config)),
            where=place,
            mend=_('Compose it anew: "digest build". Then look at it and approve it again.'),
        )


def why_wait(edition: Edition, config: Config) -> str:
    """Say why an edition waits for more to print; empty where it need not."""
    count = edition.size
    if edition.is_empty:
        return _("Edition {number} is empty, and is not sent.").format(number=edition.number)
    if count < config.minimum:
        words = ngettext(
            "Edition {number} holds {count} article or event and waits for {minimum} (minimum: in feeds.yaml).",
            "Edition {number} holds {count} articles and events and waits for {minimum} (minimum: in feeds.yaml).",
            count,
        )
        return words.format(number=edition.number, count=count, minimum=config.minimum)
    return ""


def _days(config: Config) -> str:
    days = config.send.grace.total_seconds() / 86_400
    return ngettext("{count} day", "{count} days", round(days)).format(count=f"{days:g}")
