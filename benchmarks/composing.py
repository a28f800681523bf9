"""What one member's message of a 95 kB letter costs, beside mailmerge and the standard library (issue 7).

Run it with `python benchmarks/composing.py [rounds]`. All are measured in turns in one run, so that a busy machine
slows all alike. A message out of a mould, its pieces joined, may cost 1/1,000 of mailmerge's (template filled, parsed,
made octets: what it does for each row of its table) and 1/250 of the standard library's, which builds an `EmailMessage`
of the same parts for the member and gives its octets. It exits with 1 past a bound. mailmerge takes part where it is
installed; its cost is told apart from the libraries' import.
"""

import importlib.util
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from pathlib import Path

from digest.config import Config, Letter, Mailbox
from digest.edition import Edition, PlacedArticle, ThemeSection
from digest.model import Article, Event, Provenance, Window
from digest.render.letter import RenderedLetter, render_letter
from digest.render.message_template import make_mould
from digest.render.recipient import RecipientFields

OF_MAILMERGE, OF_STANDARD = 1_000, 250
WEIGHT = 95_000
BATCH = 500
FROM = Provenance(source="Portail", where="https://portail.exemple.org/")
CONFIG = Config(
    path=Path("feeds.yaml"),
    letter=Letter(title="La lettre", sender=Mailbox(name="Réseau", address="lettre@exemple.org")),
    web="https://lettre.exemple.org/",
)
WORDS = "Quatre résolutions ont été adoptées, dont une sur l'accès des petites communes aux financements. "


def edition(articles: int) -> Edition:
    """Return a letter of so many articles and twenty events."""
    day = date(2024, 4, 15)
    placed = tuple(PlacedArticle(article=article(number)) for number in range(articles))
    return Edition(
        number=17,
        title="La lettre",
        day=day,
        window=Window(first_day=date(2024, 4, 9), last_day=day),
        subject="La lettre – du 9 au 15 avril 2024",
        preheader="Des articles et vingt dates.",
        chapters=(ThemeSection(name="Coopération", articles=placed),),
        agenda=tuple(
            Event(id=f"e-{n}", title=f"Réunion {n}", start=date(2024, 4, 16 + n % 10), place="Lyon", provenance=FROM)
            for n in range(20)
        ),
    )


def article(number: int) -> Article:
    """Return an article with a few sentences."""
    url = f"https://portail.exemple.org/article{number}"
    return Article(
        id=f"a-{number}", title=f"Un titre comme un autre {number}", url=url, summary=WORDS * 3, provenance=FROM
    )


def heavy_edition() -> Edition:
    """Return the first letter whose message weighs what is asked for."""
    return next(one for one in map(edition, count(10, 2)) if len(render_letter(one, CONFIG).message) >= WEIGHT)


def member(number: int) -> RecipientFields:
    """Return a member as most are: a name with an accent, a token of 40 characters."""
    token = f"{number:040x}"
    return RecipientFields(
        id=f"{number:016x}",
        address=f"membre{number}@commune{number % 500}.exemple.org",
        name=f"Hélène Durand-{number}",
        unsubscribe=f"https://lettre.exemple.org/u/{token}",
        preferences=f"https://lettre.exemple.org/p/{token}",
        token=token,
    )


MEMBERS = tuple(map(member, range(BATCH)))


def from_mould(one: Edition) -> Callable[[int], object]:
    """Return what fills a mould."""
    mould = make_mould(one, CONFIG)
    return lambda number: mould.fill(MEMBERS[number])


def from_standard_library(letter: RenderedLetter, to: RecipientFields) -> Callable[[int], object]:
    """Return what builds a member's message with `EmailMessage`, from texts that were rendered once."""
    return lambda number: standard_message(letter, to, MEMBERS[number]).as_bytes()


def as_bytes_alone(letter: RenderedLetter, to: RecipientFields) -> Callable[[int], object]:
    """Give what makes octets of one finished `EmailMessage`, encoded beforehand: less than a member's message needs."""
    message = standard_message(letter, to, to)
    return lambda _number: message.as_bytes()


