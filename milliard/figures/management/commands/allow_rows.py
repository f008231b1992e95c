"""Allow anonymous rows of a dataset to be published, or withdraw them."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from milliard.accounts.models import User
from milliard.core.refusals import Refused
from milliard.figures.datasets.anonymous_rows import check_rows
from milliard.figures.datasets.storage import open_dataset
from milliard.figures.models import Dataset
from milliard.figures.services.rows import allow_rows, withdraw_rows


class Command(BaseCommand):
    help = (
        "Permet de publier quelques colonnes d’un jeu de données réponse par réponse, rendues anonymes, dans "
        "les études publiées ensuite. Sans --apply, dit si ces colonnes peuvent l’être."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="adresse du jeu de données")
        parser.add_argument("--by", required=True, help="adresse électronique de la personne qui le décide")
        parser.add_argument("--columns", nargs="+", default=[], help="variables à un choix")
        parser.add_argument("--withdraw", action="store_true", help="ne plus rien donner réponse par réponse")
        parser.add_argument("--apply", action="store_true", help="permettre, ou retirer, vraiment")

    def handle(self, *args: Any, **options: Any) -> None:
        dataset = Dataset.objects.filter(slug=options["slug"]).first()
        by = User.objects.filter(email=options["by"]).first()
        if dataset is None or by is None:
            unknown = f"jeu de données {options['slug']}" if dataset is None else f"compte {options['by']}"
            raise CommandError(f"Il n’y a pas de {unknown}.", returncode=2)
        try:
            self.stdout.write(self._done(dataset, by, options))
        except Refused as error:
            raise CommandError(error.message, returncode=2) from error

    def _done(self, dataset: Dataset, by: User, options: dict[str, Any]) -> str:
        columns = options["columns"]
        if not options["apply"]:
            if not options["withdraw"]:
                check_rows(open_dataset(dataset), columns, settings.DISCLOSURE_THRESHOLD)
            return "Possible. Rien n’a changé\u00a0: ajoutez --apply."
        if options["withdraw"]:
            withdraw_rows(dataset=dataset, by=by)
            return "Plus aucune réponse n’est donnée une à une."
        allow_rows(dataset=dataset, variables=columns, by=by)
        return f"Permis\u00a0: {', '.join(columns)}. Publiez à nouveau les études qui doivent les donner."
