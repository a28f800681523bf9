"""The pages: what a member reads, in their language, from templates that a project may replace one by one.

Everything stands in the page itself: no script, nothing fetched, and one style sheet that its policy names by its hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from http import HTTPStatus

from digest.app.preferences import PreferenceService
from digest.config.model import Config
from digest.locale import LANGUAGES, _, in_language, ngettext
from digest.members.tokens import TokenPurpose
from digest.model import Member, MemberStatus
from digest.render.colours import brand_colours
from digest.render.layout import direction_of
from digest.render.templates import TemplateEnvironment
from digest.text.dates.format import format_moments
from digest.text.typography import typeset
from digest.web.http import PERSONAL, HttpAnswer, HttpRequest, page_policy

PAUSES = (1, 3, 6)
"""Months a member may pause for."""
BREAK = 3
"""Months of the pause that is offered to whoever is about to leave."""
_JOINER = "\u2060"  # a line may end behind an ellipsis, but not before this (UAX 14)
_OWN_NAMES = {"fr": "Français", "en": "English"}


class PageNotice(StrEnum):
    """What a page says first: what was just done, or why it was not."""

    SAVED = "saved"
    BACK = "back"
    PAUSED = "paused"
    NO_THEME = "no theme"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """What is around every page.

    Attributes:
        home: Where the archive is, from this page.
        contact: Who answers members, as an address.
    """

    title: str
    publisher: str
    address: str
    contact: str
    language: str
    direction: str
    home: str
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceOption:
    """One thing to tick; `language` is what its words are in, where that is not the page's."""

    value: str
    words: str
    is_chosen: bool = False
    language: str = ""


