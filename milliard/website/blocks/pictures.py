"""Pictures the team puts in, with words for who does not see them; and tables typed or pasted freely.

Nothing comes from another host: a picture is a file of ours.
"""

import csv
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from milliard.ui.component_records import Column
from milliard.website.pictures import PictureFiles, drawing_of

_FILE_NAME = re.compile(r"\.(?:jpe?g|png|webp|avif|heic)$", re.IGNORECASE)
#: A count, an amount, a share: what stands on the right of its cell.
_NUMBER = re.compile(r"[-+−]?\d[\d\s.,]*(?:%|€|€/an|pt|pts)?")
MAX_COLUMNS, MAX_ROWS = 8, 100


class OurImageBlock(ImageChooserBlock):
    """Wagtail's, with the drawn sizes of all pictures of a page read at once."""

    def bulk_to_python(self, values: Any) -> list[Any]:
        images: list[Any] = super().bulk_to_python(values)
        prefetch_related_objects([image for image in images if image is not None], "renditions")
        return images


class PictureValue(blocks.StructValue):
    @property
    def drawing(self) -> PictureFiles | None:
        """The files to show; None when the image is no longer there."""
        return drawing_of(self["image"]) if self.get("image") else None

    @property
    def alt(self) -> str:
        return "" if self.get("is_decorative") else str(self.get("alternative") or "")


class PictureBlock(blocks.StructBlock):
    """One picture: what it shows in words, or that it shows nothing the text does not say."""

    image = OurImageBlock(label="Image")
    alternative = blocks.CharBlock(
        label="Ce qu’on y voit, en une phrase",
        required=False,
        max_length=300,
        help_text="Lu à qui ne voit pas l’image, et montré si elle ne vient pas. Par exemple\u00a0: "
        "«\u00a0Six personnes autour d’une table, des feuilles de calcul devant elles.\u00a0»",
    )
    is_decorative = blocks.BooleanBlock(
        label="Image décorative",
        required=False,
        help_text="Elle n’apprend rien à qui lit le texte\u00a0: un lecteur d’écran n’en dit rien.",
    )
    caption = blocks.CharBlock(label="Légende", required=False, max_length=300)
    credit = blocks.CharBlock(
        label="Crédit",
        required=False,
        max_length=160,
        help_text="De qui est l’image, et sous quelle licence.",
    )
    size = blocks.ChoiceBlock(
        label="Taille",
        choices=[("full", "De la largeur du texte"), ("half", "La moitié, sur un grand écran")],
        default="full",
    )

    class Meta:
        label = "Image"
        icon = "image"
        template = "website/blocks/picture.html"
        value_class = PictureValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        words = (cleaned.get("alternative") or "").strip()
        if words and cleaned.get("is_decorative"):
            raise _beside(
                "alternative", "Décorative, ou décrite\u00a0: videz cette phrase ou décochez la case."
            )
        if _FILE_NAME.search(words):
            raise _beside("alternative", "C’est le nom d’un fichier\u00a0: écrivez ce qu’on voit.")
        if not words and not cleaned.get("is_decorative") and not self.is_deferred_validation:
            raise _beside(
                "alternative",
                "Écrivez ce qu’on voit, ou dites que l’image est décorative\u00a0: des personnes la lisent "
                "sans la voir.",
            )
        return cleaned

    def get_searchable_content(self, value: Any) -> list[str]:
        """Its words: a size is none."""
        return [words for words in (value.alt, value.get("caption") or "") if words]


class TableValue(blocks.StructValue):
    @property
    def lines(self) -> list[list[str]]:
        """Rows of cells, as typed."""
        return read_cells(str(self.get("cells") or ""))

    @property
    def columns(self) -> list[Column]:
        """A column that holds nothing but numbers stands on the right."""
        head, *rows = self.lines or [[]]
        return [
            Column(name, is_number=at > 0 and all(_NUMBER.fullmatch(row[at]) for row in rows if row[at:]))
            for at, name in enumerate(head)
        ]

    @property
    def rows(self) -> list[list[str]]:
        return self.lines[1:]


class TableBlock(blocks.StructBlock):
    """A table of words and numbers, pasted from a spreadsheet: works without JavaScript."""

    title = blocks.CharBlock(label="Titre\u00a0: ce que le tableau montre", max_length=160)
    cells = blocks.TextBlock(
        label="Lignes du tableau",
        rows=8,
        help_text="Copiez-le depuis un tableur, ou écrivez une ligne par rangée et «\u00a0;\u00a0» entre les "
        "cases. La première ligne dit les colonnes, la première case de chaque ligne dit de quoi elle parle.",
    )
    source = blocks.CharBlock(
        label="Base, date et source",
        max_length=300,
        help_text="De quoi, de quand, d’où viennent ces mots et ces nombres.",
    )

    class Meta:
        label = "Tableau"
        icon = "table"
        template = "website/blocks/table.html"
        value_class = TableValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        lines = read_cells(cleaned.get("cells") or "")
        if lines or not self.is_deferred_validation:
            _check_lines(lines)
        return cleaned

    def get_searchable_content(self, value: Any) -> list[str]:
        return [value["title"], *(" · ".join(line) for line in value.lines), value["source"]]


def read_cells(text: str) -> list[list[str]]:
    """Rows of cells: tabs between them, as spreadsheets copy, else semicolons; no blank line."""
    lines = [line for line in text.splitlines() if line.strip()]
    separator = "\t" if any("\t" in line for line in lines) else ";"
    return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator)]


def _check_lines(lines: list[list[str]]) -> None:
    if len(lines) < 2 or len(lines[0]) < 2:
        raise _beside("cells", "Il faut au moins deux colonnes et une ligne sous leurs noms.")
    if len(lines[0]) > MAX_COLUMNS or len(lines) > MAX_ROWS:
        raise _beside(
            "cells",
            f"Un tableau se lit jusqu’à {MAX_COLUMNS} colonnes et {MAX_ROWS} lignes\u00a0: coupez-le, ou "
            "donnez le fichier en document.",
        )
    for number, line in enumerate(lines, 1):
        if len(line) != len(lines[0]):
            raise _beside(
                "cells",
                f"La ligne {number} a {len(line)} cases, la première en a {len(lines[0])}.",
            )
    if not all(lines[0]):
        raise _beside("cells", "Une colonne n’a pas de nom\u00a0: la première ligne les dit toutes.")


def _beside(field: str, message: str) -> StructBlockValidationError:
    return StructBlockValidationError(block_errors={field: ValidationError(message)})
