"""A CSV and its codebook become a dataset whose figures equal the reference values, or located errors."""

import contextlib
import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import example, given
from hypothesis import strategies as st

from milliard.accounts.enums import Role
from milliard.core.delimited_files import ImportRefused, read_delimited, read_delimited_answers
from milliard.figures.datasets.codebook import VariableKind
from milliard.figures.datasets.codebook_files import read_codebook
from milliard.figures.datasets.codebook_table import write_codebook
from milliard.figures.datasets.csv_import import build
from milliard.figures.models import Dataset
from milliard.figures.reports import FigureKind, FigureSpec, compute_figure
from milliard.figures.services.freeze import open_dataset
from milliard.figures.services.imports import import_dataset, preview_import, propose_codebook
from milliard.surveys.tests import factories

APISRS = """name,label,kind,values,role
stype,Niveau,un choix,E=Élémentaire|H=Lycée|M=Collège,content
sch.wide,Objectif atteint,un choix,No=Non|Yes=Oui,breakdown
api00,Indice 2000,nombre,,content
pw,Poids,poids,,content
*,Autres colonnes,ignorer,,content
""".encode()


@pytest.fixture
def tables(shared_data: Path) -> Path:
    return shared_data / "surveys" / "tables"


@pytest.fixture
def expected(shared_data: Path) -> dict:
    return json.loads((shared_data / "surveys" / "expected.json").read_text())


@pytest.fixture
def apisrs(db, tables) -> Dataset:
    return import_dataset(
        title="Écoles de Californie",
        csv_bytes=(tables / "apisrs.csv").read_bytes(),
        codebook_bytes=APISRS,
        by=None,
        source_note="California Department of Education, échantillon apisrs",
    )


def half_width(row) -> float:
    return (row.high - row.low) / 2


@pytest.mark.slow
def test_apisrs_mean_and_its_error(apisrs, expected):
    (wanted,) = [item for item in expected["estimates"] if item["table"] == "apisrs"]
    figure = compute_figure(apisrs, FigureSpec(FigureKind.MEAN, "api00"))
    assert figure.rows[0].value == pytest.approx(wanted["value"], rel=1e-6)
    t = 1.97195654  # Student, 199 degrees of freedom, 97.5 %
    assert half_width(figure.rows[0]) / t == pytest.approx(wanted["se"], rel=1e-6)
    assert figure.weighting_label == "Données pondérées (poids «\u00a0pw\u00a0»)"
    assert figure.source_label.startswith("California")
    assert figure.base_label == "parmi les lignes du fichier où cette variable est renseignée"


@pytest.mark.slow
def test_apisrs_shares_by_group(apisrs, expected):
    (wanted,) = expected["shares"]
    figure = compute_figure(apisrs, FigureSpec(FigureKind.CROSSTAB, "stype", breakdown="sch.wide"))
    for group in ("No", "Yes"):
        found = {row.key: row for row in figure.rows_of(group)}
        for code, value, error in zip(
            wanted["order"], wanted[group]["value"], wanted[group]["se"], strict=True
        ):
            row = found[code]
            assert row.value == pytest.approx(value, abs=1e-6)
            # Wilson, read back: n* = p(1 − p)/SE² gives the width.
            z, p, worth = 1.959963985, value, value * (1 - value) / error**2
            width = z / (1 + z * z / worth) * (p * (1 - p) / worth + z * z / (4 * worth**2)) ** 0.5
            assert half_width(row) == pytest.approx(width, rel=1e-4)


