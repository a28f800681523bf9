"""Foreign words made safe and plain: the last step before a text enters the model.

HTML passes an allow-list (nh3, the HTML sanitiser ammonia) after all parsing; plain texts lose control and
bidirectional marks. Cleaning twice is cleaning once. Nothing here knows where a text came from: what a source adds of
its own (share bars, tails of links) is cut by the readers of that source.
"""

import html
import re
import unicodedata
from typing import Literal

import nh3

# What no reader sees: bidirectional controls reorder words (U+061C, U+200E/F, U+202A-E, U+2066-9), zero-width marks
# split them (U+00AD, U+200B, U+2060, U+FEFF), tags and variation supplements carry hidden text (U+E0000 and after),
# noncharacters and private use mean nothing. U+200C/D stay: Persian and emoji are written with them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef"
    "\ufeff\ufff9-\ufffc\ufffe\uffff\ue000-\uf8ff\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
    + "".join(chr(plane * 0x10000 + last) for plane in range(1, 15) for last in (0xFFFE, 0xFFFF))
    + "]+"
)
# What needs nothing done: composed letters of Europe and Vietnam, the signs and spaces of print, currencies. One pass
# that says so spares five, three quarters of the time that a French text takes.
_PLAIN = re.compile(
    "[\t\n -~\u00a0-\u00ac\u00ae-\u02ff\u1e00-\u1eff\u2002-\u200a\u2010-\u2027\u202f-\u205e\u20a0-\u20bf]*"
)
_LINE_END = re.compile("\r\n?|[\u0085\u2028\u2029\x0b\x0c]")
_SPACES = re.compile("[ \\t\\n]+")
_MARKS_AT_MOST = 4
"""Combining marks over one letter; Vietnamese needs two, Hebrew with cantillation three."""

_TAGS = frozenset({
    "p", "br", "a", "em", "strong", "b", "i", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "sup", "sub", "q",
    "cite", "abbr",
})  # fmt: skip
_WITHOUT_CONTENT = frozenset({
    "script", "style", "template", "iframe", "object", "embed", "noscript", "noframes", "textarea", "select",
    "option", "button", "svg", "math", "title", "audio", "video", "canvas", "form",
})  # fmt: skip
_BLOCKS = frozenset({
    "p", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "div", "tr", "dt", "dd", "blockquote", "section",
    "article", "figcaption", "hr", "table", "ul", "ol", "pre",
})  # fmt: skip
_SEPARATING = re.compile(
    r"<(?=(?:caption|dd|dt|t[dh])\b)|(?<=[^\s>])<(?=/?(?:address|article|aside|caption|center|dd|details|div|dt|figcaption|figure|footer|h[156]|header|hr|main|nav"
    r"|pre|section|summary|table|t[dhr])\b)",
    re.IGNORECASE,
)
"""Before what goes away and held words apart: "<td>2024</td><td>12 000 €" are two cells, not one number."""
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_DEAD_LINK = re.compile(r"<a>([^<]*)</a>")
_EMPTY = re.compile(r"<p>(?:\s|&nbsp;|<br>){0,20}</p>\s{0,20}")
_AT_MOST = 500_000
"""Characters of one foreign text that are looked at; the longest article of a portal has a tenth of them."""
_TAGS_AT_MOST = 10_000
"""Tags of one foreign text that are looked at: an HTML parser takes time with the square of their nesting."""


def clean_text(text: str) -> str:
    """Free a text of control, bidirectional and surrogate marks; line feeds and tabs stay, everything is NFC."""
    if _PLAIN.fullmatch(text):
        return text
    text = _HIDDEN.sub("", _LINE_END.sub("\n", text))
    if text.isascii():
        return text
    text = text.encode("utf-8", "ignore").decode("utf-8")
    return _bound_marks(unicodedata.normalize("NFC", text))


def clean_line(text: str) -> str:
    """Make one line of a text: clean, white space folded; no-break spaces stay."""
    line = clean_text(text)
    return (_SPACES.sub(" ", line) if "  " in line or "\t" in line or "\n" in line else line).strip()


def clean_html(markup: str, *, base: str = "") -> str:
    """Keep the harmless part of foreign HTML: text, emphasis, lists, headings, absolute links.

    Args:
        markup: Any string at all; what goes past half a million characters is cut.
        base: The address that relative links start from; without one they are dropped.
    """
    cleaner = _cleaner(base)
    markup = clean_text(_SEPARATING.sub(" <", _bounded(markup)))
    # Unclosed and misnested elements can parse differently once more: html5 moves them about. Twice is nearly always
    # enough; what never settles keeps its words only.
    for _attempt in range(4):
        cleaned = _DEAD_LINK.sub(r"\1", _EMPTY.sub("", clean_text(cleaner.clean(markup)))).strip()
        if cleaned == markup:
            return cleaned
        markup = cleaned
    return clean_text(nh3.clean(markup, tags=set())).strip()


def plain_text(markup: str) -> str:
    """Return the words of HTML as plain text; paragraphs and items on lines of their own, hidden parts left away."""
    kept = nh3.clean(
        clean_text(_SEPARATING.sub(" <", _bounded(markup))),
        tags=set(_BLOCKS),
        clean_content_tags=set(_WITHOUT_CONTENT),
        attributes={},
        link_rel=None,
    )
    words = clean_text(html.unescape(re.sub(r"<[^<>]{1,20}>", "\n", kept)))
    lines = (line.strip() for line in re.sub(r"[ \t]+", " ", words).split("\n"))
    return "\n".join(line for line in lines if line)


def excerpt(text: str, *, limit: int = 320) -> str:
    """Cut a plain text to about so many characters, at a sentence if one ends late enough, else at a word with " …"."""
    text = clean_line(text)
    if len(text) <= limit:
        return text
    head = text[: limit + 1]
    sentence = max((m.end() for m in re.finditer(r"[.!?…][»”\")]?(?=\s)", head)), default=0)
    if sentence >= limit * 0.6:
        return head[:sentence].strip()
    return cut_at_word(text, limit=limit)


def cut_at_word(text: str, *, limit: int) -> str:
    """Cut a line to so many characters at most, after a whole word, with " …"; a short line stays as it is."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    last = head.rfind(" ")
    return head[: last if last >= limit // 2 else limit - 2].rstrip(" ,;:–-\u00a0\u202f") + " …"


def _bounded(markup: str) -> str:
    markup = markup[:_AT_MOST]
    if markup.count("<") <= _TAGS_AT_MOST:
        return markup
    return "<".join(markup.split("<", _TAGS_AT_MOST)[:_TAGS_AT_MOST])


def _bound_marks(text: str) -> str:
    marks = "".join(mark for mark in set(text) if unicodedata.category(mark) in ("Mn", "Me"))
    if not marks:
        return text
    some = f"[{re.escape(marks)}]"
    return re.sub(f"({some}{{{_MARKS_AT_MOST}}}){some}+", r"\1", text)


def _cleaner(base: str) -> nh3.Cleaner:
    if re.match(r"https?://[^\s/]", base, re.IGNORECASE):
        try:
            return _cleaner_with(("rewrite_with_base", base))
        except ValueError:  # nh3 knows better what a host is: "https://exemple.1" is none
            pass
    return _cleaner_with("deny")


def _cleaner_with(relative: Literal["deny"] | tuple[Literal["rewrite_with_base"], str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=set(_WITHOUT_CONTENT),
        attributes={"a": {"href"}},
        url_schemes=set(_SCHEMES),
        link_rel=None,
        url_relative=relative,
    )
