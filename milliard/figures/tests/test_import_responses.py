"""A CSV becomes the answers of a collection: all of them or none, each judged by the version's rules."""

import datetime
import json
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from engines.questionnaire import serialisation
from engines.questionnaire.model import Choice, Definition, Group, Kind, Layout, Section
from milliard.accounts.enums import Role
from milliard.core.apart import Limits
from milliard.core.delimited_files import ImportProblem, ImportRefused
from milliard.figures.datasets.answers_file import read_answers_file
from milliard.figures.models import Dataset
from milliard.figures.services.freeze import freeze_collection, open_dataset
from milliard.figures.services.imports import import_answers
from milliard.surveys.enums import Origin
from milliard.surveys.models import Collection, Response
from milliard.surveys.tests import factories
from milliard.surveys.tests.factories import question

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)


def content() -> Definition:
    return Definition(
        title="À importer",
        sections=(
            Section(
                "a",
                "Une",
                (
                    question("status", Kind.ONE, choice_list="status", required="yes"),
                    question("staff", Kind.INTEGER, relevant="${status} = 'asso'", maximum="1000"),
                    question("paid", Kind.INTEGER, constraint=". <= ${staff}", constraint_message="Trop."),
                    question("even", Kind.INTEGER, constraint=". mod 2 = 0", constraint_message="Impair."),
                    question("brakes", Kind.MANY, choice_list="brakes"),
                    question("order", Kind.RANK, choice_list="brakes"),
                ),
            ),
            Section(
                "b",
                "Deux",
                (
                    question("need", Kind.AMOUNT),
                    question("rate", Kind.DECIMAL),
                    question("since", Kind.DATE),
                    question("word", Kind.TEXT),
                    Group(
                        "split",
                        "Parts",
                        layout=Layout.SPLIT,
                        items=(question("sales", Kind.PERCENTAGE), question("gifts", Kind.PERCENTAGE)),
                    ),
                    Group(
                        "needs",
                        "Besoins",
                        repeats=True,
                        max_rows=2,
                        items=(question("use", Kind.ONE, choice_list="status"), question("sum", Kind.AMOUNT)),
                    ),
                    question("file", Kind.FILE),
                ),
            ),
        ),
        choice_lists={
            "status": (Choice("asso", "Association"), Choice("scic", "SCIC")),
            "brakes": (
                Choice("time", "Temps"),
                Choice("money", "Argent"),
                Choice("none", "Aucun", is_exclusive=True),
            ),
        },
    )


@pytest.fixture
def collection() -> Collection:
    return factories.open_collection(content())


def bring(collection: Collection, text: str, apply: bool = True, **options):
    return import_answers(collection=collection, csv_bytes=text.encode(), by=None, apply=apply, **options)


FULL = (
    "_id;_completed;status;staff;brakes;order;need;since;word;sales;gifts;needs/1/use;needs/1/sum;needs/2/sum\n"
    "a1;1;asso;12;time money;money time;1 234,50 €;23/11/2026;=1+1;60;40;scic;100;50,5\n"
    "a2;0;asso;;;;;;;;;;;\n"
)


def test_values_are_read_as_if_typed(collection):
    report = bring(collection, FULL)
    assert (report.row_count, report.complete_count, report.written, report.problems) == (2, 1, 2, ())
    full = Response.objects.get(completed_at__isnull=False)
    rows = full.answers.pop("needs")
    assert full.answers == {
        "status": "asso",
        "staff": 12,
        "brakes": ["time", "money"],
        "order": ["money", "time"],
        "need": 123_450,
        "since": "2026-11-23",
        "word": "=1+1",
        "sales": 60,
        "gifts": 40,
    }
    assert [{key: value for key, value in row.items() if key != "_id"} for row in rows] == [
        {"use": "scic", "sum": 10_000},
        {"sum": 5_050},
    ]
    assert len({row["_id"] for row in rows}) == 2
    assert (full.origin, full.furthest_section, full.entered_by) == (Origin.IMPORT, 2, None)
    partial = Response.objects.get(completed_at__isnull=True)
    assert (partial.answers, partial.furthest_section, partial.furthest_question) == (
        {"status": "asso"},
        1,
        1,
    )
    dataset = freeze_collection(collection=collection, by=None)
    assert open_dataset(dataset).completes.arrays["need"].tolist() == [123_450]


def test_a_program_writes_decimals_with_a_dot_and_people_with_a_comma(collection):
    bring(collection, "_id;status;rate\n1;scic;1.234\n2;scic;1,234\n3;scic;1 234,5\n4;scic;0.5\n")
    rates = [row.answers["rate"] for row in Response.objects.order_by("id")]
    assert rates == ["1.234", "1.234", "1234.5", "0.5"]


def test_one_column_per_choice(collection):
    bring(collection, "_id,status,brakes/time,brakes/money\n1,scic,1,1\n2,scic,0,\n")
    assert [row.answers for row in Response.objects.order_by("id")] == [
        {"status": "scic", "brakes": ["time", "money"]},
        {"status": "scic"},
    ]


