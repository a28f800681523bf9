"""Text without what a reader overlooks, for comparing: case, accents, ligatures, punctuation, quotes and spaces.

Nothing folded is ever printed. Beside it stands what compares by it: texts that are one text edited, words of a link
that any link could have; and the decoding of octets that are nearly UTF-8.
"""

import codecs
import html
import re
import unicodedata
from collections import Counter
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i"})
_LATIN_MARKS = re.compile("[\u0300-\u036f]+")
# Neither the letters of Europe nor the signs of print (’ – …) are combining; to see so spares a look at each one.
_MARKLESS = re.compile("[\x00-\u02ff\u2000-\u20cf]*")
_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def fold_for_search(text: str) -> str:
    """Return the words of a text for comparing: lower case, no accents, one space between words, nothing else.

    Entities count as what they stand for, and folding twice is folding once: `Réseau Monde &amp; Europe` and
    `reseau monde & europe` both give `reseau monde europe`.
    """
    lower = html.unescape(text).casefold().translate(_LIGATURES)
    spread = unicodedata.normalize("NFKD", lower).casefold()
    return _SIGNS.sub(" ", strip_accents(spread).translate(_LIGATURES)).strip()


def strip_accents(spread: str) -> str:
    """Drop the combining marks of a decomposed text; the Latin ones go by the thousand, the rest one by one."""
    latin = _LATIN_MARKS.sub("", spread)
    return latin if _MARKLESS.fullmatch(latin) else "".join(c for c in latin if not unicodedata.combining(c))


# Whether two texts are one text, edited: for éditos, which have no address and whose title is the same every month.

_SHORTEST_WORD = 4
_LONGEST_TEXT = 20_000
_ENOUGH = 0.6


def is_near_text(one: str, other: str) -> bool:
    """Whether a text may be an edit of the other: three fifths of their words of four letters and more agree.

    The order of the words does not count, so that the time grows with the texts and not with their product.
    """
    first, second = _words(one), _words(other)
    both = first.total() + second.total()
    if not both:
        return fold_for_search(one[:_LONGEST_TEXT]) == fold_for_search(other[:_LONGEST_TEXT])
    return 2 * (first & second).total() / both >= _ENOUGH


def _words(text: str) -> Counter[str]:
    return Counter(word for word in fold_for_search(text[:_LONGEST_TEXT]).split() if len(word) >= _SHORTEST_WORD)


# Octets of texts that are nearly UTF-8: what is not is taken for Windows-1252, sign by sign. One bad octet (a paste
# from Word) must not turn every accent of a text into two signs, and a text that is all Windows-1252 comes out right:
# an accent followed by an ASCII letter is never UTF-8.

UTF8_OR_WINDOWS = "digest.windows"
"""The name of the error handler, for `octets.decode("utf-8", UTF8_OR_WINDOWS)` and streams."""


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(UTF8_OR_WINDOWS, _as_windows)


# Words of a link that do not say where it leads: "cliquez ici", "lire la suite" (WCAG 2.2, 2.4.4).

_VAGUE = frozenset(
    fold_for_search(words)
    for words in (
        "ici", "cliquez ici", "cliquer ici", "clic ici", "par ici", "c'est ici", "là", "lien", "ce lien", "le lien",
        "voir", "voir ici", "lire", "lire ici", "suite", "la suite", "lire la suite", "lire plus", "la suite ici",
        "en savoir plus", "plus", "plus d'infos", "plus d'informations", "pour en savoir plus", "savoir plus",
        "voir plus", "détails", "télécharger", "site", "site web", "cette page", "article", "lire l'article",
        "click here", "here", "read more", "more", "learn more", "this link", "link", "this page", "details",
        "download", "see more", "find out more",
    )
)  # fmt: skip


def is_vague(words: str) -> bool:
    """Whether these are words that any link could have; case, accents and punctuation do not count."""
    return fold_for_search(words) in _VAGUE
