"""What a save leaves in the row besides the answers: revision, time spent, how far, what is hidden."""

import time
from datetime import datetime
from typing import Any

from engines.questionnaire.expressions import CompiledQuestionnaire
from milliard.surveys.answering.form import PostedSection
from milliard.surveys.answering.outcome import Saved
from milliard.surveys.models import Response
from milliard.surveys.version_change.responses import UNSEEN, last_answered, with_unseen

MAX_SECONDS = 7_200


def note_progress(saved: Saved, compiled: CompiledQuestionnaire, now: datetime) -> None:
    """Revision, time spent, how far the response went, what is hidden."""
    response, posted = saved.response, saved.posted
    response.revision += 1
    reached = [answer.section for answer in saved.older if answer.section]
    if not saved.is_gone:
        reached.append(posted.section)
        _note_section(saved, now)
        if UNSEEN in response.sections:  # those of this section have now been shown
            here = {member.key for member in compiled.members[posted.section]}
            response.sections = with_unseen(response.sections, set(response.sections[UNSEEN]) - here)
    order = list(compiled.sections)
    response.furthest_section = max(response.furthest_section, *(order.index(key) + 1 for key in reached), 0)
    response.furthest_question = max(response.furthest_question, last_answered(saved.evaluation, compiled))
    response.off_path = ["/".join(path) for path in saved.evaluation.off_path_keys]
    response.saved_at = now


def _note_section(saved: Saved, now: datetime) -> None:
    response, posted = saved.response, saved.posted
    info: dict[str, Any] = dict(response.sections.get(posted.section, {}))
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


def is_alone(response: Response, posted: PostedSection) -> bool:
    """Whether every save of the section since the page was opened came from that very page."""
    info = response.sections.get(posted.section, {})
    return bool(posted.page) and info.get("page") == posted.page and posted.revision >= info.get("since", 0)
