"""The pre-flight: findings about a letter before anybody reads it.

A rule is a function: values in (`CheckInput`), findings out; `registry` runs them. Nothing here opens a file or a
connection: whether links are alive comes in as a value. Nothing is mended here: each finding says where and how.
"""

from digest.checks.base import CheckInput, Finding, Severity, lines_of
from digest.checks.links import addresses_to_ask
from digest.checks.registry import RULES, check_letter

__all__ = ["RULES", "CheckInput", "Finding", "Severity", "addresses_to_ask", "check_letter", "lines_of"]
