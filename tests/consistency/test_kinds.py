"""A new kind of question or of figure is known everywhere, or the build says where it is not."""

from milliard.surveys.datasets import planning
from milliard.surveys.definition import coercion, kinds, parsing
from milliard.surveys.definition.limesurvey.writing import planning as limesurvey
from milliard.surveys.definition.model import CHOICE_KINDS, UNANSWERABLE_KINDS, Kind
from milliard.surveys.definition.review import duration
from milliard.surveys.definition.xlsform import writing
from milliard.surveys.reports import figures, variables
from milliard.surveys.reports import wording as reports_wording
from milliard.website.figures import wording as website_wording
from tests.harness.faults import assert_none

EVERY = frozenset(Kind)
TYPED = EVERY - UNANSWERABLE_KINDS - CHOICE_KINDS - {Kind.YES_NO, Kind.FILE}
#: table, and the kinds it must know
TABLES = {
    "definition/parsing: from what was typed": (parsing._PARSERS, TYPED),
    "definition/coercion.py: inside expressions": (coercion._READERS, EVERY),
    "definition/kinds.py: its name in French": (kinds.KIND_LABELS, EVERY),
    "definition/review/duration.py: how long it takes": (duration._ANSWER_SECONDS, EVERY),
    "definition/xlsform/writing.py: its type and appearance": (writing._TYPES, EVERY),
    "definition/limesurvey/writing/planning.py: its type in LimeSurvey": (
        limesurvey.TYPES,
        EVERY - {Kind.CALCULATE},
    ),
    "datasets/planning.py: its column": (planning._KINDS, EVERY - {Kind.NOTE}),
}
FIGURES = {
    "surveys/reports/figures.py: its name for editors": figures.FIGURE_KIND_LABELS,
    "surveys/reports/wording.py: its formula in words": reports_wording._FORMULAS,
    "surveys/reports/variables.py: variables that allow it": dict.fromkeys(
        kind for allowed in variables.ALLOWED.values() for kind in allowed
    ),
    "website/figures/wording.py: its name before the base": website_wording.KIND_WORDS,
}


def test_every_kind_of_question_is_known() -> None:
    assert_none(
        f"milliard/surveys/{name}: {kind.name}"
        for name, (table, wanted) in TABLES.items()
        for kind in wanted - table.keys()
    )


def test_every_kind_of_figure_is_known() -> None:
    assert_none(
        f"milliard/{name}: {kind.name}"
        for name, table in FIGURES.items()
        for kind in set(figures.FigureKind) - table.keys()
    )
