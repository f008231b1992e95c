"""The real package and INSEE's real density file, through the real database."""

import json
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from wagtail.models import ModelLogEntry

from milliard.territories.management.commands.load_territories import PACKAGE
from milliard.territories.models import Commune, Department, Region
from milliard.territories.services import UnreadableReference, load_density, load_reference

pytestmark = pytest.mark.django_db
FOLDER = settings.NODE_MODULES / PACKAGE


@pytest.fixture
def loaded() -> float:
    """Seconds of work of this process: a busy machine must not fail the suite."""
    started = time.process_time()
    load_reference(folder=FOLDER)
    return time.process_time() - started


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


def seconds_of_five_searches() -> float:
    started = time.perf_counter()
    for typed in ("st", "saint m", "villeurbane", "42", "la chapelle"):
        list(Commune.objects.matching(typed).select_related("department")[:12])
    return time.perf_counter() - started


def test_the_whole_code_is_loaded_quickly_and_a_second_time_changes_nothing(loaded: float) -> None:
    assert Commune.objects.count() == 34_969 + 45
    assert (Region.objects.count(), Department.objects.count()) == (26, 109)
    assert loaded < 5
    assert ModelLogEntry.objects.filter(action="territories.reference.loaded").count() == 1
    again = load_reference(folder=FOLDER)
    assert (again.changed, again.ended) == (0, 0)
    assert ModelLogEntry.objects.filter(action="territories.reference.loaded").count() == 1


def test_every_commune_is_found_by_what_people_type(loaded: float) -> None:
    found = {typed: Commune.objects.matching(typed)[0].code for typed in FIRST_FOUND}
    assert found == FIRST_FOUND
    for nonsense in ("  ", "xqzkwv", "%", "_", "\0"):
        assert not Commune.objects.matching(nonsense).exists()
    assert min(seconds_of_five_searches() for _ in range(3)) / 5 < 0.25


def test_labels_are_unique_and_lead_back_to_their_commune(loaded: float) -> None:
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


def test_a_commune_that_left_the_code_is_kept_but_no_longer_proposed(loaded: float, tmp_path: Path) -> None:
    for name in ("regions.json", "departements.json", "communes.json"):
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


def test_density_of_the_real_file(loaded: float, shared_data: Path) -> None:
    file = shared_data / "insee" / "densite_commune_2022.csv"
    report = load_density(file=file)
    assert report.rows > 34_000
    assert Commune.objects.get(code="69123").get_density_display() == "grand centre urbain"
    # Communes merged since 2022: few, and named.
    assert 0 < len(report.unknown) < 200
    assert report.changed + len(report.unknown) == report.rows
    assert load_density(file=file).changed == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [("commune,niveau\n01001,6\n", "colonne"), ("commune,densite\n01001,6\n01002,9\n", "ligne 3")],
)
def test_a_density_file_of_another_shape_is_refused_with_its_place(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "densite.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableReference, match=said):
        load_density(file=file)


def test_a_missing_or_foreign_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReference, match=r"regions\.json"):
        load_reference(folder=tmp_path)
    (tmp_path / "regions.json").write_text('[{"id": 1}]', encoding="utf-8")
    with pytest.raises(UnreadableReference, match="code"):
        load_reference(folder=tmp_path)


def test_commands_write_only_with_apply(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_territories")
    assert not Commune.objects.exists()
    assert "Rien n’a été écrit" in capsys.readouterr().out
    call_command("load_territories", apply=True)
    file = str(shared_data / "insee" / "densite_commune_2022.csv")
    call_command("import_density", file)
    assert not Commune.objects.filter(density__isnull=False).exists()
    call_command("import_density", file, apply=True)
    assert Commune.objects.filter(density__isnull=False).count() > 34_000
    with pytest.raises(CommandError):
        call_command("import_density", "absent.csv")
