"""Remind the people invited to one collection who have not finished. Safe to run twice."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from french import plural
from milliard.core.refusals import Refused
from milliard.surveys.models import Collection
from milliard.surveys.services.invitations import reminders_due, send_reminders


class Command(BaseCommand):
    help = "Relance les personnes invitées qui n’ont pas terminé. Sans --apply, dit combien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="adresse de la collecte")
        parser.add_argument("--apply", action="store_true", help="envoie pour de bon")

    def handle(self, *args: Any, **options: Any) -> None:
        collection = Collection.objects.filter(slug=options["slug"]).first()
        if collection is None:
            raise CommandError(f"Aucune collecte ne s’appelle «\u00a0{options['slug']}\u00a0».", returncode=2)
        if not options["apply"]:
            self.stdout.write(f"{plural(len(reminders_due(collection)), 'relance')} à envoyer.")
            return
        try:
            count = send_reminders(collection=collection, by=None)
        except Refused as refusal:
            raise CommandError(refusal.message, returncode=2) from refusal
        self.stdout.write(f"{plural(count, 'relance envoyée', 'relances envoyées')}.")
