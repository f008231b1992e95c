"""Writes of the reference tables. Safe to run again: a row is touched only when the file differs."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from milliard.core import journal
from milliard.core.refusals import Refused
from milliard.territories.enums import Density
from milliard.territories.models import Commune, Department, Epci, Region

#: Kinds of the package's `communes.json` that people live in and name; delegated ones are parts of these.
_KINDS = frozenset({"commune-actuelle", "arrondissement-municipal"})
_COMMUNE_COLUMNS = ("code", "name", "department_id", "postal_codes", "population", "epci_id", "is_current")
#: Of the package, in the order they are written.
FILES = ("regions.json", "departements.json", "epci.json", "communes.json")
_APOSTROPHE = "\u2019"


class UnreadableReference(Refused):
    """The file is missing or is not what the package ships; the message names it."""

    message = "Ce fichier de référence est absent ou illisible."


@dataclass(frozen=True, slots=True)
class LoadReport:
    """Rows read, and rows that changed (inserted or updated); ``ended``: communes no longer in the code."""

    regions: int
    departments: int
    communes: int
    epcis: int
    changed: int
    ended: int


@dataclass(frozen=True, slots=True)
class DensityReport:
    """Rows of the file, communes whose level changed, codes of the file we do not have (merged since)."""

    rows: int
    changed: int
    unknown: tuple[str, ...]


@transaction.atomic
def load_reference(*, folder: Path) -> LoadReport:
    """Load regions, departments, intercommunalities and communes from the four JSON files of ``folder``.

    Communes that left the code are kept and marked, since answers may refer to them. One journal line.

    Raises
    ------
    UnreadableReference
        A file is missing or has another shape.
    """
    regions, departments, epcis, communes = (_read_json(folder / name) for name in FILES)
    lived_in = [row for row in communes if row["type"] in _KINDS]
    known = {row["code"] for row in regions}
    changed = _merge(Region, ("code", "name"), ((row["code"], _name(row)) for row in regions))
    changed += _merge(
        Department,
        ("code", "name", "region_id"),
        ((row["code"], _name(row), _known(row.get("region"), known)) for row in departments),
    )
    changed += _merge(Epci, ("code", "name"), ((row["code"], _name(row)) for row in epcis))
    changed += _merge(
        Commune,
        _COMMUNE_COLUMNS,
        _commune_rows(lived_in, {row["code"] for row in departments}, _epci_of(epcis)),
    )
    codes = [row["code"] for row in lived_in]
    ended = Commune.objects.current().exclude(code__in=codes).update(is_current=False)
    report = LoadReport(len(regions), len(departments), len(lived_in), len(epcis), changed, ended)
    if changed or ended:
        _record(report.communes, changed)
    return report


@transaction.atomic
def load_density(*, file: Path) -> DensityReport:
    """Write each commune's level of INSEE's density grid from a CSV `commune,densite,…`.

    Raises
    ------
    UnreadableReference
        The file is missing, lacks a column, or holds a level outside 1 to 7 (the line is named).
    """
    levels = _read_density(file)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE incoming_density (code text, density smallint) ON COMMIT DROP")
        with cursor.copy("COPY incoming_density FROM STDIN") as copy:
            for row in levels.items():
                copy.write_row(row)
        cursor.execute(
            "UPDATE territories_commune c SET density = i.density FROM incoming_density i"
            " WHERE c.code = i.code AND c.density IS DISTINCT FROM i.density"
        )
        changed = cursor.rowcount
        cursor.execute("DROP TABLE incoming_density")
    known = set(Commune.objects.filter(code__in=levels).values_list("code", flat=True))
    if changed:
        _record(len(known), changed)
    return DensityReport(len(levels), changed, tuple(sorted(set(levels) - known)))


def _record(communes: int, changed: int) -> None:
    region = Region.objects.order_by("code").first()
    if region is not None:
        # A journal line is about a row; the first region represents the whole reference.
        data = {"communes": communes, "changed": changed}
        journal.record("territories.reference.loaded", region, by=None, data=data)


def _read_json(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableReference(f"{path.name} : fichier absent ou illisible") from error
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and {"code", "nom"} <= row.keys() for row in rows
    ):
        raise UnreadableReference(f"{path.name} : une liste d’objets avec « code » et « nom » était attendue")
    return rows


def _read_density(path: Path) -> dict[str, int]:
    levels: dict[str, int] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):  # noqa: B007 (said in the error)
                levels[row["commune"]] = Density(int(row["densite"])).value
    except OSError as error:
        raise UnreadableReference(f"{path.name} : fichier absent ou illisible") from error
    except KeyError as error:
        raise UnreadableReference(f"{path.name} : colonne {error} absente") from error
    except (ValueError, TypeError) as error:
        raise UnreadableReference(f"{path.name}, ligne {number} : niveau de densité inconnu") from error
    return levels


def _name(row: Mapping[str, Any]) -> str:
    return str(row["nom"]).replace("'", _APOSTROPHE)


def _known(code: str | None, codes: set[str]) -> str | None:
    return code if code in codes else None


def _epci_of(epcis: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Code of a commune -> that of its intercommunality."""
    return {member["code"]: row["code"] for row in epcis for member in row.get("membres") or ()}


def _commune_rows(
    rows: Iterable[Mapping[str, Any]], departments: set[str], epci_of: Mapping[str, str]
) -> Iterable[tuple[Any, ...]]:
    for row in rows:
        postal = json.dumps(row.get("codesPostaux") or [])
        department = _known(row.get("departement"), departments)
        city = row.get("commune") or row["code"]  # a municipal district is where its city is
        epci = epci_of.get(row["code"]) or epci_of.get(city)
        yield row["code"], _name(row), department, postal, row.get("population"), epci, True


def _merge(model: type[Any], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert or update ``rows`` by COPY and one statement; how many rows changed."""
    table, temporary = model._meta.db_table, f"incoming_{model._meta.model_name}"
    names = ", ".join(columns)
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    old = ", ".join(f"{table}.{name}" for name in columns[1:])
    new = ", ".join(f"excluded.{name}" for name in columns[1:])
    with connection.cursor() as cursor:
        # Every name below comes from the models, none from a file.
        cursor.execute(
            f"CREATE TEMPORARY TABLE {temporary} ON COMMIT DROP"  # noqa: S608
            f" AS SELECT {names} FROM {table} WITH NO DATA"
        )
        with cursor.copy(f"COPY {temporary} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} FROM {temporary}"  # noqa: S608
            f" ON CONFLICT (code) DO UPDATE SET {changes} WHERE ({old}) IS DISTINCT FROM ({new})"
        )
        changed = int(cursor.rowcount)
        cursor.execute(f"DROP TABLE {temporary}")
    return changed
