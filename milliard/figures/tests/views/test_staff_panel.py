"""What figures add to the screen of a collection."""

import pytest
from django.urls import reverse
from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.fieldwork.tests.views.test_staff_collections import url, with_status
from milliard.surveys.models import Collection
from milliard.surveys.tests.responses import respond

pytestmark = pytest.mark.django_db


def test_a_closed_collection_without_data_says_where_to_look():
    item, client = with_status(), signed_in(Role.ORGANISER)
    respond(item, {"statut": "asso"})
    said = "dit pourquoi"
    assert said not in client.get(url("collection", item)).content.decode()
    Collection.objects.filter(pk=item.pk).update(closed_at=timezone.now())
    assert said in client.get(url("collection", item)).content.decode()
    client.post(reverse("figures_staff:freeze", args=[item.slug]), {"title": "Essai"})
    assert said not in client.get(url("collection", item)).content.decode()
