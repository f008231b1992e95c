"""Place a block of a study: words draw themselves, figures are drawn from what was pinned."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from milliard.website.enums import ShownKind

register = template.Library()


@register.simple_tag
def study_block(block: Any, figures: Mapping[str, Any]) -> SafeString:
    """One block of a study. A figure nobody pinned (it could not be computed) leaves its place empty."""
    if block.block_type not in ShownKind.values:
        rendered: SafeString = block.render()
        return rendered
    figure = figures.get(str(block.id))
    if figure is None:
        return mark_safe("")
    return SafeString(render_to_string("website/_figure.html", {"figure": figure, "is_alone": False}))
