"""The archive: complete, the same every time, valid where its readers are strict, and silent about members."""

import json
import os
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config import Config
from digest.edition import Edition
from digest.model import Image
from digest.render.archive import render_archive
from digest.render.headers import online_address
from digest.render.templates import TemplateError
from tests.render.outlines import Outline
from tests.render.samples import BARE_CONFIG, CONFIG, EMPTY, FULL, WATER, event

FOLDER = Path(__file__).parent.parent / "data" / "archive"
RENEW = bool(os.environ.get("DIGEST_RENEW_LETTERS"))
ENGLISH = replace(CONFIG, letter=replace(CONFIG.letter, language="en"))


def weeks_before(edition: Edition, count: int) -> Edition:
    back = timedelta(weeks=count)
    window = replace(edition.window, first_day=edition.window.first_day - back, last_day=edition.window.last_day - back)
    return replace(edition, number=edition.number - count, day=edition.day - back, window=window)


EDITIONS = (weeks_before(FULL, 16), weeks_before(FULL, 1), FULL)


def files(*editions: Edition, config: Config = ENGLISH) -> dict[str, bytes]:
    return render_archive(editions or EDITIONS, config)


def page(path: str, *editions: Edition, config: Config = ENGLISH) -> str:
    return files(*editions, config=config)[path].decode()


def own_paths(outline: Outline, at: str) -> set[str]:
    """Return the paths in the archive that a page leads to."""
    names = [value for name in ("href", "src") for value in outline.named(name) if value]
    here = "https://archive/"
    paths = (urljoin(here + at, name).partition("#")[0] for name in names if "://" not in name)
    return {path.removeprefix(here) + ("index.html" if path.endswith("/") else "") for path in paths}


@pytest.mark.parametrize("name", ["index.html", "17/index.html", "atom.xml", "sitemap.xml"])
def test_a_page_is_the_golden_one(name: str) -> None:
    actual = files()[name]
    golden = FOLDER / name.replace("/", "-")
    if RENEW:
        golden.write_bytes(actual)

    assert actual == golden.read_bytes()


def test_the_same_editions_give_the_same_octets_in_any_order() -> None:
    assert files(*EDITIONS) == files(*reversed(EDITIONS))


def test_every_edition_has_its_page_where_the_letter_says() -> None:
    told = {str(online_address(edition, CONFIG)) for edition in EDITIONS}
    found = {f"{CONFIG.web}{name.removesuffix('index.html')}" for name in files() if name.endswith("/index.html")}

    assert found == told


def test_every_path_on_the_pages_leads_to_a_file() -> None:
    written = files()
    pages = {name: Outline(text.decode()) for name, text in written.items() if name.endswith(".html")}

    assert {path for name, outline in pages.items() for path in own_paths(outline, name)} - written.keys() == set()


def test_every_file_is_led_to_from_a_page() -> None:
    written = files()
    led = {path for name in written if name.endswith(".html") for path in own_paths(Outline(page(name)), name)}

    assert written.keys() - led == {"sitemap.xml", "robots.txt"}


def test_editions_stand_newest_first_under_their_years() -> None:
    outline = Outline(page("index.html"))
    links = [href for href in outline.named("href") if re.fullmatch(r"\d+/", href or "")]

    headings = [words for tag, words in outline.headings if tag == "h2"]
    assert (links, headings) == (["17/", "16/", "1/"], ["2024", "2023"])


def test_headings_stand_in_order_and_each_is_a_step_down_at_most() -> None:
    levels = [int(tag[1]) for tag, _words in Outline(page("17/index.html")).headings]
    jumps = [(one, other) for one, other in pairwise(levels) if other > one + 1]

    assert (levels[0], levels.count(1), jumps) == (1, 1, [])


def test_no_identity_is_given_twice_on_a_page() -> None:
    identities = Outline(page("17/index.html")).named("id")

    assert len(identities) == len(set(identities))


def test_nothing_personal_is_on_the_web() -> None:
    everything = b"".join(files().values()).decode()
    words = ("mailto:", "unsubscribe", "camille.aubert@", "communication@", "<lettre@exemple.org>")

    assert [word for word in words if word in everything] == []


def test_nothing_is_fetched_from_another_host_and_no_script_is_run() -> None:
    foreign = Image(url="https://images.exemple.net/forage.jpg", width=560, height=280)
    chapters = tuple(
        replace(c, articles=tuple(replace(p, article=replace(p.article, image=foreign)) for p in c.articles))
        for c in FULL.chapters
    )
    brand = replace(ENGLISH.letter.brand, logo="https://images.exemple.net/logo.png")
    config = replace(ENGLISH, letter=replace(ENGLISH.letter, brand=brand))
    html = page("17/index.html", replace(FULL, chapters=chapters), config=config)

    found = (re.findall(r"<img[^>]*>", html), re.findall(r"<(?:script|link|iframe)[^>]* src=", html))
    assert (found, re.findall(r"<script(?! type=\"application/ld\+json\")", html)) == (([], []), [])


