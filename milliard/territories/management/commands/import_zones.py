"""`manage.py import_zones --districts FILE --revitalised FILE --apply`: QPV, rural revitalisation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from milliard.territories.services import UnreadableReference, load_zones

_SHOWN = 10


class Command(BaseCommand):
    help = "Remplace les quartiers prioritaires et les zones de revitalisation. Sans --apply, ne change rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--districts",
            type=Path,
            help="CSV avec code_qp, lib_qp, insee_com, et population si elle est connue",
        )
        parser.add_argument("--revitalised", type=Path, help="CSV avec insee_com : une commune par ligne")
        parser.add_argument("--apply", action="store_true", help="écrire vraiment")

    def handle(
        self, *args: Any, districts: Path | None, revitalised: Path | None, apply: bool, **options: Any
    ) -> None:
        if districts is None and revitalised is None:
            raise CommandError("Donnez au moins un fichier : --districts ou --revitalised.", returncode=2)
        try:
            with transaction.atomic():
                report = load_zones(districts=districts, revitalised=revitalised)
                transaction.set_rollback(not apply)
        except UnreadableReference as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(
            f"{report.districts} quartiers prioritaires (par commune),"
            f" {report.revitalised} communes en zone de revitalisation."
        )
        if report.unknown:
            shown = ", ".join(report.unknown[:_SHOWN])
            self.stdout.write(f"{len(report.unknown)} codes absents du code en vigueur, ignorés : {shown}…")
        if not apply:
            self.stdout.write("Rien n’a été écrit : ajoutez --apply.")
