"""Registers the design system with Django."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The design system: no models, templates and static files only."""

    name = "milliard.ui"
    label = "ui"
    verbose_name = "Interface"
