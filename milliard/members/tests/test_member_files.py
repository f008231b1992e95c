"""Reading files of members: titles in any order, encodings, workbooks, cells that are unclear."""

import datetime as dt
from pathlib import Path

import pytest

from milliard.core.received_tables import TableRefused
from milliard.members.member_files import MemberColumns, RowRead, look_at_file, propose_columns, read_file
from milliard.members.tests.files import ADA, TITLES, csv_of, workbook_of

TODAY = dt.date(2026, 3, 1)


def read(content: str | bytes) -> list[RowRead]:
    data = content.encode() if isinstance(content, str) else content
    return read_file(data, None, TODAY).rows


def one(**cells: str) -> RowRead:
    """The row of somebody, with cells under these titles."""
    said = {"Prénom": "Ada", "Nom": "Exemple", "Date d’adhésion": "03/02/2025", **cells}
    (row,) = read(csv_of(tuple(said.values()), titles=tuple(said)))
    return row


def messages(row: RowRead) -> list[str]:
    return [str(problem) for problem in row.problems]


@pytest.mark.parametrize(
    ("titles", "fields"),
    [
        (TITLES, "given_name family_name email phone postal_code commune joined_on amount"),
        (
            ("NOM", "prenom", "E-mail", "Tél.", "CP", "Ville", "Pays", "Né(e) le", "Fin d’adhésion"),
            "family_name given_name email phone postal_code commune country birth ends_on",
        ),
        (
            (
                *("Référence commande", "Date de la commande", "Statut de la commande", "Nom adhérent"),
                *("Prénom adhérent", "Nom payeur", "Prénom payeur", "Email payeur", "Raison sociale"),
                *("Montant tarif", "Date de naissance", "Code Postal", "Ville"),
            ),
            "- joined_on state family_name given_name - - email company amount birth postal_code commune",
        ),
        (("Nom payeur", "Prénom payeur", "Date"), "family_name given_name joined_on"),
        (("First name", "Last name", "Email"), "given_name family_name email"),
        (("Prénom", "Nom", "Année de naissance", "Adresse"), "given_name family_name birth -"),
    ],
)
def test_titles_are_recognised_in_any_order(titles: tuple[str, ...], fields: str) -> None:
    found = {place: name for name, place in propose_columns(titles).places.items()}
    assert [found.get(place, "-") for place in range(len(titles))] == fields.split()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "mac_roman"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_every_usual_encoding_and_separator(encoding: str, separator: str) -> None:
    row = ("Éloïse", "Lhéritière", "e@example.org", "", "", "", "03/02/2025", "20")
    content = csv_of(row, titles=[title.replace("’", "'") for title in TITLES], separator=separator)
    (found,) = read(f"Export du 1er mars\n{content}".encode(encoding))
    assert (found.given_name, found.family_name, found.line) == ("Éloïse", "Lhéritière", 3)
    assert (found.joined_on, found.amount_cents, found.problems) == (dt.date(2025, 2, 3), 2000, ())


def test_a_workbook_says_the_same_as_its_csv() -> None:
    cells = ("Ada", "Exemple", "ada@example.org", 612345678, 1000, "", dt.date(2025, 2, 3), 20.5)
    (row,) = read(workbook_of(cells))
    assert (row.joined_on, row.amount_cents, row.line) == (dt.date(2025, 2, 3), 2050, 2)
    assert (row.phone, row.postal_code) == ("06 12 34 56 78", "01000")
    assert (
        row
        == read(csv_of(("Ada", "Exemple", "ada@example.org", "612345678", "1000", "", "2025-02-03", "20,5")))[
            0
        ]
    )


def test_a_formula_whose_result_is_lost_is_said() -> None:
    (row,) = read(workbook_of(("Ada", '="Exem"&"ple"', "", "", "", "", "03/02/2025", "")))
    assert messages(row) == ["2:Nom:Cette cellule est une formule\u00a0: remplacez-la par sa valeur."]


