"""All tags and filters of the design system, under one name: ``{% load ui %}`` (a template builtin here)."""

from milliard.ui.templatetags.ui import (
    content,
    feedback,
    figures,
    filters,
    form_fields,
    inputs,
    inputs_rich,
    layout,
    tables,
)
from milliard.ui.templatetags.ui._register import register

__all__ = [
    "content",
    "feedback",
    "figures",
    "filters",
    "form_fields",
    "inputs",
    "inputs_rich",
    "layout",
    "register",
    "tables",
]
