"""Ferme les scrutins secrets dont l’heure est passée et que la file d’attente a oubliés."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from milliard.elections.models import SecretElection
from milliard.elections.services.elections import close_election


class Command(BaseCommand):
    help = "Ferme les scrutins secrets dont l’heure est passée. Sans --apply, ne change rien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="Fermer.")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        for election in SecretElection.objects.due().order_by("pk"):
            if apply:
                close_election(election=election, by=None)
            self.stdout.write(f"{'Fermé' if apply else 'À fermer'}\u00a0: {election.uuid}")
