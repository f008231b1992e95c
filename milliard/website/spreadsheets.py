"""Wagtail's own downloads (the journal, its reports) keep the promise of `milliard.core.exports`."""

from typing import Any

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin, list_to_str

from milliard.core.exports import neutralise


def neutralise_downloads() -> None:
    """No text of a CSV is taken for a formula: anybody chooses the name the journal shows.

    Wagtail says by the class of a value how it is written, asked in order; its XLSX is safe already.
    """
    by_class = SpreadsheetExportMixin.custom_value_preprocess
    by_class[list][SpreadsheetExportMixin.FORMAT_CSV] = lambda value: neutralise(list_to_str(value))
    by_class[object] = {SpreadsheetExportMixin.FORMAT_CSV: _plain}


def _plain(value: Any) -> Any:
    """Numbers, dates and nothing stay what they are."""
    text = force_str(value, strings_only=True)
    return neutralise(text) if isinstance(text, str) else text