@pytest.mark.parametrize(
    ("title", "cell", "field", "value"),
    [
        ("Courriel", "Ada+Asso@Example.ORG", "email", "ada+asso@example.org"),
        ("Courriel", "o'neil@example.org", "email", "o'neil@example.org"),
        ("Courriel", '"ada.l"@example.org', "email", '"ada.l"@example.org'),
        ("Courriel", "ada@exémple.fr", "email", "ada@exémple.fr"),
        ("Téléphone", "612345678", "phone", "06 12 34 56 78"),
        ("Téléphone", '="0612345678"', "phone", "06 12 34 56 78"),
        ("Téléphone", "'+33 6 12 34 56 78", "phone", "+33 6 12 34 56 78"),
        ("Code postal", "1000", "postal_code", "01000"),
        ("Date de naissance", "29/02/1992", "birth_year", 1992),
        ("Date de naissance", "01/01/62", "birth_year", 1962),
        ("Année de naissance", "1988", "birth_year", 1988),
        ("Date d’adhésion", "29/02/2024", "joined_on", dt.date(2024, 2, 29)),
        ("Date d’adhésion", "2025-02-03T10:12:00+01:00", "joined_on", dt.date(2025, 2, 3)),
        ("Date d’adhésion", "03/02/2025 à 10h12", "joined_on", dt.date(2025, 2, 3)),
        ("Montant", "1 234,50 €", "amount_cents", 123450),
        ("Montant", "12.5", "amount_cents", 1250),
        ("Nom", "d’Ornano", "family_name", "d’Ornano"),
    ],
)
def test_cells_are_read_as_a_person_would(title: str, cell: str, field: str, value: object) -> None:
    row = one(**{title: f'"{cell.replace(chr(34), chr(34) * 2)}"'})
    assert (getattr(row, field), row.problems) == (value, ())


@pytest.mark.parametrize(
    ("title", "cell", "words"),
    [
        ("Nom", "=HYPERLINK(1)", "formule"),
        ("Nom", "", "Il manque le nom"),
        ("Prénom", "  ", "Il manque le prénom"),
        ("Courriel", "andré@example.org", "accent avant le @"),
        ("Courriel", "ada@", "nom@exemple.fr"),
        ("Courriel", "a@example.org, b@example.org", "plusieurs adresses"),
        ("Téléphone", "voir fiche", "06 12 34 56 78"),
        ("Date de naissance", "29/02/1991", "date du calendrier"),
        ("Année de naissance", "1850", "1900"),
        ("Date d’adhésion", "31/02/2025", "jour/mois/année"),
        ("Date d’adhésion", "02/03/2026", "à venir"),
        ("Date d’adhésion", "03/02/0205", "celle d’une adhésion"),
        ("Fin d’adhésion", "01/01/2025", "avant de commencer"),
        ("Fin d’adhésion", "01/01/2199", "dix ans"),
        ("Montant", "vingt", ""),
        ("Montant", "-20", "négatif"),
        ("Raison sociale", "SARL Martin", "organisation"),
        ("Statut", "Remboursé", "n’est pas payée"),
    ],
)
def test_what_is_unclear_is_said_beside_its_column(title: str, cell: str, words: str) -> None:
    row = one(**{title: f'"{cell}"'})
    assert len(row.problems) == 1
    assert str(row.problems[0]).startswith(f"2:{title}:")
    assert words in row.problems[0].message


def test_every_unclear_cell_of_a_row_is_said() -> None:
    row = one(Courriel="ada@", Montant="-1", Nom="=1")
    assert [problem.column for problem in row.problems] == ["Nom", "Courriel", "Montant"]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (b"bonjour", 1),
        (b"%PDF-1.7\n\x00\x01", 1),
        (b"PK\x03\x04 not a workbook", 1),
        (b"\xd0\xcf\x11\xe0 an old one", 1),
        (b'Nom;Pr\xc3\xa9nom\nA;"' + b"x" * 200_000, 2),
        ("Date;Libellé;Montant\n01/01/2025;Virement;20\n".encode(), 1),
        (b"Nom;Ville\nExemple;Lyon\n", 1),
    ],
)
def test_what_is_no_list_of_members_says_its_line(data: bytes, line: int) -> None:
    with pytest.raises(TableRefused) as refusal:
        read_file(data, None, TODAY)
    assert refusal.value.line == line


def test_a_person_says_which_column_is_what() -> None:
    data = csv_of(("Exemple", "Ada", "03/02/2025"), titles=("A", "B", "C")).encode()
    assert look_at_file(data).titles == ("A", "B", "C")
    columns = MemberColumns({"family_name": 0, "given_name": 1, "joined_on": 2})
    assert MemberColumns.of(columns.stored()) == columns
    (row,) = read_file(data, columns, TODAY).rows
    assert (row.given_name, row.family_name, row.joined_on) == ("Ada", "Exemple", dt.date(2025, 2, 3))


def test_a_short_row_is_a_row() -> None:
    (row,) = read(csv_of(ADA[:2]))
    assert (row.given_name, row.email, row.problems) == ("Ada", "", ())


def test_the_example_of_the_guide_is_read_as_it_is() -> None:
    example = Path(__file__).resolve().parents[3] / "docs" / "guide" / "membres-exemple.csv"
    found = read(example.read_bytes())
    assert [row.problems for row in found] == [(), (), ()]
    assert found[2].joined_on == dt.date(2024, 2, 29)
