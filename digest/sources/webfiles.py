"""Web pages saved as files (.html): read like a page, but for the address, which a file does not have.

What the page says of itself (OpenGraph, JSON-LD, `<time>`) is read by `pages`; a file that was saved from a site names
its own address there, and one of ours names none.
"""

from dataclasses import replace

from digest.locale import _
from digest.model import Yield
from digest.sources.decoding import decode_text
from digest.sources.findings import problem_at
from digest.sources.pages import read_page
from digest.sources.reading import Reading


def read_webfile(raw: bytes, reading: Reading) -> Yield:
    """Read a saved web page."""
    text = decode_text(raw)
    if text is None or not text.strip():
        message = _("it is no text") if text is None else _("there is no text in it")
        mend = _("Take it out of the folder, or write something in it.")
        return Yield(source=reading.source.name, problems=(problem_at(reading, message, mend=mend),))
    return replace(read_page(raw, reading), is_complete=False)
