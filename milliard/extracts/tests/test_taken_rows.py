"""Rows leave in five formats, for whoever may, with a line in the journal, and no more than was promised."""

import csv
import io
import zipfile
from typing import Any

import duckdb
import openpyxl
import pyreadstat
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import ModelLogEntry

from engines.questionnaire.model import Kind
from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.extracts.enums import RowFormat, RowsBase
from milliard.extracts.services.row_files import RowsFile
from milliard.extracts.services.taken_rows import (
    NoRows,
    RowsNeedReason,
    RowsOfAnonymous,
    RowsWanted,
    take_dataset_rows,
    take_live_rows,
)
from milliard.figures.datasets.anonymous_rows import RowsRefused
from milliard.figures.datasets.csv_import import read_table
from milliard.figures.tests.builders import frozen, status_and_staff
from milliard.surveys.enums import Purpose
from milliard.surveys.models import Collection, Consent
from milliard.surveys.tests import factories
from milliard.surveys.tests.factories import question
from milliard.surveys.tests.responses import respond

pytestmark = pytest.mark.django_db
ANSWERS: list[dict[str, Any]] = [
    {"status": "asso", "vote": "yes", "uses": ["cash", "work"], "need": 1250050, "staff": 3, "name": "=Une"},
    {"status": "scop", "vote": "no", "uses": ["nsp"], "staff": 12, "health": "cash", "name": "Deux"},
    {"status": "asso", "vote": "no", "name": "Trois"},
]
WHY = "Pour répondre à la question du comité"


def collection(**fields: Any) -> Collection:
    version = factories.version(status_and_staff())
    return factories.open_collection(version=version, **fields)


def analyst() -> Any:
    return make_person(role=Role.ANALYST)


def organiser() -> Any:
    return make_person(role=Role.ORGANISER)


def rows_of(file: RowsFile, separator: str = ",") -> list[dict[str, str]]:
    with file.content as content:
        return list(csv.DictReader(io.StringIO(content.read().decode("utf-8-sig")), delimiter=separator))


def taken(item: Collection, **wanted: Any) -> list[dict[str, str]]:
    wanted = {"format": "csv", **wanted}
    return rows_of(take_live_rows(collection=item, wanted=RowsWanted(**wanted), by=organiser()))


def test_a_frozen_dataset_leaves_in_every_format_with_the_same_answers(tmp_path) -> None:
    dataset = frozen(collection(), *ANSWERS)
    by = analyst()

    def take(form: RowFormat) -> bytes:
        wanted = RowsWanted(form, missing_codes=True)
        with take_dataset_rows(dataset=dataset, wanted=wanted, by=by).content as content:
            return content.read()

    plain = list(csv.DictReader(io.StringIO(take(RowFormat.CSV).decode())))
    assert sorted(row["status"] for row in plain) == ["asso", "asso", "scop"]
    assert sorted(row["need"] for row in plain) == ["-92", "-92", "12500.50"]
    assert sorted(row["uses/work"] for row in plain) == ["-93", "-94", "1"]
    assert not {"name", "health"} & plain[0].keys()
    french = take(RowFormat.FRENCH_CSV).decode("utf-8-sig")
    assert "12500,50" in french
    assert french.splitlines()[0].startswith("status;vote;")
    book = openpyxl.load_workbook(io.BytesIO(take(RowFormat.XLSX)))
    assert book.sheetnames == ["Données", "Dictionnaire", "À propos"]
    assert sorted(cell.value for cell in book["Données"]["A"][1:]) == ["asso", "asso", "scop"]
    (tmp_path / "x.sav").write_bytes(take(RowFormat.SAV))
    cells, about = pyreadstat.read_sav(str(tmp_path / "x.sav"), output_format="dict", user_missing=True)
    assert [about.variable_value_labels["status"][code] for code in cells["status"]] == [
        {"asso": "Association", "scop": "Scop"}[row["status"]] for row in plain
    ]
    assert [str(value) for value in cells["staff"]] == [
        str(float(row["staff"].replace(",", "."))) for row in plain
    ]
    assert about.column_names_to_labels["need"] == "Besoin"
    assert about.mr_sets["uses"]["label"] == "Usages"
    assert about.variable_value_labels["uses_cash"][-94.0] == "Ne sait pas"
    (tmp_path / "x.parquet").write_bytes(take(RowFormat.PARQUET))
    with duckdb.connect(":memory:") as reader:
        path = str(tmp_path / "x.parquet")
        found = reader.execute("SELECT status, need, need__raison FROM read_parquet(?)", [path]).fetchall()
    assert sorted(str(row[1]) for row in found) == ["12500.50", "None", "None"]
    assert {row[2] for row in found} == {None, "not_asked"}
    with zipfile.ZipFile(io.BytesIO(take(RowFormat.R))) as archive:
        assert archive.namelist() == ["donnees.csv", "dictionnaire.csv", "lire.R", "LISEZMOI.txt"]
        assert 'garder("status", "Statut"' in archive.read("lire.R").decode()


