"""One posted section -> the response, in one transaction."""

import time
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from engines.questionnaire.answers import look_up
from engines.questionnaire.evaluation.ending import ending_of
from engines.questionnaire.expressions import CompiledQuestionnaire
from milliard.surveys import tokens
from milliard.surveys.answering import start
from milliard.surveys.answering.finish import complete, spend
from milliard.surveys.answering.form import Path, PostedSection, Submission, base_of, name_of, read_section
from milliard.surveys.answering.revealed import revealed
from milliard.surveys.answering.sender import Sender, sender_of
from milliard.surveys.answering.verdict import Verdict, judge
from milliard.surveys.errors import UnknownSection
from milliard.surveys.models import Contributor, ReplacedAnswer, Response
from milliard.surveys.services import attachments, consents
from milliard.surveys.services.access import Holder
from milliard.surveys.services.invitations import BegunMeanwhile
from milliard.surveys.services.locks import lock_for_answer
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.services.replaced_answers import store_replaced, without_known
from milliard.surveys.version_change import older_pages
from milliard.surveys.version_change.older_pages import OlderAnswer
from milliard.surveys.version_change.responses import UNSEEN, with_unseen
from milliard.territories.days import days_in_france

#: What a later save may change.
_WRITTEN = (
    *("answers", "off_path", "sections", "revision", "furthest_section", "furthest_question"),
    *("saved_at", "completed_at", "unseen_sections"),
)
#: No page counts for more than two hours.
MAX_SECONDS = 7_200
#: Two windows of one person look like two people who share a link: said so that either understands.
_SAME_LINK = "Une autre fenêtre, ou quelqu’un qui a votre lien,"


@dataclass(slots=True)
class Saved:
    """What a save did, for the page that comes next."""

    holder: Holder
    posted: PostedSection
    sender: Sender
    #: The answers until then.
    before: dict[str, Any]
    verdict: Verdict
    #: The section itself no longer exists.
    is_gone: bool = False
    #: In words: who wrote the answers in conflict.
    other_author: str = ""
    #: What the person's cookie must hold from now on.
    key: str = ""
    is_new: bool = False
    #: Answers typed in questions that the page showed and that have left the section.
    older: list[OlderAnswer] = field(default_factory=list)
    #: ``NAME:BASE`` of all those questions, as the page must send them next.
    older_shown: list[str] = field(default_factory=list)

    @property
    def response(self) -> Response:
        return self.holder.response


def save_section(submission: Submission) -> Saved:
    """Save one posted section; with ``finish``, complete the response when nothing is left to mend.

    A page of an earlier version of the questionnaire is saved too, even when its section no longer exists:
    see `milliard.surveys.version_change.older_pages`. It never completes a response.

    Raises `CollectionNotOpen`, `UnknownToken` (and `ExpiredToken`), `UnknownSection`, `NotYourSection`,
    `ConsentNeeded`, `InvitationNeeded`, `InvitationSpent`.
    """
    if submission.key:
        return _save(submission)
    token = tokens.read_fresh_token(submission.fresh, submission.collection.slug)
    try:
        try:
            return _save(submission, token)
        except BegunMeanwhile:  # with the same invitation, elsewhere: now its response is there to be held
            return _save(submission, token)
    except start.AlreadyBegun:  # the same page sent twice, or its second save
        return _save(replace(submission, key=token))


@transaction.atomic
def _save(submission: Submission, token: str = "") -> Saved:
    lock_for_answer(submission.collection.pk)
    begun = start.hold_response(submission, token)
    holder = begun.holder
    holder.ensure_may_answer(submission.section_key)
    if begun.is_new and submission.uploads:  # a file needs the row it belongs to
        start.insert(begun, submission)
    saved = _apply(submission, holder)
    is_repeat = saved.sender.is_repeat
    if not (begun.is_new or is_repeat or submission.consents is None or holder.contributor):
        _follow_consents(submission, holder.response)
    saved.key, saved.is_new = begun.key, begun.is_new
    is_finished = submission.finish and _finish(submission, saved)
    if is_finished or not is_repeat:
        _store(begun, submission)
    if saved.older:
        store_replaced(older_pages.rows_set_aside(saved.older, holder.response), holder.response.collection)
    if is_finished and (
        submission.invitation_key or not begun.is_new or submission.collection.invitation_only
    ):
        spend(submission.collection, holder.response, submission.invitation_key)
    return saved


def _follow_consents(submission: Submission, response: Response) -> None:
    consents.follow_form(
        response=response,
        texts=consents.texts_of(submission.collection),
        given=submission.consents or (),
        at=submission.collection.moment(submission.now),
    )


def _finish(submission: Submission, saved: Saved) -> bool:
    """Complete the response when this page, and nothing elsewhere, keeps it from being complete."""
    verdict, is_current = saved.verdict, not (saved.older_shown or saved.is_gone)
    if not (verdict.is_clean and is_current and saved.holder.contributor is None):
        return False
    ending = ending_of(verdict.evaluation, saved.response.sections)
    verdict.errors = dict(ending.errors)
    if not ending.is_whole or revealed(verdict.evaluation, saved.posted):
        return False
    return complete(submission.collection, saved.response, ending, submission.now)


