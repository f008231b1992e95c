"""A network's file: what each row is, written once, undone as a whole."""

import datetime as dt
from pathlib import Path

import pytest

from milliard.accounts.enums import Role
from milliard.accounts.tests.factories import make_person
from milliard.core.refusals import NotAllowed
from milliard.organisations.enums import FieldSource, ImportDecision, ImportVerdict
from milliard.organisations.models import Affiliation, FieldProvenance, ImportBatch, Organisation
from milliard.organisations.services.imports import (
    ColumnTwice,
    ImportNotPrepared,
    NotForThisRow,
    assess_file,
    decide_row,
    prepare_import,
    read_file,
    remarks_on,
    set_columns,
)
from milliard.organisations.services.writing import ImportNotApplied, apply_import, undo_import
from milliard.organisations.tests.factories import make_claim, make_network, make_organisation, source
from milliard.organisations.tests.files import HEADINGS, ROWS, csv_text, numbers, written
from milliard.territories.models import Commune
from milliard.territories.tests.factories import make_commune, make_department, make_region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def brest() -> Commune:
    bretagne = make_region(code="53", name="Bretagne")
    finistere = make_department(code="29", name="Finistère", region=bretagne)
    return make_commune(code="29019", name="Brest", department=finistere, postal_codes=["29200"])


@pytest.fixture
def read(tmp_path: Path):
    """What each row of a file would be, nothing written."""

    def give(*rows: tuple[str, ...], headings=HEADINGS):
        return assess_file(read_file(written(tmp_path, csv_text(rows, headings)), "reseau.csv"))

    return give


@pytest.fixture
def prepared(tmp_path: Path):
    def give(*rows: tuple[str, ...], network=None, headings=HEADINGS) -> ImportBatch:
        file = read_file(written(tmp_path, csv_text(rows or ROWS, headings)), "reseau.csv")
        return prepare_import(file=file, network=network, by=None)

    return give


def everything() -> list[tuple[object, ...]]:
    """All the directory holds, to compare before and after."""
    fields = ("name", "siren", "sector", "commune", "contact_email", "themes", "state", "words", "name_words")
    rows = Organisation.objects.order_by("pk").values_list("pk", *fields)
    said = FieldProvenance.objects.order_by("organisation", "field")
    return [
        *map(repr, rows),
        *map(repr, said.values_list("organisation", "field", "source", "batch", "said_at")),
    ]


def test_rows_are_new_then_the_same(prepared) -> None:
    batch = apply_import(batch=prepared(), by=None)
    assert (batch.added, batch.changed) == (2, 0)
    made = Organisation.objects.get(siren="552008443")
    assert (made.name, made.sector, made.commune_id, made.is_published) == (
        ROWS[0][0],
        "habitat",
        "29019",
        True,
    )
    assert source(made, "name") == FieldSource.IMPORT
    assert made.public_email == ""
    held = everything()
    again = prepared()
    assert {row.verdict for row in again.rows.all()} == {ImportVerdict.SAME}
    apply_import(batch=again, by=None)
    assert everything() == held


def test_an_import_is_undone_as_a_whole(prepared) -> None:
    known = make_organisation("Les Mains vertes", siren="552008443", website="https://mains.invalid")
    FieldProvenance.objects.filter(organisation=known).update(source=FieldSource.SUGGESTION)
    held = everything()
    batch = apply_import(batch=prepared(), by=None)
    assert (batch.added, batch.changed) == (1, 1)
    known.refresh_from_db()
    assert (known.sector, known.contact_email, known.website) == (
        "habitat",
        "contact@mains.invalid",
        "https://mains.invalid",
    )
    undone = undo_import(batch=batch, by=None)
    assert (undone.removed, undone.restored, undone.kept) == (1, 1, 0)
    assert everything() == held
    with pytest.raises(ImportNotApplied):
        undo_import(batch=batch, by=None)


