"""Attack strings in every field of a feed: the letter keeps their words at most, never anything that acts."""

import html
import re
from dataclasses import replace
from xml.sax.saxutils import escape, quoteattr

import lxml.html
import pytest

from digest.edition import Edition, PlacedArticle, ThemeSection
from digest.model import Article, SourceResult
from digest.render.letter import render_letter
from digest.sources.feed.reader import read_feed
from digest.text.sanitize import clean_html, plain_text
from tests.attacks import attacks
from tests.render.samples import CONFIG, FULL
from tests.sources.readings import reading_of

RSS = (
    "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>x</title>{}</channel></rss>"
)
ITEM = (
    "<item><title>{n} {text}</title><link>{text}</link><guid isPermaLink='false'>{text}</guid><author>{text}</author>"
    "<dc:creator>{text}</dc:creator><category>{text}</category><description>Mot {text}</description>"
    "<content:encoded>{text}</content:encoded><enclosure url={value} type={value}/><media:thumbnail url={value}/>"
    "<media:content url={value} medium='image'/></item>"
)
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://a.example/'><title>x</title>{}</feed>"
ENTRY = (
    "<entry><title type='html'>{n} {text}</title><link href={value}/><link rel='enclosure' href={value} title={value}/>"
    "<id>{text}</id><author><name>{text}</name><uri>{text}</uri></author><category term={value} label={value}/>"
    "<summary type='html'>Mot {text}</summary><content type='html' xml:base={value}>{text}</content></entry>"
)
BATCH = 25
STRINGS = attacks()
BODY_ELEMENTS = {
    *("p", "br", "a", "em", "strong", "b", "i", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "sup", "sub", "q"),
    *("cite", "abbr"),
}
SAFE_ADDRESS = re.compile(r"(?:https?://[^\s@/]+(?:/|\Z|\?)|mailto:[^\s]+\Z|tel:[^\s]+\Z|cid:|#)")
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def read(form: str, strings: list[str]) -> SourceResult:
    frame, item = (RSS, ITEM) if form == "rss" else (ATOM, ENTRY)
    filled = [item.format(n=n, text=escape(one), value=quoteattr(one)) for n, one in enumerate(strings)]
    return read_feed(frame.format("".join(filled)).encode("utf-8", "replace"), reading_of())


def letter_of(articles: tuple[Article, ...]) -> str:
    placed = tuple(PlacedArticle(article=article) for article in articles)
    edition: Edition = replace(FULL, chapters=(ThemeSection(name="Essai", articles=placed),))
    return render_letter(edition, CONFIG).html


def outline(document: str) -> tuple[set[str], set[tuple[str, str]]]:
    """Return the elements of a document, and its pairs of element and attribute."""
    nodes = [node for node in lxml.html.document_fromstring(document).iter() if isinstance(node.tag, str)]
    return {str(node.tag) for node in nodes}, {(str(node.tag), str(name)) for node in nodes for name in node.attrib}


def unsafe_addresses(document: str) -> list[str]:
    nodes = [node for node in lxml.html.document_fromstring(document).iter() if isinstance(node.tag, str)]
    named = ("href", "src", "srcset", "action", "background", "poster", "cite", "data")
    found = [value for node in nodes for name, value in node.attrib.items() if name in named]
    return [address for address in found if not SAFE_ADDRESS.match(address)]


def active_styles(document: str) -> list[str]:
    styles = re.findall(r'style="([^"]*)"', document)
    return [
        style for style in styles if re.search(r"url\(|expression|@import|javascript|behavior", style, re.IGNORECASE)
    ]


def faults_of(article: Article) -> list[str]:
    """Return what is wrong with an article: lines that are none, addresses and elements that may not be."""
    lines = (article.title, article.summary, article.author, *article.tags, *(link.title for link in article.links))
    addresses = [article.url, article.image and article.image.url, *(link.url for link in article.links)]
    found = [line for line in lines if HIDDEN.search(line) or "\n" in line]
    found += [address for address in addresses if address and not SAFE_ADDRESS.match(address)]
    if article.body:
        elements, attributes = outline(f"<html><body>{article.body}</body></html>")
        found += sorted(elements - BODY_ELEMENTS - {"html", "body"})
        found += [f"{tag} {name}" for tag, name in attributes if (tag, name) != ("a", "href")]
        found += unsafe_addresses(f"<html><body>{article.body}</body></html>")
    return found


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_no_attack_leaves_anything_in_the_model(form: str) -> None:
    found = [article for n in range(0, len(STRINGS), 100) for article in read(form, STRINGS[n : n + 100]).articles]

    faults = {article.title: faults for article in found if (faults := faults_of(article))}

    assert (len(STRINGS) > 1000, len(found) > 0.9 * len(STRINGS), faults) == (True, True, {})


