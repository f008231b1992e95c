"""Values written in the journal: reviewed like an API."""

from django.db import models


class RowFormat(models.TextChoices):
    """Files that rows are taken away as. Written in the journal."""

    FRENCH_CSV = "french_csv", "CSV pour un tableur français (points-virgules)"
    XLSX = "xlsx", "Classeur XLSX, avec le dictionnaire"
    SAV = "sav", "SPSS (.sav), libellés et codes manquants compris"
    R = "r", "R\u00a0: un script et ses données (ZIP)"
    CSV = "csv", "CSV pour un programme (virgules)"
    PARQUET = "parquet", "Parquet"

    @property
    def extension(self) -> str:
        return {"french_csv": "csv", "r": "zip"}.get(self.value, self.value)

    @property
    def content_type(self) -> str:
        return {
            "csv": "text/csv; charset=utf-8",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "sav": "application/x-spss-sav",
            "zip": "application/zip",
            "parquet": "application/vnd.apache.parquet",
        }[self.extension]


class RowsBase(models.TextChoices):
    """Which responses. Written in the journal."""

    COMPLETE = "complete", "les réponses complètes"
    PARTIAL = "partial", "les réponses partielles"
    ALL = "all", "toutes, complètes et partielles"

    @property
    def file_word(self) -> str:
        return {"complete": "completes", "partial": "partielles", "all": "toutes"}[self.value]
