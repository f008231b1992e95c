"""The table of a figure: the same numbers as its picture."""

from milliard.figures.display import wording
from milliard.figures.display.records import FigurePart, ShownFigure
from milliard.figures.reports import FigureRow
from milliard.ui.component_records import Cell, Column


def table_of(shown: ShownFigure) -> tuple[list[Column], list[list[Cell]]]:
    """The same numbers as the picture, in a table."""
    return _crossed_table(shown) if shown.is_crossed else _list_table(shown)


def _crossed_cell(row: FigureRow) -> Cell:
    return Cell(f"{wording.row_text(row)} {wording.bracket_text(row)}".strip())


def _list_table(shown: ShownFigure) -> tuple[list[Column], list[list[Cell]]]:
    first = "Groupe" if shown.is_grouped else "Réponse"
    words = {wording.KIND_WORDS[part.figure.spec.kind] if part.figure else "Nombre" for part in shown.parts}
    value = words.pop() if len(words) == 1 else "Valeur"
    columns = [
        Column(first),
        Column(value, is_number=True),
        Column("Intervalle à 95\u00a0%", is_number=True),
        Column("Réponses", is_number=True),
        Column("Sur", is_number=True),
    ]
    rows = []
    for part in shown.ordered_parts:
        if part.figure is None:
            rows.append(_count_row(part))
        else:
            rows += [_list_row(shown, part, row) for row in part.figure.rows]
    return columns, rows


def _count_row(part: FigurePart) -> list[Cell]:
    nothing = [Cell("–") for _ in range(3)]
    return [Cell(part.label, is_header=True), Cell(wording.rows_text(part.count_value)), *nothing]


def _list_row(shown: ShownFigure, part: FigurePart, row: FigureRow) -> list[Cell]:
    label = row.group_label if shown.is_grouped else part.label or row.label
    counts = ["–", "–"] if row.is_withheld else [wording.count_text(row.n), wording.count_text(row.base_n)]
    return [
        Cell(label, is_header=True),
        Cell(wording.row_text(row)),
        Cell(_sure(part, row)),
        *(Cell(text) for text in counts),
    ]


def _sure(part: FigurePart, row: FigureRow) -> str:
    """The interval, or why a number has none."""
    if part.figure is not None and part.figure.is_tally and row.value is not None:
        return "aucun\u00a0: décompte"
    return wording.interval_text(row) or "–"


def _crossed_table(shown: ShownFigure) -> tuple[list[Column], list[list[Cell]]]:
    figure = shown.figures[0]
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


def table_note(shown: ShownFigure) -> str:
    """What the brackets of the table are, and why numbers are missing."""
    notes = []
    if shown.is_crossed and any(row.low is not None for row in shown.figures[0].rows):
        notes.append("Entre crochets\u00a0: l’intervalle de confiance à 95\u00a0%.")
    hidden = [figure for figure in shown.figures if figure.has_withheld]
    if hidden:
        notes.append(wording.threshold_note(hidden[0].threshold))
    return " ".join(notes)
