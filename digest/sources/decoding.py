"""Octets of a file become text, once: what is text at all, and its lines; the encoding itself is told by `encoding`."""

import codecs

from digest.sources.encoding import decode_document

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_SAMPLE = 65_536


def decode_text(raw: bytes) -> str | None:
    """Give the text of a file, line ends as LF; None where it is no text but a picture, a program or other junk."""
    if not raw.startswith(_MARKS) and _is_junk(raw[:_SAMPLE]):
        return None
    return decode_document(raw, {}).replace("\r\n", "\n").replace("\r", "\n")


def _is_junk(sample: bytes) -> bool:
    """Tell whether octets hold a NUL, or more control characters than a text ever has (tab to carriage return, ESC)."""
    controls = sum(octet < 9 or 13 < octet < 27 or 27 < octet < 32 or octet == 127 for octet in sample)
    return b"\x00" in sample or controls * 50 > len(sample)
