"""The way out: whatever happens inside a command becomes words on the right stream and the right exit code.

The codes are in the README: 0, 1, 2, 3, 5, 75, 78, 130; `DigestError` carries its own.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from io import TextIOWrapper
from typing import Any, NoReturn

import click

from digest.cli.context import paint, print_json
from digest.cli.i18n import LocalizedCommand, asked_language, choose_language, locale_language
from digest.cli.registry import CONTENTS
from digest.errors import DigestError, UsageError
from digest.locale import _
from digest.locale.reasons import say_reason

FAILED, INTERRUPTED = 1, 130


class DigestGroup(LocalizedCommand, click.Group):
    """The top of the command line: chooses the language, loads and runs the command, leaves with its exit code."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the week."""
        return list(CONTENTS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Load the one command that is asked for; all of them for an unknown name, so that click says which is near."""
        if name in CONTENTS:
            return _load(name)
        self.commands = {known: _load(known) for known in CONTENTS}
        return None

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of contents into the help, without loading a command."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(entry.words).rstrip(".")) for name, entry in CONTENTS.items()])

    def main(self, args: Sequence[str] | None = None, *_more: Any, **extra: Any) -> NoReturn:
        """Run the command line and exit; a command returns its exit code, or nothing for 0."""
        arguments = list(sys.argv[1:] if args is None else args)
        choose_language(asked_language(arguments) or locale_language(os.environ))
        _speak_utf8()
        if "--json" in arguments[1:]:  # understood before and after the command
            arguments = ["--json", *(argument for argument in arguments if argument != "--json")]
        try:
            code = self._code(arguments, {"prog_name": "digest", **extra, "standalone_mode": False})
        except OSError as error:  # not even what is wrong could be said
            code = _report_output(error)
        try:
            if sys.stdout:  # `digest … >&-` leaves none
                sys.stdout.flush()
        except OSError:
            _forget_stdout()
        if code == INTERRUPTED:  # the interpreter would wait for threads that still wait for a slow site
            sys.stderr.flush()
            os._exit(code)
        sys.exit(code)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C ends the line that the terminal began with ^C."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("", nl=sys.stderr.isatty(), err=True)
            raise click.Abort from None

    def _code(self, arguments: list[str], extra: dict[str, Any]) -> int:
        try:
            code = super().main(arguments, **extra)
        except DigestError as error:
            return _report(arguments, error)
        except click.ClickException as error:
            return _report_usage(arguments, error)
        except (click.Abort, KeyboardInterrupt):
            return _report_interruption(arguments)
        except BrokenPipeError:
            return FAILED
        except Exception as error:  # the last door: no traceback ever meets the person
            if _is_of_output(error):
                raise
            return _report_fault(arguments, error)
        return code if isinstance(code, int) else 0


def _load(name: str) -> click.Command:
    found: click.Command = getattr(import_module(f"digest.cli.{CONTENTS[name].module}"), name)
    return found


def _report(arguments: list[str], error: DigestError) -> int:
    from dataclasses import asdict

    from digest.config import FaultCollector

    if _wants_json(arguments):
        faults = error.faults if isinstance(error, FaultCollector) else ()
        _print_error(error, faults=[asdict(fault) for fault in faults])
    elif isinstance(error, FaultCollector):  # each begins with file:line:column, where an editor can jump
        click.echo(str(error), err=True)
    else:
        _complain(str(error))
    return error.exit_code


def _report_usage(arguments: list[str], error: click.ClickException) -> int:
    if _wants_json(arguments):
        _print_error(UsageError(error.format_message()))
    else:
        error.show()
    return error.exit_code


def _report_interruption(arguments: list[str]) -> int:
    interruption = DigestError(_("interrupted"))
    interruption.exit_code = INTERRUPTED
    return _report(arguments, interruption)


def _is_of_output(error: Exception) -> bool:
    """Whether an error came of printing: then the disk that the output goes to is full, or its line is gone."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return isinstance(error, OSError) and trace is not None and trace.tb_frame.f_code is click.echo.__code__


def _report_output(error: OSError) -> int:
    """Say on the other stream that what there is to say cannot be written; a reader that has left need not hear it."""
    _forget_stdout()
    if not isinstance(error, BrokenPipeError):
        words = _("what there is to say cannot be written ({reason})").format(reason=say_reason(error))
        hint = _("What was done is done. Look where the output of the command goes.")
        with suppress(OSError):
            _complain(str(DigestError(words, hint=hint)))
    return FAILED


def _report_fault(arguments: list[str], error: Exception) -> int:
    """Report that the program itself is wrong, or the machine, in one line; the traceback only for `--verbose`."""
    if {"--verbose", "-v"} & set(arguments):
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True)
    if isinstance(error, OSError) and error.filename:  # a disk that breaks where nobody expects it
        problem = _("it cannot be used ({reason})").format(reason=say_reason(error))
        hint = _("Check its rights and its disk; then the same command again.")
        return _report(arguments, DigestError(problem, where=str(error.filename), hint=hint))
    words = _("a fault of the program, not yours: {kind}: {words}").format(kind=type(error).__name__, words=error)
    hint = _('The same command with "digest --verbose" in front shows the details; please report them.')
    return _report(arguments, DigestError(words, hint=hint))


def _complain(words: str) -> None:
    click.echo(f"{paint('digest:', 'red')} {words}", err=True)


def _print_error(error: DigestError, *, faults: list[dict[str, Any]] | None = None) -> None:
    record = {"message": error.problem, "where": error.where, "mend": error.hint, "exit_code": error.exit_code}
    print_json({"error": record | ({"faults": faults} if faults else {})})


def _wants_json(arguments: list[str]) -> bool:
    return "--json" in arguments


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale or the Windows code page says; what has no octets becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _forget_stdout() -> None:
    """Let the interpreter's last flush go nowhere: the reader of the pipe has left, or the disk is full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


# SIGTERM and Ctrl-C as a wish to stop after the message in hand.


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """Turn SIGTERM and Ctrl-C into a wish to stop after the message in hand; a second one ends the run at once."""
    stop = threading.Event()
    names = (
        "SIGINT",
        "SIGTERM",
        "SIGHUP",
        "SIGBREAK",
    )  # a closed terminal, a dropped connection; Windows has no SIGHUP
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before: dict[int, Any] = {number: signal.getsignal(number) for number in numbers}

    def ask(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, before[number])

    for number in before:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
