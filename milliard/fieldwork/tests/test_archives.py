"""What is deleted, what is refused and why, what is put away and comes back."""

from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from milliard.accounts.enums import Role
from milliard.accounts.tests.clients import signed_in
from milliard.core.refusals import NotAllowed
from milliard.fieldwork.services import archives
from milliard.fieldwork.services.archives import StillNeeded
from milliard.fieldwork.tests.views.test_staff_collections import url
from milliard.surveys.enums import Origin
from milliard.surveys.errors import CollectionCannotOpen
from milliard.surveys.models import Collection, Invitation, Questionnaire, Response, Version
from milliard.surveys.services.collections import close_collection, open_collection, update_collection
from milliard.surveys.services.invitations import invite
from milliard.surveys.tests import factories
from milliard.surveys.tests.browsing import text_of
from milliard.surveys.tests.responses import respond

pytestmark = pytest.mark.django_db


def journal_codes() -> list[str]:
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_draft_is_deleted_with_what_hangs_on_it():
    item = factories.draft_collection()
    archives.delete_collection(collection=item, by=factories.organiser())
    assert not Collection.objects.exists()
    assert Version.objects.count() == 1
    assert journal_codes()[-1] == "surveys.collection.deleted"


def test_a_trial_of_invented_answers_is_deleted_even_open(django_capture_on_commit_callbacks):
    item = factories.open_collection(is_simulated=True)
    respond(item, {"nom": "Inventé"})
    invite(collection=item, emails="awa@exemple.org", by=None)
    archives.delete_collection(collection=item, by=None)
    assert not Response.objects.exists()
    assert not Invitation.objects.exists()


def test_a_collection_that_somebody_answered_stays():
    item = factories.open_collection()
    respond(item, {"nom": "Nous"})
    with pytest.raises(StillNeeded, match=r"1.réponse"):
        archives.delete_collection(collection=item, by=None)
    assert Response.objects.exists()
    with pytest.raises(CollectionCannotOpen, match="simulées"):
        update_collection(collection=item, is_simulated=True, by=None)


def test_what_was_purged_stays_to_be_shown():
    item = factories.open_collection()
    Collection.objects.update(purged_at=timezone.now())
    with pytest.raises(StillNeeded, match="date dite"):
        archives.delete_collection(collection=item, by=None)


def test_the_last_version_goes_alone_and_the_others_first():
    first = factories.version()
    second = factories.version(
        factories.definition(factories.question("autre")), code=first.questionnaire.code
    )
    with pytest.raises(StillNeeded, match="plus récente"):
        archives.delete_version(version=first, by=None)
    archives.delete_version(version=second, by=None)
    archives.delete_version(version=first, by=None)
    assert not Questionnaire.objects.exists()


def test_a_version_once_opened_goes_when_nothing_follows_it():
    item = factories.open_collection()
    with pytest.raises(StillNeeded, match=r"1.collecte"):
        archives.delete_version(version=item.version, by=None)
    archives.delete_collection(collection=item, by=None)
    archives.delete_questionnaire(questionnaire=item.version.questionnaire, by=None)
    assert not Version.objects.exists()


def test_the_database_still_keeps_an_opened_version():
    item = factories.open_collection()
    Collection.objects.all().delete()
    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        Version.objects.filter(pk=item.version_id).delete()


def test_a_questionnaire_that_is_followed_stays_and_is_archived_once_closed():
    item = factories.open_collection()
    questionnaire = item.version.questionnaire
    with pytest.raises(StillNeeded):
        archives.delete_questionnaire(questionnaire=questionnaire, by=None)
    with pytest.raises(StillNeeded, match="encore ouverte"):
        archives.archive_questionnaire(questionnaire=questionnaire, by=None)
    close_collection(collection=item, by=None)
    archives.archive_questionnaire(questionnaire=questionnaire, by=None)
    assert not Collection.objects.in_use().exists()
    archives.restore_questionnaire(questionnaire=questionnaire, by=None)
    assert Collection.objects.in_use().exists()


def test_an_archived_collection_leaves_the_lists_and_comes_back(client):
    item, team = factories.open_collection(title="Essai de mars"), signed_in(Role.ORGANISER)
    with pytest.raises(StillNeeded):
        archives.archive_collection(collection=item, by=None)
    close_collection(collection=item, by=None)
    assert "Essai de mars" in text_of(client.get("/questionnaires/"))
    team.post(url("collection_archive", item))
    lists = reverse("surveys_staff:collections")
    assert "Essai de mars" not in text_of(team.get(lists))
    assert "Essai de mars" in text_of(team.get(lists, {"rangement": "archives"}))
    assert "Essai de mars" not in text_of(client.get("/questionnaires/"))
    assert client.get(f"/questionnaires/{item.slug}/").status_code == 200
    team.post(url("collection_restore", item))
    assert "Essai de mars" in text_of(team.get(lists))
    assert journal_codes()[-2:] == ["surveys.collection.archived", "surveys.collection.restored"]


def test_what_is_put_away_does_not_open():
    item = factories.draft_collection()
    archives.archive_collection(collection=item, by=None)
    with pytest.raises(CollectionCannotOpen, match="archivée"):
        open_collection(collection=item, by=None)


def test_the_screen_says_what_will_happen_or_why_not():
    team, draft, answered = (
        signed_in(Role.ORGANISER),
        factories.draft_collection(),
        factories.open_collection(),
    )
    respond(answered, {"nom": "Nous"})
    close_collection(collection=answered, by=None)
    assert "voici ce qui va se passer" in text_of(team.get(url("collection_delete", draft)))
    refused = text_of(team.get(url("collection_delete", answered)))
    assert "ne peut pas être supprimé" in refused
    assert "L’archiver plutôt" in refused
    assert team.post(url("collection_delete", answered)).status_code == 422
    gone = team.post(url("collection_delete", draft), follow=True)
    assert gone.status_code == 200
    assert "Collecte supprimée." in text_of(gone)


def test_the_screens_of_questionnaires_and_versions():
    team, version = signed_in(Role.ORGANISER), factories.version()
    code = version.questionnaire.code
    version_delete: Any = reverse("surveys_staff:version_delete", args=[code, 1])
    assert "le questionnaire disparaît avec elle" in text_of(team.get(version_delete))
    put = reverse("surveys_staff:questionnaire_archive", args=[code])
    team.post(put)
    listed = reverse("surveys_staff:questionnaires")
    assert code not in text_of(team.get(listed))
    assert code in text_of(team.get(listed, {"rangement": "archives"}))
    choices = team.get(reverse("surveys_staff:collection_create")).content.decode()
    assert f"({code}, du" not in choices
    team.post(put)
    assert f"({code}, du" in team.get(reverse("surveys_staff:collection_create")).content.decode()
    assert team.post(version_delete, follow=True).status_code == 200
    assert not Questionnaire.objects.exists()


def test_only_the_team_deletes():
    item, analyst = factories.draft_collection(), factories.user(Role.ANALYST)
    for service in (archives.delete_collection, archives.archive_collection):
        with pytest.raises(NotAllowed):
            service(collection=item, by=analyst)
    with pytest.raises(NotAllowed):
        archives.delete_version(version=item.version, by=analyst)


def test_answers_brought_by_a_file_are_answers_too():
    item = factories.open_collection()
    respond(item, {"nom": "Nous"})
    Response.objects.update(origin=Origin.IMPORT)
    assert archives.obstacles_to_collection(item)
