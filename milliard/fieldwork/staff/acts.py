"""What can be done to a collection: each screen says what will happen before it is done."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse

from french import plural
from milliard.accounts.policies import Person
from milliard.core.staff import Act, posted
from milliard.fieldwork.services import archives
from milliard.fieldwork.staff.forms import AdoptionForm, CollectionForm, OpeningForm, ReopeningForm
from milliard.fieldwork.staff.presentation import EFFECT_COLUMNS, changes_between, words_of_moment
from milliard.surveys import policies
from milliard.surveys.enums import CollectionState
from milliard.surveys.models import Collection, Version
from milliard.surveys.services import collections as services
from milliard.surveys.services.questionnaires import definition_of
from milliard.surveys.version_change.effects import effects_on_collection


def _can_manage(person: Person, _: Collection) -> bool:
    return policies.can_manage_questionnaires(person)


def _is(*states: CollectionState) -> Callable[[Collection], bool]:
    return lambda item: item.state() in states


def _opening_effects(item: Collection) -> list[str]:
    return [
        "La page de la collecte devient visible et les réponses arrivent.",
        "La version du questionnaire ne pourra plus changer d’un mot.",
        "Qui répond, l’anonymat et l’invitation obligatoire ne changeront plus non plus.",
        _asked(item),
        _until(item),
    ]


def _asked(item: Collection) -> str:
    """What people will be asked to agree to: an empty list is easily left so by oversight."""
    purposes = [text.get_purpose_display() for text in item.consent_texts.order_by("purpose")]
    if not purposes:
        return "Aucun consentement n’est demandé\u00a0: chaque réponse complète compte dans les chiffres."
    return f"Consentements demandés\u00a0: {', '.join(purposes)}."


def _until(item: Collection) -> str:
    if item.closes_at is None:
        return "Elle reste ouverte jusqu’à ce que vous la fermiez."
    return f"Elle fermera d’elle-même {words_of_moment(item.closes_at)}."


def _versions(request: HttpRequest, item: Collection, form: BaseForm) -> Mapping[str, Any]:
    """The version whose effects are shown, what it changes, and the others that could be chosen."""
    chosen, others = form.initial["version"], list(form.fields["version"].queryset)  # type: ignore[attr-defined]
    return {
        "chosen": chosen,
        "others": others,
        "changes": changes_between(definition_of(item.version), definition_of(chosen)) if chosen else [],
        "answer_effects": effects_on_collection(item, chosen) if chosen else [],
        "effect_columns": EFFECT_COLUMNS,
    }


def _adoption_form(request: HttpRequest, item: Collection) -> AdoptionForm:
    form = AdoptionForm(posted(request), collection=item)
    field: Any = form.fields["version"]
    form.initial["version"] = _chosen(
        list(field.queryset), request.POST.get("version") or request.GET.get("version", "")
    )
    return form


def _chosen(others: list[Version], wanted: str) -> Version | None:
    """The version asked for, or the latest."""
    return next((version for version in others if str(version.pk) == wanted), others[0] if others else None)


def _first_form(request: HttpRequest, _: None) -> CollectionForm:
    """A link from a version's page chooses that version."""
    first = {"audience": "organisation", "version": request.GET.get("version", "")}
    return CollectionForm(posted(request), initial=first)


CREATE = Act(
    "create",
    "nouvelle",
    "Nouvelle collecte",
    lead="Un brouillon d’abord\u00a0: vous l’ouvrirez quand tout sera relu.",
    submit="Créer le brouillon",
    done="Collecte créée, en brouillon. Personne ne la voit avant son ouverture.",
    form=_first_form,
    service=services.create_collection,
    policy=policies.can_manage_questionnaires,
)
OPEN = Act(
    "open",
    "ouvrir",
    "Ouvrir la collecte",
    label="Ouvrir…",
    effects=_opening_effects,
    submit="Ouvrir",
    done="Collecte ouverte.",
    form=OpeningForm,
    service=services.open_collection,
    policy=_can_manage,
    is_offered=lambda item: item.state() is CollectionState.DRAFT and not item.archived_at,
    is_primary=True,
)


def _closed(collection: Collection) -> str:
    if not collection.responses.exists():
        return "Collecte fermée. Personne n’avait répondu\u00a0: il n’y a rien à figer."
    return "Collecte fermée. Ses données se figent\u00a0: rechargez cette page, elles paraîtront plus bas."


