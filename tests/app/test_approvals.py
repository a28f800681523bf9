"""An approval holds for just one letter, for a time; sometimes it takes two."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from digest.app.approval import Fingerprint, require_approval, weigh_approvals
from digest.config import Config, Send
from digest.errors import UnapprovedError
from digest.store.editions import Approval
from tests.makers import make_config

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
LETTER = Fingerprint(parts={"message": "m", "templates": "t", "settings": "s", "list": "l", "edition": "e"})


def approval(name: str = "Zoé Martin", *, fingerprint: Fingerprint = LETTER, **more: Any) -> Approval:
    values: dict[str, Any] = {"number": 17, "given": NOON - timedelta(hours=1), **more}
    return Approval(name=name, fingerprint=fingerprint.whole, parts=fingerprint.parts, **values)


def config_with(approval: str) -> Config:
    return make_config(send=Send(approval=approval))


def changed(**parts: str) -> Fingerprint:
    return Fingerprint(parts={**LETTER.parts, **parts})


@pytest.mark.parametrize(
    ("rule", "names", "is_enough"),
    [
        pytest.param("none", (), True, id="nobody is needed"),
        pytest.param("required", (), False, id="one is needed and nobody came"),
        pytest.param("required", ("Zoé",), True, id="one is needed and came"),
        pytest.param("two", ("Zoé",), False, id="two are needed and one came"),
        pytest.param("two", ("Zoé", "Ana"), True, id="two are needed and came"),
    ],
)
def test_a_letter_leaves_once_as_many_approved_it_as_the_rule_wants(
    rule: str, names: tuple[str, ...], is_enough: bool
) -> None:
    approvals = [approval(name) for name in names]

    weighed = weigh_approvals(approvals, config_with(rule), fingerprint=LETTER.whole, now=NOON)

    assert weighed.is_enough is is_enough


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        pytest.param(NOON, True, id="just now"),
        pytest.param(NOON - timedelta(days=3), True, id="three days ago to the second"),
        pytest.param(NOON - timedelta(days=3, seconds=1), False, id="longer ago"),
        pytest.param(NOON + timedelta(seconds=1), False, id="by a clock that is ahead"),
    ],
)
def test_an_approval_holds_for_its_days(given: datetime, holds: bool) -> None:
    weighed = weigh_approvals([approval(given=given)], config_with("required"), fingerprint=LETTER.whole, now=NOON)

    assert weighed.is_enough is holds


@pytest.mark.parametrize("part", ["message", "templates", "settings", "list"])
def test_any_change_voids_it(part: str) -> None:
    after = changed(**{part: "other"})

    weighed = weigh_approvals([approval()], config_with("required"), fingerprint=after.whole, now=NOON)

    assert (weighed.is_enough, len(weighed.changed)) == (False, 1)


def test_a_comment_in_the_edition_file_voids_nothing() -> None:
    assert changed(edition="other").whole == LETTER.whole


@pytest.mark.parametrize(
    ("approvals", "rule", "problem"),
    [
        pytest.param([], "required", "nobody has approved edition 17", id="nobody"),
        pytest.param(
            [approval(given=NOON - timedelta(days=4))],
            "required",
            "the approval of edition 17 by Zoé Martin does not hold at this time: it was given on"
            " Saturday 14\u00a0November 2026, at 13:00",
            id="too old",
        ),
        pytest.param(
            [approval()],
            "two",
            "edition 17 is approved by Zoé Martin; a second person has to approve it",
            id="one of two",
        ),
        pytest.param(
            [approval(fingerprint=changed(message="old", edition="old", templates="old"))],
            "required",
            "edition 17 changed since Zoé Martin approved it on"
            " Wednesday 18\u00a0November 2026, at 12:00: editions/17.yaml, templates/",
            id="file and templates changed",
        ),
        pytest.param(
            [approval(fingerprint=changed(message="old", settings="old", list="old"))],
            "required",
            "edition 17 changed since Zoé Martin approved it on Wednesday 18\u00a0November 2026, at 12:00: feeds.yaml",
            id="settings changed",
        ),
        pytest.param(
            [approval(fingerprint=changed(message="old"))],
            "required",
            "edition 17 changed since Zoé Martin approved it on"
            " Wednesday 18\u00a0November 2026, at 12:00: what its sources say, or digest"
            " itself",
            id="something else changed",
        ),
    ],
)
def test_a_refusal_says_why(approvals: list[Approval], rule: str, problem: str) -> None:
    config = config_with(rule)

    with pytest.raises(UnapprovedError) as raised:
        require_approval(
            approvals, replace(config, path=config.path.absolute()), number=17, fingerprint=LETTER, now=NOON
        )

    assert (raised.value.problem, raised.value.where) == (problem, "editions/17.yaml")
