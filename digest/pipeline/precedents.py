"""What members have read already: the record of the edition that was sent last, as it was frozen."""

from dataclasses import dataclass

from digest.pipeline.newsroom import Newsroom
from digest.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """An edition that left: its number, and its `edition.json` as it was frozen."""

    number: int
    record: str


def find_precedent(newsroom: Newsroom, number: int) -> Precedent | None:
    """Give what was sent of an edition; where it was not, the edition sent before it; None where there is none."""
    with Store.open(newsroom.state) as store:
        before = store.last_sent(before=number)
        for known in (number, before.number if before else 0):
            mailing = store.outbox().mailing(known)
            record = mailing.record.get("edition") if mailing else None
            if isinstance(record, str):
                return Precedent(number=known, record=record)
    return None