CLOSE = Act(
    "close",
    "fermer",
    "Fermer la collecte",
    label="Fermer…",
    effects=[
        "Plus aucune réponse n’est acceptée, même commencée.",
        "Les réponses reçues, complètes ou non, sont gardées.",
        "Les données reçues sont figées aussitôt\u202f; vous pourrez rouvrir si besoin.",
    ],
    submit="Fermer",
    done=_closed,
    service=services.close_collection,
    policy=_can_manage,
    is_offered=_is(CollectionState.OPEN, CollectionState.PLANNED),
)
REOPEN = Act(
    "reopen",
    "rouvrir",
    "Rouvrir la collecte",
    label="Rouvrir…",
    effects=[
        "Les réponses sont acceptées à nouveau, et celles commencées peuvent être terminées.",
        "Les jeux de données déjà figés ne changent pas\u00a0: figez à nouveau après la fermeture.",
    ],
    submit="Rouvrir",
    done="Collecte rouverte.",
    form=ReopeningForm,
    service=services.reopen_collection,
    policy=_can_manage,
    is_offered=lambda item: item.state() is CollectionState.ENDED and not item.archived_at,
)
EDIT = Act(
    "edit",
    "modifier",
    "Modifier",
    submit="Enregistrer",
    done="Collecte modifiée.",
    form=lambda request, item: CollectionForm(posted(request), collection=item),
    service=services.update_collection,
    policy=_can_manage,
)
ADOPT = Act(
    "adopt",
    "version",
    "Changer de version",
    label="Changer de version…",
    effects=[
        "Les personnes qui commencent désormais voient cette version.",
        "Les réponses déjà données, commencées ou terminées, passent aussi à cette version.",
        "Une réponse qui n’y a plus sa place est mise de côté avec la raison\u00a0: rien n’est perdu.",
    ],
    submit="Changer de version",
    done="La collecte suit cette version. Les réponses déjà données la rejoignent en quelques minutes.",
    form=_adoption_form,
    service=services.adopt_version,
    policy=_can_manage,
    is_offered=lambda item: item.version.questionnaire.versions.exclude(pk=item.version_id).exists(),
    template="fieldwork/staff/adopt.html",
    context=_versions,
)


def _what_goes(item: Collection) -> list[str]:
    responses, invitations = item.responses.count(), item.invitations.count()
    lost = [
        f"{plural(responses, 'réponse inventée', 'réponses inventées')}, fichiers compris"
        if responses
        else "",
        plural(invitations, "invitation") if invitations else "",
        plural(item.quotas.count(), "quota") if item.quotas.exists() else "",
    ]
    gone = ", ".join(filter(None, lost))
    return [
        "La collecte, sa page et ses réglages disparaissent. Cela ne se défait pas.",
        f"Avec elle\u00a0: {gone}." if gone else "Personne n’y a répondu.",
        *(["Les liens déjà envoyés par e-mail n’ouvriront plus rien."] if invitations else []),
        f"Le questionnaire reste\u00a0: {item.version}.",
        "Le journal garde qui l’a supprimée, et quand.",
    ]


def _what_keeps(request: HttpRequest, item: Collection, _: BaseForm) -> Mapping[str, Any]:
    may_archive = item.archived_at is None and ARCHIVE.is_offered(item)
    address = reverse("surveys_staff:collection_archive", args=[item.slug])
    return {
        "obstacles": archives.obstacles_to_collection(item),
        "instead": ("L’archiver plutôt", address) if may_archive else "",
    }


ARCHIVE = Act(
    "archive",
    "archiver",
    "Archiver la collecte",
    label="Archiver…",
    effects=[
        "Elle quitte la liste des collectes de l’équipe, et celle des questionnaires terminés sur le site.",
        "Sa page, ses réponses, ses jeux de données et ses liens restent.",
        "Elle se retrouve par le filtre «\u00a0Archives\u00a0», et en sort quand vous voulez.",
    ],
    submit="Archiver",
    done="Collecte archivée. Le filtre «\u00a0Archives\u00a0» de la liste la montre.",
    service=archives.archive_collection,
    policy=_can_manage,
    is_offered=lambda item: (
        not item.archived_at and item.state() in (CollectionState.DRAFT, CollectionState.ENDED)
    ),
)
RESTORE = Act(
    "restore",
    "desarchiver",
    "Sortir la collecte des archives",
    label="Sortir des archives…",
    effects=["Elle revient dans la liste des collectes, comme avant."],
    submit="Sortir des archives",
    done="La collecte est revenue dans la liste.",
    service=archives.restore_collection,
    policy=_can_manage,
    is_offered=lambda item: item.archived_at is not None,
)
DELETE = Act(
    "delete",
    "supprimer",
    "Supprimer la collecte",
    label="Supprimer…",
    effects=_what_goes,
    submit="Supprimer",
    done="Collecte supprimée.",
    service=archives.delete_collection,
    policy=_can_manage,
    removes=True,
    template="core/staff/removal.html",
    context=_what_keeps,
)
