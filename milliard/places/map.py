"""The map of departments: how many places in each, drawn on the server."""

from dataclasses import dataclass

from django.urls import reverse

from french import plural
from milliard.places.coverage import places_by_department
from milliard.places.outlines import VIEW_BOX, outlines
from milliard.territories.models import Department

#: From how many places each shade begins, the lightest first; the last has no end.
SHADES = (0, 1, 2, 4)


@dataclass(frozen=True, slots=True)
class Shape:
    """A department of the map, or one overseas, which has no outline."""

    name: str
    url: str
    count: int
    outline: str
    one: str = "lieu"
    many: str = "lieux"

    @property
    def said(self) -> str:
        counted = plural(self.count, self.one, self.many) if self.count else f"0\u00a0{self.one}"
        return f"{self.name}\u00a0: {counted}"

    @property
    def shade(self) -> int:
        return max(place for place, start in enumerate(SHADES) if self.count >= start)


@dataclass(frozen=True, slots=True)
class DepartmentMap:
    """All of them, by code; the page says the same in words."""

    shapes: tuple[Shape, ...]
    view_box: str = VIEW_BOX

    @property
    def drawn(self) -> list[Shape]:
        return [shape for shape in self.shapes if shape.outline]

    @property
    def with_places(self) -> list[Shape]:
        return [shape for shape in self.shapes if shape.count]

    @property
    def without(self) -> int:
        return len(self.shapes) - len(self.with_places)


def department_map() -> DepartmentMap:
    """The map as places are now."""
    drawn, counts = outlines(), places_by_department()
    rows = Department.objects.exclude(region=None).order_by("code")
    return DepartmentMap(
        tuple(
            Shape(
                one.name,
                reverse("areas:department", args=[one.code]),
                counts[one.code],
                drawn.get(one.code, ""),
            )
            for one in rows
        )
    )
