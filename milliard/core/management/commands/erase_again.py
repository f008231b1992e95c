"""`manage.py erase_again --apply`: after a restore, erase what people had erased since the backup."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from milliard.core.declarations import declared
from milliard.core.erasures import ErasureList


class Command(BaseCommand):
    help = (
        "Après une restauration, efface de nouveau ce que des personnes avaient fait effacer depuis la"
        " sauvegarde. Sans --apply, ne change rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="effacer vraiment")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        erased = ErasureList()
        with transaction.atomic():
            for erase in declared("erase_again"):
                for label, count in erase(erased):
                    self.stdout.write(f"{label.capitalize()} : {count}.")
            transaction.set_rollback(not apply)
        if not apply:
            self.stdout.write("Rien n’a été effacé : ajoutez --apply.")