THUMBNAIL = (
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0" style=""><tr><td style="">'
    '<img alt="" src="" style="" width="150"></td></tr></table>'
)
"""What our own template prints beside an article that has a picture."""


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_no_attack_adds_anything_that_acts_to_the_letter(form: str) -> None:
    elements, attributes = outline(render_letter(FULL, CONFIG).html.replace("</body>", f"{THUMBNAIL}</body>"))
    added: set[object] = set()
    for n in range(0, len(STRINGS), BATCH):
        letter = letter_of(read(form, STRINGS[n : n + BATCH]).articles)
        its_elements, its_attributes = outline(letter)
        added |= its_elements - elements | its_attributes - attributes
        added |= {*unsafe_addresses(letter), *active_styles(letter), *HIDDEN.findall(letter)}

    assert added == set()


HARMLESS = (
    "<p>L’élu·e <em>de</em> la <strong>commune</strong>, le 1<sup>er</sup> mai&nbsp;: «&nbsp;merci&nbsp;!&nbsp;»</p>",
    "<h1>Titre</h1><h2>Sous-titre</h2><p>Texte</p><hr><h5>Cinq</h5><h6>Six</h6>",
    "<ul><li>Eau</li><li>Climat<ul><li>Forêts</li></ul></li></ul><ol start=3><li>Trois</li></ol>",
    (
        "<table class='spip'><caption>Budget</caption><thead><tr><th>An</th><th>Montant</th></tr></thead>"
        "<tbody><tr><td>2024</td><td>12 000 €</td></tr></tbody><tfoot><tr><td>Total</td></tr></tfoot></table>"
    ),
    "<dl><dt>CGLU</dt><dd>Cités et gouvernements locaux unis</dd></dl>",
    "<blockquote cite='https://a.example/'><p>Nous continuerons.</p><footer>La maire</footer></blockquote>",
    "<figure><img src='/i.jpg' alt='La place'><figcaption>La place du marché</figcaption></figure>",
    "<p><abbr title='Agence française de développement'>AFD</abbr>, <acronym>ODD</acronym> <dfn>coopération</dfn></p>",
    "<p><span style='color:red' lang='fr'>Rouge</span> <font size=2>petit</font> <small>menu</small></p>",
    "<p><del>vieux</del> <ins>neuf</ins> <s>barré</s> <u>trait</u> <kbd>Ctrl</kbd> <code>x = 1</code></p>",
    "<pre>ligne une\nligne deux</pre><address>1 rue de l’Exemple</address>",
    "<section><article><header>En-tête</header><p>Corps</p><aside>À côté</aside></article></section>",
    "<details open><summary>Plus</summary>Le détail</details>",
    "<p>De <time datetime='2024-04-10'>mercredi 10 avril</time> à <a href='mailto:a@exemple.org'>écrire</a></p>",
    "<center>Au milieu</center><div align=right>À droite</div><br clear=all>Fin",
    "<p class='spip'>Voir <a href='/spip.php?article12' class='spip_in'>l’article</a></p>",
    "<p>1 &lt; 2 &amp; 3 &gt; 2 ; œuvre, cœur, Ÿ, n° 5, 20&#8239;%, a&#768; et l&rsquo;été&hellip;</p>",
    "<p><q>oui</q> <cite>Le Monde</cite> <var>x</var> H<sub>2</sub>O <ruby>漢<rt>kan</rt></ruby> <bdi>nom</bdi></p>",
    "<nav>Vous êtes ici</nav><main><p>Le texte principal</p></main>",
    "<p>Un<br>deux<br/>trois</p><p></p><p>&nbsp;</p><div><div><div>Profond</div></div></div>",
)


@pytest.mark.parametrize("clean", [pytest.param(plain_text, id="as words"), pytest.param(clean_html, id="as HTML")])
def test_harmless_french_markup_keeps_its_words(clean: object) -> None:
    def words(markup: str) -> list[str]:
        return re.findall(r"\w+", html.unescape(re.sub(r"<[^<>]*>", " ", markup)))

    assert callable(clean)
    kept = [word for markup in HARMLESS for word in words(markup) if word in words(clean(markup))]

    assert len(kept) >= 0.9 * sum(len(words(markup)) for markup in HARMLESS)
