"""Sources over HTTP, from the server to the letter."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.end_to_end.commands import NOON, digest, feeds_yaml, write

SPIP = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Portail</title><item>
<title>Le bureau se r&#233;unit</title><link>https://portail.exemple.org/bureau</link>
<dc:date>2026-03-03T09:00:00Z</dc:date><dc:subject>CGLU</dc:subject>
<description>&lt;p&gt;Les &#233;lus pr&#233;parent le congr&#232;s (&#8230;)&lt;/p&gt;
-
&lt;a href="https://portail.exemple.org/-Reseau-.html" rel="directory"&gt;R&#233;seau&lt;/a&gt;
/ &lt;a href="https://portail.exemple.org/cglu" rel="tag"&gt;CGLU&lt;/a&gt;</description>
</item></channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><id>urn:x</id><updated>2026-03-03T09:00:00Z</updated>
<entry><title>Un jumelage &#224; trois</title><id>urn:x:1</id><link href="https://blog.exemple.org/trois"/>
<published>2026-03-02T09:00:00+01:00</published><updated>2026-03-03T09:00:00Z</updated>
<summary type="html">&lt;p&gt;Trois villes &lt;b&gt;ensemble&lt;/b&gt;.&lt;/p&gt;</summary></entry></feed>"""
WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Actus</title><item>
<title>Un march&#233; solidaire</title><link>https://actus.exemple.org/2026/03/marche/?utm_source=rss</link>
<pubDate>Mon, 02 Mar 2026 08:00:00 +0000</pubDate><category><![CDATA[Solidarit\u00e9]]></category>
<description><![CDATA[<p>Samedi, la halle se remplit. [&#8230;]</p>
<p>L\u2019article <a href="https://actus.exemple.org/2026/03/marche/">Un march\u00e9 solidaire</a>
est apparu en premier sur
<a href="https://actus.exemple.org">Actus</a>.</p>]]></description>
</item></channel></rss>"""
PAGES = {"/spip": SPIP, "/atom": ATOM, "/wordpress": WORDPRESS}


class Handler(BaseHTTPRequestHandler):
    """Serves the three feeds; everything else is a fault of the server."""

    def do_GET(self) -> None:
        """Answer with a feed, or with 500."""
        page = PAGES.get(self.path)
        self.send_response(200 if page else 500)
        self.send_header("Content-Type", "application/xml")
        self.end_headers()
        self.wfile.write((page or "").encode())

    def log_message(self, *_words: object) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """Serve the feeds; return host and port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def sources(host: str, *names: str) -> str:
    entries = [f'{{name: {name}, url: "http://{host}/{name}", type: feed}}' for name in names]
    return feeds_yaml(*entries, more=f'fetch: {{allow: ["{host}"]}}\n')


def test_spip_atom_and_wordpress_feeds_come_out_dated_themed_and_clean(host: str, tmp_path: Path) -> None:
    write(tmp_path, {"feeds.yaml": sources(host, "spip", "atom", "wordpress")})

    result = digest(tmp_path, "--as-of", NOON, "build")

    record = json.loads((tmp_path / "out/1/edition.json").read_text(encoding="utf-8"))
    told = {
        (theme["name"], one["title"], one["date"][:10], one["summary"].rstrip("(…) "), one["source"])
        for theme in record["themes"]
        for one in theme["articles"]
    }
    expected = {
        ("Monde", "Le bureau se réunit", "2026-03-03", "Les élus préparent le congrès", "spip"),
        ("Monde", "Un jumelage à trois", "2026-03-02", "Trois villes ensemble.", "atom"),
        ("Autres nouvelles", "Un marché solidaire", "2026-03-02", "Samedi, la halle se remplit.", "wordpress"),
    }
    assert (result.code, result.err, told) == (0, "", expected)


def test_a_feed_that_answers_500_is_named_and_the_letter_appears(host: str, tmp_path: Path) -> None:
    write(tmp_path, {"feeds.yaml": sources(host, "spip", "malade")})

    result = digest(tmp_path, "--as-of", NOON, "build")

    letter = (tmp_path / "out/1/letter.html").read_text(encoding="utf-8")
    actual = (result.code, "malade" in result.err, "500" in result.err, "Le bureau se réunit" in letter)
    assert actual == (3, True, True, True)
