"""The texts themselves: broken characters, cut marks, unbalanced signs, printed markup, words of advertising."""

import re
from collections.abc import Iterator

from digest.checks.data import Flaw, Material
from digest.checks.places import Passage, passages
from digest.locale import _
from digest.text.folding import fold

# UTF-8 read as Windows-1252 or Latin-1, replacement characters, and signs inside words that mirrors leave behind.
_MOJIBAKE = re.compile(
    "[ÃÂ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
    "|â[€\u0080][^\\s\\w,.]|ï¿½|\ufffd|[a-zà-ÿ][©®¤][a-zà-ÿ]|Ã(?= )"
)
_CUT = r"(?:[(\[] ?(?:…|\.{3}) ?[)\]]|…|\.{3,6})"
_DOUBLE_CUT = re.compile(rf"{_CUT}\s{{0,3}}{_CUT}")
_MARKUP = re.compile(
    r"&(?:[a-zA-Z]{2,8}|#x?[0-9a-fA-F]{1,6});|</?[a-zA-Z][a-zA-Z0-9]{0,10}(?:\s[^<>]{0,200})?/?>|\{\{|\}\}|->(?:https?:|art)"
)
_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "“": "”"}
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_SPAM = re.compile(
    r"\b(?:100 gratuit|gratuit gratuit|gagnez|vous avez gagne|offre exceptionnelle|offre limitee|derniere chance|"
    r"argent facile|sans engagement|sans frais|satisfait ou rembourse|cliquez vite|urgent|felicitations vous|"
    r"prix casse|promo|promotion exclusive|cadeau|bonus|credit immediat|meilleur prix|"
    r"act now|limited time|risk free|free money|winner|you won|cash|click below|buy now|special offer|guaranteed|"
    r"no obligation|viagra|casino|loterie|lottery)\b"
)


def find_mojibake(material: Material) -> Iterator[Flaw]:
    """A text has broken characters: "coopÃ©ration"."""
    for passage in passages(material):
        found = _MOJIBAKE.search(passage.words)
        if found:
            what = _('broken characters: "{words}"').format(words=_around(passage.words, found))
            mend = _("Write it right in the edition's file; a fault that comes again goes under the source's replace:.")
            yield Flaw(place=passage.place, what=what, mend=mend)


def find_double_cuts(material: Material) -> Iterator[Flaw]:
    """A text is cut twice: "(…) (…)"."""
    for passage in passages(material):
        found = _DOUBLE_CUT.search(passage.words)
        if found:
            what = _('it is cut twice: "{words}"').format(words=_around(passage.words, found))
            yield Flaw(place=passage.place, what=what, mend=_("Leave one of the marks, or end the sentence."))


def find_printed_markup(material: Material) -> Iterator[Flaw]:
    """A text shows signs of a markup language to its readers: "&nbsp;", "<br>"."""
    for passage in passages(material):
        found = _MARKUP.search(passage.words)
        if found and not passage.place.endswith(" edito"):
            what = _('signs of markup are printed as words: "{words}"').format(words=_around(passage.words, found))
            yield Flaw(place=passage.place, what=what, mend=_("Write the words alone in the edition's file."))


def find_unbalanced_signs(material: Material) -> Iterator[Flaw]:
    """A title opens a quotation or a bracket and does not close it, or the other way round."""
    for passage in passages(material):
        sign = _unbalanced(passage.words) if passage.is_title else ""
        if sign:
            what = _('the sign {sign} has no counterpart in "{title}"').format(sign=sign, title=passage.words[:200])
            yield Flaw(place=passage.place, what=what, mend=_("Close it, or take it out."))


def find_spam_words(material: Material) -> Iterator[Flaw]:
    """A subject or title has words that filters take for advertising."""
    for passage in passages(material):
        found = _SPAM.search(fold(passage.words)) if _is_looked_at(passage) else None
        if found:
            what = _('filters take "{words}" for advertising').format(words=found[0])
            yield Flaw(place=passage.place, what=what, mend=_("Say it in other words if you can."))


def _is_looked_at(passage: Passage) -> bool:
    return passage.is_title or passage.place.endswith(" preheader")


def _around(words: str, found: re.Match[str]) -> str:
    return " ".join(words[max(found.start() - 15, 0) : found.end() + 15].split())


def _unbalanced(title: str) -> str:
    """Give the first sign without its counterpart; "1)" has none."""
    opened: list[str] = []
    for place, sign in enumerate(title):
        if sign in _PAIRS:
            opened.append(sign)
        elif sign in _CLOSING and not (opened and opened.pop() == _CLOSING[sign]) and not _is_number(title, place):
            return sign
    if title.count('"') % 2:
        return '"'
    return opened[0] if opened else ""


def _is_number(title: str, place: int) -> bool:
    """Tell whether a bracket closes a number, "1) Bilan", or a smile."""
    return title[place] == ")" and bool(re.search(r"(?:^|\s)\w{1,2}$|[:;]-?$", title[max(place - 3, 0) : place]))
