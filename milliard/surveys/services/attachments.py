"""Files received as answers: typed by their bytes, kept outside the served folders, gone when erased."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from engines.questionnaire.model import Kind, Question
from milliard.core.file_dates import hide_age
from milliard.core.received_files import DEFAULT_TYPES, FileRefused, check_file, safe_name, words_of_types
from milliard.core.temporary_files import LostFile
from milliard.surveys.answering.form import Path, PostedSection, name_of
from milliard.surveys.errors import FileNotKept
from milliard.surveys.models import Attachment, Response

logger = logging.getLogger(__name__)


def accepted_types(question: Question) -> tuple[str, ...]:
    """MIME types, ``image/*`` allowed, that the question takes."""
    return question.accept or DEFAULT_TYPES


def accepted_words(question: Question) -> str:
    """``PDF, JPEG ou PNG, 5 Mo au plus``, for the hint."""
    return words_of_types(accepted_types(question), question.max_bytes)


def receive_files(
    *,
    response: Response,
    posted: PostedSection,
    uploads: Mapping[str, UploadedFile],
    taken_away: Iterable[str],
) -> tuple[dict[Path, Any], dict[Path, str]]:
    """Keep what was sent, inside the caller's transaction: (stored value or None per path, errors)."""
    values: dict[Path, Any] = {}
    errors: dict[Path, str] = {}
    removed = set(taken_away)
    for path, field in posted.fields.items():
        if field.question.question.kind is not Kind.FILE:
            continue
        upload = uploads.get(name_of(path))
        if upload is not None:
            try:
                values[path] = _keep(response, path, field.question.question, upload)
            except FileRefused as refusal:
                errors[path] = refusal.message
        elif name_of(path) in removed:
            values[path] = None
    return values, errors


def weigh_files(
    *, posted: PostedSection, uploads: Mapping[str, UploadedFile], taken_away: Iterable[str]
) -> tuple[dict[Path, Any], dict[Path, str]]:
    """What `receive_files` would say, for a trial: looked at and kept nowhere, without an identifier."""
    values: dict[Path, Any] = {}
    errors: dict[Path, str] = {}
    removed = set(taken_away)
    for path, field in posted.fields.items():
        question, upload = field.question.question, uploads.get(name_of(path))
        if question.kind is not Kind.FILE:
            continue
        if upload is not None:
            try:
                content_type = check_file(upload, accepted_types(question), question.max_bytes)
            except FileRefused as refusal:
                errors[path] = refusal.message
                continue
            name = safe_name(upload.name or "fichier")
            values[path] = {"id": "", "name": name, "size": upload.size or 0, "type": content_type}
        elif name_of(path) in removed:
            values[path] = None
    return values, errors


def forget_unused_files(*, response: Response) -> None:
    """Delete the files no answer of the response refers to any more, once the transaction is done.

    An answer that was replaced unseen keeps its file.
    """
    replaced = list(response.replaced_answers.values_list("value", flat=True))
    used = set(_file_ids([response.answers, replaced]))
    for attachment in response.attachments.all():
        if str(attachment.public_id) not in used:
            forget_file(attachment)


def forget_file(attachment: Attachment) -> None:
    """Delete the row now and the bytes after commit: a rollback loses nothing."""
    storage, name = attachment.file.storage, attachment.file.name
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _keep(response: Response, path: Path, question: Question, upload: UploadedFile) -> dict[str, Any]:
    if isinstance(upload, LostFile):
        raise FileNotKept
    content_type = check_file(upload, accepted_types(question), question.max_bytes)
    name = safe_name(upload.name or "fichier")
    size = upload.size or 0
    attachment = Attachment(
        response=response, path="/".join(path)[:240], name=name, size=size, content_type=content_type
    )
    try:
        attachment.file.save(name, upload, save=False)
    except OSError as error:
        logger.exception("a file received with an answer could not be written")
        raise FileNotKept from error
    attachment.full_clean(exclude=["response"])
    attachment.save()
    if response.collection.is_anonymous:
        day = response.collection.moment()
        Attachment.objects.filter(pk=attachment.pk).update(created_at=day, updated_at=day)
        storage, kept = attachment.file.storage, attachment.file.name
        transaction.on_commit(lambda: hide_age(storage, kept))
    return {"id": str(attachment.public_id), "name": name, "size": size, "type": content_type}


def _file_ids(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        if {"id", "name", "size", "type"} <= value.keys():
            yield str(value["id"])
        for inner in value.values():
            yield from _file_ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _file_ids(inner)
