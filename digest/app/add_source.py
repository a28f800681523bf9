"""New sources for feeds.yaml: looked for on a site, or taken from a list; written there, each only once.

Beside `pipeline`, which knows the sources that are there already, this is the one place that adds some.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from digest.config.add_source import NewSource
from digest.config.load import save_sources
from digest.config.model import Config
from digest.errors import UsageError
from digest.locale import _
from digest.locale.reasons import say_reason
from digest.model import Problem
from digest.sources.http.client import request_url
from digest.sources.opml import OpmlEntry, read_opml
from digest.sources.page.discover import Discovery, discover_source
from digest.text.normalize import fold_for_search
from digest.text.urls import page_key

_LARGEST_LIST = 5_000_001


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAdder:
    """What was written into feeds.yaml.

    Attributes:
        sources: In their order.
        found: What was found at an address; None where a list was read.
        known: How many of a list were there already.
        problems: What of a list cannot be used.
    """

    sources: tuple[NewSource, ...]
    found: Discovery | None = None
    known: int = 0
    problems: tuple[Problem, ...] = ()


def add_address(
    config: Config, address: str, *, name: str | None, now: datetime, environ: Mapping[str, str]
) -> SourceAdder:
    """Look for the feed or calendar of a site, and write it at the end of the sources.

    Args:
        config: What feeds.yaml says.
        address: Any address of the site.
        name: What to call it; what it calls itself where that is None.
        now: The instant of the run.
        environ: The environment, for reading feeds.yaml again.

    Raises:
        UsageError: The address or the name is there already.
        DigestError: Nothing was found, or feeds.yaml cannot be written.
    """
    if name and fold_for_search(name) in _names(config):
        raise UsageError(
            _('there is a source "{name}" already').format(name=name), hint=_("Give another name with --name.")
        )
    _refuse_known(address, config)
    found = discover_source(address, config=config, now=now)
    _refuse_known(found.url, config)
    new = NewSource(name=name or _free_name(found.title, _names(config)), url=found.url, type=found.type)
    save_sources(config.path, [new], environ=environ)
    return SourceAdder(sources=(new,), found=found)


def add_list(config: Config, file: Path, *, environ: Mapping[str, str]) -> SourceAdder:
    """Write the sources of an OPML file at the end of the sources; none of them is asked.

    Raises:
        UsageError: There is no such file.
        DigestError: It is no list of sources, or feeds.yaml cannot be written.
    """
    listed = read_opml(_octets(file), file=str(file))
    new = tuple(_fresh(listed.outlines, config))
    if new:
        save_sources(config.path, new, environ=environ)
    return SourceAdder(sources=new, known=len(listed.outlines) - len(new), problems=listed.problems)


def _fresh(outlines: Iterable[OpmlEntry], config: Config) -> Iterable[NewSource]:
    taken = _names(config)
    known = {_key(one.url) for one in config.sources if one.url}
    for outline in outlines:
        if _key(outline.url) not in known:
            known.add(_key(outline.url))
            name = _free_name(outline.name, taken)
            taken.add(fold_for_search(name))
            yield NewSource(name=name, url=outline.url, type=outline.type)


def _octets(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(_LARGEST_LIST)
    except OSError as error:
        problem = _("the file cannot be read ({reason})").format(reason=say_reason(error))
        raise UsageError(problem, where=str(file), hint=_("Look at its path and its permissions.")) from error


def _refuse_known(address: str, config: Config) -> None:
    for one in config.sources:
        if one.url and _key(one.url) == _key(address):
            raise UsageError(
                _('source "{name}" has this address already').format(name=one.name),
                where=f"{config.path.name}:{one.line}",
                hint=_("There is nothing to add; digest sources list shows how it is."),
            )


def _key(address: str) -> str:
    return page_key(request_url(address))


def _names(config: Config) -> set[str]:
    return {fold_for_search(one.name) for one in config.sources}


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name that no source has yet."""
    number, free = 1, name
    while fold_for_search(free) in taken:
        number += 1
        free = f"{name} {number}"
    return free
