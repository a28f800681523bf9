"""The preview: the letter as it will be read, in the browser, on this machine only.

`watching` keeps the newest good letter and notices what was saved; `parts` reads the message back from its octets;
`pages` writes the page, with `editor`, `inbox`, `origins` and `differences` for its tabs; `server` answers the browser,
and nobody else; `forms` reads what the page posts and `history` takes it back. Every change goes through
`digest.edition.actions` into the edition's file, which stays the truth. Nothing here sends or approves anything.
"""

from digest.preview.server import open_server
from digest.preview.session import PreviewSession

__all__ = ["PreviewSession", "open_server"]
