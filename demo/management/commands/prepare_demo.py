"""`manage.py prepare_demo`: what `make demo` runs before it serves."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.preparing import prepare


class Command(BaseCommand):
    help = "Prépare la démonstration\u00a0: tables, communes, polices, fichiers statiques, pays inventé."
    # Checking every address and model costs seconds at each start; `make check` and the tests do it.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IS_DEMONSTRATION:
            raise CommandError(
                "Cette installation n’est pas une démonstration (DEMONSTRATION n’est pas vrai)."
            )
        prepare()
