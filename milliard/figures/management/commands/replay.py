"""Prove published figures again from their frozen data."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from french import plural
from milliard.figures.models import Dataset
from milliard.figures.reports import Figure, FigureSpec, InvalidFigure, StoredFigure, compute_figure, replay
from milliard.figures.reports.replay import declared_figures

_EXAMPLE = '{"kind": "share", "variable": "statut", "category": ["association"]}'


class Command(BaseCommand):
    help = (
        "Recalcule les chiffres publiés à partir des données figées et compare, nombre par nombre. "
        "Code de sortie 1 si l’un d’eux diffère."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="un chiffre enregistré en JSON, ou une liste")
        parser.add_argument("--dataset", default="", help="adresse d’un jeu de données, avec --spec")
        parser.add_argument(
            "--spec", default="", help="JSON du chiffre à calculer\u00a0; l’écrit sur la sortie"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dataset"]:
            self._compute(options["dataset"], options["spec"])
            return
        count = wrong = 0
        for stored in self._from_file(options["file"]) if options["file"] else declared_figures():
            result = replay(stored)
            count += 1
            wrong += not result.is_same
            self.stdout.write(f"{'identique' if result.is_same else 'DIFFÉRENT'}  {result.where}")
            for difference in result.differences:
                self.stdout.write(f"           {difference}")
        self.stdout.write(
            f"{plural(count, 'chiffre recalculé', 'chiffres recalculés')}, {plural(wrong, 'différent')}."
        )
        if wrong:
            raise CommandError("Des chiffres publiés ne se retrouvent pas.", returncode=1)

    def _from_file(self, path: Path) -> Iterator[StoredFigure]:
        try:
            data = json.loads(path.read_bytes())
            figures = [Figure.from_json(item) for item in (data if isinstance(data, list) else [data])]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(
                f"{path}\u00a0: ce fichier ne contient pas de chiffre.", returncode=2
            ) from error
        for number, figure in enumerate(figures, start=1):
            yield StoredFigure(f"{path.name} n° {number}", figure)

    def _compute(self, slug: str, spec: str) -> None:
        dataset = Dataset.objects.filter(slug=slug).first()
        if dataset is None:
            raise CommandError(f"Aucun jeu de données n’a l’adresse {slug}.", returncode=2)
        try:
            figure = compute_figure(dataset, FigureSpec.from_json(json.loads(spec)))
        except InvalidFigure as error:
            raise CommandError(str(error), returncode=2) from error
        except (ValueError, KeyError, TypeError) as error:
            message = f"--spec ne décrit pas un chiffre comme celui-ci\u00a0: {_EXAMPLE}"
            raise CommandError(message, returncode=2) from error
        self.stdout.write(json.dumps(figure.to_json(), ensure_ascii=False, indent=1))
