"""One run of the command line: its options, its clock, its configuration, and its voices on stdout and stderr.

Commands get a `CommandContext` and ask it; nothing else in this room looks at the environment, the terminal or the
clock.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from digest.cli.i18n import choose_language
from digest.locale import _

if TYPE_CHECKING:
    from datetime import date, datetime, tzinfo
    from pathlib import Path

    from digest.app.build import EditionService
    from digest.app.collect import Collector
    from digest.app.delivery import DeliveryService
    from digest.app.scheduled import ScheduledRun
    from digest.config.model import Config
    from digest.model import Problem

WITH_PROBLEMS = 3
"""Exit code: done, with problems worth reading."""


class CommandContext:
    """What the global options say, and what follows from it.

    Args:
        options: The global options by name: config, state, as_of, quiet, verbose, as_json, language.
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self.config_file: str | None = options["config"]
        self.state: str | None = options["state"]
        self.as_of: date | datetime | None = options["as_of"]
        self.quiet: bool = options["quiet"]
        self.verbose: bool = options["verbose"]
        self.as_json: bool = options["as_json"]
        self.language: str | None = options["language"]
        self._config: Config | None = None

    @property
    def on_terminal(self) -> bool:
        """Whether a person is looking: both the answers and the progress go to a terminal."""
        return sys.stdout.isatty() and sys.stderr.isatty() and not self.quiet and not self.as_json

    def config(self) -> "Config":
        """Read feeds.yaml, once; from then on messages are in the letter's language unless `--language` was given."""
        if self._config is None:
            from digest.config import load_config

            self._config = load_config(self._config_file(), environ=os.environ)
            if not self.language:
                choose_language(self._config.letter.language)
        return self._config

    def _config_file(self) -> "Path":
        from pathlib import Path

        from digest.config import find_config
        from digest.errors import ConfigError

        found = Path(self.config_file) if self.config_file else find_config(Path())
        if found is None:
            raise ConfigError(
                _("there is no feeds.yaml here or in a folder above"),
                where=str(Path.cwd()),
                hint=_('Go to the folder of your letter, name the file with --config, or make one: "digest init DIR".'),
            )
        return found

    def has_config(self) -> bool:
        """Whether a feeds.yaml is named, or there is one here or in a folder above."""
        from pathlib import Path

        from digest.config import find_config

        return bool(self.config_file) or find_config(Path()) is not None

    def state_folder(self) -> "Path":
        """Return the folder of the store: `--state`, DIGEST_STATE, or `.digest/` beside feeds.yaml."""
        from pathlib import Path

        return Path(self.state).absolute() if self.state else self.config().folder / ".digest"

    def now(self, zone: "tzinfo | None" = None) -> "datetime":
        """Return the instant of this run, in the letter's zone: the clock's, or what `--as-of` says."""
        from datetime import datetime, time

        zone = zone or self.config().letter.timezone
        if self.as_of is None:
            return datetime.now(zone)
        if not isinstance(self.as_of, datetime):
            return datetime.combine(self.as_of, time(12), zone)
        return self.as_of.replace(tzinfo=zone) if self.as_of.tzinfo is None else self.as_of.astimezone(zone)

    def intake(self) -> "Collector":
        """Wire the sources and the store for this letter, this state and this instant."""
        from digest.app.collect import Collector

        return Collector(self.config(), state=self.state_folder(), now=self.now())

    def newsroom(self) -> "EditionService":
        """Wire the rooms for this letter, this state and this instant."""
        from digest.app.build import EditionService

        return EditionService(self.config(), state=self.state_folder(), now=self.now())

    def mailroom(self) -> "DeliveryService":
        """Wire the way out for this letter, this state and this instant; the environment holds its secrets."""
        from digest.app.delivery import DeliveryService

        return DeliveryService(self.config(), state=self.state_folder(), now=self.now(), environ=os.environ)

    def week(self) -> "ScheduledRun":
        """Wire all that an unattended run does, for this letter, this state and this instant."""
        from digest.app.scheduled import ScheduledRun

        return ScheduledRun(self.mailroom())

    def fresh_newsroom(self) -> "EditionService":
        """Wire the rooms with feeds.yaml as it is now, for a run that lasts while files change."""
        self._config = None
        return self.newsroom()

    def say(self, text: str) -> None:
        """Print an answer, unless only the exit code (`--quiet`) or an object (`--json`) is wanted."""
        if not self.quiet and not self.as_json:
            click.echo(text)

    def answer(self, record: Mapping[str, Any]) -> None:
        """Print the one JSON object of `--json`; nothing without that option."""
        if self.as_json:
            print_json(record)

    def finish(self, problems: Iterable["Problem"]) -> int:
        """Print the problems on stderr and give the exit code: 3 where there are any, else 0."""
        found = tuple(problems)
        head = paint(_("problem:"), "yellow")
        for problem in found if not self.as_json else ():
            click.echo(f"{head} {problem}", err=True)
        return WITH_PROBLEMS if found else 0

    @contextmanager
    def progress(self) -> Iterator[Callable[[str], None] | None]:
        """Show what is being done on one line that is wiped at the end; nothing without a terminal."""
        if not self.on_terminal:
            yield None
            return
        try:
            yield _show
        finally:
            click.echo("\r\033[K", nl=False, err=True)


def paint(words: str, colour: str) -> str:
    """Colour some words for a terminal, unless the person set NO_COLOR (no-color.org); click strips it elsewhere."""
    return words if os.environ.get("NO_COLOR") else click.style(words, fg=colour)


def say_at(place: str, words: str) -> str:
    """Return in words words of a place: `place: words`, as the language puts its colon."""
    return _("{place}: {words}").format(place=place, words=words)


def _show(words: str) -> None:
    width = os.get_terminal_size(2).columns or 80  # some terminals say 0
    line = " ".join(words.split())[: width - 1]
    click.echo(f"\r\033[K{line}", nl=False, err=True)


def print_json(record: Mapping[str, Any]) -> None:
    """Print one JSON object on one line of stdout."""
    import json

    click.echo(json.dumps(record, ensure_ascii=False))


def problem_record(problem: "Problem") -> dict[str, str]:
    """Return a problem as `--json` prints it."""
    return {
        "source": problem.source,
        "where": problem.where,
        "message": problem.message,
        "mend": problem.hint,
    }


def short_path(path: "Path") -> str:
    """Name a file or folder as short as the person can type it: from the working folder on where it lies below."""
    from pathlib import Path

    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


# Days and times as a person types them on the command line: ISO, or day before month as in French.

_FRENCH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(.*)", re.DOTALL)


def parse_day_option(text: str) -> "date":
    """Read a day, as in 2026-01-14 or 14/01/2026."""
    from datetime import date

    try:
        return date.fromisoformat(_iso(text))
    except ValueError:
        wrong = _('"{value}" is not a day. Write it like 2026-01-14 or 14/01/2026.').format(value=text)
        raise click.BadParameter(wrong) from None


def parse_moment_option(text: str) -> "date | datetime":
    """Read a day, or a time of a day with or without its offset, as in 2026-01-14T09:30 or 14/01/2026 09:30."""
    from datetime import date, datetime

    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(_iso(text))
        except ValueError:
            continue
    wrong = _('"{value}" is neither a day nor a time. Write it like 2026-01-14, 14/01/2026 or 2026-01-14T09:30.')
    raise click.BadParameter(wrong.format(value=text))


def _iso(text: str) -> str:
    """Return a day written in the French order as ISO writes it; any other text as it is."""
    found = _FRENCH_DAY.fullmatch(text.strip())
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}{found[4].replace(' ', 'T')}" if found else text
