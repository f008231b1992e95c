"""Make the web fonts and the fonts of the PDF from the npm packages; does nothing when they are up to
date."""

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from milliard.ui.fonts import FontSourceMissing, build_fonts


class Command(BaseCommand):
    help = "Cut the fonts to French and write them under var/assets (safe to run again)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells every glyph it keeps
        try:
            was_built = build_fonts(
                node_modules=settings.NODE_MODULES, assets=settings.VAR_DIR / "assets", say=self.stdout.write
            )
        except FontSourceMissing as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Fonts made." if was_built else "Fonts are up to date.")
