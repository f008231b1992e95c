"""The choices sheet of an XLSForm: the lists, and what is read of each choice."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pyxform.aliases import yes_no

from engines.questionnaire.files.workbook import SheetRow
from engines.questionnaire.files.xlsform.reader.columns import CHOICES_COLUMNS, SheetTable
from engines.questionnaire.model import YES_NO_CHOICES, Choice, Missing
from engines.questionnaire.problems import ProblemList

OTHER_VALUE = "other"
_OUI_NON = ({"yes": "oui", "no": "non"}, {"yes": "yes", "no": "no"})


def external_name(name: str) -> str:
    """The name here of a list of the sheet ``external_choices``: one of ``choices`` may have the same."""
    return f"{name}_external"


def parse_yes_no(text: str) -> bool | None:
    """``yes``, ``no`` and pyxform's other spellings; None for anything else."""
    known: bool | None = yes_no.get(text, yes_no.get(text.lower()))
    if known is None and text.lower() in {"oui", "non"}:
        return text.lower() == "oui"
    return known


@dataclass(slots=True)
class ChoiceLists:
    """The lists of the choices sheet, and those made for «autre» and «j’ai lu»."""

    table: SheetTable | None
    lists: dict[str, list[Choice]] = field(default_factory=dict)
    rows: dict[str, list[SheetRow]] = field(default_factory=dict)
    #: Rows whose code holds a space: fine for a single choice, not where several codes make one answer.
    spaced: dict[str, list[SheetRow]] = field(default_factory=dict)
    #: The row of each code of each list: looked up for every choice, and a list may have thousands.
    row_of: dict[tuple[str, str], SheetRow] = field(default_factory=dict)
    #: Its place in the list, likewise.
    place_of: dict[tuple[str, str], int] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)

    def use(self, name: str) -> tuple[Choice, ...]:
        """The choices of a list that a question uses."""
        self.used.setdefault(name)
        return tuple(self.lists[name])

    def refuse_spaces(self, name: str, problems: ProblemList) -> None:
        """Refuse the codes with a space of a list of which several are ticked or ranked."""
        if self.table is None:
            return
        for row in self.spaced.get(name, ()):
            value = self.table.get(row, "name")
            what = f"une espace dans le code « {value[:60]} » d’une liste où l’on coche plusieurs choix"
            problems.unsupported(self.table.name, row.number, self.table.header_in(row, "name"), what)

    def add_external(self, other: ChoiceLists) -> None:
        """Add the lists of the sheet ``external_choices``, which are those of `select_one_external` alone."""
        for name, choices in other.lists.items():
            self.lists[external_name(name)] = choices

    def with_other(self, name: str) -> str:
        """The name of a list with «Autre» added at its end (``or_other``); the list itself if it has it."""
        choices = self.lists[name]
        if any(choice.value == OTHER_VALUE for choice in choices):
            self.lists[name] = [
                replace(choice, is_other=True) if choice.value == OTHER_VALUE else choice
                for choice in choices
            ]
            return name
        derived = f"{name}_or_other"
        if derived not in self.lists:
            self.lists[derived] = [*choices, Choice(value=OTHER_VALUE, label="Autre", is_other=True)]
        return derived

    def acknowledge(self) -> str:
        """The name of the one-choice list of an ``acknowledge`` question."""
        name = "acknowledge"
        while name in self.lists and [choice.value for choice in self.lists[name]] != ["OK"]:
            name += "_"
        self.lists.setdefault(name, [Choice(value="OK", label="J’ai lu")])
        return name

    def is_yes_no(self, name: str) -> bool:
        """Whether a list is exactly yes and no, under their plain labels and nothing more."""
        choices = self.lists.get(name, [])
        if len(choices) != len(YES_NO_CHOICES):
            return False
        labels = {choice.value: choice.label.lower() for choice in choices}
        plain = all(choice == Choice(value=choice.value, label=choice.label) for choice in choices)
        return plain and labels in _OUI_NON

    def kept(self, names: set[str]) -> dict[str, tuple[Choice, ...]]:
        """The lists of those names, in the order of the file."""
        return {name: tuple(choices) for name, choices in self.lists.items() if name in names}

    def warn_unused(self, problems: ProblemList) -> None:
        for name, rows in self.rows.items():
            derived_is_used = f"{name}_or_other" in self.used
            if self.table is not None and name not in self.used and not derived_is_used:
                message = f"la liste « {name} » ne sert à aucune question : elle n’est pas reprise"
                problems.warning(self.table.name, rows[0].number, self.table.header("list_name"), message)


def read_choices(table: SheetTable | None, *, allow_duplicates: bool, problems: ProblemList) -> ChoiceLists:
    """Read the lists; every row is read even after an error, to say all of them at once."""
    lists = ChoiceLists(table)
    if table is None:
        return lists
    if table.sheet.rows:
        for needed in ("list_name", "name"):
            if not table.has(needed):
                message = f"il manque la colonne « {needed} »"
                problems.error(table.name, table.sheet.header_row, needed, message)
    if not (table.has("list_name") and table.has("name")):
        return lists
    extra = _extra_columns(table, problems)
    for row in table.sheet.rows:
        _read_choice(lists, table, row, extra, allow_duplicates=allow_duplicates, problems=problems)
    return lists


def _extra_columns(table: SheetTable, problems: ProblemList) -> list[tuple[str, str]]:
    extra = []
    used = {header for row in table.sheet.rows for header in row.cells}
    for column in table.columns:
        if column.name in CHOICES_COLUMNS or column.header not in used:
            continue
        if " " in column.header:
            message = "titre avec une espace : cette colonne n’est pas lue"
            problems.warning(table.name, table.sheet.header_row, column.header, message)
        else:
            extra.append((column.header, column.header))
    return extra


