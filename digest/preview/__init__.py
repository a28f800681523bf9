"""The preview: a local web application that shows an edition as it will be read, and lets it be edited.

`server` answers requests of this machine's browser only, `session` follows what is saved and keeps the undo history,
`page` and `view` render the page, `editor` its form, `diff` and `provenance` its tabs. Every change goes through
`digest.edition.actions` into the edition's file. Nothing here sends or approves anything.
"""

from digest.preview.server import open_server
from digest.preview.session import PreviewSession

__all__ = ["PreviewSession", "open_server"]
