"""How rules are written and applied: a pattern over the names of tokens, and a function that makes one token of many.

`"weekday? number month year?"` is compiled to a regular expression in which every name is one character, and is
searched in the signature of a text, the string of its tokens' characters. Rules are applied one after the other, each
from left to right; what a rule made, the next ones see as one token. Every repetition in a pattern is bounded, so the
time is linear in the number of tokens.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from digest.text.dates.lexer import Token
from digest.text.dates.types import DateContext

_characters: dict[str, str] = {}

# Names that stand for several symbols.
_GROUPS = {
    "any_word": (
        "other_word de a the la les du des au en dans and opaque quote comma number first ordinal numeral"
        " label year big"
        " soft_street this month_word open_paren close_paren law"
    ),
}


def character(name: str) -> str:
    """Give the one character that stands for a symbol in signatures."""
    known = _characters.get(name)
    if known is None:
        known = _characters[name] = chr(0xE000 + len(_characters))
    return known


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern over names; parentheses only group, spaces mean nothing."""
    compact = re.sub(r"[a-z_]+", lambda found: _class(found[0]), pattern).replace(" ", "")
    return re.compile(re.sub(r"\((?!\?)", "(?:", compact))


def _class(name: str) -> str:
    return "[" + "".join(character(one) for one in _GROUPS.get(name, name).split()) + "]"


Found = tuple[str, Any] | None
"""What a rule makes of the tokens it matched: a symbol and its value; None where it does not hold after all."""


@dataclass(frozen=True, slots=True)
class DateRule:
    """A rule: its name (shown by `digest dates --verbose`), its pattern, and what it makes."""

    name: str
    pattern: re.Pattern[str]
    make: Callable[[Sequence[Token], DateContext], Found]


def rule(pattern: str) -> Callable[[Callable[[Sequence[Token], DateContext], Found]], DateRule]:
    """Make a rule of a function; the rule has the function's name."""

    def wrap(make: Callable[[Sequence[Token], DateContext], Found]) -> DateRule:
        return DateRule(make.__name__, compile_pattern(pattern), make)

    return wrap


def apply_rules(rules: Iterable[DateRule], tokens: list[Token], context: DateContext) -> list[Token]:
    """Apply rules in order, each over the whole text."""
    signature = "".join([character(token.name) for token in tokens])
    for one in rules:
        if one.pattern.search(signature):
            tokens = _apply(one, tokens, signature, context)
            signature = "".join([character(token.name) for token in tokens])
    return tokens


def _apply(one: DateRule, tokens: list[Token], signature: str, context: DateContext) -> list[Token]:
    made: list[Token] = []
    done = 0
    for found in one.pattern.finditer(signature):
        matched = tokens[found.start() : found.end()]
        result = one.make(matched, context)
        if result is None:
            continue
        made += tokens[done : found.start()]
        text = "".join([token.text for token in matched])
        made.append(Token(result[0], text, result[1], matched[0].start, matched[-1].end, matched[0].gap))
        done = found.end()
    return made + tokens[done:]


def first(tokens: Sequence[Token], *names: str) -> Token | None:
    """Give the first token with one of these names."""
    return next((token for token in tokens if token.name in names), None)


def every(tokens: Sequence[Token], *names: str) -> list[Token]:
    """Give all tokens with one of these names."""
    return [token for token in tokens if token.name in names]
