"""Octets of texts that are nearly UTF-8: what is not is taken for Windows-1252, sign by sign.

One bad octet (a paste from Word) must not turn every accent of a text into two signs, and a text that is all
Windows-1252 comes out right as well: an accent followed by an ASCII letter is never UTF-8.
"""

import codecs

UTF8_OR_WINDOWS = "digest.windows"
"""The name of the error handler, for `octets.decode("utf-8", UTF8_OR_WINDOWS)` and streams."""


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(UTF8_OR_WINDOWS, _as_windows)