def test_what_somebody_wrote_since_is_not_undone(prepared) -> None:
    batch = apply_import(batch=prepared(), by=None)
    claimed, other = Organisation.objects.order_by("pk")
    make_claim(make_person(), claimed)
    FieldProvenance.objects.filter(organisation=other, field="sector").update(source="team", batch=None)
    undone = undo_import(batch=batch, by=None)
    assert (undone.removed, undone.kept) == (0, 2)


def test_the_organisation_and_the_team_know_better_than_a_file(prepared) -> None:
    known = make_organisation("Les Mains vertes", siren="552008443", sector="sante")
    apply_import(batch=prepared(ROWS[0]), by=None)
    known.refresh_from_db()
    assert (known.sector, known.contact_email) == ("sante", "contact@mains.invalid")


@pytest.mark.parametrize(
    ("change", "column", "why"),
    [
        ({"Nom": ""}, "Nom", "Le nom manque"),
        ({"SIREN": "552008444"}, "SIREN", "un de ses chiffres est faux"),
        ({"SIREN": "52008443"}, "SIREN", "zéro du début"),
        ({"Commune": "Brestt"}, "Commune", "Aucune commune ne s’appelle"),
        ({"Code postal": "35000"}, "Commune", "n’a pas le code postal 35000"),
        ({"Domaine": "astrologie"}, "Domaine", "un domaine d’action"),
        ({"Email": "contact@"}, "Email", "adresse e-mail"),
    ],
)
def test_a_wrong_cell_is_refused_by_its_row_and_column(
    read, change: dict[str, str], column: str, why: str
) -> None:
    [row] = read(tuple({**dict(zip(HEADINGS, ROWS[0], strict=True)), **change}.values()))
    assert (row.number, row.verdict, row.decision) == (2, ImportVerdict.REFUSED, ImportDecision.SKIP)
    [(where, said)] = row.problems
    assert where == column
    assert why in said


def test_a_commune_that_left_the_code_is_said(read) -> None:
    make_commune(code="29999", name="Ancienne", department=make_department(code="29"), is_current=False)
    rows = read(("A", "29999"), ("B", "29998"), headings=("Nom", "Code INSEE"))
    said = [row.problems[0][1] for row in rows]
    assert "Ancienne (29) n’existe plus" in said[0]
    assert "n’est le code INSEE d’aucune commune" in said[1]


def test_two_communes_of_one_name_ask_for_a_code(read) -> None:
    make_commune(code="01001", name="Brest", department=make_department(code="01"), postal_codes=["01000"])
    unclear, clear = read(
        ("A", "Brest", ""), ("B", "Brest", "01000"), headings=("Nom", "Commune", "Code postal")
    )
    assert "Plusieurs communes" in unclear.problems[0][1]
    assert clear.values["commune"] == "01001"


def test_a_name_in_its_commune_is_known_by_its_score(read, brest: Commune) -> None:
    known = make_organisation("Association Les Jardins du Port", commune=brest)
    same, doubtful, new = read(
        ("LES JARDINS DU PORT", "", "Brest", "", "", ""),
        ("Les Jardins du Portzic", "", "Brest", "", "", ""),
        ("La Fabrique des Possibles", "", "Brest", "", "", ""),
    )
    # The team said its name: «LES JARDINS» in capitals changes nothing.
    assert (same.organisation, same.verdict) == (known, ImportVerdict.SAME)
    assert new.verdict == ImportVerdict.NEW
    # The same page as the row before it: somebody has to look.
    assert doubtful.verdict == ImportVerdict.REFUSED
    assert "la ligne 2 sont la même fiche" in doubtful.problems[0][1]
    [alone] = read(("Les Jardins du Portzic", "", "Brest", "", "", ""))
    assert (alone.verdict, alone.decision) == (ImportVerdict.DOUBTFUL, ImportDecision.SKIP)
    assert 0.55 <= alone.score < 0.85


def test_another_number_is_another_organisation(read, brest: Commune) -> None:
    make_organisation("Les Mains vertes", siren="732829320", commune=brest)
    [row] = read(ROWS[0])
    assert row.verdict == ImportVerdict.NEW


