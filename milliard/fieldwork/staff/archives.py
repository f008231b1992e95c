"""Questionnaires and versions put away or deleted: what will happen is said first, or why it cannot be."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from french import plural
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.staff import form_screen, posted
from milliard.fieldwork.services import archives
from milliard.fieldwork.staff.questionnaires import questionnaire_screens, version_or_404
from milliard.surveys import policies
from milliard.surveys.models import Questionnaire, Version

_GONE = "Le journal garde qui a fait cela, et quand."


@require_http_methods(["GET", "POST"])
def version_delete(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Delete the last version of a questionnaire, that nothing follows."""
    authorize(request.user, policies.can_manage_questionnaires)
    item = version_or_404(code, number)
    is_alone = item.questionnaire.versions.count() == 1
    return _removal(
        request,
        item,
        act=lambda: archives.delete_version(version=item, by=actor(request)),
        done="Version supprimée.",
        title="Supprimer cette version",
        obstacles=archives.obstacles_to_version(item),
        effects=[
            "Ses questions disparaissent. Cela ne se défait pas\u00a0: téléchargez-la d’abord si besoin.",
            f"Le prochain fichier importé prendra le numéro {number}.",
            *(["C’est la seule version\u00a0: le questionnaire disparaît avec elle."] if is_alone else []),
            _GONE,
        ],
        cancel=_version_url(item),
    )


@require_http_methods(["GET", "POST"])
def questionnaire_delete(request: HttpRequest, code: str) -> HttpResponse:
    """Delete a questionnaire that no collection follows, with all its versions."""
    authorize(request.user, policies.can_manage_questionnaires)
    item = get_object_or_404(Questionnaire, code=code)
    count = item.versions.count()
    return _removal(
        request,
        item,
        act=lambda: archives.delete_questionnaire(questionnaire=item, by=actor(request)),
        done="Questionnaire supprimé.",
        title="Supprimer le questionnaire",
        obstacles=archives.obstacles_to_questionnaire(item),
        effects=[
            f"Avec lui disparaissent {plural(count, 'version')}. Cela ne se défait pas.",
            f"Le code «\u00a0{item.code}\u00a0» redevient libre.",
            _GONE,
        ],
        cancel=_last_version_url(item),
        instead=("L’archiver plutôt", reverse("surveys_staff:questionnaire_archive", args=[code]))
        if item.archived_at is None
        else "",
    )


@require_http_methods(["GET", "POST"])
def questionnaire_archive(request: HttpRequest, code: str) -> HttpResponse:
    """Take a questionnaire and its collections out of the lists, or bring them back."""
    authorize(request.user, policies.can_manage_questionnaires)
    item = get_object_or_404(Questionnaire, code=code)
    is_put_away = item.archived_at is not None
    service: Callable[..., Any] = (
        archives.restore_questionnaire if is_put_away else archives.archive_questionnaire
    )
    title = "Sortir le questionnaire des archives" if is_put_away else "Archiver le questionnaire"
    effects = (
        ["Il revient dans les listes, et ses collectes avec lui."]
        if is_put_away
        else [
            "Il quitte la liste des questionnaires, et ses collectes celle des collectes.",
            "Aucune nouvelle collecte ne peut le suivre. Rien n’est effacé.",
            "Il se retrouve par le filtre «\u00a0Archives\u00a0», et en sort quand vous voulez.",
        ]
    )
    return _removal(
        request,
        item,
        act=lambda: service(questionnaire=item, by=actor(request)),
        done="Questionnaire sorti des archives." if is_put_away else "Questionnaire archivé.",
        title=title,
        obstacles=[],
        effects=effects,
        cancel=_last_version_url(item),
        submit=title,
    )


def _removal(
    request: HttpRequest,
    item: Questionnaire | Version,
    *,
    act: Callable[[], Any],
    done: str,
    title: str,
    obstacles: Sequence[str],
    effects: Sequence[str],
    cancel: str,
    instead: object = "",
    submit: str = "Supprimer",
) -> HttpResponse:
    return form_screen(
        request,
        forms.Form(posted(request)),
        act=act,
        done=done,
        back=questionnaire_screens.menu_url,
        title=title,
        crumbs=[questionnaire_screens.crumb, (str(item), cancel)],
        template="core/staff/removal.html",
        submit=submit,
        icon="form",
        called=str(item),
        obstacles=obstacles,
        effects=effects,
        cancel=cancel,
        instead=instead,
    )


def _version_url(item: Version) -> str:
    return reverse("surveys_staff:version", args=[item.questionnaire.code, item.number])


def _last_version_url(item: Questionnaire) -> str:
    last = item.versions.defer("definition", "changes").first()
    if last is None:
        return questionnaire_screens.menu_url
    return reverse("surveys_staff:version", args=[item.code, last.number])
