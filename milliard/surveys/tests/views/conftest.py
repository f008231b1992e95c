"""The two collections that most tests of pages answer."""

import pytest

from milliard.surveys.models import Collection
from milliard.surveys.tests import factories
from milliard.territories.models import Commune, Department


@pytest.fixture
def five() -> Collection:
    return factories.open_collection(factories.five_questions())


@pytest.fixture
def every() -> Collection:
    department = Department.objects.create(code="42", name="Loire")
    Commune.objects.create(code="42218", name="Saint-Étienne", department=department, postal_codes=["42000"])
    return factories.open_collection(factories.every_kind())
