"""The real package and INSEE's real density file, through the real database."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum
from wagtail.models import ModelLogEntry

from milliard.territories.management.commands.load_territories import PACKAGE
from milliard.territories.models import Commune, Department, Epci, PriorityDistrict, Region
from milliard.territories.proposals import propose
from milliard.territories.services import (
    FILES,
    LoadReport,
    UnreadableReference,
    load_density,
    load_reference,
    load_zones,
)
from milliard.territories.services.positions import place_communes

pytestmark = pytest.mark.django_db
FOLDER = settings.NODE_MODULES / PACKAGE


@pytest.fixture(scope="module")
def reference(django_db_setup: None, django_db_blocker: Any) -> Iterator[LoadReport]:
    """The whole code, loaded once; what each test changes is rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_reference(folder=FOLDER, vintage=2026)
        transaction.set_rollback(True)


FIRST_FOUND = {
    "st etienne": "42218",
    "SAINT-ÉTIENNE": "42218",
    "42000": "42218",
    "paris": "75056",
    "paris 11eme": "75111",
    "lyon 3": "69383",
    "villeurbane": "69266",
    "marseile": "13055",
    "l'hay les roses": "94038",
    "denis": "97411",
    "2a004": "2A004",
    "69100 villeur": "69266",
    "saint-denis": "97411",
    "Saint-Denis (93)": "93066",
}


def test_the_whole_code_is_loaded_and_a_second_time_changes_nothing(reference: LoadReport) -> None:
    assert Commune.objects.count() == 34_969 + 45
    assert (Region.objects.count(), Department.objects.count()) == (26, 109)
    assert (reference.communes, reference.ended) == (34_969 + 45, 0)
    assert reference.changed == 26 + 109 + 1_255 + 34_969 + 45
    assert ModelLogEntry.objects.filter(action="territories.reference.loaded").count() == 1
    assert Epci.objects.get(communes="42218").name == "Saint-Étienne Métropole"
    lyon = Commune.objects.filter(code__in=("69123", "69383")).values_list("epci", flat=True)
    assert set(lyon) == {"200046977"}  # a municipal district is where its city is
    again = load_reference(folder=FOLDER, vintage=2026)
    assert (again.changed, again.ended) == (0, 0)
    assert ModelLogEntry.objects.filter(action="territories.reference.loaded").count() == 1


def test_communes_that_no_autovacuum_saw_are_counted_before_they_are_joined(reference: LoadReport) -> None:
    """Believed none, each was joined to the middles worked out again: eight minutes."""
    believed = "SELECT reltuples FROM pg_class WHERE relname = 'territories_commune'"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_class SET reltuples = 0 WHERE relname = 'territories_commune'")
        place_communes()
        cursor.execute(believed)
        assert cursor.fetchone()[0] > 30_000


def test_every_commune_is_found_by_what_people_type(reference: LoadReport) -> None:
    found = {typed: Commune.objects.matching(typed)[0].code for typed in FIRST_FOUND}
    assert found == FIRST_FOUND
    for nonsense in ("  ", "xqzkwv", "%", "_", "\0"):
        assert not Commune.objects.matching(nonsense).exists()


def test_labels_are_unique_and_lead_back_to_their_commune(reference: LoadReport) -> None:
    communes = list(Commune.objects.all())
    assert len({commune.label for commune in communes}) == len(communes)
    for commune in communes[::1_500]:
        assert Commune.objects.resolve(commune.label) == commune
    clipperton, kerguelen = Commune.objects.get(code="98901"), Commune.objects.get(code="98412")
    assert clipperton.population is None
    assert kerguelen.postal_codes == []
    assert kerguelen.label == "Archipel des Kerguelen (984)"
    resolved = {
        text: getattr(Commune.objects.resolve(text), "code", None)
        for text in ("Saint-Denis", "saint etienne (42)", "Villeurbanne", "42218", "42000", "")
    }
    assert list(resolved.values()) == [None, "42218", "69266", "42218", None, None]


@pytest.mark.slow
def test_a_commune_that_left_the_code_is_kept_but_no_longer_proposed(
    reference: LoadReport, tmp_path: Path
) -> None:
    for name in FILES:
        rows = json.loads((FOLDER / name).read_text(encoding="utf-8"))
        rows = [row for row in rows if row["code"] != "69266"]
        for row in rows:
            row["nom"] = "Lyon la belle" if row["code"] == "69123" else row["nom"]
        (tmp_path / name).write_text(json.dumps(rows), encoding="utf-8")
    report = load_reference(folder=tmp_path, vintage=2027)
    assert report.ended == 1
    assert Commune.objects.get(code="69266").is_current is False
    assert "69266" not in [commune.code for commune in Commune.objects.matching("villeurbanne")]
    assert Commune.objects.get(code="69123").search_name == "lyon la belle"


def test_a_merged_commune_is_found_by_the_name_and_code_it_had(reference: LoadReport) -> None:
    assert reference.former > 2_500
    resolved = {
        text: getattr(Commune.objects.resolve(text), "code", None)
        for text in ("Annecy-le-Vieux", "Annecy-le-Vieux (74)", "74011", "annecy le vieux (01)")
    }
    assert list(resolved.values()) == ["74010", "74010", "74010", None]
    found = propose("Annecy-le-Vieux")
    assert [option.value for option in found.options][:1] == ["Annecy (74)"]
    assert "Annecy-le-Vieux" in found.options[0].hint


