from milliard.core import declarations  # the module: Django takes the one AppConfig found here


class PaymentsConfig(declarations.MilliardAppConfig):
    name = "milliard.payments"
    label = "payments"
    verbose_name = "paiements"
    journal_codes = {
        "payments.payment.allocated": "Paiement rapproché",
        "payments.payment.reversed": "Paiement repris",
        "payments.payment.restored": "Reprise annulée, paiement compté de nouveau",
        "payments.payment.received_at_place": "Chèque ou espèces reçus",
        "payments.slip.prepared": "Bordereau de remise préparé",
        "payments.slip.closed": "Bordereau de remise compté à deux",
        "payments.ruling.entered": "Rescrit entré",
        "payments.ruling.withdrawn": "Rescrit retiré",
        "payments.tax_receipt.issued": "Reçu fiscal émis",
        "payments.tax_receipt.cancelled": "Reçu fiscal annulé",
        "payments.bank_statement.imported": "Relevé importé",
        "payments.bank_line.matched": "Ligne de relevé rapprochée",
        "payments.bank_line.set_aside": "Ligne de relevé mise de côté",
        "payments.bank_line.undone": "Rapprochement défait",
        "payments.names.forgotten": "Noms de paiements anciens oubliés",
    }
    staff_rights = {"treasurer": ("*",), "admin": ("view_*",)}
    person_data = "milliard.payments.services.personal_data.PERSON_DATA"
    kept_data = "milliard.payments.privacy.KEPT"
    housekeeping = "milliard.payments.services.housekeeping.tidy"
    impersonal_models = {
        "BankAccount": "currency identifier label",
        "CsvMapping": "columns header_digest",
        "ForgottenYear": "",
        "TaxReceiptSeries": "",
        "Reconciliation": "",
    }
