"""A list of people to invite, read for what it says: encodings, separators, titles, columns, wrong rows."""

import pytest

from milliard.core.received_tables import TableRefused
from milliard.fieldwork.invitation_files import read_invitation_file
from milliard.surveys.invitation_words import UnknownInvitationWord, check_words, fill_words
from milliard.surveys.invited_person import InvitedPerson

_ROWS = [
    ("Nom", "Prénom", "Adresse e-mail", "Structure"),
    ("Évrard", "Zoé", "zoe@exemple.org", "Café de l’Été"),
    ("Le Goff", "Yann", "Yann@Exemple.org", ""),
]


def table(separator: str = ";", order: tuple[int, ...] = (0, 1, 2, 3), *, titles: bool = True) -> str:
    rows = _ROWS if titles else _ROWS[1:]
    return "\r\n".join(separator.join(row[place] for place in order) for row in rows) + "\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (2, 3, 1, 0)])
def test_an_ordinary_table_is_read_whatever_its_encoding_separator_and_order(encoding, separator, order):
    read = read_invitation_file(table(separator, order).encode(encoding))
    assert read.people == [
        InvitedPerson("zoe@exemple.org", "Zoé", "Évrard", "Café de l’Été", line=2),
        InvitedPerson("yann@exemple.org", "Yann", "Le Goff", line=3),
    ]
    assert read.has_titles
    assert not read.problems


def test_without_titles_the_addresses_are_found_and_nothing_else_is_guessed():
    read = read_invitation_file(table(titles=False).encode())
    assert read.places == {"email": 2}
    assert [person.email for person in read.people] == ["zoe@exemple.org", "yann@exemple.org"]
    assert read.people[0].name == ""
    assert "Zoé" in read.titles[1]
    again = read_invitation_file(table(titles=False).encode(), {"email": 2, "given_name": 1})
    assert again.people[0].given_name == "Zoé"


def test_wrong_rows_are_told_at_their_line_and_the_others_stay():
    text = "Nom;E-mail\nA;a@exemple.org\nB;pas une adresse\n\nC;\nA bis;A@exemple.org\nD;d@exemple.org\n"
    read = read_invitation_file(text.encode())
    assert [person.email for person in read.people] == ["a@exemple.org", "d@exemple.org"]
    assert [(error.line, error.text) for error in read.problems] == [(3, "pas une adresse"), (5, "C")]
    assert [(person.line, person.email) for person in read.repeated] == [(6, "a@exemple.org")]


def test_lines_above_the_titles_are_left_aside():
    text = "Export du 3 mars;;\n;;\nCourriel;Nom de la structure;Prénom\na@exemple.org;Les Ateliers;Awa\n"
    read = read_invitation_file(text.encode())
    assert read.people == [InvitedPerson("a@exemple.org", "Awa", "", "Les Ateliers", line=4)]


def test_a_plain_list_stays_a_list():
    pasted = 'a@exemple.org, b@exemple.org\n"Dupont, Jean" <jean@exemple.org>; <c@exemple.org>\n'
    assert [one.email for one in read_invitation_file(pasted.encode()).people] == [
        *("a@exemple.org", "b@exemple.org", "jean@exemple.org", "c@exemple.org")
    ]
    alone = read_invitation_file(b"Adresse e-mail\na@exemple.org\nfaux\n")
    assert [one.email for one in alone.people] == ["a@exemple.org"]
    assert [(error.line, error.text) for error in alone.problems] == [(3, "faux")]


def test_of_two_columns_of_addresses_the_one_that_is_named_wins():
    text = (
        "Nom;Contact du siège;E-mail\nA;siege@exemple.org;a@exemple.org\nB;siege@exemple.org;b@exemple.org\n"
    )
    read = read_invitation_file(text.encode())
    assert [person.email for person in read.people] == ["a@exemple.org", "b@exemple.org"]


def test_names_are_one_printable_line_without_formula():
    text = 'E-mail;Prénom;Nom\na@exemple.org;"=""Awa""";"Une\nligne\tde  trop"\n'
    (person,) = read_invitation_file(text.encode()).people
    assert (person.given_name, person.family_name) == ("Awa", "Une ligne de trop")
    long = read_invitation_file(f"E-mail;Prénom\na@exemple.org;{'x' * 300}\n".encode()).people[0]
    assert len(long.given_name) == 80


def test_what_is_no_text_is_refused():
    with pytest.raises(TableRefused):
        read_invitation_file(b"PK\x03\x04\x00\x00")
    with pytest.raises(TableRefused):
        read_invitation_file(b"  \n")


def test_words_between_braces_are_checked():
    check_words("Bonjour {prénom} {nom} de {structure}, {titre} prend {durée} jusqu’au {fin} : {lien}")
    for text in ("Bonjour {prenom}", "Bonjour {{ prénom }}", "Bonjour {prénom", "{% now 'Y' %}"):
        with pytest.raises(UnknownInvitationWord):
            check_words(text)
    with pytest.raises(UnknownInvitationWord):
        check_words("Voici {lien}", is_subject=True)


def test_a_name_nobody_knows_leaves_no_hole_and_nothing_is_read_twice():
    assert fill_words("Bonjour {prénom},", {"prénom": ""}) == "Bonjour,"
    assert fill_words("Bonjour {prénom},", {"prénom": "{lien}", "lien": "x"}) == "Bonjour {lien},"


def test_so_many_addresses_at_once_and_no_more_however_many_a_line_holds():
    names = [f"p{number}@exemple.org" for number in range(20_002)]
    lines = [f"{one}, {other}" for one, other in zip(names[::2], names[1::2], strict=True)]
    assert len(read_invitation_file("\n".join(lines[:-1]).encode()).people) == 20_000
    with pytest.raises(TableRefused, match="adresses"):
        read_invitation_file("\n".join(lines).encode())
