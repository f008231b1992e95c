"""Check a file of organisations and print what it would do, as JSON; write it with --apply.

What is no table is said on standard error, ``file:line: message``, and the command exits with 2.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from milliard.core.refusals import Refused
from milliard.organisations.enums import ImportVerdict
from milliard.organisations.imports.sheet import SheetRefused
from milliard.organisations.models import Affiliation, ImportRow, Network
from milliard.organisations.services.imports import OrganisationFile, assess_file, prepare_import, read_file
from milliard.organisations.services.writing import apply_import

UNREADABLE = 2
_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "ce fichier n’existe pas.",
    IsADirectoryError: "c’est un dossier, pas un fichier.",
    PermissionError: "vous n’avez pas le droit de lire ce fichier.",
}


class Command(BaseCommand):
    help = (
        "Vérifie un fichier d’organisations (CSV ou XLSX) et dit, en JSON, ce qu’il changerait à l’annuaire."
        " Avec --apply, l’écrit."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="fichier .csv ou .xlsx")
        parser.add_argument("--network", default="", help="nom du réseau dont ce sont les organisations")
        parser.add_argument("--apply", action="store_true", help="écrire ce qui est lu")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        network = self._network(options["network"])
        try:
            file = read_file(path, path.name)
            rows = self._apply(file, network) if options["apply"] else assess_file(file)
        except OSError as error:
            self._refuse(path, 0, _REASONS.get(type(error), "ce fichier ne peut pas être lu."))
        except SheetRefused as refusal:
            self._refuse(path, refusal.line, refusal.message)
        except Refused as refusal:
            self._refuse(path, 0, refusal.message)
        self.stdout.write(json.dumps(_shown(rows), ensure_ascii=False, indent=2))

    @transaction.atomic
    def _apply(self, file: OrganisationFile, network: Network | None) -> Sequence[ImportRow]:
        """Written, and kept to be undone on its screen; nothing stays of a file that changed nothing."""
        batch = prepare_import(file=file, network=network, by=None)
        rows = list(batch.rows.select_related("organisation"))
        written = apply_import(batch=batch, by=None)
        if not (written.added or written.changed or Affiliation.objects.filter(batch=batch).exists()):
            transaction.set_rollback(True)
        else:
            self.stderr.write(f"{written.added} ajoutées, {written.changed} complétées.")
        return rows

    def _network(self, name: str) -> Network | None:
        if not name:
            return None
        found = Network.objects.filter(name__iexact=name).first()
        if found is None:
            raise CommandError(f"Aucun réseau ne s’appelle « {name} ».")
        return found

    def _refuse(self, path: Path, line: int, message: str) -> NoReturn:
        self.stderr.write(f"{path}:{line}: {message}")
        sys.exit(UNREADABLE)


def _shown(rows: Sequence[ImportRow]) -> dict[str, Any]:
    counts = Counter(row.verdict for row in rows)
    return {
        "rows": len(rows),
        "new": counts[ImportVerdict.NEW],
        "same": counts[ImportVerdict.SAME],
        "changed": counts[ImportVerdict.CHANGED],
        "refused": [
            {"row": row.number, "column": column, "message": message}
            for row in rows
            for column, message in _why(row)
        ],
    }


def _why(row: ImportRow) -> list[tuple[str, str]]:
    if row.verdict == ImportVerdict.DOUBTFUL:
        return [("", f"Cette ligne ressemble à « {row.organisation} » ({row.score}) : décidez-en à l’écran.")]
    return [(column, message) for column, message in row.problems]
