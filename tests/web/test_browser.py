"""The members' pages in a real browser: for everybody, on a small screen, in light and dark, without a script."""

import threading
from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.wait import WebDriverWait

from digest.model import MemberStatus
from digest.store import Store
from digest.web.server import WebServer
from tests import browser as browsers
from tests.makers import THEMES
from tests.web.visitors import NOW, Visitor, visit

browser = browsers.browser
pytestmark = pytest.mark.browser
SMALL = """
return [...document.querySelectorAll('button, a, label')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && (box.height < 24 || box.width < 24) && !one.matches('p:not(.add) > a[href^=mailto]');
}).map(one => one.textContent.trim())
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visitor, str]]:
    visitor = visit(tmp_path_factory.mktemp("letter"), language="fr")
    with WebServer(visitor.application, host="127.0.0.1", port=0, threads=2) as server:
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield visitor, f"http://127.0.0.1:{server.port}"
        server.stop()
        thread.join(5)


@pytest.fixture
def page(browser: Chrome, served: tuple[Visitor, str]) -> Iterator[Chrome]:
    """Return the browser on a small screen; the member has chosen nothing and is there."""
    visitor, _home = served
    with Store.open(visitor.folder / ".digest") as store:
        if visitor.now().standing is MemberStatus.UNSUBSCRIBED:
            store.roll().add(visitor.member, now=NOW, again=True)
        store.roll().change(visitor.member, now=NOW)
    browsers.show_as_usual(browser)
    browsers.show_at(browser, 320)
    yield browser
    browsers.show_as_usual(browser)


def press(driver: Chrome, value: str) -> None:
    """Press a button and wait for the page that follows."""
    button = driver.find_element(By.CSS_SELECTOR, f"button[value={value}]")
    button.click()
    WebDriverWait(driver, 10).until(staleness_of(button))


def show(driver: Chrome, served: tuple[Visitor, str], name: str) -> None:
    """Show one of the pages a member can meet."""
    visitor, home = served
    paths = {"leave": visitor.leave, "left": visitor.leave, "paused": visitor.leave, "missing": "/u/" + "A" * 40}
    driver.get(home + paths.get(name, visitor.prefer))
    if name == "left":
        press(driver, "leave")
    elif name == "paused":
        press(driver, "pause")
    elif name == "saved":
        press(driver, "save")
    elif name == "no theme":
        for box in driver.find_elements(By.NAME, "theme"):
            box.click()
        press(driver, "save")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["leave", "left", "paused", "preferences", "saved", "no theme", "missing"])
def test_nobody_is_shut_out(page: Chrome, served: tuple[Visitor, str], name: str, scheme: str) -> None:
    browsers.prefer_colours(page, scheme)
    show(page, served, name)

    assert (browsers.overflow_of(page), page.execute_script(SMALL), browsers.violations_of(page)) == (0, [], [])


def test_a_member_leaves_and_comes_back_without_a_script(page: Chrome, served: tuple[Visitor, str]) -> None:
    visitor, home = served
    browsers.allow_scripts(page, False)
    page.get(home + visitor.leave)
    press(page, "leave")
    gone = visitor.now().standing
    press(page, "return")

    assert (gone, visitor.now().standing) == (MemberStatus.UNSUBSCRIBED, MemberStatus.ACTIVE)


def test_a_member_chooses_with_the_keyboard(page: Chrome, served: tuple[Visitor, str]) -> None:
    visitor, home = served
    page.get(home + visitor.prefer)
    page.find_elements(By.NAME, "theme")[0].send_keys(" ")
    page.find_element(By.CSS_SELECTOR, "input[value=en]").send_keys(" ")
    page.find_element(By.CSS_SELECTOR, "button[value=save]").send_keys("\n")
    WebDriverWait(page, 10).until(lambda shown: shown.find_elements(By.CSS_SELECTOR, "[role=status]"))
    member = visitor.now()

    assert (member.themes, member.language) == (tuple(theme.name for theme in THEMES[1:]), "")


def test_a_page_takes_nothing_from_anywhere(page: Chrome, served: tuple[Visitor, str]) -> None:
    visitor, home = served
    page.get(home + visitor.prefer)
    asked = page.execute_script("return performance.getEntriesByType('resource').map(one => one.name)")

    assert [address for address in asked if not address.endswith("/favicon.ico")] == []


def test_what_a_page_leads_to_learns_no_link(page: Chrome, served: tuple[Visitor, str]) -> None:
    visitor, home = served
    page.get(home + visitor.leave)
    page.find_element(By.CSS_SELECTOR, '.bottom a[href="../"]').click()

    assert page.execute_script("return document.referrer") == ""
