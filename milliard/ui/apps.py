"""Registers the design system with Django."""

from milliard.core.declarations import MilliardAppConfig


class UiConfig(MilliardAppConfig):
    """The design system: no models, templates and static files only."""

    name = "milliard.ui"
    label = "ui"
    verbose_name = "Interface"
