"""Check a file of members and print what it would write, as JSON; write it with --apply.

What is no such file is said on standard error, ``file:line: message``, and the command exits with 2.
"""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser

from french import plural
from milliard.core.received_tables import TableRefused
from milliard.core.refusals import Refused
from milliard.members.services.import_drafts import MemberFile
from milliard.members.services.import_plans import plan_rows
from milliard.members.services.import_verdicts import ImportPlan, PlannedRow, RowVerdict
from milliard.members.services.imports import import_members

REFUSED = 2
_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "ce fichier n’existe pas.",
    IsADirectoryError: "c’est un dossier, pas un fichier.",
    PermissionError: "vous n’avez pas le droit de lire ce fichier.",
}


class Command(BaseCommand):
    help = (
        "Vérifie un fichier de membres (CSV ou XLSX) et dit ce qu’il écrirait, en JSON. Avec --apply,"
        " l’écrit\u00a0: ce qui est refusé ou ressemble à quelqu’un reste de côté."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="fichier .csv ou .xlsx")
        parser.add_argument(
            "--origin", default="", help="d’où viennent ces personnes\u00a0; le nom du fichier sinon"
        )
        parser.add_argument(
            "--joined-on",
            type=dt.date.fromisoformat,
            help="date d’adhésion (AAAA-MM-JJ) des lignes qui n’en ont pas",
        )
        parser.add_argument("--apply", action="store_true", help="écrire")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        day: dt.date | None = options["joined_on"]
        try:
            read = MemberFile(path.name, path).read()
            plan = plan_rows(read, joined_on=day)
            if options["apply"]:
                origin = options["origin"] or path.name
                done = import_members(file_name=path.name, read=read, origin=origin, joined_on=day, by=None)
                count = done.members_written if done else 0
                self.stderr.write(f"{plural(count, 'personne écrite', 'personnes écrites')}.")
        except OSError as error:
            self._refuse(path, 0, _REASONS.get(type(error), "ce fichier ne peut pas être lu."))
        except TableRefused as refusal:
            self._refuse(path, refusal.line, refusal.message)
        except Refused as refusal:
            self._refuse(path, 0, refusal.message)
        self.stdout.write(json.dumps(_shown(plan), ensure_ascii=False, indent=2))

    def _refuse(self, path: Path, line: int, message: str) -> NoReturn:
        self.stderr.write(f"{path}:{line}: {message}")
        sys.exit(REFUSED)


def _shown(plan: ImportPlan) -> dict[str, Any]:
    """Counts, and lines by number: no name nor address, which would end in a log."""
    counts = plan.counts()
    return {
        "rows": len(plan.rows),
        "new": counts[RowVerdict.NEW],
        "renewed": counts[RowVerdict.RENEWED],
        "same": counts[RowVerdict.SAME],
        "possible_duplicates": [_possible(row) for row in plan.of(RowVerdict.POSSIBLE)],
        "refused": [str(problem) for row in plan.of(RowVerdict.REFUSED) for problem in row.problems],
    }


def _possible(row: PlannedRow) -> dict[str, Any]:
    return {
        "line": row.row.line,
        "members": [
            {"member": member.number, "score": likeness.score, "alike": list(likeness.alike)}
            for member, likeness in row.likely
        ],
    }
