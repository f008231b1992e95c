"""Where there is no place yet: people who live in communes from which none can be reached in half an hour.

Minutes are estimated, see `milliard.places.reach`. People are INSEE's legal population; rural ones live in
communes of levels 5 to 7 of its density grid, and come first, with those of priority districts.
"""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from milliard.places.models import Place
from milliard.places.reach import Reach, reach_km
from milliard.territories.areas import Area
from milliard.territories.models import Commune, Department, PriorityDistrict

#: Whoever wants all of them takes the department's page.
LISTED = 12
_RURAL_FROM = 5
#: Degrees around a territory from which its people may come to a place outside it.
_AROUND = 0.6


@dataclass(slots=True)
class Uncovered:
    """One territory, or what of it lies too far from any place."""

    code: str
    name: str
    people: int = 0
    rural: int = 0
    #: Priority districts in its communes.
    districts: int = 0


@dataclass(slots=True)
class Coverage:
    """What a territory has and lacks. ``people`` in all; ``without``: those of ``missing``."""

    people: int = 0
    rural: int = 0
    #: Those of communes whose level of density is not loaded: neither rural nor urban.
    ungraded: int = 0
    #: Those of communes whose position is that of their neighbours, and those of communes without one.
    estimated: int = 0
    unplaced: int = 0
    places: int = 0
    rural_places: int = 0
    district_places: int = 0
    #: None while the list of priority districts is not loaded.
    districts: int | None = None
    missing: list[Uncovered] = field(default_factory=list)

    @property
    def is_graded(self) -> bool:
        """Whether rural people can be told from the others, for most people: «none» is not «not known»."""
        return 2 * self.ungraded < self.people

    @property
    def is_placed(self) -> bool:
        """Whether anything is known of how far people live."""
        return self.unplaced < self.people

    @property
    def without(self) -> int:
        return sum(one.people for one in self.missing)

    @property
    def rural_without(self) -> int:
        return sum(one.rural for one in self.missing)

    @property
    def districts_without(self) -> int:
        return sum(one.districts for one in self.missing)

    @property
    def listed(self) -> list[Uncovered]:
        return [one for one in self.missing if one.code][:LISTED]


_COLUMNS = (
    "code", "epci", "epci__name", "population", "density", "latitude", "longitude", "has_estimated_position"
)  # fmt: skip


def coverage_of(area: Area) -> Coverage:
    """The coverage of a territory, its intercommunalities with the most rural people out of reach first."""
    welcoming = Place.objects.welcoming().filter(area.within("commune"))
    found = Coverage(
        **welcoming.aggregate(
            places=Count("pk"),
            rural_places=Count("pk", filter=Q(commune__density__gte=_RURAL_FROM)),
            district_places=Count("pk", filter=Q(is_in_priority_district=True)),
        )
    )
    communes = list(Commune.objects.counted_once().filter(area.within("")).values_list(*_COLUMNS))
    districts = _districts(area)
    near = _places_near([(row[5], row[6]) for row in communes if row[5] is not None])
    missing: dict[str, Uncovered] = {}
    for code, epci, name, population, density, latitude, longitude, is_estimated in communes:
        people, is_rural = population or 0, (density or 0) >= _RURAL_FROM
        found.people += people
        found.rural += people if is_rural else 0
        found.ungraded += people if density is None else 0
        if latitude is None:
            found.unplaced += people
            continue
        found.estimated += people if is_estimated else 0
        if not near.holds((latitude, longitude)):
            one = missing.setdefault(epci or "", Uncovered(epci or "", name or "Hors intercommunalité"))
            one.people += people
            one.rural += people if is_rural else 0
            one.districts += (districts or {}).get(code, 0)
    found.districts = None if districts is None else sum(districts.values())
    found.missing = sorted(
        missing.values(), key=lambda one: (-one.rural, -one.districts, -one.people, one.code)
    )
    return found


def _districts(area: Area) -> dict[str, int] | None:
    """Code of a commune of the territory -> its priority districts; None when none is loaded anywhere."""
    rows = PriorityDistrict.objects.filter(area.within("commune")).values_list("commune")
    counted = dict(rows.annotate(count=Count("pk")))
    return counted if counted or PriorityDistrict.objects.exists() else None


def _places_near(communes: list[tuple[float, float]]) -> Reach:
    """The places that people of these communes may reach."""
    if not communes:
        return Reach((), reach_km())
    south, north = min(one[0] for one in communes), max(one[0] for one in communes)
    west, east = min(one[1] for one in communes), max(one[1] for one in communes)
    around = Place.objects.welcoming().filter(
        commune__latitude__range=(south - _AROUND, north + _AROUND),
        commune__longitude__range=(west - _AROUND, east + _AROUND),
    )
    positions = around.order_by().values_list("commune__latitude", "commune__longitude").distinct()
    return Reach(((north or 0.0, east or 0.0) for north, east in positions), reach_km())


def places_by_department() -> dict[str, int]:
    """Code of every department -> its places that welcome people."""
    welcoming = Place.objects.welcoming().order_by().values("commune__department")
    counted = dict(welcoming.annotate(count=Count("pk")).values_list("commune__department", "count"))
    return {code: counted.get(code, 0) for code in Department.objects.values_list("code", flat=True)}