def test_rows_taken_and_their_dictionary_make_the_same_dataset_again() -> None:
    dataset = frozen(collection(), *ANSWERS)
    wanted = RowsWanted(RowFormat.FRENCH_CSV, missing_codes=True)
    with take_dataset_rows(dataset=dataset, wanted=wanted, by=analyst()).content as content:
        data = content.read()
    book = (
        "nom;type;reponses;manquantes\nstatus;un choix;asso=A|scop=S;\nvote;un choix;yes=O|no=N;\n"
        "uses;plusieurs choix;cash=T|work=W;-93=sans réponse|-94=ne sait pas\n"
        "need;montant;;-92=non posée\nstaff;nombre;;-93=sans réponse\n"
    ).encode()
    columns = read_table(data, book).projected.arrays
    assert sorted(columns["need"].tolist()) == [0, 0, 1250050]
    assert sorted(columns["uses/missing"].tolist()) == [0, 252, 253]


def test_simulated_rows_say_so_in_every_file(tmp_path) -> None:
    dataset = frozen(collection(is_simulated=True), *ANSWERS)
    for form in RowFormat:
        file = take_dataset_rows(dataset=dataset, wanted=RowsWanted(form), by=analyst())
        assert "donnees-simulees" in file.name
        with file.content as content:
            data = content.read()
        if form in (RowFormat.CSV, RowFormat.FRENCH_CSV):
            assert all(b"simulees" in line for line in data.splitlines()[1:])
        elif form is RowFormat.XLSX:
            assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames[0] == "Données simulées"
        elif form is RowFormat.SAV:
            (tmp_path / "x.sav").write_bytes(data)
            about = pyreadstat.read_sav(str(tmp_path / "x.sav"), output_format="dict")[1]
            assert about.file_label.startswith("SIMULÉ")
            assert any("Données simulées" in note for note in about.notes)
        elif form is RowFormat.R:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                assert "# Données simulées" in archive.read("lire.R").decode()
                assert "Données simulées" in archive.read("LISEZMOI.txt").decode()
        else:
            assert "Données simulées".encode() in data


def test_each_file_is_a_line_of_the_journal() -> None:
    dataset = frozen(collection(), *ANSWERS)
    by = analyst()
    take_dataset_rows(
        dataset=dataset, wanted=RowsWanted("csv", sensitive=True, reason=WHY), by=by
    ).content.close()
    (line,) = ModelLogEntry.objects.filter(action="extracts.dataset.rows_taken")
    assert line.user == by
    assert line.data == {
        "format": "csv",
        "base": "complete",
        "families": ["réponses", "sensibles"],
        "rows": 3,
        "reason": WHY,
    }


def test_sensitive_answers_ask_why() -> None:
    dataset = frozen(collection(), *ANSWERS)
    with pytest.raises(RowsNeedReason):
        take_dataset_rows(dataset=dataset, wanted=RowsWanted("csv", sensitive=True), by=analyst())
    wanted = RowsWanted("csv", sensitive=True, reason=WHY)
    rows = rows_of(take_dataset_rows(dataset=dataset, wanted=wanted, by=analyst()))
    assert sorted(row["health"] for row in rows) == ["", "", "cash"]


def test_who_is_no_analyst_takes_nothing() -> None:
    item = collection()
    dataset = frozen(item, *ANSWERS)
    for role in (Role.MEMBER, Role.TREASURER):
        by = make_person(role=role)
        with pytest.raises(PermissionDenied):
            take_dataset_rows(dataset=dataset, wanted=RowsWanted("csv"), by=by)
        with pytest.raises(PermissionDenied):
            take_live_rows(collection=item, wanted=RowsWanted("csv"), by=by)
    assert not ModelLogEntry.objects.filter(action__endswith="rows_taken").exists()


def test_a_live_collection_gives_complete_responses_or_the_others_under_their_name() -> None:
    item = collection()
    respond(item, *ANSWERS)
    respond(item, {"status": "scic"}, complete=False)
    file = take_live_rows(collection=item, wanted=RowsWanted("csv"), by=analyst())
    assert file.name == f"{item.slug}-completes-provisoire.csv"
    assert sorted(row["status"] for row in rows_of(file)) == ["asso", "asso", "scop"]
    partial = take_live_rows(collection=item, wanted=RowsWanted("csv", base="partial"), by=analyst())
    assert "-partielles-" in partial.name
    assert [row["status"] for row in rows_of(partial)] == ["scic"]
    every = taken(item, base="all", labels=True)
    assert sorted((row["status"], row["reponse_complete"]) for row in every)[-2:] == [
        ("SCIC", "non"),
        ("Scop", "oui"),
    ]


def test_texts_leave_with_the_right_and_a_reason_beside_the_row_they_belong_to() -> None:
    item = collection()
    respond(item, *ANSWERS)
    with pytest.raises(PermissionDenied):
        take_live_rows(collection=item, wanted=RowsWanted("csv", texts=True, reason=WHY), by=analyst())
    with pytest.raises(RowsNeedReason):
        taken(item, texts=True)
    assert "name" not in taken(item)[0] | taken(item, texts=True, reason=WHY)[0]
    rows = taken(item, identifiers=True, reason=WHY)
    assert {(row["staff"], row["name"]) for row in rows} == {("3", "'=Une"), ("12", "Deux"), ("", "Trois")}


