"""A region, a department or an intercommunality, and what lies in it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from django.db.models import CharField, Model, Q, QuerySet

from milliard.core.prepared import PreparedQuery, Slot
from milliard.territories.models import Department, Epci, Region

M = TypeVar("M", bound=Model)


class AreaKind(StrEnum):
    """The territories that have a page."""

    REGION = "région"
    DEPARTMENT = "département"
    EPCI = "intercommunalité"


_PATHS = {AreaKind.REGION: "department__region", AreaKind.DEPARTMENT: "department", AreaKind.EPCI: "epci"}


@dataclass(frozen=True, slots=True)
class Area:
    """One territory. The apps above filter what they have by `within` and `of_departments`."""

    kind: AreaKind
    code: str | Slot
    name: str

    @classmethod
    def of(cls, territory: Region | Department | Epci) -> "Area":
        kinds = {Region: AreaKind.REGION, Department: AreaKind.DEPARTMENT, Epci: AreaKind.EPCI}
        return cls(kinds[type(territory)], territory.code, territory.name)

    def within(self, commune: str) -> Q:
        """Rows whose ``commune`` (a path to one, or "" for communes themselves) lies in it."""
        path = "__".join(filter(None, (commune, _PATHS[self.kind])))
        return Q(**{path: self.code})

    def of_departments(self, department: str) -> Q:
        """Rows of its departments; none for an intercommunality, which is a part of one."""
        if self.kind == AreaKind.EPCI:
            return Q(pk__in=[])
        return Q(**{department if self.kind == AreaKind.DEPARTMENT else f"{department}__region": self.code})


class PreparedByArea(Generic[M]):
    """Rows of the query set ``build(area)``, whose SQL is written once for each kind of territory."""

    def __init__(self, build: Callable[[Area], "QuerySet[M]"]) -> None:
        self._queries = {kind: PreparedQuery(_of_any(build, kind)) for kind in AreaKind}

    def rows(self, area: Area, **values: Any) -> list[M]:
        """The objects found in ``area``, with ``values`` in the other slots."""
        return self._queries[area.kind].rows(code=area.code, **values)


def _of_any(build: Callable[[Area], "QuerySet[M]"], kind: AreaKind) -> Callable[[], "QuerySet[M]"]:
    return lambda: build(Area(kind, Slot("code", CharField()), ""))
