"""Smallest valid places; asked for again, the same ones."""

from itertools import count
from typing import Any

from milliard.territories.models import Commune, Department, Epci, Region

_numbers = count(1)


def make_region(*, code: str = "84", **fields: Any) -> Region:
    return Region.objects.get_or_create(code=code, defaults={"name": "Auvergne-Rhône-Alpes", **fields})[0]


def make_department(*, code: str = "42", **fields: Any) -> Department:
    first = {"name": "Loire", "region": fields.pop("region", None) or make_region()}
    return Department.objects.get_or_create(code=code, defaults={**first, **fields})[0]


def make_commune(*, code: str = "", **fields: Any) -> Commune:
    number = next(_numbers)
    first = {
        "name": f"Commune {number}",
        "department": fields.pop("department") if "department" in fields else make_department(),
        "postal_codes": ["42000"],
        "population": 1_000,
    }
    code = code or f"42{number:03d}"
    return Commune.objects.get_or_create(code=code, defaults={**first, **fields})[0]


def make_epci(*communes: Commune, code: str = "200000001") -> Epci:
    """An intercommunality of these communes."""
    epci = Epci.objects.get_or_create(code=code, defaults={"name": "CC de l’Exemple"})[0]
    Commune.objects.filter(pk__in=[commune.pk for commune in communes]).update(epci=epci)
    return epci
