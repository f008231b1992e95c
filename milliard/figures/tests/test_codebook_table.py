"""The dictionary a team takes away holds the codes of the data, and reads back as a codebook."""

import io

import numpy as np
import pytest
from openpyxl import load_workbook

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.core import exports
from milliard.core.delimited_files import ImportRefused
from milliard.figures.datasets.codebook import (
    COMPLETED,
    Codebook,
    CodebookAnswer,
    CodebookVariable,
    VariableKind,
)
from milliard.figures.datasets.codebook_files import read_codebook
from milliard.figures.datasets.codebook_table import write_codebook
from milliard.figures.datasets.projection import Projected
from milliard.figures.enums import DatasetSource
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind, FigureSpec, InvalidFigure, compute_figure
from milliard.figures.services.freeze import save_dataset
from milliard.figures.services.imports import import_dataset, propose_codebook
from milliard.figures.tests.builders import frozen, status_and_staff, the_row
from milliard.surveys.tests import factories

pytestmark = pytest.mark.django_db

SEX = "id;sexe\r\n" + "".join(f"{number};{1 + number % 2}\r\n" for number in range(40))
SEX_BOOK = "nom;libelle;type;reponses\r\nid;;identifiant;\r\nsexe;Sexe;un choix;1=Homme|2=Femme\r\n"


def told(book: tuple[CodebookVariable, ...]) -> list[tuple[object, ...]]:
    """What a codebook says of each variable, whatever file it stood in."""
    return [
        (
            item.name,
            item.kind,
            item.label,
            [(answer.value, answer.label) for answer in item.answers],
            sorted(
                [(answer.value, answer.missing) for answer in item.categories if answer.missing]
                + list(item.missing_codes)
            ),
            item.role,
            item.unit,
            item.question_text,
            item.section,
            item.is_sensitive,
            item.note,
            item.phrase,
            item.is_ordered,
        )
        for item in book
    ]


