"""A statement put in: read first, its columns said once when it is a CSV, then shown, then imported."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST
from stdnum import iban

from french import format_date, plural
from milliard.accounts.actor import actor
from milliard.core.access import authorize
from milliard.core.refusals import Refused
from milliard.core.staff import posted, posted_files, show, status_of
from milliard.payments.models import BankAccount
from milliard.payments.policies import can_keep_books
from milliard.payments.services.csv_mappings import mapped_file, remember_mapping, remembered, table_of
from milliard.payments.services.statement_drafts import (
    StatementDraft,
    forget_draft,
    keep_draft,
    of_account,
    open_draft,
)
from milliard.payments.services.statement_uploads import import_draft
from milliard.payments.services.statements import known_entries
from milliard.payments.staff.bank_statements import RECONCILES, statement_screens
from milliard.payments.statements import Movement, StatementRead, StatementRefused
from milliard.payments.statements.cells import account_number
from milliard.payments.statements.csv_cells import DATE_FORMATS
from milliard.payments.statements.csv_statement import Mapping, propose_mapping
from milliard.payments.statements.csv_table import CsvTable
from milliard.payments.statements.reader import begins_as_xml
from milliard.ui.component_records import Column

MAX_BYTES = 100_000_000
_TITLE = "Importer un relevé"
_FEW = 12
_LINES = [
    Column("Qui", lambda row: row.counterparty or "sans nom", note="label"),
    Column("Montant", "amount_cents", "euros"),
    Column("Le", "booked_on", "date_longue"),
]


class StatementFileForm(forms.Form):
    """The file of a bank."""

    file = forms.FileField(
        label="Relevé",
        help_text="camt.053 ou camt.054 (XML), ou CSV, 100\u00a0Mo au plus."
        " Le même fichier deux fois n’écrit rien de plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,.csv,.txt"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 100\u00a0Mo\u00a0: demandez un mois à la fois.")
        return file


class ColumnsForm(forms.Form):
    """Which column is what."""

    account = forms.CharField(
        label="Compte", max_length=50, help_text="L’IBAN du compte de l’association que ce relevé raconte."
    )
    booked_on = forms.ChoiceField(label="Date")
    date_format = forms.ChoiceField(label="Les dates sont écrites comme", choices=list(DATE_FORMATS.items()))
    amount = forms.ChoiceField(
        label="Montant",
        required=False,
        help_text="Avec son signe. Sinon, dites les deux colonnes qui suivent.",
    )
    debit = forms.ChoiceField(label="Débit", required=False)
    credit = forms.ChoiceField(label="Crédit", required=False)
    decimal_mark = forms.ChoiceField(
        label="Les centimes viennent après", choices=[(",", "une virgule"), (".", "un point")]
    )
    labels = forms.MultipleChoiceField(
        label="Libellé",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Une colonne ou plusieurs.",
    )
    counterparty = forms.ChoiceField(label="Nom de qui paie", required=False)
    references = forms.ChoiceField(label="Référence écrite par qui paie", required=False)
    bank_reference = forms.ChoiceField(
        label="Numéro de l’opération",
        required=False,
        help_text="Celui de la banque, différent à chaque ligne.",
    )
    balance = forms.ChoiceField(
        label="Solde après l’opération", required=False, help_text="Il permet de vérifier que rien ne manque."
    )

    def __init__(self, data: Any, *, table: CsvTable, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        titles = [(title, title) for title in dict.fromkeys(table.titles) if title]
        for name, field in self.fields.items():
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = titles
            elif isinstance(field, forms.ChoiceField) and name not in ("date_format", "decimal_mark"):
                field.choices = [("", "—"), *titles]

    def clean_account(self) -> str:
        account = account_number(self.cleaned_data["account"])
        if account[:2].isalpha() and account[2:4].isdigit() and not iban.is_valid(account):
            raise forms.ValidationError("Cet IBAN n’est pas juste\u00a0: vérifiez chaque caractère.")
        return account

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("amount") and not (values.get("debit") and values.get("credit")):
            self.add_error("amount", "Dites où est le montant, ou bien où sont le débit et le crédit.")
        if values.get("amount"):
            values["debit"] = values["credit"] = ""
        return values

    def mapping(self) -> Mapping:
        """What was chosen."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "account"}
        return Mapping.of(values)


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a file; sent back: what is wrong in it, its columns to say, or what it holds."""
    authorize(request.user, can_keep_books)
    form = StatementFileForm(*posted_files(request))
    if not form.is_valid():
        return _choose(request, form)
    draft = keep_draft(upload=form.cleaned_data["file"], by=actor(request))
    try:
        if not begins_as_xml(draft.file.path):
            table = table_of(draft.file)
            known = remembered(table, table.account)
            if known is None:
                return redirect("payments_staff:statement_columns", held=draft.held)
            account = table.account or known.account.identifier
            draft = of_account(draft=draft, account=account, by=actor(request))
        return _preview(request, draft, mapped_file(draft.file).read())
    except Refused as refusal:
        form.add_error("file", _where(refusal))
        forget_draft(draft=draft)
        return _choose(request, form)


@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, held: str) -> HttpResponse:
    """Say which column of a CSV is what; it is remembered for the next file of the same bank."""
    authorize(request.user, can_keep_books)
    try:
        draft = open_draft(held=held, by=actor(request))
        table = table_of(draft.file)
    except Refused as refusal:
        return _again(request, refusal)
    form = ColumnsForm(posted(request), table=table, initial=_initial(table, draft))
    if form.is_valid():
        account, mapping = form.cleaned_data["account"], form.mapping()
        draft = of_account(draft=draft, account=account, by=actor(request))
        try:
            read = replace(draft.file, mapping=mapping).read()
        except Refused as refusal:
            form.add_error(None, _where(refusal))
        else:
            remember_mapping(table=table, account=account, mapping=mapping, by=actor(request))
            return _preview(request, draft, read)
    return show(
        request,
        "payments/staff/statement_columns.html",
        title="Colonnes du relevé",
        crumbs=[statement_screens.crumb],
        status=status_of(form),
        form=form,
        submit="Lire le relevé",
        lead="",
        sample_columns=[_sample(title, place) for place, title in enumerate(table.titles)],
        sample=[cells for _, cells in table.rows[:4]],
    )


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Write the statement that was just shown, and have its lines matched."""
    authorize(request.user, can_keep_books)
    try:
        draft = open_draft(held=request.POST.get("held", ""), by=actor(request))
        imported = import_draft(draft=draft, by=actor(request))
    except Refused as refusal:
        return _again(request, refusal)
    lines = plural(sum(one.written for one in imported), "ligne nouvelle", "lignes nouvelles")
    messages.success(request, f"Importé\u00a0: {lines}. Le rapprochement se fait en ce moment.")
    only = imported[0].statement if len(imported) == 1 else None
    return redirect(statement_screens.url_of(only) if only else statement_screens.menu_url)


