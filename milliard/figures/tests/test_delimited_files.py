"""Tables as people have them: separators, encodings, digits that name something. Nothing is lost unsaid."""

from __future__ import annotations

import pytest

from milliard.core.delimited_files import ImportRefused, read_delimited
from milliard.core.exports import FRENCH
from milliard.figures.datasets.codebook import Codebook, VariableKind
from milliard.figures.datasets.codebook_files import read_codebook
from milliard.figures.datasets.codebook_table import write_codebook
from milliard.figures.datasets.csv_import import read_table
from milliard.figures.datasets.draft_codebook import guess_codebook


def refusals(data: bytes) -> list[str]:
    with pytest.raises(ImportRefused) as caught:
        read_delimited(data)
    return [str(problem) for problem in caught.value.problems]


def test_the_semicolon_wins_where_titles_and_amounts_hold_commas() -> None:
    sheet = read_delimited("id;Êtes-vous propriétaire, locataire, ou hébergé·e ?;dept\n1;a;22\n".encode())
    assert sheet.header == ("id", "Êtes-vous propriétaire, locataire, ou hébergé·e ?", "dept")
    sheet = read_delimited(b"id;montant (euros, TTC)\n1;12,50\n2;7,00\n")
    assert sheet.header == ("id", "montant (euros, TTC)")
    assert sheet.rows == [["1", "12,50"], ["2", "7,00"]]


def test_commas_and_tabs_are_found_too_and_a_title_may_take_two_lines() -> None:
    assert read_delimited(b"a,b;c,d\n1,2,3\n").header == ("a", "b;c", "d")
    assert read_delimited(b"a\tb,c\n1\t2\n").header == ("a", "b,c")
    sheet = read_delimited(b'"Nom\nde famille",ville;dept\nx,y\nz,t\n')
    assert sheet.header == ("Nom\nde famille", "ville;dept")
    assert read_delimited(b"seul\n1\n").header == ("seul",)


@pytest.mark.parametrize("first", [b"sep=;\r\n", b'"sep=;"\n', b"\xef\xbb\xbfsep=;\n"])
def test_the_line_excel_writes_above_the_header_names_the_separator(first: bytes) -> None:
    sheet = read_delimited(first + b"a,1;b,2\n1;2\n")
    assert (sheet.header, sheet.rows, sheet.first_row) == (("a,1", "b,2"), [["1", "2"]], 3)
    with pytest.raises(ImportRefused, match=r"réponses:4:x: .*n’est pas un nombre"):
        read_table(first + b"x\n1\noui\n", b"nom;type\nx;nombre\n")


def test_rows_that_do_not_fit_name_the_separator() -> None:
    (message,) = refusals(b"a;b;c\n1;2;3\n1;2\n")
    assert message == "réponses:3:: La ligne a 2 cellules, l’en-tête 3 (séparées par des points-virgules)."


def test_one_wrong_line_in_a_file_in_utf_8_is_refused_where_it_is() -> None:
    good = "".join(f"{number};Orléans\n" for number in range(5)).encode()
    (message,) = refusals(b"id;ville\n" + good + "6;Nîmes\n".encode("cp1252") + good)
    assert message.startswith("réponses:7:: Cette ligne n’est pas en UTF-8, comme le reste du fichier")


def test_two_lines_in_two_encodings_are_refused() -> None:
    (message,) = refusals("id;ville\n1;Orléans\n".encode() + "2;Nîmes\n".encode("cp1252"))
    assert message.startswith("réponses:3:: Cette ligne n’est pas en UTF-8")


def test_a_whole_file_in_windows_1252_is_read() -> None:
    sheet = read_delimited("id;ville\n1;Nîmes\n2;Orléans\n".encode("cp1252"))
    assert [row[1] for row in sheet.rows] == ["Nîmes", "Orléans"]


def _table(rows: int) -> bytes:
    lines = ["code_postal;telephone;carte;indicatif;taille"]
    lines += [
        f"{6000 + place * 7:05d};06258{place:05d};7805771010558{place:04d};+336258{place:05d};{place * 3}"
        for place in range(rows)
    ]
    return "\n".join(lines).encode()


def test_digits_that_name_something_are_never_proposed_as_numbers() -> None:
    kinds = {item.name: item.kind for item in guess_codebook(_table(30))}
    assert kinds == {
        "code_postal": VariableKind.IDENTIFIER,
        "telephone": VariableKind.IDENTIFIER,
        "carte": VariableKind.IDENTIFIER,
        "indicatif": VariableKind.IDENTIFIER,
        "taille": VariableKind.NUMERIC,
    }


def test_a_weight_of_few_values_is_proposed_as_a_number() -> None:
    data = b"pw;type\n" + b"44.21;1\n15.1;2\n" * 5
    assert [item.kind for item in guess_codebook(data)] == [VariableKind.NUMERIC, VariableKind.CATEGORICAL]


def test_postal_codes_given_twice_are_kept_out_of_the_table_too() -> None:
    data = b"code;x\n" + b"".join(b"%05d;%d\n" % (6000 + place % 20, place) for place in range(40))
    assert [item.kind for item in guess_codebook(data)] == [VariableKind.IDENTIFIER, VariableKind.NUMERIC]


def test_a_number_of_more_than_fifteen_digits_is_refused_with_what_to_write() -> None:
    book = b"nom;type\ncarte;nombre\n"
    with pytest.raises(ImportRefused, match=r"réponses:2:carte: .*plus de 15.chiffres.*identifiant"):
        read_table(b"carte\n78057710105581731\n", book)
    assert read_table(b"carte\n780577101055817.25\n0.30000000000000004\n", book).projected.row_count == 2


def test_a_proposed_codebook_has_its_header_first_french_words_and_semicolons_and_reads_back() -> None:
    made = guess_codebook(b"avis,taille\noui,3\nnon,4\noui,5\n")
    data = write_codebook(Codebook(made))
    assert data.decode("utf-8-sig").splitlines()[0].split(";")[:4] == ["nom", "libelle", "type", "reponses"]
    assert data.decode("utf-8-sig").splitlines()[1].split(";")[2] == "un choix"
    assert [(item.name, item.kind) for item in read_codebook(data)] == [
        ("avis", VariableKind.CATEGORICAL),
        ("taille", VariableKind.NUMERIC),
    ]
    assert not FRENCH.with_about
