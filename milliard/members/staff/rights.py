"""A member asks the team for their data, or to be forgotten: the request is written down, then done."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from milliard.accounts.actor import actor
from milliard.accounts.readable import readable
from milliard.accounts.reports import Known
from milliard.accounts.rights_views import data_pdf
from milliard.core.access import authorize
from milliard.core.staff import attempt, form_screen, posted, show, status_of
from milliard.members.forms.rights import ErasureForm, ExportForm
from milliard.members.models import Member
from milliard.members.policies import can_keep_register
from milliard.members.services.personal_data import member_until
from milliard.members.services.rights import erase_on_request, export_known, export_on_request

_TITLE = "Ses données et ses droits"
_EFFECTS = (
    "Son nom, ses coordonnées, son profil, son abonnement et tout texte écrit à son sujet disparaissent de"
    " toutes les tables, historiques compris.",
    "L’adhésion s’arrête aujourd’hui\u00a0; rien n’est plus demandé, aucune lettre ne part plus.",
    "Restent, sans son nom\u00a0: un numéro et des dates au registre. Restent dix ans, comme la loi le"
    " demande\u00a0: le nom, le montant et la date de ce qui a été payé.",
    "Cela ne peut pas être annulé.",
)


_NOT_SENT = "Rien n’est envoyé par la plateforme\u00a0: vous recevez le fichier, à remettre en main sûre."


def _member(public_id: object) -> Member:
    return get_object_or_404(Member, public_id=public_id)


@never_cache
@require_safe
def rights(request: HttpRequest, public_id: object) -> HttpResponse:
    """What is known of a member, until when, and the two requests they may make."""
    authorize(request.user, can_keep_register)
    member = _member(public_id)
    return show(
        request,
        "members/staff/rights.html",
        title=f"{_TITLE}\u00a0: {member.number}",
        icon="lock",
        member=member,
        until=list(member_until(member)) if member.erased_at is None else [],
        parts=[readable(label.capitalize(), data) for label, data in export_known(member).items()],
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rights_export(request: HttpRequest, public_id: object) -> HttpResponse:
    """Write the request down, and give the file to hand over."""
    authorize(request.user, can_keep_register)
    member, form = _member(public_id), ExportForm(posted(request))
    if form.is_valid():
        said = dict(form.cleaned_data)
        is_paper = said.pop("shape") == "pdf"
        data = attempt(form, lambda: export_on_request(member=member, **said, by=actor(request)))
        if data is not None:
            return _file(member, data, is_paper=is_paper)
    return show(
        request,
        "core/staff/form.html",
        title="Remettre ses données",
        crumbs=_crumbs(member),
        icon="lock",
        status=status_of(form),
        lead=_NOT_SENT,
        form=form,
        submit="Préparer le fichier",
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rights_erase(request: HttpRequest, public_id: object) -> HttpResponse:
    """Say what an erasure does, write the request down, then erase."""
    authorize(request.user, can_keep_register)
    member, form = _member(public_id), ErasureForm(posted(request))
    return form_screen(
        request,
        form,
        act=lambda: erase_on_request(member=member, **form.cleaned_data, by=actor(request)),
        done="C’est effacé. Il reste un numéro et des dates au registre.",
        back=reverse("members_staff:rights", args=[member.public_id]),
        title=f"Effacer {member.number}",
        crumbs=_crumbs(member),
        template="core/staff/act.html",
        submit="Effacer pour toujours",
        icon="lock",
        item=member,
        called=member.name or member.number,
        effects=_EFFECTS,
        cancel=reverse("members_staff:rights", args=[member.public_id]),
    )


def _crumbs(member: Member) -> list[tuple[str, str]]:
    return [(_TITLE, reverse("members_staff:rights", args=[member.public_id]))]


def _file(member: Member, data: dict[str, Any], *, is_paper: bool) -> HttpResponse:
    if is_paper:
        known = [Known("", "", (), readable(label.capitalize(), part), ()) for label, part in data.items()]
        title = f"Données de {member.name or member.number}"
        response = HttpResponse(data_pdf(known, title=title), content_type="application/pdf")
    else:
        text = json.dumps(data, ensure_ascii=False, indent=2)
        response = HttpResponse(text, content_type="application/json")
    name = f"donnees-{member.number}.{'pdf' if is_paper else 'json'}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
