"""Groups, as the team founds, changes and ends them; the rest is on the group's own page."""

from django.http import HttpRequest
from django.urls import reverse

from milliard.core.staff import Act, StaffViewSet, posted
from milliard.participation.enums import SeatState
from milliard.participation.forms import GroupChangeForm, GroupForm
from milliard.participation.models import WorkingGroup
from milliard.participation.policies import can_organise, leads_group
from milliard.participation.services.groups import change_group, end_group, found_group
from milliard.participation.staff.menu import acting_menu
from milliard.ui.component_records import Column


def _page(group: WorkingGroup) -> str:
    return reverse("participation:group", args=[group.slug])


def _where(group: WorkingGroup) -> str:
    return group.place.name if group.place else (group.department.name if group.department else "")


def _referents(group: WorkingGroup) -> str:
    seats = group.seats.filter(is_referent=True, state=SeatState.IN).select_related("member").order_by("pk")
    return ", ".join(seat.member.name for seat in seats)


def _asking(group: WorkingGroup) -> int:
    return group.seats.filter(state=SeatState.ASKED).count()


def _change_form(request: HttpRequest, group: WorkingGroup) -> GroupChangeForm:
    return GroupChangeForm(posted(request), initial=GroupChangeForm.first_values(group))


group_screens = StaffViewSet(
    model=WorkingGroup,
    title="Groupes",
    one="group",
    policy=can_organise,
    key="<slug:slug>",
    url_prefix="agir/groupes",
    found=lambda: WorkingGroup.objects.with_size().select_related("place", "department"),
    order=["name"],
    search=["name", "summary", "department__name", "place__name"],
    columns=[
        Column("Groupe", "name", note=_where),
        Column("Personnes", "size", "entier"),
        Column("Entrée", "get_door_display"),
        Column("Fini le", "ended_on", "date_longue"),
    ],
    is_exported=True,
    facts=[
        Column("En une phrase", "summary"),
        Column("Où", _where),
        Column("Personnes", "size", "entier"),
        Column("Entrée", "get_door_display"),
        Column("Référent·es", _referents),
        Column("Demandes à la porte", _asking, "entier", url=_page),
        Column("Fini le", "ended_on", "date_longue"),
        Column("Page du groupe", lambda group: "La voir, répondre, nommer", url=_page),
    ],
    empty="Aucun groupe.",
    empty_hint="Créez le premier\u00a0: il lui faut quelqu’un qui accueille.",
    create=Act(
        "found",
        "creer",
        "Créer un groupe",
        submit="Créer le groupe",
        done="Groupe créé.",
        form=GroupForm,
        service=found_group,
        policy=can_organise,
    ),
    acts=[
        Act(
            "change",
            "changer",
            "Changer le groupe",
            submit="Enregistrer",
            lead="Son adresse reste la même. Si la porte s’ouvre, qui attendait devant entre.",
            done="Groupe changé.",
            form=_change_form,
            service=change_group,
            policy=lambda person, group: can_organise(person),
            is_offered=lambda group: group.ended_on is None,
            is_primary=True,
        ),
        Act(
            "end",
            "finir",
            "Finir le groupe",
            effects=["Personne n’y entre plus.", "Sa page reste, et le dit."],
            done="Groupe fini.",
            service=end_group,
            policy=leads_group,
            is_offered=lambda group: group.ended_on is None,
        ),
    ],
    icon="group",
    menu_hook=acting_menu.register_hook_name,
    menu_order=30,
)
