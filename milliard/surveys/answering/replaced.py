"""Two people, one question: who wrote the other answer, and where the one that lost is kept."""

from milliard.surveys.answering import merge as merging
from milliard.surveys.answering.form import Path
from milliard.surveys.answering.outcome import Conflict, Saved
from milliard.surveys.models import Contributor, ReplacedAnswer, Response
from milliard.surveys.services.access import Holder
from milliard.surveys.services.replaced_answers import keep_rows

#: Two windows of one person look like two people who share a link: said so that either understands.
_SAME_LINK = "Une autre fenêtre, ou quelqu’un qui a votre lien,"


def conflicts_of(saved: Saved, merge: merging.Merge) -> dict[Path, Conflict]:
    """The conflicts of a merge, in words for the page."""
    if not merge.conflicts:
        return {}
    section = saved.posted.section
    is_same_link = saved.response.sections.get(section, {}).get("by", "") == saved.holder.author
    who = _SAME_LINK if is_same_link else last_author(saved.response, section)
    return {path: Conflict(theirs, who) for path, theirs in merge.conflicts.items()}


def last_author(response: Response, section_key: str) -> str:
    """The name of whoever saved the section last, for the words of a conflict."""
    author = response.sections.get(section_key, {}).get("by", "")
    if author:
        person = Contributor.objects.filter(response=response, public_id=author).first()
        if person is not None:
            return person.name
    return ReplacedAnswer.SOMEONE


def keep_replaced(saved: Saved, merge: merging.Merge) -> None:
    """Keep the answers that just lost, each with who replaced it."""
    if not merge.replaced:
        return
    theirs, mine = last_author(saved.response, saved.posted.section), _name(saved.holder)
    rows = [
        ReplacedAnswer(
            response=saved.response,
            section_key=saved.posted.section,
            path="/".join(path)[:240],
            value=value,
            replaced_by=theirs if is_own else mine,
        )
        for path, value, is_own in merge.replaced
    ]
    keep_rows(rows, saved.response.collection)


def _name(holder: Holder) -> str:
    return holder.contributor.name if holder.contributor else ReplacedAnswer.SOMEONE
