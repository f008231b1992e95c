"""«Comment ce chiffre est calculé», for each number of a block."""

from dataclasses import dataclass

from milliard.figures.display import wording
from milliard.figures.display.answers import Answer
from milliard.figures.display.source import Source


@dataclass(frozen=True, slots=True)
class Method:
    """What «comment ce chiffre est calculé» says of one figure."""

    label: str
    question: str
    steps: tuple[str, ...]
    formula: str
    facts: tuple[tuple[str, str], ...]


def methods_of(source: Source) -> list[Method]:
    """How each figure of the block was computed."""
    return [_method(answer) for answer in source.answers if answer.figure is not None]


def _method(answer: Answer) -> Method:
    figure = answer.figure
    assert figure is not None
    facts = (
        ("Question posée", figure.question_text or figure.variable_label),
        ("Jeu de données", figure.dataset_title),
        ("Réponses commencées", wording.count_text(figure.rows_begun)),
        ("dont complètes", wording.count_text(figure.rows_complete)),
        ("Pondération", figure.weighting_label),
        ("Intervalle", figure.interval_label),
        ("Moteur de calcul", f"{figure.engine} {figure.engine_version}"),
        ("Empreinte des données", figure.dataset_digest),
        ("Empreinte du calcul", figure.input_digest),
    )
    return Method(
        label=answer.label or figure.variable_label,
        question=figure.question_text,
        steps=figure.steps,
        formula=figure.formula,
        facts=tuple((term, text) for term, text in facts if text),
    )
