"""Events, as the team announces, changes and cancels them."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django_filters import ChoiceFilter, FilterSet

from milliard.core.staff import Act, StaffViewSet
from milliard.core.staff.lists import SearchFilter
from milliard.participation.emails import when_in_words, where_in_words
from milliard.participation.enums import EventState
from milliard.participation.forms import AnnounceForm, EventForm, WhyForm
from milliard.participation.models import Event
from milliard.participation.models.events import EventQuerySet
from milliard.participation.policies import can_organise, can_run_event
from milliard.participation.services.events import announce_event, cancel_event, cancel_series, change_event
from milliard.participation.staff.menu import acting_menu
from milliard.ui.component_records import Column


class EventFilters(FilterSet):  # type: ignore[misc]
    """By words, by what becomes of it, to come or past."""

    q = SearchFilter("title", "commune__name", "group__name")
    etat = ChoiceFilter(label="État", field_name="state", choices=EventState.choices, empty_label="Tous")
    quand = ChoiceFilter(
        label="Quand",
        choices=[("avenir", "À venir"), ("passes", "Passés")],
        method="in_time",
        empty_label="À toute date",
    )

    def in_time(self, found: EventQuerySet, name: str, value: str) -> EventQuerySet:
        now = timezone.now()
        return found.filter(ends_at__gt=now) if value == "avenir" else found.filter(ends_at__lte=now)


def _change_form(request: HttpRequest, event: Event) -> BaseForm:
    return EventForm(
        request.POST if request.method == "POST" else None, initial=EventForm.first_values(event)
    )


def _seats(event: Any) -> str:
    return f"{event.taken} sur {event.capacity}" if event.capacity is not None else str(event.taken)


def _sheet(event: Event) -> str:
    return reverse("participation:attendance", args=[event.public_id])


def _page(event: Event) -> str:
    return reverse("participation:event", args=[event.public_id])


event_screens = StaffViewSet(
    model=Event,
    title="Évènements",
    policy=can_organise,
    key="<uuid:public_id>",
    url_prefix="agir/evenements",
    found=lambda: Event.objects.with_taken().select_related(
        "place", "commune__department", "group", "series"
    ),
    order=["-starts_at"],
    filters=EventFilters,
    columns=[
        Column("Évènement", "title", note=where_in_words),
        Column("Commence", "wall_starts", "moment"),
        Column("Places prises", _seats),
        Column("État", "get_state_display"),
    ],
    is_exported=True,
    facts=[
        Column("Quand", when_in_words),
        Column("Où", where_in_words),
        Column("Places prises", _seats),
        Column("État", "get_state_display"),
        Column("Groupe", lambda event: event.group.name if event.group else ""),
        Column("Revient", lambda event: str(event.series) if event.series else ""),
        Column("Raison de l’annulation", "cancelled_why"),
        Column("Feuille de présence", lambda event: "Qui vient", url=_sheet),
        Column("Page publique", lambda event: "La voir", url=_page),
    ],
    empty="Aucun évènement.",
    empty_hint="Annoncez le premier\u00a0: on pourra s’y inscrire aussitôt.",
    create=Act(
        "announce",
        "annoncer",
        "Annoncer un évènement",
        submit="Annoncer",
        lead="Il paraît aussitôt. S’il revient, chaque date se déplace ou s’annule seule.",
        done="Évènement annoncé.",
        form=AnnounceForm,
        service=announce_event,
        policy=can_organise,
    ),
    acts=[
        Act(
            "change",
            "changer",
            "Changer l’évènement",
            submit="Enregistrer",
            lead="Si la date ou le lieu bouge, les personnes inscrites reçoivent un e-mail.",
            done="Évènement changé.",
            form=_change_form,
            service=change_event,
            policy=can_run_event,
            is_offered=lambda event: event.takes_people,
            is_primary=True,
        ),
        Act(
            "cancel",
            "annuler",
            "Annuler l’évènement",
            effects=[
                "Les personnes inscrites ou en attente reçoivent un e-mail.",
                "La page reste, et le dit.",
            ],
            done="Évènement annulé.",
            form=WhyForm,
            service=cancel_event,
            policy=can_run_event,
            is_offered=lambda event: event.takes_people,
        ),
        Act(
            "cancel_series",
            "annuler-la-suite",
            "Annuler celui-ci et les suivants",
            effects=[
                "Cette date et toutes celles qui la suivent dans la série sont annulées.",
                "Les personnes inscrites ou en attente reçoivent un e-mail.",
            ],
            done=lambda count: f"Dates annulées\u00a0: {count}.",
            form=WhyForm,
            service=cancel_series,
            policy=can_run_event,
            is_offered=lambda event: event.takes_people and event.series_id is not None,
        ),
    ],
    icon="calendar",
    menu_hook=acting_menu.register_hook_name,
    menu_order=10,
)
