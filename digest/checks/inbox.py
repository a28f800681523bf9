"""The line in the inbox: the subject and the first words beside it, by which a letter is opened or not."""

import re
from collections.abc import Iterator

from digest.checks.base import CheckInput, Flaw, edition_place
from digest.locale import _
from digest.text.normalize import fold_for_search

_SUBJECT_AT_MOST = 60
_FIRST_WORDS = (30, 160)
"""Fewer characters leave room that clients fill with what comes next; more are cut by all of them."""
_SAME = 0.8


def find_empty_subject(material: CheckInput) -> Iterator[Flaw]:
    """The subject is empty."""
    if not material.edition.subject.strip():
        hint = _("Write in one line what this issue brings.")
        yield Flaw(place=_subject_place(material), what=_("the subject is empty"), hint=hint)


def find_long_subject(material: CheckInput) -> Iterator[Flaw]:
    """The subject is longer than phones show (60 characters)."""
    subject = material.edition.subject.strip()
    if len(subject) > _SUBJECT_AT_MOST:
        what = _('the subject has {count} characters; phones show it up to "{shown}"').format(
            count=len(subject), shown=subject[:_SUBJECT_AT_MOST].rstrip()
        )
        hint = _("Put what matters into the first 60 characters.")
        yield Flaw(place=_subject_place(material), what=what, hint=hint)


def find_shouted_subject(material: CheckInput) -> Iterator[Flaw]:
    """The subject is in capitals."""
    words = [word for word in re.findall(r"[^\W\d_]+", material.edition.subject) if len(word) > len("ODD")]
    if len(words) > 1 and all(word.isupper() for word in words):
        what, hint = _("the subject is all in capitals"), _("Write it as any sentence: filters punish capitals.")
        yield Flaw(place=_subject_place(material), what=what, hint=hint)


def find_excited_subject(material: CheckInput) -> Iterator[Flaw]:
    """The subject has several exclamation marks, or a row of marks."""
    subject = material.edition.subject
    if subject.count("!") > 1 or re.search(r"[!?]\s?[!?]|[$€]{2}|\*{2}", subject):
        what, hint = _("the subject has too many marks (!, ?)"), _("One is the most; filters count them.")
        yield Flaw(place=_subject_place(material), what=what, hint=hint)


def find_no_preheader(material: CheckInput) -> Iterator[Flaw]:
    """There are no first words for the line in the inbox."""
    if not material.edition.preheader.strip():
        what = _("the preheader is empty: inboxes show the first words they find beside the subject")
        yield Flaw(place=_preheader_place(material), what=what, hint=_("Write in one sentence what this issue brings."))


def find_short_preheader(material: CheckInput) -> Iterator[Flaw]:
    """The first words are so few that inboxes add whatever comes next."""
    words = material.edition.preheader.strip()
    if 0 < len(words) < _FIRST_WORDS[0]:
        what = _("the preheader has only {count} characters").format(count=len(words))
        yield Flaw(place=_preheader_place(material), what=what, hint=_("Make it 40 to 130 characters."))


def find_long_preheader(material: CheckInput) -> Iterator[Flaw]:
    """The first words are more than any inbox shows."""
    words = material.edition.preheader.strip()
    if len(words) > _FIRST_WORDS[1]:
        what = _("the preheader has {count} characters").format(count=len(words))
        yield Flaw(place=_preheader_place(material), what=what, hint=_("Make it 40 to 130 characters."))


def find_repeating_preheader(material: CheckInput) -> Iterator[Flaw]:
    """The first words only repeat the subject."""
    subject, words = (
        set(fold_for_search(text).split()) for text in (material.edition.subject, material.edition.preheader)
    )
    if words and len(words & subject) >= _SAME * len(words):
        what, hint = _("the preheader repeats the subject"), _("Say in it what the subject leaves out.")
        yield Flaw(place=_preheader_place(material), what=what, hint=hint)


def _subject_place(material: CheckInput) -> str:
    return f"{edition_place(material)} subject"


def _preheader_place(material: CheckInput) -> str:
    return f"{edition_place(material)} preheader"