def test_what_tells_who_answers_leaves_as_such_however_it_was_asked() -> None:
    definition = factories.definition(
        question("story", Kind.LONG_TEXT, label="Racontez"),
        question("who", Kind.TEXT, label="Votre nom"),
        question("call", Kind.INTEGER, label="Votre téléphone"),
        question("age", Kind.INTEGER),
    )
    item = factories.open_collection(version=factories.version(definition))
    respond(item, {"story": "Un jour", "who": "Une", "call": 612345678, "age": 7})
    (plain,) = taken(item)
    (words,) = taken(item, texts=True, reason=WHY)
    (identity,) = taken(item, identifiers=True, reason=WHY)
    assert not plain.keys() & {"story", "who", "call"}
    assert {"story": "Un jour"}.items() <= words.items()
    assert not words.keys() & {"who", "call"}
    assert {"who": "Une", "call": "612345678"}.items() <= identity.items()
    assert "story" not in identity


def test_answers_that_routing_hides_leave_no_words_either() -> None:
    item = collection()
    (response,) = respond(item, {"status": "asso", "name": "caché"})
    response.off_path = ["name"]
    response.save(update_fields=["off_path"])
    assert [row["name"] for row in taken(item, identifiers=True, reason=WHY)] == [""]


def test_an_address_leaves_only_with_the_agreement_of_whom_it_is() -> None:
    definition = factories.definition(question("mail", Kind.EMAIL), question("age", Kind.INTEGER))
    item = factories.open_collection(version=factories.version(definition))
    agreed, other = respond(item, {"mail": "a@exemple.fr", "age": 1}, {"mail": "b@exemple.fr", "age": 2})
    Consent.objects.create(
        response=agreed,
        purpose=Purpose.CONTACT,
        is_given=True,
        text=factories.consent_text(Purpose.CONTACT),
        decided_at=timezone.now(),
    )
    rows = taken(item, identifiers=True, reason=WHY)
    assert {(row["age"], row["mail"]) for row in rows} == {("1", "a@exemple.fr"), ("2", "")}
    assert {row["numero_de_recu"] for row in rows} == {str(one.public_id)[:8] for one in (agreed, other)}


def test_whoever_refused_statistics_is_in_no_file() -> None:
    item = collection()
    _, refused = respond(item, {"status": "asso"}, {"status": "scop"})
    Consent.objects.create(
        response=refused,
        purpose=Purpose.STATISTICS,
        is_given=False,
        text=factories.consent_text(Purpose.STATISTICS),
        decided_at=timezone.now(),
    )
    assert [row["status"] for row in taken(item)] == ["asso"]


def test_rows_of_an_anonymous_collection_wait_for_frozen_data_and_tell_on_nobody(settings) -> None:
    settings.DISCLOSURE_THRESHOLD = 5
    item = collection(is_anonymous=True)
    many = [{"status": status, "vote": vote} for status in ("asso", "scop") for vote in ("yes", "no")] * 6
    dataset = frozen(item, *many, {"status": "scic", "vote": "yes"})
    with pytest.raises(RowsOfAnonymous):
        take_live_rows(collection=item, wanted=RowsWanted("csv"), by=organiser())
    for columns in ((), ("status",), ("vote", "staff")):
        with pytest.raises(RowsRefused):
            take_dataset_rows(dataset=dataset, wanted=RowsWanted("csv", columns=columns), by=analyst())
    wanted = RowsWanted("csv", base="all", columns=("vote",), missing_codes=True)
    rows = rows_of(take_dataset_rows(dataset=dataset, wanted=wanted, by=analyst()))
    assert [row["vote"] for row in rows] == ["yes"] * 13 + ["no"] * 12
    assert rows[0].keys() == {"vote"}


def test_nothing_to_take_is_said() -> None:
    item = collection()
    respond(item, *ANSWERS)
    with pytest.raises(NoRows):
        taken(item, base="partial")


def test_a_question_may_have_the_code_of_a_column_of_ours() -> None:
    codes = ("reponse_complete", "numero_de_recu")
    definition = factories.definition(*(question(code, Kind.INTEGER) for code in codes))
    item = factories.open_collection(version=factories.version(definition))
    respond(item, dict.fromkeys(codes, 7))
    (row,) = taken(item, base=RowsBase.ALL, identifiers=True, reason=WHY)
    assert [row[code] for code in codes] == ["7", "7"]
    assert row["reponse_complete_"] == "1"
    assert len(row["numero_de_recu_"]) == 8


def test_the_folder_for_r_says_in_its_names_that_data_is_simulated() -> None:
    item = collection()
    respond(item, {"status": "asso"})
    Collection.objects.filter(pk=item.pk).update(is_simulated=True)
    item.refresh_from_db()
    with (
        take_live_rows(collection=item, wanted=RowsWanted(RowFormat.R), by=organiser()).content as content,
        zipfile.ZipFile(content) as archive,
    ):
        assert archive.namelist()[0] == "donnees-simulees.csv"
        assert '"donnees-simulees.csv"' in archive.read("lire.R").decode()
