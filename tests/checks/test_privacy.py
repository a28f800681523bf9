"""Pixels, counted addresses, hosts that count."""

from dataclasses import replace

import pytest

from digest.checks import compliance as privacy
from digest.model import Link
from tests.checks.materials import places, said, with_article, with_html


@pytest.mark.parametrize(
    ("attributes", "count"),
    [
        ('width="1" height="1"', 1),
        ('width="600" height="1px"', 1),
        ('style="width:0;height:0"', 1),
        ('width="10" style="display:none"', 1),
        ('width="100%"', 0),
        ('width="160"', 0),
        ('width="16" height="10"', 0),
    ],
)
def test_an_image_that_nobody_can_see_is_told(attributes: str, count: int) -> None:
    assert (
        len(said(privacy.find_pixels, with_html(f'<img src="https://a.example/o.gif" alt="" {attributes}>'))) == count
    )


@pytest.mark.parametrize("query", ["utm_source=lettre", "a=1&xtor=EPR-1", "fbclid=x", "mc_cid=1"])
def test_an_address_that_counts_its_readers_is_told_with_the_plain_one(query: str) -> None:
    address = f"https://a.example/p?{query}"
    material = with_html(f'<a href="{address.replace("&", "&amp;")}">Une page</a>')

    assert said(privacy.find_counted_links, material) == [f"{address} counts its readers"]


def test_a_counted_address_of_an_article_is_told_at_its_line() -> None:
    url = "https://a.example/p?utm_medium=mail"
    material = with_article(links=(Link(url=url, title="La suite"),))
    html = material.html.replace("</div></body>", f'<a href="{url}">La suite</a></div></body>')

    actual = places(privacy.find_counted_links, replace(material, html=html))
    assert actual == ['editions/17.yaml:12 "Deux communes se jumellent"']


@pytest.mark.parametrize(
    ("host", "count"), [("bit.ly", 1), ("click.sendgrid.net", 1), ("habit.ly", 0), ("portail.example", 0)]
)
def test_a_host_that_counts_or_hides_is_told(host: str, count: int) -> None:
    assert len(said(privacy.find_trackers, with_html(f'<a href="https://{host}/x">Une page</a>'))) == count
