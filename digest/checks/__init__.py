"""The pre-flight: everything in a letter that could embarrass its writers, said before anybody reads it.

A rule is a function: values in (`CheckInput`), flaws out. `rules` holds the table of them, with codes and levels; the
modules beside it hold the rules themselves. Nothing here opens a file or a connection: whether links are alive comes in
as values. Nothing is mended here either: each finding says where and how.
"""

from digest.checks.base import CheckInput, Finding, Severity, lines_of
from digest.checks.links import addresses_to_ask
from digest.checks.registry import RULES, check_letter

__all__ = ["RULES", "CheckInput", "Finding", "Severity", "addresses_to_ask", "check_letter", "lines_of"]
