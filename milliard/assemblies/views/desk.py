"""The desk of an assembly: who comes, who leaves, papers signed by those who could not come."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milliard.accounts.actor import actor
from milliard.assemblies.enums import AttendanceMode, MarkKind
from milliard.assemblies.forms.kept_marks import NotMarks, read_marks
from milliard.assemblies.forms.session import PaperProxyForm
from milliard.assemblies.models import Assembly, Proxy, RollEntry
from milliard.assemblies.policies import can_run_session
from milliard.assemblies.reports.people import PersonAtDesk, at_desk, entries_called
from milliard.assemblies.reports.quorums import quorum_of
from milliard.assemblies.services.attendance import mark_arrival, mark_leaving
from milliard.assemblies.services.desk import receive_marks, record_roll_export
from milliard.assemblies.services.proxies import enter_paper_proxy, revoke_proxy
from milliard.core.access import authorize
from milliard.core.middleware import PERMISSIONS, permissions
from milliard.core.refusals import Refused
from milliard.core.staff import attempt, posted, press, status_of

#: People shown for one search.
_SHOWN = 20
#: A roll beyond is not sent whole to a phone.
EXCERPT_ROWS = 20_000


def convened_assembly(request: HttpRequest, public_id: UUID) -> Assembly:
    """An assembly that was convened, for whoever may run its session."""
    rows = Assembly.objects.public().select_related("statutes", "chair__member", "secretary__member")
    assembly: Assembly = get_object_or_404(rows, public_id=public_id)
    authorize(request.user, can_run_session, assembly)
    return assembly


@require_safe
def desk(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Find somebody by number, code or name; say that they came or left."""
    assembly = convened_assembly(request, public_id)
    return _desk(request, assembly)


@require_safe
def scanned(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Whoever shows this code."""
    assembly = convened_assembly(request, public_id)
    entry = RollEntry.objects.filter(assembly=assembly, code=code.upper()).first()
    if entry is None:
        raise Http404
    return _desk(request, assembly, shown=entry.number)


@require_POST
def mark(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write an arrival or a departure; the same request sent twice writes one line."""
    assembly = convened_assembly(request, public_id)
    number = _number(request.POST.get("number", ""))
    entry = get_object_or_404(_entries(assembly), number=number)
    is_leaving = request.POST.get("kind") == MarkKind.LEFT
    key, by = _key(request.POST.get("key", "")), actor(request)
    try:
        if is_leaving:
            mark_leaving(entry=entry, key=key, by=by)
        else:
            mark_arrival(entry=entry, mode=AttendanceMode.HALL, key=key, by=by)
    except Refused as refusal:
        return _desk(request, assembly, shown=number, refusal=refusal.message)
    said = "départ noté" if is_leaving else "arrivée notée"
    messages.success(request, f"{entry.member.name}, n°\u00a0{number}\u00a0: {said}.")
    return redirect(_person_url(assembly, number))


@require_POST
def marks(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take the lines that a desk kept without network; a verdict for each."""
    assembly = convened_assembly(request, public_id)
    try:
        kept = read_marks(request.body)
    except NotMarks:
        return JsonResponse({"verdicts": []}, status=400)
    verdicts = receive_marks(assembly=assembly, marks=kept, by=actor(request))
    told = [
        {"key": str(one.key), "fate": one.fate.value, "why": one.why, "settled": one.is_settled}
        for one in verdicts
    ]
    return JsonResponse({"verdicts": told})


@require_POST
def excerpt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The roll for a desk whose network may fail: numbers, codes, names; it is journaled."""
    assembly = convened_assembly(request, public_id)
    if (assembly.roll_count or 0) > EXCERPT_ROWS:
        return JsonResponse({"people": [], "too_many": True})
    record_roll_export(assembly=assembly, what="desk", by=actor(request))
    rows = _entries(assembly).order_by("number")
    names = rows.values_list("number", "code", "member__given_name", "member__family_name")
    people = [[number, code, f"{given} {family}".strip()] for number, code, given, family in names]
    return JsonResponse({"people": people, "too_many": False})


@require_safe
def counts(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Present, represented, quorum: the part of a page that follows the room."""
    assembly = convened_assembly(request, public_id)
    context = {"assembly": assembly, "quorum": quorum_of(assembly)}
    return render(request, "assemblies/desk/_counts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def paper_proxy(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Type a proxy signed on paper."""
    assembly = convened_assembly(request, public_id)
    first = {"giver": request.GET.get("de", "")}
    form = PaperProxyForm(posted(request), assembly=assembly, initial=first)
    if form.is_valid():
        by = actor(request)
        proxy = attempt(form, lambda: enter_paper_proxy(**form.cleaned_data, by=by))
        if proxy is not None and not form.errors:
            holder = proxy.holder
            given = f"à {holder.member.name}, n°\u00a0{holder.number}" if holder else "sans nom"
            messages.success(request, f"Pouvoir de {proxy.giver.member.name} {given}\u00a0: enregistré.")
            return redirect(_person_url(assembly, (holder or proxy.giver).number))
    context = {"assembly": assembly, "form": form}
    return render(request, "assemblies/desk/paper_proxy.html", context, status=status_of(form))


@require_POST
def revoke(request: HttpRequest, public_id: UUID, proxy_id: UUID) -> HttpResponse:
    """Take a proxy back for whoever gave it."""
    assembly = convened_assembly(request, public_id)
    rows = Proxy.objects.filter(assembly=assembly).select_related(
        "giver__member", "giver__assembly__chair__member", "giver__assembly__secretary__member", "assembly"
    )
    proxy = get_object_or_404(rows, public_id=proxy_id)
    return press(
        request,
        lambda: revoke_proxy(proxy=proxy, by=actor(request)),
        done=f"Pouvoir de {proxy.giver.member.name}\u00a0: retiré.",
        back=_person_url(assembly, proxy.giver.number),
    )


def _desk(request: HttpRequest, assembly: Assembly, *, shown: int = 0, refusal: str = "") -> HttpResponse:
    typed = request.GET.get("q", "").strip()[:100]
    shown = shown or _number(request.GET.get("personne", ""))
    people, is_cut = _people(assembly, typed, shown)
    context: dict[str, Any] = {
        "assembly": assembly,
        "quorum": quorum_of(assembly),
        "typed": typed,
        "people": people,
        "is_cut": is_cut,
        "refusal": refusal,
        "keys": [str(uuid4()) for _ in people],
    }
    response = render(request, "assemblies/desk/desk.html", context, status=422 if refusal else 200)
    response.headers[PERMISSIONS] = permissions("camera")  # codes are read by the camera, on a press
    return response


def _people(assembly: Assembly, typed: str, shown: int) -> tuple[list[PersonAtDesk], bool]:
    """Who is shown, and whether there are more."""
    if typed:
        found = list(entries_called(assembly, typed)[: _SHOWN + 1])
    elif shown:
        found = list(_entries(assembly).filter(number=shown))
    else:
        return [], False
    return at_desk(found[:_SHOWN]), len(found) > _SHOWN


def _entries(assembly: Assembly) -> Any:
    rows = RollEntry.objects.filter(assembly=assembly)
    return rows.select_related(
        "member", "assembly__statutes", "assembly__chair__member", "assembly__secretary__member"
    )


def _person_url(assembly: Assembly, number: int) -> str:
    return f"{reverse('assemblies_desk:desk', args=[assembly.public_id])}?personne={number}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
