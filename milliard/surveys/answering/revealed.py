"""What the answers of a page bring to it: without scripts, nobody has seen it yet when the page is sent."""

from engines.questionnaire.evaluation import Evaluation
from engines.questionnaire.expressions.compiled import CompiledGroup, CompiledQuestion, CompiledSection
from milliard.surveys.answering.form import Path, PostedSection
from milliard.surveys.answering.verdict import look_up


def revealed(evaluation: Evaluation, posted: PostedSection) -> list[Path]:
    """The questions and cards that the answers of the page bring to it, which nobody saw without scripts."""
    asked = (
        place.path
        for place in evaluation.places.values()
        if place.is_relevant and place.question.is_answerable and not place.is_answered
    )
    cards = (
        path
        for path, group in evaluation.groups.items()
        if group.is_relevant and group.group.repeats and not group.rows and not posted.rows.get(path)
    )
    return [path for path in (*asked, *cards) if _is_new(evaluation, posted, path)]


def _is_new(evaluation: Evaluation, posted: PostedSection, path: Path) -> bool:
    """Whether a condition put ``path`` on the page, in one of its rows if it stands in one, since it came."""
    compiled, is_group = evaluation.compiled, path in evaluation.groups
    node: CompiledGroup | CompiledQuestion = (
        compiled.groups[path[-1]] if is_group else compiled.questions[path[-1]]
    )
    if node.section != posted.section or path in posted.fields:
        return False
    rows = [(path[: place + 1], path[place + 1]) for place in range(0, len(path) - 1, 2)]
    is_taken_away = is_group and look_up(evaluation.run.root.data, path) == []
    return (
        _is_conditional(node)
        and not is_taken_away
        and all(row in posted.rows.get(at, ()) for at, row in rows)
    )


def _is_conditional(node: CompiledSection | CompiledGroup | CompiledQuestion) -> bool:
    while not isinstance(node, CompiledSection):
        if node.relevant is not None:
            return True
        node = node.parent
    return False