@pytest.mark.slow
def test_communes_merged_and_split_are_followed(reference: LoadReport, tmp_path: Path) -> None:
    """In 2027, invented, Villeurbanne joins Lyon; the next year it is a commune again."""
    for name in FILES:
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    rows = json.loads((FOLDER / "communes.json").read_text(encoding="utf-8"))
    for row in rows:
        if row["code"] == "69266":
            row |= {"type": "commune-deleguee", "chefLieu": "69123"}
    (tmp_path / "communes.json").write_text(json.dumps(rows), encoding="utf-8")
    assert load_reference(folder=tmp_path, vintage=2027).ended == 1
    merged = Commune.objects.get(code="69266")
    assert (merged.is_current, merged.successor_id, merged.vintage) == (False, "69123", 2026)
    assert Commune.objects.get(code="69123").vintage == 2027
    assert Commune.objects.resolve("Villeurbanne") == merged.successor
    with pytest.raises(UnreadableReference, match="2027"):
        load_reference(folder=FOLDER, vintage=2026)
    assert load_reference(folder=FOLDER, vintage=2028).ended == 0
    again = Commune.objects.get(code="69266")
    assert (again.is_current, again.successor_id, again.vintage) == (True, None, 2028)
    assert Commune.objects.resolve("Villeurbanne") == again


def test_every_commune_has_a_position_and_it_is_said_when_it_is_estimated(reference: LoadReport) -> None:
    communes = Commune.objects.counted_once()
    people = communes.aggregate(people=Sum("population"))["people"]
    known = communes.filter(has_estimated_position=False).exclude(latitude=None)
    assert reference.placed > 14_000
    assert known.aggregate(people=Sum("population"))["people"] > 0.9 * people
    nowhere = communes.filter(latitude=None)
    assert (nowhere.aggregate(people=Sum("population"))["people"] or 0) < people / 1_000
    rennes = Commune.objects.get(code="35238")
    assert (round(rennes.latitude or 0, 1), round(rennes.longitude or 0, 1)) == (48.1, -1.7)
    # No metropolitan commune is out of the country, nor far from its department's middle.
    outside = communes.exclude(department__code__startswith="97").exclude(department__code__startswith="98")
    assert (
        not outside.exclude(latitude=None)
        .exclude(latitude__range=(41, 51.2), longitude__range=(-5.2, 9.7))
        .exists()
    )


def test_districts_and_zones_are_read_replaced_and_follow_merged_communes(
    reference: LoadReport, tmp_path: Path
) -> None:
    districts, zones = tmp_path / "qpv.csv", tmp_path / "zones.csv"
    districts.write_text(
        "code_qp;lib_qp;insee_com\nQN00001M;Les Exemples;69266\nQN00002M;À cheval;69266,69123\n"
        "QN3;Ancien;74011\nQN4;Inconnu;99999\n",
        encoding="utf-8",
    )
    zones.write_text("insee_com,nom\n74011,Annecy-le-Vieux\n01001,L’Abergement\n", encoding="utf-8")
    report = load_zones(districts=districts, revitalised=zones)
    assert (report.districts, report.revitalised, report.unknown) == (4, 2, ("99999",))
    assert PriorityDistrict.objects.get(code="QN3").commune_id == "74010"
    assert Commune.objects.get(code="74010").is_revitalised is True
    assert Commune.objects.get(code="69123").is_revitalised is False
    assert load_zones(districts=districts) == load_zones(districts=districts)
    assert PriorityDistrict.objects.count() == 4
    assert set(PriorityDistrict.objects.values_list("population", flat=True)) == {None}
    for text, said in (
        ("code_qp;lib_qp\n1;a\n", "colonne"),
        ("code_qp;lib_qp;insee_com\n1;a;\n", "ligne 2"),
        ("code_qp;lib_qp;insee_com;population\n1;a;69266;beaucoup\n", "ligne 2"),
    ):
        districts.write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableReference, match=said):
            load_zones(districts=districts)
    assert PriorityDistrict.objects.count() == 4
    counted = "code_qp;lib_qp;insee_com;population\nQN1;Les Exemples;69266;1 250\nQN2;Autre;69123;\n"
    districts.write_text(counted, encoding="utf-8")
    load_zones(districts=districts)
    assert dict(PriorityDistrict.objects.values_list("code", "population")) == {"QN1": 1250, "QN2": None}


def test_density_of_the_real_file(reference: LoadReport, shared_data: Path) -> None:
    file = shared_data / "insee" / "densite_commune_2022.csv"
    report = load_density(file=file)
    assert report.rows > 34_000
    assert Commune.objects.get(code="69123").get_density_display() == "grand centre urbain"
    # Communes merged since 2022: few, and named.
    assert 0 < len(report.unknown) < 200
    assert report.changed + len(report.unknown) == report.rows
    assert load_density(file=file).changed == 0
