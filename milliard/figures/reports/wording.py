"""The words of a figure: base, weighting, interval, source, steps. French, and exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from engines import statistics
from french import NARROW, NBSP, format_euros, format_euros_short, format_number
from milliard.figures.enums import DatasetSource
from milliard.figures.models import Dataset
from milliard.figures.reports.captions import base_label, breakdown_phrase
from milliard.figures.reports.inputs import Inputs, input_digest
from milliard.figures.reports.order import in_order, order_of
from milliard.figures.reports.records import ALL_GROUPS, WEIGHTED, Figure, FigureKind, FigureRow, Unit
from milliard.figures.reports.rows import FigureResult
from milliard.figures.reports.sizes import sayable_sizes, size_sentence
from milliard.figures.reports.steps import METHODS, quantity_text, step_sentences

#: What the sum of what was declared is, wherever it is shown.
TALLY = "décompte de la base, pas une estimation"
_REASONS = {
    "not_reached": "questionnaire interrompu avant cette question",
    "not_asked": "question non posée à ces répondant·es",
    "no_answer": "question laissée sans réponse",
    "dont_know": f"«{NBSP}ne sait pas{NBSP}»",
    "refused": "n’ont pas souhaité répondre",
}
_FORMULAS = {
    FigureKind.SHARE: "part = réponses comptées ÷ réponses de la base",
    FigureKind.DISTRIBUTION: "part de chaque réponse = réponses comptées ÷ réponses de la base",
    FigureKind.CROSSTAB: "part dans chaque groupe = réponses comptées dans le groupe ÷ réponses du groupe",
    FigureKind.MULTIPLE: "part de chaque choix = réponses où il est coché ÷ réponses de la base",
    FigureKind.HISTOGRAM: "part de chaque tranche = réponses de la tranche ÷ réponses de la base",
    FigureKind.BY_MONTH: "part de chaque mois = réponses dont la date est dans ce mois ÷ réponses de la base",
    FigureKind.BY_QUARTER: "part de chaque trimestre = réponses dont la date y est ÷ réponses de la base",
    FigureKind.BY_YEAR: "part de chaque année = réponses dont la date y est ÷ réponses de la base",
    FigureKind.RANKS: "part de chaque rang = réponses qui le donnent ÷ réponses ayant classé",
    FigureKind.MEAN_RANK: "rang moyen = somme des rangs donnés ÷ nombre de réponses qui en donnent un",
    FigureKind.MEAN: "moyenne = somme des réponses ÷ nombre de réponses",
    FigureKind.MEDIAN: "médiane = valeur qui partage les réponses triées en deux moitiés",
    FigureKind.TOTAL: "total = somme des réponses déclarées",
}
_WEIGHTED_FORMULA = " (chaque réponse compte pour son poids)"


def describe_figure(inputs: Inputs, result: FigureResult) -> Figure:
    """Make the figure: its rows, with base, dates, source, method and status."""
    dataset, spec = inputs.dataset, inputs.spec
    rows = in_order(inputs, _labelled(inputs, result.rows))
    begun, complete = sayable_sizes(dataset, inputs.threshold)
    is_weighted = inputs.design.is_weighted
    return Figure(
        spec=spec,
        variable_label=inputs.variable.label,
        question_text=inputs.variable.question_text or inputs.variable.label,
        rows=rows,
        base_label=base_label(inputs, result),
        base_n=result.shown_base.n,
        rows_begun=begun,
        rows_complete=complete,
        missing=_missing_by_reason(result),
        weighting_label=_weighting_label(inputs),
        interval_label=_interval_label(inputs, result),
        collected_from=dataset.collected_from,
        collected_to=dataset.collected_to,
        frozen_at=dataset.frozen_at,
        source_label=_source_label(dataset),
        status="simulated" if dataset.is_simulated else "calculated",
        is_simulated=dataset.is_simulated,
        engine=statistics.ENGINE_NAME,
        engine_version=statistics.ENGINE_VERSION,
        input_digest=input_digest(inputs),
        steps=tuple(_steps(inputs, result, rows)),
        formula=_FORMULAS[spec.kind] + (_WEIGHTED_FORMULA if is_weighted else ""),
        threshold=inputs.threshold,
        dataset_slug=dataset.slug,
        dataset_title=dataset.title,
        breakdown_label=inputs.breakdown.label if inputs.breakdown is not None else "",
        breakdown_phrase=breakdown_phrase(inputs.breakdown) if inputs.breakdown is not None else "",
        order=order_of(inputs),
        unit=_unit(inputs),
        bounds=spec.bounds,
        is_census=inputs.design.is_census,
    )


def _unit(inputs: Inputs) -> Unit:
    if inputs.spec.kind is FigureKind.MEAN_RANK:
        return "number"
    if inputs.spec.kind not in (FigureKind.MEAN, FigureKind.MEDIAN, FigureKind.TOTAL):
        return "share"
    return "euros" if inputs.variable.unit == "euros" else "number"


def _labelled(inputs: Inputs, rows: tuple[FigureRow, ...]) -> tuple[FigureRow, ...]:
    """The rows, classes of a histogram named in French."""
    if inputs.spec.kind is not FigureKind.HISTOGRAM:
        return rows
    bounds = inputs.spec.bounds
    is_money = inputs.variable.unit == "euros"
    labels = [
        _class_label(low, high, is_money, place == len(bounds) - 2)
        for place, (low, high) in enumerate(pairwise(bounds))
    ]
    return tuple(replace(row, label=labels[int(row.key)]) for row in rows)


def _class_label(low: float, high: float, is_money: bool, is_last: bool) -> str:
    def show(bound: float) -> str:
        if not is_money:
            return quantity_text(bound)
        # «5 M€» reads at once; «5 500 000 €» keeps the limit exact.
        is_short = bound >= 100_000_000 and bound % 10_000_000 == 0
        return format_euros_short(round(bound)) if is_short else format_euros(round(bound))

    if low == float("-inf"):
        return f"moins de {show(high)}"
    if high == float("inf"):
        return f"{show(low)} et plus"
    return f"de {show(low)} à {show(high)}" if is_last else f"de {show(low)} à moins de {show(high)}"


def _missing_by_reason(result: FigureResult) -> dict[str, int | None]:
    """Rows put aside by reason; None for each reason met when one of them is a small count."""
    raw, shown = result.raw_base.missing, result.shown_base
    if raw is None or shown.n is None:
        return {}
    found = {code.name.lower(): count for code, count in raw.by_code().items() if count}
    return {name: None if shown.missing is None else count for name, count in found.items()}


def _weighting_label(inputs: Inputs) -> str:
    """How much each response counts."""
    if inputs.design.is_weighted:
        return f"{WEIGHTED} (poids «{NBSP}{inputs.dataset.weight_column}{NBSP}»)"
    return f"Sans pondération{NBSP}: chaque réponse compte pour une"


def _interval_label(inputs: Inputs, result: FigureResult) -> str:
    """What the interval is, or why there is none."""
    if inputs.design.is_census:
        return f"Pas d’intervalle{NBSP}: toute la population visée a répondu, rien n’est estimé"
    if inputs.is_declared:
        return f"Pas d’intervalle{NBSP}: {TALLY}, sans extrapolation"
    if not any(row.low is not None for row in result.rows):
        return "Pas d’intervalle"
    method = _method_of_rows(inputs) if result.overall is None else "student"
    if result.overall is not None and result.overall.interval is not None:
        method = result.overall.interval.method
    return f"Intervalle de confiance à 95{NBSP}% ({METHODS[method]})"


def _source_label(dataset: Dataset) -> str:
    """Where the data come from."""
    if dataset.source_note:
        return dataset.source_note
    if dataset.source == DatasetSource.COLLECTION and dataset.collection is not None:
        return f"{dataset.collection.title}, collecte menée sur cette plateforme"
    return f"{dataset.title}, fichier importé"


def _steps(inputs: Inputs, result: FigureResult, rows: Sequence[FigureRow]) -> Iterator[str]:
    is_census = inputs.design.is_census
    has_intervals = any(row.low is not None for row in rows)
    yield size_sentence(inputs.dataset, inputs.threshold, completes_only=inputs.spec.completes_only)
    yield from _base_steps(inputs, result)
    if result.overall is not None:
        if inputs.breakdown is not None:
            yield "Le calcul détaillé ici est celui de l’ensemble\u202f; chaque groupe est calculé de même."
        yield from step_sentences(result.overall)
    elif inputs.spec.kind is FigureKind.MEAN_RANK:
        yield from _mean_rank_steps(rows)
    else:
        yield from _row_steps(rows, is_weighted=inputs.design.is_weighted)
    if result.overall is None and has_intervals:
        yield (
            f"Chaque nombre a son intervalle à 95{NBSP}% ({METHODS[_method_of_rows(inputs)]}), d’autant plus "
            "large que la base est petite."
        )
    if inputs.is_declared and not is_census:
        yield (
            f"C’est un {TALLY}{NBSP}: la somme de ce que ces réponses déclarent, sans rien ajouter pour "
            "celles et ceux qui n’ont pas répondu. Il n’y a donc pas d’intervalle."
        )
    elif is_census:
        yield f"Toute la population visée a répondu{NBSP}: il n’y a ni tirage au sort, ni intervalle."
    if has_intervals:
        yield (
            "L’intervalle ne mesure que le hasard\u00a0: il ne corrige pas le fait que répondre était "
            "un choix."
        )
    if any(row.is_withheld for row in rows):
        yield _withheld_step(inputs)


def _base_steps(inputs: Inputs, result: FigureResult) -> Iterator[str]:
    base = result.shown_base
    if base.n is None:
        return
    details = [
        f"{format_number(count)} {_REASONS[name]}"
        for name, count in _missing_by_reason(result).items()
        if count is not None
    ]
    aside = f"{NARROW}; mises de côté{NBSP}: {', '.join(details)}" if details else ""
    yield f"Base{NBSP}: {format_number(base.n)} réponses{aside}."
    if inputs.spec.domain:
        yield "Les réponses hors du champ gardent leur place dans le calcul de l’erreur, avec un poids nul."


def _row_steps(rows: Sequence[FigureRow], *, is_weighted: bool) -> Iterator[str]:
    for row in rows:
        if row.group_key != ALL_GROUPS or row.value is None:
            continue
        share = f"{format_number(100 * float(row.value), 1)}{NBSP}%"
        counted, base = format_number(row.n or 0), format_number(row.base_n or 0)
        if is_weighted:
            yield f"{row.label}{NBSP}: {counted} réponses sur {base}, soit {share} une fois pondérées."
        else:
            yield f"{row.label}{NBSP}: {counted} ÷ {base} = {share}."


def _method_of_rows(inputs: Inputs) -> str:
    """How the interval of each row is made, where there is one for each."""
    return "student" if inputs.spec.kind is FigureKind.MEAN_RANK else "wilson"


def _mean_rank_steps(rows: Sequence[FigureRow]) -> Iterator[str]:
    for row in rows:
        if row.value is not None:
            mean, count = format_number(row.value, 2), format_number(row.n or 0)
            yield f"{row.label}{NBSP}: rang moyen {mean}, parmi les {count} réponses qui lui en donnent un."


def _withheld_step(inputs: Inputs) -> str:
    return (
        f"Les effectifs de moins de {inputs.threshold} et les groupes de moins de {inputs.base_threshold} ne "
        "sont pas publiés, ni les cases qui permettraient de les retrouver par soustraction."
    )
