"""What changed from one version to another, in words."""

from collections.abc import Mapping
from typing import Any

from engines.questionnaire.kinds import KIND_LABELS
from engines.questionnaire.model import Kind, QuestionRole
from engines.questionnaire.version_change.diff import ChangeKind
from engines.questionnaire.version_change.effects import Effect, EffectKind

CHANGE_LABELS: dict[ChangeKind, str] = {
    ChangeKind.ADDED: "nouvelle question",
    ChangeKind.REMOVED: "question retirée",
    ChangeKind.RENAMED: "nom changé",
    ChangeKind.MOVED: "déplacée",
    ChangeKind.KIND: "type changé",
    ChangeKind.WORDING: "texte changé",
    ChangeKind.CHOICES: "choix changés",
    ChangeKind.ROUTING: "condition changée",
    ChangeKind.RULES: "règle changée",
    ChangeKind.ROLE: "rôle changé",
}
_ROLES = {
    QuestionRole.CONTENT: "sans rôle",
    QuestionRole.BREAKDOWN: "sert à comparer des groupes (breakdown)",
    QuestionRole.MARGIN: "sert aux quotas (margin)",
}


def words_of_side(kind: str, text: str) -> str:
    """What stood on one side of a change."""
    if kind == ChangeKind.ROLE and text:
        return _ROLES.get(QuestionRole(text), text)
    return KIND_LABELS[Kind(text)] if kind == ChangeKind.KIND and text else text


def words_of_choice(choice: Mapping[str, Any]) -> str:
    """What became of one choice, and of the answers that had it."""
    before, after, value = choice["before"], choice["after"], choice["value"]
    was = choice.get("was", "")  # versions written before choices could say what they were have none
    if was:
        return (
            f"«\u00a0{before}\u00a0» ({was}) devient «\u00a0{after}\u00a0» ({value})\u00a0:"
            " les réponses déjà données suivent."
        )
    if before is None:
        return f"Nouveau\u00a0: «\u00a0{after}\u00a0» ({value})."
    if after is None:
        return (
            f"Retiré\u00a0: «\u00a0{before}\u00a0» ({value}). Les réponses qui l’avaient sont mises de côté."
        )
    return f"Texte changé\u00a0: «\u00a0{before}\u00a0» devient «\u00a0{after}\u00a0» ({value})."


def words_of_effect(effect: Effect) -> str:
    """What becomes of the answers, when it is not that they stay."""
    if effect.kind is EffectKind.CONVERTED:
        return f"Reprise dans «\u00a0{effect.after}\u00a0»."
    if effect.kind is EffectKind.DEPENDS:
        return f"Reprise dans «\u00a0{effect.after}\u00a0» si elle y tient, sinon mise de côté."
    return f"Mise de côté\u00a0: {effect.reason[0].lower()}{effect.reason[1:]}"
