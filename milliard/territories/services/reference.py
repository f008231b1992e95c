"""The official geographic code: regions, departments, intercommunalities, communes and what they were."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from milliard.territories.models import Commune, Department, Epci, FormerCommune, Region
from milliard.territories.services.files import UnreadableReference, merge, read_json, record
from milliard.territories.services.positions import place_communes

#: Kinds of the package's `communes.json` that people live in and name; delegated ones are parts of these.
_KINDS = frozenset({"commune-actuelle", "arrondissement-municipal"})
_PARTS = frozenset({"commune-deleguee", "commune-associee"})
_COMMUNE_COLUMNS = (
    "code",
    "name",
    "department_id",
    "postal_codes",
    "population",
    "epci_id",
    "is_current",
    "vintage",
)
#: Of the package, in the order they are written.
FILES = ("regions.json", "departements.json", "epci.json", "communes.json")
_APOSTROPHE = "\u2019"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """Rows read, and rows that changed (inserted or updated); ``ended``: communes no longer in the code.

    ``former``: names and codes that lead to a commune of today; ``placed``: communes whose position is known,
    the others being put in the middle of their neighbours.
    """

    regions: int
    departments: int
    communes: int
    epcis: int
    changed: int
    ended: int
    former: int
    placed: int


@transaction.atomic
def load_reference(*, folder: Path, vintage: int) -> LoadReport:
    """Load the code of the year ``vintage`` from the four JSON files of ``folder``.

    Communes that left the code are kept and marked, since answers may refer to them; each then leads to the
    one it is a part of. One that is a commune again is found under its own row. One journal line.

    Raises
    ------
    UnreadableReference
        A file is missing or has another shape, or the code loaded before is of a later year.
    """
    latest = Commune.objects.current().order_by(F("vintage").desc(nulls_last=True)).first()
    if latest is not None and (latest.vintage or 0) > vintage:
        raise UnreadableReference(
            f"Le code de {latest.vintage} est déjà chargé : celui de {vintage} est plus ancien."
        )
    regions, departments, epcis, communes = (read_json(folder / name) for name in FILES)
    lived_in = [row for row in communes if row["type"] in _KINDS]
    known = {row["code"] for row in regions}
    changed = merge(Region, ("code", "name"), ((row["code"], _name(row)) for row in regions))
    changed += merge(
        Department,
        ("code", "name", "region_id"),
        ((row["code"], _name(row), _known(row.get("region"), known)) for row in departments),
    )
    changed += merge(Epci, ("code", "name"), ((row["code"], _name(row)) for row in epcis))
    rows = _commune_rows(lived_in, {row["code"] for row in departments}, _epci_of(epcis), vintage)
    changed += merge(Commune, _COMMUNE_COLUMNS, rows)
    codes = {row["code"] for row in lived_in}
    ended = Commune.objects.current().exclude(code__in=codes).update(is_current=False)
    former = _follow(communes, codes)
    placed = place_communes()
    report = LoadReport(
        len(regions), len(departments), len(lived_in), len(epcis), changed, ended, former, placed
    )
    if changed or ended:
        record("territories.reference.loaded", communes=report.communes, changed=changed, vintage=vintage)
    return report


def _follow(communes: Iterable[Mapping[str, Any]], codes: set[str]) -> int:
    """Write what became a part of what, anew; how many names and codes lead to a commune of today."""
    parts: set[tuple[str, str, str]] = set()
    for row in communes:
        if row["type"] in _PARTS and row["chefLieu"] in codes:
            parts.add((row["code"], _name(row), row["chefLieu"]))
    named = {code for code, _, _ in parts}
    for row in communes:
        if row["type"] in _KINDS:
            parts |= {(old, "", row["code"]) for old in row.get("anciensCodes") or () if old not in named}
    FormerCommune.objects.all().delete()
    FormerCommune.objects.bulk_create(
        FormerCommune(code=code, name=name, commune_id=today) for code, name, today in sorted(parts)
    )
    led = (
        FormerCommune.objects.filter(code=OuterRef("code"))
        .exclude(commune=OuterRef("code"))
        .values("commune")
    )
    Commune.objects.filter(is_current=False).update(successor=Subquery(led[:1]))
    Commune.objects.current().exclude(successor=None).update(successor=None)
    return len(parts)


def _name(row: Mapping[str, Any]) -> str:
    return str(row["nom"]).replace("'", _APOSTROPHE)


def _known(code: str | None, codes: set[str]) -> str | None:
    return code if code in codes else None


def _epci_of(epcis: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Code of a commune -> that of its intercommunality."""
    return {member["code"]: row["code"] for row in epcis for member in row.get("membres") or ()}


def _commune_rows(
    rows: Iterable[Mapping[str, Any]], departments: set[str], epci_of: Mapping[str, str], vintage: int
) -> Iterable[tuple[Any, ...]]:
    for row in rows:
        postal = json.dumps(row.get("codesPostaux") or [])
        department = _known(row.get("departement"), departments)
        city = row.get("commune") or row["code"]  # a municipal district is where its city is
        epci = epci_of.get(row["code"]) or epci_of.get(city)
        yield row["code"], _name(row), department, postal, row.get("population"), epci, True, vintage
