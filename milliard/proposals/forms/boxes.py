"""Boxes of our own: long texts as browsers send them."""

from typing import Any

from django import forms


class LinesField(forms.CharField):
    """Several lines. Browsers end them by two characters: one here, so that passages are found."""

    def __init__(self, *, rows: int = 6, **options: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": rows}), **options})

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")
