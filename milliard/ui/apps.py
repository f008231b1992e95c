"""Registers the design system with Django."""

from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class UiConfig(declarations.MilliardAppConfig):
    """The design system: no models, templates and static files only."""

    name = "milliard.ui"
    label = "ui"
    verbose_name = "Interface"
