"""Where a member's own values stand in a letter: between two marks that no text can hold.

The marks are noncharacters of Unicode, which the cleaning takes out of everything foreign (`digest.text.sanitize`), so
that no source can forge one. A letter is filled either with a member's values between them, or with a `Placeholder`
between them, which stands for the value of any member; whatever counts or breaks a text looks only at what is outside.
"""

import re
from collections.abc import Callable, Iterator

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_VALUE = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_STRAY = re.compile(f"[{_OPEN}{_CLOSE}]")
# A word of another noncharacter, two columns wide, holds the place of a value while a text is filled.
_HELD = "\ufdef" * 12


class Placeholder:
    """What of a letter is a member's own: one sign each, which stands for any member's value.

    Plain strings and no enumeration, whose members are hashed by Python code: that alone cost a fifth of a message.
    """

    NAME = "\ufdd2"
    UNSUBSCRIBE = "\ufdd3"
    PREFERENCES = "\ufdd4"
    SUBJECT = "\ufdd5"
    TO = "\ufdd6"
    MESSAGE_ID = "\ufdd7"
    WAYS_OUT = "\ufdd8"


SLOTS = frozenset("\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6\ufdd7\ufdd8")
"""All of them."""


def mark(value: str) -> str:
    """Put a value between the marks."""
    return f"{_OPEN}{value}{_CLOSE}"


def cut_at_marks(text: str) -> tuple[str, ...]:
    """Return a text and the values in it by turns, a text first and last; a mark without its other half is dropped."""
    pieces = _VALUE.split(text)
    return tuple(piece if place % 2 else _STRAY.sub("", piece) for place, piece in enumerate(pieces))


def change_values(text: str, change: Callable[[str], str]) -> str:
    """Return a text with other values in the place of those in it."""
    return _VALUE.sub(lambda found: mark(change(found[1])), text)


def strip_placeholders(text: str) -> str:
    """Return a text with the values in it, as a member reads it."""
    return _STRAY.sub("", text)


def without_values(text: str) -> str:
    """Return a text as it is without any member's values."""
    return "".join(cut_at_marks(text)[::2])


def around_values(change: Callable[[str], str], text: str, *, held: str = _HELD) -> str:
    """Change a text as if each value in it were the word `held`, which comes out as the value it was."""
    values = cut_at_marks(text)[1::2]
    if not values:
        return change(text)
    back: Iterator[str] = iter(values)
    return re.sub(held, lambda _held: mark(next(back)), change(_VALUE.sub(held, text)))
