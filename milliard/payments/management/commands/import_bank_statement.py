"""Check a bank statement and print what it says, as JSON; write it and match its lines with --apply.

What is no statement is said on standard error, ``file:line: message``, and the command exits with 2.
"""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from french import plural
from milliard.core.refusals import Refused
from milliard.payments.services.csv_mappings import mapped_file
from milliard.payments.services.statement_matching import match_statement
from milliard.payments.services.statements import StatementFile, import_statements
from milliard.payments.statements import Movement, StatementRead, StatementRefused, fingerprints

REFUSED = 2
_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "ce fichier n’existe pas.",
    IsADirectoryError: "c’est un dossier, pas un fichier.",
    PermissionError: "vous n’avez pas le droit de lire ce fichier.",
}


class Command(BaseCommand):
    help = (
        "Vérifie un relevé de banque (camt.053, camt.054 ou CSV) et dit ce qu’il contient, en JSON."
        " Avec --apply, l’écrit et rapproche ses lignes de ce qui est demandé."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="fichier .xml ou .csv")
        parser.add_argument("--account", default="", help="IBAN du compte, pour un CSV qui ne le dit pas")
        parser.add_argument("--apply", action="store_true", help="écrire et rapprocher")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            file = mapped_file(StatementFile(path.name, path, account=options["account"]))
            read = file.read()
            if options["apply"]:
                self._apply(file, read)
        except OSError as error:
            self._refuse(path, 0, _REASONS.get(type(error), "ce fichier ne peut pas être lu."))
        except StatementRefused as refusal:
            self._refuse(path, refusal.line, refusal.message)
        except Refused as refusal:
            self._refuse(path, 0, refusal.message)
        self.stdout.write(json.dumps({"statements": _shown(read)}, ensure_ascii=False, indent=2))
        for statement in read:
            self._remark(path, statement)

    def _apply(self, file: StatementFile, read: list[StatementRead]) -> None:
        for row, written in import_statements(file=file, read=read, by=None):
            matched = match_statement(statement=row, by=None)
            lines = plural(written, "ligne nouvelle", "lignes nouvelles")
            self.stderr.write(f"{row}\u00a0: {lines}, {matched} rapprochées à l’instant.")

    def _remark(self, path: Path, statement: StatementRead) -> None:
        """What a person must know besides, which is no reason to refuse."""
        if statement.pending:
            waiting = plural(statement.pending, "écriture en attente", "écritures en attente")
            self.stderr.write(f"{path}:{statement.line}: {waiting}, comptées pour rien.")
        if statement.reconciles is False:
            message = "le solde de départ et les écritures ne font pas le solde d’arrivée."
            self.stderr.write(f"{path}:{statement.line}: {message}")

    def _refuse(self, path: Path, line: int, message: str) -> NoReturn:
        self.stderr.write(f"{path}:{line}: {message}")
        sys.exit(REFUSED)


def _shown(read: list[StatementRead]) -> list[dict[str, Any]]:
    return [
        {
            "account": statement.account,
            "currency": statement.currency,
            "opening_cents": statement.opening_cents,
            "closing_cents": statement.closing_cents,
            "entries": statement.entries,
            "sum_cents": statement.sum_cents,
            "reconciles": statement.reconciles,
            "lines": [_line(movement, names[movement.entry]) for movement in statement.movements],
        }
        for statement, names in zip(read, fingerprints(read), strict=True)
    ]


def _line(movement: Movement, entry_name: str) -> dict[str, Any]:
    return {
        "line": movement.line,
        "booked_on": movement.booked_on.isoformat(),
        "amount_cents": movement.amount_cents,
        "currency": movement.currency,
        "counterparty": movement.counterparty,
        "counterparty_account": movement.counterparty_account,
        "label": movement.label,
        "references": list(movement.references),
        "bank_reference": movement.bank_reference,
        "is_return": movement.is_return,
        "entry": entry_name,
    }
