"""The words that stand beside a figure: base, weighting, interval, source, steps. French, and exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from engines import statistics
from engines.questionnaire.french import NARROW_SPACE, SPACE, format_number
from engines.statistics import SampleEstimate
from milliard.core.money import format_euros
from milliard.figures.datasets.codebook import Codebook, Variable
from milliard.figures.enums import DatasetSource
from milliard.figures.models import Dataset
from milliard.figures.reports.records import ALL_GROUPS, Figure, FigureKind, FigureRow, FigureSpec, Unit
from milliard.figures.reports.sizes import sayable_sizes, size_sentence
from milliard.figures.reports.steps import METHODS, decimals, plain, step_sentences
from milliard.ui.typography import format_euros_short

_WHO = {"organisation": "organisations", "person": "personnes", "row": "lignes du fichier"}
#: What the sum of what was declared is, wherever it is shown.
TALLY = "décompte de la base, pas une estimation"
_REASONS = {
    "not_reached": "questionnaire interrompu avant cette question",
    "not_asked": "question non posée à ces répondant·es",
    "no_answer": "question laissée sans réponse",
    "dont_know": f"«{SPACE}ne sait pas{SPACE}»",
    "refused": "n’ont pas souhaité répondre",
}
_FORMULAS = {
    FigureKind.SHARE: "part = réponses comptées ÷ réponses de la base",
    FigureKind.DISTRIBUTION: "part de chaque réponse = réponses comptées ÷ réponses de la base",
    FigureKind.CROSSTAB: "part dans chaque groupe = réponses comptées dans le groupe ÷ réponses du groupe",
    FigureKind.MULTIPLE: "part de chaque choix = réponses où il est coché ÷ réponses de la base",
    FigureKind.HISTOGRAM: "part de chaque tranche = réponses de la tranche ÷ réponses de la base",
    FigureKind.MEAN: "moyenne = somme des réponses ÷ nombre de réponses",
    FigureKind.MEDIAN: "médiane = valeur qui partage les réponses triées en deux moitiés",
    FigureKind.TOTAL: "total = somme des réponses déclarées",
}
_WEIGHTED_FORMULA = " (chaque réponse compte pour son poids)"


@dataclass(frozen=True, eq=False)
class Facts:
    """What the words are made from. ``rows_in_scope``: complete responses, or all those begun."""

    dataset: Dataset
    spec: FigureSpec
    codebook: Codebook
    variable: Variable
    breakdown: Variable | None
    is_weighted: bool
    is_declared: bool
    is_census: bool
    rows: tuple[FigureRow, ...]
    overall: SampleEstimate | None
    raw_base: statistics.Base
    shown_base: statistics.Base
    threshold: int
    base_threshold: int
    input_digest: str
    rows_in_scope: int


def describe(facts: Facts) -> Figure:
    """The figure with everything that must stand beside its numbers."""
    dataset, spec = facts.dataset, facts.spec
    rows, (begun, complete) = _labelled(facts), sayable_sizes(facts.dataset, facts.threshold)
    return Figure(
        spec=spec,
        variable_label=facts.variable.label,
        question_text=facts.variable.question_text or facts.variable.label,
        rows=rows,
        base_label=base_label(facts),
        base_n=facts.shown_base.n,
        rows_begun=begun,
        rows_complete=complete,
        missing=missing_counts(facts),
        weighting_label=weighting_label(facts),
        interval_label=interval_label(facts),
        collected_from=dataset.collected_from,
        collected_to=dataset.collected_to,
        frozen_at=dataset.frozen_at,
        source_label=source_label(dataset),
        status="simulated" if dataset.is_simulated else "calculated",
        is_simulated=dataset.is_simulated,
        engine=statistics.ENGINE_NAME,
        engine_version=statistics.ENGINE_VERSION,
        input_digest=facts.input_digest,
        steps=_steps(facts, rows),
        formula=_FORMULAS[spec.kind] + (_WEIGHTED_FORMULA if facts.is_weighted else ""),
        threshold=facts.threshold,
        dataset_slug=dataset.slug,
        dataset_title=dataset.title,
        dataset_digest=dataset.digest,
        breakdown_label=facts.breakdown.label if facts.breakdown is not None else "",
        unit=_unit(facts),
        bounds=spec.bounds,
        is_census=facts.is_census,
    )


def _unit(facts: Facts) -> Unit:
    if facts.spec.kind not in (FigureKind.MEAN, FigureKind.MEDIAN, FigureKind.TOTAL):
        return "share"
    return "euros" if facts.variable.unit == "euros" else "number"


def _labelled(facts: Facts) -> tuple[FigureRow, ...]:
    """Classes of a histogram in French."""
    if facts.spec.kind is not FigureKind.HISTOGRAM:
        return facts.rows
    bounds = facts.spec.bounds
    is_money = facts.variable.unit == "euros"
    labels = [
        _class_label(low, high, is_money, place == len(bounds) - 2)
        for place, (low, high) in enumerate(pairwise(bounds))
    ]
    return tuple(replace(row, label=labels[int(row.key)]) for row in facts.rows)


def _class_label(low: float, high: float, is_money: bool, is_last: bool) -> str:
    def show(bound: float) -> str:
        if not is_money:
            return plain(bound)
        # «5 M€» reads at once; «5 500 000 €» keeps the limit exact.
        is_short = bound >= 100_000_000 and bound % 10_000_000 == 0
        return format_euros_short(round(bound)) if is_short else format_euros(round(bound))

    if low == float("-inf"):
        return f"moins de {show(high)}"
    if high == float("inf"):
        return f"{show(low)} et plus"
    return f"de {show(low)} à {show(high)}" if is_last else f"de {show(low)} à moins de {show(high)}"


def base_label(facts: Facts) -> str:
    """«Part de quoi»: des organisations ayant …, parmi celles dont …"""
    who = _WHO.get(facts.codebook.respondents, "réponses")
    if facts.codebook.respondents == "row":
        start = f"des {who} où cette variable est renseignée"
    else:
        start = f"des {who} ayant répondu à cette question"
        if facts.spec.completes_only and not facts.raw_base.missing_total:
            start = f"des {who} ayant rempli le questionnaire jusqu’au bout"
        elif facts.spec.completes_only:
            start += " et rempli le questionnaire jusqu’au bout"
    conditions = [_condition(facts.codebook, name, codes) for name, codes in facts.spec.domain]
    if conditions:
        start += f", parmi celles où {' et '.join(conditions)}"
    return start


def _condition(codebook: Codebook, name: str, codes: Sequence[str]) -> str:
    variable = codebook[name]
    labels = {answer.value: answer.label for answer in variable.answers}
    wanted = " ou ".join(f"«{SPACE}{labels[code]}{SPACE}»" for code in codes)
    return f"«{SPACE}{variable.label}{SPACE}» est {wanted}"


def missing_counts(facts: Facts) -> dict[str, int | None]:
    """Rows put aside by reason; None for each reason met when one of them is a small count."""
    raw, shown = facts.raw_base.missing, facts.shown_base
    if raw is None or shown.n is None:
        return {}
    found = {code.name.lower(): count for code, count in raw.by_code().items() if count}
    return {name: None if shown.missing is None else count for name, count in found.items()}


def weighting_label(facts: Facts) -> str:
    """How much each response counts."""
    if facts.is_weighted:
        return f"Données pondérées (poids «{SPACE}{facts.dataset.weight_column}{SPACE}»)"
    return f"Sans pondération{SPACE}: chaque réponse compte pour une"


def interval_label(facts: Facts) -> str:
    """What the interval is, or why there is none."""
    if facts.is_census:
        return f"Pas d’intervalle{SPACE}: toute la population visée a répondu, rien n’est estimé"
    if facts.is_declared:
        return f"Pas d’intervalle{SPACE}: {TALLY}, sans extrapolation"
    if not any(row.low is not None for row in facts.rows):
        return "Pas d’intervalle"
    method = "wilson" if facts.overall is None else "student"
    if facts.overall is not None and facts.overall.interval is not None:
        method = facts.overall.interval.method
    return f"Intervalle de confiance à 95{SPACE}% ({METHODS[method]})"


def source_label(dataset: Dataset) -> str:
    """Where the data come from."""
    if dataset.source_note:
        return dataset.source_note
    if dataset.source == DatasetSource.COLLECTION and dataset.collection is not None:
        return f"{dataset.collection.title}, collecte menée sur cette plateforme"
    return f"{dataset.title}, fichier importé"


def _steps(facts: Facts, rows: tuple[FigureRow, ...]) -> tuple[str, ...]:
    steps = [
        size_sentence(facts.dataset, facts.threshold, completes_only=facts.spec.completes_only),
        *_base_steps(facts),
    ]
    if facts.overall is not None:
        steps += step_sentences(facts.overall)
    else:
        steps += [
            _row_step(facts, row) for row in rows if row.group_key == ALL_GROUPS and row.value is not None
        ]
    if facts.overall is None and any(row.low is not None for row in rows):
        steps.append(
            f"Chaque part a son intervalle à 95{SPACE}% ({METHODS['wilson']}), d’autant plus large que la "
            "base est petite."
        )
    if facts.is_declared and not facts.is_census:
        steps.append(
            f"C’est un {TALLY}{SPACE}: la somme de ce que ces réponses déclarent, sans rien ajouter pour "
            "celles et ceux qui n’ont pas répondu. Il n’y a donc pas d’intervalle."
        )
    elif facts.is_census:
        steps.append(
            f"Toute la population visée a répondu{SPACE}: il n’y a ni tirage au sort, ni intervalle."
        )
    if any(row.low is not None for row in rows):
        steps.append(
            "L’intervalle ne mesure que le hasard\u00a0: il ne corrige pas le fait que répondre était "
            "un choix."
        )
    if any(row.is_withheld for row in rows):
        steps.append(_withheld_step(facts))
    return tuple(steps)


def _base_steps(facts: Facts) -> list[str]:
    base = facts.shown_base
    if base.n is None:
        return []
    sentence = f"Base{SPACE}: {format_number(base.n)} réponses."
    details = [
        f"{format_number(count)} {_REASONS[name]}"
        for name, count in missing_counts(facts).items()
        if count is not None
    ]
    if details:
        sentence = f"Base{SPACE}: {format_number(base.n)} réponses{NARROW_SPACE}; mises de côté{SPACE}: "
        sentence += f"{', '.join(details)}."
    steps = [sentence]
    if facts.spec.domain:
        steps.append(
            "Les réponses hors du champ gardent leur place dans le calcul de l’erreur, avec un poids nul."
        )
    return steps


def _row_step(facts: Facts, row: FigureRow) -> str:
    share = decimals(100 * float(row.value or 0), 1)
    counted, base = format_number(row.n or 0), format_number(row.base_n or 0)
    if facts.is_weighted:
        return f"{row.label}{SPACE}: {counted} réponses sur {base}, soit {share}{SPACE}% une fois pondérées."
    return f"{row.label}{SPACE}: {counted} ÷ {base} = {share}{SPACE}%."


def _withheld_step(facts: Facts) -> str:
    return (
        f"Les effectifs de moins de {facts.threshold} et les groupes de moins de {facts.base_threshold} ne "
        "sont pas publiés, ni les cases qui permettraient de les retrouver par soustraction."
    )
