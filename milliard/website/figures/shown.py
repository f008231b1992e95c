"""A figure as a page shows it: words, table, picture. Made from pinned answers; computes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from milliard.surveys.reports import ALL_GROUPS, Figure, FigureKind, FigureRow
from milliard.ui import options
from milliard.ui.options import Cell, Column
from milliard.website.enums import Display, ShownKind
from milliard.website.figures import wording
from milliard.website.figures.computing import Answer, DatasetFacts


@dataclass(frozen=True, slots=True)
class Source:
    """A block with its answers: pinned in an edition, or computed for a preview."""

    block_id: UUID
    kind: ShownKind
    title: str
    display: str
    highlight: str
    note: str
    answers: tuple[Answer, ...]
    facts: DatasetFacts
    is_for_home: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(answer.figure for answer in self.answers if answer.figure is not None)

    @property
    def is_simulated(self) -> bool:
        return self.facts.is_simulated or any(figure.is_simulated for figure in self.figures)

    @property
    def anchor(self) -> str:
        """Stable: the block keeps its identifier when the page is rearranged."""
        return f"chiffre-{self.block_id.hex[:8]}"


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar (or point) of a picture, in the unit of its figure."""

    key: str
    label: str
    text: str
    value: float | None
    low: float | None
    high: float | None
    is_highlighted: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """What «comment ce chiffre est calculé» says of one figure."""

    label: str
    question: str
    steps: tuple[str, ...]
    formula: str
    facts: tuple[tuple[str, str], ...]


def status_of(source: Source) -> str:
    """published, calculated, comparison or simulated; simulated wins."""
    if source.is_simulated:
        return "simulated"
    return source.figures[0].status if source.figures else "calculated"


def base_of(source: Source) -> str:
    """The subtitle: part of what, how many."""
    figures = source.figures
    if not figures:
        return wording.count_base(source.answers[0], source.facts)
    bases = {(figure.base_label, figure.base_n) for figure in figures}
    if len(bases) == 1:
        return wording.base_text(figures[0])
    # Each bar has its own base (not everyone was asked everything): the table tells each.
    sizes = [figure.base_n for figure in figures if figure.base_n is not None]
    if not sizes:
        return f"Part {figures[0].base_label}"
    return f"Part {figures[0].base_label} · n de {min(sizes)} à {max(sizes)} selon la question"


def source_label(source: Source) -> str:
    """Who collected the answers, as the dataset says it."""
    return source.figures[0].source_label if source.figures else source.facts.source


def line_of(source: Source) -> str:
    """Dates, weighting and interval, in one line."""
    figures = source.figures
    if not figures:
        return wording.facts_dates(source.facts)
    pieces = [wording.figure_dates(figures[0]), figures[0].weighting_label]
    return " · ".join(piece for piece in pieces if piece)


def _row_label(answer: Answer, row: FigureRow) -> str:
    return answer.label or row.label


def rows_shown(source: Source) -> list[tuple[Answer, FigureRow]]:
    """Every number of the block, in order, with the answer it comes from."""
    return [(answer, row) for answer in source.answers if answer.figure for row in answer.figure.rows]


def is_crossed(source: Source) -> bool:
    """Whether groups are compared for several answers: the table then has one column per group."""
    if source.kind != ShownKind.FIGURE or not source.figures:
        return False
    figure = source.figures[0]
    return len({row.key for row in figure.rows}) > 1 and len(figure.groups) > 1


def _is_grouped(source: Source) -> bool:
    figure = source.figures[0] if source.figures else None
    return bool(figure and source.kind == ShownKind.FIGURE and len(figure.groups) > 1)


def marks_of(source: Source) -> list[Mark]:
    """What the picture draws."""
    grouped, crossed = _is_grouped(source), is_crossed(source)
    marks = []
    for answer, row in rows_shown(source):
        figure = answer.figure
        if figure is None:
            continue
        label = row.group_label if grouped and not crossed else _row_label(answer, row)
        key = row.group_key if grouped and not crossed else row.key
        marks.append(
            Mark(
                key=key,
                label=label,
                text=wording.row_text(row),
                value=None if row.value is None or row.is_withheld else float(row.value),
                low=None if row.is_withheld else row.low,
                high=None if row.is_withheld else row.high,
                is_highlighted=answer.is_highlighted or bool(source.highlight and key == source.highlight),
                group=row.group_label if crossed else "",
            )
        )
    return marks


def table_of(source: Source) -> tuple[list[Column], list[list[Cell]]]:
    """The same numbers as the picture, in a table."""
    return _crossed_table(source) if is_crossed(source) else _list_table(source)


def _cell(row: FigureRow) -> Cell:
    return Cell(wording.row_text(row))


