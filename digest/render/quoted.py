"""Quoted-printable that never exceeds 76 columns (RFC 2045 section 6.7).

The standard library's writer for messages reaches 78. A full stop at the start of a line and "From " are escaped as
well: relays that forget to double the one or mailboxes that mark the other would break the signature (RFC 2049
section 3). A soft line end never cuts a character in two, so that the raw message can be read by eye.
"""

_COLUMNS = 76
_PLAIN = {octet: chr(octet) for octet in range(33, 127) if octet != ord("=")}


def quote_printable(text: str) -> bytes:
    """Give a text as UTF-8 in quoted-printable, with CRLF line ends; a lone surrogate becomes a question mark."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\r\n".join(_quote_line(line) for line in lines).encode("ascii")


def _quote_line(line: str) -> str:
    """Quote one line, softly broken wherever it would be too long."""
    done: list[str] = []
    current = ""
    last = len(line) - 1
    for index, character in enumerate(line):
        piece = _quote_character(character, is_last=index == last)
        if not current:
            piece = _guard_start(piece, line[index:])
        # One column stays free for the "=" of a soft line end.
        if len(current) + len(piece) > (_COLUMNS if index == last else _COLUMNS - 1):
            done.append(current)
            current = _guard_start(piece, line[index:])
        else:
            current += piece
    return "=\r\n".join([*done, current])


def _guard_start(piece: str, rest: str) -> str:
    """Escape what a line must not start with."""
    return f"={ord(piece):02X}" if piece == "." or (piece == "F" and rest.startswith("From ")) else piece


def _quote_character(character: str, *, is_last: bool) -> str:
    if character in " \t":
        return f"={ord(character):02X}" if is_last else character
    octets = character.encode("utf-8", "replace")
    return "".join(_PLAIN.get(octet) or f"={octet:02X}" for octet in octets)
