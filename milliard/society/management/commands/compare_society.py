"""`manage.py compare_society --apply`: count every group now, instead of next night."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from milliard.society.services.snapshots import take_snapshots


class Command(BaseCommand):
    help = "Compte les groupes comparés à la population. Sans --apply, ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="écrire vraiment")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        with transaction.atomic():
            count = take_snapshots()
            transaction.set_rollback(not apply)
        self.stdout.write(f"{count} groupes comptés à nouveau.")
        if not apply:
            self.stdout.write("Rien n’a été écrit\u00a0: ajoutez --apply.")
