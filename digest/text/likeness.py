"""Whether two texts are one text, edited: for éditos, which have no address and whose title is the same every month."""

from collections import Counter

from digest.text.folding import fold

_SHORTEST_WORD = 4
_LONGEST_TEXT = 20_000
_ENOUGH = 0.6


def is_near_text(one: str, other: str) -> bool:
    """Tell whether a text may be an edit of the other: three fifths of their words of four letters and more agree.

    The order of the words does not count, so that the time grows with the texts and not with their product.
    """
    first, second = _words(one), _words(other)
    both = first.total() + second.total()
    if not both:
        return fold(one[:_LONGEST_TEXT]) == fold(other[:_LONGEST_TEXT])
    return 2 * (first & second).total() / both >= _ENOUGH


def _words(text: str) -> Counter[str]:
    return Counter(word for word in fold(text[:_LONGEST_TEXT]).split() if len(word) >= _SHORTEST_WORD)
