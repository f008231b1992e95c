"""A host proposes a place, then keeps it up."""

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.declarations import MemberPanel
from milliard.core.prepared import PreparedQuery
from milliard.core.staff.forms import attempt, press, status_of
from milliard.members.models import Member
from milliard.members.policies import is_own
from milliard.members.reads import OF_MEMBER, members_of
from milliard.places import policies
from milliard.places.enums import WELCOMING, HostRole
from milliard.places.forms import EditForm, HostForm, HostRoleForm, PlaceForm, ProposalForm
from milliard.places.models import Host, Place
from milliard.places.services import hosts as team_services
from milliard.places.services.places import ChangedMeanwhile, close_place, edit_place, propose_place


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two hosts wrote differently."""

    label: str
    saved: str
    typed: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a place: what it is, how one comes, the charter."""
    members = members_of(actor(request))
    if not members:
        return render(request, "places/members_only.html")
    if request.method != "POST":
        return render(request, "places/propose.html", {"form": ProposalForm(members=members)})
    form = ProposalForm.read(request.POST, members=members)
    if form.is_valid():
        place = attempt(
            form,
            lambda: propose_place(details=form.details(), member=form.proposer, by=actor(request)),
        )
        if place is not None:
            messages.success(request, "Merci\u202f! Nous lisons votre proposition et vous répondons bientôt.")
            return redirect("places:place", place.slug)
    return render(request, "places/propose.html", {"form": form}, status=status_of(form))


@never_cache
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The places I am in the team of, whatever their stage."""
    rows = (
        Host.objects.filter(member__in=members_of(actor(request)), until=None)
        .select_related("place__commune__department", "member")
        .order_by("place__name", "pk")
    )
    return render(request, "places/mine.html", {"hosts": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Rewrite what the page of a place says; two hosts at once see both texts."""
    place = _mine(request, slug)
    if request.method != "POST":
        form = EditForm(initial={**PlaceForm.values_of(place), "revision": place.revision})
        return render(request, "places/edit.html", {"place": place, "form": form})
    form = EditForm.read(request.POST)
    differences: list[Difference] = []
    if form.is_valid():
        try:
            saved = _save(request, place, form)
        except ChangedMeanwhile as refusal:
            form.add_error(None, refusal.message)
            place.refresh_from_db()
            differences = _differences(place, form)
            # Sent again, it is saved over what was just shown.
            form.data = {**form.data, "access": request.POST.getlist("access"), "revision": place.revision}
        else:
            if saved is not None:
                messages.success(request, "C’est enregistré.")
                return redirect("places:place", place.slug)
    context = {"place": place, "form": form, "differences": differences}
    return render(request, "places/edit.html", context, status=status_of(form))


def _save(request: HttpRequest, place: Place, form: EditForm) -> Place | None:
    """Save; what is refused is said on the form. Raises `ChangedMeanwhile`, which needs both texts."""
    conflicts: list[ChangedMeanwhile] = []

    def act() -> Place | None:
        try:
            return edit_place(
                place=place,
                details=form.details(),
                revision=form.cleaned_data["revision"],
                by=actor(request),
            )
        except ChangedMeanwhile as conflict:
            conflicts.append(conflict)
            return None

    saved = attempt(form, act)
    if conflicts:
        raise conflicts[0]
    return saved


def _differences(place: Place, form: PlaceForm) -> list[Difference]:
    saved, typed = PlaceForm.values_of(place), form.cleaned_data
    typed = {**typed, "commune": typed["commune"].label}
    names = [name for name in PlaceForm.base_fields if saved[name] != typed[name]]
    return [
        Difference(
            str(form.fields[name].label),
            _in_words(form.fields[name], saved[name]),
            _in_words(form.fields[name], typed[name]),
        )
        for name in names
    ]


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(field, forms.ChoiceField):
        words = dict(cast(Any, field.choices))
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(str(words[one]) for one in chosen) or "rien"
    return str(value) or "rien"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, slug: str) -> HttpResponse:
    """Who hosts: welcome somebody, change a role, leave, show one's given name."""
    place = _in_team(request, slug)
    form = HostForm(request.POST if request.POST.get("act") == "add" else None)
    if request.method == "POST":
        if not form.is_bound:
            return _change_host(request, place)
        if form.is_valid() and _welcome(request, place, form):
            return redirect("places:team", place.slug)
    present = place.hosts.filter(until=None).select_related("member").order_by("since", "pk")
    rows = [(host, is_own(request.user, host.member)) for host in present]
    context = {
        "place": place,
        "rows": rows,
        "form": form,
        "roles": HostRole.choices,
        "may_change": policies.can_change_hosts(request.user, place),
    }
    return render(request, "places/team.html", context, status=status_of(form))