def _sample(title: str, place: int) -> Column:
    return Column(title or "sans titre", lambda cells: cells[place] if place < len(cells) else "")


def _initial(table: CsvTable, draft: StatementDraft) -> dict[str, Any]:
    account = draft.file.account or table.account
    known = remembered(table, account)
    mapping = Mapping.of(known.columns) if known else propose_mapping(table)
    return {**mapping.stored(), "account": account or (known.account.identifier if known else "")}


def _choose(request: HttpRequest, form: StatementFileForm) -> HttpResponse:
    return show(
        request,
        "payments/staff/statement_choose.html",
        title=_TITLE,
        crumbs=[statement_screens.crumb],
        status=status_of(form),
        form=form,
        submit="Lire le relevé",
        lead="Le fichier est lu et montré d’abord\u00a0; rien n’est écrit avant que vous le disiez.",
    )


def _preview(request: HttpRequest, draft: StatementDraft, read: list[StatementRead]) -> HttpResponse:
    """What the file holds, in words; nothing is written."""
    known = set(BankAccount.objects.values_list("identifier", flat=True))
    return show(
        request,
        "payments/staff/statement_preview.html",
        title=_TITLE,
        crumbs=[statement_screens.crumb],
        held=draft.held,
        is_csv=bool(draft.file.account),
        line_columns=_LINES,
        previews=[
            {
                "statement": statement,
                "verdict": RECONCILES[statement.reconciles],
                "is_new_account": statement.account not in known,
                "period": _period(statement),
                "lines": _first(statement.movements),
                "known": already,
                "new": statement.entries - already,
            }
            for statement, already in zip(read, known_entries(read), strict=True)
        ],
    )


def _first(movements: list[Movement]) -> list[Movement]:
    return movements[:_FEW]


def _period(statement: StatementRead) -> str:
    if statement.from_on is None or statement.to_on is None:
        return "sans date"
    if statement.from_on == statement.to_on:
        return format_date(statement.from_on)
    return f"du {format_date(statement.from_on)} au {format_date(statement.to_on)}"


def _where(refusal: Refused) -> str:
    line = refusal.line if isinstance(refusal, StatementRefused) else 0
    return f"Ligne {line}\u00a0: {refusal.message}" if line else refusal.message


def _again(request: HttpRequest, refusal: Refused) -> HttpResponse:
    messages.error(request, _where(refusal))
    return redirect("payments_staff:statement_import")
