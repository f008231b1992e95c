"""Somebody wants no invitation any more, or has no number of a response: their address is forgotten."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from french import plural
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import form_screen, posted
from milliard.fieldwork.staff.collections import collection_screens, get_collection
from milliard.fieldwork.staff.forms import AddressForm
from milliard.surveys import policies
from milliard.surveys.services.unwanted import forget_address


@require_http_methods(["GET", "POST"])
def request_forget(request: HttpRequest, slug: str) -> HttpResponse:
    """Forget somebody's address, in every collection."""
    item = get_collection(slug)
    authorize(request.user, policies.can_handle_requests, item)
    form = AddressForm(posted(request))
    return form_screen(
        request,
        form,
        act=lambda: forget_address(collection=item, email=form.cleaned_data["email"], by=actor(request)),
        done=_forgotten,
        back=reverse("surveys_staff:request_forget", args=[slug]),
        title="Oublier une adresse",
        crumbs=collection_screens.way(item),
        icon="user",
        submit="Oublier cette adresse",
        lead="Quelqu’un ne veut plus d’invitations\u00a0: son adresse est effacée des invitations, "
        "des liens de reprise "
        "et des équipes de toutes les collectes, et ne sera plus invitée. Ses réponses, où rien ne "
        "la nomme, restent.",
    )


def _forgotten(count: int) -> str:
    if not count:
        return "Nous ne gardions pas cette adresse. Elle ne sera pas invitée."
    return f"Adresse effacée ({plural(count, 'mention')}). Elle ne sera plus invitée."
