"""SMTP: messages handed to a mail relay over connections that are kept (RFC 5321).

`smtp_opening` opens a session, `smtp_round` carries the parcels of one connection; here both are put together.
"""

import ssl
import threading

from digest.deliver.contract import ConnectionLostError, Office, Parcel
from digest.deliver.smtp_opening import Relay, open_session
from digest.deliver.smtp_round import Round, Terms
from digest.deliver.smtp_wire import LostError, Timeouts
from digest.deliver.words import Redactor


class SmtpTransport:
    """Messages handed to a mail relay.

    Args:
        relay: Where and as whom.
        sender: Where bounces go: the reverse path of each message.
        timeouts: How long the relay is waited for.
        context: Which certificates hold; None for those the system trusts.
    """

    def __init__(
        self, relay: Relay, *, sender: str, timeouts: Timeouts | None = None, context: ssl.SSLContext | None = None
    ) -> None:
        self._relay = relay
        self._timeouts = timeouts or Timeouts()
        self._redactor = Redactor(relay.user, (relay.password,))
        self._terms = Terms(
            sender=sender, timeouts=self._timeouts, redactor=self._redactor, sender_is_good=threading.Event()
        )
        self._context = context

    def carry(self, office: Office) -> None:
        """Connect, carry parcels until `take` gives None, say goodbye.

        Raises:
            ConnectionLostError: The connection could not be made, or ended before its time.
        """
        parcel = office.take()
        while parcel is not None:
            parcel = self._carry_on(office, parcel)

    def _carry_on(self, office: Office, first: Parcel) -> Parcel | None:
        """Carry over one connection; give a parcel that came when it had been idle for too long."""
        try:
            session = open_session(self._relay, self._redactor, self._timeouts, self._trust)
        except BaseException:
            office.put_back(first)
            raise
        one = Round(session, office, self._terms)
        try:
            return one.run(first)
        except LostError as error:
            raise ConnectionLostError(f"{self._relay.place}: {error}", is_final=error.is_final) from None
        finally:
            one.end()

    def _trust(self) -> ssl.SSLContext:
        """Give the context when it is needed: to read all that the system trusts takes as long as 200 messages."""
        self._context = self._context or ssl.create_default_context()
        return self._context
