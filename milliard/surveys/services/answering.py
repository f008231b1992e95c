"""Saving what respondents say. Everything that was acknowledged is committed; nothing is lost silently.

Saving never needs a section to be complete: required questions only hold back *finishing*. What cannot
be stored (not a number, not a choice, against a constraint) is not stored, and is said beside the field;
the rest of the page is saved all the same.
"""

import time
from collections.abc import Callable, Mapping
from collections.abc import Collection as Ids
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from milliard.members.models import User
from milliard.surveys import merging, tokens
from milliard.surveys.definition.evaluation import Evaluation, evaluate
from milliard.surveys.definition.expressions import CompiledQuestionnaire
from milliard.surveys.errors import CollectionNotOpen, ResponseIncomplete, UnknownSection
from milliard.surveys.models import Collection, Contributor, ReplacedAnswer, Response
from milliard.surveys.posted import Path, PostedData, PostedSection, read_section, unread_answers
from milliard.surveys.services import attachments, beginnings, invitations
from milliard.surveys.services import consents as consent_services
from milliard.surveys.services.consents import texts_of
from milliard.surveys.services.holders import Holder, holder_of
from milliard.surveys.services.locks import lock_for_answer
from milliard.surveys.services.moments import moment
from milliard.surveys.services.moving import (
    UNSEEN,
    keep_unread,
    last_answered,
    move_response_to_version,
    with_unseen,
)
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.trial import remaining_errors, try_posted
from milliard.territories.models import Commune

Answers = dict[str, Any]
MAX_SECONDS = 7_200


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else's answer to a question this person also changed."""

    theirs: Any
    who: str


@dataclass(slots=True)
class Saved:
    """What a save did.

    before: the answers until then. evaluation: of the answers now. errors: per path of question or
    group, one sentence. key: what the person's cookie must hold from now on.
    """

    holder: Holder
    posted: PostedSection
    before: Answers
    evaluation: Evaluation
    errors: dict[Path, str] = field(default_factory=dict)
    conflicts: dict[Path, Conflict] = field(default_factory=dict)
    key: str = ""
    is_new: bool = False

    @property
    def response(self) -> Response:
        return self.holder.response

    @property
    def is_clean(self) -> bool:
        """Nothing is left for the person to mend or to choose on this page."""
        return not self.errors and not self.conflicts


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
        return _save(request, lambda: _new(request, token, by))
    except beginnings.AlreadyBegun:  # the same page sent twice, or its second save
        return _save(request, lambda: _existing(request, token))


def finish_response(
    *, collection: Collection, key: str, invitation_key: str = "", now: datetime | None = None
) -> Response:
    """Complete a response from the review page; its invitation is spent in the same transaction.

    Raises :class:`ResponseIncomplete` when something required is missing or an answer is wrong,
    ``NotYourSection`` for a contributor.
    """
    now = now or timezone.now()
    with transaction.atomic():
        lock_for_answer(collection.pk)
        holder = holder_of(collection, key, lock=True)
        holder.ensure_began("Seule la personne qui a commencé peut terminer et envoyer.")
        _ensure_open(holder.response.collection, now)
        holder = _up_to_date(holder)
        response = holder.response
        evaluation = evaluate(
            compiled_version(response.version), response.answers, today=timezone.localdate(now)
        )
        if remaining_errors(evaluation):
            raise ResponseIncomplete
        if _complete(collection, response, now):
            response.save(update_fields=["completed_at", "saved_at"])
            _spend(collection, response, invitation_key)
    return response


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


def _save(request: _Request, hold: Callable[[], beginnings.Begun]) -> Saved:
    with transaction.atomic():
        lock_for_answer(request.collection.pk)
        begun = hold()
        holder = begun.holder
        compiled = compiled_version(holder.response.version)
        if request.section_key not in compiled.sections:
            raise UnknownSection
        holder.ensure_may_answer(request.section_key)
        if begun.is_new and request.uploads:  # a file needs the row it belongs to
            beginnings.insert(begun, now=request.now)
        if not begun.is_new and request.consents is not None and holder.contributor is None:
            _follow_consents(request, holder.response)
        saved = _apply(request, holder, compiled)
        saved.key, saved.is_new = begun.key, begun.is_new
        is_finishing = request.finish and saved.is_clean and holder.contributor is None
        if is_finishing:
            saved.errors = remaining_errors(saved.evaluation)
            is_finishing = not saved.errors and _complete(request.collection, holder.response, request.now)
        _store(begun, request.now)
        if is_finishing and (
            request.invitation_key or not begun.is_new or request.collection.invitation_only
        ):
            _spend(request.collection, holder.response, request.invitation_key)
    return saved


def _follow_consents(request: _Request, response: Response) -> None:
    consent_services.follow_form(
        response=response,
        texts=texts_of(request.collection),
        given=request.consents or (),
        at=moment(request.collection, request.now),
    )


def _existing(request: _Request, key: str) -> beginnings.Begun:
    holder = holder_of(request.collection, key, lock=True)
    _ensure_open(holder.response.collection, request.now)
    return beginnings.Begun(_up_to_date(holder), key, is_new=False)


def _up_to_date(holder: Holder) -> Holder:
    """The same, on the version the collection follows now: what is saved is read by its questions."""
    response = holder.response
    if response.version_id == response.collection.version_id:
        return holder
    version = response.collection.version
    moved = move_response_to_version(response=response, version=version, by=None)
    moved.collection = response.collection
    return replace(holder, response=moved)


