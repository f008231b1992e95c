"""What the team's templates show, in words: kinds, changes, sections."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from engines.questionnaire.model import Definition, Kind, QuestionRole
from engines.questionnaire.version_change import ChangeKind, compare
from engines.questionnaire.version_change.wording import CHANGE_LABELS, words_of_choice, words_of_side
from french import format_date, format_time
from milliard.ui.component_records import Cell, Column

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


def quota_words(definition: Definition) -> str:
    """Which questions may have quotas, said before any collection: afterwards, another version is needed."""
    sorting = [
        question.phrase or question.label
        for question in definition.questions()
        if question.role is QuestionRole.MARGIN and question.kind in (Kind.ONE, Kind.YES_NO)
    ]
    if not sorting:
        return (
            "Aucun quota possible\u00a0: pour en fixer sur une question à un seul choix, écrivez "
            "«\u00a0margin\u00a0» dans sa colonne «\u00a0role\u00a0»."
        )
    return f"Quotas possibles sur\u00a0: {', '.join(sorting)} (colonne «\u00a0role\u00a0»)."


def changes_between(old: Definition, new: Definition) -> list[list[Cell]]:
    """What differs from one version to another, in words."""
    return worded_changes(asdict(change) for change in compare(old, new).changes)


def worded_changes(changes: Iterable[Mapping[str, Any]]) -> list[list[Cell]]:
    """Changes as a version stores them, in words: the rows of `fieldwork/staff/_changes.html`."""
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
        lines = format_html_join("", "<li>{}</li>", ((words_of_choice(item),) for item in change["choices"]))
        return [Cell(format_html('<ul class="sv-choices">{}</ul>', lines), span=2, label="Choix")]
    return [Cell(linebreaksbr(words_of_side(change["kind"], change[side]))) for side in ("before", "after")]
