"""The command with a thousandth of the usual patience for the relay: `python -m tests.end_to_end.hasty send 1`.

RFC 5321 has us wait for minutes; nothing else is another than in `python -m digest`.
"""

import sys
from collections.abc import Mapping

from digest.cli import main
from digest.config import Config
from digest.delivery.factory import MAKERS, make_smtp_server, sender_of
from digest.delivery.smtp.client import SmtpTransport
from digest.delivery.smtp.protocol import SmtpTimeouts


def make_hasty(config: Config, environ: Mapping[str, str]) -> SmtpTransport:
    """Make the transport with little patience: 0.6 s for the final dot, 0.3 s for other answers."""
    return SmtpTransport(
        make_smtp_server(config, environ), sender=sender_of(config), timeouts=SmtpTimeouts().scaled(0.001)
    )


if __name__ == "__main__":
    MAKERS["smtp"] = make_hasty
    sys.exit(main())
