"""Doubles: the queue, two rows side by side, put aside or joined."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from french import format_date
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import Act, Crumb, StaffViewSet, form_screen, posted, show
from milliard.core.tables import paginate_keyset
from milliard.members.forms.merging import MergeForm
from milliard.members.lookup import look_up
from milliard.members.models import Member, MemberProfile, Merge, PossibleDuplicate, RegisterEntry
from milliard.members.policies import can_keep_register
from milliard.members.reads import give_todays_state
from milliard.members.services.duplicates import dismiss_duplicate, likeness_of
from milliard.members.services.merging import merge_members, merge_pair
from milliard.members.staff.filters import DuplicateFilters, listed
from milliard.members.staff.likeness import in_common
from milliard.members.staff.members import member_screens, state_of
from milliard.members.staff.menu import members_menu
from milliard.members.staff.merges import merge_screens
from milliard.ui.component_records import Cell, Column

#: Names found at once where one looks for the other row.
_SHOWN = 12


def _keeps(person: Any, pair: PossibleDuplicate) -> bool:
    return can_keep_register(person)


def _rows() -> Any:
    return listed().present().select_related("account", "profile")


@require_http_methods(["GET", "HEAD", "POST"])
def pair_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Two rows that look alike, side by side; a post joins them as chosen."""
    authorize(request.user, can_keep_register)
    pair = get_object_or_404(PossibleDuplicate.objects.present(), pk=pk)
    rows = {row.pk: row for row in _rows().filter(pk__in=(pair.first_id, pair.second_id))}
    form = MergeForm(posted(request), first=rows[pair.first_id], second=rows[pair.second_id])
    return _compare(
        request,
        form,
        act=lambda: merge_pair(
            duplicate=pair, keeps_first=form.keeps_first, chosen=form.chosen(), by=actor(request)
        ),
        crumbs=[duplicate_screens.crumb],
        acts=duplicate_screens.offered(request, pair),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def join_page(request: HttpRequest, public_id: UUID, other: UUID) -> HttpResponse:
    """The same for two rows that nobody proposed."""
    authorize(request.user, can_keep_register)
    first = get_object_or_404(_rows(), public_id=public_id)
    second = get_object_or_404(_rows(), public_id=other)
    form = MergeForm(posted(request), first=first, second=second)

    def act() -> Merge:
        kept, absorbed = form.pair()
        return merge_members(kept=kept, absorbed=absorbed, chosen=form.chosen(), by=actor(request))

    return _compare(request, form, act=act, crumbs=member_screens.way(first), acts=[])


def _compare(
    request: HttpRequest, form: MergeForm, *, act: Any, crumbs: Sequence[Crumb], acts: Sequence[Any]
) -> HttpResponse:
    likeness = likeness_of(form.first, form.second)
    return form_screen(
        request,
        form,
        act=act,
        done="Fiches réunies. Vous pouvez défaire, ici, si c’était une erreur.",
        back=merge_screens.url_of,
        title=f"{form.first.name} et {form.second.name}",
        crumbs=crumbs,
        template="members/staff/merge_form.html",
        icon="group",
        score=likeness.score,
        alike=in_common(likeness.alike),
        lines=list(form.lines()),
        facts=[[Cell(label, is_header=True), *cells] for label, *cells in _facts(form.first, form.second)],
        rows=[(row.number, member_screens.url_of(row)) for row in (form.first, form.second)],
        acts=acts,
    )


def _facts(*pair: Member) -> Iterator[tuple[Any, ...]]:
    """What follows both rows, whichever is kept."""
    give_todays_state(pair)
    yield "Adhésion", *(Cell(state_of(row)) for row in pair)
    yield "Jusqu’au", *(Cell(format_date(row.paid_until) if row.paid_until else "") for row in pair)
    entries = {}
    for line in RegisterEntry.objects.filter(member__in=pair).order_by("-effective_on", "-pk"):
        entries[line.member_id] = line.effective_on
    yield (
        "Au registre depuis le",
        *(Cell(format_date(entries[row.pk]) if row.pk in entries else "pas encore") for row in pair),
    )
    years = [_birth_year(row) for row in pair]
    said = "la même" if years[0] == years[1] else "différente"
    yield "Année de naissance", *(Cell(said if all(years) else "non dite") for _ in pair)


def _birth_year(member: Member) -> int | None:
    """Compared, never shown: it was given for counts without names."""
    try:
        return member.profile.birth_year
    except MemberProfile.DoesNotExist:
        return None


class OtherForm(forms.Form):
    """Where the other row of the same person is looked for."""

    q = forms.CharField(
        label="L’autre fiche\u00a0: son numéro, un nom ou une adresse e-mail",
        max_length=200,
        widget=forms.SearchInput,
        error_messages={"required": "Écrivez un numéro, un nom ou une adresse."},
    )


@require_safe
def other_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Look for the other row of the same person, to see both side by side."""
    authorize(request.user, can_keep_register)
    first = get_object_or_404(_rows(), public_id=public_id)
    form = OtherForm(request.GET if "q" in request.GET else None)
    found: list[Member] = []
    if form.is_valid():
        sought = look_up(_rows().exclude(pk=first.pk), form.cleaned_data["q"], is_paged=True)
        found = paginate_keyset(sought, order=["sort_name"], size=_SHOWN).rows
        if len(found) == 1:
            return redirect("members_staff:member_join", first.public_id, found[0].public_id)
        give_todays_state(found)
    return show(
        request,
        "members/staff/merge_other.html",
        title="Réunir avec une autre fiche",
        crumbs=member_screens.way(first),
        icon="group",
        status=422 if form.is_bound and form.errors else 200,
        member=first,
        form=form,
        found=found,
        columns=[
            Column(
                "Qui",
                "name",
                note="number",
                url=lambda row: reverse("members_staff:member_join", args=[first.public_id, row.public_id]),
            ),
            Column("Adhésion", state_of),
            Column("Commune ou pays", "place"),
        ],
    )


duplicate_screens = StaffViewSet(
    model=PossibleDuplicate,
    title="Doublons possibles",
    one="duplicate",
    url_prefix="doublons",
    policy=can_keep_register,
    found=lambda: PossibleDuplicate.objects.present().select_related("first", "second"),
    called=lambda pair: f"{pair.first.name} et {pair.second.name}",
    order=["-score"],
    filters=DuplicateFilters,
    columns=[
        Column(
            "Les deux fiches",
            lambda pair: f"{pair.first.name} et {pair.second.name}",
            note=lambda pair: f"{pair.first.number} et {pair.second.number}",
        ),
        Column("Ressemblance", lambda pair: f"{pair.score} sur 100", is_number=True),
        Column("En commun", lambda pair: in_common(pair.alike)),
    ],
    detail_view=pair_page,
    empty="Aucun doublon à regarder. La plateforme en cherche chaque nuit parmi les fiches nouvelles.",
    nothing_found="Aucune paire écartée.",
    acts=[
        Act(
            "dismiss",
            "ecarter",
            "Ce sont deux personnes",
            submit="Écarter cette paire",
            done="Écartée\u00a0: elle ne sera plus proposée.",
            effects=[
                "La paire quitte la liste et n’y revient plus.",
                "Rien ne change sur les deux fiches. On pourra toujours les réunir depuis l’une d’elles.",
            ],
            service=dismiss_duplicate,
            policy=_keeps,
            is_offered=lambda pair: pair.dismissed_at is None,
        )
    ],
    icon="copy",
    menu_hook=members_menu.register_hook_name,
    menu_order=50,
)
