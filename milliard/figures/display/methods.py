"""«Comment ce chiffre est calculé», for each number of a block."""

from dataclasses import dataclass

from milliard.figures.display import wording
from milliard.figures.display.records import ShownFigure
from milliard.figures.reports import Figure


@dataclass(frozen=True, slots=True)
class Method:
    """How one figure was computed, for «comment ce chiffre est calculé»."""

    label: str
    figure: Figure
    #: (term, text): the question, the dataset, how many answered, weights and interval.
    facts: tuple[tuple[str, str], ...]


def methods_of(shown: ShownFigure) -> list[Method]:
    """How each figure of the block was computed."""
    return [
        Method(part.label or part.figure.variable_label, part.figure, _facts(part.figure))
        for part in shown.parts
        if part.figure is not None
    ]


def _facts(figure: Figure) -> tuple[tuple[str, str], ...]:
    is_whole = figure.rows_begun is not None and figure.rows_begun == figure.rows_complete
    facts = (
        ("Question posée", figure.question_text or figure.variable_label),
        ("Jeu de données", figure.dataset_title),
        ("Lignes" if is_whole else "Réponses commencées", wording.count_text(figure.rows_begun)),
        ("dont complètes", "" if is_whole else wording.count_text(figure.rows_complete)),
        ("Pondération", figure.weighting_label),
        ("Intervalle", figure.interval_label),
    )
    return tuple((term, text) for term, text in facts if text)
