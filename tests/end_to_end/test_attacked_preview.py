"""Attack strings in every field of the sources, walked through in the preview: no page of it gains anything that acts.

A quarter of the strings in the usual run; all of them where DIGEST_ALL_ATTACKS is set.
"""

import os
import re
from collections import Counter
from pathlib import Path
from urllib.request import urlopen
from xml.sax.saxutils import escape, quoteattr

import lxml.html
import pytest

from tests.attacks import attacks
from tests.end_to_end.commands import feeds_yaml, write
from tests.end_to_end.test_attacks import ATOM, ENTRY, ITEM, RSS
from tests.preview.letters import newsroom, served

LETTERS = [attacks()[first::4] for first in range(4 if os.environ.get("DIGEST_ALL_ATTACKS") else 1)]
TABS = ("message", "edit", "text", "headers", "checks", "why", "changes", "source")
PAGES = (*(f"/?tab={tab}" for tab in TABS), "/message")
ADDRESSES = (
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "background",
    "poster",
    "cite",
    "data",
    "ping",
    "xlink:href",
)
HARMLESS_SCHEMES = {"", "http", "https", "mailto", "tel", "cid"}
IN_A_FILE = 500


def texts(strings: list[str]) -> dict[str, str]:
    """Write feeds whose articles have these strings in all their fields."""
    files: dict[str, str] = {}
    for name, frame, item in (("rss", RSS, ITEM), ("atom", ATOM, ENTRY)):
        for start in range(0, len(strings), IN_A_FILE):
            some = enumerate(strings[start : start + IN_A_FILE], start)
            items = (item.format(n=n, text=escape(one), value=quoteattr(one)) for n, one in some)
            files[f"contenu/{name}{start}.xml"] = _encodable(frame.format("".join(items)))
    return files


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def pages_of(folder: Path, strings: list[str]) -> dict[str, str]:
    """Build a letter of these strings and give every page of its preview."""
    write(folder, {"feeds.yaml": feeds_yaml("{name: Nos textes, path: contenu/}"), **texts(strings)})
    newsroom(folder).build()
    with served(folder) as server:
        return {path: _get(f"http://127.0.0.1:{server.server_port}{path}") for path in PAGES}


def _get(address: str) -> str:
    with urlopen(address) as answer:
        return str(answer.read().decode())


def acting(page: str) -> Counter[str]:
    """Count what acts in a page, or could: elements of that kind, handlers, styles that fetch, other schemes."""
    found: Counter[str] = Counter()
    for node in lxml.html.document_fromstring(page).iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag in (
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "base",
            "link",
            "meta",
            "svg",
            "math",
            "template",
        ):
            found[node.tag] += 1
        for name, value in node.attrib.items():
            if name.startswith("on") or name == "srcdoc":
                found[f"{node.tag} {name}"] += 1
            if name in ADDRESSES and _scheme(value) not in HARMLESS_SCHEMES:
                found[f"{node.tag} {name} {value[:80]}"] += 1
            if name == "style" and re.search(r"url\(|expression|@import|javascript|behavior", value, re.IGNORECASE):
                found[f"{node.tag} {value[:80]}"] += 1
    return found


def _scheme(address: str) -> str:
    bare = re.sub(r"[\x00-\x20]+", "", address).lower()
    return bare.partition(":")[0] if re.match(r"[a-z][a-z0-9+.-]*:", bare) else ""


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    return [pages_of(tmp_path_factory.mktemp("attacked"), strings) for strings in LETTERS]


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return pages_of(tmp_path_factory.mktemp("harmless"), ["mot"])


@pytest.mark.parametrize("path", PAGES)
def test_no_attack_adds_anything_that_acts_to_a_page_of_the_preview(
    attacked: list[dict[str, str]], harmless: dict[str, str], path: str
) -> None:
    added = [acting(pages[path]) - acting(harmless[path]) for pages in attacked]

    assert added == [Counter()] * len(LETTERS)


def test_the_attacks_are_in_the_pages_as_words(attacked: list[dict[str, str]]) -> None:
    words = [lxml.html.document_fromstring(pages["/?tab=text"]).text_content() for pages in attacked]

    assert ["alert(1)" in one for one in words] == [True] * len(LETTERS)
