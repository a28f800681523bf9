"""The summary of an article: the source's own where it is whole, else the first paragraphs of the text.

Works on parsed fragments; what comes out is one line of plain text, cut to what a letter bears.
"""

import re
from itertools import islice

from digest.sources.furniture import Fragment, ancestors_of, cut_tail, markup_of
from digest.text.cleaning import clean_line, excerpt, plain_text

_ENOUGH = 60
"""Characters that make a summary; less is a heading or a caption."""
_PARAGRAPHS_AT_MOST = 300
"""Paragraphs that are looked at for a summary; the first five nearly always make it."""
_ENDS = (".", "!", "?", "…", ":", ";", ",", "»", "–", "-")


def summarise(description: Fragment, content: Fragment) -> str:
    """Give the summary of an article: chapô, description, or first paragraphs, whichever says it in whole sentences."""
    lead = " ".join(words_of(part) for part in content.find_class("rss_chapo"))
    if len(lead) >= _ENOUGH:
        return excerpt(lead)
    said, was_cut = cut_tail(words_of(description))
    if said and not was_cut:
        return excerpt(said)
    paragraphs = _paragraphs(content)
    if paragraphs and len(paragraphs) >= min(len(said), _ENOUGH):
        return excerpt(cut_tail(paragraphs)[0])
    if said:
        return excerpt(said if said.endswith((".", "!", "?", "»")) else f"{said} …")
    return excerpt(cut_tail(words_of(content))[0])


def is_whole(description: Fragment) -> bool:
    """Tell whether a description has words and does not break off with "(…)" or "Lire la suite"."""
    said, was_cut = cut_tail(words_of(description))
    return bool(said) and not was_cut


def words_of(root: Fragment) -> str:
    """Give a fragment's words as one line; a heading and what follows are kept apart by a dash."""
    line = ""
    for part in plain_text(markup_of(root)).split("\n"):
        joined = " " if not line or line.endswith(_ENDS) or not part[:1].isupper() or len(part) < 3 else " – "
        line = (line + joined + part).strip()
        if len(line) > 5000:
            break
    return clean_line(line)


def _paragraphs(content: Fragment) -> str:
    said = ""
    for paragraph in islice(content.iter("p"), _PARAGRAPHS_AT_MOST):
        words = clean_line(plain_text(markup_of(paragraph)))
        if _is_running_text(paragraph, words) and (said or len(words) >= _ENOUGH // 2):
            said = f"{said} {words}".strip()
        if len(said) > 600:
            break
    return said


def _is_running_text(paragraph: Fragment, words: str) -> bool:
    if set(ancestors_of(paragraph)) & {"table", "figure", "figcaption", "nav", "aside", "footer", "li"}:
        return False
    linked = sum(len(clean_line(link.text_content())) for link in paragraph.iter("a"))
    return bool(re.search(r"\w", words)) and linked < 0.7 * len(words)
