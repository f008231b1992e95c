"""What INSEE and the State say of each commune: density, priority districts, rural revitalisation."""

from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from milliard.territories.enums import Density
from milliard.territories.models import Commune, FormerCommune, PriorityDistrict
from milliard.territories.services.files import read_rows, record


@dataclass(frozen=True, slots=True)
class DensityReport:
    """Rows of the file, communes whose level changed, codes of the file we do not have (merged since)."""

    rows: int
    changed: int
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ZonesReport:
    """Districts (in a commune) and communes in a revitalisation zone, as read; codes we do not have."""

    districts: int
    revitalised: int
    unknown: tuple[str, ...]


@transaction.atomic
def load_density(*, file: Path) -> DensityReport:
    """Write each commune's level of INSEE's density grid from a CSV `commune,densite,…`.

    Raises
    ------
    UnreadableReference
        The file is missing, lacks a column, or holds a level outside 1 to 7 (the line is named).
    """
    rows = read_rows(
        file,
        lambda row: (row["commune"], Density(int(row["densite"])).value),
        wrong="niveau de densité inconnu",
    )
    levels = dict(rows)
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
        record("territories.reference.loaded", communes=len(known), changed=changed)
    return DensityReport(len(levels), changed, tuple(sorted(set(levels) - known)))


@transaction.atomic
def load_zones(*, districts: Path | None = None, revitalised: Path | None = None) -> ZonesReport:
    """Replace priority districts and communes in a rural revitalisation zone, each when its file is given.

    ``districts`` is a CSV `code_qp,lib_qp,insee_com` (several communes are parted by commas) and, where it is
    known, `population`; ``revitalised`` one with a column `insee_com`. Codes of merged communes are followed.

    Raises
    ------
    UnreadableReference
        A file is missing, lacks a column, or has an empty code or no whole population (the line is named).
    """
    known = _codes_of_today()
    unknown: set[str] = set()
    found: dict[tuple[str, str], tuple[str, int | None]] = {}
    if districts is not None:
        wrong = "un code manque, ou la population n’est pas un nombre entier"
        for code, name, communes, population in read_rows(districts, _district, wrong=wrong):
            unknown |= set(communes) - known.keys()
            found |= {(known[commune], code): (name, population) for commune in communes if commune in known}
        PriorityDistrict.objects.all().delete()
        PriorityDistrict.objects.bulk_create(
            PriorityDistrict(commune_id=commune, code=code, name=name, population=population)
            for (commune, code), (name, population) in sorted(found.items())
        )
    inside: set[str] = set()
    if revitalised is not None:
        said_codes = set(
            read_rows(revitalised, lambda row: _filled(row["insee_com"]), wrong="un code manque")
        )
        unknown |= said_codes - known.keys()
        inside = {known[code] for code in said_codes if code in known}
        Commune.objects.current().exclude(code__in=inside).update(is_revitalised=False)
        Commune.objects.filter(code__in=inside).update(is_revitalised=True)
    record("territories.zones.loaded", districts=len(found), revitalised=len(inside))
    return ZonesReport(len(found), len(inside), tuple(sorted(unknown)))


def _codes_of_today() -> dict[str, str]:
    """Every code that leads to a commune of today: its own, and those it had."""
    former = dict(FormerCommune.objects.values_list("code", "commune"))
    return former | {code: code for code in Commune.objects.current().values_list("code", flat=True)}


def _district(row: dict[str, str]) -> tuple[str, str, list[str], int | None]:
    communes = [part.strip() for part in row["insee_com"].split(",") if part.strip()]
    if not communes:
        raise ValueError
    said = "".join((row.get("population") or "").split())
    population = int(said) if said else None
    if population is not None and population < 0:
        raise ValueError
    return _filled(row["code_qp"]), row["lib_qp"].strip()[:200], communes, population


def _filled(code: str) -> str:
    if not code.strip():
        raise ValueError
    return code.strip()