def test_a_picture_on_the_archives_own_host_is_shown() -> None:
    own = replace(WATER, image=Image(url="https://lettre.exemple.org/forage.jpg", alt="Un forage", width=100))
    chapters = (replace(FULL.chapters[1], articles=(replace(FULL.chapters[1].articles[0], article=own),)),)

    assert '<img src="https://lettre.exemple.org/forage.jpg" alt="Un forage" width="100">' in page(
        "17/index.html", replace(FULL, chapters=chapters)
    )


def test_what_is_for_members_is_in_no_file() -> None:
    secret = event(30, "Réunion secrète", date(2024, 4, 20), tags=("membres",))
    written = files(replace(FULL, agenda=(*FULL.agenda, secret), preheader="Réunion secrète"))

    assert [name for name, octets in written.items() if b"secr" in octets or secret.id in name] == []


def test_an_edition_without_anything_to_read_has_no_page() -> None:
    assert sorted(name for name in files(EMPTY, config=BARE_CONFIG)) == ["archive.css", "index.html"]


def test_without_a_place_on_the_web_there_is_neither_feed_nor_map_nor_absolute_address_of_ours() -> None:
    written = files(config=replace(ENGLISH, web=None))
    named = [name for name in ("atom.xml", "sitemap.xml", "robots.txt") if name in written]

    assert (named, "canonical" in written["17/index.html"].decode(), "Atom" in written["index.html"].decode()) == (
        [],
        False,
        False,
    )


def test_robots_are_told_of_the_map_only_at_the_root_of_a_host() -> None:
    below = files(config=replace(ENGLISH, web="https://www.exemple.org/lettre"))

    assert ("robots.txt" in files(), "robots.txt" in below, "sitemap.xml" in below) == (True, False, True)


def test_the_feed_is_read_without_a_fault_and_keeps_its_identities_when_the_archive_moves() -> None:
    here, there = (
        feedparser.parse(files(config=replace(ENGLISH, web=web))["atom.xml"])
        for web in ("https://lettre.exemple.org/", "https://www.exemple.net/archive/")
    )

    ids = [[entry.id for entry in feed.entries] for feed in (here, there)]
    assert (here.bozo, ids[0] == ids[1], len(set(ids[0])), here.entries[0].link) == (
        False,
        True,
        3,
        "https://lettre.exemple.org/17/",
    )


def test_another_title_changes_no_identity() -> None:
    renamed = replace(ENGLISH, letter=replace(ENGLISH.letter, title="Autrement"))

    ids = [re.findall(r"<id>(.*?)</id>", files(config=config)["atom.xml"].decode()) for config in (ENGLISH, renamed)]
    assert ids[0] == ids[1]


def test_linked_data_can_be_read_from_the_page() -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page("17/index.html"))

    assert found is not None
    assert json.loads(found[1])["@graph"][0]["url"] == "https://lettre.exemple.org/17/"


def test_the_archive_of_a_short_letter_shows_the_whole_one() -> None:
    light = replace(ENGLISH, letter=replace(ENGLISH.letter, variant="compact"))

    assert page("17/index.html", config=light) == page("17/index.html")


@pytest.mark.parametrize(
    ("name", "written"),
    [("archive.html.j2", "17/index.html"), ("archive.index.html.j2", "index.html"), ("archive.css", "archive.css")],
)
def test_a_project_overrides_a_page_and_keeps_the_others(tmp_path: Path, name: str, written: str) -> None:
    (tmp_path / name).write_text("à nous", encoding="utf-8")

    own = render_archive([FULL], ENGLISH, templates=tmp_path)
    changed = [path for path, octets in files(FULL).items() if own[path] != octets]
    assert (changed, own[written].decode().strip()) == ([written], "à nous")


def test_a_fault_in_a_project_s_page_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "archive.html.j2").write_text("\n{{ letter.titel }}", encoding="utf-8")

    with pytest.raises(TemplateError) as caught:
        render_archive([FULL], ENGLISH, templates=tmp_path)
    assert caught.value.where == f"{tmp_path}/archive.html.j2:2"


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=60))
def test_no_title_breaks_a_page_or_the_feed(title: str) -> None:
    article = replace(FULL.chapters[0].articles[0].article, title=title, summary=title)
    chapters = (
        replace(FULL.chapters[0], name=title, articles=(replace(FULL.chapters[0].articles[0], article=article),)),
    )
    edition = replace(FULL, chapters=chapters, pinned=None, subject=title, edito=title, preheader=title)
    written = files(edition)

    tags = set(Outline(written["17/index.html"].decode()).tags)
    assert (tags & {"img", "iframe"}, ET.fromstring(written["atom.xml"]).tag.endswith("feed")) == (set(), True)
