"""The letter as the frame shows it: its own words and looks, under the conditions the person chose.

A browser cannot be told to prefer dark, or larger text, in a frame alone: what the style sheet leaves to the mail
program is decided here. The octets of the message stay as they are.
"""

import re

from digest.desk.choices import Choice

# What Gmail's app and Outlook do to a letter of light colours: all of them inverted, the hues kept, the pictures not.
_INVERSION = (
    "<style>html { background-color: #ffffff; filter: invert(1) hue-rotate(180deg); }"
    " img { filter: invert(1) hue-rotate(180deg); }</style>"
)
# A scroll bar would take its width from a letter that is to be seen at 320 pixels; phones have none either.
_NO_BAR = "<style>html { scrollbar-width: none; }</style>"
_LOOKS = re.compile(r'style="[^"]*"|<style[^<>]*>[^<]*</style>')
_SIZE = re.compile(r"((?:font-size|line-height):\s?)(\d{1,3}(?:\.\d{1,3})?)px")


def frame_letter(html: str, choice: Choice) -> str:
    """Give the page for the frame; links open in a new tab, because in the sandbox they would lead nowhere."""
    scheme = "all" if choice.colours == "dark" else "not all"
    html = re.sub(r"@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)", f"@media {scheme}", html)
    if choice.large:
        html = _LOOKS.sub(lambda looks: _SIZE.sub(_doubled, looks[0]), html)
    added = _NO_BAR + (_INVERSION if choice.colours == "forced" else "")
    html = html.replace("</head>", f"{added}</head>", 1)
    return re.sub(r'<a (?=[^<>]*href="https?:)', '<a target="_blank" rel="noopener" ', html)


def _doubled(size: re.Match[str]) -> str:
    return f"{size[1]}{2 * float(size[2]):g}px"
