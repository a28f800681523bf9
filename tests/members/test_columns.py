"""Lists as other tools export them: whoever left there does not become a member here."""

from io import BufferedReader, BytesIO

import pytest

from digest.errors import DigestError
from digest.members.columns import ColumnReport
from digest.members.importer import ImportFormat, read_list
from digest.model import MemberRow, MemberStatus, Problem

ANNE, BRUNO, CLEA = "anne@exemple.org", "bruno@exemple.org", "clea@exemple.org"


def read(table: str | bytes, *, tool: str = "", ignored: tuple[str, ...] = ()) -> tuple[dict[str, str], ColumnReport]:
    """Return the status of each address, "refused" for a row that is a problem, and what was made of the columns."""
    octets = table if isinstance(table, bytes) else table.encode()
    rules = ImportFormat(name="liste.csv", themes=("Eau",), tool=tool, ignored=ignored)
    found: dict[str, str] = {}
    for row in read_list(BufferedReader(BytesIO(octets)), rules):
        if isinstance(row, MemberRow):
            standing = row.standing or MemberStatus.ACTIVE
            found[row.address] = "refused" if row.is_doubtful else standing.value
    return found, rules.report


EXPORTS = {
    "brevo": "EMAIL,NOM,EMAIL_BLACKLISTED,SMS_BLACKLISTED\nanne@exemple.org,A,false,true\n"
    "bruno@exemple.org,B,true,false\n",
    "brevo in French": "EMAIL;PRENOM;Liste noire e-mail\nanne@exemple.org;A;Non\nbruno@exemple.org;B;Oui\n",
    "mailchimp unsubscribed": "Email Address,First Name,UNSUB_TIME,UNSUB_REASON\nanne@exemple.org,A,,\n"
    "bruno@exemple.org,B,2025-03-12 09:10:11,N/A\n",
    "mailchimp cleaned": "Email Address,CLEAN_TIME\nanne@exemple.org,\nbruno@exemple.org,2024-01-31 10:00:00\n",
    "mailpoet": "Email,First name,Status\nanne@exemple.org,A,subscribed\nbruno@exemple.org,B,unsubscribed\n",
    "listmonk": "email,name,status,attributes\nanne@exemple.org,A,enabled,{}\nbruno@exemple.org,B,blocklisted,{}\n",
    "buttondown": "email,type,notes\nanne@exemple.org,regular,\nbruno@exemple.org,unsubscribed,\n",
    "ghost": "email,name,subscribed_to_emails,deleted_at\nanne@exemple.org,A,true,\nbruno@exemple.org,B,false,\n",
    "ghost deleted": "email,name,deleted_at\nanne@exemple.org,A,\nbruno@exemple.org,B,2025-02-01T10:00:00Z\n",
    "phplist": "email,confirmed,blacklisted,bouncecount\nanne@exemple.org,1,0,2\nbruno@exemple.org,1,1,0\n",
    "phplist never confirmed": "email,confirmed\nanne@exemple.org,1\nbruno@exemple.org,0\n",
    "mailman": "Display name,Address,nomail\nA,anne@exemple.org,\nB,bruno@exemple.org,x\n",
    "sympa": "email;gecos;subscribed\nanne@exemple.org;A;1\nbruno@exemple.org;B;0\n",
    "sendinblue opt-out": "Courriel;Opt-out\nanne@exemple.org;0\nbruno@exemple.org;1\n",
    "a desk's own file": "Nom;Courriel;Désabonné\nA;anne@exemple.org;\nB;bruno@exemple.org;oui\n",
    "a day of leaving": "Nom;Courriel;Date de désinscription\nA;anne@exemple.org;\nB;bruno@exemple.org;12/03/2025\n",
    "no newsletter": "Nom;Courriel;Newsletter\nA;anne@exemple.org;oui\nB;bruno@exemple.org;non\n",
    "consent": "Nom;Courriel;Consentement RGPD\nA;anne@exemple.org;Oui\nB;bruno@exemple.org;refusé\n",
    "do not write": "Nom;Courriel;Ne plus contacter\nA;anne@exemple.org;\nB;bruno@exemple.org;x\n",
    "a tick": "Nom;Courriel;Accord\nA;anne@exemple.org;✓\nB;bruno@exemple.org;✗\n",
    "bounced": "Email;Bounced\nanne@exemple.org;no\nbruno@exemple.org;hard\n",
    "a status in a column of no name": "mail;remarque\nanne@exemple.org;maire\nbruno@exemple.org;Désinscrit\n",
    "no titles at all": "anne@exemple.org;actif\nbruno@exemple.org;désabonné\n",
    "unconfirmed": "email;status\nanne@exemple.org;confirmed\nbruno@exemple.org;unconfirmed\n",
    "stop": "Nom;Courriel;STOP\nA;anne@exemple.org;non\nB;bruno@exemple.org;oui\n",
    "opposition": "Courriel;Droit d'opposition\nanne@exemple.org;\nbruno@exemple.org;exercé le 3 mars 2025\n",
}


