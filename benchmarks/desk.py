"""How long the desk lets a person wait: from the command to the first page, from a save or an edit to what is seen.

Run it with `python benchmarks/desk.py` from the checkout; it needs chromium and chromedriver. Measured on the sample
letter and on one of 200 articles and 100 events, in a real browser. The sample's bounds are those of issue 6; the large
letter has to stay fluid and may take twice as long. What is past its bound is marked: the figures are the result.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from selenium.webdriver import Chrome

from digest.starter import copy_starter
from tests.browser import open_browser

DIGEST = [sys.executable, "-m", "digest"]
ROUNDS = 9
PORT = 8790
ARTICLES, EVENTS = 200, 100
WORDS = (
    "La coopération décentralisée réunit élues et agents autour de projets communs : eau, climat, culture, jumelage. "
)


def main() -> None:
    with tempfile.TemporaryDirectory() as place, open_browser(Path(place, "profile")) as browser:
        for name, folder in (("sample", sample(Path(place))), ("200 + 100", large(Path(place)))):
            measure(name, folder, browser)


def measure(name: str, folder: Path, browser: Chrome) -> None:
    began = time.perf_counter()
    with previewed(folder) as address:
        tell(name, "command to first page", [time.perf_counter() - began], 1.0)
        saves = [save_to_seen(folder, browser, address, number) for number in range(ROUNDS)]
        tell(name, "save to refreshed letter", saves, 0.3)
        tell(name, "the editing page opens", [opening(browser, address) for _round in range(3)], 1.0)
        tell(name, "click to moved article", [move(browser) for _round in range(ROUNDS)], 0.3)
        tell(name, "a key in the édito", [press(browser) for _round in range(ROUNDS)], 0.05)


def sample(place: Path) -> Path:
    folder = place / "sample"
    copy_starter(folder)
    subprocess.run([*DIGEST, "--quiet", "build"], cwd=folder, check=True)
    return folder


def large(place: Path) -> Path:
    folder = place / "large"
    copy_starter(folder)
    shutil.rmtree(folder / "contenu")
    (folder / "contenu").mkdir()
    text = (folder / "feeds.yaml").read_text(encoding="utf-8").replace("saved_on:", "# saved_on:")
    (folder / "feeds.yaml").write_text(text, encoding="utf-8")
    today = date.today()  # noqa: DTZ011 - the letter's own today
    tags = ("CGLU", "Crises et réhabilitation", "Jeunesse", "Eau et climat", "Autre")
    for number in range(ARTICLES):
        front = f"title: Article numéro {number:03}\ndate: {today - timedelta(number % 6)}\ntags: [{tags[number % 5]}]"
        (folder / "contenu" / f"{number:03}.md").write_text(f"---\n{front}\n---\n\n{WORDS * 3}\n", encoding="utf-8")
    rows = [f"Rencontre numéro {n:03};{today + timedelta(1 + n // 2)};Lyon" for n in range(EVENTS)]
    (folder / "contenu" / "agenda.csv").write_text("\n".join(["titre;début;lieu", *rows]), encoding="utf-8")
    subprocess.run([*DIGEST, "--quiet", "build"], cwd=folder, check=True)
    return folder


@contextmanager
def previewed(folder: Path) -> Iterator[str]:
    address = f"http://127.0.0.1:{PORT}/"
    command = [*DIGEST, "--quiet", "preview", "--no-browser", "--port", str(PORT)]
    program = subprocess.Popen(command, cwd=folder)
    try:
        while not answers(address):
            time.sleep(0.005)
        yield address
    finally:
        program.terminate()
        program.wait(10)


def answers(address: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(address) as answer:
        return answer.status == 200
    return False


def save_to_seen(folder: Path, browser: Chrome, address: str, number: int) -> float:
    browser.get(address)
    until(browser, f"{LETTER} !== undefined")
    time.sleep(0.3)
    file = folder / "editions" / "1.yaml"
    lines = file.read_text(encoding="utf-8").split("\n")
    new = [f'signed: "Signature {number}"' if line.startswith("signed:") else line for line in lines]
    new = ["edito: Bonjour." if line == "edito: |" else line for line in new]
    text = "\n".join(new)
    began = time.perf_counter()
    file.write_text(text, encoding="utf-8")
    until(browser, f"{LETTER}?.includes('Signature {number}')")
    return time.perf_counter() - began


LETTER = "document.getElementById('frame')?.contentDocument?.body?.innerText"


def opening(browser: Chrome, address: str) -> float:
    began = time.perf_counter()
    browser.get(f"{address}?tab=edit")
    return time.perf_counter() - began


def move(browser: Chrome) -> float:
    places = "[...document.querySelectorAll('[data-place]')].map(row => row.dataset.place).join()"
    before = browser.execute_script(f"return {places}")
    rows = browser.execute_script("return document.querySelectorAll('[data-theme] .row:nth-child(2)').length")
    assert rows, "no theme has two articles"
    began = time.perf_counter()
    browser.execute_script("document.querySelector('[data-theme] .row:nth-child(2) [value=up]').click()")
    until(browser, f"{places} !== '{before}'")
    return time.perf_counter() - began


def press(browser: Chrome) -> float:
    """Return the seconds that the page's own work takes for a key, without the driver's."""
    script = """const field = document.getElementById('edito'), began = performance.now();
        field.setRangeText('x'); field.dispatchEvent(new Event('input', {bubbles: true}));
        return (performance.now() - began) / 1000"""
    return float(browser.execute_script(script))


def until(browser: Chrome, truth: str) -> None:
    script = f"""const done = arguments[0];
        (function look() {{ if ({truth}) done(true); else setTimeout(look, 4); }})()"""
    browser.set_script_timeout(30)
    browser.execute_async_script(script)


def tell(name: str, what: str, seconds: list[float], bound: float) -> None:
    middle, worst = statistics.median(seconds), max(seconds)
    bound *= 1 if name == "sample" else 2
    mark = "" if middle <= bound else f"   PAST {bound * 1000:.0f} ms"
    print(f"{name:<10} {what:<26} median {middle * 1000:6.0f} ms   worst {worst * 1000:6.0f} ms{mark}", flush=True)


if __name__ == "__main__":
    main()
