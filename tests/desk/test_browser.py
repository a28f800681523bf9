"""The preview in a real browser: what a person sees, clicks and types."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import visibility_of_element_located as visible
from selenium.webdriver.support.wait import WebDriverWait

from digest.desk.server import Server
from tests import browser as browsers
from tests.desk.letters import built, newsroom, served

pytestmark = pytest.mark.browser

TABS = ["message", "text", "headers", "checks", "why", "changes", "source"]


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample letter once, for the tests that only look."""
    return built(tmp_path_factory.mktemp("letter"))


@pytest.fixture(scope="module")
def server(letter: Path) -> Iterator[Server]:
    with served(letter) as server:
        yield server


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[tuple[Server, Path]]:
    """Show a letter whose files the test may change."""
    with served(built(tmp_path)) as server:
        yield server, tmp_path


@pytest.fixture(autouse=True)
def usual_screen(browser: Chrome) -> Iterator[None]:
    browsers.show_at(browser, 1280)
    yield
    browser.get("about:blank")
    browsers.show_as_usual(browser)


def address(server: Server, path: str = "/") -> str:
    return f"http://127.0.0.1:{server.server_port}{path}"


def look(browser: Chrome, server: Server, path: str = "/") -> Chrome:
    browser.get(address(server, path))
    return browser


def one(browser: Chrome, selector: str) -> WebElement:
    return browser.find_element(By.CSS_SELECTOR, selector)


def wait_for(browser: Chrome, truth: Callable[[Chrome], object]) -> None:
    """Wait until something holds; what is being replaced meanwhile is asked again."""
    from selenium.common.exceptions import WebDriverException

    WebDriverWait(browser, 15, poll_frequency=0.05, ignored_exceptions=(WebDriverException,)).until(truth)


def in_frame(browser: Chrome, script: str) -> object:
    return browser.execute_script(f"const page = document.getElementById('frame').contentDocument; return {script}")


def words_of_letter(browser: Chrome) -> str:
    wait_for(
        browser, lambda driver: in_frame(driver, "page.readyState === 'complete' && page.querySelector('h1') !== null")
    )
    return str(in_frame(browser, "page.body.innerText"))


def current(browser: Chrome, name: str) -> list[str]:
    chosen = browser.find_elements(By.CSS_SELECTOR, f"[aria-label='{name}'] a[aria-current]")
    return [link.text for link in chosen]


def press(browser: Chrome, *keys: str) -> None:
    from selenium.webdriver import ActionChains

    ActionChains(browser).send_keys(*keys).perform()


def tab_to(browser: Chrome, element: WebElement) -> None:
    """Go to an element with the tabulator alone."""
    for _press in range(60):
        if browser.switch_to.active_element == element:
            return
        press(browser, Keys.TAB)
    pytest.fail("the tabulator does not lead there")


def test_the_letter_stands_in_a_frame_that_runs_no_script(browser: Chrome, server: Server) -> None:
    look(browser, server)

    words = words_of_letter(browser)
    assert ("Bureau exécutif" in words, "allow-scripts" in str(one(browser, "iframe").get_attribute("sandbox"))) == (
        True,
        False,
    )


def test_every_tab_opens_with_the_mouse(browser: Chrome, server: Server) -> None:
    look(browser, server)
    opened = []
    for name in TABS:
        one(browser, f".tabs a[href*='tab={name}&']").click()
        opened.append(one(browser, "main").get_attribute("data-tab"))

    assert opened == TABS


def test_every_tab_opens_with_the_keyboard(browser: Chrome, server: Server) -> None:
    look(browser, server)
    opened = []
    for name in TABS:
        tab_to(browser, one(browser, f".tabs a[href*='tab={name}&']"))
        press(browser, Keys.ENTER)
        WebDriverWait(browser, 15).until(visible((By.CSS_SELECTOR, f"main[data-tab={name}]")))
        opened.append(one(browser, ".tabs a[aria-current]").text)

    assert len(set(opened)) == len(TABS)


@pytest.mark.parametrize("width", [320, 375, 600, 800])
def test_the_frame_is_as_wide_as_was_chosen(browser: Chrome, server: Server, width: int) -> None:
    look(browser, server)
    one(browser, f".tools a[href*='width={width}']").click()

    inside = browser.execute_script("return document.getElementById('frame').clientWidth")
    assert inside == width


def test_dark_no_images_and_large_text_are_chosen_with_the_keyboard(browser: Chrome, server: Server) -> None:
    look(browser, server)
    for words in ("Dark", "Without images", "Text × 2"):
        tab_to(browser, browser.find_element(By.LINK_TEXT, words))
        press(browser, Keys.ENTER)

    chosen = [current(browser, name) for name in ("Colours", "Images", "Text size")]
    assert chosen == [["Dark"], ["Without images"], ["Text × 2"]]


def test_forced_dark_makes_light_paper_dark(browser: Chrome, server: Server) -> None:
    look(browser, server, "/message?colours=forced")

    assert browser.execute_script("return getComputedStyle(document.documentElement).filter").startswith("invert(1)")


