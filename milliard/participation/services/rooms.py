"""What a group keeps for itself: the page its referents write, documents for those inside."""

import logging
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from french import format_number
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.file_dates import date_of, names_by_folder
from milliard.core.held_files import GOOD_FOR
from milliard.core.received_files import DEFAULT_TYPES, NoRoomForFile, check_file, safe_name
from milliard.core.refusals import NotAllowed, Refused
from milliard.core.temporary_files import LostFile
from milliard.members.models import Member
from milliard.participation import policies
from milliard.participation.enums import SeatState
from milliard.participation.models import GroupDocument, WorkingGroup
from milliard.participation.models.rooms import FOLDER, room_storage
from milliard.participation.services.groups import GroupEnded, lock_group

logger = logging.getLogger(__name__)
#: Of one file; of all those of a group.
MAX_BYTES = 10_000_000
MAX_DOCUMENTS = 200
MAX_ROOM_BYTES = 500_000_000


class PageChangedMeanwhile(Refused):
    """Somebody else saved the page since it was opened."""

    message = (
        "Quelqu’un d’autre a modifié cette page pendant que vous écriviez. Son texte est plus bas\u00a0:"
        " reprenez-en ce qu’il faut, puis enregistrez à nouveau."
    )


class RoomFull(Refused):
    message = (
        f"Ce groupe garde déjà {MAX_DOCUMENTS} documents, ou"
        f" {format_number(MAX_ROOM_BYTES // 1_000_000)}\u00a0Mo\u00a0: retirez-en d’abord un."
    )


@transaction.atomic
def write_group_page(*, group: WorkingGroup, source: str, revision: int, by: User) -> WorkingGroup:
    """Write the page of those inside. ``revision``: the one that was read.

    Raises
    ------
    NotAllowed, GroupEnded, PageChangedMeanwhile
    """
    authorize(by, policies.leads_group, group)
    group = lock_group(group)
    if group.ended_on is not None:
        raise GroupEnded
    if group.page_revision != revision:
        raise PageChangedMeanwhile
    if group.page_source != source:
        group.page_source, group.page_revision = source, revision + 1
        group.full_clean()
        group.save()
        journal.record("participation.group.page_written", group, by=by)
    return group


@transaction.atomic
def add_document(
    *, group: WorkingGroup, member: Member, title: str, upload: UploadedFile, by: User
) -> GroupDocument:
    """Keep a file for those in the group, once its bytes say that it is of a type that is taken.

    Raises
    ------
    NotAllowed, GroupEnded, RoomFull, FileRefused
    """
    authorize(by, policies.can_take_part, member)
    group = lock_group(group)
    if not group.seats.filter(member=member, state=SeatState.IN).exists():
        raise NotAllowed
    if group.ended_on is not None:
        raise GroupEnded
    if isinstance(upload, LostFile):
        raise NoRoomForFile
    content_type = check_file(upload, DEFAULT_TYPES, MAX_BYTES)
    size = upload.size or 0
    kept = group.documents.aggregate(bytes=Sum("size_bytes"))["bytes"] or 0
    if group.documents.count() >= MAX_DOCUMENTS or kept + size > MAX_ROOM_BYTES:
        raise RoomFull
    name = safe_name(upload.name or "fichier")
    document = GroupDocument(
        group=group,
        title=title,
        file_name=name,
        size_bytes=size,
        content_type=content_type,
        added_by=member,
    )
    try:
        document.file.save(name, upload, save=False)
    except OSError as error:
        logger.exception("a document of a group could not be written")
        raise NoRoomForFile from error
    document.full_clean()
    document.save()
    journal.record("participation.document.added", document, by=by, data={"group": group.slug})
    return document


@transaction.atomic
def remove_document(*, document: GroupDocument, by: User) -> None:
    """Delete a document: the row now, its bytes after commit. Asked twice, once. Raises `NotAllowed`."""
    authorize(by, policies.can_remove_document, document)
    group = lock_group(document.group)
    found = group.documents.filter(pk=document.pk).first()
    if found is None:
        return
    journal.record("participation.document.removed", found, by=by, data={"group": group.slug})
    storage, name = found.file.storage, found.file.name
    found.delete()
    transaction.on_commit(partial(storage.delete, name))


def sweep_documents() -> int:
    """Delete, after commit, the files older than a day that no row names: of a save that was rolled back."""
    storage, limit, count = room_storage(), timezone.now() - GOOD_FOR, 0
    for names in names_by_folder(storage, FOLDER):
        known = set(GroupDocument.objects.filter(file__in=names).values_list("file", flat=True))
        for name in names:
            date = date_of(storage, name)
            if name not in known and date is not None and date < limit:
                count += 1
                transaction.on_commit(partial(storage.delete, name))
    return count
