"""The dictionary of a study's datasets as a table to take away."""

from collections.abc import Iterator

from milliard.core.exports import About, Table, Value
from milliard.figures import reports
from milliard.figures.models import Dataset
from milliard.website.models import Edition

COLUMNS = ("jeu_de_donnees", "variable", "libelle", "question", "genre", "code", "reponse")


def dictionary_of(edition: Edition) -> Table:
    """One row per code of each published variable, one row for a variable without codes."""
    ids = edition.figures.values_list("dataset", flat=True)
    datasets = list(Dataset.objects.filter(pk__in=ids).defer("parquet").order_by("slug"))
    titles = ", ".join(dataset.title for dataset in datasets)
    about = About(title=f"Dictionnaire des variables\u00a0: {titles}", is_simulated=edition.is_simulated)
    rows = [row for dataset in datasets for row in _rows(dataset)]
    return Table(columns=COLUMNS, rows=rows, about=about)


def _rows(dataset: Dataset) -> Iterator[tuple[Value, ...]]:
    for variable in reports.list_variables(dataset):
        head = (dataset.slug, variable.name, variable.label, variable.question_text, variable.kind_label)
        if not variable.answers:
            yield (*head, "", "")
        for code, label in variable.answers:
            yield (*head, code, label)