def standard_message(letter: RenderedLetter, to: RecipientFields, other: RecipientFields) -> EmailMessage:
    """Build the message of another member than the one the letter was rendered for, headers and all."""
    message = EmailMessage(policy=policy.SMTP)
    own = {"To": f"{other.name} <{other.address}>", "List-Unsubscribe": f"<{other.unsubscribe}>"}
    for name, value in message_from_bytes(letter.message, policy=policy.default).items():
        if not name.startswith(("MIME", "Content-T")):
            message[name] = own.get(name, value)
    message.set_content(for_other(letter.text, to, other), cte="quoted-printable")
    message.add_alternative(for_other(letter.html, to, other), subtype="html", cte="quoted-printable")
    message.add_attachment(letter.calendar, maintype="text", subtype="calendar", filename="agenda.ics")
    return message


def for_other(text: str, to: RecipientFields, other: RecipientFields) -> str:
    """Put another member's values in the place of those a text was rendered with."""
    return (
        text.replace(to.unsubscribe, other.unsubscribe)
        .replace(to.preferences, other.preferences)
        .replace(to.name, other.name)
    )


def from_mailmerge(letter: RenderedLetter, to: RecipientFields, folder: Path) -> Callable[[int], object]:
    """Return what mailmerge does for each row of its table: the template filled, parsed, made octets."""
    from mailmerge.template_message import TemplateMessage

    def templated(text: str) -> str:
        named = replace(to, name="{{name}}", unsubscribe="{{unsubscribe}}", preferences="{{preferences}}")
        return for_other(text, to, named)

    file = folder / "mailmerge_template.txt"
    parts = (("plain", letter.text), ("html", letter.html))
    file.write_text(
        "TO: {{email}}\nSUBJECT: La lettre\nFROM: lettre@exemple.org\nMIME-Version: 1.0\n"
        'Content-Type: multipart/alternative; boundary="boundary"\n\n'
        + "".join(
            f"--boundary\nContent-Type: text/{kind}; charset=utf-8\n\n{templated(text)}\n" for kind, text in parts
        )
        + "--boundary--\n",
        encoding="utf-8",
    )
    template = TemplateMessage(file)

    def build(number: int) -> bytes:
        one = MEMBERS[number]
        row = {"email": one.address, "name": one.name, "unsubscribe": one.unsubscribe, "preferences": one.preferences}
        _sender, _recipients, message = template.render(row)
        return str(message).encode()

    return build


def seconds(work: Callable[[int], object], times: int) -> float:
    """Return the seconds of one message."""
    start = time.perf_counter()
    for number in range(times):
        work(number)
    return (time.perf_counter() - start) / times


def ways(folder: Path) -> dict[str, tuple[Callable[[int], object], int]]:
    """Return what is measured, by name, and how often in each round."""
    heavy, to = heavy_edition(), member(1)
    letter = render_letter(heavy, CONFIG, personal=to)
    found: dict[str, tuple[Callable[[int], object], int]] = {
        "mould": (from_mould(heavy), BATCH),
        "EmailMessage": (from_standard_library(letter, to), 1),
        "as_bytes alone": (as_bytes_alone(letter, to), 1),
    }
    if importlib.util.find_spec("mailmerge"):
        found["mailmerge"] = (from_mailmerge(letter, to, folder), 1)
    else:
        print("mailmerge is not installed and does not take part: pip install mailmerge")
    return found


def main(rounds: int) -> int:
    """Print the medians and the ratios; return 1 where one is past its bound."""
    with tempfile.TemporaryDirectory() as folder:
        found = ways(Path(folder))
        rows = [[seconds(*way) for way in found.values()] for _round in range(rounds + 1)][1:]
    medians = dict(zip(found, (statistics.median(column) for column in zip(*rows, strict=True)), strict=True))
    ours = medians["mould"]
    print(f"one message: {WEIGHT // 1000} kB and more, {ours * 1e6:.1f} µs out of a mould")
    bounds = {"EmailMessage": OF_STANDARD, "mailmerge": OF_MAILMERGE}
    for name, median in medians.items():
        least = f" (at least {bounds[name]:,})" if name in bounds else ""
        print(f"{name:16} {median * 1000:9.3f} ms   {median / ours:8.0f} times a mould{least}")
    return int(any(medians[name] < least * ours for name, least in bounds.items() if name in medians))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
