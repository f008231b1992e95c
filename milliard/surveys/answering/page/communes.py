"""Communes are stored as INSEE codes and shown by their names: the questions asked of the official list."""

from collections.abc import Iterable

from engines.questionnaire.evaluation import Evaluation
from engines.questionnaire.model import Kind
from engines.questionnaire.parsing import AnswerError, clean_text
from milliard.surveys.answering.form import PostedField
from milliard.surveys.answering.page.record import SectionPage
from milliard.territories.models import Commune
from milliard.territories.proposals import Proposals, propose
from milliard.territories.search import MAX_LENGTH


def commune_labels(codes: Iterable[object]) -> dict[str, str]:
    """INSEE code -> «Saint-Étienne (42)»: one query, none without a code."""
    wanted = {code for code in map(str, codes) if code.isalnum()}
    if not wanted:
        return {}
    return {commune.code: commune.label for commune in Commune.objects.filter(code__in=wanted)}


def communes_answered(evaluation: Evaluation) -> dict[str, str]:
    """The labels of the communes answered in the sections evaluated."""
    return commune_labels(
        place.answer
        for place in evaluation.places.values()
        if place.question.kind is Kind.COMMUNE and place.is_answered
    )


def communes_shown(evaluation: Evaluation, page: SectionPage) -> dict[str, str]:
    """The labels of the communes of one page, those of another person's answers included."""
    places = [place for place in evaluation.places.values() if place.question.kind is Kind.COMMUNE]
    here = [place.answer for place in places if place.is_answered and place.section == page.section]
    return commune_labels(
        here + [page.conflicts[place.path] for place in places if place.path in page.conflicts]
    )


def proposals(posted: PostedField | None) -> Proposals:
    """The communes that a text not understood may mean."""
    if posted is None or not posted.error:
        return Proposals()
    try:
        return propose(clean_text(" ".join(posted.raw)[:MAX_LENGTH], MAX_LENGTH))
    except AnswerError:
        return Proposals()