def test_two_rows_of_one_number_are_refused_the_second_time(read) -> None:
    first, second = read(ROWS[0], ROWS[0])
    assert first.verdict == ImportVerdict.NEW
    assert second.problems == [["SIREN", "Même SIREN que la ligne 2."]]


def test_a_year_an_impossible_day_and_a_page_pasted(read) -> None:
    headings = ("Nom", "Date de création", "Présentation", "Effectif")
    good, wrong, late = read(
        ("A", "2019", "<p>Un <b>jardin</b> &amp; des poules</p>", "12,5"),
        ("B", "31/02/2019", "", ""),
        ("C", (dt.date.today() + dt.timedelta(days=400)).strftime("%d/%m/%Y"), "", ""),  # noqa: DTZ011
        headings=headings,
    )
    assert good.values["founded_on"] == "2019-01-01"
    assert good.values["description"] == "Un jardin & des poules"
    assert good.values["headcount"] == "10-49"
    assert "n’est pas une date" in wrong.problems[0][1]
    assert "pas encore arrivé" in late.problems[0][1]


def test_columns_that_moved_are_noticed_and_corrected(prepared) -> None:
    network = make_network()
    apply_import(batch=prepared(network=network), by=None)
    count = 9
    shifted = [
        (number, f"Organisation {place}", "Brest") for place, number in enumerate(numbers(count, 300_000_000))
    ]
    batch = prepared(*shifted, network=network, headings=("Nom", "SIREN", "Commune"))
    said = " ".join(remarks_on(batch))
    assert "des colonnes ont bougé" in said
    assert "les colonnes ont peut-être bougé" in said
    set_columns(batch=batch, columns={"siren": 0, "name": 1, "commune": 2}, by=None)
    assert {row.verdict for row in batch.rows.all()} == {ImportVerdict.NEW}
    with pytest.raises(ColumnTwice):
        set_columns(batch=batch, columns={"siren": 0, "name": 0}, by=None)
    assert apply_import(batch=batch, by=None).added == count


def test_the_same_file_is_recognised(prepared) -> None:
    apply_import(batch=prepared(), by=None)
    assert "a déjà été importé" in " ".join(remarks_on(prepared()))


def test_somebody_decides_of_each_row(prepared, brest: Commune) -> None:
    known = make_organisation("Les Jardins du Port", commune=brest)
    batch = prepared(
        ("Les Jardins du Portzic", "", "Brest", "", "", ""), ("Une autre", "", "Brest", "", "", "")
    )
    doubtful, new = batch.rows.order_by("number")
    decide_row(row=doubtful, decision=ImportDecision.UPDATE, by=None)
    decide_row(row=new, decision=ImportDecision.SKIP, by=None)
    with pytest.raises(NotForThisRow):
        decide_row(row=new, decision=ImportDecision.UPDATE, by=None)
    written_ = apply_import(batch=batch, by=None)
    assert (written_.added, written_.changed) == (0, 0)  # the team said its name: a file does not change it
    known.refresh_from_db()
    assert known.name == "Les Jardins du Port"
    with pytest.raises(ImportNotPrepared):
        decide_row(row=new, decision=ImportDecision.ADD, by=None)


def test_a_directory_that_changed_meanwhile_is_looked_at_again(prepared) -> None:
    batch = prepared(ROWS[0])
    make_organisation("Les Mains vertes", siren="552008443")
    assert (apply_import(batch=batch, by=None).added, Organisation.objects.count()) == (0, 1)


def test_the_organisations_of_a_network_are_affiliated_until_it_is_undone(prepared) -> None:
    network = make_network()
    batch = apply_import(batch=prepared(network=network), by=None)
    assert Affiliation.objects.filter(network=network).count() == 2
    undone = undo_import(batch=batch, by=None)
    assert (undone.removed, Affiliation.objects.count()) == (2, 0)


def test_only_the_team_imports(prepared) -> None:
    batch = prepared()
    member = make_person(role=Role.MEMBER)
    for service in (apply_import, undo_import):
        with pytest.raises(NotAllowed):
            service(batch=batch, by=member)