def _list_table(source: Source) -> tuple[list[Column], list[list[Cell]]]:
    first = "Groupe" if _is_grouped(source) else "Réponse"
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
    return [Cell(answer.label, is_header=True), Cell(wording.count_text(answer.count_value)), *nothing]


def _list_row(source: Source, answer: Answer, row: FigureRow) -> list[Cell]:
    label = row.group_label if _is_grouped(source) else _row_label(answer, row)
    counts = ["–", "–"] if row.is_withheld else [wording.count_text(row.n), wording.count_text(row.base_n)]
    return [
        Cell(label, is_header=True),
        _cell(row),
        Cell(wording.interval_text(row) or "–"),
        *(Cell(text) for text in counts),
    ]


def _crossed_table(source: Source) -> tuple[list[Column], list[list[Cell]]]:
    figure = source.figures[0]
    columns = [Column("Réponse"), *(Column(label, is_number=True) for _, label in figure.groups)]
    by_key: dict[str, dict[str, FigureRow]] = {}
    for row in figure.rows:
        by_key.setdefault(row.key, {})[row.group_key] = row
    rows = []
    for group_rows in by_key.values():
        label = next(iter(group_rows.values())).label
        cells = [_cell(group_rows[key]) if key in group_rows else Cell("–") for key, _ in figure.groups]
        rows.append([Cell(label, is_header=True), *cells])
    sizes: list[Cell] = []
    for key, _ in figure.groups:
        known = [row.base_n for row in figure.rows_of(key) if row.base_n is not None]
        sizes.append(Cell(wording.count_text(known[0] if known else None)))
    rows.append([Cell("Réponses (n)", is_header=True), *sizes])
    return columns, rows


def table_note(source: Source) -> str:
    hidden = [figure for figure in source.figures if figure.has_withheld]
    return wording.threshold_note(hidden[0].threshold) if hidden else ""


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


def alternative_of(source: Source) -> str:
    """The picture in words, for those who do not see it."""
    pieces = [f"{source.title}."]
    for mark in marks_of(source):
        label = f"{mark.group}, {mark.label}" if mark.group else mark.label
        pieces.append(f"{label}\u00a0: {mark.text}.")
    return " ".join(pieces)


def interval_of(source: Source) -> str:
    """The interval of a single number, in words; empty for several."""
    row = main_row(source.answers[0]) if len(source.answers) == 1 else None
    return wording.interval_text(row) if row else ""


def reading_of(source: Source) -> str:
    """How to read the thin lines, with the first number as example; empty when there is none."""
    for mark, (_, row) in zip(marks_of(source), rows_shown(source), strict=True):
        interval = wording.interval_text(row)
        if interval:
            label = f"{mark.group}, {mark.label}" if mark.group else mark.label
            how = next((figure.interval_label for figure in source.figures if figure.interval_label), "")
            return (
                f"Le trait fin dit l’incertitude\u00a0: pour «\u00a0{label}\u00a0», {interval}. {how}".strip()
            )
    return ""


def main_row(answer: Answer) -> FigureRow | None:
    """The row about everybody: the number of a share, a mean, a median, a total."""
    if answer.figure is None:
        return None
    return next((row for row in answer.figure.rows if row.group_key == ALL_GROUPS), None)


def numbers_of(source: Source, *, url: str = "") -> list[options.Figure]:
    """The numbers of a strip (or the one of a «grand nombre») as the design system wants them."""
    return [_number(source, answer, url) for answer in source.answers]


def _number(source: Source, answer: Answer, url: str) -> options.Figure:
    facts, figure, row = source.facts, answer.figure, main_row(answer)
    if figure is None:
        return options.Figure(
            value=wording.count_text(answer.count_value),
            label=answer.label,
            base=wording.count_base(answer, facts),
            date=wording.facts_dates(facts),
            source=facts.source,
            status=status_of(source),
            url=url,
        )
    return options.Figure(
        value=wording.row_text(row) if row else "–",
        label=answer.label or source.title,
        base=wording.base_text(figure),
        date=wording.figure_dates(figure),
        source=figure.source_label,
        status=status_of(source),
        url=url,
    )


def has_picture(source: Source) -> bool:
    """Whether there is something to draw: bars, and at least one number that may be published."""
    if source.kind == ShownKind.NUMBERS or source.display in (Display.TABLE, Display.NUMBER):
        return False
    return any(mark.value is not None for mark in marks_of(source))


def has_file_picture(source: Source) -> bool:
    """Whether there is a picture to take away: what is drawn, or one published number."""
    if source.kind != ShownKind.NUMBERS and source.display == Display.NUMBER:
        row = main_row(source.answers[0])
        return row is not None and not row.is_withheld and row.value is not None
    return has_picture(source)


def kinds_of(sources: Sequence[Source]) -> set[FigureKind]:
    return {figure.spec.kind for source in sources for figure in source.figures}
