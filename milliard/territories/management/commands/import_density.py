"""`manage.py import_density FILE --apply`: INSEE's density grid of communes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from milliard.territories.services import UnreadableReference, load_density

_SHOWN = 10


class Command(BaseCommand):
    help = "Écrit le niveau de densité de chaque commune (grille INSEE, CSV). Sans --apply, ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV avec les colonnes commune et densite")
        parser.add_argument("--apply", action="store_true", help="écrire vraiment")

    def handle(self, *args: Any, file: Path, apply: bool, **options: Any) -> None:
        try:
            with transaction.atomic():
                report = load_density(file=file)
                transaction.set_rollback(not apply)
        except UnreadableReference as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(f"{report.rows} lignes lues, {report.changed} communes changées.")
        if report.unknown:
            shown = ", ".join(report.unknown[:_SHOWN])
            self.stdout.write(f"{len(report.unknown)} codes absents du code en vigueur, ignorés : {shown}…")
        if not apply:
            self.stdout.write("Rien n’a été écrit : ajoutez --apply.")
