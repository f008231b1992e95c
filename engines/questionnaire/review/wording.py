"""Remarks on how a questionnaire is worded: never a verdict, always something an author may ignore.

The rules are those of survey handbooks (one idea per question, no double negation, no leading turn,
balanced scales, a way out for who does not know), turned into patterns over French. They miss things
and sometimes find what is not there: each remark says what was seen, so that a person decides.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from engines.questionnaire.classes import overlaps, without
from engines.questionnaire.model import (
    Choice,
    Definition,
    Group,
    Kind,
    Layout,
    Missing,
    Question,
    QuestionRole,
)
from french import typeset

MAX_LABEL_WORDS = 25
MAX_LABEL_AND_HINT_WORDS = 40
MAX_CHOICES = 15


class RemarkCode(enum.StrEnum):
    """The subject of a remark."""

    TOO_LONG = "too_long"
    DOUBLE_NEGATION = "double_negation"
    DOUBLE_QUESTION = "double_question"
    NO_DONT_KNOW = "no_dont_know"
    LEADING = "leading"
    ACRONYM = "acronym"
    JARGON = "jargon"
    UNBALANCED_SCALE = "unbalanced_scale"
    TOO_MANY_CHOICES = "too_many_choices"
    NO_EXCLUSIVE_NONE = "no_exclusive_none"
    OVERLAPPING_CHOICES = "overlapping_choices"


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark on one question, explained in French."""

    key: str
    code: RemarkCode
    message_fr: str


# «pas», «point» and «personne» also have other meanings: they count only after ne / n’.
_NEGATION = re.compile(r"\b(?:ne\b|n[’'])[^.?!;]{0,60}?\b(?:pas|plus|jamais|rien|aucune?|personne|point)\b")
_NEGATIVE_TURN = re.compile(
    r"\b(?:sans|impossible|im?possibilité|inutile|incapables?|interdi\w+|refus\w*|contre|empêch\w*"
    r"|désaccord|opposé\w*|non[- ]\w+|insuffisan\w+|défavorable\w*)\b"
)
_TWO_IN_ONE = re.compile(
    r"\bet\s*/\s*ou\b|\bainsi que\b.*\?|\bet (?:est-ce|comment|pourquoi|combien|depuis quand|quel\w*)\b"
)
_LEADING = re.compile(
    r"ne (?:pensez|croyez|trouvez)-vous pas|n[’']est-ce pas|\bévidemment\b|\bbien sûr\b|\bbien entendu\b"
    r"|comme chacun sait|tout le monde (?:sait|s[’']accorde)|la plupart des gens|il est urgent|\bscandaleu\w+"
    r"|\bne faudrait-il pas\b|\b(?:seriez|êtes)-vous d[’']accord pour dire\b|\bvéritable(?:ment)?\b"
    r"|\binacceptable\w*"
)
_JARGON = re.compile(
    r"\b(?:gouvernance partagée|effet de levier|quasi[- ]fonds propres|haut de bilan|bas de bilan|ticket"
    r"|due diligence|business plan|reporting|subordonn\w+|obligations? convertibles?|dette senior|waterfall"
    r"|first loss|covenants?|scalab\w+|pitch\w*|kpis?|stakeholders?|benchmark\w*|synergi\w+)\b"
)
_ACRONYM = re.compile(r"\b(?:[A-Z]\.?){2,7}\b")
_KNOWN_ACRONYMS = frozenset(
    {"OUI", "NON", "SIREN", "SIRET", "RNA", "INSEE", "TVA", "CDI", "CDD", "URL", "PDF"}
)
_DONT_KNOW = re.compile(
    r"\bne (?:sais|sait|savons|savent) pas\b|\bnsp\b|sans (?:avis|opinion)|\bn[’']ai pas d[’']avis"
)
_NONE = re.compile(r"^(?:aucune?s?\b|rien\b|pas de\b|non concernée?)")
_POSITIVE = re.compile(
    r"(?<!pas )(?<!peu )(?<!mal )\b(?:tout à fait|plutôt d[’']accord|d[’']accord|très|plutôt|bonne?s?|bien"
    r"|satisfaite?s?|favorable|oui|utile|important\w*|suffisant\w*|souvent|beaucoup)\b"
)
_NEGATIVE = re.compile(
    r"\b(?:pas|peu|mal|mauvaise?s?|désaccord|insatisfaite?s?|défavorable|non|inutile|insuffisant\w*|jamais"
    r"|rarement|médiocre)\b"
)
_KIND_OF_YES = re.compile(r"^(?:oui|non)\s*[,:]?\s*(?:une?|des?|du|le|la|les|l[’']|dans|chez|avec|par)\b")
_OPINION = re.compile(
    r"(?:pensez|croyez|trouvez|estimez|souhaitez|préférez|jugez|diriez)-vous|êtes-vous (?:d[’']accord|pour"
    r"|favorable|satisfait\w*|prêt\w*)|selon vous|à votre avis|d[’']après vous|votre (?:avis|opinion)"
    r"|dans quelle mesure|faut-il|faudrait-il|devrait"
)


