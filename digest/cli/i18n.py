"""How the command line speaks: the person's language for its own words and for click's.

Help texts are declared in English where a command is (`N_` marks them for the catalogue) and translated when they are
printed, because the language is known only after the first look at the command line. Click asks gettext's default
domain for its own words ("Usage:", "Options"): that domain is pointed at our catalogue.
"""

import gettext
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from os.path import dirname
from typing import Any, TypeVar

import click

import digest.locale
from digest.locale import LANGUAGES, _, ngettext, set_language

Command = TypeVar("Command", bound=Callable[..., Any] | click.Command)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later", known to every extractor
    """Mark an English text for the catalogue; it is translated where it is printed."""
    return message


class _Translated:
    """Something whose `help` is kept in English and read in the person's language, paragraph by paragraph."""

    _english: str | None = None

    @property
    def help(self) -> str | None:
        """Return the help in the person's language."""
        if self._english is None:
            return None
        return "\n\n".join(_(paragraph) for paragraph in self._english.split("\n\n"))

    @help.setter  # noqa: A003 - the name that click asks for
    def help(self, english: str | None) -> None:
        self._english = english


class LocalizedOption(_Translated, click.Option):
    """An option whose help is translated when it is printed."""

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Leave out the notation of ranges (`x>=1`), which speaks to programmers only."""
        extra = super().get_help_extra(ctx)
        extra.pop("range", None)
        return extra

    def make_metavar(self, *context: Any, **named: Any) -> str:
        """Return the word that stands for the value, in the person's language."""
        return _(super().make_metavar(*context, **named))


class LocalizedArgument(click.Argument):
    """An argument whose word in the usage line and in messages is translated when it is printed."""

    def make_metavar(self, *context: Any, **named: Any) -> str:
        """Return the word that stands for the value, in the person's language."""
        return _(super().make_metavar(*context, **named))


class LocalizedCommand(_Translated, click.Command):
    """A command whose help is translated when it is printed."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the words of the usage line in the person's language."""
        return [_(piece) for piece in super().collect_usage_pieces(ctx)]


class LocalizedGroup(LocalizedCommand, click.Group):
    """A command with commands of its own, in the order they are declared."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names of its commands."""
        return list(self.commands)

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write its commands into the help, each with its one sentence."""
        with formatter.section(_("Commands")):
            rows = [(name, (one.help or "").partition("\n")[0].rstrip(".")) for name, one in self.commands.items()]
            formatter.write_dl(rows)


def option(*names: str, **attributes: Any) -> Callable[[Command], Command]:
    """Declare an option of a command, as `click.option` does, with a help that is translated when it is printed."""
    return click.option(*names, cls=LocalizedOption, **attributes)


def argument(name: str, **attributes: Any) -> Callable[[Command], Command]:
    """Declare an argument of a command, as `click.argument` does, with a word for it that is translated."""
    return click.argument(name, cls=LocalizedArgument, **attributes)


def choose_language(language: str) -> None:
    """Speak this language from now on, click's words included.

    Click's words go through the standard `gettext`, which knows no other way to be told a language than `LANGUAGE`.
    """
    set_language(language)
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("digest", dirname(digest.locale.__file__))  # noqa: PTH120 - pathlib is not needed for --help
    gettext.textdomain("digest")


def asked_language(arguments: Sequence[str]) -> str | None:
    """Find `--language` before anything is parsed, so that usage errors and `--help` speak it too."""
    for place, argument in enumerate(arguments):
        name, _equals, value = argument.partition("=")
        if name == "--language":
            value = value or "".join(arguments[place + 1 : place + 2])
            return value if value in LANGUAGES else None
    return None


def locale_language(environment: Mapping[str, str]) -> str:
    """Return the language of the person's locale: `fr`, or `en` for any other (POSIX: LC_ALL, LC_MESSAGES, LANG)."""
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    if locale.partition(".")[0] in ("C", "POSIX"):  # GNU gettext: LANGUAGE counts only outside the C locale
        return "en"
    if environment.get("LANGUAGE"):
        locale = environment["LANGUAGE"]
    return "fr" if (locale or _system_locale()).lower().startswith("fr") else "en"


def _system_locale() -> str:
    """Query Windows, which says nothing in the environment; `fr` is primary language 0x0C."""
    if sys.platform == "win32":
        import ctypes

        return "fr" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x0C else ""
    return ""


# Click's own words, repeated here so that the extraction of messages finds them for our catalogue.


def borrowed_words() -> tuple[str, ...]:
    """Return in words every word of click's that a person can meet in this program, in the current language."""
    return (
        _("Usage:"),
        _("[OPTIONS]"),
        _("COMMAND [ARGS]..."),
        _("Options"),
        _("Commands"),
        _("Positional arguments"),
        _("Show this message and exit."),
        _("default: {default}"),
        _("env var: {var}"),
        _("required"),
        _("unknown error"),
        _("Error: {message}"),
        _("Try '{command} {option}' for help."),
        *_usage_errors(),
        *_value_errors(),
    )


def _usage_errors() -> tuple[str, ...]:
    return (
        _("Missing command."),
        _("Missing argument"),
        _("Missing option"),
        _("Missing parameter"),
        _("No such option {name!r}."),
        _("No such option: {name}"),
        _("No such command {name!r}."),
        _("Option {name!r} does not take a value."),
        ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 1),
        ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 1),
        ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1),
    )


def _value_errors() -> tuple[str, ...]:
    return (
        _("Invalid value: {message}"),
        _("Invalid value for {param_hint}: {message}"),
        _("Choose from:\n\t{choices}"),
        ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 1),
        _("{value!r} is not a valid {number_type}."),
        _("{value} is not in the range {range}."),
        _("{name} {filename!r} does not exist."),
        _("{name} {filename!r} is a file."),
        _("{name} {filename!r} is a directory."),
        _("{name} {filename!r} is not readable."),
        _("file"),
        _("directory"),
        _("path"),
    )