def _read_choice(
    lists: ChoiceLists,
    table: SheetTable,
    row: SheetRow,
    extra: list[tuple[str, str]],
    *,
    allow_duplicates: bool,
    problems: ProblemList,
) -> None:
    list_name, value = table.get(row, "list_name"), table.get(row, "name")
    if not list_name:
        _without_list(table, row, value, problems)
        return
    if not value:
        message = f"il manque le code de ce choix (liste « {list_name} »)"
        problems.error(table.name, row.number, table.header("name"), message)
        return
    choices = lists.lists.setdefault(list_name, [])
    lists.rows.setdefault(list_name, []).append(row)
    if lists.row_of.setdefault((list_name, value), row) is not row:
        again = _choice(table, row, value, extra, ProblemList())
        _again(lists, table, row, list_name, again, allow_duplicates, problems)
        return
    if table.get(row, "media") and table.get(row, "label"):
        message = (
            f"« {table.get(row, 'media')[:60]} » n’est pas montré : seul le texte de ce choix est repris"
        )
        problems.warning(table.name, row.number, table.header_in(row, "media"), message)
    if value.split() != [value]:
        lists.spaced.setdefault(list_name, []).append(row)
    lists.place_of[list_name, value] = len(choices)
    choices.append(_choice(table, row, value, extra, problems))


def _without_list(table: SheetTable, row: SheetRow, value: str, problems: ProblemList) -> None:
    """Refuse a choice that would be lost, as in a merged cell; a remark alone is left out."""
    column = table.header("list_name")
    if value:
        message = (
            f"il manque le nom de la liste du choix « {value[:60]} », qui serait perdu : écrivez-le à chaque "
            "ligne (une cellule fusionnée ne vaut que pour sa première ligne)"
        )
        problems.error(table.name, row.number, column, message)
    elif table.get(row, "label"):
        message = "il manque le nom de la liste : cette ligne n’est pas lue"
        problems.warning(table.name, row.number, column, message)


def _again(
    lists: ChoiceLists,
    table: SheetTable,
    row: SheetRow,
    list_name: str,
    again: Choice,
    is_allowed: bool,
    problems: ProblemList,
) -> None:
    """Take a second line of one code as the same choice, or say why not.

    A stored answer is the code alone, in other tools too. Two lines that people read alike are one choice,
    offered when either is; of two that they read otherwise, an answer would not say which was meant.
    """
    value = again.value
    what = f"le code « {value[:60]} » est déjà dans la liste « {list_name[:60]} »"
    if not is_allowed:
        problems.error(table.name, row.number, table.header("name"), what)
        return
    earlier = lists.row_of[list_name, value]
    place = lists.place_of[list_name, value]
    first = lists.lists[list_name][place]
    if replace(again, columns=()) == replace(first, columns=(), also=()):
        lists.lists[list_name][place] = replace(first, also=(*first.also, again.columns))
        same = (
            f"{what} (ligne {earlier.number}), avec le même libellé : les deux lignes sont un seul choix, "
            "proposé quand l’une des deux l’est, et les chiffres les additionnent ; pour les distinguer, "
            "donnez un code différent à chacune"
        )
        problems.warning(table.name, row.number, table.header("name"), same)
        return
    why = (
        f"{what} (ligne {earlier.number}) ; allow_choice_duplicates l’accepte, mais la réponse gardée "
        f"ne serait que « {value[:60]} » et ne dirait pas laquelle des deux lignes a été choisie. "
        "Donnez un code différent à chacune"
    )
    problems.unsupported(table.name, row.number, table.header("name"), why)


def _choice(
    table: SheetTable, row: SheetRow, value: str, extra: list[tuple[str, str]], problems: ProblemList
) -> Choice:
    label = table.get(row, "label")
    if not label:
        column = "media" if (picture := table.get(row, "media")) else "label"
        message = f"ce choix n’a pas de libellé : son code « {value} » en tient lieu"
        if picture:
            message = (
                f"« {picture[:60]} » n’est pas montré et ce choix n’a pas de libellé : son code "
                f"« {value[:60]} » en tient lieu ; écrivez ce que l’image montre"
            )
        problems.warning(table.name, row.number, table.header_in(row, column), message)
    missing = _missing(table, row, problems)
    return Choice(
        value=value,
        label=label or value,
        is_exclusive=read_flag(table, row, "exclusive", problems, default=missing is not None),
        is_other=read_flag(table, row, "other", problems),
        missing=missing,
        was=" ".join(table.get(row, "was").split()),
        phrase=table.get(row, "phrase"),
        columns=tuple((name, row.cells[header]) for name, header in extra if header in row.cells),
    )


def _missing(table: SheetTable, row: SheetRow, problems: ProblemList) -> Missing | None:
    text = table.get(row, "missing")
    if not text:
        return None
    try:
        return Missing(text.lower())
    except ValueError:
        message = f"« {text[:60]} » n’est pas un de : {', '.join(Missing)}"
        problems.error(table.name, row.number, table.header_in(row, "missing"), message)
        return None


def read_flag(
    table: SheetTable, row: SheetRow, name: str, problems: ProblemList, *, default: bool = False
) -> bool:
    """A yes/no cell of a column of ours; anything else is an error at its place."""
    text = table.get(row, name)
    if not text:
        return default
    value = parse_yes_no(text)
    if value is None:
        problems.error(
            table.name, row.number, table.header_in(row, name), f"« {text[:60]} » : écrivez yes ou no"
        )
        return default
    return value
