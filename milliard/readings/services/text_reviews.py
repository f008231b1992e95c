"""Deciding what may be quoted: only words that were read, whole or cut, never changed."""

import re
import uuid
from collections.abc import Sequence

from django.db import transaction

from engines.questionnaire.exposure import Exposure, exposure_of
from engines.questionnaire.expressions import CompiledQuestion
from milliard.accounts.models import User
from milliard.core import journal
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.readings.enums import QUOTED, RefusalReason, TextState
from milliard.readings.models import TextReview
from milliard.readings.policies import can_review_texts
from milliard.readings.reports.free_texts import find_texts, too_few_to_read
from milliard.readings.reports.text_records import FreeText
from milliard.readings.services.openings import TooFewToRead
from milliard.surveys.models import Collection, Response

CUT = "[…]"
_HANDLE_LENGTH = 32


class NamesWhoAnswers(Refused):
    """The question asks who answers: its answers are never quoted."""

    message = "Cette question demande qui répond\u00a0: ses réponses ne se citent pas."


class NotAgreed(Refused):
    """The collection asks whether one may be quoted, and the author did not say yes."""

    message = "Son auteur·rice n’a pas accepté d’être cité·e."


class NoTextChosen(Refused):
    """No text was ticked."""

    message = "Cochez au moins un texte."


class ReasonMissing(Refused):
    """A refusal says why."""

    message = "Dites pourquoi ce texte ne peut pas être cité."


class CutNotMarked(Refused):
    """A cut quotation shows where words were left out."""

    message = (
        f"Marquez chaque coupe par «\u00a0{CUT}\u00a0». Pour citer le texte entier, "
        "choisissez «\u00a0citable\u00a0»."
    )


class WordsChanged(Refused):
    """Something else than a cut was done to the words."""

    message = (
        "Ces mots ne sont pas ceux de la réponse, dans l’ordre\u00a0: une citation se coupe, "
        "elle ne se récrit pas."
    )


class TextGone(Refused):
    """The text was changed, hidden or erased since it was shown."""

    message = "Ce texte a changé ou a été retiré depuis que vous l’avez lu\u00a0: relisez la liste."


@transaction.atomic
def review_texts(
    *,
    collection: Collection,
    question: CompiledQuestion,
    marks: Sequence[str],
    state: TextState,
    reason: str = "",
    quotation: str = "",
    by: User,
) -> int:
    """Decide on texts of one question, named by their marks; returns how many.

    ``TO_READ`` takes a decision back. A text that changed since it was shown is left as it is; with one text
    alone that is `TextGone`. Raises `NoTextChosen`, `ReasonMissing`, `CutNotMarked`, `WordsChanged`,
    `NamesWhoAnswers`, `TooFewToRead`, ``NotAllowed``.
    """
    authorize(by, can_review_texts, collection)
    if too_few_to_read(collection):
        raise TooFewToRead
    _check(question, marks, state, reason)
    found = find_texts(collection, question, [mark[:_HANDLE_LENGTH] for mark in marks])
    held = Response.objects.filter(pk__in={text.response_pk for text in found.values()}).order_by("pk")
    list(held.select_for_update().only("pk"))
    # Read again once locked: whoever was answering meanwhile has finished.
    found = find_texts(collection, question, list(found))
    texts = [
        found[mark[:_HANDLE_LENGTH]] for mark in marks if _is_same(found.get(mark[:_HANDLE_LENGTH]), mark)
    ]
    if not texts:
        raise TextGone
    if state in QUOTED:
        texts = [text for text in texts if text.may_quote]
        if not texts:
            raise NotAgreed
    if state is TextState.TO_READ:
        for text in texts:
            TextReview.objects.filter(response=text.response_pk, path=text.path).delete()
    else:
        TextReview.objects.bulk_create(
            [_review(collection, question, text, state, reason, quotation, by) for text in texts],
            update_conflicts=True,
            unique_fields=["response", "path"],
            update_fields=["digest", "state", "quotation", "reason", "decided_by", "decided_at", "public_id"],
        )
    data = {"question": question.key, "state": state.value, "count": len(texts)}
    journal.record("readings.texts.reviewed", collection, by=by, data=data)
    return len(texts)


def cut_words(text: str, typed: str) -> str:
    """What is kept of a text, each cut marked « […] » and nothing else changed.

    Raises `CutNotMarked`, `WordsChanged`.

    >>> cut_words("Mon voisin Paul dit oui à tout.", "[...] dit oui [ … ]")
    '[…] dit oui […]'
    """
    marked = re.sub(r"\[\s*(?:…|\.\.\.)\s*\]|\(\s*(?:…|\.\.\.)\s*\)", CUT, typed)
    if CUT not in marked:
        raise CutNotMarked
    kept = [" ".join(part.split()) for part in marked.split(CUT)]
    whole, place = " ".join(text.split()), 0
    if not any(kept):
        raise WordsChanged
    for part in kept:
        found = _whole_words(part).search(whole, place)
        if found is None:
            raise WordsChanged
        place = found.end()
    if not (whole.startswith(kept[0]) and whole.endswith(kept[-1])):
        raise CutNotMarked  # words are left out before the first ones kept, or after the last
    return " ".join(re.sub(rf"\s*{re.escape(CUT)}\s*", f" {CUT} ", marked).split())


def _whole_words(part: str) -> re.Pattern[str]:
    """Where these words stand: «possible» is not a cut of «impossible»."""
    before = r"(?<!\w)" if re.match(r"\w", part) else ""
    after = r"(?!\w)" if re.search(r"\w$", part) else ""
    return re.compile(f"{before}{re.escape(part)}{after}")


def _check(question: CompiledQuestion, marks: Sequence[str], state: TextState, reason: str) -> None:
    if not marks:
        raise NoTextChosen
    if state in QUOTED and exposure_of(question.question) is not Exposure.WORDS:
        raise NamesWhoAnswers
    if state is TextState.REFUSED and reason not in RefusalReason.values:
        raise ReasonMissing


def _is_same(text: FreeText | None, mark: str) -> bool:
    return text is not None and text.mark == mark


def _review(
    collection: Collection,
    question: CompiledQuestion,
    text: FreeText,
    state: TextState,
    reason: str,
    quotation: str,
    by: User,
) -> TextReview:
    # Other words are another quotation: where the former stood, nothing takes its place unseen.
    reference = text.reference or uuid.uuid4()
    return TextReview(
        public_id=reference,
        response_id=text.response_pk,
        question_key=question.key,
        path=text.path,
        digest=text.digest,
        state=state,
        quotation=cut_words(text.text, quotation) if state is TextState.CUT else "",
        reason=reason if state is TextState.REFUSED else "",
        decided_by=by,
        decided_at=collection.moment(),
    )
