"""What the daily sweep takes away: files without a row, dates and orders that tell when somebody answered."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from milliard.core.file_dates import HIDDEN_AGE, hide_age
from milliard.core.services import tidy_up
from milliard.surveys import tokens
from milliard.surveys.answering import Submission, save_section
from milliard.surveys.models import Attachment, Collection, Invitation, Response
from milliard.surveys.services.housekeeping import mix_invitations
from milliard.surveys.services.invitations import invite, spend
from milliard.surveys.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Storage:
    """The private storage, in an empty folder."""
    # Two objects once another test has changed the settings: the one models hold, the one services ask for.
    for private in (Attachment._meta.get_field("file").storage, storages["private"]):
        monkeypatch.setattr(private, "base_location", str(tmp_path))
        monkeypatch.setattr(private, "location", str(tmp_path))
    return storages["private"]


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Any) -> Callable[[Callable[[], Any]], Any]:
    def run(act: Callable[[], Any]) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return act()

    return run


def send_file(collection: Collection) -> str:
    """The name under which the file of a new response is kept."""
    saved = save_section(
        Submission(
            collection=collection,
            section_key="avis",
            data=QueryDict("shown=statuts_pdf:"),
            fresh=tokens.fresh_token(collection.slug),
            uploads={"statuts_pdf": SimpleUploadedFile("s.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")},
        )
    )
    return str(Attachment.objects.get(response=saved.response).file.name)


def put(storage: Storage, name: str, *, days_old: int) -> str:
    kept = storage.save(name, ContentFile(b"x"))
    at = (timezone.now() - timedelta(days=days_old)).timestamp()
    os.utime(storage.path(kept), (at, at))
    return kept


def test_files_nobody_owns_go_after_a_day_and_the_others_stay(storage: Storage, committing: Any) -> None:
    owned = send_file(factories.open_collection(factories.every_kind()))
    os.utime(storage.path(owned), (0, 0))
    old, pending = (put(storage, name, days_old=2) for name in ("attachments/aa/1", "imports/a.csv"))
    young = put(storage, "attachments/aa/2", days_old=0)  # its transaction may still commit
    tidied = committing(tidy_up)
    assert dict(tidied.others) == {"fichiers sans réponse": 1, "imports abandonnés": 1}
    assert [storage.exists(name) for name in (owned, young, old, pending)] == [True, True, False, False]


def test_a_trial_run_deletes_no_file(storage: Storage) -> None:
    old = put(storage, "attachments/aa/1", days_old=2)
    assert dict(tidy_up().others) == {"fichiers sans réponse": 1}
    assert storage.exists(old)


def test_files_of_an_anonymous_collection_have_no_date_and_need_none_to_be_swept(
    storage: Storage, committing: Any
) -> None:
    collection = factories.open_collection(factories.every_kind(), is_anonymous=True)
    name = committing(lambda: send_file(collection))
    other = send_file(collection)  # the machine stopped between the commit and the hiding
    assert storage.get_modified_time(name) == HIDDEN_AGE
    assert storage.get_modified_time(other) != HIDDEN_AGE
    committing(tidy_up)
    assert [storage.get_modified_time(each) for each in (name, other)] == [HIDDEN_AGE] * 2
    Attachment.objects.filter(file=name).delete()  # erased, but the file could not be deleted then
    assert dict(committing(tidy_up).others)["fichiers sans réponse"] == 1
    assert [storage.exists(each) for each in (name, other)] == [False, True]


def test_a_storage_without_a_disk_keeps_its_own_dates(storage: Storage) -> None:
    assert hide_age(Storage(), "attachments/aa/1") is None
    assert hide_age(storage, "attachments/aa/gone") is None


def places(collection: Collection) -> list[tuple[int, bytes, bool]]:
    """Numbers of transactions, digests and states, in the order of the rows in the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xmin::text::bigint, token_digest, is_spent FROM surveys_invitation"
            " WHERE collection_id = %s ORDER BY ctid",
            [collection.pk],
        )
        return [(number, bytes(digest), spent) for number, digest, spent in cursor.fetchall()]


def test_nothing_in_the_table_tells_in_which_order_invitations_were_spent() -> None:
    with connection.cursor() as cursor:  # a new file: no hole left by other tests, whose rows were taken back
        cursor.execute("TRUNCATE surveys_invitation CASCADE")
    anonymous, named = (
        factories.open_collection(factories.five_questions(), is_anonymous=value) for value in (True, False)
    )
    for collection in (anonymous, named):
        invite(collection=collection, emails="\n".join(f"p{i}@exemple.org" for i in range(6)), by=None)
    for invitation in list(anonymous.invitations.order_by("email"))[:3]:
        key = tokens.make_link(tokens.LinkKind.INVITATION, invitation.pk, invitation.token_digest)
        spend(collection=anonymous, response=Response(collection=anonymous), invitation_key=key)
        named.invitations.filter(email=invitation.email).update(is_spent=True)
    before, untouched = list(Invitation.objects.order_by("pk").values()), places(named)
    assert len({number for number, *_ in places(anonymous)}) > 1
    assert mix_invitations() == 6
    after = places(anonymous)
    assert len({number for number, *_ in after}) == 1
    assert [digest for _, digest, _ in after] == sorted(digest for _, digest, _ in after)
    assert places(named) == untouched
    assert list(Invitation.objects.order_by("pk").values()) == before
    assert mix_invitations() == 0
