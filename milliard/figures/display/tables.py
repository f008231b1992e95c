"""The table of a figure: the same numbers as its picture."""

from milliard.figures.display import wording
from milliard.figures.display.answers import Answer
from milliard.figures.display.source import Source, is_crossed, is_grouped
from milliard.figures.reports import FigureRow
from milliard.ui.component_records import Cell, Column


def table_of(source: Source) -> tuple[list[Column], list[list[Cell]]]:
    """The same numbers as the picture, in a table."""
    return _crossed_table(source) if is_crossed(source) else _list_table(source)


def _crossed_cell(row: FigureRow) -> Cell:
    return Cell(f"{wording.row_text(row)} {wording.bracket_text(row)}".strip())


def _list_table(source: Source) -> tuple[list[Column], list[list[Cell]]]:
    first = "Groupe" if is_grouped(source) else "Réponse"
    value = wording.KIND_WORDS[source.figures[0].spec.kind] if source.figures else "Nombre"
    columns = [
        Column(first),
        Column(value, is_number=True),
        Column("Intervalle à 95\u00a0%", is_number=True),
        Column("Réponses", is_number=True),
        Column("Sur", is_number=True),
    ]
    rows = []
    for answer in source.answers:
        if answer.figure is None:
            rows.append(_count_row(answer))
        else:
            rows += [_list_row(source, answer, row) for row in answer.figure.rows]
    return columns, rows


def _count_row(answer: Answer) -> list[Cell]:
    nothing = [Cell("–") for _ in range(3)]
    return [Cell(answer.label, is_header=True), Cell(wording.rows_text(answer)), *nothing]


def _list_row(source: Source, answer: Answer, row: FigureRow) -> list[Cell]:
    label = row.group_label if is_grouped(source) else answer.label or row.label
    counts = ["–", "–"] if row.is_withheld else [wording.count_text(row.n), wording.count_text(row.base_n)]
    return [
        Cell(label, is_header=True),
        Cell(wording.row_text(row)),
        Cell(_sure(answer, row)),
        *(Cell(text) for text in counts),
    ]


def _sure(answer: Answer, row: FigureRow) -> str:
    """The interval, or why a number has none."""
    if answer.figure is not None and answer.figure.is_tally and row.value is not None:
        return "aucun\u00a0: décompte"
    return wording.interval_text(row) or "–"


def _crossed_table(source: Source) -> tuple[list[Column], list[list[Cell]]]:
    figure = source.figures[0]
    columns = [Column("Réponse"), *(Column(label, is_number=True) for _, label in figure.groups)]
    by_key: dict[str, dict[str, FigureRow]] = {}
    for row in figure.rows:
        by_key.setdefault(row.key, {})[row.group_key] = row
    rows = []
    for group_rows in by_key.values():
        label = next(iter(group_rows.values())).label
        cells = [
            _crossed_cell(group_rows[key]) if key in group_rows else Cell("–") for key, _ in figure.groups
        ]
        rows.append([Cell(label, is_header=True), *cells])
    sizes: list[Cell] = []
    for key, _ in figure.groups:
        known = [row.base_n for row in figure.rows_of(key) if row.base_n is not None]
        sizes.append(Cell(wording.count_text(known[0] if known else None)))
    rows.append([Cell("Réponses (n)", is_header=True), *sizes])
    return columns, rows


def table_note(source: Source) -> str:
    """What the table does not say by itself: what the brackets are, why numbers are missing."""
    notes = []
    if is_crossed(source) and any(row.low is not None for row in source.figures[0].rows):
        notes.append("Entre crochets\u00a0: l’intervalle de confiance à 95\u00a0%.")
    hidden = [figure for figure in source.figures if figure.has_withheld]
    if hidden:
        notes.append(wording.threshold_note(hidden[0].threshold))
    return " ".join(notes)
