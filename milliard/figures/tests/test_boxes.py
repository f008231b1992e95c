"""LimeSurvey's columns of one question: proposed as one variable, and read as it says."""

import pytest

from milliard.core.delimited_files import ImportRefused
from milliard.figures.datasets.codebook import Codebook, CodebookVariable, VariableKind
from milliard.figures.datasets.codebook_table import write_codebook
from milliard.figures.datasets.csv_import import read_table
from milliard.figures.datasets.draft_codebook import guess_codebook

HEADER = "freins[temps],freins[argent],freins[other],ordre[1],ordre[2],ordre[3],avis[vous],avis[eux]"
ROWS = (
    "Y,,La météo,b,a,,A1,A2",
    ",Y,,a,b,c,A2,A2",
    "Y,Y,,c,a,b,A1,A1",
    ",,,,,,A1,",
    "Y,,Rien,b,,,A2,A1",
)
DATA = "\n".join([HEADER, *ROWS, ""]).encode()


def proposed(data: bytes = DATA) -> dict[str, CodebookVariable]:
    return {item.name: item for item in guess_codebook(data)}


def test_boxes_and_ranks_are_proposed_as_one_variable() -> None:
    found = proposed()
    assert [(name, item.kind) for name, item in found.items()] == [
        ("freins", VariableKind.MULTIPLE),
        ("freins[other]", VariableKind.TEXT),
        ("ordre", VariableKind.RANK),
        ("avis[vous]", VariableKind.CATEGORICAL),
        ("avis[eux]", VariableKind.CATEGORICAL),
    ]
    assert [answer.value for answer in found["freins"].answers] == ["temps", "argent"]
    assert [answer.value for answer in found["ordre"].answers] == ["a", "b", "c"]


def test_what_is_proposed_reads_the_file() -> None:
    made = write_codebook(Codebook(guess_codebook(DATA)))
    arrays = read_table(DATA, made).projected.arrays
    assert arrays["freins/temps"].tolist() == [1, 0, 1, 0, 1]
    assert arrays["freins/argent"].tolist() == [0, 1, 1, 0, 0]
    assert arrays["freins/missing"].tolist() == [0, 0, 0, 252, 0]
    assert arrays["ordre/a"].tolist() == [2, 1, 2, 0, 0]
    assert arrays["ordre/b"].tolist() == [1, 2, 3, 0, 1]
    assert arrays["ordre/c"].tolist() == [0, 3, 1, 0, 0]
    assert arrays["ordre/missing"].tolist() == [0, 0, 0, 252, 0]


def test_columns_described_one_by_one_stay_as_they_are() -> None:
    book = b"nom;type;reponses\nfreins[temps];un choix;Y=Oui\n*;ignorer;\n"
    arrays = read_table(DATA, book).projected.arrays
    assert arrays["freins[temps]"].tolist() == [0, 252, 0, 252, 0]


@pytest.mark.parametrize(
    "rows", [("Y,N", "N,", ",Y"), ("Y,X",), ("1,0",), (",",)], ids=["array", "codes", "numbers", "blank"]
)
def test_what_are_no_boxes_is_left_one_by_one(rows: tuple[str, ...]) -> None:
    data = "\n".join(["q[a],q[b]", *rows, ""]).encode()
    assert list(proposed(data)) == ["q[a]", "q[b]"]


def test_yes_and_no_in_each_box_are_boxes() -> None:
    found = proposed(b"q[a],q[b]\nOui,Non\nNon,Non\n,\n")
    assert [(name, item.kind) for name, item in found.items()] == [("q", VariableKind.MULTIPLE)]


def test_ranks_that_repeat_a_code_are_an_array() -> None:
    assert list(proposed(b"q[1],q[2]\na,a\na,b\nb,a\n")) == ["q[1]", "q[2]"]


def test_an_unknown_code_in_a_box_or_a_rank_is_refused_at_its_row() -> None:
    boxes, ranks = "freins;plusieurs choix;temps=Temps|argent=Argent", "ordre;classement;a=A|b=B"
    book = f"nom;type;reponses\n{boxes}\n{ranks}\n*;ignorer;\n"
    with pytest.raises(ImportRefused) as refusal:
        read_table(DATA.replace(b"Y,Y", b"Y,peut-etre"), book.encode())
    assert {(problem.row, problem.column) for problem in refusal.value.problems} == {
        (4, "freins/argent"),
        (3, "ordre"),
        (4, "ordre"),
    }


def test_our_own_columns_are_proposed_as_one_variable_too() -> None:
    data = b"q/a,q/b,r/x,r/y\n1,0,1,2\n0,1,2,1\n1,1,1,\n"
    found = proposed(data)
    assert [(name, item.kind) for name, item in found.items()] == [
        ("q", VariableKind.MULTIPLE),
        ("r", VariableKind.RANK),
    ]
    arrays = read_table(data, write_codebook(Codebook(tuple(found.values())))).projected.arrays
    assert arrays["q/b"].tolist() == [0, 1, 1]
    assert arrays["r/y"].tolist() == [2, 1, 0]
