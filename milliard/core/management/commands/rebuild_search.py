"""`manage.py rebuild_search --apply`: write the index of the site's search again, now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from milliard.core.search_index import rebuild


class Command(BaseCommand):
    help = "Réécrit ce que la recherche du site lit. Sans --apply, dit ce qui changerait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="écrire vraiment")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        if apply:
            told = rebuild()
        else:
            with transaction.atomic():
                told = rebuild()
                transaction.set_rollback(True)
        for source, entries, changed in told:
            self.stdout.write(f"{source} : {entries} entrées, {changed} changements.")
        if not apply:
            self.stdout.write("Rien n’a été écrit : ajoutez --apply.")
