"""What a reader's program finds in a page: its tags, headings, addresses and words."""

import re
from html.parser import HTMLParser


class Outline(HTMLParser):
    """The tags of a document, its headings with their words, its addresses and all its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.headings: list[tuple[str, str]] = []
        self.words = ""
        self._open = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if re.fullmatch(r"h\d", tag):
            self._open = tag
            self.headings.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag == self._open else self._open

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._open:
            tag, words = self.headings[-1]
            self.headings[-1] = (tag, words + data)

    def named(self, name: str) -> list[str | None]:
        return [value for attribute, value in self.attributes if attribute == name]
