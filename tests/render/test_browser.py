"""The letter in a real browser, in light and in dark: every word readable, nobody shut out, no sideways scroll."""

from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from digest.config import Brand, Config
from digest.config.model import STYLES
from digest.edition import Edition, PlacedArticle, ThemeSection
from digest.render.letter import render_letter
from tests import browser as browsers
from tests.render.samples import CONFIG, EMPTY, FULL, article

pytestmark = pytest.mark.browser
browser = browsers.browser

LONG = article(
    1,
    "x" * 200,
    "https://exemple.org/" + "y" * 300 + " " + "مرحبا بالعالم 👩🏽‍🌾 <&> " * 20,
    url="https://exemple.org/" + "z" * 300,
)
STRESS = replace(
    EMPTY, edito="w" * 300, chapters=(ThemeSection(name="v" * 120, articles=(PlacedArticle(article=LONG),)),)
)
LETTERS = [
    *(pytest.param(FULL, name, id=name) for name in STYLES),
    pytest.param(EMPTY, "atlantique", id="empty"),
    pytest.param(STRESS, "atlantique", id="long words"),
]
# The contrast of every word with the ground it stands on, as the browser paints them (WCAG 2.2, 1.4.3).
CONTRASTS = """
const channels = colour => colour.match(/[\\d.]+/g).map(Number);
const light = colour => channels(colour).slice(0, 3).map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const ground = element => {
    for (let e = element; e; e = e.parentElement) {
        const found = getComputedStyle(e).backgroundColor;
        if ((channels(found)[3] ?? 1) === 1) return found;
    }
    return 'rgb(255, 255, 255)';
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
while (walker.nextNode()) {
    const words = walker.currentNode.data.trim(), element = walker.currentNode.parentElement;
    if (!words) continue;
    const [low, high] = [getComputedStyle(element).color, ground(element)].map(light).sort((a, b) => a - b);
    found.push([words, (high + 0.05) / (low + 0.05)]);
}
return found;
"""


def shown(driver: Chrome, folder: Path, edition: Edition, style: str, scheme: str) -> Chrome:
    """Show a letter in one of the ready looks on a light or a dark screen."""
    brand = Brand(name="Réseau", style=style, **STYLES[style])
    config: Config = replace(CONFIG, letter=replace(CONFIG.letter, brand=brand))
    file = folder / "letter.html"
    file.write_text(render_letter(edition, config).html, encoding="utf-8")
    browsers.show_as_usual(driver)
    browsers.show_at(driver, 320)
    browsers.prefer_colours(driver, scheme)
    driver.get(file.as_uri())
    return driver


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edition", "style"), LETTERS)
def test_every_word_is_readable_and_nothing_is_wider_than_the_screen(
    browser: Chrome, tmp_path: Path, edition: Edition, style: str, scheme: str
) -> None:
    page = shown(browser, tmp_path, edition, style, scheme)

    words: list[tuple[str, float]] = page.execute_script(CONTRASTS)
    weak = [(said, contrast) for said, contrast in words if contrast < 4.5]
    assert (len(words) > 5, weak, browsers.overflow_of(page)) == (True, [], 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edition", "style"), LETTERS)
def test_nobody_is_shut_out(browser: Chrome, tmp_path: Path, edition: Edition, style: str, scheme: str) -> None:
    page = shown(browser, tmp_path, edition, style, scheme)

    assert browsers.violations_of(page) == []


def test_a_weak_word_would_be_seen(browser: Chrome, tmp_path: Path) -> None:
    page = shown(browser, tmp_path, FULL, "atlantique", "light")
    page.execute_script("document.querySelector('h1').style.color = '#2a4a75'")

    words: list[tuple[str, float]] = page.execute_script(CONTRASTS)
    assert [said for said, contrast in words if contrast < 4.5] == ["La lettre de la coopération décentralisée"]
