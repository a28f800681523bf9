"""The browser, for all tests of the desk that want one."""

from tests.browser import browser

__all__ = ["browser"]