@pytest.mark.parametrize(
    ("table", "lines", "of"),
    [
        ("apistrat", "stype,stype,strate,\npw,pw,poids,\nfpc,fpc,population,", "api00"),
        ("apiclus1", "dnum,dnum,grappe,\npw,pw,poids,\nfpc,fpc,population,", "api00"),
        ("nhanes", "SDMVSTRA,s,strate,\nSDMVPSU,c,grappe,\nWTMEC2YR,w,poids,", "HI_CHOL"),
    ],
)
@pytest.mark.django_db
def test_strata_and_clusters_from_the_codebook(tables, expected, table, lines, of):
    codebook = f"name,label,kind,values\n{lines}\n{of},x,nombre,\n*,autres,ignorer,".encode()
    dataset = import_dataset(
        title=table, csv_bytes=(tables / f"{table}.csv").read_bytes(), codebook_bytes=codebook, by=None
    )
    (wanted,) = [
        item
        for item in expected["estimates"]
        if (item["table"], item["of"], item["estimate"]) == (table, of, "mean")
    ]
    figure = compute_figure(dataset, FigureSpec(FigureKind.MEAN, of))
    assert figure.rows[0].value == pytest.approx(wanted["value"], rel=1e-6)
    table_design = open_dataset(dataset).design(weighted=True)
    from engines import statistics

    estimate = statistics.mean(table_design, open_dataset(dataset).column(of))
    assert estimate.se == pytest.approx(wanted["se"], rel=1e-6)


@pytest.mark.django_db
def test_a_domain_keeps_the_other_rows_in_the_design(tables, expected):
    codebook = (
        "name,label,kind,values,missing\nstratum,s,strate,,\ncluster,c,grappe,,\nunit,u,ignorer,,\n"
        "employed,Emploi,un choix,0=Non|1=Oui,\nincome,Revenu,nombre,,\nwgt,w,poids,,"
    )
    dataset = import_dataset(
        title="d",
        csv_bytes=(tables / "domain_nulls.csv").read_bytes(),
        codebook_bytes=codebook.encode(),
        by=None,
    )
    (wanted,) = [item for item in expected["estimates"] if item["table"] == "domain_nulls"]
    figure = compute_figure(dataset, FigureSpec(FigureKind.MEAN, "income", domain=(("employed", ("1",)),)))
    assert figure.rows[0].value == pytest.approx(wanted["value"], rel=1e-6)
    error_step = next(step for step in figure.steps if step.startswith("Erreur type"))
    assert "1\u202f715,36" in error_step
    assert "1494" not in error_step


@pytest.mark.slow
def test_the_same_file_again_is_the_same_dataset(apisrs, tables):
    data = (tables / "apisrs.csv").read_bytes()
    again = import_dataset(title="Autre titre", csv_bytes=data, codebook_bytes=APISRS, by=None)
    assert again.pk == apisrs.pk
    assert preview_import(csv_bytes=data, codebook_bytes=APISRS).existing == apisrs
    other = import_dataset(
        title="Autre", csv_bytes=data, codebook_bytes=APISRS.replace(b"Niveau", b"Degre"), by=None
    )
    assert other.pk != apisrs.pk


def test_what_is_left_out_is_said(apisrs):
    book = open_dataset(apisrs).codebook
    left_out = [variable.name for variable in book if variable.kind is VariableKind.LEFT_OUT]
    assert "sname" in left_out
    assert len(left_out) == 40 - 4
    assert not any(name in json.dumps(list(open_dataset(apisrs).arrays)) for name in ("sname", "cname"))


@pytest.mark.django_db
def test_who_may_import(tables):
    data = (tables / "apisrs.csv").read_bytes()
    with pytest.raises(PermissionDenied):
        import_dataset(title="t", csv_bytes=data, codebook_bytes=APISRS, by=factories.user(Role.MEMBER))
    assert import_dataset(
        title="t", csv_bytes=data, codebook_bytes=APISRS, by=factories.user(Role.ANALYST)
    ).pk


BOOK = b"""name,label,kind,values,missing
id,Identifiant,identifiant,,
c,Couleur,choix,r=Rouge|b=Bleu,?=ne sait pas|-=non pos\xc3\xa9e
m,Plusieurs,plusieurs choix,x=X|y=Y,
n,Nombre,nombre,,99=refus
a,Montant,montant,,
d,Date,date,,
t,Texte,texte,,
"""


