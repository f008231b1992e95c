"""What the team's templates show, in words: kinds, changes, sections."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from engines.questionnaire.kinds import KIND_LABELS
from engines.questionnaire.model import Definition, Kind
from engines.questionnaire.version_change import ChangeKind, compare
from french import format_date, format_time
from milliard.ui.component_records import Cell, Column

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
}


#: What becomes of the answers to each question, when a collection changes version.
EFFECT_COLUMNS = [
    Column("Question", "label", note=lambda line: line.choice and f"choix «\u00a0{line.choice}\u00a0»"),
    Column("Ce que devient la réponse", "what"),
    Column("Réponses concernées", "count", "entier"),
]


def words_of_moment(at: dt.datetime) -> str:
    """«le 1er mars 2027 à 10 h»."""
    local = timezone.localtime(at)
    return f"le {format_date(local.date())} à {format_time(local)}"


def changes_between(old: Definition, new: Definition) -> list[list[Cell]]:
    """What differs from one version to another, in words."""
    return worded_changes(asdict(change) for change in compare(old, new).changes)


def worded_changes(changes: Iterable[Mapping[str, Any]]) -> list[list[Cell]]:
    """Changes as a version stores them, in words: the rows of `surveys/staff/_changes.html`."""
    return [
        [
            Cell(change["key"], is_header=True),
            Cell(CHANGE_LABELS[ChangeKind(change["kind"])]),
            *_texts(change),
        ]
        for change in changes
    ]


def _texts(change: Mapping[str, Any]) -> list[Cell]:
    """Before and after; or, over both columns, what became of each choice."""
    if change["choices"]:
        lines = format_html_join("", "<li>{}</li>", ((_worded_choice(item),) for item in change["choices"]))
        return [Cell(format_html('<ul class="sv-choices">{}</ul>', lines), span=2, label="Choix")]
    return [Cell(linebreaksbr(_worded(change["kind"], change[side]))) for side in ("before", "after")]


def _worded(kind: str, text: str) -> str:
    return KIND_LABELS[Kind(text)] if kind == ChangeKind.KIND and text else text


def _worded_choice(choice: Mapping[str, Any]) -> str:
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
