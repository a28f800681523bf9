"""A notice to the officer (`send: report_to:`) by the letter's own way out: one message for all a run did."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from digest.config import Config
from digest.deliver.contract import Outcome, Parcel
from digest.errors import DigestError
from digest.locale import in_language
from digest.pipeline.signers import make_signer


def send_notice(lines: Sequence[str], config: Config, *, environ: Mapping[str, str], now: datetime) -> str:
    """Send a notice; give why it certainly did not leave, empty where it did or nobody knows.

    Args:
        lines: What happened, a line each.
        config: What feeds.yaml says.
        environ: The environment, which holds the secrets.
        now: The instant of the run.
    """
    from digest.deliver.transports import make_transport
    from digest.pipeline.rehearsal import hand_over

    try:
        tried = hand_over(_pack(lines, config, environ, now), make_transport(config, environ))
    except DigestError as error:
        return error.problem
    refused = [one.answer.words for one in tried if one.answer.outcome in (Outcome.LATER, Outcome.NEVER)]
    return refused[0] if len(refused) == len(config.send.report_to) else ""


def _pack(lines: Sequence[str], config: Config, environ: Mapping[str, str], now: datetime) -> list[Parcel]:
    from digest.render.notices import write_notice

    signer = make_signer(config, environ)
    parcels = []
    for place, address in enumerate(config.send.report_to, start=1):
        key = f"notice-{now.isoformat()}-{place}"
        with in_language(config.letter.language):
            message = write_notice(lines, config, recipient=address, key=key, now=now)
        if signer:
            from digest.render.signing import sign_message

            message = sign_message(message, signer)
        parcels.append(Parcel(place=place, address=address, octets=(message,), key=key))
    return parcels
