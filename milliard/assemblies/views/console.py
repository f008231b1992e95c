"""The chair's console: the session opened and closed, votes, papers, the floor, the signature."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milliard.accounts.actor import actor
from milliard.assemblies.forms.methods import asked_method, method_links
from milliard.assemblies.forms.resolutions import ResolutionForm
from milliard.assemblies.forms.session import HandsForm, OpenVoteForm, PapersForm, RollNumberForm
from milliard.assemblies.models import Assembly, Resolution
from milliard.assemblies.policies import can_prepare_assembly, is_of_bureau
from milliard.assemblies.reports.console import ConsoleState, OpenBox, console_of
from milliard.assemblies.reports.quorums import quorum_of
from milliard.assemblies.services.resolutions import write_resolution
from milliard.assemblies.views.desk import convened_assembly
from milliard.assemblies.views.session_acts import ACTS, SessionRequest, Unread
from milliard.core.refusals import Refused
from milliard.core.staff import attempt, posted, status_of


@require_safe
def console(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """All that the session needs on one page."""
    return _console(request, convened_assembly(request, public_id))


@require_POST
def act(request: HttpRequest, public_id: UUID, act: str) -> HttpResponse:
    """One act of the session. What is refused is said where the button is."""
    assembly = convened_assembly(request, public_id)
    if act not in ACTS:
        raise Http404
    asked = SessionRequest(request, assembly)
    try:
        said = ACTS[act](asked)
    except Unread:
        return _console(request, assembly, where=asked.where, form=asked.form)
    except Refused as refusal:
        said_no = refusal.message
        return _console(request, assembly, where=asked.where, refusal=said_no, form=asked.form)
    for level, words in said:
        messages.add_message(request, level, words)
    here = reverse("assemblies_desk:console", args=[assembly.public_id])
    return redirect(f"{here}#{asked.where}" if asked.where else here)


@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write a resolution or an amendment during the session."""
    assembly = convened_assembly(request, public_id)
    form = ResolutionForm(
        posted(request),
        method=asked_method(request),
        assembly=assembly,
        initial={"amends": request.GET.get("amende", "")},
    )
    if form.is_valid():
        made = attempt(
            form, lambda: write_resolution(assembly=assembly, **form.cleaned_data, by=actor(request))
        )
        if made is not None:
            messages.success(request, f"Résolution enregistrée\u00a0: {made.title}.")
            return redirect("assemblies_desk:console", assembly.public_id)
    context = {"assembly": assembly, "form": form, "methods": method_links(request, form.method)}
    return render(request, "assemblies/desk/resolution.html", context, status=status_of(form))


def _console(
    request: HttpRequest,
    assembly: Assembly,
    *,
    where: str = "",
    refusal: str = "",
    form: BaseForm | None = None,
) -> HttpResponse:
    assembly.refresh_from_db()
    context: dict[str, Any] = {
        "assembly": assembly,
        "quorum": quorum_of(assembly),
        **_parts(console_of(assembly), where, refusal, form),
        "may_prepare": can_prepare_assembly(request.user, assembly),
        "is_of_bureau": is_of_bureau(request.user, assembly),
    }
    is_wrong = bool(refusal or form is not None)
    return render(request, "assemblies/desk/console.html", context, status=422 if is_wrong else 200)


def _parts(state: ConsoleState, where: str, refusal: str, wrong: BaseForm | None) -> dict[str, Any]:
    """What the console shows, each part with its form; the one that came back keeps what was typed."""

    def part(name: str, form: BaseForm | None = None) -> dict[str, Any]:
        is_here = name == where
        shown = wrong if is_here and wrong is not None else form
        if shown is not None:
            shown.auto_id = f"id_{name}_%s"
        return {"name": name, "form": shown, "refusal": refusal if is_here else ""}

    def opening(resolution: Resolution) -> dict[str, Any]:
        name = f"vote-{resolution.pk}"
        kind = "Amendement\u00a0: " if resolution.is_amendment else ""
        summary = f"{kind}{resolution.title}"
        return {
            "resolution": resolution,
            "summary": summary,
            "is_open": name == where,
            **part(name, OpenVoteForm()),
        }

    def box(one: OpenBox) -> dict[str, Any]:
        vote, key = one.resolution, one.resolution.pk
        return {
            "box": one,
            "vote": part(f"vote-{key}"),
            "hands": part(f"count-{key}", HandsForm(resolution=vote)) if one.takes_papers else None,
            "papers": part(f"papers-{key}", PapersForm(resolution=vote)) if one.is_open_vote else None,
            "tick": part(f"tick-{key}", RollNumberForm()) if one.is_confidential else None,
        }

    return {
        "state": state,
        "session": part("seance"),
        "boxes": [box(one) for one in state.boxes],
        "next": opening(state.next) if state.next else None,
        "others": [opening(one) for one in state.others],
        "floor": part("parole", RollNumberForm()),
    }