def _new(request: _Request, token: str, by: User | None) -> beginnings.Begun:
    """A response not yet in the database, or that of the invitation."""
    begun = beginnings.begin(
        collection=request.collection,
        token=token,
        invitation_key=request.invitation_key,
        texts=texts_of(request.collection),
        given=request.consents or (),
        now=request.now,
        by=by,
    )
    if not begun.is_new:
        _ensure_open(begun.holder.response.collection, request.now)
        begun.holder = _up_to_date(begun.holder)
    return begun


def _ensure_open(collection: Collection, now: datetime) -> None:
    """``collection`` as read under the shared lock: it cannot close before the commit."""
    if not collection.is_open(now):
        raise CollectionNotOpen


def _apply(request: _Request, holder: Holder, compiled: CompiledQuestionnaire) -> Saved:
    response = holder.response
    now = moment(request.collection, request.now)
    posted = read_section(compiled, request.section_key, request.data, find_commune)
    before: Answers = response.answers
    files, file_errors = attachments.receive_files(
        response=response, posted=posted, uploads=request.uploads, taken_away=request.taken_away
    )
    trial = try_posted(
        compiled,
        before,
        posted,
        today=timezone.localdate(request.now),
        is_alone=_is_alone(response, posted),
        is_complete=response.completed_at is not None,
        files=files,
        file_errors=file_errors,
        removed_row=request.removed_row,
    )
    merge = trial.merge
    response.answers = merge.answers
    saved = Saved(holder, posted, before, trial.evaluation, trial.errors)
    saved.conflicts = _conflicts(saved, merge)
    _keep_replaced(saved, merge)
    if not response._state.adding:
        keep_unread(response, unread_answers(posted, request.data))
    _note_progress(saved, compiled, now)
    if files:
        attachments.forget_unused_files(response=response)
    return saved


def find_commune(typed: str) -> str | None:
    """The INSEE code of the one commune of the official list that ``typed`` names."""
    commune = Commune.objects.resolve(typed)
    return commune.code if commune is not None else None


def _is_alone(response: Response, posted: PostedSection) -> bool:
    """Whether every save of the section since the page was opened came from that very page."""
    info = response.sections.get(posted.section, {})
    return bool(posted.page) and info.get("page") == posted.page and posted.revision >= info.get("since", 0)


def _conflicts(saved: Saved, merge: merging.Merge) -> dict[Path, Conflict]:
    if not merge.conflicts:
        return {}
    who = last_author(saved.response, saved.posted.section)
    return {path: Conflict(theirs, who) for path, theirs in merge.conflicts.items()}


def last_author(response: Response, section_key: str) -> str:
    """The name of whoever saved the section last, for the words of a conflict."""
    author = response.sections.get(section_key, {}).get("by", "")
    if author:
        person = Contributor.objects.filter(response=response, public_id=author).first()
        if person is not None:
            return person.name
    return ReplacedAnswer.SOMEONE


def _keep_replaced(saved: Saved, merge: merging.Merge) -> None:
    if not merge.replaced:
        return
    theirs, mine = last_author(saved.response, saved.posted.section), _name(saved.holder)
    response = saved.response
    rows = ReplacedAnswer.objects.bulk_create(
        ReplacedAnswer(
            response=response,
            section_key=saved.posted.section,
            path="/".join(path)[:240],
            value=value,
            replaced_by=theirs if is_own else mine,
        )
        for path, value, is_own in merge.replaced
    )
    if response.collection.is_anonymous:
        day = moment(response.collection)
        ReplacedAnswer.objects.filter(pk__in=[row.pk for row in rows]).update(created_at=day, updated_at=day)


def _name(holder: Holder) -> str:
    return holder.contributor.name if holder.contributor else ReplacedAnswer.SOMEONE


def _note_progress(saved: Saved, compiled: CompiledQuestionnaire, now: datetime) -> None:
    """Revision, time spent, how far the response went, what is hidden."""
    response, posted = saved.response, saved.posted
    response.revision += 1
    info = dict(response.sections.get(posted.section, {}))
    is_same_page = bool(posted.page) and info.get("page") == posted.page
    spent = min(max(int(time.time()) - posted.opened_at, 0), MAX_SECONDS) if posted.opened_at else 0
    earlier = info.get("seconds", 0) - (info.get("page_seconds", 0) if is_same_page else 0)
    info.update(
        revision=response.revision,
        seconds=max(earlier, 0) + spent,
        page_seconds=spent,
        at=now.isoformat(timespec="seconds"),
        by=saved.holder.author,
        page=posted.page,
        since=info.get("since", 0) if is_same_page else posted.revision,
    )
    response.sections = {**response.sections, posted.section: info}
    if UNSEEN in response.sections:  # those of this section have now been shown
        here = {member.key for member in compiled.members[posted.section]}
        response.sections = with_unseen(response.sections, set(response.sections[UNSEEN]) - here)
    order = list(compiled.sections)
    response.furthest_section = max(response.furthest_section, order.index(posted.section) + 1)
    response.furthest_question = max(response.furthest_question, last_answered(saved.evaluation, compiled))
    response.off_path = ["/".join(path) for path in saved.evaluation.off_path_keys]
    response.saved_at = now


def _complete(collection: Collection, response: Response, now: datetime) -> bool:
    """Date the completion; False when it already was."""
    if response.completed_at is not None:
        return False
    response.completed_at = response.saved_at = moment(collection, now)
    return True


def _spend(collection: Collection, response: Response, invitation_key: str) -> None:
    invitations.spend(collection=collection, response=response, invitation_key=invitation_key)


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