def columns_of(text: str, encoding: str = "utf-8") -> dict:
    return build(read_delimited(text.encode(encoding)), read_codebook(BOOK)).projected.arrays


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t", ","])
def test_spreadsheets_of_every_habit(encoding, separator):
    lines = [
        ["id", "c", "m", "n", "a", "d", "t"],
        ["1", "r", "x y", '"1 234,5"', '"12,34 €"' if encoding != "x" else "", "2026-11-23", "été"],
        ["2", "?", "", "99", "", "23/11/2026", ""],
        ["3", "-", "y", "NA", "-5", "", ""],
    ]
    text = "\r\n".join(separator.join(line) for line in lines) + "\r\n\r\n"
    found = {name: array.tolist() for name, array in columns_of(text, encoding).items()}
    assert found == {
        "_completed": [True] * 3,
        "c": [0, 253, 251],
        "m/x": [1, 0, 0],
        "m/y": [1, 0, 1],
        "m/missing": [0, 252, 0],
        "n": [1234.5, 0, 0],
        "n/missing": [0, 254, 252],
        "a": [1234, 0, -500],
        "a/missing": [0, 252, 0],
        "d": [20780, 20780, 0],
        "d/missing": [0, 0, 252],
    }


def test_one_column_per_choice():
    text = "id,c,m/x,m/y,n,a,d,t\n1,r,1,0,1,1,,\n2,b,,,1,1,,\n3,b,0,0,1,1,,"
    found = columns_of(text)
    assert (found["m/x"].tolist(), found["m/missing"].tolist()) == ([1, 0, 0], [0, 252, 0])


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("id,c,m,n,a,d,t\n1,vert,x,1,1,,", 2, "c"),
        ("id,c,m,n,a,d,t\n1,r,z,1,1,,", 2, "m"),
        ("id,c,m,n,a,d,t\n1,r,x,un,1,,", 2, "n"),
        ("id,c,m,n,a,d,t\n1,r,x,1e999,1,,", 2, "n"),
        ("id,c,m,n,a,d,t\n1,r,x,NaN,1,,", 2, "n"),
        ("id,c,m,n,a,d,t\n1,r,x,1,0.001,,", 2, "a"),
        ("id,c,m,n,a,d,t\n1,r,x,1,1e30,,", 2, "a"),
        ("id,c,m,n,a,d,t\n1,r,x,1,1,31/02/2026,", 2, "d"),
        ("id,c,m,n,a,d,t\n1,r,x,1,1,,\n1,r,x,1,1,,", 3, "id"),
        ("id,c,m,n,a,d\n1,r,x,1,1,", 1, "t"),
        ("id,c,m,n,a,d,t,extra\n1,r,x,1,1,,,", 1, "extra"),
        ("id,c,m,n,a,d,t,t\n1,r,x,1,1,,,", 1, "t"),
        ("id,c,m,n,a,d,t\n1,r,x,1,1,", 2, ""),
        ("id,c,m,n,a,d,t\n1,r,x,12 34,1,,", 2, "n"),
        ("id,c,m,n,a,d,t\n1,r,x,1,12 34,,", 2, "a"),
        ("id,c,m,n,a,d,t\n1,r,x,1,12 000 13 000 €,,", 2, "a"),
        ("id,c,m/x,m/y,n,a,d,t\n1,r,1,,1,1,,", 2, "m/y"),
        ("id,c,m,n,a,d,t", 0, ""),
        ('id,c,m,n,a,d,t\n1,r,x,1,1,,"ouvert', 2, ""),
        ("", 0, ""),
        ("\0\1", 0, ""),
    ],
)
def test_errors_say_row_and_column(text, row, column):
    with pytest.raises(ImportRefused) as error:
        columns_of(text)
    problem = error.value.problems[0]
    assert (problem.row, problem.column) == (row, column)
    assert str(problem).startswith(f"réponses:{row}:{column}: ")
    assert problem.message.endswith(".")


