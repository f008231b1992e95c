"""Files received as answers: typed by their bytes, kept outside the served folders, gone when erased."""

import logging
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

import filetype
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from engines.questionnaire.model import Kind, Question
from french import format_number, typeset
from milliard.surveys.answering.form import Path, PostedSection, name_of
from milliard.surveys.errors import FileNotKept, FileRefused
from milliard.surveys.models import Attachment, Response
from milliard.surveys.services.housekeeping import hide_age

logger = logging.getLogger(__name__)
#: What is taken when the question does not say: documents and pictures that run nothing.
DEFAULT_TYPES = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/webp",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/msword",
    "application/vnd.ms-excel",
)
#: Never taken, whatever the question says: they run, or make a browser run something.
REFUSED_TYPES = frozenset(
    {
        "application/x-msdownload",
        "application/x-executable",
        "application/x-shockwave-flash",
        "application/x-nintendo-nes-rom",
        "application/x-unix-archive",
        "application/x-deb",
        "application/x-rpm",
        "application/wasm",
        "text/html",
        "image/svg+xml",
    }
)
_WORDS = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/msword": "DOC",
    "application/vnd.ms-excel": "XLS",
    "image/*": "image",
}
_HEAD_BYTES = 8_192


def accepted_types(question: Question) -> tuple[str, ...]:
    """MIME types, ``image/*`` allowed, that the question takes."""
    return question.accept or DEFAULT_TYPES


def accepted_words(question: Question) -> str:
    """``PDF, JPEG ou PNG, 5 Mo au plus``, for the hint and for refusals."""
    words = list(dict.fromkeys(_WORDS.get(item, item) for item in accepted_types(question)))
    listed = f"{', '.join(words[:-1])} ou {words[-1]}" if len(words) > 1 else words[0]
    return typeset(f"{listed}, {format_number(question.max_bytes // 1_000_000 or 1)} Mo au plus")


def check_file(question: Question, upload: UploadedFile) -> str:
    """The MIME type found in the bytes. Raises :class:`FileRefused` with what to do."""
    if not upload.size:
        raise FileRefused(typeset("Ce fichier est vide : choisissez-en un autre."))
    if upload.size > question.max_bytes:
        size = format_number(question.max_bytes // 1_000_000 or 1)
        raise FileRefused(typeset(f"Ce fichier est trop lourd : {size} Mo au plus."))
    upload.seek(0)
    guessed = filetype.guess(upload.read(_HEAD_BYTES))
    upload.seek(0)
    found = guessed.mime if guessed is not None else ""
    if found in REFUSED_TYPES or not _is_accepted(found, accepted_types(question)):
        raise FileRefused(typeset(f"Ce type de fichier n’est pas accepté ici : {accepted_words(question)}."))
    return str(found)


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


def forget_unused_files(*, response: Response) -> None:
    """Delete the files no answer of the response refers to any more, once the transaction is done."""
    used = set(_file_ids(response.answers))
    for attachment in response.attachments.all():
        if str(attachment.public_id) not in used:
            forget_file(attachment)


def forget_file(attachment: Attachment) -> None:
    """Delete the row now and the bytes after commit: a rollback loses nothing."""
    storage, name = attachment.file.storage, attachment.file.name
    attachment.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _keep(response: Response, path: Path, question: Question, upload: UploadedFile) -> dict[str, Any]:
    content_type = check_file(question, upload)
    name = _safe_name(upload.name or "fichier")
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


def _safe_name(name: str) -> str:
    """The last part of the name, without what could mislead in a header or on a screen."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(character for character in last if character.isprintable() and character not in '"<>:|?*')
    return kept.strip()[-150:] or "fichier"


def _is_accepted(found: str, accepted: tuple[str, ...]) -> bool:
    family = f"{found.partition('/')[0]}/*"
    return bool(found) and (found in accepted or family in accepted)


def _file_ids(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        if {"id", "name", "size", "type"} <= value.keys():
            yield str(value["id"])
        for inner in value.values():
            yield from _file_ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _file_ids(inner)
