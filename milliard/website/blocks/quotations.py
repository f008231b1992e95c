"""Somebody's own words, from an answer that was reviewed: the page keeps its reference, never the words."""

from typing import Any
from uuid import UUID

from wagtail import blocks

from milliard.readings.reports.quotations import Quotation, quotations
from milliard.website.blocks.checks import refusal


class QuotationBlock(blocks.StructBlock):
    """A quotable text of a collection; once withdrawn, changed or erased, «retirée» stands in its place."""

    reference = blocks.CharBlock(
        label="Référence du texte",
        max_length=36,
        help_text="Copiez-la sous un texte déclaré citable\u00a0: Recueillir, Collectes, Lire les "
        "réponses, Textes.",
    )

    class Meta:
        label = "Citation d’une réponse"
        icon = "openquote"
        template = "website/blocks/quotation.html"

    def clean(self, value: Any) -> Any:
        """Only a text that may be quoted now."""
        cleaned = super().clean(value)
        if _found(cleaned) is None:
            raise refusal(
                "reference",
                "Aucun texte citable n’a cette référence\u00a0: il n’a pas été relu, ou il a été "
                "retiré depuis.",
            )
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> Any:
        """What the template shows: the quotation, or None."""
        return {**super().get_context(value, parent_context=parent_context), "quotation": _found(value)}

    def get_searchable_content(self, value: Any) -> list[str]:
        """Nothing: a withdrawn text would be found still."""
        return []


def _found(value: Any) -> Quotation | None:
    try:
        reference = UUID(str(value.get("reference", "")).strip())
    except ValueError:
        return None
    return quotations([reference]).get(reference)
