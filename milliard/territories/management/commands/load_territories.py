"""`manage.py load_territories --apply`: the official geographic code from the installed package."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from milliard.territories.services import UnreadableReference, load_reference

PACKAGE = "@etalab/decoupage-administratif/data"
#: The year of the code in the version of the package that `package.json` asks for.
VINTAGE = 2026


class Command(BaseCommand):
    help = "Charge régions, départements, intercommunalités et communes. Sans --apply, ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="écrire vraiment")
        parser.add_argument("--folder", type=Path, help="dossier des quatre fichiers JSON")
        parser.add_argument("--vintage", type=int, default=VINTAGE, help="millésime du code officiel")

    def handle(self, *args: Any, apply: bool, folder: Path | None, vintage: int, **options: Any) -> None:
        try:
            with transaction.atomic():
                report = load_reference(folder=folder or settings.NODE_MODULES / PACKAGE, vintage=vintage)
                transaction.set_rollback(not apply)
        except UnreadableReference as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(
            f"{report.regions} régions, {report.departments} départements, {report.communes} communes lues ;"
            f" {report.changed} lignes changées, {report.ended} communes sorties du code."
            f" {report.former} anciens noms ou codes, {report.placed} positions connues."
        )
        if not apply:
            self.stdout.write("Rien n’a été écrit : ajoutez --apply.")