REFUSED = {"bounced": "Bounced", "opposition": "Droit d'opposition"}
"""Exports that are refused whole, with the title that cannot be read."""


@pytest.mark.parametrize(("tool", "title"), REFUSED.items())
def test_an_export_whose_denials_cannot_be_read_is_refused_whole(tool: str, title: str) -> None:
    with pytest.raises(DigestError, match=title):
        read(EXPORTS[tool])


@pytest.mark.parametrize("tool", [tool for tool in EXPORTS if tool not in REFUSED])
def test_whoever_left_another_tool_is_not_subscribed_here(tool: str) -> None:
    found, _report = read(EXPORTS[tool])

    assert (found[ANNE], found[BRUNO] == "active") == ("active", False)


def test_a_column_that_may_say_who_left_and_cannot_be_read_is_refused_with_the_way_out() -> None:
    table = "Courriel;Date de sortie\nanne@exemple.org;à voir\n"

    with pytest.raises(DigestError) as refused:
        read(table)

    assert ("--ignore-column", read(table, ignored=("date de sortie",))[0]) == (
        "--ignore-column" if "--ignore-column" in refused.value.hint else "",
        {ANNE: "active"},
    )


def test_a_column_to_ignore_that_is_not_there_is_named() -> None:
    with pytest.raises(DigestError, match="Sortie"):
        read("Courriel\nanne@exemple.org\n", ignored=("Sortie",))


def test_columns_used_and_not_used_are_both_said() -> None:
    _found, report = read("Commune;Courriel;Newsletter\nRennes;anne@exemple.org;\n")

    assert (report.used, report.unused, report.unsaid) == (["Courriel", "Newsletter"], ["Commune"], 1)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("Commune;Mail mairie;Mail élu\nRennes;anne@exemple.org;bruno@exemple.org\nBrest;;clea@exemple.org\n",
         {ANNE: "active", BRUNO: "active", CLEA: "active"}),
        ("Nom;Adresse;E-mail de contact\nMartin;1 rue du Port;anne@exemple.org\n", {ANNE: "active"}),
        ("Courriel;Ajouté par\nanne@exemple.org;bruno@exemple.org\n", {ANNE: "active"}),
        ("Département;Courriel\n35;anne@exemple.org\n", {ANNE: "active"}),
        ("Courriel;Nombre de bounces\nanne@exemple.org;3\n", {ANNE: "active"}),
        ("Courriel;Téléphone bloqué\nanne@exemple.org;oui\n", {ANNE: "active"}),
    ],
    ids=["two kinds of addresses", "a street first", "another person's", "département", "a count", "a telephone"],
)  # fmt: skip
def test_the_columns_of_addresses_are_found_by_their_cells(table: str, expected: dict[str, str]) -> None:
    assert read(table)[0] == expected


def test_a_tool_may_be_named_where_its_titles_are_not_plain() -> None:
    table = "email,reception\nanne@exemple.org,confirmed\nbruno@exemple.org,nomail\n"

    assert read(table, tool="sympa")[0] == {ANNE: "active", BRUNO: "refused"}


def test_a_list_of_an_old_mac_keeps_its_accents() -> None:
    octets = "Nom;Courriel\rÉlodie;anne@exemple.org\r".encode("mac-roman")
    rows = list(read_list(BufferedReader(BytesIO(octets)), ImportFormat(name="liste.csv")))

    assert [row.name for row in rows if isinstance(row, MemberRow)] == ["Élodie"]


