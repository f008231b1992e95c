"""Freeze a collection into a dataset."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from french import plural
from milliard.figures.datasets.errors import DatasetError
from milliard.figures.services.freeze import countable_responses, freeze_collection
from milliard.surveys.models import COMPLETE, Collection


class Command(BaseCommand):
    help = "Fige les réponses d’une collecte en un jeu de données. Sans --apply, dit ce qui serait figé."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="adresse de la collecte")
        parser.add_argument("--title", default="", help="titre du jeu de données")
        parser.add_argument("--apply", action="store_true", help="figer vraiment")

    def handle(self, *args: Any, **options: Any) -> None:
        collection = Collection.objects.filter(slug=options["slug"]).first()
        if collection is None:
            raise CommandError(f"Aucune collecte n’a l’adresse {options['slug']}.", returncode=2)
        responses = countable_responses(collection)
        begun = plural(responses.count(), "réponse commencée", "réponses commencées")
        complete = plural(responses.filter(COMPLETE).count(), "complète")
        self.stdout.write(f"{collection}\u00a0: {begun}, dont {complete}.")
        if not options["apply"]:
            self.stdout.write("Rien n’a été figé\u00a0: ajoutez --apply.")
            return
        try:
            dataset = freeze_collection(collection=collection, by=None, title=options["title"])
        except DatasetError as error:
            raise CommandError(error.message, returncode=2) from error
        self.stdout.write(f"Figé\u00a0: {dataset.slug}, {dataset.byte_size} octets.")