def review(questionnaire: Definition) -> list[Remark]:
    """All the remarks, in the order of the questions."""
    text = " ".join(f"{question.label} {question.hint}" for question in questionnaire.questions()) + " ".join(
        f"{section.title} {section.intro}" for section in questionnaire.sections
    )
    explained = _explained_acronyms(text)
    remarks: list[Remark] = []
    for _, groups, question in questionnaire.placed_questions():
        if question.kind is not Kind.CALCULATE:
            remarks += [
                Remark(question.key, code, typeset(message))
                for code, message in _remarks(questionnaire, groups, question, explained)
            ]
    return remarks


def _remarks(
    questionnaire: Definition, groups: tuple[Group, ...], question: Question, explained: set[str]
) -> Iterator[tuple[RemarkCode, str]]:
    label = " ".join(question.label.split())
    lowered = label.lower()
    if question.is_answerable:
        yield from _length_remarks(question)
        yield from _turn_remarks(label, lowered)
        yield from _choice_remarks(
            questionnaire.choices(question), question, lowered, any(g.layout is Layout.GRID for g in groups)
        )
    for acronym in dict.fromkeys(match.replace(".", "") for match in _ACRONYM.findall(label)):
        if acronym not in explained and acronym not in _KNOWN_ACRONYMS and not label.isupper():
            yield (
                RemarkCode.ACRONYM,
                f"« {acronym} » n’est expliqué nulle part : écrivez-le en toutes lettres une première fois.",
            )
    if found := _JARGON.search(lowered):
        yield RemarkCode.JARGON, f"« {found[0]} » : un mot du métier, que tout le monde ne connaît pas."


def _length_remarks(question: Question) -> Iterator[tuple[RemarkCode, str]]:
    words, hint = count_words(question.label), count_words(question.hint)
    if words > MAX_LABEL_WORDS:
        message = f"La question fait {words} mots : au-delà de {MAX_LABEL_WORDS}, on la relit deux fois."
        yield RemarkCode.TOO_LONG, message
    elif words + hint > MAX_LABEL_AND_HINT_WORDS:
        yield (
            RemarkCode.TOO_LONG,
            f"La question et son aide font {words + hint} mots :"
            f" gardez-en {MAX_LABEL_AND_HINT_WORDS} au plus.",
        )


def _turn_remarks(label: str, lowered: str) -> Iterator[tuple[RemarkCode, str]]:
    if leading := _LEADING.search(lowered):
        yield RemarkCode.LEADING, f"« {leading[0]} » suggère une réponse."
    negations = _NEGATION.findall(lowered)
    rest = _NEGATION.sub(" ", lowered)
    turn = _NEGATIVE_TURN.search(rest)
    if len(negations) > 1 or (negations and turn):
        second = turn[0] if turn else negations[1]
        yield (
            RemarkCode.DOUBLE_NEGATION,
            f"Deux négations (« {negations[0]} », « {second} ») : on ne sait plus ce que « oui » veut dire.",
        )
    if label.count("?") > 1:
        yield RemarkCode.DOUBLE_QUESTION, "Deux points d’interrogation : posez deux questions."
    elif found := _TWO_IN_ONE.search(lowered):
        message = f"« {found[0][:30]} » : peut-être deux questions en une."
        yield RemarkCode.DOUBLE_QUESTION, message


