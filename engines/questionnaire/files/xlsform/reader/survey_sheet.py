"""The survey sheet as the builders of questions see it: cells by name, lists, problems at their cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyxform.errors import PyXFormError
from pyxform.parsing.parameters import parse as parse_parameters

from engines.questionnaire.files.workbook import Sheet, SheetRow
from engines.questionnaire.files.xlsform.reader.choices import ChoiceLists
from engines.questionnaire.files.xlsform.reader.columns import SheetTable
from engines.questionnaire.model import FileOrigin
from engines.questionnaire.problems import ProblemList


@dataclass(slots=True)
class SurveySheet:
    """The sheet, the choice lists, and the problems found so far."""

    table: SheetTable
    lists: ChoiceLists
    problems: ProblemList
    #: Tables of the CSV files given with the workbook.
    attached: Mapping[str, Sheet] = field(default_factory=dict)
    seen_appearances: set[str] = field(default_factory=set)
    #: Names that a path written by hand leads to.
    reached: set[str] = field(default_factory=set)

    def error(self, row: SheetRow, column: str, message_fr: str) -> None:
        self.problems.error(self.table.name, row.number, self.table.header_in(row, column), message_fr)

    def unsupported(self, row: SheetRow, column: str, what_fr: str) -> None:
        self.problems.unsupported(self.table.name, row.number, self.table.header_in(row, column), what_fr)

    def warning(self, row: SheetRow, column: str, message_fr: str) -> None:
        self.problems.warning(self.table.name, row.number, self.table.header_in(row, column), message_fr)

    def get(self, row: SheetRow, column: str) -> str:
        return self.table.get(row, column)

    def expression(self, row: SheetRow, column: str) -> str:
        return self.table.expression(row, column)

    def is_referred_to(self, name: str) -> bool:
        """Whether an expression or a text of the sheet names it."""
        mark = f"${{{name}}}"
        return name in self.reached or any(
            mark in text for row in self.table.sheet.rows for text in row.cells.values()
        )

    def origin(self, row: SheetRow) -> FileOrigin:
        return FileOrigin(sheet=self.table.name, row=row.number)

    def parameters(self, row: SheetRow) -> dict[str, str]:
        """The cell ``parameters`` as a dictionary; a badly formed one is an error and gives none."""
        try:
            return dict(parse_parameters(self.get(row, "parameters"), row.number))
        except PyXFormError:
            self.error(row, "parameters", "écrivez les paramètres sous la forme « clé=valeur clé=valeur »")
            return {}
