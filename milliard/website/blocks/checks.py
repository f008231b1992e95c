"""Refuse what cannot be computed, in French, beside a field the block really has."""

import difflib
from collections.abc import Container, Sequence

from django.core.exceptions import ValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from milliard.figures import reports
from milliard.figures.display import wording
from milliard.figures.display.answers import in_stored_unit
from milliard.figures.display.parts import spec_of_sum
from milliard.figures.enums import Display
from milliard.figures.models import Dataset
from milliard.figures.reports import ALL_GROUPS, Figure, FigureSpec, InvalidFigure, UnknownVariable


def check_figure(dataset: Dataset, spec: FigureSpec, *, fields: Container[str]) -> Figure:
    """Compute once, so that an editor learns at once what cannot be shown. ``fields``: those of the block.

    Raises
    ------
    StructBlockValidationError
        Beside the field to correct, or beside the variable when the block has no such field.
    """
    try:
        return reports.compute_figure(dataset, in_stored_unit(dataset, spec))
    except InvalidFigure as error:
        field = _field_of(error, fields)
        message = str(error)
        if isinstance(error, UnknownVariable):
            message += _nearest(dataset, _name_in(spec, error))
        raise refusal(field, message) from error


def check_highlight(figure: Figure, code: str) -> None:
    """Raise unless ``code`` is one of the bars."""
    if not code or not figure.rows:
        return
    keys = dict.fromkeys(key for row in figure.rows for key in (row.key, row.group_key) if key != ALL_GROUPS)
    if code not in keys:
        known = ", ".join(keys)
        raise refusal("highlight", f"Ce chiffre n’a pas de barre «\u00a0{code}\u00a0». Il a\u00a0: {known}.")


def check_display(figure: Figure, display: str) -> None:
    """Raise when one great number is asked of a figure of several answers: it would not say of which."""
    if display == Display.NUMBER and len({row.key for row in figure.rows}) > 1:
        message = (
            "Ce calcul donne plusieurs nombres\u00a0: un grand nombre ne dirait pas lequel. "
            "Choisissez «\u00a0Graphique\u00a0», ou le calcul «\u00a0Part\u00a0» d’une réponse."
        )
        raise refusal("display", message)


def check_sum(dataset: Dataset, whole: str, parts: Sequence[str]) -> None:
    """Raise unless the totals of ``parts`` add up to that of ``whole``, to the cent.

    Where one part is withheld the whole would give it away, by subtraction.
    """
    made = [check_figure(dataset, spec_of_sum(name), fields=()).rows[-1] for name in (*parts, whole)]
    if any(row.value is None for row in made):
        raise ValidationError(
            "Une des parties n’est pas publiée, car trop peu de réponses la font\u00a0: avec le total, on la "
            "retrouverait par soustraction. Regroupez-la avec une autre."
        )
    added, total = sum(row.value or 0 for row in made[:-1]), made[-1].value
    if added != total:
        said = [wording.value_text(number, made[-1].unit) for number in (added, total)]
        raise ValidationError(
            f"Les parties font {said[0]}, et le total {said[1]}\u00a0: il en manque une, ou une "
            "compte deux fois."
        )


def refusal(field: str, message: str) -> StructBlockValidationError:
    return StructBlockValidationError(block_errors={field: ValidationError(message)})


def _field_of(error: InvalidFigure, fields: Container[str]) -> str:
    field = error.field
    if field == "domain":
        field = "filter_variable" if isinstance(error, UnknownVariable) else "filter_codes"
    return field if field in fields else "variable"


def _name_in(spec: FigureSpec, error: InvalidFigure) -> str:
    """The name the report did not find."""
    if error.field == "domain":
        return spec.domain[0][0]
    return spec.breakdown if error.field == "breakdown" else spec.variable


def _nearest(dataset: Dataset, name: str) -> str:
    names = [option.name for option in reports.list_variables(dataset)]
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if not near:
        return ""
    proposed = " ou ".join(f"«\u00a0{found}\u00a0»" for found in near)
    return f" Vouliez-vous dire {proposed}\u202f?"
