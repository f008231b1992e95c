"""Fields whose answers come from the codebook of the dataset chosen above them in the same block.

The browser asks the server for the list (`static/website/choices.js`, template `website/choices.html`) and
proposes it while one types; the block still checks what was typed when it is saved.
"""

from typing import Any

from django import forms
from wagtail import blocks


class ChoicesBlock(blocks.CharBlock):
    """A name or codes of the codebook.

    ``choices_from``: variables, breakdowns, filters, or codes; ``codes_of``: the field beside it that holds
    the variable whose codes are proposed.
    """

    def __init__(self, *, choices_from: str = "variables", codes_of: str = "", **options: Any) -> None:
        super().__init__(**options)
        attributes = {"data-choices-from": choices_from, "autocomplete": "off", "spellcheck": "false"}
        if codes_of:
            attributes["data-codes-of"] = codes_of
        self.field.widget = forms.TextInput(attrs=attributes)
