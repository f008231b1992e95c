"""The context of every page: the theme the person chose, and whether the data shown are invented."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from milliard.ui.themes import chosen_theme


def ui(request: HttpRequest) -> dict[str, Any]:
    """``theme`` ("", "light" or "dark") and ``simulated``; a view may pass its own ``simulated``."""
    return {"theme": chosen_theme(request), "simulated": settings.IS_DEMONSTRATION}