def test_large_text_still_fits_the_narrowest_screen(browser: Chrome, server: Server) -> None:
    look(browser, server, "/?large=1&width=320")
    words_of_letter(browser)

    size = in_frame(browser, "[page.documentElement.scrollWidth, getComputedStyle(page.querySelector('p')).fontSize]")
    assert size == [320, "28px"]


def test_a_saved_edition_shows_by_itself(browser: Chrome, own_server: tuple[Server, Path]) -> None:
    server, folder = own_server
    look(browser, server)
    words_of_letter(browser)

    replace_in(folder / "editions" / "1.yaml", "Un jumelage met", "Douze valises, un jumelage met")

    wait_for(browser, lambda driver: "Douze valises, un" in words_of_letter(driver))


def test_an_own_template_shows_by_itself(browser: Chrome, own_server: tuple[Server, Path]) -> None:
    server, folder = own_server
    look(browser, server)
    words_of_letter(browser)
    (folder / "templates").mkdir()

    (folder / "templates" / "letter.html.j2").write_text("<html><body><h1>Autre modèle</h1></body></html>", "utf-8")

    wait_for(browser, lambda driver: words_of_letter(driver).startswith("Autre modèle"))


def test_another_title_in_feeds_yaml_shows_by_itself(browser: Chrome, own_server: tuple[Server, Path]) -> None:
    server, folder = own_server
    look(browser, server)
    words_of_letter(browser)

    replace_in(folder / "feeds.yaml", "title: La lettre de la coop", "title: Le courrier de la coop")

    wait_for(browser, lambda driver: "Le courrier de la coop" in words_of_letter(driver))


def test_a_new_text_shows_by_itself(browser: Chrome, own_server: tuple[Server, Path]) -> None:
    server, folder = own_server
    look(browser, server)
    words_of_letter(browser)
    text = "---\ntitle: Une école de plus\ndate: 2026-01-14\n---\n\nElle ouvre.\n"

    (folder / "contenu" / "ecole.md").write_text(text, encoding="utf-8")

    wait_for(browser, lambda driver: "Une école de plus" in words_of_letter(driver))


def test_a_fault_shows_with_file_and_line_while_the_last_letter_stays_and_goes_with_its_mend(
    browser: Chrome, own_server: tuple[Server, Path]
) -> None:
    server, folder = own_server
    file = folder / "editions" / "1.yaml"
    good = file.read_text(encoding="utf-8")
    look(browser, server)
    before = words_of_letter(browser)

    file.write_text("number: 1\nthemes: [\n", encoding="utf-8")
    wait_for(browser, lambda driver: "editions/1.yaml:2" in one(driver, "[role=alert]").text)
    with_fault = words_of_letter(browser)
    file.write_text(good, encoding="utf-8")
    wait_for(browser, lambda driver: not driver.find_elements(By.CSS_SELECTOR, "[role=alert]"))

    assert (with_fault, words_of_letter(browser)) == (before, before)


def test_everything_but_the_reload_works_without_scripts(browser: Chrome, server: Server) -> None:
    browsers.allow_scripts(browser, False)
    look(browser, server)
    titles = []
    for name in TABS:
        one(browser, f".tabs a[href*='tab={name}&']").click()
        titles.append(one(browser, ".tabs a[aria-current]").text)

    assert len(set(titles)) == len(TABS)


@pytest.mark.parametrize("width", [320, 800, 1280])
@pytest.mark.parametrize("tab", TABS)
def test_no_tab_is_wider_than_the_screen(browser: Chrome, server: Server, tab: str, width: int) -> None:
    browsers.show_at(browser, width)
    look(browser, server, f"/?tab={tab}")

    assert browsers.overflow_of(browser) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tab", TABS)
def test_no_tab_shuts_anyone_out(browser: Chrome, server: Server, tab: str, scheme: str) -> None:
    browsers.prefer_colours(browser, scheme)
    look(browser, server, f"/?tab={tab}")

    assert browsers.violations_of(browser) == []


@pytest.fixture(scope="module")
def letter_file(letter: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Keep the very HTML part of the message as a page."""
    room = newsroom(letter)
    file = tmp_path_factory.mktemp("page") / "letter.html"
    file.write_text(room.render(room.edition()).html, encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_letter_shuts_nobody_out(browser: Chrome, letter_file: str, scheme: str) -> None:
    browsers.prefer_colours(browser, scheme)
    browser.get(letter_file)

    assert browsers.violations_of(browser) == []


def test_the_letter_fits_the_narrowest_screen(browser: Chrome, letter_file: str) -> None:
    browsers.show_at(browser, 320)
    browser.get(letter_file)

    assert browsers.overflow_of(browser) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_archive_shuts_nobody_out(browser: Chrome, letter: Path, tmp_path: Path, scheme: str) -> None:
    pages = [file for file in newsroom(letter).archive(out=tmp_path).files if file.suffix == ".html"]
    browsers.prefer_colours(browser, scheme)
    found = []
    for page in pages:
        browser.get(page.as_uri())
        found += browsers.violations_of(browser)

    assert (len(pages) > 1, found) == (True, [])


def replace_in(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
