"""What became of an edition, as a page."""

import re
from datetime import UTC, datetime, timedelta

from lxml import html as lxml_html

from digest.model import DeliveryState
from digest.render.report_page import MOST_DOMAINS, ReportTally, render_accounts
from tests.makers import make_config

FROZEN = datetime(2026, 11, 16, 7, tzinfo=UTC)
TALLY = ReportTally(
    number=17,
    subject="La lettre <17>",
    frozen=FROZEN,
    ended=FROZEN + timedelta(seconds=200),
    states={DeliveryState.SENT: 1840, DeliveryState.REFUSED: 12, DeliveryState.EXCLUDED: 45},
    refusals=(("exemple.fr", 8), ("exemple.org", 4)),
    exclusions=(("désabonné", 45),),
)


def rows(page: str, table: str) -> list[tuple[str, str]]:
    """Return the label and the number of each row of a table of the page."""
    found = lxml_html.fromstring(page).xpath(f"//table[@aria-labelledby='{table}']//tr")
    return [(row.xpath("string(th)"), row.xpath("string(td)")) for row in found]


def test_the_states_are_listed_with_their_sum() -> None:
    page = render_accounts(TALLY, [(17, 1840)], make_config())

    assert [count for _label, count in rows(page, "states")] == ["1840", "12", "45", "1897"]


def test_refusals_are_told_by_domain_and_the_long_tail_in_one_line() -> None:
    many = [(f"{number}.exemple.org", 1) for number in range(MOST_DOMAINS + 3)]
    tally = ReportTally(
        number=1, subject="", frozen=FROZEN, ended=None, states={DeliveryState.REFUSED: len(many)}, refusals=many
    )

    assert rows(render_accounts(tally, [], make_config()), "refusals")[-1][1] == "3"


def test_every_edition_has_its_column_and_its_number_in_the_table_beside() -> None:
    page = render_accounts(TALLY, [(15, 900), (16, 1000), (17, 1840)], make_config())

    assert (page.count('<rect class="fill" x='), rows(page, "growth")[1:]) == (
        3,
        [("15", "900"), ("16", "1000"), ("17", "1840")],
    )


def test_the_page_fetches_nothing_and_escapes_the_words_of_the_letter() -> None:
    page = render_accounts(TALLY, [(17, 1840)], make_config())

    assert (re.findall(r"(?:src|href|url)\s*[=(]", page), "La lettre &lt;17&gt;" in page) == ([], True)
