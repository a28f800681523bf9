"""Cells that a spreadsheet would compute, made harmless, and given back as they were.

A cell that begins with = + - @ (their wide forms too), a tab or a line end gets a quote before it (OWASP, CSV
injection); so does one with #, which would be a comment, and one that begins with such a quote already.
"""

import re

_RISKY = re.compile(r"'*[=+\-@#\t\r\n\uff0b\uff0d\uff1d\uff20]")


def shield(cell: str) -> str:
    """Keep a spreadsheet from computing a cell."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def unshield(cell: str) -> str:
    """Give back what was shielded; any other cell as it is."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell
