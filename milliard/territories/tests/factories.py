"""Smallest valid places."""

import factory
from factory.django import DjangoModelFactory

from milliard.territories.models import Commune, Department, Region


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = "84"
    name = "Auvergne-Rhône-Alpes"


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ("code",)

    code = "42"
    name = "Loire"
    region = factory.SubFactory(RegionFactory)


class CommuneFactory(DjangoModelFactory):
    class Meta:
        model = Commune
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda number: f"42{number:03d}")
    name = factory.Sequence(lambda number: f"Commune {number}")
    department = factory.SubFactory(DepartmentFactory)
    postal_codes = ["42000"]
    population = 1_000
