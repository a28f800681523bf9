"""Click's own words, repeated here so that the extraction of messages finds them for our catalogue.

Nothing here runs with the program: click asks gettext's default domain, and `speech.choose_language` points that
domain at our catalogue. A test compares this list with the messages in click's source. Words that only an older or a
newer click says stand here too.
"""

from digest.locale import _, ngettext


def borrowed_words() -> tuple[str, ...]:
    """Say every word of click's that a person can meet in this program, in the current language."""
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
