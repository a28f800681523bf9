import threading

import pytest

from digest.render.css_inline import inline_styles

PAGE = """<!DOCTYPE html>
<html><head><title>T</title><style data-premailer="ignore">.kept { color: #000000 !important; }</style></head>
<body><p class="kept look">a &amp; b</p><!--[if mso]><td><![endif]--><a href="#x">c</a></body></html>"""
KEPT = ".kept { color: #000000 !important; }"


def body_of(css: str, page: str = PAGE) -> str:
    html = inline_styles(page, css=css, kept=KEPT)
    return html[html.index("<body") : html.index("</body>")]


def test_rules_move_onto_the_elements_and_only_needed_classes_stay() -> None:
    assert body_of(".look { color: #ffffff; margin: 0; }") == (
        '<body><p class="kept" style="color:#ffffff;margin:0">a &amp; b</p>'
        '<!--[if mso]><td><![endif]--><a href="#x">c</a>'
    )


def test_a_class_outweighs_an_element_and_the_later_rule_the_earlier() -> None:
    css = ".look { color: #111111; } p { color: #222222; margin: 0; } p { margin: 1px; }"

    assert '<p class="kept" style="color:#111111;margin:1px">' in body_of(css)


def test_no_obsolete_attribute_is_added() -> None:
    css = "p { background-color: #ffffff; text-align: center; width: 10px; vertical-align: top; }"

    assert (
        '<p class="kept" style="background-color:#ffffff;text-align:center;width:10px;vertical-align:top">'
        in body_of(css)
    )


def test_the_doctype_and_the_head_s_style_stay_as_they_are() -> None:
    html = inline_styles(PAGE, css="", kept=KEPT)

    assert html.startswith(f"<!DOCTYPE html>\n<html><head><title>T</title><style>{KEPT}</style></head>")


def test_a_faulty_style_sheet_says_nothing_and_the_rest_of_it_holds() -> None:
    assert 'style="margin:0"' in body_of("p { color: ; margin: 0; } }} @import url(http://exemple.org/x.css);")


def test_a_style_sheet_fetches_nothing() -> None:
    page = PAGE.replace("</head>", '<link rel="stylesheet" href="http://127.0.0.1:9/x.css"></head>')

    assert "http://127.0.0.1:9/x.css" in inline_styles(page, css="", kept=KEPT)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param("<!-- x -->", "<!DOCTYPE html>\n<!-- x -->\n", id="no element at all"),
        pytest.param("été", "<!DOCTYPE html>\n<html><body>été</body></html>\n", id="words alone"),
        pytest.param("<?xml version='1.0' encoding='latin-1'?><p>é", "é</p>", id="an encoding that is none of ours"),
    ],
)
def test_a_strange_page_is_no_fault(page: str, expected: str) -> None:
    assert expected in inline_styles(page, css="", kept="")


def test_two_threads_do_not_mix_their_style_sheets() -> None:
    found: dict[int, str] = {}

    def work(number: int) -> None:
        found[number] = body_of(f".look {{ margin: {number}px; }}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {number: f"margin:{number}px" in body for number, body in found.items()} == dict.fromkeys(range(1, 9), True)
