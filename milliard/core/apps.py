from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "milliard.core"
    label = "core"
    verbose_name = "socle"
    # Codes of what this app records in the journal; see milliard.core.journal.
    journal_codes: dict[str, str] = {}

    def ready(self) -> None:
        from django_tasks.signals import task_finished

        from milliard.core.services import forget_task_done, try_delayed_mail_again

        task_finished.connect(forget_task_done, dispatch_uid="core.forget_task_done")
        task_finished.connect(try_delayed_mail_again, dispatch_uid="core.try_delayed_mail_again")
