"""Import a CSV: as a dataset, or as the answers of a collection."""

from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError

from engines.questionnaire.files.reader import unreadable_reason
from french import plural
from milliard.core.delimited_files import ANSWERS_FILE, ImportProblem, ImportRefused
from milliard.core.refusals import Refused
from milliard.figures.datasets.codebook_files import FILE as CODEBOOK_FILE
from milliard.figures.services.imports import (
    ID_COLUMN,
    import_answers,
    import_dataset,
    preview_import,
    propose_codebook,
)
from milliard.surveys.models import Collection


class Command(BaseCommand):
    help = (
        "Vérifie un fichier CSV de réponses et son dictionnaire, et dit ce qui serait importé, ou chaque "
        "erreur sous la forme fichier:ligne:colonne: message. Avec --apply, importe tout ou rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="fichier CSV, ou réponses LimeSurvey .lsr ou .lsa")
        parser.add_argument("--codebook", type=Path, help="dictionnaire des variables (CSV, XLSX ou JSON)")
        parser.add_argument(
            "--collection", default="", help="adresse d’une collecte\u00a0: importer des réponses"
        )
        parser.add_argument(
            "--id-column", default=ID_COLUMN, help="colonne de l’identifiant de chaque réponse"
        )
        parser.add_argument("--title", default="", help="titre du jeu de données")
        parser.add_argument("--source", default="", help="source à citer sous chaque chiffre")
        parser.add_argument("--simulated", action="store_true", help="ce sont des données inventées")
        parser.add_argument("--apply", action="store_true", help="importer vraiment")
        parser.add_argument(
            "--propose-codebook",
            action="store_true",
            help="écrire un dictionnaire à corriger, et rien d’autre",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._names = {ANSWERS_FILE: options["file"].name}
        if options["codebook"]:
            self._names[CODEBOOK_FILE] = options["codebook"].name
        data = self._bytes(options["file"])
        codebook = self._bytes(options["codebook"]) if options["codebook"] else b""
        try:
            self._import(data, codebook, options)
        except Refused as refusal:
            raise CommandError(refusal.message, returncode=2) from refusal

    def _import(self, data: bytes, codebook: bytes, options: dict[str, Any]) -> None:
        if options["propose_codebook"]:
            self._propose(data)
        elif options["collection"]:
            self._answers(data, codebook, options)
        elif codebook:
            self._dataset(data, codebook, options)
        else:
            raise CommandError("Indiquez --codebook, ou --collection.", returncode=2)

    def _propose(self, data: bytes) -> None:
        try:
            proposed = propose_codebook(csv_bytes=data)
        except ImportRefused as refusal:
            self._refuse(refusal.problems, refusal.count, refusal)
        self.stdout.write(proposed.decode("utf-8-sig"))

    def _bytes(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            self._refuse((ImportProblem(0, "", f"{unreadable_reason(error)}.", path.name),), 1, error)

    def _refuse(
        self, problems: tuple[ImportProblem, ...], count: int, cause: Exception | None = None
    ) -> NoReturn:
        """One line a problem, ``file:row:column: message``, with the names the files were given under."""
        for problem in problems:
            self.stderr.write(str(replace(problem, file=self._names.get(problem.file, problem.file))))
        raise CommandError(f"{plural(count, 'erreur')}\u00a0: rien n’a été importé.", returncode=2) from cause

    def _dataset(self, data: bytes, codebook: bytes, options: dict[str, Any]) -> None:
        preview = preview_import(csv_bytes=data, codebook_bytes=codebook)
        if not preview.is_possible:
            self._refuse(preview.problems, preview.problem_count)
        self.stdout.write(f"{preview.row_count} lignes, {len(preview.columns)} variables.")
        for column in preview.columns:
            state = f"{column.observed} renseignées, {column.missing} sans réponse"
            kept = state if column.is_kept else "hors de la table"
            self.stdout.write(f"  {column.name} ({column.kind})\u00a0: {kept}")
        if preview.existing is not None:
            self.stdout.write(f"Déjà importé\u00a0: {preview.existing.slug}.")
        elif options["apply"]:
            dataset = import_dataset(
                title=options["title"] or options["file"].stem,
                csv_bytes=data,
                codebook_bytes=codebook,
                by=None,
                source_note=options["source"],
                is_simulated=options["simulated"],
            )
            self.stdout.write(f"Importé\u00a0: {dataset.slug}.")
        else:
            self.stdout.write("Rien n’a été importé\u00a0: ajoutez --apply.")

    def _answers(self, data: bytes, codebook: bytes, options: dict[str, Any]) -> None:
        collection = Collection.objects.filter(slug=options["collection"]).first()
        if collection is None:
            raise CommandError(f"Aucune collecte n’a l’adresse {options['collection']}.", returncode=2)
        report = import_answers(
            collection=collection,
            csv_bytes=data,
            codebook_bytes=codebook,
            id_column=options["id_column"],
            by=None,
            apply=options["apply"],
        )
        if not report.is_possible:
            self._refuse(report.problems, report.problem_count)
        self.stdout.write(
            f"{report.row_count} réponses, dont {report.complete_count} complètes\u202f; "
            f"{report.already_there} déjà importées\u202f; {report.written} écrites."
        )
        if not options["apply"]:
            self.stdout.write("Rien n’a été importé\u00a0: ajoutez --apply.")
