"""Vérifie l’archive publique d’un scrutin secret, et garde le verdict avec --apply."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from milliard.elections.models import SecretElection
from milliard.elections.services.verifying import verify_election, verify_only


class Command(BaseCommand):
    """`manage.py verify_election UUID`: 0 when it stands, 1 with one line a refusal."""

    help = "Vérifie l’archive publique d’un scrutin secret. Sans --apply, ne garde pas le verdict."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("uuid", help="Identifiant du scrutin, dans son adresse.")
        parser.add_argument("--apply", action="store_true", help="Garder le verdict, que la page montrera.")

    def handle(self, *args: Any, uuid: str, apply: bool, **options: Any) -> None:
        election = SecretElection.objects.filter(uuid=uuid).first()
        if election is None:
            raise CommandError("Aucun scrutin ne porte cet identifiant.")
        found = verify_election(election=election, by=None) if apply else verify_only(election)
        for line in found["refusals"]:
            self.stdout.write(line)
        if not found["stands"]:
            raise CommandError("Cette archive est refusée.")
        told = f"{found['stage']}, {found['ballots']} bulletins, empreinte {found['head']}"
        self.stdout.write(f"L’archive tient\u00a0: {told}.")
