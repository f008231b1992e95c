"""Thousands of communes at once."""

from milliard.territories.models import Commune
from milliard.territories.tests.factories import make_department

_made = 0


def add_communes(count: int) -> None:
    global _made
    numbers, department = range(_made, _made + count), make_department()
    _made += count
    Commune.objects.bulk_create(
        Commune(code=f"{number:05d}", name=f"Saint-{number}", department=department) for number in numbers
    )
