"""The real package and INSEE's real density file, through the real database."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from wagtail.models import ModelLogEntry

from milliard.territories.management.commands.load_territories import PACKAGE
from milliard.territories.models import Commune, Department, Epci, Region
from milliard.territories.services import FILES, LoadReport, load_density, load_reference

pytestmark = pytest.mark.django_db
FOLDER = settings.NODE_MODULES / PACKAGE


@pytest.fixture(scope="module")
def reference(django_db_setup: None, django_db_blocker: Any) -> Iterator[LoadReport]:
    """The whole code, loaded once; what each test changes is rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_reference(folder=FOLDER)
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
    again = load_reference(folder=FOLDER)
    assert (again.changed, again.ended) == (0, 0)
    assert ModelLogEntry.objects.filter(action="territories.reference.loaded").count() == 1


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


def test_a_commune_that_left_the_code_is_kept_but_no_longer_proposed(
    reference: LoadReport, tmp_path: Path
) -> None:
    for name in FILES:
        rows = json.loads((FOLDER / name).read_text(encoding="utf-8"))
        rows = [row for row in rows if row["code"] != "69266"]
        for row in rows:
            row["nom"] = "Lyon la belle" if row["code"] == "69123" else row["nom"]
        (tmp_path / name).write_text(json.dumps(rows), encoding="utf-8")
    report = load_reference(folder=tmp_path)
    assert (report.changed, report.ended) == (1, 1)
    assert Commune.objects.get(code="69266").is_current is False
    assert "69266" not in [commune.code for commune in Commune.objects.matching("villeurbanne")]
    assert Commune.objects.get(code="69123").search_name == "lyon la belle"


def test_density_of_the_real_file(reference: LoadReport, shared_data: Path) -> None:
    file = shared_data / "insee" / "densite_commune_2022.csv"
    report = load_density(file=file)
    assert report.rows > 34_000
    assert Commune.objects.get(code="69123").get_density_display() == "grand centre urbain"
    # Communes merged since 2022: few, and named.
    assert 0 < len(report.unknown) < 200
    assert report.changed + len(report.unknown) == report.rows
    assert load_density(file=file).changed == 0
