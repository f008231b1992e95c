"""A new kind of question or of figure is known everywhere, or the build says where it is not."""

from engines.questionnaire import coercion, kinds, parsing
from engines.questionnaire.files.limesurvey.writer import survey_plan as limesurvey
from engines.questionnaire.files.xlsform import writer as writing
from engines.questionnaire.model import CHOICE_KINDS, UNANSWERABLE_KINDS, Kind
from engines.questionnaire.review import duration
from milliard.figures.datasets import plan as planning
from milliard.figures.display import wording as website_wording
from milliard.figures.reports import records as figures
from milliard.figures.reports import variables
from milliard.figures.reports import wording as reports_wording
from tests.harness.faults import assert_none

EVERY = frozenset(Kind)
TYPED = EVERY - UNANSWERABLE_KINDS - CHOICE_KINDS - {Kind.YES_NO, Kind.FILE}
#: table, and the kinds it must know
TABLES = {
    "questionnaire/parsing: from what was typed": (parsing._PARSERS, TYPED),
    "questionnaire/coercion.py: inside expressions": (coercion._READERS, EVERY),
    "questionnaire/kinds.py: its name in French": (kinds.KIND_LABELS, EVERY),
    "questionnaire/review/duration.py: how long it takes": (duration._ANSWER_SECONDS, EVERY),
    "questionnaire/files/xlsform/writer.py: its type and appearance": (writing._TYPES, EVERY),
    "questionnaire/files/limesurvey/writer/plan.py: its type in LimeSurvey": (
        limesurvey.TYPES,
        EVERY - {Kind.CALCULATE},
    ),
    "figures/datasets/plan.py: its column": (planning._KINDS, EVERY - {Kind.NOTE}),
}
FIGURES = {
    "figures/reports/records.py: its name for editors": figures.FIGURE_KIND_LABELS,
    "figures/reports/wording.py: its formula in words": reports_wording._FORMULAS,
    "figures/reports/variables.py: variables that allow it": dict.fromkeys(
        kind for allowed in variables.ALLOWED.values() for kind in allowed
    ),
    "figures/display/wording.py: its name before the base": website_wording.KIND_WORDS,
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