def downloaded(dataset: Dataset, format: str) -> bytes:  # noqa: A002
    client = signed_in(Role.ANALYST)
    response = client.get(f"/gestion/jeux-de-donnees/{dataset.slug}/dictionnaire.{format}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def with_sex() -> Dataset:
    return import_dataset(title="Sexe", csv_bytes=SEX.encode(), codebook_bytes=SEX_BOOK.encode(), by=None)


@pytest.mark.parametrize("format", exports.CONTENT_TYPES)
def test_the_dictionary_reads_back(format: str) -> None:  # noqa: A002
    for dataset in (with_sex(), frozen(factories.open_collection(status_and_staff()), {"status": "asso"})):
        book = Codebook.from_json(dataset.codebook)
        assert told(read_codebook(downloaded(dataset, format))) == told(tuple(book))


def test_it_holds_codes_not_positions() -> None:
    dataset = with_sex()
    assert "1=Homme|2=Femme" in downloaded(dataset, "csv").decode()
    sheet = load_workbook(io.BytesIO(downloaded(dataset, "xlsx"))).worksheets[0]
    assert "1=Homme|2=Femme" in [cell.value for cell in sheet[3]]
    page = signed_in(Role.ANALYST).get(f"/gestion/jeux-de-donnees/{dataset.slug}/").content.decode()
    assert "1 = Homme · 2 = Femme" in page


def test_who_follows_it_gets_who_they_asked_for() -> None:
    dataset = with_sex()
    figure = compute_figure(dataset, FigureSpec(FigureKind.SHARE, "sexe", category=("1",)))
    assert the_row(figure, "1").label == "Homme"


def test_odd_labels_read_back() -> None:
    answers = [CodebookAnswer(0, "-1", "moins | ou = rien"), CodebookAnswer(1, "2", "= deux")]
    book = Codebook((CodebookVariable("v", VariableKind.CATEGORICAL, "-v", categories=tuple(answers)),))
    assert told(read_codebook(write_codebook(book)))[0][1:4] == told(tuple(book))[0][1:4]


def test_a_proposed_dictionary_speaks_french() -> None:
    proposed = propose_codebook(csv_bytes=SEX.encode()).decode("utf-8-sig").splitlines()
    assert proposed[0].startswith("nom;libelle;type;reponses")
    assert proposed[2].startswith("sexe;sexe;un choix;1=1|2=2")


def drawn(strata: str) -> tuple[bytes, bytes]:
    """Notes by stratum: «nn e» is two units of «n» and one of «e»."""
    rows = "".join(f"{stratum};{place}\r\n" for place, stratum in enumerate(strata))
    book = "nom;type;reponses\r\ns;strate;\r\nnote;nombre;\r\n"
    return f"s;note\r\n{rows}".encode(), book.encode()


def test_a_stratum_of_one_unit_is_named_at_import() -> None:
    csv_bytes, book = drawn("n" * 20 + "o" * 15 + "e")
    with pytest.raises(ImportRefused) as refused:
        import_dataset(title="Strates", csv_bytes=csv_bytes, codebook_bytes=book, by=None)
    (problem,) = refused.value.problems
    assert problem.column == "s"
    assert "«\u00a0e\u00a0» n’a qu’une unité" in problem.message


def test_a_stratum_whose_whole_population_is_one_unit_is_imported() -> None:
    rows = "".join(f"n;100;{place}\r\n" for place in range(20)) + "e;1;7\r\n"
    book = "nom;type\r\ns;strate\r\nN;population\r\nnote;nombre\r\n"
    dataset = import_dataset(
        title="Île", csv_bytes=f"s;N;note\r\n{rows}".encode(), codebook_bytes=book.encode(), by=None
    )
    assert compute_figure(dataset, FigureSpec(FigureKind.MEAN, "note")).base_n == 21


def test_populations_that_contradict_the_sample_are_said_at_import() -> None:
    rows = "".join(f"n;3;{place}\r\n" for place in range(20))
    book = "nom;type\r\ns;strate\r\nN;population\r\nnote;nombre\r\n"
    with pytest.raises(ImportRefused, match=r"."):
        import_dataset(
            title="Trop peu", csv_bytes=f"s;N;note\r\n{rows}".encode(), codebook_bytes=book.encode(), by=None
        )


@pytest.mark.parametrize("kind", [FigureKind.MEAN, FigureKind.MEDIAN, FigureKind.TOTAL, FigureKind.HISTOGRAM])
def test_what_the_engine_refuses_is_said_in_french_beside_the_figure(kind: FigureKind) -> None:
    """A dataset of before the check: it can never change, and each figure says why it cannot be."""
    variables = (
        CodebookVariable("s", VariableKind.STRATUM, "s"),
        CodebookVariable("note", VariableKind.NUMERIC, "note"),
    )
    arrays = {
        "s": np.array([0] * 20 + [1] * 15 + [2], np.int32),
        "note": np.arange(36, dtype=np.float64),
        "note/missing": np.zeros(36, np.uint8),
        COMPLETED: np.ones(36, np.bool_),
    }
    dataset = save_dataset(
        slug="avant",
        title="Avant",
        projected=Projected(Codebook(variables), arrays),
        by=None,
        code="figures.dataset.imported",
        source=DatasetSource.FILE,
    )
    bounds = (0, 50) if kind is FigureKind.HISTOGRAM else ()
    with pytest.raises(InvalidFigure, match="strate de tirage n’a qu’une seule unité") as refused:
        compute_figure(dataset, FigureSpec(kind, "note", bounds=bounds))
    assert refused.value.field == "weighted"
    assert compute_figure(dataset, FigureSpec(kind, "note", bounds=bounds, weighted=False)).rows


@pytest.mark.parametrize(
    "lines", [("s;strate;", "s;un choix;n=Nord|o=Ouest"), ("s;un choix;n=Nord|o=Ouest", "s;strate;")]
)
def test_a_column_is_a_stratum_and_a_question_at_once(lines: tuple[str, str]) -> None:
    csv_bytes, _ = drawn("n" * 20 + "o" * 15)
    book = "\r\n".join(("nom;type;reponses", *lines, "note;nombre;")).encode()
    dataset = import_dataset(title="Strates", csv_bytes=csv_bytes, codebook_bytes=book, by=None)
    figure = compute_figure(dataset, FigureSpec(FigureKind.MEAN, "note", breakdown="s"))
    assert the_row(figure, "note", "n").value == 9.5
    assert the_row(figure, "note", "o").value == 27
    plain = compute_figure(dataset, FigureSpec(FigureKind.MEAN, "note", weighted=False))
    assert the_row(figure, "note").low > the_row(plain, "note").low  # the strata do count
    again = read_codebook(downloaded(dataset, "csv"))
    assert sorted(item.kind for item in again) == sorted(
        item.kind for item in Codebook.from_json(dataset.codebook)
    )


def test_a_ranking_is_imported() -> None:
    rows = ";\r\n" + "".join("1;2\r\n2;1\r\n" for _ in range(10))
    book = "nom;type;reponses\r\nr;classement;a=A|b=B\r\n"
    dataset = import_dataset(
        title="Rangs", csv_bytes=f"r/a;r/b\r\n{rows}".encode(), codebook_bytes=book.encode(), by=None
    )
    assert dataset.row_count == 21
    with pytest.raises(ImportRefused):
        import_dataset(title="Faux", csv_bytes=b"r/a;r/b\r\n1;3\r\n", codebook_bytes=book.encode(), by=None)
