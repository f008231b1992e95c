"""Who gets what from the team's addresses of questionnaires and collections."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from milliard.accounts.enums import Role
from milliard.surveys.models import Collection, Invitation, Questionnaire, Version
from milliard.surveys.tests import bulk
from milliard.surveys.tests import factories as surveys
from tests.harness.addresses import (
    MEMBER,
    READERS,
    STAFF,
    TEAM,
    Page,
    Walk,
    everyone,
    staff_act,
    staff_form,
    staff_list,
    staff_only,
    staff_walk,
)


def open_collection() -> dict[str, Any]:
    return {"slug": surveys.open_collection().slug}


def version() -> dict[str, Any]:
    made = surveys.version()
    return {"code": made.questionnaire.code, "number": made.number}


def invitation() -> dict[str, Any]:
    collection = surveys.open_collection()
    row = collection.invitations.create(email="awa@exemple.org", token_digest=collection.public_id.bytes)
    return {"slug": collection.slug, "public_id": row.public_id}


def questionnaire() -> dict[str, Any]:
    return {"code": surveys.version().questionnaire.code}


def draft() -> dict[str, Any]:
    return {"slug": surveys.draft_collection().slug}


def archived() -> dict[str, Any]:
    made = surveys.draft_collection()
    Collection.objects.filter(pk=made.pk).update(archived_at=timezone.now())
    return {"slug": made.slug}


def _put_away(model: type[Collection] | type[Questionnaire]) -> Callable[[], int]:
    return lambda: model.objects.filter(archived_at__isnull=False).count()


def _closed() -> int:
    return Collection.objects.filter(closed_at__isnull=False).count()


def no_list() -> dict[str, Any]:
    return {**open_collection(), "ticket": "inventé"}


def following_file() -> dict[str, Any]:
    return {**open_collection(), "part": "jours", "format": "json"}


PAGES = [
    staff_list(
        "surveys_staff:questionnaires",
        READERS,
        bulk.add_questionnaires,
        role=Role.ORGANISER,
        queries=21,
        axe=[staff_walk("questionnaires/")],
    ),
    staff_form("surveys_staff:upload", TEAM, axe=[staff_walk("questionnaires/importer/")]),
    Page("surveys_staff:blank", staff_only(READERS, 200)),
    Page("surveys_staff:create_version", staff_only(STAFF, 405), post=everyone(302)),
    Page(
        "surveys_staff:version",
        staff_only(READERS, 200),
        arguments=version,
        axe=[staff_walk("questionnaires/grand-recueil/1/")],
    ),
    staff_act("surveys_staff:version_delete", TEAM, version, Version.objects.count),
    staff_act("surveys_staff:questionnaire_delete", TEAM, questionnaire, Questionnaire.objects.count),
    staff_act("surveys_staff:questionnaire_archive", TEAM, questionnaire, _put_away(Questionnaire)),
    Page("surveys_staff:xlsform", staff_only(READERS, 200), arguments=version),
    Page("surveys_staff:limesurvey", staff_only(READERS, 200), arguments=version),
    Page("surveys_staff:limesurvey_file", staff_only(READERS, 200), arguments=version),
    Page("surveys_staff:definition", staff_only(READERS, 200), arguments=version),
    staff_form("surveys_staff:consents", TEAM, axe=[staff_walk("consentements/")]),
    staff_list(
        "surveys_staff:collections",
        READERS,
        bulk.add_collections,
        role=Role.ORGANISER,
        queries=21,
        axe=[staff_walk("collectes/"), Walk("/gestion/collectes/", MEMBER)],
    ),
    staff_form("surveys_staff:collection_create", TEAM, axe=[staff_walk("collectes/nouvelle/")]),
    Page(
        "surveys_staff:collection",
        staff_only(READERS, 200),
        arguments=open_collection,
        axe=[staff_walk("collectes/grand-recueil/")],
    ),
    staff_form("surveys_staff:collection_edit", TEAM, open_collection),
    staff_form("surveys_staff:collection_open", TEAM, open_collection),
    staff_act("surveys_staff:collection_close", TEAM, open_collection, _closed),
    staff_form("surveys_staff:collection_reopen", TEAM, open_collection),
    staff_form("surveys_staff:collection_adopt", TEAM, open_collection),
    staff_act("surveys_staff:collection_archive", TEAM, draft, _put_away(Collection)),
    staff_act("surveys_staff:collection_restore", TEAM, archived, _put_away(Collection)),
    staff_act(
        "surveys_staff:collection_delete",
        TEAM,
        draft,
        Collection.objects.count,
        axe=[staff_walk("collectes/grand-recueil-2024/supprimer/")],
    ),
    Page(
        "surveys_staff:quotas",
        staff_only(TEAM, 200),
        post=staff_only(TEAM, 302),
        arguments=open_collection,
        axe=[staff_walk("collectes/grand-recueil/quotas/")],
    ),
    staff_form(
        "surveys_staff:invitations",
        TEAM,
        open_collection,
        axe=[staff_walk("collectes/grand-recueil/invitations/")],
    ),
    # A list that is not theirs to read: back to the page where one is given.
    Page(
        "surveys_staff:invitation_check",
        staff_only(TEAM, 302),
        post=staff_only(TEAM, 302),
        arguments=no_list,
    ),
    Page(
        "surveys_staff:invitation_list",
        staff_only(TEAM, 200),
        arguments=open_collection,
        axe=[staff_walk("collectes/grand-recueil/invitations/personnes/")],
    ),
    staff_act("surveys_staff:invitation_remove", TEAM, invitation, Invitation.objects.count),
    Page(
        "surveys_staff:invitation_resend",
        staff_only(STAFF, 405),
        post=staff_only(TEAM, 302),
        arguments=invitation,
    ),
    Page(
        "surveys_staff:invitation_words",
        staff_only(TEAM, 200),
        post=staff_only(TEAM, 302),
        arguments=open_collection,
        axe=[staff_walk("collectes/grand-recueil/invitations/texte/")],
    ),
    Page(
        "surveys_staff:reminders",
        staff_only(STAFF, 405),
        post=staff_only(TEAM, 302),
        arguments=open_collection,
    ),
    Page(
        "surveys_staff:following",
        staff_only(READERS, 200),
        arguments=open_collection,
        axe=[staff_walk("collectes/grand-recueil-2024/suivi/")],
    ),
    Page("surveys_staff:following_export", staff_only(READERS, 200), arguments=following_file),
    staff_form(
        "surveys_staff:request_forget",
        TEAM,
        open_collection,
        axe=[staff_walk("collectes/grand-recueil-2024/oublier/")],
    ),
]
