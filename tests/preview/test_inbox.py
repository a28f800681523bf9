"""The line in the inbox, as three programs cut it."""

from email.message import EmailMessage

from digest.preview.page import inbox_lines
from digest.preview.view import read_message


def test_a_long_subject_is_cut_and_said_to_be_where_the_program_shows_less() -> None:
    message = EmailMessage()
    message["From"] = "Réseau <lettre@exemple.org>"
    message["Subject"] = "La lettre de la coopération, été comme hiver, toujours"
    message.set_content("x")
    message.add_alternative("<html><body><p>Six nouvelles</p></body></html>", subtype="html")

    lines = inbox_lines(read_message(message.as_bytes()))

    assert [(line.sender, line.subject, line.first_words, line.is_cut) for line in lines] == [
        ("Réseau", "La lettre de la coopération, été comme hiver, toujours", "Six nouvelles", False),
        ("Réseau", "La lettre de la coopération, été comm…", "Six nouvelles", True),
        ("Réseau", "La lettre de la coopération, été comme hiver…", "Six nouvelles", True),
    ]