@pytest.mark.parametrize("name", ["RCPT TO:<x@mal.example>", "anne@exemple.org, b@mal.example", "a > b"])
def test_a_name_that_holds_an_address_or_a_bracket_refuses_the_row(name: str) -> None:
    table = f'nom;courriel\n"{name}";{ANNE}\n'.encode()
    rows = list(read_list(BufferedReader(BytesIO(table)), ImportFormat(name="liste.csv")))

    assert [type(row) for row in rows] == [Problem, MemberRow]
    assert [row.is_doubtful for row in rows if isinstance(row, MemberRow)] == [True]


SAID_NO = [
    ("Fin d'abonnement", "12/03/2025"), ("Fin d’inscription", "2025-03-12"), ("Date fin", "12/03/2025"),
    ("Parti", "oui"), ("Partie le", "12/03/2025"), ("Départ", "2025-03-01"), ("Ancien", "oui"),
    ("Ancien abonné", "x"), ("DNC", "1"), ("Do not contact", "yes"), ("Hard bounces", "1"), ("isActive", "false"),
    ("isSubscribed", "0"), ("NL", "non"), ("Contactable", "non"), ("A contacter", "0"), ("Envoyer", "non"),
    ("Mail OK", "non"), ("Newsletter", "ne veut pas"), ("Newsletter", "non merci"), ("Newsletter", "pas inscrit"),
    ("Newsletter", "stop"), ("Newsletter", "?"), ("Newsletter", "0,0"), ("Newsletter", "a demandé le retrait"),
    ("Consentement", "ne souhaite plus"), ("Consentement RGPD", "retiré le 3 mars 2025"), ("Abonnement", "résilié"),
    ("Abonnement", "suspendu"), ("Abonnement", "terminé"), ("Abonné", "jusqu'au 12/03/2025"), ("Accord", "à voir"),
    ("Remarque", "ne plus contacter"), ("Commentaire", "STOP"), ("Email status", "opted out"), ("Optin", "declined"),
    ("Subscribed", "no longer"), ("Newsletter", "unsubscribed"), ("Email marketing", "revoked"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "cell"), SAID_NO)
def test_whoever_says_no_in_whatever_words_is_not_written_to(title: str, cell: str) -> None:
    try:
        found, _report = read(f"Nom;Email;{title}\nA;{ANNE};\nB;{BRUNO};{cell}\n")
    except DigestError:
        return  # the list is refused whole, with the way out
    assert (found[ANNE], found[BRUNO] in ("refused", "unsubscribed", "bounced")) == ("active", True)


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("Newsletter", "oui"), ("Newsletter", "x"), ("Newsletter", "Inscrit"), ("Abonné", "depuis le 12/03/2025"),
        ("Date d'abonnement", "12/03/2025"), ("CONFIRM_IP", "192.0.2.1"), ("CONFIRM_TIME", "2025-03-12 10:11:12"),
        ("Inscrit par", "la mairie"), ("Consentement", "formulaire du site"), ("Subscribed", "true"),
        ("Bounce count", "2"), ("Département", "35"), ("Fin de mandat", "12/03/2032"), ("Ancienne adresse", "rue X"),
        ("Liste de diffusion", "Élus"), ("Parti politique", "X"), ("Email marketing status", "Subscribed"),
        ("Opt-out", "non"), ("Parti", "non"), ("isActive", "true"), ("Hard bounces", "0"),
    ],
)  # fmt: skip
def test_what_says_nothing_against_it_leaves_a_member_active(title: str, cell: str) -> None:
    assert read(f"Nom;Email;{title}\nB;{BRUNO};{cell}\n")[0] == {BRUNO: "active"}


def test_a_theme_that_is_not_known_is_said_and_the_row_is_taken_without_it() -> None:
    rules = ImportFormat(name="liste.csv", themes=("Eau", "Climat"))
    table = f"courriel;thèmes\n{ANNE};Eau|Mer\n".encode()
    rows = list(read_list(BufferedReader(BytesIO(table)), rules))

    assert [row.themes for row in rows if isinstance(row, MemberRow)] == [("Eau",)]
    assert [row.is_doubtful for row in rows if isinstance(row, MemberRow)] == [False]
    assert ["Mer" in str(row) for row in rows if isinstance(row, Problem)] == [True]
