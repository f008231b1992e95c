"""The table of a figure as a file: what `surveys.reports` writes, and what the study says of it."""

from milliard.core.exports import About, Table
from milliard.figures import display as shown
from milliard.figures import reports
from milliard.figures.display import Source, wording
from milliard.figures.display.answers import Answer
from milliard.figures.reports import STATUS_LABELS, ExportedCount, ExportedFigure


def table_of(source: Source, *, study_title: str, address: str) -> Table:
    """What core.exports writes as CSV, XLSX or JSON. The values are those of the page, not rounded."""
    items = [_item(source, answer) for answer in source.answers]
    return reports.export_table(items, about_of(source, study_title, address))


def _item(source: Source, answer: Answer) -> ExportedFigure | ExportedCount:
    if answer.figure is not None:
        return ExportedFigure(answer.figure, answer.label)
    facts = source.facts
    base = wording.count_base(answer, facts)
    return ExportedCount(answer.label, answer.count_value, base, facts.source, source.is_simulated)


def about_of(source: Source, study_title: str, address: str) -> About:
    """What the file is: travels inside it."""
    notes = [
        ("Étude", study_title),
        ("Base", shown.base_of(source)),
        ("Date", shown.line_of(source)),
        ("Source", shown.source_label(source)),
        ("Statut", STATUS_LABELS[shown.status_of(source)]),
        *reports.method_notes(source.figures),
        ("Jeu de données", source.facts.title),
        ("Empreinte des données", source.facts.digest),
        ("Adresse", address),
    ]
    if note := shown.table_note(source):
        notes.append(("À savoir", note))
    return About(title=source.title, is_simulated=source.is_simulated, notes=tuple(notes))