@pytest.mark.slow
def test_the_same_rows_again_change_nothing(collection):
    bring(collection, FULL)
    again = bring(collection, FULL + "a3;1;scic;;;;;;;;;;;\n")
    assert (again.already_there, again.written) == (2, 1)
    assert Response.objects.count() == 3
    changed = bring(collection, FULL.replace(";12;", ";13;"))
    assert [(problem.row, problem.column) for problem in changed.problems] == [(2, "_id")]
    other = factories.open_collection(content())
    assert bring(other, FULL).written == 2


def test_a_hidden_answer_is_kept_and_marked(collection):
    bring(collection, "_id,status,staff\n1,scic,5\n")
    response = Response.objects.get()
    assert (response.answers["staff"], response.off_path) == (5, ["staff"])


@pytest.mark.parametrize(
    ("header", "line", "row", "column"),
    [
        ("_id,status", "1,parti", 2, "status"),
        ("_id,status", "1,", 2, "status"),
        ("_id,status,staff", "1,asso,5000", 2, "staff"),
        ("_id,status,staff", "1,asso,douze", 2, "staff"),
        ("_id,status,staff,paid", "1,asso,5,6", 2, "paid"),
        ("_id,status,even", "1,asso,3", 2, "even"),
        ("_id,status,brakes", "1,asso,time none", 2, "brakes"),
        ("_id,status,brakes/time,brakes/none", "1,asso,1,1", 2, "brakes/time"),
        ("_id,status,brakes/time", "1,asso,oops", 2, "brakes/time"),
        ("_id,status,sales,gifts", "1,asso,60,60", 2, "split"),
        ("_id,status,sales", "1,asso,101", 2, "sales"),
        ("_id,status,since", "1,asso,31/02/2026", 2, "since"),
        ("_id,status,need", "1,asso,1e400", 2, "need"),
        ("_id,status,need", "1,asso,12 34", 2, "need"),
        ("_id,status,need", "1,asso,12 000 13 000", 2, "need"),
        ("_id,status,rate", "1,asso,12 34", 2, "rate"),
        ("_id,status,needs/1/sum,needs/2/sum,needs/3/sum", "1,asso,1,2,3", 2, "needs"),
        ("_id,status,needs/1/use", "1,asso,parti", 2, "needs/1/use"),
        ("_id,_completed,status", "1,peut-être,asso", 2, "_completed"),
        ("_id,status", ",asso", 2, ""),
        ("_id,status", "1,asso\n1,scic", 3, ""),
        ("_id,status,unknown", "1,asso,x", 1, "unknown"),
        ("_id,status,file", "1,asso,x", 1, "file"),
        ("_id,status,sum", "1,asso,3", 1, "sum"),
        ("_id,status,needs/0/sum", "1,asso,3", 1, "needs/0/sum"),
        ("_id,status,status/asso", "1,asso,1", 1, "status/asso"),
        ("_id,status,brakes,brakes/time", "1,asso,time,1", 1, "brakes/time"),
        ("status", "asso", 1, "_id"),
    ],
)
def test_errors_by_row_and_column(header, line, row, column):
    read = problems_of(f"{header}\n{line}\n2,{'asso' if 'status' in header else ''}\n")
    if read[0].message.startswith("La ligne a"):
        read = problems_of(f"{header}\n{line}\n")
    assert (read[0].row, read[0].column) == (row, column), read


def problems_of(text: str) -> tuple[ImportProblem, ...]:
    """What the process of its own finds; here in the test's, a second sooner."""
    definition = serialisation.to_json(content())
    try:
        read = read_answers_file(text.encode(), b"", definition=definition, id_column="_id", today=TODAY)
    except ImportRefused as refusal:
        return refusal.problems
    return read.problems


def test_one_error_and_nothing_is_written(collection):
    report = bring(collection, "_id,status\n1,asso\n2,parti\n")
    assert {(problem.row, problem.column) for problem in report.problems} == {(3, "status")}
    assert report.written == 0
    assert not Response.objects.exists()


def test_a_dry_run_writes_nothing(collection):
    report = bring(collection, FULL, apply=False)
    assert (report.is_possible, report.row_count, report.written) == (True, 2, 0)
    assert not Response.objects.exists()


def test_columns_can_be_ignored_by_name(collection):
    text = "_id,status,other\n1,asso,x\n"
    assert not bring(collection, text).is_possible
    assert bring(collection, text, codebook_bytes=b"name,kind\nother,ignorer").written == 1
    more = text.replace("1,asso", "2,asso")
    assert bring(collection, more, codebook_bytes=b"name,kind\n*,ignorer").written == 1


def test_a_draft_takes_no_answers():
    report = bring(factories.draft_collection(content()), FULL)
    assert not report.is_possible


