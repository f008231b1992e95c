"""The sentences of «comment ce chiffre est calculé», from the codes and values of the engine's steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engines.statistics import SampleEstimate, Scalar
from french import NBSP, format_euros, format_number, format_percent, format_points, round_figures

#: Method of an interval -> how it is called.
METHODS = {
    "wilson": "méthode de Wilson",
    "student": "loi de Student",
    "woodruff": "méthode de Woodruff",
    "order_statistics": "rangs des réponses triées",
}
_SORTED = "réponses sont rangées par ordre croissant et"
#: Code -> sentence, its values already written. The base and the interval of a whole population have
#: sentences of their own, in `wording`.
_SENTENCES = {
    "count": "{matching}, sur {base}.",
    "share": f"Part{NBSP}: {{count}} ÷ {{base}} = {{share}}.",
    "weighted_share": f"Avec les poids de redressement{NBSP}: {{part}} ÷ {{whole}} = {{share}}. "
    "Un poids corrige le fait que certains groupes ont plus répondu que d’autres.",
    "mean": f"Somme des réponses, divisée par leur nombre{NBSP}: {{sum}} ÷ {{divisor}} = {{mean}}.",
    "weighted_mean": "Somme des réponses multipliées par leur poids, divisée par la somme des poids"
    f"{NBSP}: {{sum}} ÷ {{divisor}} = {{mean}}.",
    "tally": f"{{tallied}}{NBSP}: {{total}}.",
    "weighted_total": "Chaque réponse est multipliée par son poids, puis tout est additionné"
    f"{NBSP}: {{total}}.",
    "quantile": f"{{name}}{NBSP}: les {{n}} {_SORTED} on s’arrête à ce rang{NBSP}: {{value}}.",
    "weighted_quantile": f"{{name}}{NBSP}: les {{n}} {_SORTED} on avance jusqu’à cette part du total des "
    f"poids{NBSP}: {{value}}.",
    "rounded": "Ce nombre est arrondi, à {step} près, pour qu’au moins {threshold} réponses s’écrivent comme "
    "lui\u00a0: il n’est la réponse de personne en particulier.",
    "standard_error": f"Erreur type{NBSP}: {{se}}, soit ce dont le chiffre bouge d’ordinaire d’un "
    "échantillon à l’autre.",
    **{
        f"interval_{method}": f"Intervalle à {{level}}{NBSP}% ({name}){NBSP}: de {{low}} à {{high}}."
        for method, name in METHODS.items()
    },
}
#: What chance moves: of an amount, three figures say all that is known of it.
_UNSURE = frozenset({"se", "low", "high"})
_COUNTS = frozenset({"count", "base", "n", "threshold"})
_WEIGHTS = frozenset({"part", "whole"})


def step_sentences(estimate: SampleEstimate) -> Iterator[str]:
    """One sentence for each step that has one, in order."""
    for step in estimate.steps:
        if step.code in _SENTENCES:
            values = dict(step.values)
            yield _SENTENCES[step.code].format(**_written(estimate, step.code, values))


def _written(estimate: SampleEstimate, code: str, values: Mapping[str, Scalar]) -> dict[str, str]:
    """The values of a step as they are read, and the words that depend on them."""
    written = {name: _value(estimate, code, name, value) for name, value in values.items()}
    count, probability = values.get("count", 0), values.get("probability")
    matching = "réponse correspond" if count < 2 else "réponses correspondent"
    return {
        **written,
        "matching": f"{format_number(count)} {matching}",
        "tallied": "Somme des montants déclarés" if estimate.is_money else "Somme des réponses",
        "name": "Médiane" if probability == 0.5 else f"Quantile à {written.get('probability')}",
    }


def _value(estimate: SampleEstimate, code: str, name: str, value: Scalar) -> str:
    if name in _COUNTS:
        return format_number(value)
    if name in _WEIGHTS:
        return format_number(value, 1)
    if name == "level":
        return format_number(100 * value)
    if name == "divisor":
        return format_number(value, 1 if code == "weighted_mean" else 0)
    if name == "probability":
        return format_percent(value, 1)
    if estimate.kind == "share":
        return format_points(value) if name == "se" else format_percent(value, 1)
    if estimate.is_money:
        return format_euros(round(round_figures(value) if name in _UNSURE else value))
    return quantity_text(value)


def quantity_text(value: Scalar) -> str:
    """A quantity with two decimals, none when it is whole."""
    return format_number(value, 0 if float(value).is_integer() else 2)
