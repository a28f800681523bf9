"""The message read back from its octets."""

from email.message import EmailMessage

from digest.preview.view import explain_headers, read_message


def octets() -> bytes:
    message = EmailMessage()
    message["From"] = "Réseau <lettre@exemple.org>"
    message["Subject"] = "L’été des coopérations – n° 7"
    message.set_content("Bonjour à tous\n")
    head = "<head><style>p { color: red }</style></head>"
    message.add_alternative(
        f"<html>{head}<body><!-- mso --><h1>Numéro&nbsp;7</h1>\n<p>Six nouvelles &amp; un agenda</p></body></html>",
        subtype="html",
    )
    return message.as_bytes()


def test_both_texts_come_back_decoded() -> None:
    parts = read_message(octets())

    assert (parts.text, "Numéro&nbsp;7" in parts.html) == ("Bonjour à tous\n", True)


def test_the_inbox_line_begins_with_the_first_words_a_reader_sees() -> None:
    parts = read_message(octets())

    assert parts.inbox == "Numéro 7 Six nouvelles & un agenda"


def test_the_weight_counts_the_octets_of_the_html_once_decoded() -> None:
    parts = read_message(octets())

    assert parts.weight == len(parts.html.encode())


def test_a_header_is_shown_as_it_reads_and_as_it_travels() -> None:
    headers = {header.name: header for header in explain_headers(read_message(octets()))}

    subject = headers["Subject"]
    assert (subject.value, subject.raw.isascii(), bool(subject.meaning)) == (
        "L’été des coopérations – n° 7",
        True,
        True,
    )


def test_a_message_without_html_shows_nothing_and_weighs_nothing() -> None:
    parts = read_message(b"Subject: x\r\n\r\nbonjour\r\n")

    assert (parts.html, parts.weight, parts.inbox, parts.text) == ("", 0, "", "bonjour\n")