def _choice_remarks(
    choices: tuple[Choice, ...], question: Question, lowered: str, is_grid: bool
) -> Iterator[tuple[RemarkCode, str]]:
    if not choices:
        return
    if question.kind in (Kind.ONE, Kind.MANY, Kind.YES_NO) and needs_dont_know(question, choices, is_grid):
        yield (
            RemarkCode.NO_DONT_KNOW,
            "On demande un avis : prévoyez « Je ne sais pas », sinon on répond au hasard ou on s’arrête.",
        )
    if len(choices) > MAX_CHOICES:
        yield RemarkCode.TOO_MANY_CHOICES, f"{len(choices)} choix : on ne lit plus les derniers."
    labels = [choice.label.lower() for choice in choices if choice.missing is None]
    if question.kind is Kind.ONE:
        positive = sum(1 for text in labels if _POSITIVE.search(text) and not _NEGATIVE.search(text))
        negative = sum(1 for text in labels if _NEGATIVE.search(text) and not _DONT_KNOW.search(text))
        is_scale = positive + negative >= max(3, len(labels) - 1) and positive and negative
        # «Oui, une ferme», «Oui, un commerce», «Non»: kinds of yes, not degrees of it.
        is_scale = is_scale and not any(_KIND_OF_YES.search(text) for text in labels)
        if is_scale and abs(positive - negative) > 1:
            yield (
                RemarkCode.UNBALANCED_SCALE,
                f"{positive} réponses penchent d’un côté et {negative} de l’autre : équilibrez l’échelle.",
            )
    if question.kind is Kind.ONE:
        yield from _overlap_remarks(choices)
    if question.kind is Kind.MANY:
        for choice in choices:
            if _NONE.search(choice.label.lower()) and not choice.is_exclusive:
                message = f"« {choice.label} » peut être coché avec d’autres choix : rendez-le exclusif."
                yield RemarkCode.NO_EXCLUSIVE_NONE, message


def _overlap_remarks(choices: tuple[Choice, ...]) -> Iterator[tuple[RemarkCode, str]]:
    """Classes that hold common values: two boxes are right for one person, and each share is read wrong."""
    for inner, outer in overlaps(choice.label for choice in choices if choice.missing is None):
        instead = without(inner, outer)
        fix = f" Écrivez « {instead} »." if instead else " Faites commencer chacune où finit l’autre."
        yield (
            RemarkCode.OVERLAPPING_CHOICES,
            f"« {inner.label} » et « {outer.label} » se recouvrent : on hésite entre les deux, et la part de "
            f"l’une, lue seule, est fausse.{fix}",
        )


def needs_dont_know(question: Question, choices: tuple[Choice, ...], is_grid: bool) -> bool:
    """True for an opinion without a way out. Opinions: asked as such, or rows of a grid.

    Facts (status, size, region: the margins and breakdowns) have an answer one knows.
    """
    if question.role is not QuestionRole.CONTENT or not (is_grid or _OPINION.search(question.label.lower())):
        return False
    return not any(
        choice.missing in (Missing.DONT_KNOW, Missing.NOT_APPLICABLE)
        or _DONT_KNOW.search(choice.label.lower())
        for choice in choices
    )


def _explained_acronyms(text: str) -> set[str]:
    """Acronyms written next to their meaning: «(ESS)», «ESS (économie …)», «ESS : …»."""
    inside = {match.replace(".", "") for match in re.findall(r"\(((?:[A-Z]\.?){2,7})\)", text)}
    before = {match.replace(".", "") for match in re.findall(r"\b((?:[A-Z]\.?){2,7})\s*[(:=]", text)}
    return inside | before


def count_words(text: str) -> int:
    """Words as a reader counts them: «d’accord» is two, «l’avez-vous» three."""
    return len(re.findall(r"\w+", re.sub(r"\$\{[^{}]*\}", " mot ", text)))
