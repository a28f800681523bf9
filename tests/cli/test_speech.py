"""The language of the command line, and click's own words in our catalogue."""

import ast
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import digest.cli
from digest.cli import main
from digest.cli.i18n import asked_language, locale_language

# Click's messages that nobody can meet here: prompts, number types and shells we do not use, programmers' faults.
NEVER_SAID = {
    "Aborted!", "deprecated", "d", "(dynamic)", "Choice({choices})", "Confirm the action without prompting.",
    "Do you want to continue?", "Repeat for confirmation",
    "Error: The two entered values do not match.",
    "Error: invalid input", "Press any key to continue...", "%(prog)s, version %(version)s",
    "Show the version and exit.",
    "Missing {param_type}", "Missing parameter: {param_name}", "Windows error: {error}", "Unknown color {colour!r}",
    "{editor}: Editing failed", "{editor}: Editing failed: {e}", "Value must be an iterable.",
    "Takes {nargs} values but 1 was given.", "Argument {name!r} takes {nargs} values.",
    "Invalid start character for option ({option})", "{value!r} is not a valid UUID.",
    "{value!r} does not match the format {format}.", "{len_type} values are required, but {len_value} was given.",
    "{value!r} is not a valid boolean. Recognized values: {states}",
    "{name} {filename!r} is not writable.",
    "{name} {filename!r} is not executable.", "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Could not determine name for option with declarations {decls!r}",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Unknown standard stream '{name}'", "Could not open file {filename!r}: {message}",
    "Shell completion is not supported for Bash versions older than 4.4.",
    "Couldn't detect Bash version, shell completion is not supported.",
}  # fmt: skip


def messages(file: Path) -> Iterator[str]:
    """Return the messages that a module says through gettext."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def test_every_word_of_clicks_that_a_person_can_meet_is_in_our_catalogue() -> None:
    said = {message for file in Path(click.__file__).parent.glob("*.py") for message in messages(file)}
    borrowed = set(messages(Path(digest.cli.__file__).parent / "i18n.py"))

    unknown = {message for message in said - borrowed - NEVER_SAID if not message.startswith("No options defined")}
    assert unknown == set()


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (["--language", "fr", "build"], "fr"),
        (["--language=en"], "en"),
        (["--language", "de"], None),
        (["--language"], None),
        (["build"], None),
    ],
)
def test_the_language_asked_for_is_found_before_anything_is_parsed(arguments: list[str], language: str | None) -> None:
    found = asked_language(arguments)

    assert found == language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "fr"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "fr:en"}, "fr"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "fr_BE"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_locale_chooses_french_for_french_and_english_for_any_other(
    environment: dict[str, str], language: str
) -> None:
    assert locale_language(environment) == language


def test_every_command_and_every_option_has_a_help() -> None:
    context = click.Context(main)
    found = [(name, main.get_command(context, name)) for name in main.list_commands(context)]
    options = [(name, option.name) for name, one in found if one for option in one.params if silent(option)]

    assert ([name for name, one in found if not one or one.name != name or not one.help], options) == ([], [])


def silent(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Option) and not parameter.help