def _apply(submission: Submission, holder: Holder) -> Saved:
    response, key = holder.response, submission.section_key
    compiled = compiled_version(response.version)
    posted = read_section(compiled, key, submission.data)
    is_gone, older = key not in compiled.sections, None
    if posted.unread or is_gone:  # the page is older than the version answered now
        older = older_pages.read_older_page(
            version=response.version,
            compiled=compiled,
            posted=posted,
            data=submission.data,
            uploads=submission.uploads,
        )
    if is_gone and older is None:
        raise UnknownSection
    whole = posted if older is None else replace(posted, fields={**posted.fields, **older.fields})
    info = response.sections.get(key, {})
    before, sender = response.answers, sender_of(info, posted, is_background=submission.is_background)
    files: dict[Path, Any] = {}
    file_errors: dict[Path, str] = {}
    if (submission.uploads or submission.taken_away) and not sender.is_repeat:
        files, file_errors = attachments.receive_files(
            response=response,
            posted=whole,
            uploads=submission.uploads if older is None else older.renamed(submission.uploads),
            taken_away=submission.taken_away,
        )
    verdict = judge(
        compiled,
        before,
        whole,
        today=days_in_france(submission.now),
        sender=sender,
        is_complete=response.completed_at is not None,
        files=files,
        file_errors=file_errors,
        removed_row=submission.removed_row,
    )
    response.answers = verdict.answers
    saved = Saved(holder, posted, sender, before, verdict, is_gone=is_gone)
    if older is not None:
        saved.older, saved.older_shown = older.settle(verdict), older.shown
    if verdict.conflicts or verdict.replaced:
        _note_other_author(saved)
    if not sender.is_repeat:
        _note_progress(saved, compiled, submission)
    if files:
        attachments.forget_unused_files(response=response)
    return saved


def _note_other_author(saved: Saved) -> None:
    """Say whose answers are in conflict; keep those that just lost, each with who replaced it."""
    holder, section = saved.holder, saved.posted.section
    author = saved.sender.other_author
    person = author and Contributor.objects.filter(response=saved.response, public_id=author).first()
    theirs = person.name if person else ReplacedAnswer.SOMEONE
    mine = holder.contributor.name if holder.contributor else ReplacedAnswer.SOMEONE
    saved.other_author = _SAME_LINK if author == holder.author else theirs
    rows = [
        ReplacedAnswer(
            response=saved.response,
            section_key=section,
            path="/".join(path)[:240],
            value=value,
            replaced_by=theirs if is_own else mine,
        )
        for path, value, is_own in saved.verdict.replaced
    ]
    store_replaced(without_known(rows), saved.response.collection)


def _note_progress(saved: Saved, compiled: CompiledQuestionnaire, submission: Submission) -> None:
    """Note in the row the revision, the time spent, how far the response went, what is hidden."""
    response, posted, evaluation = saved.response, saved.posted, saved.verdict.evaluation
    now = submission.collection.moment(submission.now)
    response.revision += 1
    reached = [answer.section for answer in saved.older if answer.section]
    if not saved.is_gone:
        reached.append(posted.section)
        info = _section_info(saved, submission) | {"at": now.isoformat(timespec="seconds")}
        response.sections = {**response.sections, posted.section: info}
        if UNSEEN in response.sections:  # those of this section have now been shown
            here = {member.key for member in compiled.members[posted.section]}
            response.sections = with_unseen(response.sections, set(response.sections[UNSEEN]) - here)
    order = list(compiled.sections)
    response.furthest_section = max(response.furthest_section, *(order.index(key) + 1 for key in reached), 0)
    response.furthest_question = max(response.furthest_question, evaluation.last_answered)
    response.off_path = ["/".join(path) for path in evaluation.off_path_keys]
    response.saved_at = now
    if response.completed_at is not None:  # what was sent without being seen may be seen since
        unseen = len(ending_of(evaluation, response.sections).unseen)
        response.unseen_sections = min(response.unseen_sections, unseen)  # a later version may add some


def _section_info(saved: Saved, submission: Submission) -> dict[str, Any]:
    """What the row keeps of this save of the section; see `Response.sections`."""
    posted, answers = saved.posted, saved.verdict.answers
    info: dict[str, Any] = saved.response.sections.get(posted.section, {})
    by = saved.holder.author
    is_same_page = bool(posted.page) and posted.page in [known["page"] for known in info.get("pages", ())[:1]]
    spent = min(max(int(time.time()) - posted.opened_at, 0), MAX_SECONDS) if posted.opened_at else 0
    fields = posted.fields.items()
    pages = saved.sender.remembered(
        written={name_of(path) for path in saved.verdict.changed},
        known={each.name for path, each in fields if each.base == base_of(look_up(answers, path))},
        by=by,
    )
    earlier = info.get("seconds", 0) - (info.get("page_seconds", 0) if is_same_page else 0)
    return info | {
        "is_passed": info.get("is_passed", False) or (submission.moves_on and _is_done(saved)),
        "revision": saved.response.revision,
        "seconds": max(earlier, 0) + spent,
        "page_seconds": spent,
        "by": by,
        "pages": pages,
    }


def _is_done(saved: Saved) -> bool:
    """Whether nothing on the page holds the person back, nor is new to them."""
    verdict = saved.verdict
    return verdict.is_clean and not revealed(verdict.evaluation, saved.posted)


def _store(begun: start.Begun, submission: Submission) -> None:
    # No full_clean here: every value was just built by us, and the checks would cost a query per relation.
    response = begun.holder.response
    if response.pk is None:
        start.insert(begun, submission)
        return
    response.save(update_fields=_WRITTEN)
