"""The preview in a real browser: what a person sees, clicks and types."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import visibility_of_element_located as visible
from selenium.webdriver.support.wait import WebDriverWait

from digest.model import Member
from digest.preview.server import PreviewServer
from digest.store import Store
from tests import browser as browsers
from tests.mail_server import MailServer
from tests.preview.letters import NOON, newsroom, served
from tests.preview.test_testing import ADDRESSES, with_relay

pytestmark = pytest.mark.browser

TABS = ["message", "edit", "text", "headers", "checks", "why", "changes", "source"]


@pytest.fixture(autouse=True)
def usual_screen(browser: Chrome) -> Iterator[None]:
    browsers.show_at(browser, 1280)
    yield
    browser.get("about:blank")
    browsers.show_as_usual(browser)


def address(server: PreviewServer, path: str = "/") -> str:
    return f"http://127.0.0.1:{server.server_port}{path}"


def look(browser: Chrome, server: PreviewServer, path: str = "/") -> Chrome:
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
    ActionChains(browser).send_keys(*keys).perform()


def tab_to(browser: Chrome, element: WebElement) -> None:
    """Go to an element with the tabulator alone."""
    for _press in range(60):
        if browser.switch_to.active_element == element:
            return
        press(browser, Keys.TAB)
    pytest.fail("the tabulator does not lead there")


def test_the_letter_stands_in_a_frame_that_runs_no_script(browser: Chrome, server: PreviewServer) -> None:
    look(browser, server)

    words = words_of_letter(browser)
    assert ("Bureau exécutif" in words, "allow-scripts" in str(one(browser, "iframe").get_attribute("sandbox"))) == (
        True,
        False,
    )


def test_every_tab_opens_with_the_mouse(browser: Chrome, server: PreviewServer) -> None:
    look(browser, server)
    opened = []
    for name in TABS:
        one(browser, f".tabs a[href*='tab={name}&']").click()
        opened.append(one(browser, "main").get_attribute("data-tab"))

    assert opened == TABS


def test_every_tab_opens_with_the_keyboard(browser: Chrome, server: PreviewServer) -> None:
    look(browser, server)
    opened = []
    for name in TABS:
        tab_to(browser, one(browser, f".tabs a[href*='tab={name}&']"))
        press(browser, Keys.ENTER)
        WebDriverWait(browser, 15).until(visible((By.CSS_SELECTOR, f"main[data-tab={name}]")))
        opened.append(one(browser, ".tabs a[aria-current]").text)

    assert len(set(opened)) == len(TABS)


@pytest.mark.parametrize("width", [320, 375, 600, 800])
def test_the_frame_is_as_wide_as_was_chosen(browser: Chrome, server: PreviewServer, width: int) -> None:
    look(browser, server)
    one(browser, f".tools a[href*='width={width}']").click()

    inside = browser.execute_script("return document.getElementById('frame').clientWidth")
    assert inside == width


def test_dark_no_images_and_large_text_are_chosen_with_the_keyboard(browser: Chrome, server: PreviewServer) -> None:
    look(browser, server)
    for words in ("Dark", "Without images", "Text × 2"):
        tab_to(browser, browser.find_element(By.LINK_TEXT, words))
        press(browser, Keys.ENTER)

    chosen = [current(browser, name) for name in ("Colours", "Images", "Text size")]
    assert chosen == [["Dark"], ["Without images"], ["Text × 2"]]


def test_forced_dark_makes_light_paper_dark(browser: Chrome, server: PreviewServer) -> None:
    look(browser, server, "/message?colours=forced")

    assert browser.execute_script("return getComputedStyle(document.documentElement).filter").startswith("invert(1)")


def test_large_text_still_fits_the_narrowest_screen(browser: Chrome, server: PreviewServer) -> None:
    look(browser, server, "/?large=1&width=320")
    words_of_letter(browser)

    size = in_frame(browser, "[page.documentElement.scrollWidth, getComputedStyle(page.querySelector('p')).fontSize]")
    assert size == [320, "32px"]


def test_a_saved_edition_shows_by_itself(browser: Chrome, own_server: tuple[PreviewServer, Path]) -> None:
    server, folder = own_server
    look(browser, server)
    words_of_letter(browser)

    replace_in(folder / "editions" / "1.yaml", "Un jumelage met", "Douze valises, un jumelage met")

    wait_for(browser, lambda driver: "Douze valises, un" in words_of_letter(driver))


def test_an_own_template_shows_by_itself(browser: Chrome, own_server: tuple[PreviewServer, Path]) -> None:
    server, folder = own_server
    look(browser, server)
    words_of_letter(browser)
    (folder / "templates").mkdir()

    (folder / "templates" / "letter.html.j2").write_text("<html><body><h1>Autre modèle</h1></body></html>", "utf-8")

    wait_for(browser, lambda driver: words_of_letter(driver).startswith("Autre modèle"))


def test_another_title_in_feeds_yaml_shows_by_itself(browser: Chrome, own_server: tuple[PreviewServer, Path]) -> None:
    server, folder = own_server
    look(browser, server)
    words_of_letter(browser)

    replace_in(folder / "feeds.yaml", "title: La lettre de la coop", "title: Le courrier de la coop")

    wait_for(browser, lambda driver: "Le courrier de la coop" in words_of_letter(driver))


def test_a_new_text_shows_by_itself(browser: Chrome, own_server: tuple[PreviewServer, Path]) -> None:
    server, folder = own_server
    look(browser, server)
    words_of_letter(browser)
    text = "---\ntitle: Une école de plus\ndate: 2026-01-14\n---\n\nElle ouvre.\n"

    (folder / "contenu" / "ecole.md").write_text(text, encoding="utf-8")

    wait_for(browser, lambda driver: "Une école de plus" in words_of_letter(driver))


def test_a_fault_shows_with_file_and_line_while_the_last_letter_stays_and_goes_with_its_mend(
    browser: Chrome, own_server: tuple[PreviewServer, Path]
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


def test_everything_but_the_reload_works_without_scripts(browser: Chrome, server: PreviewServer) -> None:
    browsers.allow_scripts(browser, False)
    look(browser, server)
    titles = []
    for name in TABS:
        one(browser, f".tabs a[href*='tab={name}&']").click()
        titles.append(one(browser, ".tabs a[aria-current]").text)

    assert len(set(titles)) == len(TABS)


@pytest.mark.parametrize("width", [320, 800, 1280])
@pytest.mark.parametrize("tab", TABS)
def test_no_tab_is_wider_than_the_screen(browser: Chrome, server: PreviewServer, tab: str, width: int) -> None:
    browsers.show_at(browser, width)
    look(browser, server, f"/?tab={tab}")

    assert browsers.overflow_of(browser) == 0


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
@pytest.mark.parametrize("tab", TABS)
def test_no_tab_shuts_anyone_out(browser: Chrome, server: PreviewServer, tab: str, scheme: str, width: int) -> None:
    browsers.prefer_colours(browser, scheme)
    browsers.show_at(browser, width)
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


# Editing


def edit(browser: Chrome, server: PreviewServer) -> Chrome:
    look(browser, server, "/?tab=edit")
    words_of_letter(browser)
    return browser


def rows(browser: Chrome) -> list[list[str]]:
    """Return the articles of each theme, by their places, as the page shows them."""
    script = """return [...document.querySelectorAll("[data-theme]")].map(
        theme => [...theme.querySelectorAll("[data-place]")].map(row => row.dataset.place))"""
    found: list[list[str]] = browser.execute_script(script)
    return found


def printed(server: PreviewServer) -> list[list[str]]:
    edition = server.desk.view.edition
    assert edition is not None
    return [[placed.article.id for placed in chapter.articles] for chapter in edition.chapters]


def swapped(themes: list[list[str]]) -> list[list[str]]:
    (first, second, *others), *rest = themes
    return [[second, first, *others], *rest]


def test_an_article_is_dragged_before_another(browser: Chrome, own_server: tuple[PreviewServer, Path]) -> None:
    server, _folder = own_server
    edit(browser, server)
    before = rows(browser)
    upper, lower = (one(browser, f"[data-place='{place}']") for place in before[0][:2])
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", upper)

    handle = lower.find_element(By.CSS_SELECTOR, ".handle")
    reach = -upper.size["height"] // 2 + 4
    ActionChains(browser).click_and_hold(handle).move_to_element_with_offset(upper, 0, reach).release().perform()

    wait_for(browser, lambda driver: rows(driver) == swapped(before))
    assert printed(server) == swapped(before)


def test_an_article_is_dragged_to_another_theme(browser: Chrome, own_server: tuple[PreviewServer, Path]) -> None:
    server, _folder = own_server
    edit(browser, server)
    before = rows(browser)
    moved, target = before[0][1], before[1][0]
    goal = one(browser, f"[data-place='{target}']")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", goal)

    handle = one(browser, f"[data-place='{moved}'] .handle")
    reach = goal.size["height"] // 2 - 4
    ActionChains(browser).click_and_hold(handle).move_to_element_with_offset(goal, 0, reach).release().perform()

    after = [[before[0][0]], [target, moved, *before[1][1:]], *before[2:]]
    wait_for(browser, lambda driver: rows(driver) == after)
    assert printed(server) == after


def test_an_article_goes_down_with_the_keyboard_and_the_button_keeps_the_focus(
    browser: Chrome, own_server: tuple[PreviewServer, Path]
) -> None:
    server, _folder = own_server
    edit(browser, server)
    before = rows(browser)
    button = f"down-{before[0][0]}"
    browser.execute_script("document.getElementById(arguments[0]).focus()", button)

    press(browser, Keys.ENTER)

    wait_for(browser, lambda driver: rows(driver) == swapped(before))
    assert (printed(server), browser.switch_to.active_element.get_attribute("id")) == (swapped(before), button)


def test_an_article_goes_to_another_theme_without_a_mouse(
    browser: Chrome, own_server: tuple[PreviewServer, Path]
) -> None:
    server, _folder = own_server
    edit(browser, server)
    before = rows(browser)
    moved = before[0][1]
    tab_to_id(browser, f"theme-{moved}")
    press(browser, "C", Keys.TAB, Keys.ENTER)

    after = [[before[0][0]], [*before[1], moved], *before[2:]]
    wait_for(browser, lambda driver: rows(driver) == after)
    assert printed(server) == after


def tab_to_id(browser: Chrome, name: str) -> None:
    browser.execute_script("document.getElementById(arguments[0]).focus()", name)


def test_an_edito_shows_while_it_is_written_and_the_cursor_stays(
    browser: Chrome, own_server: tuple[PreviewServer, Path]
) -> None:
    server, folder = own_server
    edit(browser, server)
    field = one(browser, "#edito")
    field.clear()
    field.send_keys("# Bonjour à **tous** ")

    wait_for(browser, lambda driver: "Bonjour à tous" in words_of_letter(driver))
    press(browser, "et à toutes")
    wait_for(browser, lambda driver: "Bonjour à tous et à toutes" in words_of_letter(driver))

    file = (folder / "editions" / "1.yaml").read_text(encoding="utf-8")
    assert ("# Bonjour à **tous** et à toutes" in file, browser.switch_to.active_element.get_attribute("id")) == (
        True,
        "edito",
    )


def test_a_change_is_undone(browser: Chrome, own_server: tuple[PreviewServer, Path]) -> None:
    server, folder = own_server
    before = (folder / "editions" / "1.yaml").read_text(encoding="utf-8")
    edit(browser, server)
    place = rows(browser)[0][0]
    one(browser, f"#leave_out-{place}").click()
    wait_for(browser, lambda driver: driver.find_elements(By.ID, f"bring_back-{place}"))

    one(browser, "#undo").click()

    wait_for(browser, lambda driver: driver.find_elements(By.ID, f"leave_out-{place}"))
    assert (folder / "editions" / "1.yaml").read_text(encoding="utf-8") == before


def test_the_counter_counts_while_one_types(browser: Chrome, own_server: tuple[PreviewServer, Path]) -> None:
    server, _folder = own_server
    edit(browser, server)
    field = one(browser, "#subject")
    field.clear()
    field.send_keys("Dix lettres")

    assert one(browser, "[data-count=subject]").text == "11"


def test_an_edit_in_the_file_comes_in_while_another_field_is_being_written(
    browser: Chrome, own_server: tuple[PreviewServer, Path]
) -> None:
    server, folder = own_server
    edit(browser, server)
    browser.execute_script(
        "const f = document.getElementById('signed'); f.focus(); f.value = 'Moi, mais pas enregistré'"
    )

    replace_in(folder / "editions" / "1.yaml", "Un jumelage met", "Douze valises, un jumelage met")

    wait_for(browser, lambda driver: "Douze valises, un" in words_of_letter(driver))
    titles = [field.get_attribute("value") for field in browser.find_elements(By.CSS_SELECTOR, ".title")]
    assert (any("Douze valises" in str(title) for title in titles), one(browser, "#signed").get_attribute("value")) == (
        True,
        "Moi, mais pas enregistré",
    )


def test_words_that_somebody_else_changed_meanwhile_are_not_overwritten(
    browser: Chrome, own_server: tuple[PreviewServer, Path]
) -> None:
    server, folder = own_server
    file = folder / "editions" / "1.yaml"
    edit(browser, server)
    browser.execute_script("const f = document.getElementById('signed'); f.focus(); f.value = 'Moi'")
    replace_in(file, "Maëlle Kerbrat-Diallo", "Yann Kerbrat-Diallo")
    wait_for(browser, lambda driver: driver.execute_script("return document.body.dataset.version") == "2")

    press(browser, Keys.END, " aussi", Keys.TAB)

    wait_for(browser, lambda driver: "editions/1.yaml" in one(driver, "[data-refusal]").text)
    assert ("Yann Kerbrat-Diallo" in file.read_text("utf-8"), one(browser, "#signed").get_attribute("value")) == (
        True,
        "Moi aussi",
    )


def test_two_pages_open_at_once_show_the_same(browser: Chrome, own_server: tuple[PreviewServer, Path]) -> None:
    server, _folder = own_server
    edit(browser, server)
    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    edit(browser, server)
    place = rows(browser)[0][0]
    try:
        one(browser, f"#leave_out-{place}").click()
        wait_for(browser, lambda driver: driver.find_elements(By.ID, f"bring_back-{place}"))
        browser.close()
    finally:
        browser.switch_to.window(first)

    wait_for(browser, lambda driver: driver.find_elements(By.ID, f"bring_back-{place}"))
    one(browser, f"#bring_back-{place}").click()
    wait_for(browser, lambda driver: driver.find_elements(By.ID, f"leave_out-{place}"))
    assert place in printed(server)[0]


def test_a_preview_that_was_ended_says_so_and_keeps_what_was_typed(
    browser: Chrome, own_server: tuple[PreviewServer, Path]
) -> None:
    server, _folder = own_server
    edit(browser, server)
    server.shutdown()
    server.server_close()

    one(browser, "#signed").send_keys(" et les siens", Keys.TAB)

    wait_for(browser, lambda driver: one(driver, "[role=alert]").is_displayed())
    assert str(one(browser, "#signed").get_attribute("value")).endswith(" et les siens")


def test_a_page_that_outlived_its_preview_goes_on_with_the_next_one(
    browser: Chrome, own_server: tuple[PreviewServer, Path]
) -> None:
    server, folder = own_server
    edit(browser, server)
    server.token = "another run"

    one(browser, "#signed").send_keys(" et les siens", Keys.TAB)

    wait_for(browser, lambda _driver: "et les siens" in (folder / "editions" / "1.yaml").read_text("utf-8"))
    assert browser.find_elements(By.CSS_SELECTOR, "[role=alert]") == []


def test_editing_works_without_scripts(browser: Chrome, own_server: tuple[PreviewServer, Path]) -> None:
    server, _folder = own_server
    browsers.allow_scripts(browser, False)
    look(browser, server, "/?tab=edit")
    before = printed(server)

    one(browser, f"#down-{before[0][0]}").click()
    wait_for(browser, lambda driver: driver.current_url.endswith(f"#{before[0][0]}"))
    one(browser, f"#title-{before[0][0]}").send_keys(" (suite)")
    one(browser, f"[data-save='{before[0][0]}'] .save").click()
    wait_for(browser, lambda _driver: server.desk.view.version == 3)

    edition = server.desk.view.edition
    title = edition.chapters[0].articles[1].article.title if edition else ""
    assert (printed(server), title.endswith(" (suite)")) == (swapped(before), True)


def replace_in(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_button_sends_the_test_without_leaving_the_page(browser: Chrome, tmp_path: Path) -> None:
    with MailServer() as relay, served(with_relay(tmp_path, relay.port)) as server:
        look(browser, server)
        one(browser, "#test").click()
        wait_for(browser, visible((By.CSS_SELECTOR, "[data-part=notices] [role=status]")))

    assert (relay.recipients(), browser.current_url) == (ADDRESSES, address(server))


def test_the_letter_is_read_as_a_member_by_their_address(
    browser: Chrome, own_server: tuple[PreviewServer, Path]
) -> None:
    server, folder = own_server
    with Store.open(folder / ".digest") as store:
        store.roll().add(Member(id="m-0123456789abcd", address="maire@exemple.org", name="Aïcha Exemple"), now=NOON)
    look(browser, server)
    one(browser, "#reader").send_keys("maire@exemple.org", Keys.ENTER)
    wait_for(browser, lambda driver: "reader=" in driver.current_url)

    assert "Aïcha Exemple" in words_of_letter(browser)
