"""Foreign words made safe and plain: the last step before a text enters the model.

HTML passes an allow-list (nh3, the HTML sanitiser ammonia) after all parsing; plain texts lose control and
bidirectional marks. Cleaning twice is cleaning once.
"""

import html
import re
import unicodedata

import nh3

# Bidirectional controls reorder what a reader sees; Cc and Cs break headers and encodings; U+FEFF hides.
_MARKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_TAGS = {"p", "br", "a", "em", "strong", "b", "i", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "sup", "sub", "q", "cite", "abbr"}


def clean_text(text: str) -> str:
    """Free a text of control, bidirectional and surrogate marks; line feeds stay, everything is NFC."""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode("utf-8"))
    text = re.sub(r"\r\n?|[\u0085\u2028\u2029\x0b\x0c]", "\n", text)
    text = _MARKS.sub("", text)
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn"))


def clean_line(text: str) -> str:
    """Make one line of a text: clean, white space folded; no-break spaces stay."""
    return re.sub(r"[ \t\n]+", " ", clean_text(text)).strip()


def clean_html(markup: str, *, base: str = "") -> str:
    """Keep the harmless part of foreign HTML: text, emphasis, lists, headings, absolute links.

    Args:
        markup: Any string at all.
        base: The address that relative links start from; without one they are dropped.
    """
    cleaner = nh3.clean(
        clean_text(markup),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return cleaner.strip()


def plain_text(markup: str) -> str:
    """Give the words of HTML as plain text; paragraphs and items on lines of their own."""
    broken = re.sub(r"(?i)<(?:br|/p|/li|/h\d|/div|/tr)\b[^>]*>", "\n", clean_html(markup))
    words = html.unescape(nh3.clean(broken, tags=set()))
    lines = (clean_line(line) for line in words.split("\n"))
    return "\n".join(line for line in lines if line)


def excerpt(text: str, *, limit: int = 320) -> str:
    """Cut a plain text to about so many characters, at a sentence if one ends late enough, else at a word with " …"."""
    text = clean_line(text)
    if len(text) <= limit:
        return text
    head = text[: limit + 1]
    sentence = max((m.end() for m in re.finditer(r"[.!?…][»”\"]?(?=\s)", head)), default=0)
    if sentence >= limit * 0.6:
        return head[:sentence].strip()
    return head[: head.rfind(" ") if " " in head else limit].rstrip(" ,;:–-") + " …"