def _welcome(request: HttpRequest, place: Place, form: HostForm) -> bool:
    authorize(request.user, policies.can_change_hosts, place)  # before a number is looked for
    try:
        member = team_services.member_of_number(form.cleaned_data["number"])
    except team_services.UnknownMember as refusal:
        form.add_error("number", refusal.message)
        return False
    role = form.cleaned_data["role"]
    added = attempt(
        form,
        lambda: team_services.add_host(place=place, member=member, role=role, by=actor(request)),
    )
    if added is not None:
        messages.success(request, f"{member.given_name} fait partie de l’équipe.")
    return added is not None


def _change_host(request: HttpRequest, place: Place) -> HttpResponse:
    """One of the buttons beside a name."""
    number = request.POST.get("host", "")
    host = get_object_or_404(
        place.hosts.filter(until=None).select_related("member", "place"),
        pk=number if number.isascii() and number.isdigit() and len(number) < 18 else 0,
    )
    by, act = actor(request), request.POST.get("act")
    back = request.path
    if act == "role":
        form = HostRoleForm(request.POST)
        if not form.is_valid():
            raise Http404
        role = form.cleaned_data["role"]
        return press(
            request,
            lambda: team_services.add_host(place=place, member=host.member, role=role, by=by),
            done="Le rôle est changé.",
            back=back,
        )
    if act == "show":
        is_named = request.POST.get("is_named") == "1"
        said = "Votre prénom paraît sur la page." if is_named else "Votre prénom ne paraît plus."
        return press(
            request,
            lambda: team_services.show_name(host=host, is_named=is_named, by=by),
            done=said,
            back=back,
        )
    if act == "end":
        is_mine = is_own(by, host.member)
        response = press(
            request,
            lambda: team_services.end_host(host=host, by=by),
            done="Vous ne faites plus partie de l’équipe." if is_mine else "C’est noté.",
            back=back,
        )
        host.refresh_from_db()
        return redirect("places:mine") if is_mine and host.until else response
    raise Http404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a place, after one more page."""
    place = _mine(request, slug)
    if request.method == "POST":
        return press(
            request,
            lambda: close_place(place=place, by=actor(request)),
            done="Le lieu est fermé. Sa page reste, et le dit.",
            back=place.get_absolute_url(),
        )
    if place.stage not in WELCOMING:
        return redirect("places:place", place.slug)
    return render(request, "places/close.html", {"place": place})


_HOSTED = PreparedQuery(
    lambda: Host.objects.filter(**OF_MEMBER, until=None).select_related("place").order_by("place__name", "pk")
)


def hosting_panel(request: HttpRequest, member: Member) -> MemberPanel:
    """The places somebody is in the team of, on the page of their membership."""
    return MemberPanel("places/_hosting_panel.html", {"hosts": _HOSTED.rows(member=member.pk)})


def _mine(request: HttpRequest, slug: str) -> Place:
    """The place, for whoever may edit it; for others it is as if the page were not."""
    place = get_object_or_404(Place.objects.select_related("commune__department"), slug=slug)
    if not policies.can_edit_place(request.user, place):
        raise Http404
    return place


def _in_team(request: HttpRequest, slug: str) -> Place:
    """The place, for everyone in its team (helpers leave and show their name too) and for the movement's."""
    place = get_object_or_404(Place.objects.select_related("commune__department"), slug=slug)
    if not policies.can_see_team(request.user, place):
        raise Http404
    return place
