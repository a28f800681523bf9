"""A real browser for tests: headless Chromium driven by Selenium, with a profile of its own and no word to the world.

Debian names them chromium and chromedriver; where one of them is missing the tests that need them are skipped.
"""

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Open one browser for all tests of a module."""
    with open_browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@contextmanager
def open_browser(profile: Path) -> Iterator[Chrome]:
    """Open a browser on an empty profile; skip the test where there is none."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("chromium and chromedriver are not installed (Debian: apt install chromium chromium-driver)")
    options = ChromeOptions()
    options.binary_location = program
    for option in (*OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    chrome = Chrome(options=options, service=Service(driver))
    try:
        chrome.set_page_load_timeout(30)
        yield chrome
    finally:
        chrome.quit()


def show_at(driver: Chrome, width: int, *, height: int = 900) -> None:
    """Return the page a screen of so many CSS pixels; headless windows do not get that narrow."""
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def show_as_usual(driver: Chrome) -> None:
    """Take back what tests asked of the screen, the colours and the scripts."""
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    allow_scripts(driver, True)
    prefer_colours(driver, "")


def prefer_colours(driver: Chrome, scheme: str) -> None:
    """Be a system in dark or in light colours; as it is where the scheme is empty."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def allow_scripts(driver: Chrome, allowed: bool) -> None:
    """Let the pages run their scripts, or not."""
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not allowed})


def overflow_of(driver: Chrome) -> int:
    """Return by how many pixels the page is wider than the screen."""
    return int(driver.execute_script("const e = document.documentElement; return e.scrollWidth - e.clientWidth"))


def violations_of(driver: Chrome) -> list[str]:
    """Query axe-core, which axe-core-python brings along, what of the page shown shuts people out."""
    import axe_core_python

    script = Path(axe_core_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})  # the page itself lets no foreign script in
    driver.execute_script(script)
    options = {"iframes": False, "resultTypes": ["violations"]}
    run = (
        "axe.run(document, arguments[0]).then(arguments[1], fault => arguments[1]({violations: [{id: String(fault)}]}))"
    )
    found: dict[str, Any] = driver.execute_async_script(run, options)
    return [f"{one['id']}: {_targets(one)}" for one in found["violations"]]


def _targets(violation: dict[str, Any]) -> str:
    return ", ".join(str(node["target"]) for node in violation.get("nodes", []))


def take_picture(driver: Chrome, file: Path) -> None:
    """Keep the whole page as a picture, for a person to look at."""
    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 6000), "scale": 1}
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
    file.write_bytes(base64.b64decode(shot["data"]))
