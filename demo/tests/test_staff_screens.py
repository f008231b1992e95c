"""The team's screens over the demonstration country: the counts the movement published, as such."""

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from demo.waves import GRAND_RECUEIL, ensure_wave
from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.fieldwork.services.quotas import set_quotas
from milliard.surveys.models import Collection


@pytest.fixture
def organiser(demo_country: str) -> Client:
    caches["process"].clear()
    return signed_in(Role.ORGANISER)


def test_following_shows_836_begun_and_510_complete(organiser: Client) -> None:
    url = reverse("surveys_staff:following", args=["grand-recueil-2024"])
    page = organiser.get(url).content.decode()
    assert "<dt>Commencées</dt><dd>836</dd>" in page
    assert "<dt>Complètes</dt><dd>510<small>61\u00a0% des commencées</small></dd>" in page
    assert "Données simulées" in page


def test_quotas_by_status_and_region_are_measured_against_their_targets(organiser: Client) -> None:
    url = reverse("surveys_staff:following", args=["grand-recueil-2024"])
    groups = organiser.get(url).context["quotas"]
    assert [len(lines) for _, lines, has_target in groups if has_target] == [5, 14]
    for _, lines, _ in groups:
        assert sum(line.of.target or 0 for line in lines) == 600
        assert sum(line.of.complete for line in lines) == 510
    collection = Collection.objects.get(slug="grand-recueil-2024")
    set_quotas(collection=collection, targets={("statut", "association"): 7}, by=None)
    ensure_wave(GRAND_RECUEIL)
    assert [row.target for row in collection.quotas.all()] == [7]
    set_quotas(collection=collection, targets={}, by=None)
    for _ in range(2):
        ensure_wave(GRAND_RECUEIL)
        assert collection.quotas.count() == 18


def test_no_staff_screen_of_the_country_names_who_answered(organiser: Client) -> None:
    from milliard.surveys.models import Response

    names = {
        name
        for name in Response.objects.filter(collection__slug="grand-recueil-2024").values_list(
            "answers__nom", flat=True
        )[:50]
        if name
    }
    assert names
    screens = ("surveys_staff:collection", "surveys_staff:following", "figures_staff:freeze")
    for name in (*screens, "figures_staff:dataset"):
        page = organiser.get(reverse(name, args=["grand-recueil-2024"]))
        assert page.status_code == 200
        assert not [item for item in names if item in page.content.decode()]
