"""Blocks bound to a frozen dataset. They hold a question; the answer is computed by `figures.reports`."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from milliard.figures.display.parts import (
    UnreadableSetting,
    is_figure_ready,
    is_number_ready,
    is_ready,
    is_share_ready,
    spec_of_figure,
    spec_of_number,
    spec_of_share,
    spec_of_sum,
)
from milliard.figures.enums import Display, RowCount
from milliard.figures.reports import FIGURE_KIND_LABELS, FigureKind, FigureSpec
from milliard.website.blocks.checks import check_display, check_figure, check_highlight, check_sum
from milliard.website.blocks.choices import ChoicesBlock
from milliard.website.choosers import DatasetChooserBlock

VARIABLE_HELP = (
    "Choisissez d’abord le jeu de données\u00a0: ses variables sont proposées dès que vous écrivez ici, "
    "par leur nom ou par les mots de la question."
)
CODES_HELP = "Les codes des réponses, séparés par des virgules."
NUMBER_KINDS = [
    (kind.value, FIGURE_KIND_LABELS[kind])
    for kind in (FigureKind.SHARE, FigureKind.MEAN, FigureKind.MEDIAN, FigureKind.TOTAL)
] + RowCount.choices


class ComputedBlock(blocks.StructBlock):
    """A question put to a dataset: search reads its answer, as it was published, and not the settings."""

    def get_searchable_content(self, value: Any) -> list[str]:
        return []


class FigureBlock(ComputedBlock):
    """One question put to a dataset, and how its answer is shown."""

    dataset = DatasetChooserBlock(label="Jeu de données")
    title = blocks.CharBlock(
        label="Titre\u00a0: ce que le chiffre montre",
        max_length=160,
        help_text=(
            "Une phrase qui dit le résultat, par exemple "
            "«\u00a0Trois organisations sur quatre manquent de fonds propres\u00a0»."
        ),
    )
    kind = blocks.ChoiceBlock(
        label="Calcul", choices=[(kind.value, label) for kind, label in FIGURE_KIND_LABELS.items()]
    )
    variable = ChoicesBlock(label="Variable", max_length=120, help_text=VARIABLE_HELP)
    category = ChoicesBlock(
        label="Réponses comptées ensemble",
        choices_from="codes",
        codes_of="variable",
        required=False,
        max_length=300,
        help_text=f"Pour une part seulement. {CODES_HELP}",
    )
    breakdown = ChoicesBlock(
        label="Comparer selon",
        choices_from="breakdowns",
        required=False,
        max_length=120,
        help_text="Une autre variable, dont les groupes sont comparés.",
    )
    filter_variable = ChoicesBlock(label="Seulement si", required=False, max_length=120)
    filter_codes = blocks.CharBlock(label="vaut", required=False, max_length=300, help_text=CODES_HELP)
    bounds = blocks.CharBlock(
        label="Limites des tranches",
        required=False,
        max_length=300,
        help_text=(
            "Pour une répartition par tranches, par exemple 0\u202f; 50\u202f000\u202f; 250\u202f000. "
            "Les montants sont en euros."
        ),
    )
    completes_only = blocks.BooleanBlock(label="Réponses complètes seulement", required=False, default=True)
    weighted = blocks.BooleanBlock(label="Avec les poids, si le jeu en a", required=False, default=True)
    display = blocks.ChoiceBlock(label="Montrer", choices=Display.choices, default=Display.BARS)
    highlight = ChoicesBlock(
        label="Réponse mise en avant",
        choices_from="codes",
        codes_of="variable",
        required=False,
        max_length=120,
        help_text="Le code de la réponse dont parle le titre\u00a0: sa barre est rouge, et la page le dit.",
    )
    note = blocks.TextBlock(label="Note sous le chiffre", required=False, max_length=600)

    class Meta:
        label = "Chiffre"
        icon = "table"
        template = "website/blocks/figure.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        # A draft, saved while one writes: what is missing is asked for when it is published.
        if self.is_deferred_validation and not is_figure_ready(cleaned):
            return cleaned
        try:
            spec = spec_of_figure(cleaned)
        except UnreadableSetting as error:
            raise StructBlockValidationError(
                block_errors={error.field: ValidationError(str(error))}
            ) from error
        answer = check_figure(cleaned["dataset"], spec, fields=self.child_blocks)
        check_display(answer, cleaned.get("display") or "")
        check_highlight(answer, cleaned.get("highlight") or "")
        return cleaned


class ShareBlock(blocks.StructBlock):
    """One bar of several: a share, in the editor's own few words."""

    label = blocks.CharBlock(label="Mots de la barre", max_length=80)
    variable = ChoicesBlock(label="Variable", max_length=120, help_text=VARIABLE_HELP)
    category = ChoicesBlock(
        label="Réponses comptées ensemble",
        choices_from="codes",
        codes_of="variable",
        max_length=300,
        help_text=CODES_HELP,
    )
    highlight = blocks.BooleanBlock(
        label="Mise en avant",
        required=False,
        help_text="Celle dont parle le titre\u00a0: sa barre est rouge.",
    )

    class Meta:
        label = "Part"
        icon = "minus"


