"""What LimeSurvey has no place for in a question, told by key."""

from __future__ import annotations

from engines.questionnaire.files.limesurvey.writer.survey_plan import Planned, Report
from engines.questionnaire.model import Choice, QuestionRole

#: The types that draw their answers, and the attribute that says so.
RANDOM = {"L": "answer_order", "M": "random_order", "R": "random_order"}


def say_losses(item: Planned, choices: tuple[Choice, ...], refuse: Report, lose: Report) -> None:
    """Report every one of them."""
    asked = [*(item.rows or (item.asked,)), *([item.other] if item.other else [])]
    for question in asked:
        if question.constraint_message or question.required_message:
            lose(question.key, "vos messages d’erreur : LimeSurvey met les siens")
        if question.uid != question.key:
            lose(question.key, "l’identifiant qui la relie aux versions précédentes")
    if item.other is not None and (item.other.is_sensitive or item.other.role is not QuestionRole.CONTENT):
        lose(item.other.key, "le rôle et la protection de la précision sur « autre »")
    for row in item.rows:
        if row.hint:
            lose(row.key, "l’aide d’une ligne")
    if len({(row.role, row.is_sensitive) for row in item.rows}) > 1:
        lose(item.key, "le rôle et la protection propres à chaque ligne : la première vaut pour toutes")
    if item.type not in RANDOM and any(question.is_random_order for question in asked):
        lose(item.key, "l’ordre tiré au sort des réponses")
    is_drawn = item.type in RANDOM and item.asked.is_random_order
    if is_drawn and any(
        (choice.is_exclusive or choice.missing) and not choice.is_other for choice in choices
    ):
        what = "la place à la fin des réponses exclusives ou sans avis : LimeSurvey les tire au sort"
        lose(item.key, what)
    if any(choice.was for choice in choices):
        lose(item.key, "les codes des versions précédentes (was)")
    if item.type in "LM":
        _say_other(item, choices, refuse, lose)


def _say_other(item: Planned, choices: tuple[Choice, ...], refuse: Report, lose: Report) -> None:
    others = [choice for choice in choices if choice.is_other]
    if len(others) > 1:
        refuse(item.key, "deux réponses « autre »")
    if not others:
        return
    if len(choices) == 1:
        refuse(item.key, "une question dont « autre » est la seule réponse")
    if others[0] is not choices[-1]:
        lose(item.key, "la place de « autre » : LimeSurvey le met à la fin")
    if (others[0].is_exclusive and item.type == "M") or others[0].missing:
        lose(item.key, "ce que « autre » exclut")
    if item.other is None:
        lose(item.key, "« autre » sans précision : LimeSurvey demande de préciser")
    elif (item.other.label, item.other.hint, item.other.required) != ("Précisez", "", ""):
        lose(item.other.key, "la question posée après « autre » : LimeSurvey met une case à côté")
