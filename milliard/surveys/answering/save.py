"""One posted section -> the response, in one transaction."""

from collections.abc import Callable, Mapping
from collections.abc import Collection as Ids
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from engines.questionnaire.expressions import CompiledQuestionnaire
from milliard.accounts.models import User
from milliard.surveys import tokens
from milliard.surveys.answering import start as beginnings
from milliard.surveys.answering.check import remaining_errors, try_posted
from milliard.surveys.answering.communes import find_commune
from milliard.surveys.answering.entry import enter_existing, enter_new
from milliard.surveys.answering.finish import complete, spend
from milliard.surveys.answering.form import PostedData, read_section
from milliard.surveys.answering.outcome import Answers, Saved
from milliard.surveys.answering.progress import is_alone, note_progress
from milliard.surveys.answering.replaced import conflicts_of, keep_replaced
from milliard.surveys.errors import UnknownSection
from milliard.surveys.models import Collection, Response
from milliard.surveys.services import attachments
from milliard.surveys.services import consents as consent_services
from milliard.surveys.services.access import Holder
from milliard.surveys.services.anonymity import moment
from milliard.surveys.services.consents import texts_of
from milliard.surveys.services.invitations import BegunMeanwhile
from milliard.surveys.services.locks import lock_for_answer
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.services.replaced_answers import keep_rows
from milliard.surveys.version_change import older_pages


def save_section(
    *,
    collection: Collection,
    section_key: str,
    data: PostedData,
    key: str = "",
    fresh: str = "",
    invitation_key: str = "",
    consents: Ids[int] | None = None,
    uploads: Mapping[str, UploadedFile] | None = None,
    taken_away: Ids[str] = (),
    removed_row: str = "",
    finish: bool = False,
    by: User | None = None,
    now: datetime | None = None,
) -> Saved:
    """Save one posted section; with ``finish``, complete the response when nothing is left to mend.

    key: what the person's cookie holds; without it, ``fresh`` (the signed token of the page) begins a
    response. consents: ids of the texts agreed to; None when the page did not ask. uploads, taken_away:
    files by form name. removed_row: form name of a row of a repeated group to take out. by: the
    organiser who types in a form filled on paper.

    A page of an earlier version of the questionnaire is saved too, even when its section is no more: see
    :mod:`~milliard.surveys.version_change.older_pages`. It never completes a response.

    Raises :class:`CollectionNotOpen`, :class:`UnknownToken` (and ``ExpiredToken``), ``UnknownSection``,
    ``NotYourSection``, ``ConsentNeeded``, ``InvitationNeeded``, ``InvitationSpent``.
    """
    request = _Request(
        collection=collection,
        section_key=section_key,
        data=data,
        invitation_key=invitation_key,
        uploads=uploads or {},
        taken_away=taken_away,
        removed_row=removed_row,
        finish=finish,
        consents=consents,
        now=now or timezone.now(),
    )
    if key:
        return _save(request, lambda: _existing(request, key))
    token = tokens.read_fresh_token(fresh, collection.slug)
    try:
        try:
            return _save(request, lambda: _new(request, token, by))
        except BegunMeanwhile:  # with the same invitation, elsewhere: now its response is there to be held
            return _save(request, lambda: _new(request, token, by))
    except beginnings.AlreadyBegun:  # the same page sent twice, or its second save
        return _save(request, lambda: _existing(request, token))


@dataclass(frozen=True, slots=True)
class _Request:
    collection: Collection
    section_key: str
    data: PostedData
    invitation_key: str
    uploads: Mapping[str, UploadedFile]
    taken_away: Ids[str]
    removed_row: str
    finish: bool
    consents: Ids[int] | None
    now: datetime


def _existing(request: _Request, key: str) -> beginnings.Begun:
    return enter_existing(collection=request.collection, key=key, now=request.now)


def _new(request: _Request, token: str, by: User | None) -> beginnings.Begun:
    return enter_new(
        collection=request.collection,
        token=token,
        invitation_key=request.invitation_key,
        given=request.consents or (),
        now=request.now,
        by=by,
    )


def _save(request: _Request, hold: Callable[[], beginnings.Begun]) -> Saved:
    with transaction.atomic():
        lock_for_answer(request.collection.pk)
        begun = hold()
        holder = begun.holder
        compiled = compiled_version(holder.response.version)
        holder.ensure_may_answer(request.section_key)
        if begun.is_new and request.uploads:  # a file needs the row it belongs to
            beginnings.insert(begun, now=request.now)
        if not begun.is_new and request.consents is not None and holder.contributor is None:
            _follow_consents(request, holder.response)
        saved = _apply(request, holder, compiled)
        saved.key, saved.is_new = begun.key, begun.is_new
        is_finishing = (
            request.finish and saved.is_clean and holder.contributor is None and not saved.older_shown
        )
        if is_finishing and not saved.is_gone:
            saved.errors = remaining_errors(saved.evaluation)
            is_finishing = not saved.errors and complete(request.collection, holder.response, request.now)
        _store(begun, request.now)
        if saved.older:
            rows = older_pages.rows_apart(saved.older, holder.response)
            keep_rows(rows, holder.response.collection)
        if is_finishing and (
            request.invitation_key or not begun.is_new or request.collection.invitation_only
        ):
            spend(request.collection, holder.response, request.invitation_key)
    return saved


def _follow_consents(request: _Request, response: Response) -> None:
    consent_services.follow_form(
        response=response,
        texts=texts_of(request.collection),
        given=request.consents or (),
        at=moment(request.collection, request.now),
    )


def _apply(request: _Request, holder: Holder, compiled: CompiledQuestionnaire) -> Saved:
    response = holder.response
    posted = read_section(compiled, request.section_key, request.data, find_commune)
    older = older_pages.read_older_page(
        version=response.version, compiled=compiled, posted=posted, data=request.data, uploads=request.uploads
    )
    is_gone = request.section_key not in compiled.sections
    if is_gone and older is None:
        raise UnknownSection
    whole = posted if older is None else replace(posted, fields={**posted.fields, **older.fields})
    before: Answers = response.answers
    files, file_errors = attachments.receive_files(
        response=response,
        posted=whole,
        uploads=request.uploads if older is None else older.renamed(request.uploads),
        taken_away=request.taken_away,
    )
    trial = try_posted(
        compiled,
        before,
        whole,
        today=timezone.localdate(request.now),
        is_alone=is_alone(response, posted),
        is_complete=response.completed_at is not None,
        files=files,
        file_errors=file_errors,
        removed_row=request.removed_row,
    )
    response.answers = trial.merge.answers
    saved = Saved(holder, posted, before, trial.evaluation, trial.errors, is_gone=is_gone)
    if older is not None:
        saved.older, saved.older_shown = older.settle(trial), older.shown
    saved.conflicts = conflicts_of(saved, trial.merge)
    keep_replaced(saved, trial.merge)
    note_progress(saved, compiled, moment(request.collection, request.now))
    if files:
        attachments.forget_unused_files(response=response)
    return saved


def _store(begun: beginnings.Begun, now: datetime) -> None:
    # No full_clean here: every value was just built by us, and the checks would cost a query per relation.
    response = begun.holder.response
    if response.pk is None:
        beginnings.insert(begun, now=now)
        return
    response.save(
        update_fields=[
            "answers",
            "off_path",
            "sections",
            "revision",
            "furthest_section",
            "furthest_question",
            "saved_at",
            "completed_at",
        ]
    )
