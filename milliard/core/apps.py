from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "milliard.core"
    label = "core"
    verbose_name = "socle"
    # Codes of what this app records in the journal; see milliard.core.journal.
    journal_codes: dict[str, str] = {}
