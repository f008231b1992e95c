"""Files of members, as people have them."""

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from milliard.members.services.import_drafts import MemberFile

TITLES = ("Prénom", "Nom", "Courriel", "Téléphone", "Code postal", "Commune", "Date d’adhésion", "Montant")
ADA = ("Ada", "Exemple", "ada@example.org", "", "", "", "03/02/2025", "20,00")
BOB = ("Bob", "Modèle", "bob@example.org", "", "", "", "28/02/2025", "12,50")


def csv_of(*rows: Sequence[str], titles: Sequence[str] = TITLES, separator: str = ";") -> str:
    return "\n".join(separator.join(row) for row in (titles, *rows)) + "\n"


def workbook_of(*rows: Sequence[object], titles: Sequence[str] = TITLES) -> bytes:
    book = openpyxl.Workbook()
    for row in (titles, *rows):
        book.active.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def file_of(folder: Path, content: str | bytes, name: str = "membres.csv") -> MemberFile:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return MemberFile(name, path)
