"""Responses and datasets for the tests of freezing and figures."""

from collections.abc import Mapping
from typing import Any

from engines.questionnaire.model import Choice, Definition, Kind, Missing
from milliard.figures.models import Dataset
from milliard.figures.reports import ALL_GROUPS, Figure, FigureRow
from milliard.figures.services.freeze import freeze_collection, open_dataset
from milliard.surveys.models import Collection
from milliard.surveys.services.questionnaires import compiled_version
from milliard.surveys.tests import factories
from milliard.surveys.tests.factories import question as asked
from milliard.surveys.tests.responses import respond


def frozen(collection: Collection, *answers: Mapping[str, Any], **options: Any) -> Dataset:
    """A dataset of complete responses."""
    respond(collection, *answers)
    return freeze_collection(collection=collection, by=None, **options)


def status_and_staff() -> Definition:
    """Status, vote, uses, an amount only some are asked, a sensitive question, a name."""
    return factories.definition(
        asked("status", Kind.ONE, choice_list="status", label="Statut"),
        asked("vote", Kind.YES_NO, label="Une personne, une voix"),
        asked("uses", Kind.MANY, choice_list="uses", label="Usages"),
        asked("need", Kind.AMOUNT, label="Besoin", relevant="${vote} = 'yes'"),
        asked("staff", Kind.INTEGER, label="Salarié·es"),
        asked("health", Kind.ONE, choice_list="uses", label="Santé", is_sensitive=True),
        asked("name", Kind.TEXT, label="Nom"),
        choice_lists={
            "status": (Choice("asso", "Association"), Choice("scic", "SCIC"), Choice("scop", "Scop")),
            "uses": (
                Choice("cash", "Trésorerie"),
                Choice("work", "Travaux"),
                Choice("nsp", "Ne sait pas", missing=Missing.DONT_KNOW),
            ),
        },
    )


def the_row(figure: Figure, key: str, group: str = ALL_GROUPS) -> FigureRow:
    """The one row of ``key``, in ``group`` when the figure has groups."""
    (row,) = [row for row in figure.rows if (row.key, row.group_key) == (key, group)]
    return row


def value_of(dataset: Dataset, column: str) -> list[Any]:
    """The values of a column, in order of size."""
    return sorted(open_dataset(dataset).arrays[column].tolist())


def one_value(dataset: Dataset, column: str) -> Any:
    """The value of a column of the one response there is."""
    (value,) = open_dataset(dataset).arrays[column].tolist()
    return value


def collection_definition(collection: Collection) -> Definition:
    return compiled_version(collection.version).questionnaire
