"""What the answers of a page bring to it: without scripts, nobody has seen it yet when the page is sent."""

from engines.questionnaire.evaluation import Evaluation
from engines.questionnaire.evaluation.ending import brought_by_conditions
from milliard.surveys.answering.form import Path, PostedSection


def revealed(evaluation: Evaluation, posted: PostedSection) -> list[Path]:
    """The questions and cards that were not on the page; of its own rows, not of those of another page."""
    found = brought_by_conditions(evaluation, posted.section)
    return [
        path
        for path in found
        if path not in posted.fields
        and not posted.rows.get(path)
        and all(path[at + 1] in posted.rows.get(path[: at + 1], ()) for at in range(0, len(path) - 1, 2))
    ]
