"""The line in the inbox as three common clients cut it: by it a letter is opened or not.

The lengths are what these clients show at their usual sizes, in characters of a mixed text; a narrower window or a
larger type shows less, so they are a warning and no promise.
"""

from dataclasses import dataclass

from digest.desk.parts import Parts
from digest.locale import _
from digest.text.cleaning import clean_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one client shows: who writes, the subject and the first words, each as far as it reaches.

    Attributes:
        layout: `row` where subject and first words share a line, `stack` where they stand one below the other.
    """

    client: str
    layout: str
    sender: str
    subject: str
    first_words: str
    is_cut: bool


def inbox_lines(parts: Parts) -> tuple[Line, ...]:
    """Show the letter as inboxes do."""
    sender = parts.header("From").split(" <")[0].strip('" ')
    subject, words = clean_line(parts.header("Subject")), parts.inbox
    shared = 100 - len(subject)
    return (
        _line(_("Gmail in a browser"), "row", (sender, 20), (subject, 95), (words, max(shared, 0))),
        _line(_("A phone (iPhone, upright)"), "stack", (sender, 28), (subject, 38), (words, 84)),
        _line(_("Outlook on a computer"), "stack", (sender, 32), (subject, 45), (words, 48)),
    )


def _line(client: str, layout: str, *texts: tuple[str, int]) -> Line:
    sender, subject, words = (_shown(text, limit) for text, limit in texts)
    is_cut = subject != texts[1][0]
    return Line(client=client, layout=layout, sender=sender, subject=subject, first_words=words, is_cut=is_cut)


def _shown(text: str, limit: int) -> str:
    """Cut as clients do: in the middle of a word, with one sign for the rest."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rstrip() + "…" if limit > 1 else ""
