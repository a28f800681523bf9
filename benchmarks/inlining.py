"""What the styles of a letter of 50 items cost: premailer beside plain Jinja2 and css-inline.

Run it with `python benchmarks/inlining.py [rounds]`. All are measured in turns, so that a busy machine slows all alike.
Freezing an edition with 200 choices of themes and language may take 5 seconds of CSS, so a letter 25 ms of CPU; it
exits with 1 past that. css-inline takes part where it is installed.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from digest.config import Config, Letter, Mailbox
from digest.edition import Edition, PlacedArticle, ThemeSection
from digest.locale import in_language
from digest.model import Article, Event, Provenance, Window
from digest.render.colours import brand_colours
from digest.render.css_inline import inline_styles
from digest.render.layout import lay_out
from digest.render.templates import TemplateEnvironment

MOST_SECONDS = 5.0
NAME = "letter.html.j2"
FROM = Provenance(source="Portail", where="https://portail.exemple.org/")
CONFIG = Config(path=Path("feeds.yaml"), letter=Letter(title="La lettre", sender=Mailbox(address="lettre@exemple.org")))


def edition() -> Edition:
    """Return a letter of 30 articles in three themes and 20 events."""
    day = date(2024, 4, 15)
    return Edition(
        number=17,
        title="La lettre",
        day=day,
        window=Window(first_day=date(2024, 4, 9), last_day=day),
        subject="La lettre",
        preheader="Trente articles et vingt dates.",
        edito="Une convention se signe en une matinée.\n\n- [un questionnaire](https://exemple.org/q)\n- *une date*",
        chapters=tuple(
            ThemeSection(
                name=f"Thème {theme}", articles=tuple(PlacedArticle(article=article(theme * 10 + n)) for n in range(10))
            )
            for theme in range(3)
        ),
        agenda=tuple(event(number) for number in range(20)),
    )


def article(number: int) -> Article:
    """Return an article with two sentences."""
    words = "Quatre résolutions ont été adoptées, dont une sur l'accès des petites communes aux financements. " * 2
    url = f"https://portail.exemple.org/article{number}"
    return Article(id=f"a-{number}", title=f"Un titre comme un autre {number}", url=url, summary=words, provenance=FROM)


def event(number: int) -> Event:
    """Return an event with a place."""
    start = date(2024, 4, 16 + number % 10)
    return Event(id=f"e-{number}", title=f"Une réunion {number}", start=start, place="Lyon", provenance=FROM)


def ways() -> dict[str, Callable[[], object]]:
    """Return what is measured, by name."""
    press, colours = TemplateEnvironment(), brand_colours(CONFIG.letter.brand)
    kept = press.style("letter.head.css", colours)
    css = press.style("letter.css", colours)
    sheet = lay_out(edition(), CONFIG, has_calendar=False)
    values = {"letter": sheet, "head_css": kept, "fonts": "Arial"}
    rendered = press.fill(NAME, values)

    found: dict[str, Callable[[], object]] = {
        "plain Jinja2": lambda: press.fill(NAME, values),
        "premailer": lambda: inline_styles(rendered, css=css, kept=kept),
    }
    try:
        import css_inline
    except ImportError:
        return found
    inliner = css_inline.CSSInliner(inline_style_tags=False, keep_style_tags=True, extra_css=css)
    return {**found, "css-inline": lambda: inliner.inline(rendered)}


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds of CPU of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main(rounds: int) -> int:
    """Print the medians and what 200 choices cost; return 1 past the bound."""
    with in_language("fr"):
        found = ways()
        rows = [[seconds(work) for work in found.values()] for _round in range(rounds + 2)][2:]
    medians = dict(zip(found, (statistics.median(column) for column in zip(*rows, strict=True)), strict=True))
    for name, median in medians.items():
        print(f"{name:18} {median * 1000:8.3f} ms")
    cost = medians["premailer"]
    print(f"CSS of 200 choices {cost * 200:.2f} s of CPU (at most {MOST_SECONDS})")
    return int(cost * 200 > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
