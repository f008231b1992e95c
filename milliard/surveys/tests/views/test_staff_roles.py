"""Who sees the team's screens: nobody without the role, whatever the address."""

import pytest
from django.urls import reverse

from milliard.members.enums import Role
from milliard.surveys.staff.urls import urlpatterns
from milliard.surveys.tests.dataset_builders import frozen
from milliard.surveys.tests.staffing import as_role
from milliard.surveys.tests.views.test_staff_collections import with_status

pytestmark = pytest.mark.django_db

#: Screens an analyst reads too; the others are for those who run collections.
FOR_ANALYSTS = {
    "questionnaires",
    "version",
    "xlsform",
    "definition",
    "collections",
    "collection",
    "following",
    "following_export",
    "freeze",
    "datasets",
    "dataset",
    "codebook",
    "import_answers",
}
POST_ONLY = {"create_version", "reminders", "request_erase", "request_correct", "import_apply"}


@pytest.fixture
def addresses() -> dict[str, str]:
    dataset = frozen(with_status(), {"statut": "asso"})
    assert dataset.collection is not None
    version = dataset.collection.version
    arguments = {
        "code": version.questionnaire.code,
        "number": version.number,
        "part": "parties",
        "format": "csv",
    }
    found = {}
    for pattern in urlpatterns:
        slug = dataset.slug if pattern.name in {"dataset", "codebook"} else dataset.collection.slug
        known = {**arguments, "slug": slug}
        wanted = {name: known[name] for name in pattern.pattern.converters}
        found[pattern.name] = reverse(f"surveys_staff:{pattern.name}", kwargs=wanted)
    return found


@pytest.mark.parametrize("role", [None, Role.MEMBER, Role.TREASURER])
def test_outsiders_see_nothing(addresses, role):
    client = as_role(role)
    for name, address in addresses.items():
        for response in (client.get(address), client.post(address)):
            assert response.status_code in {302, 405}, name


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.ADMIN])
def test_the_team_sees_every_screen(addresses, role):
    client = as_role(role)
    for name, address in addresses.items():
        assert client.get(address).status_code == (405 if name in POST_ONLY else 200), name


def test_an_analyst_sees_what_analysts_need(addresses):
    client = as_role(Role.ANALYST)
    seen = {name for name, address in addresses.items() if client.get(address).status_code == 200}
    assert seen == FOR_ANALYSTS


@pytest.mark.parametrize(
    ("role", "is_shown"), [(Role.ORGANISER, True), (Role.ANALYST, True), (Role.TREASURER, False)]
)
def test_the_menu_shows_what_one_may_read(role, is_shown):
    page = as_role(role).get("/gestion/").content.decode()
    assert ("/gestion/collectes/" in page) is is_shown


def test_the_journal_is_there_and_leads_to_the_screens(addresses):
    page = as_role(Role.ORGANISER).get(reverse("wagtailadmin_reports:site_history")).content.decode()
    assert "Jeu de données figé" in page
    assert addresses["dataset"] in page
    assert addresses["collection"] in page
