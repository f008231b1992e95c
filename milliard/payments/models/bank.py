"""The movement's accounts, their statements, and each line until it is matched."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from french import format_euros
from milliard.core.fields import CentsField
from milliard.core.models import BaseModel
from milliard.payments.models.ledger import Payment, Reversal
from milliard.payments.references import spell


class BankAccount(BaseModel):
    """An account of the movement, as its statements name it."""

    #: An IBAN, or what the bank writes instead.
    identifier = models.CharField("IBAN ou numéro", max_length=40, unique=True)
    label = models.CharField("nom", max_length=80, blank=True)
    currency = models.CharField("devise", max_length=3, default="EUR")

    class Meta:
        verbose_name = "compte bancaire"
        verbose_name_plural = "comptes bancaires"

    def __str__(self) -> str:
        return self.label or spell(self.identifier)


class CsvMapping(BaseModel):
    """How the CSV files of one bank are read; remembered by the names of their columns."""

    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="csv_mappings")
    #: Digest of the header line: the next file with the same columns is read without asking.
    header_digest = models.CharField(max_length=64)
    #: Fields of `statements.csv_statement.Mapping`.
    columns = models.JSONField("colonnes")

    class Meta:
        verbose_name = "lecture d’un CSV"
        verbose_name_plural = "lectures de CSV"
        constraints = [
            models.UniqueConstraint(fields=["account", "header_digest"], name="payments_mapping_once")
        ]

    def __str__(self) -> str:
        return f"CSV {self.account}"


class BankStatement(BaseModel):
    """One statement or notification of one file."""

    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="statements")
    #: A value of `statements.StatementKind`.
    kind = models.CharField("genre", max_length=8, default="camt.053")
    #: Digest of the file and the statement's place in it: the same file twice writes nothing.
    digest = models.CharField(max_length=64, unique=True)
    file_name = models.CharField("fichier", max_length=200)
    identifier = models.CharField("identifiant", max_length=80, blank=True)
    from_on = models.DateField("du", null=True, blank=True)
    to_on = models.DateField("au", null=True, blank=True)
    opening_cents = CentsField("solde de départ", null=True, blank=True)
    closing_cents = CentsField("solde d’arrivée", null=True, blank=True)
    sum_cents = CentsField("somme des lignes")
    entries = models.PositiveIntegerField("lignes")
    #: Entries announced and not booked: counted for nothing.
    pending = models.PositiveIntegerField("en attente", default=0)
    #: Lines this file was the first to tell; the others were known.
    lines_written = models.PositiveIntegerField("lignes nouvelles", default=0)
    #: opening + sum = closing; null when the file does not say both.
    reconciles = models.BooleanField("juste", null=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = "relevé"
        verbose_name_plural = "relevés"

    def __str__(self) -> str:
        return f"{self.account}, {self.identifier or self.file_name}"


class BankLineState(models.TextChoices):
    """What became of a line."""

    TO_MATCH = "to_match", "à rapprocher"
    MATCHED = "matched", "rapprochée"
    SET_ASIDE = "set_aside", "mise de côté"


class BankLineQuerySet(models.QuerySet["BankLine"]):
    """Reads of lines."""

    def to_search(self) -> "BankLineQuerySet":
        """Those that may be matched without anybody: what a person undid is left to a person."""
        return self.filter(state=BankLineState.TO_MATCH, times_undone=0)


class BankLine(BaseModel):
    """One movement of the account; below zero when money leaves. Written once, whatever file names it."""

    # Found by the index of `fingerprint`, which begins with it.
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="lines", db_index=False)
    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    #: The bank's own name of the movement where it gives one, else date, amount, texts and rank among equals.
    fingerprint = models.CharField(max_length=64)
    booked_on = models.DateField("comptabilisée le")
    amount_cents = CentsField("montant")
    counterparty = models.CharField("qui", max_length=170, blank=True)
    label = models.CharField("libellé", max_length=500, blank=True)
    #: Structured references and end-to-end identifiers, as given.
    references = models.JSONField("références", default=list, blank=True)
    #: The bank says that it takes an earlier movement back.
    is_return = models.BooleanField("retour", default=False)
    #: Whoever pays is an organisation, by the bank or by its name.
    is_organisation = models.BooleanField("organisation", default=False)
    state = models.CharField(
        "état", max_length=10, choices=BankLineState.choices, default=BankLineState.TO_MATCH
    )
    #: The best requests found, each with its score and reasons, for a person to choose from.
    proposals = models.JSONField("propositions", default=list, blank=True)
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, related_name="bank_line", null=True, blank=True
    )
    #: What a line below zero took back.
    reversal = models.OneToOneField(
        Reversal, on_delete=models.PROTECT, related_name="bank_line", null=True, blank=True
    )
    #: How often what it did was undone: the next payment, or reversal, bears another name.
    times_undone = models.PositiveSmallIntegerField("fois défaite", default=0)
    note = models.CharField("précision", max_length=300, blank=True)

    objects = BankLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de relevé"
        verbose_name_plural = "lignes de relevé"
        indexes = [
            models.Index(
                fields=["-booked_on", "-id"],
                condition=Q(state="to_match"),
                name="payments_line_to_match",
            ),
            models.Index(fields=["-booked_on", "-id"], name="payments_line_latest"),
            GinIndex(fields=["references"], opclasses=["jsonb_path_ops"], name="payments_line_references"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["account", "fingerprint"], name="payments_line_once"),
            models.CheckConstraint(
                condition=Q(state__in=BankLineState.values), name="payments_line_known_state"
            ),
        ]

    def __str__(self) -> str:
        # Never what the bank wrote, where people are named: this string ends up in the journal.
        return f"{format_euros(self.amount_cents)} le {self.booked_on:%d/%m/%Y}"


class EntryName(BaseModel):
    """A name by which a kind of file told an entry; several may name the same, each once.

    A notification, the statement that follows and a CSV write different words: whoever pairs them keeps both.
    """

    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="entry_names")
    fingerprint = models.CharField(max_length=64)
    kind = models.CharField(max_length=8)
    #: The entry's only line, or the first of its details.
    line = models.ForeignKey(BankLine, on_delete=models.PROTECT, related_name="names")
    booked_on = models.DateField()
    amount_cents = CentsField()
    details = models.PositiveIntegerField()

    class Meta:
        verbose_name = "nom d’une écriture"
        verbose_name_plural = "noms des écritures"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "fingerprint", "kind"], name="payments_entry_named_once"
            )
        ]
        indexes = [models.Index(fields=["account", "booked_on"], name="payments_entry_of_a_day")]

    def __str__(self) -> str:
        return self.fingerprint
