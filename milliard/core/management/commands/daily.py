"""`manage.py daily --apply`: run once a day by a timer; forgets what is over."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from milliard.core.services import sweep_dead_rows, tidy_up


class Command(BaseCommand):
    help = "Ménage quotidien de ce qui est périmé. Sans --apply, ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="écrire vraiment")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        with transaction.atomic():
            tidied = tidy_up()
            transaction.set_rollback(not apply)
            transaction.on_commit(sweep_dead_rows)
        self.stdout.write(
            f"{tidied.limits} limites, {tidied.cached} entrées de cache, {tidied.sessions} sessions,"
            f" {tidied.mails} e-mails de démonstration, {tidied.tasks} tâches finies."
        )
        for label, count in tidied.others:
            self.stdout.write(f"{label.capitalize()} : {count}.")
        if not apply:
            self.stdout.write("Rien n’a été écrit : ajoutez --apply.")