class KeyNumberBlock(blocks.StructBlock):
    """One number of a strip."""

    label = blocks.CharBlock(label="Ce que dit ce chiffre", max_length=120)
    kind = blocks.ChoiceBlock(label="Calcul", choices=NUMBER_KINDS)
    variable = ChoicesBlock(label="Variable", required=False, max_length=120, help_text=VARIABLE_HELP)
    category = ChoicesBlock(
        label="Réponses comptées ensemble",
        choices_from="codes",
        codes_of="variable",
        required=False,
        max_length=300,
        help_text=CODES_HELP,
    )

    class Meta:
        label = "Chiffre clé"
        icon = "decimal"


def _check_items(
    value: Any,
    name: str,
    *,
    is_draft: bool,
    is_ready: Callable[[Any], bool],
    spec_of: Callable[[Any], FigureSpec | None],
) -> Any:
    """Check each figure of the list ``name`` of a block; a draft may leave some unfinished."""
    errors: dict[int, ValidationError] = {}
    for index, item in enumerate(value[name] if value["dataset"] else ()):
        if is_draft and not is_ready(item):
            continue
        try:
            if (spec := spec_of(item)) is not None:
                check_figure(value["dataset"], spec, fields=item)
        except UnreadableSetting as error:
            message = ValidationError(str(error))
            errors[index] = StructBlockValidationError(block_errors={error.field: message})
        except ValidationError as error:
            errors[index] = error
    if errors:
        refused = ListBlockValidationError(block_errors=errors)
        raise StructBlockValidationError(block_errors={name: refused})
    return value


class SharesBlock(ComputedBlock):
    """Several shares of the same base, side by side."""

    dataset = DatasetChooserBlock(label="Jeu de données")
    title = blocks.CharBlock(label="Titre\u00a0: ce que les chiffres montrent", max_length=160)
    bars = blocks.ListBlock(ShareBlock(), label="Parts", min_num=2, max_num=12)
    completes_only = blocks.BooleanBlock(label="Réponses complètes seulement", required=False, default=True)
    weighted = blocks.BooleanBlock(label="Avec les poids, si le jeu en a", required=False, default=True)
    on_home = blocks.BooleanBlock(
        label="Montrer à l’accueil",
        required=False,
        help_text="Quand cette étude est à la une, ces barres paraissent sur la page d’accueil.",
    )
    note = blocks.TextBlock(label="Note sous le chiffre", required=False, max_length=600)

    class Meta:
        label = "Plusieurs parts"
        icon = "list-ul"
        template = "website/blocks/figure.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        return _check_items(
            cleaned,
            "bars",
            is_draft=self.is_deferred_validation,
            is_ready=is_share_ready,
            spec_of=lambda item: spec_of_share(item, cleaned),
        )


class PartOfSumBlock(blocks.StructBlock):
    """One part of a total."""

    label = blocks.CharBlock(label="Mots de la barre", max_length=80)
    variable = ChoicesBlock(label="Variable", max_length=120, help_text=VARIABLE_HELP)

    class Meta:
        label = "Partie"
        icon = "minus"


class SumBlock(ComputedBlock):
    """A total and the parts that make it: refused unless they add up to it, to the cent."""

    dataset = DatasetChooserBlock(label="Jeu de données")
    title = blocks.CharBlock(label="Titre\u00a0: ce que les chiffres montrent", max_length=160)
    whole = ChoicesBlock(label="Variable du total", max_length=120, help_text=VARIABLE_HELP)
    parts = blocks.ListBlock(PartOfSumBlock(), label="Parties", min_num=2, max_num=12)
    note = blocks.TextBlock(label="Note sous le chiffre", required=False, max_length=600)

    class Meta:
        label = "Un total et ses parties"
        icon = "list-ul"
        template = "website/blocks/figure.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation and not is_ready("sum", cleaned):
            return cleaned
        _check_items(
            cleaned,
            "parts",
            is_draft=False,
            is_ready=lambda item: True,
            spec_of=lambda item: spec_of_sum(item["variable"]),
        )
        try:
            check_sum(cleaned["dataset"], cleaned["whole"], [part["variable"] for part in cleaned["parts"]])
        except ValidationError as error:
            raise StructBlockValidationError(block_errors={"whole": error}) from error
        return cleaned


class KeyFiguresBlock(ComputedBlock):
    """Two to four numbers in a strip."""

    dataset = DatasetChooserBlock(label="Jeu de données")
    title = blocks.CharBlock(
        label="Titre", max_length=160, default="L’essentiel", help_text="Lu par les lecteurs d’écran."
    )
    numbers = blocks.ListBlock(KeyNumberBlock(), label="Chiffres", min_num=1, max_num=4)

    class Meta:
        label = "Chiffres clés"
        icon = "decimal"
        template = "website/blocks/figure.html"

    def clean(self, value: Any) -> Any:
        return _check_items(
            super().clean(value),
            "numbers",
            is_draft=self.is_deferred_validation,
            is_ready=is_number_ready,
            spec_of=spec_of_number,
        )