def test_a_file_that_costs_too_much_is_refused_and_nothing_written(collection, monkeypatch, tmp_path):
    monkeypatch.setattr(Limits, "of", lambda weight: Limits(400_000_000, 1))
    path = tmp_path / "lourd.csv"
    path.write_text("_id,status\n" + "".join(f"{number},asso\n" for number in range(400_000)))
    with pytest.raises(CommandError, match="trop de temps ou de mémoire"):
        run("import_answers", str(path), "--collection", collection.slug, "--apply")
    assert not Response.objects.exists()


def test_who_may(collection):
    with pytest.raises(PermissionDenied):
        import_answers(collection=collection, csv_bytes=FULL.encode(), by=factories.user(Role.ANALYST))
    assert import_answers(
        collection=collection, csv_bytes=FULL.encode(), by=factories.organiser()
    ).is_possible


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.slow
def test_the_commands(collection, tmp_path):
    answers, codebook = tmp_path / "a.csv", tmp_path / "c.csv"
    answers.write_text(FULL, encoding="utf-8")
    assert "--apply" in run("import_answers", str(answers), "--collection", collection.slug)
    assert not Response.objects.exists()
    assert "2 écrites" in run("import_answers", str(answers), "--collection", collection.slug, "--apply")
    assert "Rien n’a été figé" in run("freeze_collection", collection.slug)
    assert "Figé" in run("freeze_collection", collection.slug, "--apply")
    dataset = Dataset.objects.get()
    spec = json.dumps({"kind": "mean", "variable": "staff"})
    figures = tmp_path / "figure.json"
    figures.write_text(run("replay", "--dataset", dataset.slug, "--spec", spec), encoding="utf-8")
    assert "1\u00a0chiffre recalculé, 0\u00a0différent." in run("replay", "--file", str(figures))
    forged = json.loads(figures.read_text(encoding="utf-8")) | {"base_n": 12}
    figures.write_text(json.dumps(forged), encoding="utf-8")
    with pytest.raises(CommandError):
        run("replay", "--file", str(figures))
    codebook.write_text("name,kind\nx,nombre\n", encoding="utf-8")
    answers.write_text("x\n1\ndeux\n", encoding="utf-8")
    said = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_answers", str(answers), "--codebook", str(codebook), "--apply", stderr=said)
    assert error.value.returncode == 2
    assert said.getvalue().startswith("a.csv:3:x: ")
    codebook.write_text("name,kind\nx,inconnu\n", encoding="utf-8")
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("import_answers", str(answers), "--codebook", str(codebook), stderr=said)
    assert said.getvalue().startswith("c.csv:2:kind: ")
    codebook.write_text("name,kind\nx,nombre\n", encoding="utf-8")
    answers.write_text("x\n1\n2\n", encoding="utf-8")
    assert "Importé" in run("import_answers", str(answers), "--codebook", str(codebook), "--apply")
    assert "Déjà importé" in run("import_answers", str(answers), "--codebook", str(codebook), "--apply")
    assert "x;x;nombre" in run("import_answers", str(answers), "--propose-codebook")
    for wrong in (
        ["freeze_collection", "rien"],
        ["replay", "--dataset", "rien"],
        ["import_answers", "/rien"],
    ):
        with pytest.raises(CommandError):
            run(*wrong)


#: A stratum of one unit: forty rows, two strata of twenty and nineteen, an island of one.
LONELY = "id;strate;avis;note;poids\n" + "".join(
    f"{number};{'nord' if number < 20 else 'sud' if number < 39 else 'ile'};{'ab'[number % 2]};"
    f"{number % 9 + 1};2.5\n"
    for number in range(40)
)
LONELY_BOOK = (
    "name,label,kind,values\nid,id,identifiant,\nstrate,Strate,strate,\navis,Avis,un choix,a=A|b=B\n"
    "note,Note,nombre,\npoids,Poids,poids,\n"
)


@pytest.mark.slow
def test_the_shell_names_a_stratum_of_one_unit_and_takes_the_file_mended(tmp_path):
    answers, book = tmp_path / "answers.csv", tmp_path / "codebook.csv"
    answers.write_text(LONELY, encoding="utf-8")
    book.write_text(LONELY_BOOK, encoding="utf-8")
    said = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("import_answers", str(answers), "--codebook", str(book), "--apply", stderr=said)
    assert refused.value.returncode == 2
    assert said.getvalue().startswith("answers.csv:0:strate: La strate «\u00a0ile\u00a0» n’a qu’une unité")
    assert not Dataset.objects.exists()
    answers.write_text(LONELY.replace(";ile;", ";sud;"), encoding="utf-8")
    assert "Importé" in run("import_answers", str(answers), "--codebook", str(book), "--apply")
    spec = json.dumps({"kind": "mean", "variable": "note"})
    rows = json.loads(run("replay", "--dataset", Dataset.objects.get().slug, "--spec", spec))["rows"]
    assert [row["n"] for row in rows] == [40]