class MemberPages:
    """The pages of one letter.

    Args:
        config: feeds.yaml.
        wishes: Makes the link from the preferences to the page that leaves.
    """

    def __init__(self, config: Config, wishes: PreferenceService) -> None:
        own = config.folder / "templates"
        self.config = config
        self._wishes = wishes
        self._press = TemplateEnvironment(own if own.is_dir() else None)

    def leave(self, member: Member, notice: PageNotice | None = None) -> HttpAnswer:
        """Query whether the member wants to leave."""
        language = self._language(member)
        about = self._about(member, language)
        return self._page("web.leave.html.j2", language, {**about, "notice": _true_of(about, notice)})

    def left(self, member: Member) -> HttpAnswer:
        """Report that nothing more is sent, and offer to take it back."""
        language = self._language(member)
        return self._page("web.left.html.j2", language, self._about(member, language))

    def preferences(self, member: Member, notice: PageNotice | None = None) -> HttpAnswer:
        """Show what the member chose, to be changed."""
        chosen = member.themes or tuple(theme.name for theme in self.config.themes)
        return self._form(member, notice, chosen, ticked=(self._language(member), ""))

    def refused(self, member: Member, *, ticked: tuple[str, str]) -> HttpAnswer:
        """Show the form again that has no theme, with the language and the pause as they were ticked in it."""
        answer = self._form(member, PageNotice.NO_THEME, (), ticked=ticked)
        return replace(answer, status=HTTPStatus.UNPROCESSABLE_ENTITY)

    def _form(
        self, member: Member, notice: PageNotice | None, themes: tuple[str, ...], *, ticked: tuple[str, str]
    ) -> HttpAnswer:
        language, pause = ticked
        about = self._about(member, self._language(member))
        with in_language(self._language(member)):
            choices = {
                "themes": self._themes(themes),
                "languages": _languages(language),
                "pauses": _pauses(str(about["paused_until"]), ticked=pause),
            }
        leave = f"../{TokenPurpose.UNSUBSCRIBE}/{self._wishes.token(member, TokenPurpose.UNSUBSCRIBE)}"
        values = {**about, **choices, "notice": _true_of(about, notice), "leave": leave}
        return self._page("web.preferences.html.j2", self._language(member), values)

    def unknown(self, *, is_test: bool = False) -> HttpAnswer:
        """Answer a personal link that is none, or that nobody is behind any more; those of test messages say so."""
        return self._missing("../", "test" if is_test else "missing")

    def nothing_here(self, request: HttpRequest) -> HttpAnswer:
        """Answer an address that leads nowhere; the place of the archive itself says when it is still empty."""
        if request.path == "/":
            return self._words("empty")
        return self._missing("../" * (request.path.count("/") - 1) or "./")

    def wrong_method(self, allowed: str) -> HttpAnswer:
        """Refuse a method (RFC 9110 section 15.5.6)."""
        return self._refusal("method", HTTPStatus.METHOD_NOT_ALLOWED, ("Allow", allowed))

    def too_large(self) -> HttpAnswer:
        """Refuse a form that nobody's page of ours sends."""
        return self._refusal("too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def failed(self) -> HttpAnswer:
        """Report that nothing was done for now."""
        return self._refusal("failed", HTTPStatus.SERVICE_UNAVAILABLE, ("Retry-After", "60"))

    def return_words(self, member: Member) -> str:
        """Return the words of the button that takes leaving back, for the record of consent."""
        with in_language(self._language(member)):
            return _("Receive the letter again")

    def _missing(self, home: str, said: str = "missing") -> HttpAnswer:
        return replace(self._words(said, home=home), status=HTTPStatus.NOT_FOUND)

    def _refusal(self, said: str, status: HTTPStatus, *more: tuple[str, str]) -> HttpAnswer:
        answer = self._words(said)
        return replace(answer, status=status, headers=(*answer.headers, *more))

    def _words(self, said: str, *, home: str = "") -> HttpAnswer:
        return self._page("web.words.html.j2", self.config.letter.language, {"said": said}, home=home)

    def _page(self, template: str, language: str, values: Mapping[str, object], *, home: str = "../") -> HttpAnswer:
        with in_language(language):
            frame = self._frame(language, home)
            text = self._press.fill(template, {"letter": frame, **values}) + "\n"
        headers = (page_policy(frame.style), ("Content-Language", language), *PERSONAL)
        return HttpAnswer(body=text.encode(), headers=headers)

    def _frame(self, language: str, home: str) -> PageFrame:
        letter = self.config.letter
        publisher = letter.sender.name or letter.brand.name
        return PageFrame(
            title=typeset(letter.title, language=letter.language),
            publisher=typeset(publisher, language=letter.language) if publisher != letter.title else "",
            address=typeset(letter.address, language=letter.language),
            contact=(letter.reply_to or letter.sender).address,
            language=language,
            direction=direction_of(language),
            home=home,
            style=self._press.style("web.css", brand_colours(letter.brand)),
        )

    def _about(self, member: Member, language: str) -> dict[str, object]:
        until = member.paused_until
        is_paused = until is not None and until >= self._wishes.today
        with in_language(language):
            return {
                "address": veiled(member.address),
                "paused_until": self._say_day(until) if is_paused and until else "",
                "is_bounced": member.standing is MemberStatus.BOUNCED,
            }

    def _themes(self, chosen: tuple[str, ...]) -> tuple[PreferenceOption, ...]:
        language = self.config.letter.language
        return tuple(
            PreferenceOption(
                value=theme.name,
                words=typeset(theme.name, language=language),
                is_chosen=theme.name in chosen,
                language=language,
            )
            for theme in self.config.themes
        )

    def _language(self, member: Member) -> str:
        return member.language if member.language in LANGUAGES else self.config.letter.language

    def _say_day(self, day: date) -> str:
        return format_moments(day, None, zone=self.config.letter.timezone)


def _true_of(about: Mapping[str, object], notice: PageNotice | None) -> PageNotice | None:
    """Return the notice unless it says that the letter comes where it does not: a button pressed twice, an old page."""
    return None if notice is PageNotice.BACK and (about["is_bounced"] or about["paused_until"]) else notice


def veiled(address: str) -> str:
    """Return an address as its owner recognises it and nobody learns it: `j…@ville.example`, on one line."""
    box, _at, domain = address.rpartition("@")
    return f"{box[:1]}…{_JOINER}@{domain}"


def _languages(chosen: str) -> tuple[PreferenceOption, ...]:
    return tuple(
        PreferenceOption(value=code, words=_OWN_NAMES[code], is_chosen=code == chosen, language=code)
        for code in LANGUAGES
    )


def _pauses(paused: str, *, ticked: str) -> tuple[PreferenceOption, ...]:
    """Return the pauses there are; what was ticked stays ticked, else what holds now."""
    now = {"keep": _("Until {day}, as now").format(day=paused)} if paused else {}
    offered = {"0": _("No pause"), **now, **{str(months): _say_months(months) for months in PAUSES}}
    chosen = ticked if ticked in offered else ("keep" if paused else "0")
    return tuple(
        PreferenceOption(value=value, words=words, is_chosen=value == chosen) for value, words in offered.items()
    )


def _say_months(months: int) -> str:
    return ngettext("For {count} month", "For {count} months", months).format(count=months)
