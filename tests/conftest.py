"""What all tests share: under `DIGEST_NO_SKIPS` (continuous integration) a skipped test is a failure."""

import os
import re
import signal

import pytest
from hypothesis import HealthCheck, settings

# Another run on the same machine is no fault of a test.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# A shell has what it begins in the background ignore Ctrl-C, and so would every program that a test begins.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


_SLOW_FOLDERS = ("end_to_end",)
_SLOW_FILES = ("test_bombs.py", "test_faults.py", "test_postfix.py", "test_shrinking.py", "test_pinging.py")
"""Hostile inputs at full size, kills, real servers, pictures of every form."""
_SLOW_FIXTURES = {"browser", "postfix", "dovecot"}
_SLOW_NAMES = re.compile(
    r"bomb|made_to_take|takes_time_in_step|takes_time_in|million|ten_thousand|thousands|hundred_thousand|hostile_document"
    r"|whatever|any_text|any_edito|never_answers|beyond_its_time|keeps_all_waiting|talks_nonsense|however_often"
)
"""Tests that say in their name that they feed much, or properties at length."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what runs the program as a whole, drives a browser, or says so itself by `slow`."""
    for item in items:
        reasons = (
            _SLOW_FIXTURES & set(getattr(item, "fixturenames", ())),
            item.get_closest_marker("browser"),
            item.path.name in _SLOW_FILES or item.path.parent.name in _SLOW_FOLDERS,
            _SLOW_NAMES.search(item.name.partition("[")[0]),
        )
        if any(reasons):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]  # noqa: ARG001 - pytest's own signature
    """Turn a skip into a failure where every program a test needs must be there."""
    report = yield
    if report.skipped and os.environ.get("DIGEST_NO_SKIPS") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report
