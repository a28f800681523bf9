"""Web pages kept as files: with and without what a page says of itself."""

from pathlib import Path

from tests.sources.folders import outline, read_one


def test_a_plain_page_is_its_heading_and_its_text(tmp_path: Path) -> None:
    page = (
        "<title>x – Site</title><nav>Menu</nav><h1>Le marché rouvre</h1>"
        "<p>Après deux ans de travaux.</p><footer>pied</footer>"
    )

    assert outline(read_one(tmp_path, "a.html", page)) == {
        "articles": [{"title": "Le marché rouvre", "summary": "Après deux ans de travaux."}]
    }


def test_a_page_saved_from_a_site_has_its_address_and_its_day(tmp_path: Path) -> None:
    page = (
        '<head><meta property="og:type" content="article"><meta property="og:title" content="Un fonds">'
        '<meta property="og:url" content="https://example.org/fonds">'
        '<meta property="article:published_time" content="2024-03-01T10:00:00+01:00"></head>'
        "<body><article><p>Le fonds est ouvert à toutes les collectivités du réseau.</p></article></body>"
    )

    assert outline(read_one(tmp_path, "a.html", page)) == {
        "articles": [
            {
                "title": "Un fonds",
                "url": "https://example.org/fonds",
                "published": "2024-03-01T10:00:00+01:00",
                "summary": "Le fonds est ouvert à toutes les collectivités du réseau.",
            }
        ]
    }


def test_scripts_do_not_survive(tmp_path: Path) -> None:
    page = "<h1>Titre</h1><p onclick=x>Texte <script>alert(1)</script><a href='javascript:x'>lien</a></p>"

    assert read_one(tmp_path, "a.html", page).articles[0].body == "<p>Texte lien</p>"
