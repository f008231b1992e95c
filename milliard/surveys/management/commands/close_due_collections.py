"""Close the collections whose announced end has passed, in the journal too. Run by the daily timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from french import plural
from milliard.surveys.models import Collection
from milliard.surveys.services.collections import close_due_collections, due_collections


class Command(BaseCommand):
    help = "Ferme les collectes dont la date de fin est passée. Sans --apply, dit lesquelles."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="ferme pour de bon")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        done: list[Collection]
        done = close_due_collections(at=now) if options["apply"] else list(due_collections(now))
        verb = "fermée" if options["apply"] else "à fermer"
        for collection in done:
            self.stdout.write(f"{verb}\u00a0: {collection.slug}")
        agreed = f"{verb}s" if options["apply"] and len(done) > 1 else verb
        self.stdout.write(f"{plural(len(done), 'collecte')} {agreed}.")
