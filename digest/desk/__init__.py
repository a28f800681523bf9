"""The preview: the letter as it will be read, in the browser, on this machine only.

`watching` keeps the newest good letter and notices what was saved; `parts` reads the message back from its octets;
`pages` writes the page; `server` answers the browser, and nobody else. Nothing here sends or approves anything.
"""

from digest.desk.server import open_server
from digest.desk.watching import Desk

__all__ = ["Desk", "open_server"]
