"""`manage.py load_demo --apply`: the demonstration country, and nothing where data may be real."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from demo.loading import NoPlaceForDemonstration, load_country


class Command(BaseCommand):
    help = "Charge le pays de démonstration. Sans --apply, ne change rien."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="écrire vraiment")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        try:
            with transaction.atomic():
                load_country(self.stdout.write)
                transaction.set_rollback(not apply)
        except NoPlaceForDemonstration as error:
            raise CommandError(
                "Cette installation n’est pas une démonstration (DEMONSTRATION n’est pas vrai)\u00a0: "
                "rien n’est chargé parmi des données réelles."
            ) from error
        if not apply:
            self.stdout.write("Rien n’a été écrit\u00a0: ajoutez --apply.")
