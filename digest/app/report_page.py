"""The accounts of an edition in numbers alone, for the page that `digest report --html` writes.

Names, addresses and the words of servers, which repeat addresses, stay behind: refusals are counted by domain, reasons
by their kind.
"""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from digest.app.editions import write_file
from digest.app.paths import own_templates
from digest.config.model import Config
from digest.locale import LANGUAGES, _, in_language
from digest.model import DeliveryState
from digest.render.report_page import MOST_ISSUES, ReportTally, render_accounts
from digest.store import Store

if TYPE_CHECKING:
    from digest.store.outbox import Mailing, OutboxRepository


def make_page(store: Store, mailing: "Mailing", config: Config) -> str:
    """Return the page about an edition whose list was frozen.

    Raises:
        TemplateError: A template of the project cannot be used.
    """
    outbox = store.outbox()
    numbers = [one.number for one in outbox.mailings() if one.number <= mailing.number][-MOST_ISSUES:]
    growth = [(number, _receivers(outbox, number)) for number in numbers]
    return render_accounts(_tally(outbox, mailing, config), growth, config, templates=own_templates(config))


def _receivers(outbox: "OutboxRepository", number: int) -> int:
    """Count the members an edition was for: the list without those it left out."""
    return sum(count for state, count in outbox.counts(number).items() if state is not DeliveryState.EXCLUDED)


def page_file(config: Config, number: int) -> Path:
    """Return where the page about an edition is written."""
    return config.folder / "out" / str(number) / "report.html"


def write_report_page(page: str, file: Path) -> None:
    """Write the page, whole or not at all.

    Raises:
        DigestError: The disk refuses.
    """
    write_file(file, page.encode())


def _tally(outbox: "OutboxRepository", mailing: "Mailing", config: Config) -> ReportTally:
    refusals = Counter(_domain(one.address) for one in outbox.deliveries(mailing.number, DeliveryState.REFUSED))
    kinds = _kinds(config)
    reasons = Counter(_kind_of(one.words, kinds) for one in outbox.deliveries(mailing.number, DeliveryState.EXCLUDED))
    return ReportTally(
        number=mailing.number,
        subject=str(mailing.record.get("subject", "")),
        frozen=mailing.frozen,
        ended=mailing.finished,
        states=outbox.counts(mailing.number),
        refusals=refusals.most_common(),
        exclusions=reasons.most_common(),
    )


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _kinds(config: Config) -> tuple[tuple[str, str], ...]:
    """Return how the reasons for leaving somebody out begin, in any language, each with the kind it is of."""
    with in_language(config.letter.language):
        labels = _labels()
    beginnings = []
    for language in LANGUAGES:
        with in_language(language):
            beginnings += [
                (reason.partition("{")[0], label)
                for reasons, label in zip(_reasons(), labels, strict=False)
                for reason in reasons
            ]
    return (*beginnings, ("", labels[-1]))


def _labels() -> tuple[str, ...]:
    return (
        _("left the letter"),
        _("the address does not work"),
        _("pause"),
        _("were removed from the list"),
        _("nothing in the themes they chose"),
        _("for other reasons"),
    )


def _reasons() -> tuple[tuple[str, ...], ...]:
    """Return the reasons as members and outbox say them (`digest.store.members`, `digest.store.outbox`)."""
    return (
        (_("left the letter on {day}"), _("unsubscribed since the list was frozen")),
        (_("the address does not work: {words}"), _("bounced since the list was frozen")),
        (_("pauses until {day}"), _("paused since the list was frozen")),
        (_("removed since the list was frozen"),),
        (_("nothing in the themes they chose"),),
    )


def _kind_of(words: str, kinds: tuple[tuple[str, str], ...]) -> str:
    return next(label for beginning, label in kinds if words.startswith(beginning))
