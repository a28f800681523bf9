"""A page without what stands around its main text, and why a page that was answered says nothing.

Menus, footers, comments, share bars, cookie banners and "À lire aussi" carry dates and links of other things; they go
before anything is read. A check page of a bot wall or a page that only a script fills is a source that failed.
"""

import re

from digest.locale import _
from digest.sources.content import Fragment
from digest.text.normalize import fold_for_search

_AROUND = (
    "//nav|//aside|//footer[not(ancestor::article)]|//form|//script|//style|//noscript|//template|//dialog|//button"
    "|//header[not(ancestor::article or ancestor::main or .//h1)]"
    "|//*[@role='navigation' or @role='complementary' or @role='contentinfo' or @role='search' or @role='dialog']"
)
_CLASSES = re.compile(
    r"(?:^|[\s_-])(?:share|shares|sharing|partage|partager|social|sociaux|addtoany|addthis|sharedaddy|comments?"
    r"|commentaires?|respond|breadcrumbs?|ariane|fil-ariane|pagination|pager|cookies?|tarteaucitron|related"
    r"|similaires?|lire-aussi|voir-aussi|skip|skiplinks?|evitement|sidebar|menu|toolbar|widget)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_NOT_A_BOX = {"body", "html", "main", "article"}
_RELATED = re.compile(
    r"(?:a )?(?:lire|voir|decouvrir|consulter) (?:aussi|egalement)|sur le meme (?:sujet|theme)|articles? (?:lies?"
    r"|similaires?|associes?)"
    r"|dans la meme (?:rubrique|categorie)|(?:ces articles|cela) (?:pourraient?|peuvent"
    r"|peut) (?:aussi )?vous interesser"
    r"|related(?: \w+)?|read (?:also|more)|you may also like|(?:les )?(?:derniers articles|autres actualites"
    r"|dernieres actualites)"
    r"|partager(?: (?:la|cette) page| l article)?|commentaires?|laisser un commentaire"
)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_CHECK_PAGE = re.compile(
    r"un instant|just a moment|checking your browser|verif\w* (?:que vous|de (?:votre|securite)|du navigateur"
    r"|humaine)|\bhuman\b|access denied"
    r"|acces (?:refuse|interdit)|attention required|captcha|(?:activez|enable|autorisez) (?:les )?(?:java ?script"
    r"|cookies)|ddos|\brobots?\b"
    r"|security check|one more step|veuillez patienter|please wait|request blocked"
)
_SHORT_PAGE = 600
_LITTLE_TEXT = 40
_SCRIPT_ASKED = re.compile(r"java ?script", re.IGNORECASE)


def strip_surroundings(page: Fragment) -> None:
    """Take out of a page, in place, what stands around its main text."""
    for node in page.xpath(_AROUND):
        _drop(node)
    for node in page.xpath("//*[@class or @id]"):
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if node.tag not in _NOT_A_BOX and _CLASSES.search(names) and not node.xpath("self::*//h1|self::*//article"):
            _drop(node)
    for heading in page.xpath("//h2|//h3|//h4|//h5|//h6|//p[string-length() < 60]|//strong|//div[not(*)]"):
        if _RELATED.fullmatch(fold_for_search(heading.text_content()[:80])):
            _drop_section(heading)


def unreadable_reason(page: Fragment, markup: str) -> tuple[str, str] | None:
    """Return why a page says nothing that could be an article, and what to do; None where it has text of its own.

    Args:
        page: The page, without what stands around its main text.
        markup: The page as it came.
    """
    words = " ".join(page.text_content().split())
    title = " ".join(joined.text_content() for joined in page.xpath("//title|//h1"))
    if len(words) < _SHORT_PAGE and _CHECK_PAGE.search(fold_for_search(f"{title} {words}")):
        return (
            _("the site answers with a check page for browsers, not with its text"),
            _("Ask the site's owner to let digest read it, or name another page or its feed."),
        )
    body = " ".join(part.text_content() for part in page.xpath("//body"))
    if len(" ".join(body.split())) < _LITTLE_TEXT and (_SCRIPT_ASKED.search(markup) or "<script" in markup.lower()):
        return (
            _("the page has no text without JavaScript"),
            _("Look for a feed of the site (digest sources add finds it), or name another page."),
        )
    return None


def is_mostly_links(main: Fragment) -> bool:
    """Whether a text is a list of links rather than an article: most of its words are links, and few are not."""
    words = len("".join(main.text_content().split()))
    linked = sum(len("".join(link.text_content().split())) for link in main.iter("a"))
    return linked > 0.6 * words and words - linked < 200 and len(main.xpath(".//a")) > 2


def _drop_section(heading: Fragment) -> None:
    """Drop a heading with what belongs to it: its box, or what follows it up to the next heading."""
    box = heading.getparent()
    if box is None:
        return
    rest = [node for node in box if node is not heading]
    has_own_text = any(len(node.text_content()) > 300 and not node.xpath(".//a") for node in rest)
    if box.tag in ("section", "div", "ul") and box.index(heading) == 0 and not has_own_text and not box.xpath(".//h1"):
        _drop(box)
        return
    for node in list(heading.itersiblings()):
        if node.tag in (*_HEADINGS, "h1"):
            break
        if node.tag in ("ul", "ol", "div", "section", "table") or node.xpath(".//a"):
            _drop(node)
    _drop(heading)


def _drop(node: Fragment) -> None:
    if node.getparent() is not None:
        node.drop_tree()
