"""Octets to text, once, where they enter: what a document says of its encoding, and what its octets say.

Declarations lie: pages written on Windows say Latin-1, UTF-8 files say anything. Octets that are valid UTF-8 beyond
ASCII are UTF-8, because other text does not look like it by chance; only then is the declaration believed.
"""

import codecs
import re
from collections.abc import Mapping

from digest.text.normalize import UTF8_OR_WINDOWS

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = {  # XML 1.0, appendix F: how an XML declaration begins without a mark
    b"\x00<\x00?": "utf-16-be",
    b"<\x00?\x00": "utf-16-le",
    b"\x00\x00\x00<": "utf-32-be",
    b"<\x00\x00\x00": "utf-32-le",
}
_SAMPLE = 65_536
_SECOND = "\x80-\xbf" + "".join(
    sign for octet in range(0x80, 0xA0) if (sign := bytes([octet]).decode("cp1252", "ignore"))
)
# The letters of French and the signs of print; capital "Ã" before a guillemet is Portuguese.
_SURE = re.compile("Ã[©¨ª´§¢®¯‰€ˆ\xa0\x80\x88\x89]|â[€\x80]")
_TWICE = re.compile(f"[Â-ß][{_SECOND}]|[à-ï][{_SECOND}]{{2}}|[ð-ô][{_SECOND}]{{3}}")
# French letters after others, as an old Mac wrote them: to Windows they are marks that stand in no word, or nothing.
_MAC_LETTERS = re.compile(rb"[A-Za-z][\x88\x8d-\x90\x9d\x9e]")
_WINDOWS_LETTERS = re.compile(rb"[A-Za-z][\xe0-\xff]")
_DECLARED = re.compile(rb"""(?:encoding|charset)\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})""", re.IGNORECASE)
# The WHATWG Encoding Standard, section 4.2: who says Latin-1 or ASCII means Windows-1252.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "latin-1": "cp1252", "iso8859-9": "cp1254"}


def decode_document(raw: bytes, headers: Mapping[str, str]) -> str:
    """Return the text of an XML, HTML or JSON document, whatever it says of itself; never fails.

    Args:
        raw: The octets.
        headers: The response's headers, lower-case names; `content-type` may name a charset.
    """
    for mark, name in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(name, "replace")
    if raw[:4] in _WIDE:
        return raw.decode(_WIDE[raw[:4]], "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(raw, headers)


def undo_mojibake(text: str) -> str:
    """Return a text whose UTF-8 somebody took for Windows-1252: "rÃ©seau" is "réseau"; others as they are.

    Only what is UTF-8 beyond doubt is read again, sign by sign, for one bad quotation in an article must not cost the
    rest of it.
    """
    is_sure = ("Ã" in text or "â" in text) and _SURE.search(text)
    return _TWICE.sub(_read_again, text) if is_sure else text


def _read_again(found: re.Match[str]) -> str:
    octets = b"".join(_octet(sign) for sign in found[0])
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def _octet(sign: str) -> bytes:
    # Five octets have no sign in Windows-1252; whoever reads them as such keeps them as controls.
    return sign.encode("latin-1") if sign < "\u0100" else sign.encode("cp1252")


def decode_text(raw: bytes) -> str | None:
    """Return the text of a file, line ends as LF; None where it is no text but a picture, a program or other junk."""
    if not any(raw.startswith(mark) for mark, _name in _BYTE_ORDER_MARKS) and _is_junk(raw[:_SAMPLE]):
        return None
    return decode_document(raw, {}).replace("\r\n", "\n").replace("\r", "\n")


def _is_junk(sample: bytes) -> bool:
    """Whether octets hold a NUL, or more control characters than a text ever has (tab to carriage return, ESC)."""
    controls = sum(octet < 9 or 13 < octet < 27 or 27 < octet < 32 or octet == 127 for octet in sample)
    return b"\x00" in sample or controls * 50 > len(sample)


def _decode_other(raw: bytes, headers: Mapping[str, str]) -> str:
    for name in (_declared(headers.get("content-type", "").encode("latin-1", "replace")), _declared(raw[:2048])):
        if name and name not in ("utf-8", "utf-16", "utf-32"):
            return raw.decode(name, "replace")
    # One bad octet in a UTF-8 page (a paste from Word) must not turn every accent of it into two signs.
    is_mostly_utf8 = len(re.findall(rb"[\xc3\xc2\xe2][\x80-\xbf]", raw)) > raw.count(b"\xe9")
    if is_mostly_utf8:
        return raw.decode("utf-8", UTF8_OR_WINDOWS)
    is_mac = len(_MAC_LETTERS.findall(raw)) > len(_WINDOWS_LETTERS.findall(raw))
    return raw.decode("mac-roman" if is_mac else "cp1252", "replace")


def _declared(head: bytes) -> str:
    found = _DECLARED.search(head)
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else ""
        "".encode(name or "ascii")  # `charset=hex` names a codec that is no text encoding
    except (LookupError, UnicodeError):
        return ""
    return _MEANT.get(name, name)