def test_errors_are_counted_and_capped():
    rows = "\n".join(f"{number},vert,x,1,1,," for number in range(1000))
    preview = preview_import(csv_bytes=f"id,c,m,n,a,d,t\n{rows}".encode(), codebook_bytes=BOOK)
    assert not preview.is_possible
    assert preview.problem_count == 1000
    assert len(preview.problems) == 200


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("intitulé,kind\nx,nombre", 1, "intitulé"),
        ("nom\nx", 1, "type"),
        ("nom,type,name\nx,nombre,y", 1, "name"),
        ("Nom,Type,Réponses\nx,choix,", 2, "Réponses"),
        ("name,kind\n,nombre", 2, "name"),
        ("name,kind\na/b,nombre", 2, "name"),
        ("name,kind\nx,couleur", 2, "kind"),
        ("name,kind\nx,choix", 2, "values"),
        ("name,kind,values\nx,nombre,1=Un", 2, "values"),
        ("name,kind,values\nx,choix,1=Un|1=Deux", 2, "values"),
        ("name,kind,values\nx,choix,1", 2, "values"),
        ("name,kind,missing\nx,nombre,9=peut-être", 2, "missing"),
        ("name,kind,values,missing\nx,choix,1=Un,1=refus", 2, "missing"),
        ("name,kind,role\nx,nombre,chef", 2, "role"),
        ("name,kind\nx,nombre\nx,nombre", 3, "name"),
        ("name,kind\nx,poids\ny,poids", 0, "kind"),
        ("name,kind\n*,nombre", 2, "kind"),
        ("[1]", 0, ""),
        ("[{", 0, ""),
        ("name,kind\n", 0, ""),
    ],
)
def test_errors_of_the_codebook(text, row, column):
    with pytest.raises(ImportRefused) as error:
        read_codebook(text.encode())
    assert (error.value.problems[0].row, error.value.problems[0].column) == (row, column)
    assert str(error.value.problems[0]).startswith("dictionnaire:")


def test_a_codebook_as_workbook_json_or_csv_is_the_same():
    rows = [line.split(",") for line in BOOK.decode().strip().split("\n")]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    as_json = json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]])
    assert read_codebook(file.getvalue()) == read_codebook(BOOK) == read_codebook(as_json.encode())
    with pytest.raises(ImportRefused):
        read_codebook(file.getvalue()[:200])


def test_a_codebook_is_written_in_french_or_in_english():
    words = {
        b"name": b"nom",
        b"label": b"libelle",
        b"kind": b"type",
        b"values": b"reponses",
        b"missing": b"manquantes",
    }
    header, _, lines = BOOK.partition(b"\n")
    french = b",".join(words.get(column, column) for column in header.split(b","))
    assert french != header
    assert read_codebook(french + b"\n" + lines) == read_codebook(BOOK)


def test_the_dictionary_written_can_be_read_again():
    variables = read_codebook(BOOK)
    book = build(read_delimited(b"id,c,m,n,a,d,t\n1,r,x,1,1,,"), variables).projected.codebook
    assert read_codebook(write_codebook(book)) == variables


def test_a_proposed_codebook_imports(tables):
    data = (tables / "apisrs.csv").read_bytes()
    proposed = read_codebook(propose_codebook(csv_bytes=data))
    found = build(read_delimited_answers(data), proposed)
    assert [summary.name for summary in found.summaries[:2]] == ["colonne 1", "cds"]  # R leaves it untitled
    kinds = {variable.name: variable.kind for variable in proposed}
    assert kinds["stype"] is VariableKind.CATEGORICAL
    assert kinds["api00"] is VariableKind.NUMERIC
    assert kinds["name"] in (VariableKind.IDENTIFIER, VariableKind.TEXT)


def test_columns_without_a_title_get_different_names():
    sheet = read_delimited_answers(b",colonne 1,,b\n1,2,3,4")
    assert sheet.header == ("colonne 1 (sans titre)", "colonne 1", "colonne 3", "b")


@example(b"", b",")
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_are_refused_or_read(answers, codebook):
    for call in (lambda: read_delimited(answers), lambda: read_codebook(codebook)):
        with contextlib.suppress(ImportRefused):
            call()
