"""The table of all rules, and the one pass over them.

A code is never given to another rule; docs/checks.md lists the same codes, and a test holds the two together.
"""

from collections.abc import Iterator

from digest.checks import compliance, content, contrast, dates, html_rules, inbox, links
from digest.checks.base import CheckInput, CheckRule, Finding, Flaw, Severity, config_place
from digest.config.errors import did_you_mean, quoted
from digest.locale import _

# What is around the letter: the problems of the last collection, and codes in feeds.yaml that silence nothing.


def find_problems_of_sources(material: CheckInput) -> Iterator[Flaw]:
    """Something was wrong with a source when it was last read."""
    for problem in material.edition.problems:
        place = f"{problem.source}, {problem.where}" if problem.source != problem.where else problem.where
        hint = problem.hint or _('Mend it at the source, then "digest build" again.')
        yield Flaw(place=place.strip(", "), what=problem.message, hint=hint)


_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
_LEVELS = tuple(Severity)


def find_unknown_codes(material: CheckInput) -> Iterator[Flaw]:
    """feeds.yaml silences a code that no rule has."""
    known = [rule.code for rule in RULES]
    for code in material.config.checks.ignore:
        if code not in known:
            what = _("no check has the code {code}").format(code=quoted(code))
            hint = " ".join((_("docs/checks.md lists the codes."), did_you_mean(code, known))).strip()
            yield Flaw(place=f"{config_place(material.config)} checks.ignore", what=what, hint=hint)


RULES: tuple[CheckRule, ...] = (
    CheckRule(code="L001", level=_ERROR, check=links.find_dead_links),
    CheckRule(code="L002", level=_WARNING, check=links.find_unsure_links),
    CheckRule(code="L003", level=_ERROR, check=links.find_private_links),
    CheckRule(code="L004", level=_NOTE, check=links.find_moved_links),
    CheckRule(code="L005", level=_ERROR, check=links.find_broken_addresses),
    CheckRule(code="L006", level=_ERROR, check=links.find_lost_anchors),
    CheckRule(code="L007", level=_WARNING, check=links.find_vague_words),
    CheckRule(code="L008", level=_WARNING, check=links.find_bare_addresses),
    CheckRule(code="L009", level=_ERROR, check=links.find_empty_links),
    CheckRule(code="L010", level=_WARNING, check=links.find_same_words),
    CheckRule(code="H001", level=_ERROR, check=html_rules.find_images_without_alt),
    CheckRule(code="H002", level=_WARNING, check=html_rules.find_images_without_width),
    CheckRule(code="H003", level=_ERROR, check=html_rules.find_wrong_h1),
    CheckRule(code="H004", level=_WARNING, check=html_rules.find_skipped_headings),
    CheckRule(code="H005", level=_ERROR, check=html_rules.find_empty_headings),
    CheckRule(code="H006", level=_ERROR, check=html_rules.find_wrong_languages),
    CheckRule(code="H007", level=_WARNING, check=html_rules.find_inner_images),
    CheckRule(code="H008", level=_ERROR, check=html_rules.find_dropped_elements),
    CheckRule(code="C001", level=_ERROR, check=contrast.find_pale_words),
    CheckRule(code="C002", level=_NOTE, check=contrast.find_pale_brand),
    CheckRule(code="C003", level=_NOTE, check=contrast.find_dark_brand),
    CheckRule(code="C004", level=_WARNING, check=contrast.find_dropped_css),
    CheckRule(code="C005", level=_ERROR, check=contrast.find_pale_words_in_the_dark),
    CheckRule(code="W001", level=_ERROR, check=html_rules.find_cut_letter),
    CheckRule(code="W002", level=_NOTE, check=html_rules.find_heavy_letter),
    CheckRule(code="S001", level=_ERROR, check=inbox.find_empty_subject),
    CheckRule(code="S002", level=_NOTE, check=inbox.find_long_subject),
    CheckRule(code="S003", level=_WARNING, check=inbox.find_shouted_subject),
    CheckRule(code="S004", level=_WARNING, check=inbox.find_excited_subject),
    CheckRule(code="S005", level=_WARNING, check=inbox.find_no_preheader),
    CheckRule(code="S006", level=_NOTE, check=inbox.find_short_preheader),
    CheckRule(code="S007", level=_NOTE, check=inbox.find_long_preheader),
    CheckRule(code="S008", level=_WARNING, check=inbox.find_repeating_preheader),
    CheckRule(code="D001", level=_ERROR, check=dates.find_past_events),
    CheckRule(code="D002", level=_ERROR, check=dates.find_reversed_events),
    CheckRule(code="D003", level=_ERROR, check=dates.find_wrong_dates),
    CheckRule(code="D004", level=_WARNING, check=dates.find_contradicting_titles),
    CheckRule(code="D005", level=_WARNING, check=dates.find_near_words),
    CheckRule(code="D006", level=_NOTE, check=dates.find_missing_years),
    CheckRule(code="D007", level=_NOTE, check=dates.find_stale_edition),
    CheckRule(code="D008", level=_WARNING, check=dates.find_past_deadlines),
    CheckRule(code="T001", level=_NOTE, check=content.find_empty_themes),
    CheckRule(code="T002", level=_WARNING, check=content.find_similar_titles),
    CheckRule(code="T003", level=_WARNING, check=content.find_same_addresses),
    CheckRule(code="T004", level=_WARNING, check=content.find_unplaced_articles),
    CheckRule(code="T005", level=_WARNING, check=content.find_matters_of_members),
    CheckRule(code="T006", level=_WARNING, check=content.find_empty_letter),
    CheckRule(code="T007", level=_ERROR, check=content.find_mojibake),
    CheckRule(code="T008", level=_WARNING, check=content.find_double_cuts),
    CheckRule(code="T009", level=_ERROR, check=content.find_printed_markup),
    CheckRule(code="T010", level=_WARNING, check=content.find_unbalanced_signs),
    CheckRule(code="T011", level=_NOTE, check=content.find_spam_words),
    CheckRule(code="P001", level=_ERROR, check=compliance.find_pixels),
    CheckRule(code="P002", level=_WARNING, check=compliance.find_counted_links),
    CheckRule(code="P003", level=_ERROR, check=compliance.find_trackers),
    CheckRule(code="O001", level=_ERROR, check=compliance.find_no_unsubscribe_header),
    CheckRule(code="O002", level=_ERROR, check=compliance.find_no_way_out),
    CheckRule(code="O003", level=_ERROR, check=compliance.find_no_postal_address),
    CheckRule(code="O004", level=_WARNING, check=compliance.find_no_reason),
    CheckRule(code="R001", level=_WARNING, check=find_problems_of_sources),
    CheckRule(code="R002", level=_WARNING, check=find_unknown_codes),
)


def check_letter(material: CheckInput) -> tuple[Finding, ...]:
    """Return everything the rules find, the worst first, but for what feeds.yaml silences."""
    ignored = material.config.checks.ignore
    findings = [finding for rule in RULES if rule.code not in ignored for finding in _findings(rule, material)]
    return tuple(sorted(findings, key=lambda finding: _LEVELS.index(finding.level)))


def _findings(rule: CheckRule, material: CheckInput) -> Iterator[Finding]:
    for flaw in rule.check(material):
        yield Finding(code=rule.code, level=rule.level, place=flaw.place, what=flaw.what, hint=flaw.hint)
