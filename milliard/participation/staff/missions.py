"""Missions, as the team writes, opens, closes them and thanks people."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django_filters import ChoiceFilter, FilterSet

from milliard.core.staff import Act, StaffViewSet
from milliard.core.staff.lists import SearchFilter
from milliard.participation.enums import MissionKind, MissionState
from milliard.participation.forms import MissionForm
from milliard.participation.models import Mission
from milliard.participation.policies import can_organise, can_run_mission
from milliard.participation.services.missions import close_mission, open_mission, write_mission
from milliard.participation.staff.menu import acting_menu
from milliard.ui.component_records import Column


class MissionFilters(FilterSet):  # type: ignore[misc]
    """By words, by state, by kind."""

    q = SearchFilter("title", "commune__name", "group__name")
    etat = ChoiceFilter(label="État", field_name="state", choices=MissionState.choices, empty_label="Tous")
    sorte = ChoiceFilter(label="Sorte", field_name="kind", choices=MissionKind.choices, empty_label="Toutes")


def _rewrite_form(request: HttpRequest, mission: Mission) -> BaseForm:
    data = request.POST if request.method == "POST" else None
    return MissionForm(data, initial=MissionForm.first_values(mission))


def _slots(mission: Any) -> str:
    return f"{mission.taken} sur {mission.slots}" if mission.slots is not None else str(mission.taken)


def _reached(mission: Any) -> str:
    return f"{mission.reached} sur {mission.goal} {mission.unit}" if mission.goal else ""


mission_screens = StaffViewSet(
    model=Mission,
    title="Missions",
    policy=can_organise,
    key="<uuid:public_id>",
    url_prefix="agir/missions",
    found=lambda: Mission.objects.with_progress().select_related("place", "commune__department", "group"),
    order=["-created_at"],
    filters=MissionFilters,
    columns=[
        Column("Mission", "title", note="get_kind_display"),
        Column("Durée", "time_said"),
        Column("Prises", _slots),
        Column("État", "get_state_display"),
    ],
    is_exported=True,
    facts=[
        Column("En une phrase", "summary"),
        Column("Sorte", "get_kind_display"),
        Column("Durée", "time_said"),
        Column("Où", lambda one: one.commune.label if one.commune else "de chez soi"),
        Column("Prises", _slots),
        Column("En équipe, à partir de", "team_size", "entier"),
        Column("Ensemble", _reached),
        Column("Avant le", "deadline_on", "date_longue"),
        Column("État", "get_state_display"),
        Column("Étapes", lambda one: " · ".join(step.text for step in one.steps.all())),
        Column(
            "Merci",
            lambda one: "Qui l’a faite",
            url=lambda one: reverse("participation:thank", args=[one.public_id]),
        ),
        Column(
            "Page publique",
            lambda one: "La voir",
            url=lambda one: reverse("participation:mission", args=[one.public_id]),
        ),
    ],
    empty="Aucune mission.",
    empty_hint="Écrivez la première\u00a0: elle reste un brouillon jusqu’à ce que vous l’ouvriez.",
    create=Act(
        "write",
        "ecrire",
        "Écrire une mission",
        submit="Garder le brouillon",
        lead="Elle reste un brouillon jusqu’à ce que vous l’ouvriez.",
        done="Mission écrite.",
        form=MissionForm,
        service=write_mission,
        policy=can_organise,
    ),
    acts=[
        Act(
            "open",
            "ouvrir",
            "Ouvrir la mission",
            effects=["Elle paraît dans la liste, et se propose à qui elle convient."],
            done="Mission ouverte.",
            service=open_mission,
            policy=can_run_mission,
            is_offered=lambda one: one.state != MissionState.OPEN,
            is_primary=True,
        ),
        Act(
            "rewrite",
            "changer",
            "Changer la mission",
            submit="Enregistrer",
            lead="Les étapes sont réécrites\u00a0: qui l’a prise revoit où elle ou il en est.",
            done="Mission changée.",
            form=_rewrite_form,
            service=write_mission,
            policy=can_run_mission,
        ),
        Act(
            "close",
            "fermer",
            "Fermer la mission",
            effects=["Personne ne la prend plus.", "Qui l’a prise peut encore la finir."],
            done="Mission fermée.",
            service=close_mission,
            policy=can_run_mission,
            is_offered=lambda one: one.state == MissionState.OPEN,
        ),
    ],
    icon="tasks",
    menu_hook=acting_menu.register_hook_name,
    menu_order=20,
)
