"""Those who were invited to a collection: found by address or name, written to again, removed.

In an anonymous collection the list does not tell who began or finished, nor who was reminded.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_filters import ChoiceFilter, FilterSet

from french import plural
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.addresses import bare_address, is_address
from milliard.core.staff import SearchFilter, form_screen, listing, posted, press, show
from milliard.fieldwork.staff.collections import collection_screens, get_collection
from milliard.surveys import policies
from milliard.surveys.models import Collection, Invitation
from milliard.surveys.services.invited_people import remove_invitation, resend_invitation
from milliard.surveys.services.unwanted import unwanted_among
from milliard.ui.component_records import Column

#: State -> (its words, the rows in it), of which the last two are told of named collections only.
_STATES = {
    "attente": ("à envoyer", Q(sent_at__isnull=True, is_refused=False)),
    "envoyee": ("envoyée", Q(sent_at__isnull=False, is_refused=False)),
    "refusee": ("adresse refusée", Q(is_refused=True)),
    "commencee": ("a commencé", Q(is_opened=True, is_spent=False)),
    "terminee": ("a terminé", Q(is_spent=True)),
}
_TELLING = {"commencee", "terminee"}


class InvitationFilters(FilterSet):  # type: ignore[misc]
    """By address, name or structure; by state, without those an anonymous collection keeps to itself."""

    q = SearchFilter("email", "given_name", "family_name", "organisation")
    etat = ChoiceFilter(label="État", method="in_state", empty_label="Tous les états")

    def __init__(self, *args: Any, collection: Collection, **options: Any) -> None:
        super().__init__(*args, **options)
        self.filters["etat"].extra["choices"] = [
            (code, words)
            for code, (words, _) in _STATES.items()
            if not (collection.is_anonymous and code in _TELLING)
        ]

    def in_state(self, found: QuerySet[Invitation], name: str, value: str) -> QuerySet[Invitation]:
        return found.filter(_STATES[value][1])


@require_GET
def invitation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The people invited, by address."""
    item = get_collection(slug)
    authorize(request.user, policies.can_invite, item)
    filters = InvitationFilters(request.GET, item.invitations.all(), collection=item)
    shown = listing(request, filters, order=["email"])
    for row in shown["page"].rows:
        row.shown_state = _state_of(row, item)
        row.may_resend = item.is_open() and (item.is_anonymous or not row.is_spent)
    return show(
        request,
        "fieldwork/staff/invitation_list.html",
        title="Personnes invitées",
        crumbs=[*collection_screens.way(item), ("Invitations", _back(item))],
        icon="mail",
        columns=_COLUMNS,
        buttons=[],
        files=[],
        empty="Personne n’est invité à cette collecte pour l’instant.",
        empty_hint="",
        nothing_found=_nothing_found(request.GET.get("q", "")),
        collection=item,
        **shown,
    )


@require_http_methods(["GET", "POST"])
def invitation_remove(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Take one person out of a collection's invitations."""
    item = get_collection(slug)
    authorize(request.user, policies.can_invite, item)
    row = _row(item, public_id)
    back = reverse("surveys_staff:invitation_list", args=[slug])
    return form_screen(
        request,
        forms.Form(posted(request)),
        act=lambda: remove_invitation(invitation=row, by=actor(request)),
        done="Personne retirée de la liste.",
        back=back,
        title="Retirer de la liste",
        crumbs=[*collection_screens.way(item), ("Personnes invitées", back)],
        template="core/staff/act.html",
        submit="Retirer de la liste",
        icon="mail",
        called=row.email,
        effects=[
            "Son adresse et son nom quittent cette liste. Le lien déjà reçu n’ouvre plus rien de nouveau.",
            "Une réponse déjà commencée ou envoyée reste.",
            "On pourra l’inviter à nouveau. Pour ne plus jamais lui écrire, oubliez plutôt son adresse, à la "
            "page «\u00a0Rectifier ou effacer\u00a0».",
        ],
        cancel=back,
    )


@require_POST
def invitation_resend(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Send one person their link again."""
    item = get_collection(slug)
    authorize(request.user, policies.can_invite, item)
    row = _row(item, public_id)
    named, quiet = "Le message repart.", "Si cette personne attend encore son lien, il repart."
    return press(
        request,
        lambda: resend_invitation(invitation=row, by=actor(request)),
        done=quiet if item.is_anonymous else named,
        back=reverse("surveys_staff:invitation_list", args=[slug]),
    )


def _row(item: Collection, public_id: UUID) -> Invitation:
    return get_object_or_404(item.invitations.select_related("collection"), public_id=public_id)


def _back(item: Collection) -> str:
    return reverse("surveys_staff:invitations", args=[item.slug])


def _state_of(row: Invitation, item: Collection) -> str:
    if not item.is_anonymous and row.is_spent:
        return "a terminé"
    if row.is_refused:
        return "adresse refusée"
    if not item.is_anonymous and row.is_opened:
        return "a commencé"
    return "à envoyer" if row.sent_at is None else "envoyée"


def _who(row: Invitation) -> str:
    return " · ".join(filter(None, (f"{row.given_name} {row.family_name}".strip(), row.organisation)))


def _reminders(row: Any) -> str:
    """Nothing in an anonymous collection: a spent invitation forgets its reminders."""
    return "" if row.collection.is_anonymous or not row.reminders else plural(row.reminders, "relance")


def _nothing_found(typed: str) -> str:
    address = bare_address(typed)
    if is_address(address) and unwanted_among([address]):
        return "Cette adresse ne veut plus recevoir d’invitations\u00a0: elle n’est plus dans aucune liste."
    return "Personne ne correspond à cette recherche."


_COLUMNS = [
    Column("Adresse", "email", note=_who),
    Column("État", "shown_state", note=_reminders),
    Column("Envoyée le", "sent_at", "date_courte"),
    Column("Agir", template="fieldwork/staff/_invitation_acts.html"),
]
