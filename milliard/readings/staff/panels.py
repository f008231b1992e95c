"""What readings add to the screen of a collection: the ways to what was written."""

from django.http import HttpRequest
from django.urls import reverse

from milliard.core.staff import StaffPanel
from milliard.readings import policies
from milliard.readings.reports.contacts import unused_consents
from milliard.readings.staff.presentation import tabs
from milliard.surveys.models import Collection


def what_can_be_read(request: HttpRequest, collection: Collection) -> StaffPanel | None:
    """Responses, texts, files and contacts, for those who may read each."""
    if not policies.can_read(request.user, collection):
        return None
    found = tabs(request.user, collection, "")
    return StaffPanel(
        title="Lire ce qui a été répondu",
        template="readings/staff/_panel.html",
        context={
            "collection": collection,
            "tabs": found,
            "unused_consents": unused_consents(collection),
            "can_handle": policies.can_see_identity(request.user, collection),
        },
        acts=[("Lire les réponses", reverse("readings_staff:responses", args=[collection.slug]))]
        if collection.opens_at
        else [],
    )
