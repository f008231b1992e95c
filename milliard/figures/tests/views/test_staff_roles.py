"""The menu and the journal; who gets which address is in `milliard/figures/tests/pages.py`."""

import pytest
from django.urls import reverse

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.fieldwork.tests.views.test_staff_collections import with_status
from milliard.figures.tests.builders import frozen

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "is_shown"), [(Role.ORGANISER, True), (Role.ANALYST, True), (Role.TREASURER, False)]
)
def test_the_menu_shows_what_one_may_read(role, is_shown):
    page = signed_in(role).get("/gestion/").content.decode()
    assert ("/gestion/collectes/" in page) is is_shown


def test_the_journal_is_there_and_leads_to_the_screens():
    dataset = frozen(with_status(), {"statut": "asso"})
    page = signed_in(Role.ORGANISER).get(reverse("wagtailadmin_reports:site_history")).content.decode()
    assert "Jeu de données figé" in page
    assert reverse("figures_staff:dataset", args=[dataset.slug]) in page
    assert reverse("surveys_staff:collection", args=[dataset.collection.slug]) in page
    version = dataset.collection.version
    assert reverse("surveys_staff:version", args=[version.questionnaire.code, version.number]) in page
