"""Files of another shape are refused by name; the commands write only when told to."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from milliard.territories.management.commands.load_territories import PACKAGE
from milliard.territories.models import Commune, Department, Region
from milliard.territories.services import UnreadableReference, load_density, load_reference

pytestmark = pytest.mark.django_db


@pytest.fixture
def corsica(tmp_path: Path) -> Path:
    """The real package cut to one region, with its departments and communes."""
    folder = settings.NODE_MODULES / PACKAGE
    for name, place in (
        ("regions.json", "code"),
        ("departements.json", "region"),
        ("communes.json", "region"),
    ):
        rows = json.loads((folder / name).read_text(encoding="utf-8"))
        kept = [row for row in rows if row.get(place) == "94"]
        (tmp_path / name).write_text(json.dumps(kept), encoding="utf-8")
    codes = {row["code"] for row in kept}
    epcis = json.loads((folder / "epci.json").read_text(encoding="utf-8"))
    there = [row for row in epcis if {member["code"] for member in row["membres"]} & codes]
    (tmp_path / "epci.json").write_text(json.dumps(there), encoding="utf-8")
    return tmp_path


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
        load_reference(folder=tmp_path, vintage=2026)
    (tmp_path / "regions.json").write_text('[{"id": 1}]', encoding="utf-8")
    with pytest.raises(UnreadableReference, match="code"):
        load_reference(folder=tmp_path, vintage=2026)


def test_the_reference_is_written_only_with_apply(corsica: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_territories", folder=corsica)
    assert not Commune.objects.exists()
    said = capsys.readouterr().out
    assert said.startswith("1 régions, 2 départements, 360 communes lues")
    assert "Rien n’a été écrit" in said
    call_command("load_territories", folder=corsica, apply=True)
    assert (Region.objects.count(), Department.objects.count(), Commune.objects.count()) == (1, 2, 360)
    assert "Rien n’a été écrit" not in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"regions\.json") as refused:
        call_command("load_territories", folder=corsica / "absent", apply=True)
    assert refused.value.returncode == 2


def test_density_is_written_only_with_apply(corsica: Path, shared_data: Path) -> None:
    load_reference(folder=corsica, vintage=2026)
    header, *lines = (shared_data / "insee" / "densite_commune_2022.csv").read_text("utf-8").splitlines()
    file = corsica / "densite.csv"
    kept = [line for line in lines if line.startswith(("2A", "2B"))]
    file.write_text("\n".join([header, *kept]), encoding="utf-8")
    call_command("import_density", str(file))
    assert not Commune.objects.filter(density__isnull=False).exists()
    call_command("import_density", str(file), apply=True)
    assert Commune.objects.filter(density__isnull=False).count() == len(kept) == 360
    with pytest.raises(CommandError):
        call_command("import_density", "absent.csv")
