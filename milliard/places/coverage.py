"""Where there is no place yet: people who live in communes of which none lies in reach of one.

No coordinates are known, so that minutes of travel cannot be worked out: what is counted is the
intercommunality or the department without a place. People are INSEE's legal population; rural ones live in
communes of levels 5 to 7 of its density grid, and come first.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce

from milliard.places.models import Place
from milliard.territories.areas import Area
from milliard.territories.models import Commune, Department

_RURAL = Q(density__gte=5)
_UNGRADED = Q(density=None)
#: Whoever wants all of them takes the department's page.
LISTED = 12


@dataclass(frozen=True, slots=True)
class Uncovered:
    """One territory without a place."""

    code: str
    name: str
    people: int
    rural: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a territory has and lacks. ``people`` in all, ``without``: those of ``missing``."""

    people: int
    rural: int
    #: Those of communes whose level of density is not loaded: neither rural nor urban.
    ungraded: int
    places: int
    rural_places: int
    district_places: int
    missing: tuple[Uncovered, ...]

    @property
    def is_graded(self) -> bool:
        """Whether rural people can be told from the others, for some communes at least."""
        return self.ungraded < self.people

    @property
    def without(self) -> int:
        return sum(one.people for one in self.missing)

    @property
    def rural_without(self) -> int:
        return sum(one.rural for one in self.missing)

    @property
    def listed(self) -> tuple[Uncovered, ...]:
        return self.missing[:LISTED]


def coverage_of(area: Area) -> Coverage:
    """The coverage of a territory by the intercommunalities in it, the most rural people first."""
    communes = Commune.objects.counted_once().filter(area.within(""))
    totals = communes.aggregate(people=_people(), rural=_people(_RURAL), ungraded=_people(_UNGRADED))
    welcoming = Place.objects.welcoming().filter(area.within("commune"))
    of_epci = Place.objects.welcoming().filter(commune__epci=OuterRef("epci"))
    without = communes.exclude(epci=None).filter(~Exists(of_epci))
    rows = (
        without.values("epci", "epci__name")
        .annotate(people=_people(), rural=_people(_RURAL))
        .order_by("-rural", "-people", "epci")
    )
    return Coverage(
        people=totals["people"],
        rural=totals["rural"],
        ungraded=totals["ungraded"],
        places=welcoming.count(),
        rural_places=welcoming.filter(commune__density__gte=5).count(),
        district_places=welcoming.filter(is_in_priority_district=True).count(),
        missing=tuple(Uncovered(row["epci"], row["epci__name"], row["people"], row["rural"]) for row in rows),
    )


def places_by_department() -> dict[str, int]:
    """Code of every department -> its places that welcome people."""
    welcoming = Place.objects.welcoming().order_by().values("commune__department")
    counted = dict(welcoming.annotate(count=Count("pk")).values_list("commune__department", "count"))
    return {code: counted.get(code, 0) for code in Department.objects.values_list("code", flat=True)}


def _people(only: Q | None = None) -> Coalesce:
    return Coalesce(Sum("population", filter=only), Value(0))
